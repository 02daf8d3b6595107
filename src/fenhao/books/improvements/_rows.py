"""Items, tasks and comments as they are read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import cast

from fenhao.books.database import Session, day, instant
from fenhao.books.improvements._values import (
    Aim,
    CommentRow,
    DueRow,
    ItemRow,
    Measure,
    Measured,
    Reading,
    Source,
    TaskRow,
)
from fenhao.engine.metrics import Where
from fenhao.engine.satisfaction import Movement

_ITEM = (
    "id, title, note, source, source_ref, owner_id, due_on, measure, tier, category, department, by_part, part,"
    " baseline_month, baseline_place, baseline, expected, state, result, realised_minor, why, set_by, set_at, closed_at"
)
_TASK = "id, item_id, title, owner_id, due_on, done_by, done_at"


def listed(
    session: Session, *, only: int = 0, open_only: bool = False, owner: int = 0
) -> tuple[ItemRow, ...]:
    """Return items, those due first in front; one alone, or those of an owner, where that is asked."""
    conditions, values = ["1 = 1"], list[object]()
    for name, asked in (("id", only), ("owner_id", owner)):
        if asked:
            conditions.append(f"{name} = ?")
            values.append(asked)
    if open_only:
        conditions.append("state = 'open'")
    where = " AND ".join(conditions)
    rows = session.rows(f"SELECT {_ITEM} FROM improvements_item WHERE {where} ORDER BY due_on, id", values)
    return tuple(_item(row) for row in rows)


def tasks(session: Session, *, item: int = 0, owner: int = 0) -> tuple[TaskRow, ...]:
    """Return the tasks of an item, or those that a person has to do; of all where neither is asked."""
    conditions, values = ["1 = 1"], list[object]()
    if item:
        conditions.append("item_id = ?")
        values.append(item)
    if owner:
        conditions.append("owner_id = ? AND done_at IS NULL")
        values.append(owner)
    rows = session.rows(
        f"SELECT {_TASK} FROM improvements_task WHERE {' AND '.join(conditions)} ORDER BY due_on, id", values
    )
    return tuple(
        TaskRow(
            id=cast("int", row[0]),
            item=cast("int", row[1]),
            title=str(row[2]),
            owner=cast("int", row[3]),
            due_on=day(row[4]),
            done_by=cast("int | None", row[5]),
            done_at=instant(row[6]),
        )
        for row in rows
    )


def comments(session: Session, *, item: int) -> tuple[CommentRow, ...]:
    """Return what was said about an item, oldest first."""
    rows = session.rows(
        "SELECT item_id, by, at, text FROM improvements_comment WHERE item_id = ? ORDER BY id", [item]
    )
    return tuple(
        CommentRow(cast("int", row[0]), cast("int | None", row[1]), _at(row[2]), str(row[3])) for row in rows
    )


def due(session: Session, *, owner: int, until: date) -> tuple[DueRow, ...]:
    """Return a person's open items and tasks whose day comes by then, the earliest first: one question."""
    rows = session.rows(
        "SELECT id AS item, 0 AS task, title, due_on FROM improvements_item"
        " WHERE owner_id = ? AND state = 'open' AND due_on <= ?"
        " UNION ALL SELECT i.id, t.id, t.title, t.due_on FROM improvements_task t"
        " JOIN improvements_item i ON i.id = t.item_id"
        " WHERE t.owner_id = ? AND t.done_at IS NULL AND i.state = 'open' AND t.due_on <= ?"
        " ORDER BY due_on, item, task",
        (owner, until, owner, until),
    )
    return tuple(
        DueRow(cast("int", item), bool(task), str(title), day(due_on)) for item, task, title, due_on in rows
    )


def overdue(session: Session, *, owner: int, on: date) -> int:
    """Return how many open items and tasks of a person are past their day: one question."""
    rows = session.rows(
        "SELECT (SELECT count(*) FROM improvements_item WHERE owner_id = ? AND state = 'open' AND due_on < ?)"
        " + (SELECT count(*) FROM improvements_task t JOIN improvements_item i ON i.id = t.item_id"
        " WHERE t.owner_id = ? AND t.done_at IS NULL AND i.state = 'open' AND t.due_on < ?)",
        (owner, on, owner, on),
    )
    return cast("int", rows[0][0])


def claimed_minor(session: Session, where: Where, *, besides: int) -> int:
    """Return what closed items have claimed of a scope's saving; one that closed with more cost has claimed nothing."""
    rows = session.rows(
        "SELECT realised_minor FROM improvements_item WHERE state = 'closed' AND measure = 'cost' AND tier = ?"
        " AND category = ? AND department = ? AND id <> ?",
        (where.tier, where.category, where.department, besides),
    )
    return sum(max(0, cast("int", row[0] or 0)) for row in rows)


def reading_text(value: Reading | Measured) -> str:
    """Return what was measured as it is kept."""
    return json.dumps(asdict(value), default=lambda each: each.value, sort_keys=True)


def _item(row: Sequence[object]) -> ItemRow:
    return ItemRow(
        id=cast("int", row[0]),
        title=str(row[1]),
        note=str(row[2]),
        source=Source(str(row[3])),
        source_ref=str(row[4]),
        owner=cast("int", row[5]),
        due_on=day(cast("date", row[6])),
        aim=Aim(
            Measure(str(row[7])), Where(str(row[8]), str(row[9]), str(row[10])), str(row[11]), str(row[12])
        ),
        baseline_month=str(row[13]),
        baseline_place=cast("int", row[14]),
        baseline=Reading(**json.loads(str(row[15]))),
        expected=cast("int", row[16]),
        state=str(row[17]),
        result=_measured(json.loads(str(row[18]))) if row[18] else None,
        realised_minor=cast("int | None", row[19]),
        why=str(row[20]),
        set_by=cast("int | None", row[21]),
        set_at=_at(row[22]),
        closed_at=instant(cast("datetime | None", row[23])),
    )


def _measured(held: Mapping[str, object]) -> Measured:
    facts = dict(held)
    reading = cast("dict[str, int]", facts.pop("reading"))
    movement = facts.pop("movement")
    return Measured(
        Reading(**reading),  # type: ignore[arg-type]
        movement=Movement(movement) if movement else None,
        **cast("dict[str, float]", facts),  # type: ignore[arg-type]
    )


def _at(held: object) -> datetime:
    found = instant(cast("datetime", held))
    assert found is not None, "an act has its moment"
    return found
