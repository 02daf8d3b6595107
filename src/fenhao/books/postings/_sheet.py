"""What a load asks to be posted, decided once and kept: later tiers or a later chart never change what was decided."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import cast

from fenhao.books.database import Session, day
from fenhao.books.journal import Month, chart_nodes, months
from fenhao.books.postings._tables import LOAD, SHEET
from fenhao.engine.ledger import Chart, Nature, chart_on
from fenhao.runs.loading import SubledgerSum

_COLUMNS = (
    'batch, key, undoes, month, occurred_on, tier, category, fixed, cost_type, campaign, amount_minor, "rows"'
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One posting: the signed sum of its rows. ``undoes`` is the key of the posting that it takes back, '' for none."""

    batch: str
    key: str
    undoes: str
    month: str
    occurred_on: date
    tier: str
    category: str
    fixed: bool
    cost_type: str
    campaign: str
    amount_minor: int
    rows: int


@dataclass(frozen=True, slots=True)
class LoadState:
    """Where a load stands in the books: its newest event, and the months with cost that the books did not know then."""

    state: str
    outside: tuple[str, ...]


def load_states(session: Session, batches: Collection[str]) -> dict[str, LoadState]:
    """Return where these loads stand; those that the books have never seen are left out."""
    if not batches:
        return {}
    condition, values = session.among("batch", sorted(batches))
    return {
        str(batch): LoadState(str(state), tuple(json.loads(str(outside))))
        for batch, state, outside in session.rows(
            f"SELECT batch, state, outside FROM postings_load WHERE {condition} ORDER BY id", values
        )
    }


def turn_load(
    session: Session, batch: str, state: str, *, outside: Sequence[str], by: int | None, at: datetime
) -> None:
    """Write down the next event of a load."""
    session.insert(LOAD, [(batch, state, json.dumps(list(outside)), by, at)])


def sheet_rows(session: Session, batches: Collection[str]) -> tuple[SheetRow, ...]:
    """Return everything that these loads ask to be posted or taken back, in the order decided."""
    if not batches:
        return ()
    condition, values = session.among("batch", sorted(batches))
    return tuple(
        _sheet_row(row)
        for row in session.rows(
            f"SELECT {_COLUMNS} FROM postings_sheet WHERE {condition} ORDER BY id", values
        )
    )


def _sheet_row(row: Sequence[object]) -> SheetRow:
    """Return a row as it was read."""
    return SheetRow(
        batch=str(row[0]),
        key=str(row[1]),
        undoes=str(row[2]),
        month=str(row[3]),
        occurred_on=day(cast("date", row[4])),
        tier=str(row[5]),
        category=str(row[6]),
        fixed=bool(row[7]),
        cost_type=str(row[8]),
        campaign=str(row[9]),
        amount_minor=cast("int", row[10]),
        rows=cast("int", row[11]),
    )


def sheet_keys(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Return which of these keys are postings of loads, with what was left over when one was taken back."""
    asked = sorted({key.removesuffix(REST) for key in keys})
    if not asked:
        return frozenset()
    condition, values = session.among("key", asked)
    return frozenset(
        str(key) for (key,) in session.rows(f"SELECT key FROM postings_sheet WHERE {condition}", values)
    )


def posting_of(session: Session, key: str) -> SheetRow | None:
    """Return what was decided of the posting under a key; None where no load's rows are behind it, as in a taking back."""
    found = session.rows(f"SELECT {_COLUMNS} FROM postings_sheet WHERE key = ? AND undoes = ''", (key,))
    return _sheet_row(found[0]) if found else None


REST = "/rest"
"""Ends the key of what a linked reversal could not take back, because a person had taken it back already."""


def plan(
    session: Session, batch: str, sums: Iterable[SubledgerSum], *, chart: Chart, by: int | None, at: datetime
) -> None:
    """Decide what a load posts in the months that the books know and that were not decided before.

    Cost is told by the books' chart of its month, by ``chart`` while the books have none. Fixed cost belongs to no tier.
    """
    calendar = {month.label: month for month in months(session)}
    there = sheet_rows(session, [batch])
    decided = {row.month for row in there}
    given = tuple(sums)
    versions = chart_nodes(session)
    charts = {
        month.label: chart_on(versions, month.days.start) if versions else chart
        for month in calendar.values()
    }
    fresh = [each for each in given if each.month in calendar and each.month not in decided]
    rows = _rows(batch, fresh, charts, calendar)
    session.insert(SHEET, [_stored(row, at) for row in rows])
    outside = sorted({each.month for each in given} - set(calendar))
    turn_load(session, batch, "planned", outside=outside, by=by, at=at)


def plan_back(session: Session, batch: str, *, by: int | None, at: datetime) -> None:
    """Decide that everything which a load posted is taken back."""
    posted = [row for row in sheet_rows(session, [batch]) if not row.undoes]
    rows = [
        replace(
            row,
            key=f"un{row.key}",
            undoes=row.key,
            amount_minor=-row.amount_minor,
            rows=-row.rows,
        )
        for row in posted
    ]
    session.insert(SHEET, [_stored(row, at) for row in rows])
    turn_load(session, batch, "withdrawing", outside=(), by=by, at=at)


def _rows(
    batch: str, sums: Sequence[SubledgerSum], charts: Mapping[str, Chart], calendar: Mapping[str, Month]
) -> list[SheetRow]:
    """Return one row a cell: sums that differ by tier alone are one where cost is fixed."""
    found: dict[str, SheetRow] = {}
    for each in sums:
        leaf = charts[each.month].leaf(each.cost_type)
        fixed = leaf is not None and leaf.nature is Nature.fixed
        tier, category = "" if fixed else each.tier, leaf.category if leaf else ""
        cell = f"{tier}\x1f{category}\x1f{each.cost_type}\x1f{each.campaign}"
        key = f"load/{batch}/{each.month}/{sha256(cell.encode()).hexdigest()[:24]}"
        old = found.get(key)
        assert each.last_on in calendar[each.month].days, "a sum's last day lies in its month"
        found[key] = SheetRow(
            batch=batch,
            key=key,
            undoes="",
            month=each.month,
            occurred_on=max(each.last_on, old.occurred_on) if old else each.last_on,
            tier=tier,
            category=category,
            fixed=fixed,
            cost_type=each.cost_type,
            campaign=each.campaign,
            amount_minor=each.amount_minor + (old.amount_minor if old else 0),
            rows=each.rows + (old.rows if old else 0),
        )
    return list(found.values())


def _stored(row: SheetRow, at: datetime) -> tuple[object, ...]:
    """Return a row as its table keeps it."""
    return (
        row.batch, row.key, row.undoes, row.month, row.occurred_on, row.tier, row.category, row.fixed, row.cost_type,
        row.campaign, row.amount_minor, row.rows, at,
    )  # fmt: skip
