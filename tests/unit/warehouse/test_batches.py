"""Loads small batches into a warehouse in a temporary folder and reads them back through DuckDB."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fenhao.engine.facts import CONTACTS, COST_ENTRIES, CUSTOMERS, TABLES
from fenhao.kernel import Trouble
from fenhao.warehouse import Batch, Snapshot, Warehouse, open_session

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _costs(text: str) -> list[pa.RecordBatch]:
    """Return cost entries from lines of: id, day, amount."""
    cells = [line.split() for line in text.strip().splitlines()]
    return [
        pa.RecordBatch.from_pydict(
            {
                "entry_id": [row[0] for row in cells],
                "occurred_on": [date.fromisoformat(row[1]) for row in cells],
                "cost_type": ["sms"] * len(cells),
                "amount_minor": [int(row[2]) for row in cells],
            }
        )
    ]


def _load(warehouse: Warehouse, batch_id: str, text: str, source: str = "crm") -> Batch:
    return warehouse.append(
        COST_ENTRIES,
        _costs(text),
        batch_id=batch_id,
        source=source,
        file_name="costs.csv",
        content_hash="1234",
        loaded_at=_NOON,
    )


def _ids(snapshot: Snapshot) -> list[str]:
    with open_session(snapshot) as session:
        ids: list[str] = session.fetch("cost_entries")["entry_id"].to_pylist()
    return sorted(ids)


JANUARY = """
  a 2026-01-05  500
  b 2026-02-01 -120
  c 2026-01-31    7
"""


def test_a_batch_records_its_rows_control_total_and_days(tmp_path: Path) -> None:
    loaded = _load(Warehouse(tmp_path), "b1", JANUARY)
    assert (loaded.rows, loaded.control_total_minor) == (3, 387)
    assert (loaded.first_on, loaded.last_on) == (date(2026, 1, 5), date(2026, 2, 1))
    assert [file.path.split("/")[0] for file in loaded.files] == ["part_month=2026-01", "part_month=2026-02"]
    assert Warehouse(tmp_path).batches() == (loaded,)


def test_rows_come_back_with_their_lineage(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    _load(warehouse, "b1", JANUARY)
    with open_session(warehouse.snapshot()) as session:
        rows = session.fetch("cost_entries").to_pylist()
    assert [(row["entry_id"], row["source"], row["batch_id"], row["row_no"]) for row in rows] == [
        ("a", "crm", "b1", 1),
        ("b", "crm", "b1", 2),
        ("c", "crm", "b1", 3),
    ]


def test_facts_never_loaded_are_empty_relations(tmp_path: Path) -> None:
    with open_session(Warehouse(tmp_path).snapshot()) as session:
        assert {table.name: session.count(table.name) for table in TABLES} == {
            table.name: 0 for table in TABLES
        }


def test_a_fact_without_a_needed_day_is_stored_too(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    rows = [pa.RecordBatch.from_pydict({"customer_id": ["k1", "k2"]})]
    loaded = warehouse.append(
        CUSTOMERS, rows, batch_id="b1", source="crm", file_name="", content_hash="", loaded_at=_NOON
    )
    assert (loaded.rows, loaded.first_on) == (2, None)
    with open_session(warehouse.snapshot()) as session:
        assert session.fetch("customers")["customer_id"].to_pylist() == ["k1", "k2"]


def test_a_withdrawn_batch_is_gone_for_new_readers_and_stays_for_old_ones(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    _load(warehouse, "b1", JANUARY)
    _load(warehouse, "b2", "d 2026-01-09 1")
    before = warehouse.snapshot()
    assert warehouse.withdraw("b1", at=_NOON).withdrawn_at == _NOON
    assert _ids(warehouse.snapshot()) == ["d"]
    assert _ids(before) == ["a", "b", "c", "d"]
    assert _ids(warehouse.snapshot_at({"cost_entries": before.pinned("cost_entries").version})) == _ids(
        before
    )
    assert [each.batch_id for each in warehouse.batches()] == ["b2"]
    assert [each.batch_id for each in warehouse.batches(include_withdrawn=True)] == ["b1", "b2"]


def test_a_batch_without_rows_is_remembered_and_can_be_withdrawn(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.append(
        CONTACTS, [], batch_id="b1", source="crm", file_name="", content_hash="ff", loaded_at=_NOON
    )
    assert [(each.rows, each.content_hash) for each in warehouse.batches()] == [(0, "ff")]
    warehouse.withdraw("b1", at=_NOON)
    assert warehouse.batches() == ()


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("load b1, load b1", "warehouse.batch_exists"),
        ("load b1, withdraw b1, load b1", "warehouse.batch_exists"),
        ("withdraw b1", "warehouse.batch_unknown"),
        ("load b1, withdraw b1, withdraw b1", "warehouse.batch_withdrawn"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(tmp_path: Path, steps: str, code: str) -> None:
    warehouse = Warehouse(tmp_path)
    *first, last = [each.split() for each in steps.split(", ")]
    for action in first:
        _act(warehouse, *action)
    with pytest.raises(Trouble) as refused:
        _act(warehouse, *last)
    assert refused.value.code == code


def _act(warehouse: Warehouse, action: str, batch_id: str) -> None:
    if action == "load":
        _load(warehouse, batch_id, JANUARY)
    else:
        warehouse.withdraw(batch_id, at=_NOON)


@pytest.mark.parametrize(
    "rows",
    [
        {"entry_id": ["a"], "occurred_on": [date(2026, 1, 1)], "cost_type": ["sms"]},
        {
            "entry_id": ["a", None],
            "occurred_on": [date(2026, 1, 1)] * 2,
            "cost_type": ["sms"] * 2,
            "amount_minor": [1, 2],
        },
    ],
    ids=["no amount", "an empty id"],
)
def test_rows_that_break_the_declaration_leave_nothing_behind(
    tmp_path: Path, rows: dict[str, list[str | int | date | None]]
) -> None:
    warehouse = Warehouse(tmp_path)
    good = _costs(JANUARY)
    with pytest.raises(ValueError, match="cost_entries"):
        warehouse.append(
            COST_ENTRIES,
            [*good, pa.RecordBatch.from_pydict(rows)],
            batch_id="b1",
            source="crm",
            file_name="",
            content_hash="",
            loaded_at=_NOON,
        )
    assert warehouse.batches() == ()
    assert list(tmp_path.rglob("*.parquet")) == []


def test_a_control_total_beyond_64_bits_is_still_exact(tmp_path: Path) -> None:
    largest = 2**63 - 1
    loaded = _load(
        Warehouse(tmp_path), "b1", f"a 2026-01-01 {largest}\nb 2026-01-01 {largest}\nc 2026-01-01 1"
    )
    assert loaded.control_total_minor == 2 * largest + 1


_KILLED = """
import sys, time
from datetime import UTC, date, datetime
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
import fenhao.warehouse._write as writing
from fenhao.engine.facts import COST_ENTRIES
from fenhao.warehouse import Warehouse

