"""A help desk writes its rows again and again: what is in force after each load and each undo, and what is kept of the rest."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from fenhao.engine.facts import CUSTOMERS, ORDERS, TICKETS
from fenhao.engine.relation import Table
from fenhao.warehouse import Warehouse, open_session

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

# Loads one after the other (id:category@hour the source changed it), and undone ones (-number) -> tickets in force.
STORIES = """
  a:new b:new / a:paid                  | a:paid b:new
  a:new / a:new b:new                   | a:new b:new
  a:new / a:paid / a:back / b:x         | a:back b:x
  a:new@1 / a:paid@5 / a:late@3         | a:paid
  a:new@1 / a:paid@5 / a:paid@6         | a:paid
  a:new / a:paid@2 / a:sure             | a:sure
  a:new / a:paid / -2                   | a:new
  a:new / a:paid / a:back / -3          | a:paid
  a:new / a:paid / a:back / -2          | a:back
  a:new / a:paid / -1                   | a:paid
  a:new / a:paid / -2 / a:back          | a:back
  a:new a:twice                         | a:new
  a:new / a:paid a:twice                | a:paid
"""


def _rows(words: list[str]) -> pa.RecordBatch:
    said = [word.partition(":") for word in words]
    states = [rest.partition("@") for _, _, rest in said]
    hours = [_NOON + timedelta(hours=int(hour)) if hour else None for _, _, hour in states]
    return pa.RecordBatch.from_pydict(
        {
            "ticket_id": [name for name, _, _ in said],
            "opened_on": [_NOON.date()] * len(said),
            "channel": ["phone"] * len(said),
            "kind": ["question"] * len(said),
            "category": [category for category, _, _ in states],
            "updated_at": pa.array(hours, pa.timestamp("us", tz="UTC")),
        }
    )


def _load(warehouse: Warehouse, words: list[str], number: int) -> tuple[int, int, int, int]:
    """Load rows as the product does; return how many were new, newer versions, older ones, and repeated."""
    with warehouse.compare(TICKETS, [_rows(words)], source="desk") as compared:
        if compared.new:
            warehouse.append(
                TICKETS, list(compared.new_rows), batch_id=f"load-{number}", source="desk", file_name="", content_hash="",
                loaded_at=_NOON + timedelta(minutes=number),
            )  # fmt: skip
        return compared.new, compared.newer, compared.older.num_rows, compared.repeated.num_rows


def _in_force(warehouse: Warehouse) -> list[str]:
    with open_session(warehouse.snapshot(), threads=1, memory_limit="256MB") as session:
        rows = session.fetch("tickets")
    return [f"{row['ticket_id']}:{row['category']}" for row in rows.to_pylist()]


@pytest.mark.parametrize("story", STORIES.strip().splitlines())
def test_the_newest_version_that_is_not_undone_counts(tmp_path: Path, story: str) -> None:
    told, wanted = (part.split() for part in story.split("|"))
    warehouse = Warehouse(tmp_path)
    for number, load in enumerate(" ".join(told).split(" / "), 1):
        if load.startswith("-"):
            warehouse.withdraw(f"load-{load[1:]}", at=_NOON)
        else:
            _load(warehouse, load.split(), number)
    assert _in_force(warehouse) == wanted
    assert warehouse.check().faults == ()


def test_a_load_says_which_rows_are_newer_versions_and_which_came_too_late(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    assert _load(warehouse, ["a:new@1", "b:new@1"], 1) == (2, 0, 0, 0)
    assert _load(warehouse, ["a:paid@2", "c:new", "c:twice"], 2) == (2, 1, 0, 1)
    assert _load(warehouse, ["a:new@1", "b:new@1"], 3) == (0, 0, 1, 0)
    assert _load(warehouse, ["a:paid@2", "b:new@1", "c:new"], 4) == (0, 0, 0, 0)


def test_earlier_versions_are_kept_with_where_they_came_from(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    for number, word in enumerate(("a:new", "a:paid", "a:back"), 1):
        _load(warehouse, [word], number)
    kept = warehouse.versions_of(TICKETS, "a").sort_by("version").to_pylist()
    assert sorted((row["version"] or 1, row["category"], row["batch_id"]) for row in kept) == [
        (1, "new", "load-1"),
        (2, "paid", "load-2"),
        (3, "back", "load-3"),
    ]


def _said(table: Table, words: list[str]) -> pa.RecordBatch:
    """Customers with their region, or orders with their revenue."""
    names, said = zip(*(word.split(":") for word in words), strict=True)
    if table is CUSTOMERS:
        return pa.RecordBatch.from_pydict({"customer_id": list(names), "region": list(said)})
    days = [_NOON.date()] * len(names)
    return pa.RecordBatch.from_pydict(
        {"order_id": list(names), "ordered_on": days, "revenue_minor": [int(each) for each in said]}
    )


def _fetch(
    warehouse: Warehouse, table: Table, words: list[str], *, corrects: bool
) -> tuple[int, int, int, int]:
    """Load rows; return how many were new, newer versions, in conflict, and repeated."""
    number = len(warehouse.batches()) + 1
    with warehouse.compare(table, [_said(table, words)], source="crm", corrects=corrects) as compared:
        if compared.new:
            warehouse.append(
                table, compared.new_rows, batch_id=f"load-{number}", source="crm", file_name="", content_hash="",
                loaded_at=_NOON + timedelta(minutes=number),
            )  # fmt: skip
        return compared.new, compared.newer, compared.changed.num_rows, compared.repeated.num_rows


def test_a_customer_is_written_again_by_anybody_and_an_order_by_its_system_alone(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    assert _fetch(warehouse, CUSTOMERS, ["a:north", "b:east"], corrects=False) == (2, 0, 0, 0)
    assert _fetch(warehouse, ORDERS, ["1:100", "2:50"], corrects=True) == (2, 0, 0, 0)
    assert not any(
        "version" in each.columns
        for each in warehouse.snapshot().tables
        if each.table in ("customers", "orders")
    )
    assert _fetch(warehouse, CUSTOMERS, ["a:south", "b:east"], corrects=False) == (1, 1, 0, 0)
    assert _fetch(warehouse, ORDERS, ["1:90"], corrects=False) == (0, 0, 1, 0)
    assert _fetch(warehouse, ORDERS, ["1:90", "2:50", "3:1"], corrects=True) == (2, 1, 0, 0)
    assert _fetch(warehouse, ORDERS, ["1:80", "1:70", "1:60"], corrects=True) == (1, 1, 0, 0)
    assert _fetch(warehouse, ORDERS, ["1:60", "2:50", "3:1"], corrects=True) == (0, 0, 0, 0)
    with open_session(warehouse.snapshot(), threads=1, memory_limit="256MB") as session:
        found = {row["order_id"]: row["revenue_minor"] for row in session.fetch("orders").to_pylist()}
        regions = {row["customer_id"]: row["region"] for row in session.fetch("customers").to_pylist()}
    assert (found, regions) == ({"1": 60, "2": 50, "3": 1}, {"a": "south", "b": "east"})
    kept = warehouse.versions_of(ORDERS, "1").sort_by("version").to_pylist()
    assert {row["version"] or 1: row["revenue_minor"] for row in kept} == {1: 100, 2: 90, 3: 60}
    assert warehouse.check().faults == ()
