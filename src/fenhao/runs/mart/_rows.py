"""Customers as the mart tells them: frozen values, and how they are read from its rows."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from fenhao.engine.value import Standing, TierReason
from fenhao.warehouse import MartRow


class Segment(Enum):
    """By what customers bring: less than they cost, among the best fifth, or between."""

    top = "top"
    middle = "middle"
    loss = "loss"


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate, which is a mean, and the range that four in five are to end in.

    Where most will bring nothing more, the few who do carry the mean out of the range.
    """

    low: float
    mid: float
    high: float

    @property
    def is_outside(self) -> bool:
        """Whether the mean lies outside the range."""
        return not self.low <= self.mid <= self.high


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """A customer as a list shows it, over the mart's year. ``ref`` stands in addresses instead of the id.

    ``alive`` and ``clv_net`` are estimates, None where no model was fitted; amounts in minor units.
    """

    ref: str
    customer_id: str
    tier: str
    segment: Segment
    since_on: date | None
    orders: int
    revenue_minor: int
    margin_minor: int
    direct_minor: int
    allocated_minor: int
    cost_minor: int
    profit_minor: int
    profit_rank: int
    last_on: date | None
    alive: float | None
    clv_net: Estimate | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the tier policy looked at in the closing assessment, and the rule that gave the tier.

    ``value_minor`` is what places went by; ``since`` is the assessment from which the tier before had held.
    """

    reason: TierReason
    standing: Standing
    value_minor: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Valued:
    """A customer's estimates; ``orders`` are those expected within the span."""

    alive: float
    orders: Estimate
    order_value_minor: int
    order_margin_minor: int
    order_served_minor: int
    clv_gross: Estimate
    clv_net: Estimate


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer: the row of the list, and what a page of its own tells besides. ``number`` is its place in the mart.

    ``decided`` is None without an assessment, and where today's policy would not give the tier that was given then.
    """

    listed: ListedCustomer
    number: int
    contacts: int
    acquired_on: date | None
    acquisition_channel: str
    first_on: date | None
    tier_previous: str
    decided: Decided | None
    valued: Valued | None


@dataclass(frozen=True, slots=True)
class CustomerEvent:
    """Something that happened: an order or return (revenue), contact, benefit, invitation, ticket or cost (cost).

    ``answered_on`` is the first response, use or taking part. ``cost_type`` is '' where it is no entry of the ledger.
    """

    on: date
    kind: str
    what: str
    amount_minor: int
    cost_type: str
    answered_on: date | None
    campaign_id: str
    channel: str
    source: str
    record_id: str
    batch_id: str
    row_no: int


@dataclass(frozen=True, slots=True)
class CustomerFound:
    """Something that a rule found about a customer; ``counted_minor`` is 0 where an earlier rule has counted it."""

    rule: str
    subledger: str
    source: str
    entry_id: str
    found_on: date
    counted_minor: int
    amount_minor: int
    evidence: str


def listed_of(row: MartRow) -> ListedCustomer:
    """Return a row of the list."""
    alive = row["alive"]
    return ListedCustomer(
        ref=text_cell(row, "ref"),
        customer_id=text_cell(row, "customer_id"),
        tier=text_cell(row, "tier"),
        segment=Segment(row["segment"]),
        since_on=_day(row, "since_on"),
        orders=whole_cell(row, "orders"),
        revenue_minor=whole_cell(row, "revenue_minor"),
        margin_minor=whole_cell(row, "margin_minor"),
        direct_minor=whole_cell(row, "direct_minor"),
        allocated_minor=whole_cell(row, "allocated_minor"),
        cost_minor=whole_cell(row, "cost_minor"),
        profit_minor=whole_cell(row, "profit_minor"),
        profit_rank=whole_cell(row, "profit_rank"),
        last_on=_day(row, "last_on"),
        alive=alive if isinstance(alive, float) else None,
        clv_net=_range(row, "clv_net_low_minor", "clv_net_minor", "clv_net_high_minor"),
    )


def customer_of(row: MartRow) -> Customer:
    """Return one customer."""
    listed = listed_of(row)
    valued = None
    orders = _range(row, "orders_low", "orders_expected", "orders_high")
    gross = _range(row, "clv_gross_low_minor", "clv_gross_minor", "clv_gross_high_minor")
    if listed.alive is not None and orders and gross and listed.clv_net:
        valued = Valued(
            alive=listed.alive,
            orders=orders,
            order_value_minor=whole_cell(row, "order_value_minor"),
            order_margin_minor=whole_cell(row, "order_margin_minor"),
            order_served_minor=whole_cell(row, "order_served_minor"),
            clv_gross=gross,
            clv_net=listed.clv_net,
        )
    return Customer(
        listed=listed,
        number=whole_cell(row, "no"),
        contacts=whole_cell(row, "contacts"),
        acquired_on=_day(row, "acquired_on"),
        acquisition_channel=text_cell(row, "acquisition_channel"),
        first_on=_day(row, "first_on"),
        tier_previous=text_cell(row, "tier_previous"),
        decided=_decided(row),
        valued=valued,
    )


def _decided(row: MartRow) -> Decided | None:
    if row["reason"] is None:
        return None
    quiet = row["quiet_days"]
    return Decided(
        reason=TierReason(row["reason"]),
        standing=Standing(
            orders=whole_cell(row, "window_orders"),
            quiet_days=quiet if isinstance(quiet, int) else None,
            place=whole_cell(row, "place"),
            awake=whole_cell(row, "awake"),
            tier_before=text_cell(row, "tier_before"),
            revenue_minor=whole_cell(row, "window_revenue_minor"),
            net_minor=whole_cell(row, "window_net_minor"),
            stays=row["stays"] is True,
        ),
        value_minor=whole_cell(row, "window_value_minor"),
        since=_day(row, "since_before"),
    )


def event_of(row: MartRow) -> CustomerEvent:
    """Return something that happened."""
    return CustomerEvent(
        on=_needed_day(row, "happened_on"),
        kind=text_cell(row, "kind"),
        what=text_cell(row, "what"),
        amount_minor=whole_cell(row, "amount_minor"),
        cost_type=text_cell(row, "cost_type"),
        answered_on=_day(row, "answered_on"),
        campaign_id=text_cell(row, "campaign_id"),
        channel=text_cell(row, "channel"),
        source=text_cell(row, "source"),
        record_id=text_cell(row, "record_id"),
        batch_id=text_cell(row, "batch_id"),
        row_no=whole_cell(row, "row_no"),
    )


def found_of(row: MartRow) -> CustomerFound:
    """Return something that a rule found."""
    return CustomerFound(
        rule=text_cell(row, "rule"),
        subledger=text_cell(row, "subledger"),
        source=text_cell(row, "source"),
        entry_id=text_cell(row, "entry_id"),
        found_on=_needed_day(row, "found_on"),
        counted_minor=whole_cell(row, "counted_minor"),
        amount_minor=whole_cell(row, "amount_minor"),
        evidence=text_cell(row, "evidence"),
    )


def _range(row: MartRow, low: str, mid: str, high: str) -> Estimate | None:
    held = (row[low], row[mid], row[high])
    if not all(isinstance(each, (int, float)) for each in held):
        return None
    return Estimate(*(float(str(each)) for each in held))


def whole_cell(row: MartRow, name: str) -> int:
    """Return a whole number; 0 for an empty cell."""
    held = row[name]
    assert held is None or isinstance(held, int), (name, held)
    return held or 0


def text_cell(row: MartRow, name: str) -> str:
    """Return a text; an empty cell is the empty text."""
    held = row[name]
    assert held is None or isinstance(held, str), (name, held)
    return held or ""


def _day(row: MartRow, name: str) -> date | None:
    held = row[name]
    assert held is None or isinstance(held, date), (name, held)
    return held


def _needed_day(row: MartRow, name: str) -> date:
    held = _day(row, name)
    assert held is not None, (name, row)
    return held
