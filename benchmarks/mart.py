"""What a page about customers costs: a mart made through the product's own run, then its pages, beside plain Parquet.

``python benchmarks/mart.py [customers] [folder]``. The company is drawn from a seed: some orders, one contact and one benefit a
customer. Times are processor seconds and milliseconds of this process, medians of thirty. The baseline asks DuckDB for the same
page of the same columns from one Parquet file of all customers, without the mart's order. The whole page, with Django, the books
and the template, is asked for as a browser would, without the network.
"""

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from fenhao.engine.facts import BENEFITS, CONTACTS, COST_ENTRIES, ORDERS
from fenhao.engine.relation import Table
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book, open_book, say_nothing
from fenhao.runs.mart import CustomerFilter, Mart, Segment, build_mart, open_mart
from fenhao.warehouse import Engine, arrow_schema

AT = datetime(2026, 1, 10, tzinfo=UTC)
TIMES = 30
COLUMNS = (
    "ref, customer_id, tier, segment, since_on, orders, revenue_minor, margin_minor, direct_minor, allocated_minor, cost_minor,"
    " profit_minor, profit_rank, last_on, alive, clv_net_minor, clv_net_low_minor, clv_net_high_minor"
)


def company(root: Path, customers: int) -> Book:
    """Return the company of that size, made where it is not there yet."""
    if (root / "fenhao.toml").exists():
        return open_book(root=root)
    book = create_book(root=root, settings=read_settings('[company]\nname = "Bench"\ncurrency = "CNY"\n'))
    draw = np.random.default_rng(7)
    # Customers differ in pace, and each has its own last day: without that there is nothing for a model to learn.
    first = draw.integers(0, 300, customers)
    stays = np.minimum(364 - first, draw.exponential(250, customers)).astype(np.int64)
    count = 1 + draw.poisson(draw.gamma(0.6, 0.025, customers) * stays)
    who = np.repeat(np.arange(customers), count)
    after = (draw.random(len(who)) * stays[who]).astype(np.int64)
    days = np.datetime64("2025-01-01") + first[who] + after
    price = draw.gamma(2, 4_000, len(who)).astype(np.int64) * (1 + who % 5)
    append(book, ORDERS, {"order_id": ids("o", len(who)), "customer_id": names(who), "ordered_on": days,
                          "revenue_minor": price, "margin_minor": price // 3})  # fmt: skip
    each = np.arange(customers)
    some = np.datetime64("2025-01-01") + draw.integers(0, 365, customers)
    append(book, CONTACTS, {"contact_id": ids("c", customers), "customer_id": names(each), "contacted_on": some,
                            "channel": same("sms", customers), "purpose": same("marketing", customers),
                            "cost_type": same("sms", customers), "cost_minor": np.full(customers, 6)})  # fmt: skip
    append(book, BENEFITS, {"benefit_id": ids("b", customers), "customer_id": names(each), "issued_on": some,
                            "benefit_type": same("coupons", customers), "cost_type": same("coupons", customers),
                            "face_minor": np.full(customers, 500),
                            "cost_minor": draw.integers(0, 9_000, customers)})  # fmt: skip
    append(book, COST_ENTRIES, {"entry_id": ids("e", 3), "occurred_on": np.full(3, np.datetime64("2025-06-01")),
                                "cost_type": pa.array(["team_pay", "system_annual_fee", "service_staff"]),
                                "amount_minor": np.full(3, customers * 150 + 1)})  # fmt: skip
    return book


def names(who: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pa.Array:
    """Return customers' ids."""
    return pa.array([f"K{number:08d}" for number in who.tolist()])


def ids(letter: str, count: int) -> pa.Array:
    """Return ids that come once."""
    return pa.array([f"{letter}{number}" for number in range(count)])


def same(text: str, count: int) -> pa.Array:
    """Return a column that says the same everywhere."""
    return pa.repeat(pa.scalar(text), count)


def append(book: Book, table: Table, columns: dict[str, object]) -> None:
    """Load columns as one batch."""
    schema = arrow_schema(table.columns)
    rows = len(columns[table.key[0]])  # type: ignore[arg-type]
    arrays = [
        pa.array(columns[field.name]).cast(field.type)
        if field.name in columns
        else pa.nulls(rows, field.type)
        for field in schema
    ]
    batches = pa.Table.from_arrays(arrays, schema=schema).to_batches(max_chunksize=200_000)
    book.warehouse.append(
        table, batches, batch_id=f"{table.name}-1", source="bench", file_name="bench", content_hash=table.name, loaded_at=AT
    )  # fmt: skip


def milliseconds(work: Callable[[int], object]) -> float:
    """Return the median of what a piece of work takes, each time asked a little differently."""
    took = []
    for place in range(TIMES):
        start = time.process_time()
        work(place)
        took.append(time.process_time() - start)
    return statistics.median(took) * 1000


def told(name: str, ours: float, theirs: float | None) -> None:
    """Print a line."""
    beside = f"{theirs:10.2f} {ours / theirs:8.2f} x" if theirs is not None else ""
    print(f"{name:52} {ours:10.2f} {beside}", flush=True)


def compare(mart: Mart, root: Path) -> None:
    """Print what reading costs beside the baseline."""
    folder = root / "mart" / mart.facts.stamp.id
    flat = root / "customers.parquet"
    # The process has the mart open already, and a file is opened twice only in the same way.
    same_way: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "256MB"}
    with duckdb.connect(str(folder / "customers.duckdb"), read_only=True, config=same_way) as engine:
        engine.execute(f"COPY (SELECT * FROM customers) TO '{flat}' (FORMAT parquet)")
    plain = duckdb.connect(config={"threads": 1})

    def asked(sql: str) -> Callable[[int], object]:
        return lambda place: plain.execute(sql.format(file=flat, place=place)).fetchall()

    everyone = list(
        mart.page(CustomerFilter(), sort="profit_minor", descending=False, after=None, limit=TIMES).rows
    )
    top = f"SELECT {COLUMNS} FROM '{{file}}' "
    told("list: first page", milliseconds(lambda _: mart.page(CustomerFilter(), sort="profit_minor", descending=False, after=None, limit=50)),
         milliseconds(asked(top + "ORDER BY profit_minor, customer_id LIMIT 50")))  # fmt: skip
    told("list: a page in the middle, by revenue down",
         milliseconds(lambda place: mart.page(CustomerFilter(), sort="revenue_minor", descending=True, after=mart.customers // 2 + place, limit=50)),
         milliseconds(asked(top + "ORDER BY revenue_minor DESC, customer_id LIMIT 50 OFFSET 500000")))  # fmt: skip
    told("list: a tier that loses money, by value",
         milliseconds(lambda _: mart.page(CustomerFilter(tier="B", segment=Segment.loss), sort="clv_net_minor", descending=True, after=None, limit=50)),
         milliseconds(asked(top + "WHERE tier = 'B' AND segment = 'loss' ORDER BY clv_net_minor DESC LIMIT 50")))  # fmt: skip
    told("list: nobody passes", milliseconds(lambda _: mart.page(CustomerFilter(begins="nobody"), sort="orders", descending=True, after=None, limit=50)),
         milliseconds(asked(top + "WHERE customer_id LIKE 'nobody%' ORDER BY orders DESC LIMIT 50")))  # fmt: skip
    told("sums of a tier and segment", milliseconds(lambda _: mart.sums(CustomerFilter(tier="B", segment=Segment.loss))),
         milliseconds(asked("SELECT count(*), sum(profit_minor), sum(revenue_minor) FROM '{file}' WHERE tier = 'B' AND segment = 'loss'")))  # fmt: skip
    told("sums of a filter asked for the first time",
         milliseconds(lambda place: mart.sums(CustomerFilter(last_before=date(2025, 6, 1 + place % 30)))),
         milliseconds(asked("SELECT count(*), sum(profit_minor), sum(revenue_minor) FROM '{file}' WHERE last_on < DATE '2025-06-01'")))  # fmt: skip
    refs = [each.ref for each in everyone]
    told("customer: head", milliseconds(lambda place: mart.customer(refs[place])), milliseconds(asked("SELECT * FROM '{file}' WHERE customer_id = 'K0000{place:04d}'")))  # fmt: skip
    found = [each for each in (mart.customer(ref) for ref in refs) if each is not None]
    told("customer: time line, cost by type, pools", milliseconds(lambda place: (mart.events(found[place], kind="", skip=0, limit=50), mart.direct(found[place]), mart.allocated(found[place]))), None)  # fmt: skip


def pages(root: Path) -> None:
    """Print what whole pages cost, as the application serves them."""
    os.environ.update(FENHAO_HOSTS="testserver", FENHAO_INSECURE="1", FENHAO_BOOK_ROOT=str(root))
    from fenhao.site import configure, migrate

    configure(root)
    migrate()
    from django.test import Client

    from fenhao.books.people.models import RoleGrant, User
    from fenhao.runs.mart import customer_ref

    person, new = User.objects.get_or_create(username="bench")
    if new:
        RoleGrant.objects.create(user_id=person.pk, role="finance", entity="", starts_at=AT)
    client = Client()
    client.force_login(person)
    for name, address in (
        ("whole page: list", "/customers/"),
        ("whole page: list of a tier, by value", "/customers/?tier=B&sort=clv_net_minor"),
        ("whole page: a customer", f"/customers/{customer_ref('K00000007')}/"),
        ("whole page: the model", "/customers/model/"),
    ):
        assert client.get(address).status_code == 200, address
        told(name, milliseconds(lambda _, asked=address: client.get(asked)), None)  # type: ignore[misc]


def main() -> int:
    """Make the company and its mart, then ask for pages."""
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    root = Path(sys.argv[2] if len(sys.argv) > 2 else ".bench") / f"mart-{customers}"
    book = company(root, customers)
    start, kept = time.process_time(), open_mart(book)
    if kept is None or kept.stale(book):
        build_mart(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)
    took = time.process_time() - start
    mart = open_mart(book)
    assert mart is not None
    size = sum(each.stat().st_size for each in (root / "mart" / mart.facts.stamp.id).iterdir()) / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{mart.customers:,} customers: mart {'made' if kept is None else 'opened'} in {took:.1f} s of processor, {size:,.0f} MiB on disk, peak {peak:,.0f} MiB"
    )
    print(f"{'milliseconds of processor':52} {'mart':>10} {'parquet':>10}")
    compare(mart, root)
    pages(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
