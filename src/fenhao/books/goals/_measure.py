"""Measuring goals: what a run kept of each month, and where the budget stands, made into each goal's number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fenhao.books.audit import Act, record
from fenhao.books.budgets.operations import LineStanding, month_standing, overrun_lines
from fenhao.books.database import Session, Table, write
from fenhao.books.goals._rows import listed
from fenhao.books.goals._values import GoalRow
from fenhao.books.journal import PeriodState, months
from fenhao.books.people import NotAllowed, Right, may, members, require, roles_at
from fenhao.books.plans import operations as plans
from fenhao.engine.budget import RESERVE_CATEGORY
from fenhao.engine.metrics import METRIC_OF, BudgetPart, Figures, PeriodFacts, Where, figures_of
from fenhao.kernel import FiscalCalendar, Grain, Trouble
from fenhao.runs.book import Book, Kept
from fenhao.runs.planning import measured, measured_labels

MEASURE = Table(
    "goals_measure",
    (
        ("goal_id", "bigint"),
        ("month", "text"),
        ("place", "integer"),
        ("value", "text"),
        ("low", "text"),
        ("high", "text"),
        ("cost_minor", "bigint"),
        ("entries", "bigint"),
        ("stamp", "text"),
        ("measured_at", "timestamptz"),
        ("frozen_at", "timestamptz"),
    ),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The budget of a fiscal year up to a month: its lines, which of them went over, and what was first approved."""

    lines: tuple[LineStanding, ...]
    over: frozenset[int]
    planned: Mapping[tuple[str, str], int]

    def part(self, where: Where) -> BudgetPart:
        """Return what of it belongs to a scope. The emergency reserve is no line of a tier or category."""
        held = [each for each in self.lines if _inside(each.key.tier, each.key.category, where)]
        return BudgetPart(
            funded_minor=sum(each.funded_minor for each in held),
            baseline_minor=sum(
                minor for (tier, category), minor in self.planned.items() if _inside(tier, category, where)
            ),
            actual_minor=sum(each.actual_minor for each in held),
            lines=len(held),
            overruns=sum(1 for each in held if each.balance_id in self.over),
        )


def place_of(calendar: FiscalCalendar, label: str) -> int:
    """Return the number of the last month of a period; it grows by one a month."""
    last = calendar.containing(calendar.period(label).period.last, Grain.month)
    year = calendar.year_number(last.period.start)
    spans = calendar.spans(year, Grain.month)
    return year * len(spans) + [each.label for each in spans].index(last.label)


def standing(session: Session, calendar: FiscalCalendar, label: str, *, at: datetime) -> Standing:
    """Return where the budget stands from the beginning of the fiscal year to the end of a period."""
    ends = calendar.period(label).period
    year = calendar.containing(ends.last, Grain.year)
    here = {each.label for each in calendar.within(year.period, Grain.month) if each.period.start < ends.end}
    known = [each.label for each in months(session) if each.label in here]
    planned: dict[tuple[str, str], int] = {}
    for key, minor in plans.baseline(session, calendar.year_number(ends.last)).items():
        if key.month in here and key.category != RESERVE_CATEGORY:
            planned[key.tier, key.category] = planned.get((key.tier, key.category), 0) + minor
    lines = tuple(
        each for each in month_standing(session, known, at=at) if each.key.category != RESERVE_CATEGORY
    )
    return Standing(lines, overrun_lines(session, known), planned)


def take_measures(*, book: Book, by: int | None, at: datetime, only: int = 0) -> int:
    """Measure every open goal, or one, in every month that a run has measured; return how many numbers changed.

    A closed month keeps what was frozen when it was closed; one that had nothing then is frozen with its first number.
    To be called as often as wanted.
    """
    found = _monthly(book)

    def work(session: Session) -> int:
        """Make the numbers of all goals, and write those that are new."""
        if by is not None:
            require(session, by, Right.set_goal, at=at)
        goals = listed(session, only=only, open_only=True)
        closed = {each.label for each in months(session) if each.state is PeriodState.closed}
        rows: list[tuple[object, ...]] = []
        for label, facts in found if goals else ():
            budget = standing(session, book.calendar, label, at=at)
            place = place_of(book.calendar, label)
            for goal in goals:
                row = _row(goal, label, place, facts, budget)
                rows += [(*row, at, at if label in closed else None)] if _is_new(goal, row, closed) else []
        _write(session, rows)
        if rows and by is not None:
            record(session, Act(at, by, "measure_goals", "goals", {}, {"numbers": len(rows)}))
        return len(rows)

    return write(work)


