"""What customers cost to win, and what spending on them returned: with the control group where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa

from fenhao.connectors.files import read_columns
from fenhao.engine.facts import ORDERS
from fenhao.engine.value import TIER_RESULT, choice, returns
from fenhao.engine.value.choice import Estimate, TreatedEffect
from fenhao.engine.value.returns import Acquisition, GroupReturn
from fenhao.engine.waste import CAMPAIGN_RESULTS
from fenhao.kernel import Grain, Period, Trouble
from fenhao.runs.book import Advance, Book, given, number, rows_of, text
from fenhao.runs.report import Workings, period_seen, work_out
from fenhao.runs.value._cohorts import order_days, order_months
from fenhao.runs.value._design import PARTS, column_of, keys_of, parts_of
from fenhao.warehouse import Engine, open_session

LOOK_BACK_DAYS = 180
_COVARIATES = ("known_days", "quiet_days", "orders_before", "margin_before_minor", "margin_span_minor")
CAMPAIGNS_MAX = 12
"""How many campaigns are set beside those not invited unless one is named: the dearest."""


@dataclass(frozen=True, slots=True)
class CampaignReturn:
    """One campaign beside those who were not invited.

    ``effect`` is the margin that an invitation brought a customer, an estimate in minor units, and ``roi`` (effect x
    invited - cost) / cost with its interval, None without cost. ``refused`` is the code of why there is none. ``like_a_lot``:
    the two groups did not differ before; otherwise they are adjusted for what is known of them.
    """

    campaign_id: str
    name: str
    invited: int
    others: int
    cost_minor: int
    effect: Estimate | None
    roi: Estimate | None
    like_a_lot: bool
    refused: str


@dataclass(frozen=True, slots=True)
class TierWorth:
    """What the customers of a closing tier brought for each unit that they cost; all cost, allocated cost included."""

    tier: str
    customers: int
    margin_minor: int
    cost_minor: int
    per_cost: Fraction | None


@dataclass(frozen=True, slots=True)
class Returns:
    """Acquisition, tiers, groups without control, campaigns with those not invited beside them.

    ``orders_from`` is the first order's day; unless ``looks_back``, too few of the days before the period are behind it, and
    groups have no margin before and no return.
    """

    label: str
    currency: str
    channels: tuple[Acquisition, ...]
    total: Acquisition
    tiers: tuple[TierWorth, ...]
    groups: tuple[GroupReturn, ...]
    campaigns: tuple[CampaignReturn, ...]
    has_clv: bool
    orders_from: date
    looks_back: bool


TREATED_ARM, CONTROL_ARM = "invited", "not invited"


@dataclass(frozen=True, slots=True, eq=False)
class CampaignFrame:
    """A campaign as a table that a trial can be read from: a customer a row, who was invited, and what they brought.

    ``table`` has the columns customer_id, arm, margin_minor (the margin while it ran) and ``covariates``.
    """

    campaign_id: str
    name: str
    invited: int
    cost_minor: int
    covariates: tuple[str, ...]
    table: pa.Table


@dataclass(frozen=True, slots=True)
class _Campaign:
    campaign_id: str
    name: str
    starts_on: date
    ends_on: date
    cost_minor: int


def build_returns(
    *,
    book: Book,
    label: str,
    campaign: str,
    clv: Path | None,
    at: datetime,
    seed: int,
    engine: Engine,
    advance: Advance,
) -> Returns:
    """Return what a period's spending went along with.

    ``clv`` names a table of customers' values, estimates made before. ``campaign`` is
    one campaign to set beside its control, '' for the dearest of the period. Trouble when a label or campaign is unknown
    or there is no order at all, before anything is worked out.
    """
    months = order_months(book, until=period_seen(book=book, label=label, at=at)[1])
    values = _values(clv, digits=book.digits) if clv is not None else None
    with work_out(book=book, label=label, at=at, engine=engine, rows_max=1, advance=advance) as workings:
        session = workings.session
        campaigns = _campaigns(workings, campaign)
        session.give(returns.ORDER_DAYS, given(returns.ORDER_DAYS, order_days(months)))
        start, end = workings.span.period.start, workings.span.period.end
        before = Period(start - (end - start), start)
        orders_from = _orders_from(book, otherwise=months[0].period.start)
        compared = returns.looks_back(orders_from=orders_from, before=before)
        parameters = {
            "as_of_on": workings.as_of,
            "won_from": start,
            "won_until": end,
            "period_start": start,
            "period_end": end,
            "before_start": before.start,
        }
        for relation in returns.RETURN_RELATIONS:
            session.define(relation, parameters)
        channels, total = _acquisitions(workings, values)
        groups = tuple(_group(row, compared=compared) for row in rows_of(session, returns.GROUP_RETURNS))
        tiers = tuple(_tier(row) for row in rows_of(session, TIER_RESULT))
    advance("step.control", 0, len(campaigns))
    beside = []
    for place, each in enumerate(campaigns, start=1):
        beside.append(_beside_control(book, each, as_of=workings.as_of, seed=seed, engine=engine))
        advance("step.control", place, len(campaigns))
    return Returns(
        label=workings.span.label,
        currency=book.settings.currency,
        channels=channels,
        total=total,
        tiers=tiers,
        groups=groups,
        campaigns=tuple(beside),
        has_clv=values is not None,
        orders_from=orders_from,
        looks_back=compared,
    )


def _orders_from(book: Book, *, otherwise: date) -> date:
    """Return the day of the first order that was loaded."""
    days = [each.first_on for each in book.warehouse.batches() if each.table == ORDERS.name and each.first_on]
    return min(days, default=otherwise)


def _values(path: Path, *, digits: int) -> dict[str, int]:
    """Return each customer's value in minor units; below zero is allowed.

    From the list that ``fenhao value`` writes (net, in minor units), or from a table made elsewhere with the column clv
    in major units.
    """
    table = read_columns(path)
    ids = column_of(table, "customer_id", file=path.name).to_pylist()
    in_minor = "clv_net_minor" in table.column_names
    column = "clv_net_minor" if in_minor else "clv"
    found = {}
    for customer, said in zip(ids, column_of(table, column, file=path.name).to_pylist(), strict=True):
        if customer is None or said is None:
            raise Trouble("choose.value_missing", {"column": f"customer_id, {column}", "count": "1"})
        sign, plain = (-1, said[1:]) if said.startswith("-") else (1, said)
        found[customer] = sign * (parts_of(plain, digits=0 if in_minor else digits) // PARTS)
    return found


def _acquisitions(
    workings: Workings, values: Mapping[str, int] | None
) -> tuple[tuple[Acquisition, ...], Acquisition]:
    session = workings.session
    spend = {
        text(row, "channel"): number(row, "amount_minor") for row in rows_of(session, returns.CHANNEL_SPEND)
    }
    won = {text(row, "channel"): number(row, "customers") for row in rows_of(session, returns.CHANNELS_WON)}
    margins = {
        (text(row, "channel"), number(row, "age")): number(row, "margin_minor")
        for row in rows_of(session, returns.CHANNEL_MONTHS)
    }
    clv: dict[str, int] | None = None
    if values is not None:
        clv = {}
        for row in session.fetch(returns.CUSTOMERS_WON.name).to_pylist():
            clv[row["channel"]] = clv.get(row["channel"], 0) + values.get(row["customer_id"], 0)
    ages = sorted({age for _, age in margins})
    total = returns.acquisition(
        channel="",
        spend_minor=sum(spend.values()),
        customers=sum(won.values()),
        margins_minor=[
            sum(margins.get((channel, age), 0) for channel in won) for age in range(max(ages, default=-1) + 1)
        ],
        clv_minor=None if clv is None else sum(clv.values()),
    )
    return returns.acquisitions(spend=spend, won=won, margins=margins, clv=clv), total


def _group(row: Mapping[str, object], *, compared: bool) -> GroupReturn:
    held = {name: row[name] for name in ("customers", "cost_minor", "before_minor", "after_minor")}
    counts = {name: value if isinstance(value, int) else 0 for name, value in held.items()}
    return GroupReturn(
        str(row["dimension"]),
        str(row["name"] or ""),
        counts["customers"],
        counts["cost_minor"],
        counts["before_minor"] if compared else None,
        counts["after_minor"],
    )


def _tier(row: Mapping[str, object]) -> TierWorth:
    def whole(name: str) -> int:
        held = row[name]
        return held if isinstance(held, int) else 0

    cost = whole("direct_minor") + whole("allocated_minor")
    margin = whole("margin_minor")
    per_cost = Fraction(margin, cost) if cost > 0 else None
    return TierWorth(str(row["tier"]), whole("customers"), margin, cost, per_cost)


def _campaigns(workings: Workings, wanted: str) -> tuple[_Campaign, ...]:
    """Return the campaigns to look at: the one that is named, or the dearest that began in the period."""
    known = [
        _Campaign(
            text(row, "campaign_id"),
            text(row, "name"),
            _day(row["starts_on"]),
            _day(row["ends_on"]),
            number(row, "cost_minor"),
        )
        for row in rows_of(workings.session, CAMPAIGN_RESULTS)
        if number(row, "invited")
    ]
    if wanted:
        found = [each for each in known if each.campaign_id == wanted]
        if not found:
            names = ", ".join(sorted(each.campaign_id for each in known)[:20]) or "–"
            raise Trouble("returns.no_campaign", {"campaign": wanted, "known": names})
        return tuple(found)
    begun = [each for each in known if each.starts_on in workings.span.period]
    begun.sort(key=lambda each: (-each.cost_minor, each.campaign_id))
    return tuple(begun[:CAMPAIGNS_MAX])


def _day(held: object) -> date:
    assert isinstance(held, date), held
    return held


def _beside_control(
    book: Book, campaign: _Campaign, *, as_of: date, seed: int, engine: Engine
) -> CampaignReturn:
    """Return one campaign beside those who were not invited; the reason where that cannot be done."""
    frame = _frame(book, campaign, as_of=as_of, engine=engine)
    given_to = np.asarray(frame.column("invited").to_numpy(zero_copy_only=False), dtype=np.int64)
    invited, others = int(given_to.sum()), int(len(given_to) - given_to.sum())
    try:
        effect = choice.effect_on_treated(_trial(frame, given_to), seed=seed)
    except Trouble as trouble:
        return CampaignReturn(
            campaign.campaign_id,
            campaign.name,
            invited,
            others,
            campaign.cost_minor,
            None,
            None,
            like_a_lot=False,
            refused=trouble.code,
        )
    return CampaignReturn(
        campaign.campaign_id,
        campaign.name,
        invited,
        others,
        campaign.cost_minor,
        effect.effect,
        _roi(effect, campaign.cost_minor),
        like_a_lot=effect.like_a_lot,
        refused="",
    )


def _frame(book: Book, campaign: _Campaign, *, as_of: date, engine: Engine) -> pa.Table:
    """Return the customers known when a campaign began: invited or not, what is known of them, what they brought."""
    ends_on = min(campaign.ends_on, as_of)
    ran = ends_on - campaign.starts_on + timedelta(days=1)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        session.define(
            returns.CAMPAIGN_FRAME,
            {
                "campaign_id": campaign.campaign_id,
                "starts_on": campaign.starts_on,
                "ends_on": ends_on,
                "before_start": campaign.starts_on - timedelta(days=LOOK_BACK_DAYS),
                "span_before": campaign.starts_on - ran,
            },
        )
        return session.fetch(returns.CAMPAIGN_FRAME.name)


def campaign_frame(
    *, book: Book, campaign: str, at: datetime, engine: Engine, advance: Advance
) -> CampaignFrame:
    """Return a campaign as a table that a trial can be read from; Trouble ``returns.no_campaign`` for an unknown one."""
    batches = [each.last_on for each in book.warehouse.batches() if each.last_on is not None]
    last = min([book.today(at), *([max(batches)] if batches else [])])
    label = book.calendar.containing(last, Grain.year).label
    with work_out(book=book, label=label, at=at, engine=engine, rows_max=1, advance=advance) as workings:
        (found,) = _campaigns(workings, campaign)
        as_of = workings.as_of
    frame = _frame(book, found, as_of=as_of, engine=engine)
    given_to = frame.column("invited").to_pylist()
    names = tuple(name for name in _COVARIATES if len(set(frame.column(name).to_pylist())) > 1)
    columns = {
        "customer_id": frame.column("customer_id"),
        "arm": pa.array([TREATED_ARM if each else CONTROL_ARM for each in given_to]),
        "margin_minor": frame.column("margin_minor"),
        **{name: frame.column(name) for name in names},
    }
    invited = sum(1 for each in given_to if each)
    return CampaignFrame(found.campaign_id, found.name, invited, found.cost_minor, names, pa.table(columns))


def _trial(frame: pa.Table, given_to: np.ndarray) -> choice.Trial:
    """Return the frame as a trial of invited and not invited; long tails are drawn in, or a few would weigh all."""

    def held(name: str) -> np.ndarray:
        return np.asarray(frame.column(name).to_numpy(), dtype=np.float64)

    def drawn_in(name: str) -> np.ndarray:
        values = held(name)
        return np.asarray(np.sign(values) * np.log1p(np.abs(values)))

    known = np.column_stack(
        [
            drawn_in("known_days"),
            drawn_in("quiet_days"),
            drawn_in("orders_before"),
            drawn_in("margin_before_minor"),
            held("margin_before_minor"),
            held("margin_span_minor"),
        ]
    )
    return choice.Trial(
        arms=("not invited", "invited"),
        given=given_to,
        outcome=held("margin_minor"),
        cost=np.zeros((len(given_to), 2)),
        covariates=known,
        keys=keys_of(frame.column("customer_id").to_pylist()),
    )


def _roi(effect: TreatedEffect, cost_minor: int) -> Estimate | None:
    if cost_minor <= 0:
        return None
    low, mid, high = (
        (end * effect.treated - cost_minor) / cost_minor
        for end in (effect.effect.low, effect.effect.mid, effect.effect.high)
    )
    return Estimate(low, mid, high)
