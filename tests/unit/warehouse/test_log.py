"""The record of loads is read once by a process, and yet tells what stands in it now."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deltalake import DeltaTable

from fenhao.engine.facts import COST_ENTRIES
from fenhao.kernel import Trouble
from fenhao.warehouse import Warehouse, _log
from tests.unit.warehouse.test_batches import _load

LATER = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _unread() -> None:
    _log._READ.clear()


def _told(warehouse: Warehouse) -> list[tuple[str, bool]]:
    return [(each.batch_id, each.withdrawn_at is None) for each in warehouse.batches(include_withdrawn=True)]


@pytest.mark.parametrize(
    "steps",
    [
        "+a",
        "+a +b +c",
        "+a -a",
        "+a +b -a +c -b",
        "+a +b -a -b +c",
        "+a +b +c +d -d -c -b -a",
    ],
)
def test_what_is_told_after_each_act_is_what_a_fresh_look_tells(tmp_path: Path, steps: str) -> None:
    here, there = Warehouse(tmp_path), Warehouse(tmp_path)
    told: list[tuple[str, bool]] = []
    for number, step in enumerate(steps.split()):
        writer = (here, there)[number % 2]
        if step[0] == "+":
            _load(writer, step[1:], f"{step[1:]} 2026-01-05 1")
        else:
            writer.withdraw(step[1:], at=LATER)
        told = _told(here)
        _log._READ.clear()
        assert told == _told(there)
    assert [name for name, _ in told] == sorted({step[1:] for step in steps.split()})
    assert {name for name, stands in told if not stands} == {
        step[1:] for step in steps.split() if step[0] == "-"
    }


def test_only_what_came_since_is_read_of_a_log_that_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(tmp_path)
    for number in range(12):
        _load(warehouse, f"b{number:02d}", f"x{number} 2026-01-05 1")
    warehouse.batches()
    met: list[int] = []
    read = _log._texts

    def counted(table: DeltaTable, count: int | None) -> list[tuple[str, str]]:
        texts = read(table, count)
        met.append(len(texts))
        return texts

    monkeypatch.setattr(_log, "_texts", counted)
    assert len(warehouse.batches()) == 12
    assert met == []
    _load(warehouse, "b12", "x12 2026-01-05 1")
    assert len(warehouse.batches()) == 13
    assert len(met) == 1
    assert met[0] <= 3


def test_a_log_that_grows_while_it_is_read_is_told_whole_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(tmp_path)
    _load(warehouse, "a", "a 2026-01-05 1")
    read = _log._texts

    def grown(table: DeltaTable, count: int | None) -> list[tuple[str, str]]:
        monkeypatch.setattr(_log, "_texts", read)
        _log._READ.clear()
        _load(Warehouse(tmp_path), "b", "b 2026-01-05 1")
        return read(table, count)

    monkeypatch.setattr(_log, "_texts", grown)
    warehouse.batches()
    _load(warehouse, "c", "c 2026-01-05 1")
    assert [name for name, _ in _told(warehouse)] == ["a", "b", "c"]


def test_another_table_in_the_same_place_is_not_taken_for_the_one_that_was_read(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for name in ("a", "b"):
        _load(Warehouse(first), name, f"{name} 2026-01-05 1")
    for name in ("x", "y", "z"):
        _load(Warehouse(second), name, f"{name} 2026-01-05 1")
    assert [name for name, _ in _told(Warehouse(first))] == ["a", "b"]
    shutil.rmtree(first)
    assert _told(Warehouse(first)) == []
    shutil.copytree(second, first)
    assert [name for name, _ in _told(Warehouse(first))] == ["x", "y", "z"]


@pytest.mark.parametrize("since_read", [True, False])
def test_whoever_verifies_reads_the_log_anew(tmp_path: Path, *, since_read: bool) -> None:
    warehouse = Warehouse(tmp_path)
    for name in ("a", "b"):
        _load(warehouse, name, f"{name} 2026-01-05 1")
    if since_read:
        warehouse.batches()
    commit = tmp_path / COST_ENTRIES.name / "_delta_log" / f"{1:020d}.json"
    commit.write_text(commit.read_text(encoding="utf-8").replace("batch_id", "batch_no"), encoding="utf-8")
    with pytest.raises(Trouble, match="log_unreadable"):
        warehouse.check()
