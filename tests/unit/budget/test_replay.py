"""A year replayed against a budget: one line told day by day, then random traffic against a naive book."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import Actual, BudgetLine, replay
from tests.tables import rows

WARN = Fraction(4, 5)
START = date(2026, 1, 1)

# A line of 100. Entries of one day are joined by +; an alert is told once a rise and again only after a fall.
STORIES = """
# story                                  | day:amounts                | alerts                          | warned | over
  quiet                                  | 1:79                       |                                 | -      | -
  warned once                            | 1:79 2:1 3:5               | 2 warn 80                       | 2      | -
  used up exactly                        | 1:79 2:21                  | 2 used_up 100                   | 2      | -
  over at once                           | 5:101                      | 5 over 101                      | 5      | 5
  each mark in turn                      | 1:80 2:20 3:1              | 1 warn 80, 2 used_up 100, 3 over 101 | 1 | 3
  no second alert at the same mark       | 1:80 2:5 3:5 4:5           | 1 warn 80                       | 1      | -
  armed again after a reversal           | 1:80 2:-1 3:1              | 1 warn 80, 3 warn 80            | 1      | -
  over, back to warned, over again       | 1:120 2:-30 3:30           | 1 over 120, 3 over 120          | 1      | 1
  a fall alone tells nothing             | 1:120 2:-20                | 1 over 120                      | 1      | 1
  what a day gives and takes is one      | 1:120+-50 2:9              |                                 | -      | -
  the day decides, not the hour          | 1:-50+150                  | 1 used_up 100                   | 1      | -
  below zero                             | 1:-10 2:95                 | 2 warn 85                       | 2      | -
"""

amounts = st.integers(-60, 120)
traffic = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(["A", "B", ""]),
        st.sampled_from(["x", "y"]),
        st.booleans(),
        amounts,
    ),
    max_size=40,
)


def told(days: str) -> list[Actual]:
    found = []
    for day in days.split():
        place, _, entries = day.partition(":")
        on = START + timedelta(days=int(place) - 1)
        found += [Actual(on, "2026-01", "A", "x", False, int(amount)) for amount in entries.split("+")]
    return found


@pytest.mark.parametrize(("story", "days", "alerts", "warned", "over"), rows(STORIES))
def test_a_line_tells_what_happened_and_tells_it_once(
    story: str, days: str, alerts: str, warned: str, over: str
) -> None:
    result = replay(lines=[BudgetLine("2026-01", "A", "x", 100)], actuals=told(days), warn_at=WARN)
    heard = [f"{(alert.on - START).days + 1} {alert.kind} {alert.used_minor}" for alert in result.alerts]
    assert heard == [alert.strip() for alert in alerts.split(",") if alert.strip()]
    (cell,) = result.cells
    marks = [str((on - START).days + 1) if on else "-" for on in (cell.warned_on, cell.over_on)]
    assert marks == [warned, over]


def actuals_of(entries: list[tuple[int, str, str, bool, int]]) -> list[Actual]:
    return [
        Actual(START + timedelta(days=day), f"2026-0{1 + day // 31}", tier, category, fixed, amount)
        for day, tier, category, fixed, amount in entries
    ]


LINES = [
    BudgetLine(month, tier, category, 100 if tier else 60)
    for month in ("2026-01", "2026-02")
    for tier in ("A", "")
    for category in ("x", "y")
]


@given(entries=traffic)
def test_a_naive_book_kept_day_by_day_says_the_same(entries: list[tuple[int, str, str, bool, int]]) -> None:
    actuals = actuals_of(entries)
    result = replay(lines=LINES, actuals=actuals, warn_at=WARN)
    heard = [(alert.on, alert.month, alert.tier, alert.category, alert.kind) for alert in result.alerts]
    naive = []
    budget = {(line.month, line.tier, line.category): line.budget_minor for line in LINES}
    keys = list(budget) + sorted({(a.month, a.line_tier, a.category) for a in actuals} - set(budget))
    ranks = {"under": 0, "warn": 1, "used_up": 2, "over": 3}
    stood = dict.fromkeys(keys, "under")
    for on in (START + timedelta(days=day) for day in range(60)):
        for key in keys:
            used = sum(
                a.amount_minor for a in actuals if a.on <= on and (a.month, a.line_tier, a.category) == key
            )
            limit = budget.get(key, 0)
            stands = (
                "under"
                if used <= 0
                else "over"
                if used > limit
                else "used_up"
                if used == limit
                else "warn"
                if used * 5 >= limit * 4
                else "under"
            )
            if ranks[stands] > ranks[stood[key]]:
                naive.append((on, *key, stands))
            stood[key] = stands
    assert heard == naive


@given(entries=traffic, seed=st.integers(0, 99))
def test_the_order_in_which_entries_come_is_irrelevant(
    entries: list[tuple[int, str, str, bool, int]], seed: int
) -> None:
    actuals = actuals_of(entries)
    mixed = random.Random(seed).sample(actuals, len(actuals))
    assert replay(lines=LINES, actuals=mixed, warn_at=WARN) == replay(
        lines=LINES, actuals=actuals, warn_at=WARN
    )


@given(entries=traffic)
def test_no_cost_falls_out_of_the_comparison(entries: list[tuple[int, str, str, bool, int]]) -> None:
    actuals = actuals_of(entries)
    cells = replay(lines=LINES, actuals=actuals, warn_at=WARN).cells
    assert sum(cell.actual_minor for cell in cells) == sum(actual.amount_minor for actual in actuals)
    assert [(cell.month, cell.tier, cell.category) for cell in cells[: len(LINES)]] == [
        (line.month, line.tier, line.category) for line in LINES
    ]


def test_cost_without_a_budget_line_is_over_from_its_first_unit() -> None:
    entry = Actual(START, "2026-01", "B", "x", False, 1)
    result = replay(lines=LINES, actuals=[entry], warn_at=WARN)
    stray = result.cells[-1]
    assert (stray.tier, stray.budget_minor, stray.actual_minor, stray.over_on) == ("B", 0, 1, START)
    assert [alert.kind for alert in result.alerts] == ["over"]


def test_fixed_cost_of_a_customer_is_charged_to_the_line_without_a_tier() -> None:
    entry = Actual(START, "2026-01", "A", "x", True, 7)
    cells = replay(lines=LINES, actuals=[entry], warn_at=WARN).cells
    assert [(cell.tier, cell.category) for cell in cells if cell.actual_minor] == [("", "x")]


def test_a_line_that_appears_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        replay(lines=[LINES[0], LINES[0]], actuals=[], warn_at=WARN)
