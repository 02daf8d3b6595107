"""Stored versions of rows are read on every engine: the newest alone, and those that were never written again."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from fenhao.engine.facts import TICKETS
from fenhao.warehouse import Warehouse
from tests.twins.conftest import OpenEngine

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_every_engine_reads_the_version_in_force(local_engine: OpenEngine, tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    for number, words in enumerate((["a:new", "b:new"], ["a:paid"], ["a:back", "c:new"]), 1):
        rows = pa.RecordBatch.from_pylist(
            [
                {
                    "ticket_id": word[0],
                    "opened_on": _NOON.date(),
                    "channel": "phone",
                    "kind": "question",
                    "category": word[2:],
                }
                for word in words
            ]
        )
        with warehouse.compare(TICKETS, [rows], source="desk") as compared:
            warehouse.append(
                TICKETS, list(compared.new_rows), batch_id=f"load-{number}", source="desk", file_name="", content_hash="",
                loaded_at=_NOON,
            )  # fmt: skip
    with local_engine(warehouse.snapshot()) as session:
        rows_there = session.fetch("tickets").to_pylist()
        assert session.count("tickets") == 3
    assert [(row["ticket_id"], row["category"], row["version"]) for row in rows_there] == [
        ("a", "back", 3),
        ("b", "new", None),
        ("c", "new", None),
    ]
