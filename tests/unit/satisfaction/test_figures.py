"""Surveys as tables; intervals by simulation of ten thousand surveys, by closed form, and as properties; refusals by name."""

from datetime import date
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fenhao.engine.satisfaction import (
    FEW,
    SCALES,
    Kind,
    Movement,
    change,
    difference,
    figure,
    follow_up_due,
    mean_interval,
    net_interval,
    scale_of,
    share_interval,
    tally,
    trend,
    wants_follow_up,
)

SURVEYS = 10_000

# kind | answers by score | good neither bad | headline
FIGURES = (
    (Kind.nps, {10: 5, 9: 1, 8: 3, 6: 2, 0: 1}, (6, 3, 3), 25.0),
    (Kind.nps, {10: 12}, (12, 0, 0), 100.0),
    (Kind.nps, {0: 12}, (0, 0, 12), -100.0),
    (Kind.csat, {5: 6, 4: 2, 3: 1, 1: 1}, (8, 1, 1), 0.8),
    (Kind.ces, {7: 1, 5: 1, 4: 1, 3: 1}, (2, 1, 1), 0.5),
)


@pytest.mark.parametrize(("kind", "scores", "split", "headline"), FIGURES)
def test_answers_are_split_and_told_as_the_scale_says(
    kind: Kind, scores: dict[int, int], split: tuple[int, int, int], headline: float
) -> None:
    told = figure(kind, tally(kind, [*scores.items(), (None, 20)]))
    assert (told.good, told.neither, told.bad) == split
    assert told.asked == told.answered + 20
    assert told.headline is not None
    assert told.headline.mid == pytest.approx(headline)
    assert told.headline.low < told.headline.high
    assert told.response is not None
    assert told.response.mid == pytest.approx(told.answered / told.asked)


def test_a_survey_without_answers_has_a_response_rate_and_nothing_else() -> None:
    told = figure(Kind.nps, tally(Kind.nps, [(None, 7)]))
    assert (told.asked, told.answered, told.headline, told.average) == (7, 0, None, None)
    assert told.response is not None
    assert told.response.low == 0 < told.response.high < 1


def test_a_score_beside_the_scale_counts_as_an_answer_and_in_no_figure() -> None:
    told = figure(Kind.csat, tally(Kind.csat, [(5, 3), (6, 2), (0, 1), (None, 4)]))
    assert (told.asked, told.answered, told.off_scale) == (10, 3, 3)
    assert told.response is not None
    assert told.response.mid == pytest.approx(0.6)
    assert told.headline is not None
    assert told.headline.mid == 1


@given(st.dictionaries(st.integers(0, 10), st.integers(1, 300), max_size=8))
def test_a_headline_never_comes_without_answers_and_interval(scores: dict[int, int]) -> None:
    for one in SCALES:
        told = figure(one.kind, tally(one.kind, list(scores.items())))
        assert (told.headline is None) == (told.answered == 0)
        assert told.good + told.neither + told.bad == told.answered
        if told.headline is not None and told.average is not None:
            assert told.headline.low <= told.headline.mid <= told.headline.high
            assert told.headline.low < told.headline.high
            assert one.low <= told.average.low < told.average.high <= one.high


@given(st.integers(1, 400), st.data())
def test_wilson_solves_the_equation_it_comes_from(answered: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, answered))
    told = share_interval(good, answered)
    assert told is not None
    for end in (told.low, told.high):
        if 0 < end < 1:
            assert abs(told.mid - end) == pytest.approx(1.959963984540054 * sqrt(end * (1 - end) / answered))


def test_more_good_answers_than_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be good"):
        share_interval(3, 2)


def test_the_published_worked_nps_comes_out() -> None:
    # 12 answers: 6 promoters, 3 passives, 3 detractors; adding 3/4, 3/2, 3/4 gives means of 15, worked by hand
    told = net_interval(promoters=6, passives=3, detractors=3)
    assert told is not None
    mean, spread = 3 / 15, (6.75 + 3.75) / 15 - (3 / 15) ** 2
    reach = 1.959963984540054 * sqrt(spread / 15)
    assert (told.low, told.mid, told.high) == pytest.approx((100 * (mean - reach), 25, 100 * (mean + reach)))


@pytest.mark.parametrize("answers", [12, 30, 100, 400])
def test_the_nps_interval_covers_the_truth_of_ten_thousand_surveys(answers: int) -> None:
    """Every survey has a truth of its own, from all sorts of companies."""
    chance = np.random.default_rng(answers)
    truths = chance.dirichlet([1, 1, 1], SURVEYS)
    covered = 0
    for truth in truths:
        promoters, passives, detractors = (int(each) for each in chance.multinomial(answers, truth))
        told = net_interval(promoters=promoters, passives=passives, detractors=detractors)
        assert told is not None
        covered += told.low <= 100 * (truth[0] - truth[2]) <= told.high
    assert 0.93 <= covered / SURVEYS <= 0.97


