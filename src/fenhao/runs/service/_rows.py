"""The rows of tickets beside the book, sorted by ticket: what lists and pages read, and nothing else has to be opened for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fenhao.engine.service import NEVER, Clock
from fenhao.runs.book import Book

_FOLDER, _FILE = "results", "service_tickets.parquet"
_EVENTS = "service_events.parquet"
_COUNTED = ("open", "late", "about", "paused")
_JUDGED = ("opened", "done", "answered", "resolution_due", "first_response_due", "paused_now")
_ROWS_A_GROUP = 20_000
LIST_COLUMNS = (
    "ticket_id",
    "source",
    "customer_id",
    "opened",
    "answered",
    "done",
    "channel",
    "kind",
    "priority",
    "category",
    "queue",
    "team",
    "agent",
    "tier",
    "subject",
    "reopened",
    "paused_now",
    "first_response_state",
    "first_response_due",
    "resolution_state",
    "resolution_due",
    "next_response_missed",
)


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """One clock of a ticket: state ('' without a goal), deadline (None while it stands still), seconds used and allowed."""

    clock: str
    state: str
    due: datetime | None
    used: int
    allowed: int


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """What became of a ticket at a moment; team and agent are '' where it does not tell."""

    at: datetime
    event: str
    team: str
    agent: str


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as it was worked out last. Texts are empty and moments None where nothing is known."""

    ticket_id: str
    source: str
    customer_id: str
    opened: datetime
    answered: datetime | None
    done: datetime | None
    channel: str
    kind: str
    priority: str
    category: str
    queue: str
    team: str
    agent: str
    tier: str
    subject: str
    text: str
    calendar: str
    reopened: int
    paused_since: datetime | None
    next_response_missed: int
    clocks: tuple[ClockSeen, ...]

    def clock(self, name: str) -> ClockSeen:
        """Return one of its clocks."""
        return next(each for each in self.clocks if each.clock == name)


@dataclass(frozen=True, slots=True)
class TicketList:
    """Some tickets of those asked for, and how many there are."""

    rows: tuple[TicketRow, ...]
    count: int


def tickets_file(book: Book) -> Path:
    """Return where tickets stand as they were last followed through; it may not be there."""
    return book.root / _FOLDER / _FILE


def write_rows(book: Book, rows: pa.Table, events: pa.Table) -> None:
    """Put the rows of tickets and of what became of them in the place of those before, each in one step."""
    for name, table in ((_EVENTS, events), (_FILE, rows)):
        path = book.root / _FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.draft")
        pq.write_table(table, draft, row_group_size=_ROWS_A_GROUP, compression="zstd")
        draft.replace(path)


def ticket_events(book: Book, ticket: TicketRow) -> tuple[TicketEvent, ...]:
    """Return what became of a ticket, in order."""
    path = book.root / _FOLDER / _EVENTS
    if not path.is_file():
        return ()
    asked = [("ticket_id", "=", ticket.ticket_id), ("source", "=", ticket.source)]
    return tuple(
        TicketEvent(
            datetime.fromtimestamp(each["at"], UTC), each["event"], each["team"] or "", each["agent"] or ""
        )
        for each in pq.read_table(path, filters=asked, partitioning=None).to_pylist()
    )


def ticket_counts(book: Book, *, now: datetime) -> dict[str, int]:
    """Return how many tickets are open, late, about to be, and paused at a moment."""
    rows = all_rows(book, _JUDGED)
    if not rows.num_rows:
        return dict.fromkeys(_COUNTED, 0)
    at = int(now.timestamp())
    return {state: int(pc.sum(_in_state(rows, state, at)).as_py() or 0) for state in _COUNTED}


