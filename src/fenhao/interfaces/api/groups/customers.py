"""Customers, tiers and value, as the mart holds them: small tables made beforehand, never worked out while somebody waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from fenhao.books.gates import operations as gates
from fenhao.books.people import Right
from fenhao.interfaces.api._fields import Asked, Name, NeededName, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Many, Offer, One, Turned, whole
from fenhao.runs.mart import (
    Customer,
    CustomerEvent,
    CustomerFilter,
    ListedCustomer,
    Mart,
    MartSum,
    Segment,
    customer_ref,
    open_mart,
)
from fenhao.runs.report import Totals, WhalePoint
from fenhao.runs.value import ValueTold


@dataclass(frozen=True, slots=True)
class MartTold:
    """What the mart was made from, and its totals; ``stale`` says what has moved since."""

    label: str
    made_at: datetime
    start: date
    end: date
    policy: str
    stale: tuple[str, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class CostShare:
    """What a customer bears of one cost type directly, in minor units."""

    cost_type: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """What stands for a customer in addresses."""

    ref: str


class Customers(Asked):
    """Which customers, in which order."""

    tier: Name | None = None
    segment: Segment | None = None
    sort: Literal["orders", "revenue_minor", "cost_minor", "profit_minor", "last_on"] = "profit_minor"
    descending: bool = True


class Events(Asked):
    """Which events: of one kind when it is named."""

    kind: Name = ""


class OwnId(Asked):
    """A customer's own id."""

    customer: NeededName


class OnDay(Asked):
    """The day on which the tier is asked for; today when it is left out."""

    on: date | None = Field(None)


def _mart(here: Here) -> Mart | None:
    """Return the mart in force."""
    return open_mart(here.book)


def _customers(here: Here, asked: Customers, after: str, limit: int) -> Turned[ListedCustomer]:
    """Return a page of customers."""
    mart = _mart(here)
    if mart is None:
        return Turned((), "")
    wanted = CustomerFilter(tier=asked.tier, segment=asked.segment)
    stamp, _, begins = after.rpartition("#")
    place = int(begins) if begins and stamp == mart.facts.stamp.id else None
    page = mart.page(wanted, sort=asked.sort, descending=asked.descending, after=place, limit=limit)
    return Turned(page.rows, f"{mart.facts.stamp.id}#{page.after}" if page.after is not None else "")


def _customer(here: Here, _: Nothing) -> Customer | None:
    """Return one customer."""
    mart = _mart(here)
    return mart.customer(here.named) if mart else None


def _events(here: Here, asked: Events, after: str, limit: int) -> Turned[CustomerEvent]:
    """Return what happened to a customer, newest first."""
    mart, found = _mart(here), _customer(here, Nothing())
    if mart is None or found is None:
        return Turned((), "")
    skip = int(after or "0")
    rows = mart.events(found, kind=asked.kind, skip=skip, limit=limit + 1)
    return Turned(rows[:limit], str(skip + limit) if len(rows) > limit else "")


def _direct(here: Here, _: Nothing) -> Iterable[CostShare]:
    """Return a customer's direct cost by cost type."""
    mart, found = _mart(here), _customer(here, Nothing())
    return [CostShare(*each) for each in mart.direct(found)] if mart and found else []


def _gate(here: Here, asked: OnDay) -> gates.CustomerShown | None:
    """Return what the gate knows of a customer."""
    found = _customer(here, Nothing())
    if found is None:
        return None
    return gates.customer(found.listed.customer_id, on=asked.on or here.book.today(here.at), at=here.at)


def _told(here: Here, _: Nothing) -> MartTold | None:
    """Return what the mart was made from."""
    mart = _mart(here)
    if mart is None:
        return None
    stamp, stale = mart.facts.stamp, tuple(each.value for each in mart.stale(here.book))
    return MartTold(
        stamp.label, stamp.made_at, stamp.start, stamp.end, stamp.policy, stale, mart.facts.totals
    )


def _model(here: Here, _: Nothing) -> ValueTold | None:
    """Return how the customers' values were estimated."""
    mart = _mart(here)
    return mart.facts.value if mart else None


def _sums(here: Here, _: Nothing) -> Iterable[MartSum]:
    """Return the sums by tier and segment."""
    mart = _mart(here)
    return mart.facts.sums if mart else ()


def _whale(here: Here, _: Nothing) -> Iterable[WhalePoint]:
    """Return the whale curve."""
    mart = _mart(here)
    return mart.facts.whale if mart else ()


OFFERS: tuple[Offer, ...] = (
    Many(
        "customers",
        Right.see,
        "Customers with cost, profit and value",
        ListedCustomer,
        _customers,
        Customers,
    ),
    One(
        "customer-ref",
        Right.see,
        "What stands for a customer's id in addresses",
        CustomerRef,
        lambda _, asked: CustomerRef(customer_ref(asked.customer)),
        OwnId,
    ),
    One("customers/{name}", Right.see, "One customer, by ref", Customer, _customer, Nothing),
    Many("customers/{name}/events", Right.see, "What happened, newest first", CustomerEvent, _events, Events),
    Many(
        "customers/{name}/direct",
        Right.see,
        "Direct cost of the year by cost type",
        CostShare,
        whole(_direct, place=lambda each: (each.cost_type,)),
        Nothing,
    ),
    One(
        "customers/{name}/gate",
        Right.see,
        "Tier in force, spend and wake-ups, as the gate sees them",
        gates.CustomerShown,
        _gate,
        OnDay,
    ),
    One(
        "value",
        Right.see,
        "What customers' figures were made from, and their totals",
        MartTold,
        _told,
        Nothing,
    ),
    One(
        "value/model",
        Right.see,
        "How customers were valued: fits, trial on days held back with its course, assumptions",
        ValueTold,
        _model,
        Nothing,
    ),
    Many(
        "value/sums",
        Right.see,
        "Customers added up by tier and segment",
        MartSum,
        whole(_sums, place=lambda each: (each.tier, each.segment)),
        Nothing,
    ),
    Many(
        "value/whale",
        Right.see,
        "The whale curve: customers, best first, and their profit added up",
        WhalePoint,
        whole(_whale, place=lambda each: (each.customers, each.profit_minor)),
        Nothing,
    ),
)
