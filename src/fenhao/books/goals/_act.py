"""Setting goals, changing them with a reason, closing them with a measured result; and saying something about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.goals._measure import (
    figures_in,
    month_span,
    place_of,
    require_answer,
    standing,
)
from fenhao.books.goals._rows import listed
from fenhao.books.goals._values import GoalAnswer, GoalRow, GoalVerdict, Wanted
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require, usernames
from fenhao.engine.metrics import METRIC_OF, PeriodFacts, Scope, target_of
from fenhao.kernel import FiscalCalendar, Grain
from fenhao.runs.book import Kept

GOAL = Table(
    "goals_goal",
    (
        ("metric", "text"),
        ("metric_version", "integer"),
        ("tier", "text"),
        ("category", "text"),
        ("department", "text"),
        ("baseline_label", "text"),
        ("baseline_month", "text"),
        ("baseline_place", "integer"),
        ("baseline", "text"),
        ("baseline_low", "text"),
        ("baseline_high", "text"),
        ("baseline_cost_minor", "bigint"),
        ("baseline_entries", "bigint"),
        ("baseline_months", "integer"),
        ("stamp", "text"),
        ("relative", "boolean"),
        ("amount", "text"),
        ("target", "text"),
        ("due_month", "text"),
        ("due_place", "integer"),
        ("owner_id", "bigint"),
        ("owner_department", "text"),
        ("state", "text"),
        ("result_month", "text"),
        ("result", "text"),
        ("result_progress", "text"),
        ("why", "text"),
        ("set_by", "bigint"),
        ("set_at", "timestamptz"),
    ),
)
COMMENT = Table(
    "goals_comment", (("goal_id", "bigint"), ("by", "bigint"), ("at", "timestamptz"), ("text", "text"))
)


class NotDone(Exception):
    """Nothing was done: take back what was begun, so that the key stays free."""

    def __init__(self, verdict: GoalVerdict, *, measured_minor: int = 0) -> None:
        super().__init__(verdict.value)
        self.answer = GoalAnswer(verdict, measured_minor=measured_minor)


@dataclass(frozen=True, slots=True)
class Change:
    """What a goal becomes: its target as it is said, the month due and who answers."""

    amount: Fraction
    relative: bool
    due_month: str
    owner: int | None
    owner_department: str


def set_goal(
    wanted: Wanted,
    *,
    calendar: FiscalCalendar,
    facts: Kept[PeriodFacts],
    key: str,
    by: int | None,
    at: datetime,
) -> GoalAnswer:
    """Set a goal whose baseline is what was measured of a period; it is frozen with the goal."""

    def act(session: Session) -> int:
        """Write it down."""
        row = _new_row(session, wanted, calendar=calendar, facts=facts, by=by, at=at)
        number = session.insert(GOAL, [row])[0]
        (goal,) = listed(session, only=number)
        record(session, Act(at, by, "set_goal", f"goal/{number}", {}, _told(goal)))
        return number

    body = {**_body(wanted), "baseline": facts.value.label, "stamp": facts.stamp.text}
    return acted(act, name="set_goal", body=body, right=Right.set_goal, key=key, by=by, at=at)


def change_goal(
    goal: int, change: Change, *, why: str, calendar: FiscalCalendar, key: str, by: int | None, at: datetime
) -> GoalAnswer:
    """Change what an open goal wants, until when and who answers; its baseline stays. The reason is kept with it."""

    def act(session: Session) -> int:
        """Write the difference down."""
        before = open_goal(session, goal)
        if not why.strip():
            raise NotDone(GoalVerdict.reason_missing)
        due = _due(calendar, change.due_month, before.baseline_place)
        _owner(session, change.owner, change.owner_department)
        target = _target(before.baseline, change.amount, relative=change.relative)
        session.run(
            "UPDATE goals_goal SET amount = ?, relative = ?, target = ?, due_month = ?, due_place = ?, owner_id = ?,"
            " owner_department = ?, why = ? WHERE id = ?",
            (
                str(change.amount), change.relative, str(target), due, place_of(calendar, due), change.owner,
                change.owner_department, why.strip(), goal,
            ),
        )  # fmt: skip
        (after,) = listed(session, only=goal)
        record(session, Act(at, by, "change_goal", f"goal/{goal}", _told(before), _told(after), why.strip()))
        return goal

    body: dict[str, Plain] = {
        "goal": goal,
        "amount": str(change.amount),
        "relative": change.relative,
        "due_month": change.due_month,
        "owner": change.owner,
        "owner_department": change.owner_department,
        "why": why,
    }
    return acted(act, name="change_goal", body=body, right=Right.set_goal, key=key, by=by, at=at)


def close_goal(goal: int, *, why: str, key: str, by: int | None, at: datetime) -> GoalAnswer:
    """Close a goal with its newest measured number as the result; one that was never measured cannot be closed."""

    def act(session: Session) -> int:
        """Write the result down."""
        before = open_goal(session, goal)
        newest = before.newest
        if newest is None or newest.value is None:
            raise NotDone(GoalVerdict.not_measured)
        told = before.progress.value
        _end(session, goal, "closed", why=why, by=by, at=at)
        session.run(
            "UPDATE goals_goal SET state = 'closed', result_month = ?, result = ?, result_progress = ? WHERE id = ?",
            (newest.month, str(newest.value), told, goal),
        )
        after = {"state": "closed", "month": newest.month, "result": str(newest.value), "progress": told}
        record(session, Act(at, by, "close_goal", f"goal/{goal}", {"state": "open"}, after, why.strip()))
        return goal

    body: dict[str, Plain] = {"goal": goal, "why": why}
    return acted(act, name="close_goal", body=body, right=Right.set_goal, key=key, by=by, at=at)


def drop_goal(goal: int, *, why: str, key: str, by: int | None, at: datetime) -> GoalAnswer:
    """Give an open goal up, with the reason; it stays on record without a result."""

    def act(session: Session) -> int:
        """Write it down."""
        open_goal(session, goal)
        if not why.strip():
            raise NotDone(GoalVerdict.reason_missing)
        _end(session, goal, "dropped", why=why, by=by, at=at)
        session.run("UPDATE goals_goal SET state = 'dropped' WHERE id = ?", (goal,))
        record(
            session,
            Act(at, by, "drop_goal", f"goal/{goal}", {"state": "open"}, {"state": "dropped"}, why.strip()),
        )
        return goal

    body: dict[str, Plain] = {"goal": goal, "why": why}
    return acted(act, name="drop_goal", body=body, right=Right.set_goal, key=key, by=by, at=at)


def comment_on(goal: int, *, text: str, key: str, by: int | None, at: datetime) -> GoalAnswer:
    """Keep what somebody who answers for a goal says about it."""

    def act(session: Session) -> int:
        """Keep it."""
        found = known_goal(session, goal)
        require_answer(session, found, by, at=at)
        if not text.strip():
            raise NotDone(GoalVerdict.text_missing)
        session.insert(COMMENT, [(goal, by, at, text.strip())])
        record(session, Act(at, by, "comment_goal", f"goal/{goal}", {}, {"text": text.strip()}))
        return goal

    body: dict[str, Plain] = {"goal": goal, "text": text}
    return acted(act, name="comment_goal", body=body, right=Right.see, key=key, by=by, at=at)


def acted(
    act: Callable[[Session], int],
    *,
    name: str,
    body: Mapping[str, Plain],
    right: Right,
    key: str,
    by: int | None,
    at: datetime,
) -> GoalAnswer:
    """Do an act once under its key; a refused one leaves no trace and the key free."""

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Do it the first time."""
        return GoalVerdict.done.value, {"number": act(session)}

    def work(session: Session) -> GoalAnswer:
        """Ask for the right, then do it."""
        require(session, by, right, at=at)
        kept = once(session, key=key, act=name, body=body, by=by, at=at, work=first)
        return GoalAnswer(GoalVerdict.done, int(kept.answer["number"] or 0), replayed=kept.replayed)

    try:
        return write(work)
    except NotDone as refused:
        return refused.answer