def ticket_choices(book: Book, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the words that columns hold, in order: what lists can be filtered by."""
    rows = all_rows(book, names)
    if not rows.num_rows:
        return dict.fromkeys(names, ())
    return {name: tuple(sorted(each for each in pc.unique(rows[name]).to_pylist() if each)) for name in names}


def all_rows(book: Book, columns: Sequence[str]) -> pa.Table:
    """Return some columns of every row; an empty table where nothing was worked out yet."""
    path = tickets_file(book)
    return pq.read_table(path, columns=list(columns), partitioning=None) if path.is_file() else pa.table({})


def ticket_row(book: Book, ticket_id: str) -> TicketRow | None:
    """Return one ticket, None where there is none of that id; of several sources the first."""
    path = tickets_file(book)
    if not path.is_file():
        return None
    found = pq.read_table(path, filters=[("ticket_id", "=", ticket_id)], partitioning=None).to_pylist()
    return _row(found[0]) if found else None


def ticket_list(
    book: Book, *, wanted: Mapping[str, str], state: str, text: str, skip: int, limit: int, now: datetime
) -> TicketList:
    """Return tickets, those first whose deadline comes or came first; done ones after them, the newest first.

    ``wanted`` are columns and what they must hold; ``state`` is open, about (less than a working day's eight hours from its
    deadline by the wall clock), late, paused, missed, done or ''; ``text`` is part of an id or subject.
    """
    columns = [
        *LIST_COLUMNS,
        *(f"{clock.value}_{part}" for clock in Clock for part in ("state", "due", "used", "allowed")),
    ]
    rows = all_rows(book, list(dict.fromkeys((*columns, "calendar"))))
    if not rows.num_rows:
        return TicketList((), 0)
    mask = pc.and_(pc.greater_equal(rows["opened"], 0), _in_state(rows, state, int(now.timestamp())))
    for name, value in wanted.items():
        mask = pc.and_(mask, pc.fill_null(pc.equal(rows[name], value), fill_value=False))
    if text:
        found = [
            pc.fill_null(pc.match_substring(rows[name], text, ignore_case=True), fill_value=False)
            for name in ("ticket_id", "subject")
        ]
        mask = pc.and_(mask, pc.or_(*found))
    there = rows.filter(mask)
    due = pc.if_else(
        pc.equal(there["resolution_due"], NEVER), pa.scalar(2**60, pa.int64()), there["resolution_due"]
    )
    order = pc.if_else(
        pc.equal(there["done"], NEVER), due, pc.subtract(pa.scalar(2**61, pa.int64()), there["opened"])
    )
    places = pc.sort_indices(
        pa.table({"order": order, "id": there["ticket_id"]}), [("order", "ascending"), ("id", "ascending")]
    )
    some = there.take(places[skip : skip + limit])
    return TicketList(tuple(_row(each) for each in some.to_pylist()), there.num_rows)


def _in_state(rows: pa.Table, state: str, now: int) -> pa.ChunkedArray:
    """Return which rows are in a state; what is open is judged at the present, whenever it was worked out."""
    is_open = pc.equal(rows["done"], NEVER)
    due, first = rows["resolution_due"], rows["first_response_due"]
    waits = pc.and_(is_open, pc.equal(rows["answered"], NEVER))
    over = pc.or_(
        pc.and_(is_open, pc.and_(pc.greater(due, 0), pc.less(due, now))),
        pc.and_(waits, pc.and_(pc.greater(first, 0), pc.less(first, now))),
    )
    if state == "open":
        return is_open
    if state == "done":
        return pc.invert(is_open)
    if state == "late":
        return over
    if state == "about":
        soon = now + 8 * 3600
        near = pc.or_(
            pc.and_(pc.greater_equal(due, now), pc.less(due, soon)),
            pc.and_(waits, pc.and_(pc.greater_equal(first, now), pc.less(first, soon))),
        )
        return pc.and_(pc.and_(is_open, near), pc.invert(over))
    if state == "paused":
        return pc.and_(is_open, pc.greater(rows["paused_now"], 0))
    if state == "missed":
        lost = pc.or_(
            pc.is_in(rows["resolution_state"], value_set=pa.array(["missed", "late"])),
            pc.is_in(rows["first_response_state"], value_set=pa.array(["missed", "late"])),
        )
        return pc.or_(lost, pc.greater(rows["next_response_missed"], 0))
    return pc.greater_equal(rows["opened"], 0)


def _row(held: Mapping[str, object]) -> TicketRow:
    """Return a ticket of a row."""

    def text(name: str) -> str:
        """Return a text, '' for none."""
        return str(held.get(name) or "")

    def whole(name: str) -> int:
        """Return a whole number."""
        value = held[name]
        assert isinstance(value, int), (name, value)
        return value

    def moment(name: str) -> datetime | None:
        """Return a moment, None for NEVER."""
        return None if whole(name) == NEVER else datetime.fromtimestamp(whole(name), UTC)

    return TicketRow(
        ticket_id=text("ticket_id"),
        source=text("source"),
        customer_id=text("customer_id"),
        opened=datetime.fromtimestamp(whole("opened"), UTC),
        answered=moment("answered"),
        done=moment("done"),
        channel=text("channel"),
        kind=text("kind"),
        priority=text("priority") or "normal",
        category=text("category"),
        queue=text("queue"),
        team=text("team"),
        agent=text("agent"),
        tier=text("tier"),
        subject=text("subject"),
        text=text("text"),
        calendar=text("calendar"),
        reopened=whole("reopened"),
        paused_since=moment("paused_now"),
        next_response_missed=whole("next_response_missed"),
        clocks=tuple(
            ClockSeen(
                each.value,
                text(f"{each.value}_state"),
                moment(f"{each.value}_due"),
                whole(f"{each.value}_used"),
                whole(f"{each.value}_allowed"),
            )
            for each in Clock
        ),
    )
