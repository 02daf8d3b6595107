"""Goals as they are read: rows of the tables as values, whole lists in three questions."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import cast

from fenhao.books.database import Session, instant
from fenhao.books.goals._values import CommentRow, GoalRow, InitiativeRow, MeasureRow
from fenhao.engine.metrics import Volume, Where

_GOAL = (
    "id, metric, metric_version, tier, category, department, baseline_label, baseline_month, baseline, baseline_low,"
    " baseline_high, baseline_cost_minor, baseline_entries, baseline_months, stamp, relative, amount, target, due_month,"
    " owner_id, owner_department, state, result_month, result, result_progress, why, set_by, set_at, closed_by, closed_at,"
    " baseline_place, due_place"
)
_MEASURE = "goal_id, month, value, low, high, cost_minor, entries, stamp, measured_at, frozen_at, place"
_INITIATIVE = (
    "id, goal_id, title, owner_id, planned_minor, since_month, due_month, state, realised_minor, measured_minor, why,"
    " since_place"
)


def listed(session: Session, *, only: int = 0, open_only: bool = False) -> tuple[GoalRow, ...]:
    """Return goals with what was measured for them, in the order in which they were set; one alone when it is named."""
    conditions, values = ["1 = 1"], list[object]()
    if only:
        conditions.append("id = ?")
        values.append(only)
    if open_only:
        conditions.append("state = 'open'")
    rows = session.rows(
        f"SELECT {_GOAL} FROM goals_goal WHERE {' AND '.join(conditions)} ORDER BY id", values
    )
    if not rows:
        return ()
    condition, ids = session.among("goal_id", [cast("int", row[0]) for row in rows])
    held: dict[int, list[MeasureRow]] = {}
    base = {cast("int", row[0]): cast("int", row[30]) for row in rows}
    for row in session.rows(f"SELECT {_MEASURE} FROM goals_measure WHERE {condition}", ids):
        goal = cast("int", row[0])
        held.setdefault(goal, []).append(_measure(row, base[goal]))
    return tuple(
        _goal(row, sorted(held.get(cast("int", row[0]), ()), key=lambda each: each.place)) for row in rows
    )


def initiatives(session: Session, *, goal: int = 0) -> tuple[InitiativeRow, ...]:
    """Return what is done for a goal, or for all of them, in the order in which it was begun."""
    condition = "WHERE goal_id = ?" if goal else ""
    rows = session.rows(
        f"SELECT {_INITIATIVE} FROM goals_initiative {condition} ORDER BY id", [goal] if goal else []
    )
    return tuple(
        InitiativeRow(
            id=cast("int", row[0]),
            goal=cast("int", row[1]),
            title=str(row[2]),
            owner=cast("int", row[3]),
            planned_minor=cast("int", row[4]),
            since_month=str(row[5]),
            due_month=str(row[6]),
            state=str(row[7]),
            realised_minor=cast("int | None", row[8]),
            measured_minor=cast("int | None", row[9]),
            why=str(row[10]),
            since_place=cast("int", row[11]),
        )
        for row in rows
    )


def comments(session: Session, *, goal: int) -> tuple[CommentRow, ...]:
    """Return what was said about a goal, oldest first."""
    rows = session.rows(
        "SELECT goal_id, by, at, text FROM goals_comment WHERE goal_id = ? ORDER BY id", [goal]
    )
    return tuple(
        CommentRow(cast("int", row[0]), cast("int | None", row[1]), _at(row[2]), str(row[3])) for row in rows
    )


def _goal(row: Sequence[object], measures: Sequence[MeasureRow]) -> GoalRow:
    """Return a goal from its columns."""
    return GoalRow(
        id=cast("int", row[0]),
        metric=str(row[1]),
        metric_version=cast("int", row[2]),
        where=Where(str(row[3]), str(row[4]), str(row[5])),
        baseline_label=str(row[6]),
        baseline_month=str(row[7]),
        baseline=Fraction(str(row[8])),
        baseline_low=_number(row[9]),
        baseline_high=_number(row[10]),
        before=Volume(cast("int", row[11]), cast("int", row[12]), cast("int", row[13])),
        stamp=str(row[14]),
        relative=bool(row[15]),
        amount=Fraction(str(row[16])),
        target=Fraction(str(row[17])),
        due_month=str(row[18]),
        baseline_place=cast("int", row[30]),
        due=cast("int", row[31]) - cast("int", row[30]),
        owner=cast("int | None", row[19]),
        owner_department=str(row[20]),
        state=str(row[21]),
        result_month=str(row[22]),
        result=_number(row[23]),
        result_progress=str(row[24]),
        why=str(row[25]),
        set_by=cast("int | None", row[26]),
        set_at=_at(row[27]),
        closed_by=cast("int | None", row[28]),
        closed_at=instant(cast("datetime | None", row[29])),
        measures=tuple(measures),
    )


def _measure(row: Sequence[object], base: int) -> MeasureRow:
    """Return a measurement from its columns."""
    return MeasureRow(
        goal=cast("int", row[0]),
        month=str(row[1]),
        place=cast("int", row[10]) - base,
        value=_number(row[2]),
        low=_number(row[3]),
        high=_number(row[4]),
        cost_minor=cast("int", row[5]),
        entries=cast("int", row[6]),
        stamp=str(row[7]),
        measured_at=_at(row[8]),
        frozen_at=instant(cast("datetime | None", row[9])),
    )


def _number(held: object) -> Fraction | None:
    """Return an exact number from its text; None for none."""
    return Fraction(str(held)) if held else None


def _at(held: object) -> datetime:
    """Return the moment of a row that has one."""
    found = instant(cast("datetime", held))
    assert found is not None, "an act has its moment"
    return found
