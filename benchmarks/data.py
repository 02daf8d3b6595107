"""The benchmark's company: made from a seed, through the product's own book and warehouse, once per size.

Of N ledger entries nine tenths are cost entries and one tenth benefits; beside them N/10 contacts, N/10 orders over two
years, N/50 customers and N/20 invitations to 200 campaigns. Customers are skewed as in life: a few have much, many
have little. Every entry of a customer carries the tier of its day, which the product's own assessments give first.

The words of an entry hang together as in life: a campaign runs four weeks in one channel, a department books its own
types. The independent company draws each word by itself, so that hardly two entries share all of them: the worst that
a roll-up can meet.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine.facts import (
    BENEFITS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    CONTACTS,
    COST_ENTRIES,
    CUSTOMERS,
    ORDERS,
    TIER_ASSIGNMENTS,
)
from fenhao.engine.relation import Table
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book, open_book, say_nothing
from fenhao.runs.tiers import assess_tiers

SEED = 20261121
YEAR = 2025
AT = datetime(2026, 2, 1, tzinfo=UTC)
CHUNK = 1_000_000
CAMPAIGN_COUNT = 200
DIRECT_TYPES = (
    "coupons",
    "points",
    "loyalty_discount",
    "gifts",
    "membership",
    "sms",
    "mailing",
    "care_calls",
    "compensation",
)
SHARED_TYPES = (
    "system_annual_fee",
    "team_pay",
    "campaign_team_pay",
    "service_staff",
    "data_storage",
    "advertising",
)
BENEFIT_TYPES = ("coupons", "points", "dedicated_service", "seminars", "wake_up_benefits")
CHANNELS = ("store", "app", "web", "wecom", "sms", "phone")
DEPARTMENTS = ("operations", "service", "sales", "data")
PURPOSES = ("wake_up", "marketing", "care", "service")
Random = np.random.Generator
Numbers = np.ndarray


@dataclass(frozen=True, slots=True)
class Shape:
    """What rows are drawn from: ids, tiers by quarter and customer, the campaigns' first days, and how words hang together."""

    ids: pa.Array
    tiers: Numbers
    starts: Numbers
    independent: bool

    def campaigns(self, random: Random, on: Numbers) -> tuple[pa.Array, Numbers]:
        """Return a campaign for each day, and its number; empty where none is drawn or runs that day."""
        number = random.integers(0, CAMPAIGN_COUNT, len(on))
        absent = random.random(len(on)) < 0.6
        if not self.independent:
            place = on - (date(YEAR, 1, 1) - date(1970, 1, 1)).days
            running = [np.flatnonzero((self.starts <= day) & (day < self.starts + 28)) for day in range(366)]
            counts = np.array([len(each) for each in running])
            table = np.zeros((366, max(counts)), dtype=np.int64)
            for day, each in enumerate(running):
                table[day, : len(each)] = each
            absent |= counts[place] == 0
            number = table[place, (random.random(len(on)) * counts[place]).astype(np.int64)]
        ids = numbered("P", np.arange(CAMPAIGN_COUNT)).take(pa.array(number))
        return without(ids, absent), np.where(absent, -1, number)

    def channels(self, random: Random, campaign: Numbers) -> pa.Array:
        """Return channels: that of the campaign where there is one."""
        drawn = random.integers(0, len(CHANNELS), len(campaign))
        own = drawn if self.independent else np.where(campaign < 0, drawn, campaign % len(CHANNELS))
        return pa.array(CHANNELS).take(pa.array(own))

    def departments(self, random: Random, kind: Numbers) -> pa.Array:
        """Return departments: the one that books the type."""
        own = random.integers(0, len(DEPARTMENTS), len(kind)) if self.independent else kind % len(DEPARTMENTS)
        return pa.array(DEPARTMENTS).take(pa.array(own))


