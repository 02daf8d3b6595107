"""Search the entries: a page of them, in order, and what all of them come to, never at the price of a scan.

Every filter is answered from the narrowest index that it has. Where that leaves at most ``READ_MAX`` entries, these are
read: page, order and sums are exact. Where it leaves more, the newest are found value by value, a few of each, and the
sums are the caller's to take from the balances; where even that would read on and on (a rare word, an amount), a window
of the newest entries is looked through and the answer says how far.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import cast

from fenhao.books.database import Session, array_text, day, instant
from fenhao.books.journal._tables import Kind
from fenhao.books.journal._wanted import ENTRIES, Wanted, Way, scan_of, ways_to

READ_MAX = 5_000
"""How many entries an index may leave to be read for one page."""
WINDOW = 10_000
"""How many of the newest entries are looked through where no index helps."""
STEP = 2_000
"""How many of the newest ids are read first where many values are asked for: mostly a page of them is among these."""
SWEEP = 50_000
"""How many ids a file looks through at once."""
FEW = 8
"""So many values are rather read one by one."""
_END = 2**62


class Order(Enum):
    """In which order entries are wanted: ``posted`` is newest first; by day or amount, the largest first or last."""

    posted = "posted"
    day = "day"
    day_up = "day_up"
    amount = "amount"
    amount_up = "amount_up"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An entry with the request that caused it; the three movements carry their sign, the amount none.

    ``period`` is the month it is posted in, ``belongs_to`` that of its day. ``batch`` and ``rows`` name the subledger
    rows that a posting sums up.
    """

    id: int
    kind: str
    line_id: int | None
    period: str
    belongs_to: str
    occurred_on: date
    cost_type: str
    customer: str
    campaign: str
    channel: str
    purpose: str
    benefit_type: str
    department: str
    amount_minor: int
    funded_minor: int
    reserved_minor: int
    actual_minor: int
    commitment_id: int | None
    reverses_id: int | None
    batch: str
    rows: int
    key: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Sums:
    """How many entries there are, and what they move together."""

    count: int
    funded_minor: int
    reserved_minor: int
    actual_minor: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries.

    ``older`` is where the next page begins, '' for none. ``sums`` are those of all that was asked for, None where they
    were not cheap to know. ``ordered`` is False where the entries were too many to be put in another order than that of
    posting. ``looked_to`` is the last entry looked at where only a window was looked through, else None.
    """

    rows: tuple[LedgerRow, ...]
    older: str
    sums: Sums | None = None
    ordered: bool = True
    looked_to: int | None = None


def find(session: Session, wanted: Wanted, *, order: Order, after: str, limit: int) -> Found:
    """Return a page of entries in an order, from where the page before ended."""
    ways = ways_to(session, wanted)
    by_posting = order is Order.posted
    if ways and not (wanted.is_plain and by_posting):
        count, way = _narrowest(session, ways)
        if count <= READ_MAX:
            return _exact(session, way, order=order, after=after, limit=limit)
    below = int(after) if after.isdecimal() else _END
    only = next((way for way in ways if way.alone), None)
    if only is not None or wanted == Wanted():
        rows = _merged(session, only or scan_of(session, wanted), below=below, limit=limit + 1)
        older = str(rows[limit - 1].id) if len(rows) > limit else ""
        return Found(rows[:limit], older, ordered=by_posting)
    return _window(session, wanted, ways, below=below, limit=limit, ordered=by_posting)


def sums(session: Session, wanted: Wanted) -> Sums:
    """Return what all entries asked for come to, however many have to be read."""
    ways = ways_to(session, wanted)
    return _sums(session, _narrowest(session, ways)[1] if ways else scan_of(session, wanted))


def lapsed(session: Session, wanted: Wanted, *, at: datetime) -> int:
    """Return what reservations asked for still hold in the entries although their time has come."""
    way = scan_of(session, wanted)
    # The few that are due lead: SQLite takes the tables of a CROSS JOIN in the order in which they are written.
    found = session.rows(
        "SELECT coalesce(sum(h.remaining_minor), 0) FROM journal_commitment h CROSS JOIN journal_entry e"
        " CROSS JOIN journal_command c WHERE e.id = h.id AND c.id = e.command_id"
        f" AND h.state = 'open' AND h.expires_at <= ? AND {way.condition}",
        (at, *way.values),
    )
    return int(cast("int", found[0][0]))


def newest_entry(session: Session) -> int:
    """Return the id of the newest entry; 0 while there is none."""
    return cast("int", session.rows("SELECT coalesce(max(id), 0) FROM journal_entry")[0][0])


def sweep(session: Session, wanted: Wanted, *, below: int) -> tuple[tuple[LedgerRow, ...], int]:
    """Return the entries asked for among the next ids below that one, newest first, and where to go on; 0 at the end."""
    ways = ways_to(session, wanted)
    count, way = _narrowest(session, ways) if ways else (_END, scan_of(session, wanted))
    if count <= READ_MAX:
        return _read(session, way, " AND e.id < ? ORDER BY e.id DESC", (below,)), 0
    low = max(0, below - SWEEP)
    edges = (below, low)
    rows = _read(session, scan_of(session, wanted), " AND e.id < ? AND e.id >= ? ORDER BY e.id DESC", edges)
    return rows, low


def entry_at(session: Session, number: int) -> LedgerRow | None:
    """Return one entry; None when there is none of that number."""
    found = _read(session, Way(ENTRIES, "e.id = ?", (number,)))
    return found[0] if found else None


def entries_about(session: Session, entry: LedgerRow, *, limit: int) -> tuple[LedgerRow, ...]:
    """Return the entries that belong to one: of its request, its commitment, and its reversals both ways; oldest first."""
    held = entry.id if entry.kind == Kind.reserve.value else entry.commitment_id
    parts: list[tuple[str, int]] = [("e.reverses_id = ?", entry.id)]
    parts.append(("e.command_id = (SELECT command_id FROM journal_entry WHERE id = ?)", entry.id))
    if entry.reverses_id is not None:
        parts += [("e.id = ?", entry.reverses_id), ("e.reverses_id = ?", entry.reverses_id)]
    if held is not None:
        parts += [("e.id = ?", held), ("e.commitment_id = ?", held)]
    asked = " UNION ".join(
        f"SELECT id FROM (SELECT e.id FROM journal_entry e WHERE {part} AND e.id <> ? ORDER BY e.id LIMIT {limit}) p"
        for part, _ in parts
    )
    marks = [each for _, value in parts for each in (value, entry.id)]
    way = Way(ENTRIES, f"e.id IN ({asked})", tuple(marks))
    return _read(session, way, f" ORDER BY e.id LIMIT {limit}")


def _narrowest(session: Session, ways: Sequence[Way]) -> tuple[int, Way]:
    """Return the way whose index leaves fewest entries, and how many, counted to just beyond what may be read."""
    counts = " UNION ALL ".join(
        f"SELECT {place}, count(*) FROM (SELECT 1 FROM {_index_source(way)} {way.index} LIMIT {READ_MAX + 1}) i{place}"
        for place, way in enumerate(ways)
    )
    found = session.rows(counts, [value for way in ways for value in way.index_values])
    count, place = min((cast("int", count), cast("int", place)) for place, count in found)
    return count, ways[place]


def _index_source(way: Way) -> str:
    """Return what an index is asked of: entries alone where it is one of theirs."""
    return "journal_entry e WHERE" if way.column else way.source


def _exact(session: Session, way: Way, *, order: Order, after: str, limit: int) -> Found:
    """Return a page of what an index leaves, in any order, and the sums of all of it."""
    column = {Order.posted: "", Order.day: "e.occurred_on, ", Order.day_up: "e.occurred_on, "}.get(
        order, "e.amount_minor, "
    )
    up = order in {Order.day_up, Order.amount_up}
    sign, way_up = (">", "") if up else ("<", " DESC")
    edge, marks = "", _edge(order, after)
    if marks:
        edge = f" AND ({column}e.id) {sign} ({', '.join('?' for _ in marks)})"
    told = ", ".join(f"{each}{way_up}" for each in f"{column}e.id".split(", "))
    rows = _read(session, way, f"{edge} ORDER BY {told} LIMIT {limit + 1}", marks)
    older = _place(rows[limit - 1], order) if len(rows) > limit else ""
    return Found(rows[:limit], older, _sums(session, way))


def _place(row: LedgerRow, order: Order) -> str:
    """Return where the page after this row begins, as addresses carry it."""
    if order is Order.posted:
        return str(row.id)
    by_day = order in {Order.day, Order.day_up}
    return f"{row.occurred_on.isoformat() if by_day else row.amount_minor}~{row.id}"


def _edge(order: Order, after: str) -> tuple[object, ...]:
    """Return what the page before ended with; nothing for what no page gave."""
    value, _, number = after.rpartition("~")
    if not number.isdecimal() or (order is Order.posted) != (value == ""):
        return ()
    if order is Order.posted:
        return (int(number),)
    if order in {Order.amount, Order.amount_up}:
        return (int(value), int(number)) if value.isdecimal() else ()
    try:
        return date.fromisoformat(value), int(number)
    except ValueError:
        return ()


def _merged(session: Session, way: Way, *, below: int, limit: int) -> tuple[LedgerRow, ...]:
    """Return the newest entries of all values together: only values whose newest may be among them are read, a page each."""
    if not way.column:
        return _read(session, way, f" AND e.id < ? ORDER BY e.id DESC LIMIT {limit}", (below,))
    newest = _newest_of_each(session, way, below=below)[:limit]
    if not newest:
        return ()
    if len(newest) > FEW:
        top = newest[0][1]
        edges = (top, top - STEP)
        rows = _read(session, way, f" AND e.id <= ? AND e.id > ? ORDER BY e.id DESC LIMIT {limit}", edges)
        if len(rows) == limit:
            return rows
    asked = " UNION ALL ".join(
        f"SELECT id FROM (SELECT e.id FROM journal_entry e WHERE {way.column} = ?{_known(way)}{way.movement}"
        f" AND e.id < ? ORDER BY e.id DESC LIMIT {limit}) v{place}"
        for place in range(len(newest))
    )
    marks = [mark for value, _ in newest for mark in (value, below)]
    ids = sorted((cast("int", each) for (each,) in session.rows(asked, marks)), reverse=True)[:limit]
    condition, among = session.among("e.id", ids)
    return _read(session, Way(ENTRIES, condition, tuple(among)), " ORDER BY e.id DESC")


def _newest_of_each(session: Session, way: Way, *, below: int) -> list[tuple[int | str, int]]:
    """Return each value that has entries with the newest of them, newest first."""
    if not way.each:
        return []
    words = isinstance(way.each[0], str)
    if session.on_postgresql:
        source, values = f"unnest(?::{'text' if words else 'bigint'}[]) v(value)", array_text(way.each)
    else:
        source, values = "json_each(?) v", json.dumps(list(way.each))
    found = session.rows(
        f"SELECT v.value, (SELECT e.id FROM journal_entry e WHERE {way.column} = v.value{_known(way)}{way.movement}"
        f" AND e.id < ? ORDER BY e.id DESC LIMIT 1) FROM {source}",
        (below, values),
    )
    there = [(cast("int | str", value), cast("int", newest)) for value, newest in found if newest is not None]
    return sorted(there, key=lambda each: -each[1])


def _known(way: Way) -> str:
    """Return what lets an index of words be used, which leaves out entries that say nothing."""
    return f" AND {way.column} > ''" if isinstance(way.each[0], str) else ""


def _window(
    session: Session, wanted: Wanted, ways: Sequence[Way], *, below: int, limit: int, ordered: bool
) -> Found:
    """Return what is found among the newest entries, and how far was looked."""
    lines = next((way for way in ways if way.each), None)
    newest = _newest_of_each(session, lines, below=below)[:1] if lines else []
    top = newest[0][1] if newest else 0 if lines else min(below - 1, newest_entry(session))
    low = max(0, top - WINDOW)
    rows = _read(
        session,
        scan_of(session, wanted),
        f" AND e.id <= ? AND e.id > ? ORDER BY e.id DESC LIMIT {limit + 1}",
        (top, low),
    )
    if len(rows) > limit:
        return Found(rows[:limit], str(rows[limit - 1].id), ordered=ordered)
    left = low or None
    return Found(rows, str(low + 1) if low else "", ordered=ordered, looked_to=left)


def _sums(session: Session, way: Way) -> Sums:
    """Return what all entries of a way come to."""
    found = session.rows(
        "SELECT count(*), coalesce(sum(e.funded_minor), 0), coalesce(sum(e.reserved_minor), 0),"
        f" coalesce(sum(e.actual_minor), 0) FROM {way.source} {way.condition}",
        way.values,
    )
    return Sums(*(int(cast("int", each)) for each in found[0]))


def _read(session: Session, way: Way, more: str = "", values: Sequence[object] = ()) -> tuple[LedgerRow, ...]:
    """Return the entries of a way."""
    rows = session.rows(
        "SELECT e.id, e.kind, e.line_id, e.period, e.belongs_to, e.occurred_on, e.cost_type, e.customer, e.campaign,"
        " e.channel, e.purpose, e.benefit_type, e.department, e.amount_minor, e.funded_minor, e.reserved_minor,"
        f' e.actual_minor, e.commitment_id, e.reverses_id, e.batch, e."rows", c.key, c.by, e.at FROM {way.source}'
        f" {way.condition}{more}",
        (*way.values, *values),
    )
    return tuple(_row(row) for row in rows)


def _row(row: Sequence[object]) -> LedgerRow:
    """Return an entry as it was read."""
    cost_type, customer, campaign, channel, purpose, benefit_type, department = map(str, row[6:13])
    amount, funded, reserved, actual = (cast("int", each) for each in row[13:17])
    return LedgerRow(
        id=cast("int", row[0]),
        kind=str(row[1]),
        line_id=cast("int | None", row[2]),
        period=str(row[3]),
        belongs_to=str(row[4]),
        occurred_on=day(cast("date", row[5])),
        cost_type=cost_type,
        customer=customer,
        campaign=campaign,
        channel=channel,
        purpose=purpose,
        benefit_type=benefit_type,
        department=department,
        amount_minor=amount,
        funded_minor=funded,
        reserved_minor=reserved,
        actual_minor=actual,
        commitment_id=cast("int | None", row[17]),
        reverses_id=cast("int | None", row[18]),
        batch=str(row[19]),
        rows=cast("int | None", row[20]) or 0,
        key=str(row[21]),
        by=cast("int | None", row[22]),
        at=cast("datetime", instant(cast("datetime", row[23]))),
    )
