"""Replay a year's actual against a budget, day by day, and see what it would have said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fenhao.engine.budget._line import Actual, BudgetLine, Standing, standing


@dataclass(frozen=True, slots=True)
class BudgetCell:
    """A line and what the actual did to it. A line that had no budget shows zero.

    ``tier`` is empty for fixed cost, which belongs to no tier, and for cost without a customer. ``warned_on`` is the
    day it first stood at the warning share or above, ``over_on`` the day it first stood above the budget.
    """

    month: str
    tier: str
    category: str
    budget_minor: int
    actual_minor: int
    warned_on: date | None
    over_on: date | None


@dataclass(frozen=True, slots=True)
class Alert:
    """A line rose to a mark at the end of a day. ``kind`` is warn, used_up or over, the highest reached that day."""

    on: date
    month: str
    tier: str
    category: str
    kind: str
    used_minor: int
    budget_minor: int


@dataclass(frozen=True, slots=True)
class Replay:
    """All lines in the budget's order, then those without a budget; alerts by day and line."""

    cells: tuple[BudgetCell, ...]
    alerts: tuple[Alert, ...]


_Key = tuple[str, str, str]


def replay(*, lines: Sequence[BudgetLine], actuals: Iterable[Actual], warn_at: Fraction) -> Replay:
    """Return the budget against the actual, in whatever order that is given.

    A day's entries count together. A line that rises to a mark gives one alert, and may give it again only after it
    has fallen below (a reversal). Actual without a line makes one with a budget of zero: it is over at once.
    """
    budget = {(line.month, line.tier, line.category): line.budget_minor for line in lines}
    if len(budget) != len(lines):
        raise ValueError("a budget line appears twice")
    days: dict[_Key, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for actual in actuals:
        days[actual.month, actual.line_tier, actual.category][actual.on] += actual.amount_minor
    strays = sorted(key for key in days if key not in budget)
    cells: list[BudgetCell] = []
    alerts: list[Alert] = []
    for key in [*budget, *strays]:
        cell, raised = _line_replay(key, budget.get(key, 0), days.get(key, {}), warn_at)
        cells.append(cell)
        alerts.extend(raised)
    place = {key: at for at, key in enumerate([*budget, *strays])}
    alerts.sort(key=lambda alert: (alert.on, place[alert.month, alert.tier, alert.category]))
    return Replay(tuple(cells), tuple(alerts))


def _line_replay(
    key: _Key, budget_minor: int, by_day: dict[date, int], warn_at: Fraction
) -> tuple[BudgetCell, list[Alert]]:
    """Return one line after its days, and the alerts that it gave on the way."""
    used, stood = 0, Standing.under
    warned_on: date | None = None
    over_on: date | None = None
    alerts: list[Alert] = []
    for on in sorted(by_day):
        used += by_day[on]
        stands = standing(used_minor=used, budget_minor=budget_minor, warn_at=warn_at)
        if stands.value >= Standing.warn.value and warned_on is None:
            warned_on = on
        if stands is Standing.over and over_on is None:
            over_on = on
        if stands.value > stood.value:
            alerts.append(Alert(on, *key, stands.name, used, budget_minor))
        stood = stands
    return BudgetCell(*key, budget_minor, used, warned_on, over_on), alerts