def company(folder: Path, rows: int, *, independent: bool) -> Book:
    """Return the book of that size, made now if the cache does not hold it whole."""
    done = folder / "made"
    if not done.exists():
        if folder.exists():
            raise SystemExit(f"{folder} was left half made; remove it and start again.")
        make(folder, rows, independent=independent)
        done.touch()
    return open_book(root=folder)


def make(folder: Path, rows: int, *, independent: bool) -> None:
    """Make the company: customers and orders, tiers from these, then everything that carries a tier."""
    settings = replace(read_settings('[company]\nname = "benchmark"\n'), time_zone="UTC")
    book = create_book(root=folder, settings=settings)
    customers = max(rows // 50, 1000)
    ids = numbered("C", np.arange(customers))
    keep(book, CUSTOMERS, "customers", iter([record(CUSTOMERS, customer_id=ids)]))
    orders = rows // 20
    for year in (YEAR - 1, YEAR):
        keep(book, ORDERS, f"orders-{year}", order_rows(ids, year=year, count=orders))
    assess_tiers(book=book, until=date(YEAR + 1, 1, 1), redo=False, at=AT, advance=say_nothing)
    starts = np.random.default_rng(SEED).integers(0, 330, CAMPAIGN_COUNT)
    shape = Shape(ids, tier_codes(book, ids), starts, independent)
    keep(book, CAMPAIGNS, "campaigns", iter([campaign_rows(starts)]))
    keep(book, CAMPAIGN_MEMBERS, "members", member_rows(ids, starts, count=rows // 20))
    parts: tuple[tuple[Table, int, Callable[..., pa.RecordBatch]], ...] = (
        (COST_ENTRIES, rows - rows // 10, cost_rows),
        (BENEFITS, rows // 10, benefit_rows),
        (CONTACTS, rows // 10, contact_rows),
    )
    for table, count, part in parts:
        for month in range(1, 13):
            own = count // 12 + (1 if month <= count % 12 else 0)
            batches = monthly(part, shape, month=month, count=own)
            keep(book, table, f"{table.name}-{month:02d}", batches)


def keep(book: Book, table: Table, name: str, batches: Iterator[pa.RecordBatch]) -> None:
    """Append the rows as one batch of the warehouse."""
    book.warehouse.append(
        table,
        batches,
        batch_id=name,
        source="benchmark",
        file_name=name,
        content_hash=hashlib.sha256(f"{SEED} {name}".encode()).hexdigest(),
        loaded_at=AT,
    )


def tier_codes(book: Book, ids: pa.Array) -> Numbers:
    """Return per quarter and customer the tier in force, as the place of its letter in ABCD."""
    from fenhao.warehouse import open_session

    with open_session(book.warehouse.snapshot()) as session:
        rows = session.fetch(TIER_ASSIGNMENTS.name).sort_by("customer_id")
    codes = np.zeros((4, len(ids)), dtype=np.int8)
    for quarter in range(4):
        day = date(YEAR, 3 * quarter + 1, 1)
        held = rows.filter(pc.equal(rows["assessed_on"], pa.scalar(day)))
        assert len(held) == len(ids), (day, len(held))
        codes[quarter] = pc.index_in(held["tier"].combine_chunks(), pa.array(list("ABCD"))).to_numpy()
    return codes


def monthly(
    part: Callable[..., pa.RecordBatch], shape: Shape, *, month: int, count: int
) -> Iterator[pa.RecordBatch]:
    """Yield one month's rows in chunks, each from a seed of its own."""
    for chunk, begun in enumerate(range(0, count, CHUNK)):
        seed = int.from_bytes(hashlib.sha256(f"{part.__name__} {month} {chunk}".encode()).digest()[:8])
        random = np.random.default_rng([SEED, seed])
        size = min(CHUNK, count - begun)
        who = skewed(random, size, len(shape.ids))
        first = date(YEAR, month, 1)
        length = (date(YEAR + month // 12, month % 12 + 1, 1) - first).days
        on = random.integers(0, length, size) + (first - date(1970, 1, 1)).days
        tier = pa.array(list("ABCD")).take(pa.array(shape.tiers[(month - 1) // 3][who]))
        yield part(random, shape, who, on, tier, prefix=f"{month:02d}", begun=begun)


def cost_rows(
    random: Random, shape: Shape, who: Numbers, on: Numbers, tier: pa.Array, *, prefix: str, begun: int
) -> pa.RecordBatch:
    """Return cost entries; one in thirty has no customer."""
    size = len(who)
    campaign_id, campaign = shape.campaigns(random, on)
    shared = random.random(size) < 1 / 30
    kinds = pa.array(DIRECT_TYPES + SHARED_TYPES)
    kind = np.where(
        shared,
        len(DIRECT_TYPES) + random.integers(0, len(SHARED_TYPES), size),
        random.integers(0, len(DIRECT_TYPES), size),
    )
    amount = random.integers(1, 5000, size) * np.where(random.random(size) < 0.005, -1, 1)
    return record(
        COST_ENTRIES,
        entry_id=numbered(f"E{prefix}", np.arange(begun, begun + size)),
        occurred_on=days(on),
        cost_type=kinds.take(pa.array(kind)),
        amount_minor=pa.array(amount),
        customer_id=without(shape.ids.take(pa.array(who)), shared),
        campaign_id=campaign_id,
        channel=shape.channels(random, campaign),
        department=shape.departments(random, kind),
        tier=without(tier, shared),
    )


def benefit_rows(
    random: Random, shape: Shape, who: Numbers, on: Numbers, tier: pa.Array, *, prefix: str, begun: int
) -> pa.RecordBatch:
    """Return benefits; of those meant for some tiers, one in twenty goes to the wrong one."""
    size = len(who)
    campaign_id, campaign = shape.campaigns(random, on)
    kind = random.integers(0, 2, size)
    by_tier = pc.index_in(tier, pa.array(list("ABCD"))).to_numpy(zero_copy_only=False)
    own = np.array([2, 3, 0, 4])[by_tier]
    special = random.random(size)
    kind = np.where(special < 0.20, own, kind)
    kind = np.where(special < 0.01, random.integers(2, 5, size), kind)
    names = pa.array(BENEFIT_TYPES).take(pa.array(kind))
    cost = pa.array(random.integers(100, 20_000, size))
    return record(
        BENEFITS,
        benefit_id=numbered(f"B{prefix}", np.arange(begun, begun + size)),
        customer_id=shape.ids.take(pa.array(who)),
        issued_on=days(on),
        benefit_type=names,
        cost_type=names,
        face_minor=cost,
        cost_minor=cost,
        campaign_id=campaign_id,
        channel=shape.channels(random, campaign),
        tier=tier,
    )


def contact_rows(
    random: Random, shape: Shape, who: Numbers, on: Numbers, tier: pa.Array, *, prefix: str, begun: int
) -> pa.RecordBatch:
    """Return contacts; a fifth are wake-ups, six in ten have a cost, one in ten is answered within ten days."""
    size = len(who)
    campaign_id, campaign = shape.campaigns(random, on)
    free = random.random(size) < 0.4
    silent = random.random(size) < 0.9
    kind = np.where(random.random(size) < 0.2, 0, random.integers(1, len(PURPOSES), size))
    return record(
        CONTACTS,
        contact_id=numbered(f"K{prefix}", np.arange(begun, begun + size)),
        customer_id=shape.ids.take(pa.array(who)),
        contacted_on=days(on),
        channel=shape.channels(random, campaign),
        purpose=pa.array(PURPOSES).take(pa.array(kind)),
        campaign_id=campaign_id,
        responded_on=without(days(on + random.integers(0, 10, size)), silent),
        cost_type=without(pa.repeat("sms", size), free),
        cost_minor=without(pa.array(random.integers(5, 300, size)), free),
        tier=tier,
    )


def order_rows(ids: pa.Array, *, year: int, count: int) -> Iterator[pa.RecordBatch]:
    """Yield a year's orders; one in fifty is a return."""
    for chunk, begun in enumerate(range(0, count, CHUNK)):
        random = np.random.default_rng([SEED, year, chunk])
        size = min(CHUNK, count - begun)
        revenue = random.integers(500, 50_000, size) * np.where(random.random(size) < 0.02, -1, 1)
        on = random.integers(0, 365, size) + (date(year, 1, 1) - date(1970, 1, 1)).days
        yield record(
            ORDERS,
            order_id=numbered(f"O{year}", np.arange(begun, begun + size)),
            customer_id=ids.take(pa.array(skewed(random, size, len(ids)))),
            ordered_on=days(on),
            revenue_minor=pa.array(revenue),
            margin_minor=pa.array(revenue * 3 // 10),
            channel=pick(random, CHANNELS, size),
        )


def campaign_rows(starts: Numbers) -> pa.RecordBatch:
    """Return the campaigns, each of four weeks."""
    first = np.array(starts) + (date(YEAR, 1, 1) - date(1970, 1, 1)).days
    return record(
        CAMPAIGNS,
        campaign_id=numbered("P", np.arange(CAMPAIGN_COUNT)),
        name=numbered("campaign ", np.arange(CAMPAIGN_COUNT)),
        kind=pa.repeat("mailing", CAMPAIGN_COUNT),
        starts_on=days(first),
        ends_on=days(first + 27),
    )


def member_rows(ids: pa.Array, starts: Numbers, *, count: int) -> Iterator[pa.RecordBatch]:
    """Yield the invitations; participation rises from 4 % in the first campaign to 30 % in the last."""
    own = min(count // CAMPAIGN_COUNT, len(ids))
    for campaign in range(CAMPAIGN_COUNT):
        random = np.random.default_rng([SEED, 7, campaign])
        who = random.permutation(len(ids))[:own]
        first = date(YEAR, 1, 1) + timedelta(days=int(starts[campaign]))
        on = np.full(own, (first - date(1970, 1, 1)).days)
        absent = random.random(own) > 0.04 + 0.26 * campaign / CAMPAIGN_COUNT
        yield record(
            CAMPAIGN_MEMBERS,
            campaign_id=pa.repeat(f"P{campaign:08d}", own),
            customer_id=ids.take(pa.array(who)),
            invited_on=days(on),
            participated_on=without(days(on + random.integers(0, 28, own)), absent),
        )


def skewed(random: Random, size: int, of: int) -> Numbers:
    """Return places of customers, the early ones far oftener."""
    return (of * random.random(size) ** 2).astype(np.int64)


def numbered(prefix: str, numbers: Numbers) -> pa.Array:
    """Return ids: the prefix and eight digits."""
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 8, padding="0")
    return pc.binary_join_element_wise(pa.scalar(prefix), text, "")


def pick(random: Random, words: tuple[str, ...], size: int) -> pa.Array:
    """Return words at random."""
    return pa.array(words).take(pa.array(random.integers(0, len(words), size)))


def without(cells: pa.Array, empty: Numbers) -> pa.Array:
    """Return the cells with those marked empty."""
    return pc.if_else(pa.array(empty), pa.scalar(None, cells.type), cells)


def days(numbers: Numbers) -> pa.Array:
    """Return days from their numbers since 1970."""
    return pa.array(np.asarray(numbers).astype(np.int32), pa.int32()).cast(pa.date32())


def record(table: Table, **columns: pa.Array) -> pa.RecordBatch:
    """Return rows of a fact; columns that are not named stay empty."""
    assert set(columns) <= {each.name for each in table.columns}, table.name
    return pa.RecordBatch.from_pydict(columns)


if __name__ == "__main__":
    import sys

    company(Path(sys.argv[1]), int(sys.argv[2]), independent=sys.argv[3] == "independent")