writing._BUFFER_BYTES = 1

def rows():
    for number in range(1_000_000):
        yield pa.RecordBatch.from_pydict({
            "entry_id": [f"x{number}"], "occurred_on": [date(2026, 1, 1)], "cost_type": ["sms"], "amount_minor": [1],
        })
        if number == 5:
            print("writing", flush=True)
            time.sleep(600)

Warehouse(Path(sys.argv[1])).append(
    COST_ENTRIES, rows(), batch_id="b2", source="crm", file_name="", content_hash="",
    loaded_at=datetime(2026, 3, 1, tzinfo=UTC),
)
"""


def test_a_load_that_is_killed_leaves_no_row_and_can_be_tried_again(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    _load(warehouse, "b1", "a 2026-01-05 500")
    with subprocess.Popen([sys.executable, "-c", _KILLED, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        child.kill()
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
    assert _ids(warehouse.snapshot()) == ["a"]
    assert warehouse.check().faults == ()
    assert warehouse.sweep() == 1
    _load(warehouse, "b2", "b 2026-01-05 500")
    assert _ids(warehouse.snapshot()) == ["a", "b"]
    assert warehouse.check().faults == ()


@pytest.mark.parametrize("buffer_bytes", [1, 2**27], ids=["sorted on disk", "sorted in memory"])
def test_rows_of_a_month_lie_in_the_order_of_customers_and_remember_that_of_their_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buffer_bytes: int
) -> None:
    monkeypatch.setattr("fenhao.warehouse._write._BUFFER_BYTES", buffer_bytes)
    customers = ["c2", None, "c1", "c2", None, "c1", "客户", "c10"]
    batches = [
        pa.RecordBatch.from_pydict(
            {
                "entry_id": [f"x{number}"],
                "occurred_on": [date(2026, 1, 1)],
                "cost_type": ["sms"],
                "amount_minor": [number],
                "customer_id": pa.array([customer], pa.string()),
            }
        )
        for number, customer in enumerate(customers)
    ]
    loaded = Warehouse(tmp_path).append(
        COST_ENTRIES,
        batches,
        batch_id="b1",
        source="crm",
        file_name="",
        content_hash="",
        loaded_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    (file,) = loaded.files
    stored = pq.ParquetFile(tmp_path / COST_ENTRIES.name / file.path).read()
    assert stored.select(["customer_id", "row_no", "amount_minor"]).to_pylist() == [
        {"customer_id": customer, "row_no": number + 1, "amount_minor": number}
        for customer, number in (
            ("c1", 2),
            ("c1", 5),
            ("c10", 7),
            ("c2", 0),
            ("c2", 3),
            ("客户", 6),
            (None, 1),
            (None, 4),
        )
    ]
    assert [path.name for path in tmp_path.iterdir()] == [COST_ENTRIES.name]


def test_loads_are_all_listed_after_the_log_was_condensed(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    for number in range(110):
        _load(warehouse, f"b{number:03d}", f"x{number} 2026-01-05 1")
    assert list(tmp_path.rglob("*.checkpoint*.parquet")) != []
    assert len(warehouse.batches()) == 110
    assert _ids(warehouse.snapshot()) == sorted(f"x{number}" for number in range(110))


def test_two_writers_do_not_hold_the_lock_at_once(tmp_path: Path) -> None:
    with (
        Warehouse(tmp_path).locked(),
        pytest.raises(Trouble) as refused,
        Warehouse(tmp_path).locked(),
    ):
        raise AssertionError("the second writer came in")
    assert refused.value.code == "warehouse.locked"
    with Warehouse(tmp_path).locked():
        assert (tmp_path / ".lock").exists()
