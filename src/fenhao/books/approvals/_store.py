"""Cases as rows: read, written, and the events that happened to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.approvals._values import Case, CaseEvent, Happening, Step
from fenhao.books.database import Session, Table, instant
from fenhao.books.people import Role
from fenhao.engine.budget import CaseState

CASE = Table(
    "approvals_case",
    (
        ("kind", "text"),
        ("subject_id", "bigint"),
        ("title", "text"),
        ("amount_minor", "bigint"),
        ("currency", "text"),
        ("opened_by", "bigint"),
        ("opened_at", "timestamptz"),
        ("due_at", "timestamptz"),
        ("policy", "text"),
        ("state", "text"),
        ("round", "bigint"),
        ("place", "bigint"),
        ("version", "bigint"),
    ),
)
STEP = Table(
    "approvals_step",
    (
        ("case_id", "bigint"),
        ("round", "bigint"),
        ("place", "bigint"),
        ("role", "text"),
        ("department", "text"),
    ),
)
EVENT = Table(
    "approvals_event",
    (
        ("case_id", "bigint"),
        ("version", "bigint"),
        ("what", "text"),
        ("place", "bigint"),
        ("by", "bigint"),
        ("stands_for", "bigint"),
        ("at", "timestamptz"),
        ("why", "text"),
    ),
)


def cases(
    session: Session, condition: str, values: Sequence[object], *, lock: bool = False
) -> tuple[Case, ...]:
    """Return the cases that meet the condition, oldest first; with ``lock`` nobody else changes them meanwhile."""
    tail = session.for_update if lock else ""
    rows = session.rows(
        f"SELECT id, {CASE.names} FROM approvals_case WHERE {condition} ORDER BY id{tail}", values
    )
    steps = _steps(session, [cast("int", row[0]) for row in rows])
    return tuple(_case(row, steps) for row in rows)


def case_of(session: Session, case: int, *, lock: bool = False) -> Case | None:
    """Return a case by its id; None when there is none."""
    return next(iter(cases(session, "id = ?", (case,), lock=lock)), None)


def cases_of(session: Session, ids: Sequence[int]) -> dict[int, Case]:
    """Return these cases by id."""
    if not ids:
        return {}
    condition, values = session.among("id", ids)
    return {each.id: each for each in cases(session, condition, values)}


def insert_steps(session: Session, case: int, number: int, steps: Sequence[Step]) -> None:
    """Append the route that a case asks from now on."""
    session.insert(
        STEP,
        [
            (case, number, place, step.role.value if step.role else "", step.department)
            for place, step in enumerate(steps)
        ],
    )


def store(session: Session, case: Case, event: CaseEvent) -> None:
    """Write what a case is after an event, and the event."""
    session.run(
        "UPDATE approvals_case SET title = ?, amount_minor = ?, due_at = ?, policy = ?, state = ?, round = ?, place = ?,"
        " version = ? WHERE id = ?",
        (
            case.title,
            case.amount_minor,
            case.due_at,
            case.policy,
            case.state.value,
            case.round,
            case.place,
            case.version,
            case.id,
        ),
    )
    append(session, case.id, event)


def append(session: Session, case: int, event: CaseEvent) -> None:
    """Append an event."""
    row = (
        case, event.version, event.what.value, event.place, event.by, event.stands_for, event.at, event.why,
    )  # fmt: skip
    session.insert(EVENT, [row])


def events(session: Session, case: int) -> tuple[CaseEvent, ...]:
    """Return what happened to a case, in order."""
    return tuple(
        _event(row)
        for row in session.rows(
            "SELECT version, what, place, by, stands_for, at, why FROM approvals_event WHERE case_id = ?"
            " ORDER BY version",
            (case,),
        )
    )


def ended_between(
    session: Session, *, since: datetime, until: datetime
) -> tuple[tuple[Case, CaseEvent], ...]:
    """Return every answer that was given from one instant up to another, with its case as it is now, in order."""
    rows = session.rows(
        "SELECT case_id, version, what, place, by, stands_for, at, why FROM approvals_event"
        " WHERE what IN ('allowed', 'refused') AND at >= ? AND at < ? ORDER BY at, case_id, version",
        (since, until),
    )
    found = cases_of(session, list(dict.fromkeys(cast("int", row[0]) for row in rows)))
    return tuple((found[cast("int", row[0])], _event(row[1:])) for row in rows)


def _event(row: Sequence[object]) -> CaseEvent:
    """Return an event from its columns."""
    return CaseEvent(
        version=cast("int", row[0]),
        what=Happening(row[1]),
        place=cast("int", row[2]),
        by=cast("int | None", row[3]),
        stands_for=cast("int | None", row[4]),
        at=_known(instant(cast("str | datetime | None", row[5]))),
        why=str(row[6]),
    )


def _case(row: Sequence[object], steps: dict[tuple[int, int], list[Step]]) -> Case:
    """Return a case from its row."""
    each, number = cast("int", row[0]), cast("int", row[11])
    return Case(
        id=each,
        kind=str(row[1]),
        subject_id=cast("int", row[2]),
        title=str(row[3]),
        amount_minor=cast("int", row[4]),
        currency=str(row[5]),
        opened_by=cast("int | None", row[6]),
        opened_at=_known(instant(cast("datetime", row[7]))),
        due_at=_known(instant(cast("datetime", row[8]))),
        policy=str(row[9]),
        state=CaseState(row[10]),
        round=number,
        place=cast("int", row[12]),
        version=cast("int", row[13]),
        steps=tuple(steps[each, number]),
    )


def _steps(session: Session, ids: Sequence[int]) -> dict[tuple[int, int], list[Step]]:
    """Return the routes of cases, by case and round."""
    found: dict[tuple[int, int], list[Step]] = {}
    if ids:
        condition, values = session.among("case_id", ids)
        for case, number, role, department in session.rows(
            f"SELECT case_id, round, role, department FROM approvals_step WHERE {condition}"
            " ORDER BY case_id, round, place",
            values,
        ):
            step = Step(Role(str(role)) if role else None, str(department))
            found.setdefault((cast("int", case), cast("int", number)), []).append(step)
    return found


def _known(value: datetime | None) -> datetime:
    """Return an instant that a column always has."""
    assert value is not None, "the column is never empty"
    return value
