"""Early warning: days that are looked at, what counts as the outcome, and a line that is measured on what it has not seen."""

from datetime import date
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fenhao.engine.satisfaction.warning import (
    SIGNS,
    Cut,
    Outcome,
    Sign,
    WarningRules,
    WarningVerdict,
    area,
    bands,
    cut_days,
    learn,
    likely_area,
    outcomes,
    signs_of,
)

# first day of service, last day, days back, days ahead -> how many days are looked at, the oldest of them
DAYS = """
  2025-01-01 2025-12-31 90 60 | 5 2025-05-05
  2025-01-01 2025-03-31 90 60 | 1 2025-03-31
  2025-01-01 2025-06-30 90 60 | 2 2025-05-01
  2020-01-01 2025-12-31 30 30 | 13 2025-01-05
"""

# before -> after: unhappy, leaves, either
CASES = """
  orders=2 | orders=1               | - - -
  orders=2 |                        | - x x
           |                        | - - -
  orders=2 | orders=1 complaints=1  | x - x
           | unhappy=1              | x - x
  orders=1 | orders=1 escalated=2   | x - x
  orders=1 | orders=3 ended=1       | - x x
  contacts=9 | contacts=4 pleased=1 | - - -
"""


def _cut(size: int, *, seed: int, weight: float = 0.9, shift: float = -1.2) -> Cut:
    """Return customers whose chance of the outcome hangs on complaints and contacts alone."""
    chance = np.random.default_rng(seed)
    signs = np.zeros((size, len(SIGNS)))
    signs[:, SIGNS.index(Sign.contacts)] = chance.poisson(2.0, size)
    signs[:, SIGNS.index(Sign.complaints)] = chance.poisson(0.7, size)
    signs[:, SIGNS.index(Sign.pleased)] = chance.poisson(1.0, size)
    odds = shift + weight * (
        2 * np.log1p(signs[:, SIGNS.index(Sign.complaints)]) + np.log1p(signs[:, 0]) - 1.5
    )
    return Cut(signs, chance.random(size) < 1 / (1 + np.exp(-odds)))


@pytest.mark.parametrize("case", DAYS.strip().splitlines())
def test_spans_do_not_overlap_and_lie_within_the_history(case: str) -> None:
    first, last, back, ahead, _, count, oldest = case.split()
    rules = WarningRules(back_days=int(back), ahead_days=int(ahead))
    found = cut_days(first_on=date.fromisoformat(first), last_on=date.fromisoformat(last), rules=rules)
    assert (len(found), found[-1].isoformat(), found[0].isoformat()) == (int(count), oldest, last)
    assert all((one - other).days == int(ahead) for one, other in pairwise(found))


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_what_counts_as_the_outcome(case: str) -> None:
    before, after, wanted = (part.split() for part in case.split("|"))
    counts = [
        {name: np.array([float(number)]) for name, _, number in (word.partition("=") for word in words)}
        for words in (before, after)
    ]
    found = [outcomes(*counts, outcome=each, size=1)[0] for each in Outcome]
    assert found == [word == "x" for word in wanted]


def test_somebody_who_bought_nothing_was_quiet_for_as_long_as_one_looks_back() -> None:
    signs = signs_of(
        {"contacts": np.array([2.0, 1.0])}, last_order=np.array([3.0, -1.0]), rules=WarningRules()
    )
    assert signs[:, SIGNS.index(Sign.quiet)].tolist() == [3.0, 90.0]
    assert signs[:, SIGNS.index(Sign.contacts)].tolist() == [2.0, 1.0]


