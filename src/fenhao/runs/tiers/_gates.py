"""What the warehouse knows of customers and campaigns before the next yuan is spent on them: dated tiers, spend, wake-ups."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

import pyarrow as pa

from fenhao.engine.facts import CAMPAIGN_MEMBERS, CONTACTS, ORDERS
from fenhao.engine.waste import (
    GATE_CAMPAIGNS,
    GATE_ORDERS,
    GATE_TIERS,
    GATE_WAKE_UPS,
    SENT_KEPT,
    GatePolicy,
)
from fenhao.runs.book import Book
from fenhao.runs.tiers._assess import Assessment, assessments
from fenhao.warehouse import Session, open_session

PORTION = 20_000
"""How many customers are handed over at once."""


class StreakRow(NamedTuple):
    """A customer's unanswered wake-ups, (day, contact) oldest first, and the last answer before them."""

    customer: str
    sent: tuple[tuple[date, str], ...]
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class GateSource:
    """The facts of one snapshot, handed over in portions; it can be read as long as the snapshot is open.

    ``orders_until``, ``contacts_until`` and ``as_of`` are the last days that orders, contacts and all facts speak of,
    none of them later than the day asked for; None where nothing was loaded.
    """

    session: Session
    policy: GatePolicy
    assessments: tuple[Assessment, ...]
    window_days: int
    orders_until: date | None
    contacts_until: date | None
    as_of: date | None

    def tiers(self, assessment: Assessment) -> Iterator[Sequence[tuple[str, str]]]:
        """Yield (customer, tier) of an assessment; read one assessment to its end before the next."""
        with open_session(self.session.snapshot) as session:
            session.define(GATE_TIERS, {"assessed_on": assessment.assessed_on})
            for batch in _portions(session, GATE_TIERS.name):
                yield cast("list[tuple[str, str]]", _rows(batch))

    def orders(self) -> Iterator[Sequence[tuple[str, int, int, date | None]]]:
        """Yield (customer, spend, orders, last order) of the tiers' window up to the last day of orders."""
        assert self.orders_until is not None, "there are orders"
        start = self.orders_until - timedelta(days=self.window_days - 1)
        self.session.define(GATE_ORDERS, {"window_start": start, "as_of_on": self.orders_until})
        for batch in _portions(self.session, GATE_ORDERS.name):
            yield cast("list[tuple[str, int, int, date | None]]", _rows(batch))

    def wake_ups(self) -> Iterator[Sequence[StreakRow]]:
        """Yield the customers with an unanswered wake-up up to the last day of contacts."""
        kept = max(SENT_KEPT, self.policy.wake_ups_unanswered_max)
        self.session.define(GATE_WAKE_UPS, {"as_of_on": self.contacts_until, "kept_max": kept})
        portion: list[StreakRow] = []
        for row in _streaks(self.session.fetch(GATE_WAKE_UPS.name)):
            portion.append(row)
            if len(portion) == PORTION:
                yield portion
                portion = []
        if portion:
            yield portion

    def campaigns(self) -> Sequence[tuple[str, date, date, int, int]]:
        """Return (campaign, first day, last day, invited, participated) of campaigns that have begun."""
        self.session.define(GATE_CAMPAIGNS, {"as_of_on": self.as_of})
        return cast("list[tuple[str, date, date, int, int]]", _rows(self.session.fetch(GATE_CAMPAIGNS.name)))


@contextmanager
def gate_source(*, book: Book, at: datetime, as_of: date | None = None) -> Iterator[GateSource]:
    """Pin the facts and hand them over. Looked at are days up to ``as_of``, otherwise up to yesterday.

    Today is not over: what it brings is told by the books themselves as it happens.
    """
    yesterday = book.today(at) - timedelta(days=1)
    last = min(as_of or yesterday, yesterday)
    batches = book.warehouse.batches()

    def until(*tables: str) -> date | None:
        """Return the last day that these tables speak of, at most the last day looked at."""
        days = [each.last_on for each in batches if each.table in tables and each.last_on is not None]
        return min(max(days), last) if days else None

    with open_session(book.warehouse.snapshot()) as session:
        yield GateSource(
            session=session,
            policy=book.policies.gates,
            assessments=assessments(batches),
            window_days=book.policies.tiers.window_days,
            orders_until=until(ORDERS.name),
            contacts_until=until(CONTACTS.name),
            as_of=until(ORDERS.name, CONTACTS.name, CAMPAIGN_MEMBERS.name),
        )


def _portions(session: Session, name: str) -> Iterator[pa.Table]:
    """Yield a relation's rows in portions."""
    for batch in session.stream(name):
        for start in range(0, batch.num_rows, PORTION):
            yield pa.Table.from_batches([batch.slice(start, PORTION)])


def _rows(rows: pa.Table) -> list[tuple[object, ...]]:
    """Return rows as tuples in the order of their columns."""
    return list(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _streaks(rows: pa.Table) -> Iterator[StreakRow]:
    """Yield one row a customer from one a wake-up, which come in the order of customers and days."""
    customer, answered = "", None
    sent: list[tuple[date, str]] = []
    for name, on, _, contact, answered_on in cast(
        "list[tuple[str, date, str, str, date | None]]", _rows(rows)
    ):
        if name != customer and sent:
            yield StreakRow(customer, tuple(sent), answered)
            sent = []
        customer, answered = name, answered_on
        sent.append((on, contact))
    if sent:
        yield StreakRow(customer, tuple(sent), answered)
