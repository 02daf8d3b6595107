"""A parameter for which the data give no number has none, and what two of them tell together is told instead."""

from dataclasses import replace

import numpy as np
import pytest

from fenhao.engine.value.lifetime import Fit, Tells, bg_nbd, loose_names, pareto_nbd, told_together
from fenhao.interfaces.names import fit_rows, moved, parameter_text, untold_sentences
from fenhao.interfaces.words import Language
from fenhao.runs.value import fit_told
from tests.unit.value.lifetime.histories import cdnow, drawn_leaving_after_purchases

SHARE = 0.004


@pytest.fixture(scope="module")
def ridge() -> Fit:
    """A shop whose customers all leave after one purchase in 250: how they differ in that cannot be seen."""
    counts = drawn_leaving_after_purchases(
        customers=600,
        theta=(1.4, 14.0, SHARE * 1e4, (1 - SHARE) * 1e4),
        days=365,
        leaves_at_first=False,
        seed=1,
    )
    return bg_nbd.MODEL.fit(counts, 7)


def test_a_chance_of_leaving_without_its_spread_has_no_two_numbers(ridge: Fit) -> None:
    assert ridge.is_found
    assert loose_names(ridge) == ("a", "b")
    told = fit_told(ridge)
    assert told.names == ("r", "alpha")
    assert len(told.values) == len(told.errors) == 2
    (pair,) = told.together
    assert pair.tells is Tells.leaving
    assert pair.value == pytest.approx(SHARE, rel=0.4)
    assert abs(pair.value - SHARE) < 3 * pair.error < 3 * pair.value


def test_its_error_is_that_of_the_ratio_not_of_its_parts(ridge: Fit) -> None:
    (pair,) = told_together(ridge)
    chance = np.random.Generator(np.random.PCG64(1))
    logs = chance.multivariate_normal(np.log(ridge.values), ridge.covariance, 100_000)
    odds = np.exp(logs[:, 2] - logs[:, 3])
    low, high = np.quantile(odds / (1 + odds), (0.16, 0.84))
    assert (high - low) / 2 == pytest.approx(pair.error, rel=0.15)


def test_the_published_fit_keeps_all_its_numbers() -> None:
    for model in (bg_nbd.MODEL, pareto_nbd.MODEL):
        told = fit_told(model.fit(cdnow(), 7))
        assert told.names == model.names
        assert not told.loose
        assert not told.together


def test_a_pair_that_is_loose_together_too_tells_nothing(ridge: Fit) -> None:
    held = ridge.covariance.copy()
    held[3, 3] += 4.0
    wider = replace(ridge, covariance=held, errors=(*ridge.errors[:3], 3 * ridge.values[3]))
    assert loose_names(wider) == ("a", "b")
    assert told_together(wider) == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_words_the_ridge_is_named_and_no_number_stands_for_it(ridge: Fit, lang: Language) -> None:
    told = fit_told(ridge)
    rows = fit_rows(told)
    assert [row for row in rows if row[0] in "ab"] == [("a", "—", "—"), ("b", "—", "—")]
    loose, pair = untold_sentences(told, lang=lang)
    assert "a, b" in loose
    assert f"{told.together[0].value:.2%}" in pair
    assert f"{ridge.values[2]:.4g}" not in loose + pair


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        (29_451.3, 4, "29,450"),
        (4_312.0, 2, "4,300"),
        (1.40812, 4, "1.408"),
        (0.00001234, 2, "0.000012"),
        (-82.5, 4, "-82.5"),
    ],
)
def test_a_parameter_is_written_as_people_write_numbers(value: float, figures: int, text: str) -> None:
    assert parameter_text(value, figures) == text


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [(200, 210, "+5.0%"), (-200, -210, "−5.0%"), (-200, -190, "+5.0%"), (-200, 0, "+100.0%"), (0, 5, "--")],
)
def test_an_amount_below_nought_that_falls_moves_down(before: int, after: int, text: str) -> None:
    assert moved(before, after) == text
