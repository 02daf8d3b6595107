"""Reading the mart: one handle a process, frozen values out, a few milliseconds a page."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from fenhao.engine.relation import Cut
from fenhao.engine.value import distance_up, thresholds
from fenhao.runs.book import Book
from fenhao.runs.mart._build import MartFacts, MartSum, current_mart, mart_root, policy_digest, read_facts
from fenhao.runs.mart._rows import (
    Customer,
    CustomerEvent,
    CustomerFound,
    ListedCustomer,
    Segment,
    customer_of,
    event_of,
    found_of,
    listed_of,
    text_cell,
    whole_cell,
)
from fenhao.runs.tiers import TierStanding
from fenhao.warehouse import SORTS, Comparison, Condition, MartFile

MART_SORTS = SORTS
"""The columns in whose order customers can be listed."""


class Staleness(Enum):
    """Why a mart no longer says what would be worked out today."""

    facts = "facts"
    policy = "policy"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers are wanted; what is None or empty lets everything through.

    ``begins`` is how the id begins, ``whole`` the whole of it: who sees ids masked asks by the whole alone.
    """

    tier: str | None = None
    segment: Segment | None = None
    begins: str = ""
    whole: str = ""
    last_before: date | None = None
    value_from_minor: int | None = None
    value_to_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Some customers of a list, and the place behind the last one; None at the end."""

    rows: tuple[ListedCustomer, ...]
    after: int | None


class Mart:
    """One mart, open. Its values never change; ``open_mart`` gives the one in force."""

    def __init__(self, folder: Path) -> None:
        self.facts: MartFacts = read_facts(folder)
        self._file = MartFile(folder)
        self._versions = dict(self.facts.stamp.versions)
        self._sums = lru_cache(maxsize=256)(self._worked_out)

    def stale(self, book: Book) -> tuple[Staleness, ...]:
        """Return why it no longer says what would be worked out today; it costs a few looks into folders."""
        found = []
        if book.warehouse.has_moved(self._versions):
            found.append(Staleness.facts)
        if policy_digest(book) != self.facts.stamp.policy:
            found.append(Staleness.policy)
        return tuple(found)

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return self._file.customers

    def page(
        self, wanted: CustomerFilter, *, sort: str, descending: bool, after: int | None, limit: int
    ) -> CustomerPage:
        """Return the next customers in an order of MART_SORTS; ValueError for another."""
        if sort not in MART_SORTS:
            raise ValueError(f"customers are in no order of {sort}")
        found = self._file.page(
            _conditions(wanted), sort=sort, descending=descending, after=after, limit=limit
        )
        return CustomerPage(tuple(listed_of(row) for row in found.rows), found.after)

    def every(self, wanted: CustomerFilter, *, sort: str, descending: bool) -> Iterator[ListedCustomer]:
        """Yield all customers of a list, for a file that holds them."""
        for row in self._file.rows(_conditions(wanted), sort=sort, descending=descending):
            yield listed_of(row)

    def sums(self, wanted: CustomerFilter) -> MartSum:
        """Return the customers of a filter added up; without more than tier and segment nothing is read."""
        return self._sums(wanted)

    def _worked_out(self, wanted: CustomerFilter) -> MartSum:
        if wanted == CustomerFilter(tier=wanted.tier, segment=wanted.segment):
            held = [
                each
                for each in self.facts.sums
                if wanted.tier in (None, each.tier)
                and (wanted.segment is None or wanted.segment.value == each.segment)
            ]
            names = [name for name in MartSum.__dataclass_fields__ if name not in ("tier", "segment")]
            return MartSum("", "", *(sum(getattr(each, name) for each in held) for name in names))
        row = self._file.sums(_conditions(wanted))
        return MartSum("", "", *(whole_cell(row, name) for name in row))

    def named(self, customer_ids: Sequence[str]) -> dict[str, ListedCustomer]:
        """Return those of these customers that are there, by id."""
        found = (listed_of(row) for row in self._file.named([customer_ref(each) for each in customer_ids]))
        return {each.customer_id: each for each in found}

    def customer(self, ref: str) -> Customer | None:
        """Return one customer; None when nobody has that address."""
        row = self._file.customer(ref)
        return customer_of(row) if row is not None else None

    def events(self, customer: Customer, *, kind: str, skip: int, limit: int) -> tuple[CustomerEvent, ...]:
        """Return what happened to a customer, newest first; of one kind when it is named."""
        found = self._file.events(customer.number, kind=kind, skip=skip, limit=limit)
        return tuple(event_of(row) for row in found)

    def event_counts(self, customer: Customer) -> dict[str, int]:
        """Return how many rows of each kind the time line of a customer has."""
        return {
            text_cell(row, "kind"): whole_cell(row, "events")
            for row in self._file.event_counts(customer.number)
        }

    def direct(self, customer: Customer) -> tuple[tuple[str, int], ...]:
        """Return the customer's direct cost of the year by cost type; the sum is ``direct_minor``."""
        stamp = self.facts.stamp
        found = tuple(
            (text_cell(row, "cost_type"), whole_cell(row, "amount_minor"))
            for row in self._file.direct(customer.number, start=stamp.start, end=stamp.end)
        )
        assert sum(amount for _, amount in found) == customer.listed.direct_minor, customer.listed
        return found

    def allocated(self, customer: Customer) -> tuple[tuple[Cut, int], ...]:
        """Return what the customer bears of each pool; the sum is ``allocated_minor``, without a row a customer and pool."""
        found = tuple(
            (cut, cut.share(party=customer.listed.customer_id, weight=driver_weight(cut.driver, customer)))
            for cut in self.facts.cuts
        )
        assert sum(amount for _, amount in found) == customer.listed.allocated_minor, customer.listed
        return found

    def standing(self, customer: Customer, book: Book) -> TierStanding | None:
        """Return why the customer has its tier and how far the next one is; None where that is not known any more."""
        decided, edges, stamp = customer.decided, self.facts.edges, self.facts.stamp
        if (
            decided is None
            or edges is None
            or stamp.closing_on is None
            or Staleness.policy in self.stale(book)
        ):
            return None
        policy = book.policies.tiers
        borders = thresholds(policy, unit_minor=10**book.settings.digits)
        return TierStanding(
            customer=customer.listed.customer_id,
            assessed_on=stamp.closing_on,
            previous_on=None,
            tier=customer.listed.tier,
            reason=decided.reason,
            standing=decided.standing,
            value_minor=decided.value_minor,
            since=decided.since,
            distance=distance_up(
                borders,
                decided.standing,
                edges=edges,
                ranked_by=policy.ranked_by,
                value_minor=decided.value_minor,
            ),
        )

    def found(self, customer: Customer) -> tuple[CustomerFound, ...]:
        """Return what the rules found about the customer in the year, newest first."""
        return tuple(found_of(row) for row in self._file.found(customer.number))

    def close(self) -> None:
        """End the reading."""
        self._file.close()


