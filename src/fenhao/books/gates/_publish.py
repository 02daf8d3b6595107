"""Carry over what the warehouse knows: dated tiers, spend, wake-ups, campaigns. Only what changed is written.

Each portion is a transaction of its own, so that spending goes on meanwhile; running it again goes on where it stopped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple, cast

from fenhao.books.database import Session, Table, given, write
from fenhao.books.gates._desk import write_wake_ups
from fenhao.books.gates._rows import KeptWakeUps, read_history, wake_ups_of
from fenhao.engine.waste import WakeUps

CUSTOMER = Table(
    "gates_customer",
    (
        ("customer", "text"),
        ("spend_minor", "bigint"),
        ("orders", "bigint"),
        ("last_order_on", "date"),
        ("as_of", "date"),
    ),
)
PUBLICATION = Table("gates_publication", (("batch", "text"), ("customers", "bigint"), ("at", "timestamptz")))
SWEPT_AT_ONCE = 20_000


class OrdersRow(NamedTuple):
    """What a customer's orders of the window brought, how many there were, and the day of the last."""

    customer: str
    spend_minor: int
    orders: int
    last_order_on: date | None


@dataclass(frozen=True, slots=True)
class Published:
    """How many rows of each kind were new or had changed."""

    tiers: int
    customers: int
    wake_ups: int
    campaigns: int


def is_published(session: Session, batch: str) -> bool:
    """Whether a batch of tiers has been carried over."""
    return bool(session.rows("SELECT 1 FROM gates_publication WHERE batch = ?", (batch,)))


def published_batches(session: Session) -> frozenset[str]:
    """Return the batches of tiers that have been carried over."""
    return frozenset(str(batch) for (batch,) in session.rows("SELECT batch FROM gates_publication"))


def publish_tiers(
    portions: Iterable[Sequence[tuple[str, str]]], *, batch: str, since: date, at: datetime
) -> int:
    """Write an assessment, (customer, tier) each, where it differs from what was in force; return how many rows."""
    written = seen = 0
    for portion in portions:
        rows = list(portion)
        seen += len(rows)
        written += write(partial(_tiers, rows=rows, since=since, at=at))
    write(lambda session: session.insert(PUBLICATION, [(batch, seen, at)]))
    return written


def publish_orders(portions: Iterable[Sequence[OrdersRow]], *, as_of: date) -> int:
    """Write customers' spend where it has changed; return how many rows."""
    written = 0
    for portion in portions:
        rows = list(portion)
        written += write(partial(_orders, rows=rows, as_of=as_of))
    return written


def publish_wake_ups(portions: Iterable[Sequence[tuple[str, WakeUps]]], *, as_of: date) -> int:
    """Write customers' wake-ups up to a day; later ones that the books themselves know stay. Return how many rows.

    Customers that no portion names have no unanswered wake-up up to that day.
    """
    written = 0
    named: set[str] = set()
    for portion in portions:
        rows = dict(portion)
        named.update(rows)
        written += write(partial(_wake_ups, rows=rows, as_of=as_of))
    last = 0
    while True:
        more, last = write(partial(_settled, named=named, after=last, as_of=as_of))
        written += more
        if not last:
            return written


def _tiers(session: Session, *, rows: Sequence[tuple[str, str]], since: date, at: datetime) -> int:
    """Append the tiers that differ from the assessment in force on that day."""
    source, values = given(session, (("customer", "text"), ("tier", "text")), rows)
    return session.run(
        "INSERT INTO gates_tier (customer, since, until, tier, source, why, by, at)"
        " SELECT given.customer, ?, NULL, given.tier, 'assessed', '', NULL, ?"
        f" FROM {source} WHERE given.tier <> coalesce((SELECT t.tier FROM gates_tier t WHERE t.customer = given.customer"
        " AND t.source = 'assessed' AND t.since <= ? ORDER BY t.since DESC, t.id DESC LIMIT 1), '')",
        (since, at, *values, since),
    )


def _orders(session: Session, *, rows: Sequence[OrdersRow], as_of: date) -> int:
    """Insert and update customers; who is as he was is left alone."""
    source, values = given(session, CUSTOMER.columns[:-1], rows)
    return session.run(
        f"INSERT INTO gates_customer ({CUSTOMER.names}) SELECT given.*, ? FROM {source} WHERE true"
        " ON CONFLICT (customer) DO UPDATE SET spend_minor = excluded.spend_minor, orders = excluded.orders,"
        " last_order_on = excluded.last_order_on, as_of = excluded.as_of"
        " WHERE gates_customer.spend_minor <> excluded.spend_minor OR gates_customer.orders <> excluded.orders"
        " OR NOT coalesce(gates_customer.last_order_on = excluded.last_order_on,"
        " gates_customer.last_order_on IS NULL AND excluded.last_order_on IS NULL)",
        (as_of, *values),
    )


def _wake_ups(session: Session, *, rows: dict[str, WakeUps], as_of: date) -> int:
    """Replace what lies up to the day, keep what the books know of later days."""
    before = wake_ups_of(session, sorted(rows))
    changed = {
        customer: _joined(told, before[customer].history if customer in before else WakeUps(), as_of=as_of)
        for customer, told in rows.items()
    }
    return write_wake_ups(session, changed, before, as_of)


def _settled(session: Session, *, named: set[str], after: int, as_of: date) -> tuple[int, int]:
    """Forget wake-ups up to the day of customers that are not named; return how many rows, and where to go on."""
    rows = session.rows(
        f"SELECT id, customer, history, turn FROM gates_wakeups WHERE id > ? ORDER BY id LIMIT {SWEPT_AT_ONCE}",
        (after,),
    )
    before = {
        str(customer): KeptWakeUps(read_history(str(history)), cast("int", turn))
        for _, customer, history, turn in rows
        if str(customer) not in named
    }
    changed = {customer: _joined(WakeUps(), kept.history, as_of=as_of) for customer, kept in before.items()}
    written = write_wake_ups(session, changed, before, as_of)
    return written, cast("int", rows[-1][0]) if len(rows) == SWEPT_AT_ONCE else 0


def _joined(told: WakeUps, own: WakeUps, *, as_of: date) -> WakeUps:
    """Return what the warehouse tells up to a day, what the books know of later ones, and every answer of both."""
    later = tuple(each for each in own.sent if each.on > as_of)
    joined = WakeUps(tuple(sorted((*told.sent, *later))), told.answered_on)
    for on in own.answered_on:
        joined = joined.with_answer(on)
    return joined