# promoters, detractors of the truth | answers | least and most that is covered: at the very end every interval is too safe
EXTREMES = (
    (0.97, 0.00, 12, 0.93, 0.97),
    (0.90, 0.02, 12, 0.93, 0.97),
    (0.02, 0.90, 12, 0.93, 0.97),
    (0.45, 0.45, 12, 0.93, 0.97),
    (0.97, 0.00, 60, 0.93, 0.98),
    (0.05, 0.05, 60, 0.93, 0.98),
    (1.00, 0.00, 12, 1.00, 1.00),
)


@pytest.mark.parametrize(("up", "down", "answers", "least", "most"), EXTREMES)
def test_the_nps_interval_holds_at_the_extremes(
    up: float, down: float, answers: int, least: float, most: float
) -> None:
    chance = np.random.default_rng(7)
    drawn = chance.multinomial(answers, [up, 1 - up - down, down], SURVEYS)
    covered = 0
    for row in drawn:
        told = net_interval(promoters=int(row[0]), passives=int(row[1]), detractors=int(row[2]))
        assert told is not None
        covered += told.low - 1e-9 <= 100 * (up - down) <= told.high + 1e-9
    assert least <= covered / SURVEYS <= most


@pytest.mark.parametrize("answers", [12, 60])
def test_wilson_covers_the_truth_of_ten_thousand_surveys(answers: int) -> None:
    chance = np.random.default_rng(3)
    covered = 0
    for truth in chance.uniform(size=SURVEYS):
        told = share_interval(int(chance.binomial(answers, truth)), answers)
        assert told is not None
        covered += told.low <= truth <= told.high
    assert 0.93 <= covered / SURVEYS <= 0.97


@pytest.mark.parametrize("answers", [12, 60])
def test_the_mean_effort_covers_the_truth_of_ten_thousand_surveys(answers: int) -> None:
    scale = scale_of(Kind.ces)
    chance = np.random.default_rng(11)
    scores = np.arange(scale.low, scale.high + 1)
    covered = 0
    for truth in chance.dirichlet(np.ones(len(scores)), SURVEYS):
        counts = chance.multinomial(answers, truth)
        held = {int(score): int(count) for score, count in zip(scores, counts, strict=True) if count}
        told = mean_interval(held, low=scale.low, high=scale.high)
        assert told is not None
        covered += told.low <= float(truth @ scores) <= told.high
    assert 0.93 <= covered / SURVEYS <= 0.97


def test_a_change_is_claimed_only_where_chance_is_ruled_out() -> None:
    few, low, high, near = (
        figure(Kind.csat, tally(Kind.csat, [(5, good), (1, bad)]))
        for good, bad in ((FEW - 2, 1), (30, 70), (80, 20), (34, 66))
    )
    told = [each.movement if each else None for each in trend((low, high, low, near, few))]
    assert told == [None, Movement.up, Movement.down, Movement.unclear, Movement.too_few]
    assert change(few, figure(Kind.csat, tally(Kind.csat, []))).gap is None


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_the_difference_holds_what_was_seen_and_turns_around(
    one: int, other: int, data: st.DataObject
) -> None:
    first = share_interval(data.draw(st.integers(0, one)), one)
    second = share_interval(data.draw(st.integers(0, other)), other)
    assert first is not None
    assert second is not None
    there, back = difference(first, second), difference(second, first)
    assert there.low <= first.mid - second.mid <= there.high
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


# answered on | days | holidays and days worked | due
DUE = (
    ("2026-03-02", 2, "2026-03-04"),  # Monday to Wednesday
    ("2026-03-06", 1, "2026-03-09"),  # Friday: over the weekend
    ("2026-03-07", 0, "2026-03-09"),  # Saturday, at once
    ("2026-02-13", 1, "2026-02-14"),  # the Saturday worked before the Spring Festival
    ("2026-02-14", 1, "2026-02-24"),  # then nine days off
)


@pytest.mark.parametrize(("answered", "days", "due"), DUE)
def test_a_follow_up_is_due_in_working_days(answered: str, days: int, due: str) -> None:
    def is_workday(day: date) -> bool:
        if date(2026, 2, 15) <= day <= date(2026, 2, 23):
            return False
        return day == date(2026, 2, 14) or day.isoweekday() <= 5

    told = follow_up_due(date.fromisoformat(answered), days=days, is_workday=is_workday)
    assert told == date.fromisoformat(due)


def test_a_calendar_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="no working days"):
        follow_up_due(date(2026, 3, 2), days=1, is_workday=lambda _: False)


def test_bad_answers_alone_want_a_follow_up() -> None:
    asked = {
        (each.kind, score) for each in SCALES for score in range(-1, 12) if wants_follow_up(each.kind, score)
    }
    assert asked == {
        *((Kind.nps, score) for score in range(7)),
        *((Kind.csat, score) for score in (1, 2)),
        *((Kind.ces, score) for score in (1, 2, 3)),
    }
