"""Damages a small warehouse in each way that can happen on a disk, and expects the fault to be named."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from fenhao.engine.facts import COST_ENTRIES
from fenhao.warehouse import Warehouse

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _load(warehouse: Warehouse, batch_id: str, ids: list[str]) -> None:
    rows = pa.RecordBatch.from_pydict(
        {
            "entry_id": ids,
            "occurred_on": [date(2026, 1, 5)] * len(ids),
            "cost_type": ["sms"] * len(ids),
            "amount_minor": [5] * len(ids),
        }
    )
    warehouse.append(
        COST_ENTRIES, [rows], batch_id=batch_id, source="crm", file_name="", content_hash="", loaded_at=_NOON
    )


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Return a warehouse with two sound batches."""
    built = Warehouse(tmp_path)
    _load(built, "b1", ["a", "b"])
    _load(built, "b2", ["c"])
    return built


def _codes(warehouse: Warehouse) -> list[str]:
    return [fault.code for fault in warehouse.check().faults]


def test_a_sound_warehouse_has_no_fault(warehouse: Warehouse) -> None:
    checked = warehouse.check()
    assert (checked.batches, checked.files, checked.rows, checked.faults) == (2, 2, 3, ())


def test_a_missing_file_is_named(warehouse: Warehouse) -> None:
    next(warehouse.root.rglob("b1.parquet")).unlink()
    (fault,) = warehouse.check().faults
    assert fault.code == "warehouse.file_missing"
    assert dict(fault.details)["batch"] == "b1"


def test_one_changed_byte_is_found(warehouse: Warehouse) -> None:
    path = next(warehouse.root.rglob("b2.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert _codes(warehouse) == ["warehouse.file_altered"]


def test_an_id_that_comes_twice_is_found(warehouse: Warehouse) -> None:
    _load(warehouse, "b3", ["a", "d"])
    (fault,) = warehouse.check().faults
    assert fault.code == "warehouse.id_repeated"
    assert dict(fault.details) | {"table": ""} == {"table": "", "source": "crm", "id": "a", "times": "2"}


def test_rows_that_another_program_wrote_are_found(warehouse: Warehouse) -> None:
    deltalake = pytest.importorskip("deltalake")
    rows = pa.table(
        {
            "entry_id": ["z"],
            "occurred_on": pa.array([date(2026, 1, 5)]),
            "cost_type": ["sms"],
            "amount_minor": [1],
            "source": ["crm"],
            "batch_id": ["b1"],
            "row_no": [1],
            "part_month": ["2026-01"],
            "part_batch": ["b1"],
        }
    )
    deltalake.write_deltalake(warehouse.root / "cost_entries", rows, mode="append", schema_mode="merge")
    assert _codes(warehouse) == ["warehouse.file_unrecorded"]


def test_a_withdrawn_batch_is_not_missed(warehouse: Warehouse) -> None:
    warehouse.withdraw("b1", at=_NOON)
    next(warehouse.root.rglob("b1.parquet")).unlink()
    assert _codes(warehouse) == []