def known_goal(session: Session, number: int) -> GoalRow:
    """Return a goal; ``NotDone`` when there is none."""
    found = listed(session, only=number)
    if not found:
        raise NotDone(GoalVerdict.unknown_goal)
    return found[0]


def open_goal(session: Session, number: int) -> GoalRow:
    """Return a goal that is still open; ``NotDone`` otherwise."""
    found = known_goal(session, number)
    if found.state != "open":
        raise NotDone(GoalVerdict.wrong_state)
    return found


def _new_row(
    session: Session,
    wanted: Wanted,
    *,
    calendar: FiscalCalendar,
    facts: Kept[PeriodFacts],
    by: int | None,
    at: datetime,
) -> tuple[object, ...]:
    """Return the columns of a goal to be set; ``NotDone`` says what stands in its way."""
    metric = METRIC_OF.get(wanted.metric)
    if metric is None:
        raise NotDone(GoalVerdict.unknown_metric)
    _owner(session, wanted.owner, wanted.owner_department)
    asked = {each for each in Scope if getattr(wanted.where, each.value)}
    if not asked <= metric.scopes:
        raise NotDone(GoalVerdict.scope_not_offered)
    label = facts.value.label
    month = calendar.containing(calendar.period(label).period.last, Grain.month).label
    place = place_of(calendar, label)
    due = _due(calendar, wanted.due_month, place)
    figures = figures_in(facts.value, wanted.where, standing(session, calendar, label, at=at))
    baseline, low, high = (each(figures) for each in (metric.value, metric.low, metric.high))
    if baseline is None:
        raise NotDone(GoalVerdict.no_baseline)
    target = _target(baseline, wanted.amount, relative=wanted.relative)
    return (
        metric.code, metric.version, wanted.where.tier, wanted.where.category, wanted.where.department, label, month,
        place, str(baseline), "" if low is None else str(low), "" if high is None else str(high), figures.total_minor,
        figures.entries, facts.value.months, facts.stamp.text, wanted.relative, str(wanted.amount), str(target), due,
        place_of(calendar, due), wanted.owner, wanted.owner_department, "open", "", "", "", "", by, at,
    )  # fmt: skip


