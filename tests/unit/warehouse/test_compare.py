"""Offers rows to a warehouse that holds some already, and lists by row number how each is told apart."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from fenhao.engine.facts import COST_ENTRIES, TIER_ASSIGNMENTS
from fenhao.warehouse import Warehouse

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

THERE = """
  crm a 2026-01-05 500 A
  crm b 2026-01-06 120 -
  crm c 2026-02-07  30 B
  web a 2026-01-05   1 -
"""

# Rows offered by the source crm: id, day, amount, tier -> what becomes of each.
CASES = """
  a 2026-01-05 500 A | same
  a 2026-01-05 500 - | same
  a 2026-01-05 500 B | changed
  a 2026-01-05 501 A | changed
  b 2026-01-07 120 - | changed
  c 2026-02-07  30 B | same
  d 2026-01-05 500 A | new
"""


def _rows(lines: list[str]) -> pa.RecordBatch:
    cells = [line.split() for line in lines]
    return pa.RecordBatch.from_pydict(
        {
            "entry_id": [row[0] for row in cells],
            "occurred_on": [date.fromisoformat(row[1]) for row in cells],
            "cost_type": ["sms"] * len(cells),
            "amount_minor": [int(row[2]) for row in cells],
            "tier": pa.array([None if row[3] == "-" else row[3] for row in cells], pa.string()),
        }
    )


def _append(warehouse: Warehouse, rows: list[pa.RecordBatch], batch_id: str, source: str) -> None:
    warehouse.append(
        COST_ENTRIES, rows, batch_id=batch_id, source=source, file_name="", content_hash="", loaded_at=_NOON
    )


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Return a warehouse with the rows of THERE."""
    built = Warehouse(tmp_path)
    lines = [line.split(maxsplit=1) for line in THERE.strip().splitlines()]
    for source in ("crm", "web"):
        _append(built, [_rows([rest for name, rest in lines if name == source])], f"from-{source}", source)
    return built


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_each_row_is_told_apart_by_its_id_and_content(warehouse: Warehouse, case: str) -> None:
    row, outcome = (part.strip() for part in case.split("|"))
    with warehouse.compare(COST_ENTRIES, [_rows([row])], source="crm") as compared:
        found = {
            "new": compared.new,
            "same": compared.same,
            "changed": compared.changed.num_rows,
            "repeated": compared.repeated.num_rows,
        }
    assert found == {"new": 0, "same": 0, "changed": 0, "repeated": 0} | {outcome: 1}


def test_new_rows_keep_their_row_numbers_and_can_be_appended(warehouse: Warehouse) -> None:
    offered = _rows(["a 2026-01-05 9 A", "d 2026-01-05 1 -", "b 2026-01-06 120 -", "d 2026-01-06 2 -"])
    with warehouse.compare(COST_ENTRIES, [offered], source="crm") as compared:
        assert (compared.new, compared.same) == (1, 1)
        assert compared.changed.to_pylist() == [{"row_no": 1, "entry_id": "a"}]
        assert compared.repeated.to_pylist() == [{"row_no": 4, "entry_id": "d"}]
        _append(warehouse, list(compared.new_rows), "second", "crm")
    with warehouse.compare(COST_ENTRIES, [offered], source="crm") as again:
        assert again.new == 0
    assert warehouse.check().faults == ()
    assert sorted(path.name for path in warehouse.root.iterdir()) == ["cost_entries"]


def test_a_withdrawn_batch_no_longer_counts_as_there(warehouse: Warehouse) -> None:
    warehouse.withdraw("from-crm", at=_NOON)
    with warehouse.compare(COST_ENTRIES, [_rows(["a 2026-01-05 500 A"])], source="crm") as compared:
        assert (compared.new, compared.same) == (1, 0)


# Tiers in force: from 2026-01-01 ann is A and bob B; from 2026-02-01 only ann, who is C.
# Rows offered: day, customer, own tier -> the tier that is stored.
STAMPS = """
  2025-12-31 ann - | -
  2026-01-01 ann - | A
  2026-01-31 bob - | B
  2026-02-01 ann - | C
  2026-02-01 bob - | -
  2026-01-15 ann D | D
  2026-01-15 -   - | -
  2026-01-15 zoe - | -
"""


def test_new_rows_are_stamped_with_the_tier_in_force_on_their_day(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    tiers = [("2026-01-01", "ann", "A"), ("2026-01-01", "bob", "B"), ("2026-02-01", "ann", "C")]
    assigned = pa.RecordBatch.from_pylist(
        [
            {
                "customer_id": customer,
                "assessed_on": date.fromisoformat(day),
                "tier": tier,
                "value_minor": 0,
                "orders": 0,
                "policy": "v1",
            }
            for day, customer, tier in tiers
        ]
    )
    warehouse.append(
        TIER_ASSIGNMENTS,
        [assigned],
        batch_id="t",
        source="tiers",
        file_name="",
        content_hash="",
        loaded_at=_NOON,
    )
    cells = [line.replace("|", " ").split() for line in STAMPS.strip().splitlines()]
    offered = pa.RecordBatch.from_pylist(
        [
            {
                "entry_id": f"e{number}",
                "occurred_on": date.fromisoformat(day),
                "cost_type": "sms",
                "amount_minor": 1,
                "customer_id": None if customer == "-" else customer,
                "tier": None if own == "-" else own,
            }
            for number, (day, customer, own, _) in enumerate(cells)
        ]
    )
    with warehouse.compare(COST_ENTRIES, [offered], source="crm") as compared:
        stored = {row["entry_id"]: row["tier"] for batch in compared.new_rows for row in batch.to_pylist()}
    assert stored == {
        f"e{number}": None if wanted == "-" else wanted for number, (_, _, _, wanted) in enumerate(cells)
    }
