"""What is done to reach a goal: planned savings, closed only with what was measured."""

from dataclasses import dataclass
from datetime import datetime

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table
from fenhao.books.goals._act import NotDone, acted, known_goal, open_goal
from fenhao.books.goals._measure import month_span, place_of, require_answer
from fenhao.books.goals._rows import initiatives
from fenhao.books.goals._values import GoalAnswer, GoalRow, GoalVerdict, InitiativeRow
from fenhao.books.journal import Plain
from fenhao.books.people import Right, usernames
from fenhao.engine.metrics import Volume, saving_of
from fenhao.kernel import FiscalCalendar

INITIATIVE = Table(
    "goals_initiative",
    (
        ("goal_id", "bigint"),
        ("title", "text"),
        ("owner_id", "bigint"),
        ("planned_minor", "bigint"),
        ("since_month", "text"),
        ("since_place", "integer"),
        ("due_month", "text"),
        ("state", "text"),
        ("why", "text"),
        ("set_by", "bigint"),
        ("set_at", "timestamptz"),
    ),
)
_BY_UNIT = "unit_cost"
"""The metric whose saving is counted by entries instead of months."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Something to be done: what, who, the saving planned in minor units, the first month it can show, and its last."""

    title: str
    owner: int
    planned_minor: int
    since_month: str
    due_month: str


def begin_initiative(
    goal: int, plan: Plan, *, calendar: FiscalCalendar, key: str, by: int | None, at: datetime
) -> GoalAnswer:
    """Begin something for an open goal."""

    def act(session: Session) -> int:
        """Write it down."""
        found = open_goal(session, goal)
        require_answer(session, found, by, at=at)
        if not plan.title.strip():
            raise NotDone(GoalVerdict.text_missing)
        if plan.owner not in usernames(session):
            raise NotDone(GoalVerdict.owner_missing)
        since, due = (month_span(calendar, each) for each in (plan.since_month, plan.due_month))
        if since is None or due is None:
            raise NotDone(GoalVerdict.unknown_month)
        place = place_of(calendar, since)
        if place <= found.baseline_place or place_of(calendar, due) < place:
            raise NotDone(GoalVerdict.due_before_baseline)
        if plan.planned_minor <= 0:
            raise NotDone(GoalVerdict.amount_not_positive)
        title = plan.title.strip()
        row = (goal, title, plan.owner, plan.planned_minor, since, place, due, "open", "", by, at)
        number = session.insert(INITIATIVE, [row])[0]
        after: dict[str, Plain] = {"initiative": number, "title": title, "planned_minor": plan.planned_minor}
        record(session, Act(at, by, "begin_initiative", f"goal/{goal}", {}, after))
        return number

    body: dict[str, Plain] = {
        "goal": goal,
        "title": plan.title,
        "owner": plan.owner,
        "planned_minor": plan.planned_minor,
        "since_month": plan.since_month,
        "due_month": plan.due_month,
    }
    return acted(act, name="begin_initiative", body=body, right=Right.see, key=key, by=by, at=at)


def close_initiative(
    number: int, *, realised_minor: int, why: str, key: str, by: int | None, at: datetime
) -> GoalAnswer:
    """Close something with the saving that it realised: at most what its goal's scope was measured to have saved.

    What other initiatives of the goal have claimed counts against it. The answer tells what was measured. Less than was planned
    needs a reason: why the saving did not come is what the next plan learns from.
    """

    def act(session: Session) -> int:
        """Compare the claim with what was measured."""
        goal, found = _open(session, number)
        require_answer(session, goal, by, at=at)
        left = measured_saving(goal, found, initiatives(session, goal=goal.id))
        if left is None:
            raise NotDone(GoalVerdict.not_measured)
        if realised_minor > max(left, 0):  # that nothing came may always be said, also where cost rose
            raise NotDone(GoalVerdict.more_than_measured, measured_minor=left)
        if realised_minor < found.planned_minor and not why.strip():
            raise NotDone(GoalVerdict.short_without_reason, measured_minor=left)
        _end(session, found, why=why, by=by, at=at)
        session.run(
            "UPDATE goals_initiative SET state = 'closed', realised_minor = ?, measured_minor = ? WHERE id = ?",
            (realised_minor, left, number),
        )
        after: dict[str, Plain] = {
            "initiative": number,
            "realised_minor": realised_minor,
            "measured_minor": left,
        }
        before: dict[str, Plain] = {"initiative": number, "planned_minor": found.planned_minor}
        record(session, Act(at, by, "close_initiative", f"goal/{goal.id}", before, after, why.strip()))
        return number

    body: dict[str, Plain] = {"initiative": number, "realised_minor": realised_minor, "why": why}
    return acted(act, name="close_initiative", body=body, right=Right.see, key=key, by=by, at=at)


def drop_initiative(number: int, *, why: str, key: str, by: int | None, at: datetime) -> GoalAnswer:
    """Give something up, with the reason."""

    def act(session: Session) -> int:
        """Write it down."""
        goal, found = _open(session, number)
        require_answer(session, goal, by, at=at)
        if not why.strip():
            raise NotDone(GoalVerdict.reason_missing)
        _end(session, found, why=why, by=by, at=at)
        session.run("UPDATE goals_initiative SET state = 'dropped' WHERE id = ?", (number,))
        before: dict[str, Plain] = {"initiative": number, "state": "open"}
        after: dict[str, Plain] = {"initiative": number, "state": "dropped"}
        record(session, Act(at, by, "drop_initiative", f"goal/{goal.id}", before, after, why.strip()))
        return number

    body: dict[str, Plain] = {"initiative": number, "why": why}
    return acted(act, name="drop_initiative", body=body, right=Right.see, key=key, by=by, at=at)


def measured_saving(goal: GoalRow, of: InitiativeRow, others: tuple[InitiativeRow, ...]) -> int | None:
    """Return what the goal's scope has saved since an initiative began and nobody has claimed; None when not measured yet.

    What closed with more cost than before has claimed nothing: the next one is not credited with it.
    """
    months = [each for each in goal.measures if each.place + goal.baseline_place >= of.since_place]
    if not months:
        return None
    since = [Volume(each.cost_minor, each.entries, 1) for each in months]
    claimed = sum(
        max(each.realised_minor or 0, 0) for each in others if each.id != of.id and each.state == "closed"
    )
    return saving_of(goal.before, since, by_unit=goal.metric == _BY_UNIT) - claimed


def _open(session: Session, number: int) -> tuple[GoalRow, InitiativeRow]:
    """Return an open initiative and its goal; ``NotDone`` otherwise."""
    found = next((each for each in initiatives(session) if each.id == number), None)
    if found is None:
        raise NotDone(GoalVerdict.unknown_initiative)
    if found.state != "open":
        raise NotDone(GoalVerdict.wrong_state)
    return known_goal(session, found.goal), found


def _end(session: Session, of: InitiativeRow, *, why: str, by: int | None, at: datetime) -> None:
    """Write down who ended it, when and why."""
    session.run(
        "UPDATE goals_initiative SET why = ?, closed_by = ?, closed_at = ? WHERE id = ?",
        (why.strip(), by, at, of.id),
    )
