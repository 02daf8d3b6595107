"""Lessons as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.database import Session, instant

_COLUMNS = "id, kind, ticket, label, before, by, at"


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A label that a person gave to a ticket: ``before`` is what it had been taken for, '' for nothing."""

    id: int
    kind: str
    ticket: str
    label: str
    before: str
    by: int | None
    at: datetime


def corrections(session: Session, *, kind: str) -> dict[str, str]:
    """Return the label that holds for each ticket that somebody labelled."""
    rows = session.rows("SELECT ticket, label FROM lessons_lesson WHERE kind = ? ORDER BY id", [kind])
    return {str(ticket): str(label) for ticket, label in rows}


def lessons(session: Session, *, kind: str = "", rows_max: int = 20) -> tuple[LessonRow, ...]:
    """Return what was taught last, newest first."""
    condition, values = ("WHERE kind = ?", [kind]) if kind else ("", [])
    rows = session.rows(
        f"SELECT {_COLUMNS} FROM lessons_lesson {condition} ORDER BY id DESC LIMIT ?",
        [*values, rows_max],
    )
    return tuple(_lesson(row) for row in rows)


def _lesson(row: Sequence[object]) -> LessonRow:
    at = instant(cast("datetime", row[6]))
    assert at is not None, "an act has its moment"
    return LessonRow(
        cast("int", row[0]),
        str(row[1]),
        str(row[2]),
        str(row[3]),
        str(row[4]),
        cast("int | None", row[5]),
        at,
    )
