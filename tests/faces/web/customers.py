"""A shop with a hundred and fifty customers whose figures can be checked by hand, and its mart."""

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa

from fenhao.engine.facts import BENEFITS, CONTACTS, COST_ENTRIES, ORDERS, TICKETS
from fenhao.engine.relation import Table
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book, say_nothing
from fenhao.runs.mart import build_mart
from fenhao.warehouse import Engine, arrow_schema

AT = datetime(2026, 10, 5, tzinfo=UTC)
START = date(2026, 1, 1)
PEOPLE = 150
LOSING = "K2"
"""Has three orders of 100.00 with a margin of 30.00 each, and benefits of 150.00."""

Rows = list[dict[str, object]]


def order_rows() -> Rows:
    """Return orders of customers who differ in pace, of whom some have left; a quarter of the price is margin."""
    rows: Rows = []
    dice = Random(7)
    for number in range(3, PEOPLE + 1):
        pace, until = dice.gammavariate(1.2, 0.03), min(270.0, dice.expovariate(0.006))
        day = float(number % 40)
        place = 0
        while place == 0 or day < until:
            price = int(dice.gammavariate(6, 400 + 20 * (number % 9)))
            rows.append(
                {
                    "order_id": f"o{number}-{place}",
                    "customer_id": f"K{number}",
                    "ordered_on": START + timedelta(days=int(day)),
                    "revenue_minor": price,
                    "margin_minor": price // 4,
                    "channel": "web" if number % 2 else "store",
                }
            )
            day += dice.expovariate(max(pace, 0.004))
            place += 1
    for place in range(3):
        rows.append(
            {
                "order_id": f"o2-{place}",
                "customer_id": LOSING,
                "ordered_on": date(2026, 2 + place, 3),
                "revenue_minor": 10_000,
                "margin_minor": 3_000,
                "channel": "web",
            }
        )
    return rows


def facts() -> tuple[tuple[Table, Rows], ...]:
    """Return what the shop knows."""
    benefits: Rows = [
        {
            "benefit_id": f"b{place}",
            "customer_id": LOSING,
            "issued_on": date(2026, 2 + place, 4),
            "benefit_type": "coupons",
            "cost_type": "coupons",
            "face_minor": 5_000,
            "cost_minor": 5_000,
            "redeemed_on": date(2026, 2 + place, 9) if place else None,
        }
        for place in range(3)
    ]
    contacts: Rows = [
        {
            "contact_id": f"c{number}",
            "customer_id": f"K{number}",
            "contacted_on": date(2026, 5, 1),
            "channel": "sms",
            "purpose": "wake_up",
            "cost_type": "wake_up_sms",
            "cost_minor": 7,
            "responded_on": date(2026, 5, 3) if number % 2 else None,
        }
        for number in range(1, 12)
    ]
    costs: Rows = [
        {
            "entry_id": "fee",
            "occurred_on": date(2026, 3, 1),
            "cost_type": "system_annual_fee",
            "amount_minor": 100_001,
        },
        {
            "entry_id": "pay",
            "occurred_on": date(2026, 3, 31),
            "cost_type": "team_pay",
            "amount_minor": 50_003,
        },
        {
            "entry_id": "=call",
            "occurred_on": date(2026, 6, 1),
            "cost_type": "care_calls",
            "amount_minor": 450,
            "customer_id": "K5",
        },
    ]
    tickets: Rows = [
        {
            "ticket_id": "t1",
            "customer_id": LOSING,
            "opened_on": date(2026, 3, 5),
            "channel": "phone",
            "kind": "complaint",
        }
    ]
    return (
        (ORDERS, order_rows()),
        (BENEFITS, benefits),
        (CONTACTS, contacts),
        (COST_ENTRIES, costs),
        (TICKETS, tickets),
    )


def load(book: Book, table: Table, rows: Iterable[dict[str, object]], *, source: str = "shop") -> None:
    """Append rows as a batch of their own."""
    schema = arrow_schema(table.columns)
    whole: Rows = [{name: row.get(name) for name in schema.names} for row in rows]
    number = len(book.warehouse.batches(include_withdrawn=True))
    book.warehouse.append(
        table,
        [pa.RecordBatch.from_pylist(whole, schema=schema)],
        batch_id=f"{table.name}-{number}",
        source=source,
        file_name=f"{table.name}.csv",
        content_hash=f"{table.name}-{number}",
        loaded_at=AT,
    )


def open_shop(root: Path, settings: str, *, only: tuple[Table, ...] = ()) -> Book:
    """Make the shop in a folder, with these facts alone when they are named."""
    book = create_book(root=root, settings=read_settings(settings))
    for table, rows in facts():
        if not only or table in only:
            load(book, table, rows)
    return book


def fill_customers(root: Path, settings: str, *, shop: Path) -> None:
    """Lay the shop's mart beside a company that has written down the same, but has loaded nothing."""
    book = open_shop(shop, settings)
    build_mart(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)
    shutil.copytree(shop / "mart", root / "mart")
