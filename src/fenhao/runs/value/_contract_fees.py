"""Fees of contracts as orders: what fell due so far is written as a file that loads, so that revenue holds it too."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine import value
from fenhao.engine.value import contracts as facts
from fenhao.kernel import Trouble, major_text, months_after
from fenhao.runs.book import Book, whole_file
from fenhao.warehouse import Engine, Snapshot, open_session

FEE_COLUMNS = ("order_id", "customer_id", "ordered_on", "revenue", "margin", "channel")
"""Of the file, named so that loading it as orders asks nothing."""

FEE_CHANNEL = "contract"
"""The same in every language: a file made again says the same of the same fee."""

FEE_SOURCE = "contract-fees"
"""What the file is best loaded under: the company's own orders have other columns, which are remembered by source."""

_ALWAYS = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class FeesDue:
    """The fees that fell due by ``observed_on``: those written, in minor units, and those left out.

    ``own_customers`` have orders that are no such fees: ``own_fees`` of theirs may be among these; ``own_written`` tells whether
    they are in the file all the same.
    """

    currency: str
    digits: int
    observed_on: date
    fees: int
    contracts: int
    customers: int
    sum_minor: int
    own_customers: int
    own_fees: int
    own_written: bool


def write_fees(
    *, book: Book, path: Path, on: date | None, with_orders: bool, at: datetime, engine: Engine
) -> FeesDue:
    """Write the fees that fell due up to ``on`` (without it today) as orders into a CSV file, one row a fee.

    Nothing is written where no fee is left. ``with_orders`` takes in customers who have orders of their own. Trouble
    ``contracts.none`` without any contract by that day, ``value.day_in_future`` for a day after today.
    """
    today = book.today(at)
    day = on or today
    if day > today:
        raise Trouble("value.day_in_future", {"day": day.isoformat(), "today": today.isoformat()})
    rows = _look(book.warehouse.snapshot(), observed_on=day, before_on=_ALWAYS, engine=engine)
    if not rows.num_rows and not _begun(book, day):
        raise Trouble("contracts.none", {"day": day.isoformat()})
    own = rows.filter(pc.greater(rows["own_orders"], 0))
    due = rows if with_orders else rows.filter(pc.equal(rows["own_orders"], 0))
    told = FeesDue(
        currency=book.settings.currency,
        digits=book.digits,
        observed_on=day,
        fees=_sum(due["fees"]),
        contracts=due.num_rows,
        customers=_different(due),
        sum_minor=_sum(pc.multiply(due["fees"], due["fee_minor"])),
        own_customers=_different(own),
        own_fees=_sum(own["fees"]),
        own_written=with_orders,
    )
    if told.fees:
        with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as opened:
            out = csv.writer(opened)
            out.writerow(FEE_COLUMNS)
            for part in due.sort_by("fee_id").to_batches(max_chunksize=8192):
                for row in part.to_pylist():
                    out.writerows(_orders(row, digits=book.digits))
    return told


def unordered_fees(*, book: Book, snapshot: Snapshot, start: date, until: date, engine: Engine) -> int:
    """Return how many customers a fee fell due for from ``start`` to ``until`` who have no order in these days."""
    if until < start or not any(each.table == "contracts" for each in book.warehouse.batches()):
        return 0
    rows = _look(snapshot, observed_on=until, before_on=start - timedelta(days=1), engine=engine)
    due = pc.greater(pc.subtract(rows["fees"], rows["fees_before"]), 0)
    return _different(rows.filter(pc.and_(due, pc.equal(rows["orders_after"], 0))))


def _look(snapshot: Snapshot, *, observed_on: date, before_on: date, engine: Engine) -> pa.Table:
    """Return CONTRACT_FEES."""
    with open_session(snapshot, engine=engine) as session:
        session.define(value.CONTRACTS_BEGUN, {"observed_on": observed_on})
        session.define(facts.CONTRACT_FEES, {"observed_on": observed_on, "before_on": before_on})
        return session.fetch(facts.CONTRACT_FEES.name)


def _begun(book: Book, day: date) -> bool:
    """Whether any contract was loaded that may have begun by a day."""
    return any(
        each.table == "contracts" and each.first_on and each.first_on <= day
        for each in book.warehouse.batches()
    )


def _sum(amounts: pa.ChunkedArray) -> int:
    return int(pc.sum(amounts).as_py() or 0)


def _different(rows: pa.Table) -> int:
    return int(pc.count_distinct(rows["customer_id"]).as_py())


def _orders(row: dict[str, object], *, digits: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of one contract's fees."""
    started, fee, margin = row["started_on"], row["fee_minor"], row["margin_minor"]
    assert isinstance(started, date), row
    money = (
        major_text(int(str(fee)), digits=digits),
        "" if margin is None else major_text(int(str(margin)), digits=digits),
    )
    for place in range(int(str(row["fees"]))):
        day = months_after(started, place * int(str(row["period_months"])))
        # Ids stand as they are, also one that looks like a formula: changed, it would be another customer's when it is loaded.
        yield (f"{row['fee_id']}/{place + 1}", str(row["customer_id"]), day.isoformat(), *money, FEE_CHANNEL)