def _due(calendar: FiscalCalendar, label: str, baseline_place: int) -> str:
    month = month_span(calendar, label)
    if month is None:
        raise NotDone(GoalVerdict.unknown_month)
    if place_of(calendar, month) <= baseline_place:
        raise NotDone(GoalVerdict.due_before_baseline)
    return month


def _owner(session: Session, owner: int | None, department: str) -> None:
    if (owner is None or owner not in usernames(session)) and not department:
        raise NotDone(GoalVerdict.owner_missing)


def _target(baseline: Fraction, amount: Fraction, *, relative: bool) -> Fraction:
    if relative and baseline == 0:
        raise NotDone(GoalVerdict.no_target)
    return target_of(baseline, amount=amount, relative=relative)


def _end(session: Session, goal: int, state: str, *, why: str, by: int | None, at: datetime) -> None:
    """Write down who ended a goal, when and why; what is done for it ends with it when the goal is given up."""
    session.run(
        "UPDATE goals_goal SET why = ?, closed_by = ?, closed_at = ? WHERE id = ?",
        (why.strip(), by, at, goal),
    )
    if state == "dropped":
        session.run(
            "UPDATE goals_initiative SET state = 'dropped', why = ?, closed_by = ?, closed_at = ?"
            " WHERE goal_id = ? AND state = 'open'",
            (why.strip(), by, at, goal),
        )


def _body(wanted: Wanted) -> dict[str, Plain]:
    """Return a wanted goal as plain values."""
    where = wanted.where
    return {
        "metric": wanted.metric,
        "tier": where.tier,
        "category": where.category,
        "department": where.department,
        "amount": str(wanted.amount),
        "relative": wanted.relative,
        "due_month": wanted.due_month,
        "owner": wanted.owner,
        "owner_department": wanted.owner_department,
    }


def _told(goal: GoalRow) -> dict[str, Plain]:
    """Return a goal as the record has it."""
    wanted = Wanted(
        goal.metric, goal.where, goal.amount, goal.relative, goal.due_month, goal.owner, goal.owner_department
    )
    return {**_body(wanted), "baseline": f"{goal.baseline_label} {goal.baseline}", "target": str(goal.target)}
