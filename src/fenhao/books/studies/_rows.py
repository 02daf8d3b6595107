"""Studies as they are read."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar, cast

from fenhao.books.database import Session, instant
from fenhao.books.studies._values import Draftable, StudyRow
from fenhao.engine.planning.studies import StudyKind
from fenhao.runs.book import restored

Found = TypeVar("Found")
_STUDY = "id, kind, name, fiscal_year, stamp, asked, draft <> '', made_by, made_at"
LIST_MAX = 200
"""How many studies a list holds: the newest."""


def listed(session: Session, *, kind: StudyKind | None = None) -> tuple[StudyRow, ...]:
    """Return studies, the newest first; those of one kind where that is asked."""
    where, values = ("kind = ?", [kind.value]) if kind else ("1 = 1", [])
    return _read(session, where, values)


def study(session: Session, number: int) -> StudyRow | None:
    """Return one study; None when there is none of that number."""
    found = _read(session, "id = ?", [number])
    return found[0] if found else None


def found_of(session: Session, number: int, kind: type[Found]) -> Found | None:
    """Return a study's result; None when it cannot be read as that kind, as when an older version wrote it."""
    rows = session.rows("SELECT found FROM studies_study WHERE id = ?", (number,))
    try:
        return restored(kind, json.loads(str(rows[0][0]))) if rows else None
    except (ValueError, KeyError, TypeError):
        return None


def draftable(session: Session, number: int) -> Draftable | None:
    """Return the budget that a study would make; None when it makes none."""
    rows = session.rows("SELECT draft FROM studies_study WHERE id = ?", (number,))
    return restored(Draftable, json.loads(str(rows[0][0]))) if rows and rows[0][0] else None


def _read(session: Session, where: str, values: Sequence[object]) -> tuple[StudyRow, ...]:
    rows = session.rows(
        f"SELECT {_STUDY} FROM studies_study WHERE {where} ORDER BY id DESC LIMIT {LIST_MAX}", values
    )
    drafts = defaultdict[int, list[int]](list)
    if rows:
        marks = ", ".join("?" * len(rows))
        for owner, version in session.rows(
            f"SELECT study_id, version_id FROM studies_draft WHERE study_id IN ({marks}) ORDER BY id",
            [row[0] for row in rows],
        ):
            drafts[cast("int", owner)].append(cast("int", version))
    return tuple(_row(row, drafts[cast("int", row[0])]) for row in rows)


def _row(row: Sequence[object], drafts: Sequence[int]) -> StudyRow:
    made_at = instant(cast("datetime", row[8]))
    assert made_at is not None, "a study has its moment"
    return StudyRow(
        id=cast("int", row[0]),
        kind=StudyKind(str(row[1])),
        name=str(row[2]),
        fiscal_year=cast("int", row[3]),
        stamp=str(row[4]),
        asked=json.loads(str(row[5])),
        can_draft=bool(row[6]),
        made_by=cast("int | None", row[7]),
        made_at=made_at,
        drafts=tuple(drafts),
    )
