"""Who moved between two assessments, kept beside the book: an assessment never changes, so neither does what lies between two.

A page reads it without running anything.
"""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from fenhao.engine.value import TIER_FLOW, Movement, TierFlow, movement_of
from fenhao.runs.book import Book, Row, number, rows_of, text
from fenhao.warehouse import open_session


def worked_out_movement(book: Book, *, then: date | None, now: date) -> Movement:
    """Return who moved between two assessments in force; None for before the first one."""
    with open_session(book.warehouse.snapshot()) as session:
        session.define(TIER_FLOW, {"previous_on": then, "assessed_on": now})
        return movement_of(_flow(row) for row in rows_of(session, TIER_FLOW))


def keep_movement(book: Book, *, then: tuple[str, date] | None, now: tuple[str, date]) -> None:
    """Write down who moved between two assessments, (batch, day) each, unless that is there already."""
    path = _path(book, then=then[0] if then else "", now=now[0])
    if path.exists():
        return
    found = worked_out_movement(book, then=then[1] if then else None, now=now[1])
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps([asdict(each) for each in found.flows]), encoding="utf-8")
    draft.replace(path)


def kept_movement(book: Book, *, then: str, now: str) -> Movement | None:
    """Return who moved between the assessments of two batches ('' for before the first); None when that is not kept."""
    try:
        held = json.loads(_path(book, then=then, now=now).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return movement_of(TierFlow(**each) for each in held)


def _path(book: Book, *, then: str, now: str) -> Path:
    return book.root / "tiers" / f"{then or 'first'}--{now}.json"


def _flow(row: Row) -> TierFlow:
    """Return one row of the matrix."""
    return TierFlow(
        text(row, "tier_then"),
        text(row, "tier_now"),
        number(row, "customers"),
        number(row, "value_then_minor"),
        number(row, "value_now_minor"),
    )
