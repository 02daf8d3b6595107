"""``python -m benchmarks.service --tickets 1000000``: a year of tickets through clocks, cost, early warnings and classification, from facts on disk to sums and rows.

The tickets are generated from a seed (five channels, pauses, reopening), with make-up days in the calendar and a change of policy in
the middle of the year. Reading, the clocks and writing are one call; each step's CPU seconds are those of the process and its threads.
"""

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from fenhao.engine.facts import SERVICE_CONTACTS, TICKET_EVENTS, TICKETS
from fenhao.engine.relation import Table
from fenhao.engine.service import WorkClock
from fenhao.engine.text import Kind, LearnRules
from fenhao.kernel import BusinessHours, NamedDay, Shift
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book, open_book, say_nothing
from fenhao.runs.loyalty import measure_warnings
from fenhao.runs.service import ServiceWish, assess_service, make_service, service_cost
from fenhao.runs.text import labelled_tickets, sort_tickets, train_text
from fenhao.warehouse import Engine, arrow_schema

STARTS, ENDS = datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 12, 31, 8, tzinfo=UTC)
POLICY = """
[[policy]]
from = 2026-01-01
goals = [ { priorities = ["urgent"], first_response = 30, resolution = 480 }, { first_response = 240, next_response = 480, resolution = 1440 } ]

[[policy]]
from = 2026-07-01
goals = [ { priorities = ["urgent"], first_response = 15, resolution = 240 }, { first_response = 120, next_response = 240, resolution = 960 } ]
"""
HOURS = """
breaks = ["12:00-13:00"]
[holidays]
2026-02-16 = "春节"
2026-02-17 = "春节"
2026-02-18 = "春节"
2026-10-01 = "国庆节"
[workdays]
2026-02-14 = "春节"
2026-10-10 = "国庆节"
"""
SETTINGS = '[company]\nname = "Bench"\ncurrency = "CNY"\ntime_zone = "Asia/Shanghai"\n'


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tickets", type=int, default=1_000_000)
    count = asked.parse_args().tickets
    folder = Path(tempfile.mkdtemp(prefix="fenhao-bench-"))
    try:
        with told(f"{count:,} tickets generated and stored"):
            book = made(folder / "book", count)
        with told("clocks, sums and rows"):
            levels, reached = assess_service(book=book, at=ENDS, engine=Engine.duckdb, advance=say_nothing)
        print(f"  {levels.tickets:,} tickets, {levels.open_now:,} open, {len(reached.rows):,} steps reached")
        with told("contacts costed by time"):
            cost = service_cost(
                book=book, label="2026", engine=Engine.duckdb, advance=say_nothing, write=lambda _rows: None
            )
        print(f"  {cost.mix.contacts:,} contacts")
        with told("early warnings"):
            found, _ = measure_warnings(book=book, at=ENDS, engine=Engine.duckdb, advance=say_nothing)
        print(f"  {found.customers:,} customers, {found.verdict.value}")
        with told("categories learnt from labels"):
            given = labelled_tickets(book=book, kind=Kind.category, corrections={})
            model = train_text(
                book=book,
                kind=Kind.category,
                given=given,
                rules=LearnRules(),
                meaning=False,
                at=ENDS,
                advance=say_nothing,
            )
        print(
            f"  {model.figures.taught:,} texts that differ, right on {model.figures.accuracy:.3f} of those held out"
        )
        with told("all tickets judged and sorted"):
            sorting = sort_tickets(
                book=book, kind=Kind.category, corrections={}, at=ENDS, advance=say_nothing
            )
        print(f"  {sorting.tickets:,} tickets, {sum(count for _, count in sorting.sure):,} sure")
        with told("100,000 deadlines one by one"):
            one_by_one(100_000)
    finally:
        shutil.rmtree(folder)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Print what a step cost."""
    began, used = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{what}: {time.process_time() - used:.1f} CPU-s, {time.perf_counter() - began:.1f} s, peak {peak:,} MiB"
    )


def made(root: Path, count: int) -> Book:
    """Return a book with the tickets and their history."""
    book = create_book(root=root, settings=read_settings(SETTINGS))
    (root / "sla.toml").write_text(POLICY, encoding="utf-8")
    (root / "hours.toml").write_text(HOURS, encoding="utf-8")
    customers = tuple(f"K{number}" for number in range(1, 50_001))
    facts = make_service(ServiceWish(count, customers, STARTS, ENDS, "Asia/Shanghai", 1))
    for table, day, moment in (
        (TICKETS, "opened_on", "opened_at"),
        (TICKET_EVENTS, "happened_on", "happened_at"),
        (SERVICE_CONTACTS, "happened_on", "happened_at"),
    ):
        stored(book, table, facts[table.name], day=day, moment=moment)
    return open_book(root=root)


def stored(book: Book, table: Table, rows: pa.Table, *, day: str, moment: str) -> None:
    """Append rows as one batch."""
    schema = arrow_schema(table.columns)
    there = rows.append_column(day, rows[moment].cast(pa.timestamp("us")).cast(pa.date32(), safe=False))
    whole = pa.table(
        {
            each.name: there[each.name]
            if each.name in there.column_names
            else pa.nulls(there.num_rows, each.type)
            for each in schema
        }
    ).cast(schema)
    book.warehouse.append(
        table, whole.to_batches(100_000), batch_id=table.name, source="bench", file_name="", content_hash=table.name, loaded_at=ENDS
    )  # fmt: skip


def one_by_one(count: int) -> None:
    """Work out deadlines ticket by ticket, as a service that answers single questions would."""
    hours = BusinessHours(breaks=(Shift(720, 780),), holidays=(NamedDay(date(2026, 2, 17), "春节"),))
    clock = WorkClock(hours, time_zone="Asia/Shanghai", begins_on=date(2026, 1, 1))
    start = int(STARTS.timestamp())
    step = int(timedelta(days=365).total_seconds()) // count
    for place in range(count):
        clock.after(start + place * step, 36_000)


if __name__ == "__main__":
    main()