def freeze(session: Session, label: str, *, at: datetime) -> None:
    """Freeze what was measured of a month that is being closed."""
    session.run("UPDATE goals_measure SET frozen_at = ? WHERE month = ?", (at, label))


def figures_in(facts: PeriodFacts, where: Where, budget: Standing) -> Figures:
    """Return the totals that metrics are made from."""
    return figures_of(facts, where, budget.part(where))


def may_answer(session: Session, goal: GoalRow, by: int, *, at: datetime) -> bool:
    """Whether the person answers for a goal: who may set goals, its owner, or anybody of the department that owns it."""
    if goal.owner == by or may(roles_at(session, (by,), at=at)[by], Right.set_goal):
        return True
    department = members(session).get(by, ("", "", ""))[1]
    return bool(goal.owner_department) and department == goal.owner_department


def require_answer(session: Session, goal: GoalRow, by: int | None, *, at: datetime) -> None:
    """Return when the person answers for the goal; ``NotAllowed`` otherwise."""
    if by is not None and not may_answer(session, goal, by, at=at):
        raise NotAllowed(Right.set_goal)


def _monthly(book: Book) -> list[tuple[str, Kept[PeriodFacts]]]:
    """Return what is kept of each month, oldest first."""
    found = []
    for label in measured_labels(book=book):
        span = book.calendar.period(label)
        if book.calendar.containing(span.period.start, Grain.month).label == label:
            held = measured(book=book, label=label)
            found += [(label, held)] if held is not None else []
    return found


def _row(
    goal: GoalRow, label: str, place: int, facts: Kept[PeriodFacts], budget: Standing
) -> tuple[int, str, int, str, str, str, int, int, str]:
    """Return a goal's number of a month, as it is kept; texts are empty where there is none."""
    figures = figures_in(facts.value, goal.where, budget)
    metric = METRIC_OF[goal.metric]
    value, low, high = (each(figures) for each in (metric.value, metric.low, metric.high))
    texts = tuple("" if each is None else str(each) for each in (value, low, high))
    return (goal.id, label, place, *texts, figures.total_minor, figures.entries, facts.stamp.text)  # type: ignore[return-value]


def _is_new(goal: GoalRow, row: Sequence[object], closed: set[str]) -> bool:
    """Whether a number differs from the one that is kept and may still change."""
    kept = next((each for each in goal.measures if each.month == row[1]), None)
    if kept is None:
        return True
    if kept.frozen_at is not None and kept.month in closed:
        return False
    was = tuple("" if each is None else str(each) for each in (kept.value, kept.low, kept.high))
    return (*was, kept.cost_minor, kept.entries, kept.stamp) != tuple(row[3:])


def _write(session: Session, rows: Sequence[Sequence[object]]) -> None:
    """Write numbers, over those that are there."""
    names = [name for name, _ in MEASURE.columns]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
    session.run_each(
        f"INSERT INTO goals_measure ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT (goal_id, month) DO UPDATE SET {changes}",
        rows,
    )


def _inside(tier: str, category: str, where: Where) -> bool:
    return where.tier in ("", tier) and where.category in ("", category) and not where.department


def month_span(calendar: FiscalCalendar, label: str) -> str | None:
    """Return the label of a month as the calendar writes it; None for what is no month."""
    try:
        span = calendar.period(label)
    except Trouble:
        return None
    month = calendar.containing(span.period.start, Grain.month)
    return month.label if month.label == span.label else None


def month_after(calendar: FiscalCalendar, label: str, *, count: int) -> str:
    """Return the month that lies so many months after the last one of a period."""
    span = calendar.containing(calendar.period(label).period.last, Grain.month)
    for _ in range(count):
        span = calendar.containing(span.period.last + timedelta(days=1), Grain.month)
    return span.label