_open: dict[Path, tuple[str, Mart]] = {}
_lock = threading.Lock()


def open_mart(book: Book) -> Mart | None:
    """Return the mart in force, opened once a process and again when another took its place; None when there is none.

    A mart of an earlier form counts as none: it has to be made anew.
    """
    root, made = mart_root(book), current_mart(book)
    if not made:
        return None
    with _lock:
        kept = _open.get(root)
        if kept is None or kept[0] != made:
            try:
                kept = (made, Mart(root / made))
            except (KeyError, TypeError, ValueError, FileNotFoundError):
                return None
            # The one before closes when its last reader lets go of it.
            _open[root] = kept
    return kept[1]


def customer_ref(customer_id: str) -> str:
    """Return what stands for a customer in addresses, so that ids do not end up in histories and logs. It is no secret."""
    return sha256(f"customer:{customer_id}".encode()).hexdigest()[:16]


def driver_weight(driver: str, customer: Customer) -> int:
    """Return what a driver counts of a customer, as its relation does; KeyError for an unknown driver."""
    return {
        "contacts": customer.contacts,
        "orders": customer.listed.orders,
        "revenue": max(0, customer.listed.revenue_minor),
        "equal": 1,
    }[driver]


def _conditions(wanted: CustomerFilter) -> tuple[Condition, ...]:
    """Return a filter as conditions on columns."""
    found: list[Condition] = []
    if wanted.tier is not None:
        found.append(Condition("tier", Comparison.equals, wanted.tier))
    if wanted.segment is not None:
        found.append(Condition("segment", Comparison.equals, wanted.segment.value))
    if wanted.begins:
        found.append(Condition("customer_id", Comparison.at_least, wanted.begins))
        found.append(Condition("customer_id", Comparison.below, wanted.begins + chr(0x10FFFF)))
    if wanted.whole:
        found.append(Condition("customer_id", Comparison.equals, wanted.whole))
    if wanted.last_before is not None:
        found.append(Condition("last_on", Comparison.below, wanted.last_before))
    if wanted.value_from_minor is not None:
        found.append(Condition("clv_net_minor", Comparison.at_least, wanted.value_from_minor))
    if wanted.value_to_minor is not None:
        found.append(Condition("clv_net_minor", Comparison.at_most, wanted.value_to_minor))
    return tuple(found)