def test_a_line_finds_what_counts_and_knows_how_sure_it_is() -> None:
    lesson = learn([_cut(3_000, seed=seed) for seed in range(4)])
    assert lesson.verdict is WarningVerdict.told
    assert lesson.measured is not None
    assert lesson.measured.area > 0.7
    assert lesson.measured.area > lesson.measured.least
    assert lesson.measured.off < 0.03
    assert {each.sign for each in lesson.shares[:2]} == {"complaints", "contacts"}
    fresh = _cut(20_000, seed=99)
    chances = lesson.chances(fresh.signs)
    assert abs(float(chances.mean()) - float(fresh.came.mean())) < 0.02
    assert max(abs(each.told - each.came) for each in bands(chances, fresh.came)) < 0.06
    reasons = lesson.reasons(fresh.signs, most=3)
    angry = np.argmax(fresh.signs[:, SIGNS.index(Sign.complaints)])
    assert reasons[angry, 0] == SIGNS.index(Sign.complaints)
    shown = np.take_along_axis(fresh.signs, np.maximum(reasons, 0), axis=1)
    assert (shown[reasons >= 0] > 0).all()


@pytest.mark.parametrize(
    ("cuts", "wanted"),
    [
        ([], WarningVerdict.short),
        ([_cut(500, seed=1)], WarningVerdict.short),
        ([_cut(60, seed=1), _cut(60, seed=2)], WarningVerdict.few),
        ([_cut(500, seed=1, shift=9.0), _cut(500, seed=2)], WarningVerdict.few),
        ([_cut(400, seed=number, weight=0.0) for number in (11, 12, 13)], WarningVerdict.chance),
    ],
)
def test_what_cannot_be_told_is_not_told(cuts: list[Cut], wanted: WarningVerdict) -> None:
    lesson = learn(cuts)
    assert lesson.verdict is wanted
    with pytest.raises(ValueError, match=wanted.value):
        lesson.chances(_cut(5, seed=3).signs)
    signs = np.zeros((1, len(SIGNS)))
    signs[0, SIGNS.index(Sign.pleased)] = 5.0
    signs[0, SIGNS.index(Sign.unhappy)] = 1.0
    assert lesson.reasons(signs, most=2).tolist() == [[SIGNS.index(Sign.unhappy), -1]]


def test_the_newest_day_never_teaches_what_it_is_measured_with() -> None:
    earlier = [_cut(2_000, seed=seed) for seed in (5, 6)]
    one = learn([_cut(2_000, seed=7), *earlier]).measured
    other = learn([_cut(2_000, seed=7, shift=0.5), *earlier]).measured
    assert one is not None
    assert other is not None
    assert [each.told for each in one.bands] == [each.told for each in other.bands]
    assert [each.came for each in one.bands] != [each.came for each in other.bands]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=25),
)
def test_the_area_is_the_share_of_pairs_in_order(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([float(score) for score, _ in pairs])
    came = np.array([truth for _, truth in pairs])
    hits, misses = scores[came], scores[~came]
    won = [1.0 if one > other else 0.5 if one == other else 0.0 for one, other in product(hits, misses)]
    assert area(scores, came) == pytest.approx(sum(won) / len(won) if won else 0.5)
    low, middle, high = likely_area(scores, came)
    assert 0 <= low <= middle <= high <= 1


def test_the_interval_of_the_area_covers_the_truth_about_as_often_as_it_says() -> None:
    chance, inside = np.random.default_rng(3), 0
    truth = 0.7602  # of two normals one spread apart
    for _ in range(300):
        came = np.arange(160) < 50
        low, _, high = likely_area(chance.normal(0, 1, 160) + came, came)
        inside += low <= truth <= high
    assert 0.91 <= inside / 300 <= 0.99


@given(st.lists(st.tuples(st.sampled_from((0.1, 0.5, 0.7)), st.booleans()), max_size=60))
def test_bands_hold_everybody_once_and_keep_equal_chances_together(pairs: list[tuple[float, bool]]) -> None:
    chances = np.array([chance for chance, _ in pairs])
    came = np.array([truth for _, truth in pairs], dtype=bool)
    found = bands(chances, came)
    assert sum(each.customers for each in found) == len(pairs)
    assert sum(each.came * each.customers for each in found) == pytest.approx(came.sum())
    assert len(found) <= max(1, len(set(chances.tolist()))) or not pairs
