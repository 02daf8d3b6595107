"""Loads that are killed on the way, and loads that meet: the book must stand as if only whole loads had ever happened.

A child process kills itself with SIGKILL at a named place; then the same load is typed again and the book compared with
one to which nothing ever happened.
"""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fenhao.warehouse import Warehouse
from tests.faces.cli.shop import COSTS, Shop
from tests.tables import rows

CHILD = Path(__file__).with_name("child.py")

# killed when about to ...                | in                          | call of                            | for the n-th time
PLACES = """
hash the file                             | fenhao.connectors.files._read | survey                           | 1
keep the mapping                          | fenhao.connectors.files._read | keep_text                       | 1
compare with what is there                | fenhao.warehouse._warehouse   | Staging.compare                  | 1
write the first data file                 | fenhao.warehouse._warehouse   | write_files                      | 1
seal the second file                      | fenhao.warehouse._write       | _sealed                          | 2
commit                                    | fenhao.warehouse._warehouse   | DeltaTable.create_write_transaction | 1
tell the user                             | fenhao.interfaces.cli.load    | tell                             | 1
"""


def child(shop: Shop, module: str, attribute: str, times: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            str(CHILD),
            module,
            attribute,
            times,
            "--lang",
            "en",
            "--book",
            str(shop.folder),
            *words,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("place", "module", "attribute", "times"), rows(PLACES), ids=[case[0] for case in rows(PLACES)]
)
def test_a_load_that_was_killed_can_be_typed_again(
    shop: Shop, place: str, module: str, attribute: str, times: str
) -> None:
    path = shop.file(COSTS, name="costs.csv")
    killed = child(shop, module, attribute, times, "load", str(path), "--as", "costs")
    out, err = killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, f"never came to {place}: {out}{err}"
    committed = place == "tell the user"
    assert len(shop.rows("cost_entries")) == (6 if committed else 0)
    assert shop.run("verify").code == 0

    again = shop.run("load", str(path), "--as", "costs")
    assert again.code == 0, again.all
    assert ("already loaded" in again.out) == committed
    assert [(row[0], row[3]) for row in shop.rows("cost_entries")] == [
        ("C1", 1_200_000),
        ("C2", 1_550),
        ("C3", 2_000),
        ("C4", 360_000),
        ("C5", -550),
        ("C6", 9_999),
    ]
    assert shop.run("verify").code == 0
    warehouse = Warehouse(shop.folder / "warehouse")
    in_force = set(warehouse.snapshot().pinned("cost_entries").files)
    assert {str(path.resolve()) for path in (warehouse.root / "cost_entries").rglob("*.parquet")} == in_force
    assert committed or not list(warehouse.root.glob(".staging-*"))


def test_an_undo_that_was_killed_can_be_typed_again(shop: Shop) -> None:
    shop.load(COSTS, "costs")
    (batch,) = shop.batches()
    killed = child(
        shop, "fenhao.warehouse._warehouse", "DeltaTable.create_write_transaction", "1", "undo", batch
    )
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert len(shop.rows("cost_entries")) == 6
    assert shop.run("undo", batch).code == 0
    assert shop.rows("cost_entries") == []
    assert shop.run("verify").code == 0


def test_an_init_that_was_killed_can_be_typed_again(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    words = ("init", str(shop.folder))
    killed = child(shop, "fenhao.runs.book._book", "settings_text", "1", *words)
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert shop.init().code == 0
    assert shop.run("verify").code == 0


def test_two_loads_at_once_never_mix(shop: Shop) -> None:
    first = shop.file(COSTS, name="first.csv")
    second = shop.file(COSTS.replace("C", "D").replace("D1,2024", "C1,2024"), name="second.csv")
    both = [child(shop, "", "", "0", "load", str(path), "--as", "costs") for path in (first, second)]
    ends = [(process.communicate(timeout=120), process.returncode) for process in both]
    told = [out + err for (out, err), _ in ends]
    assert all(code in (0, 2) for _, code in ends), told
    assert any(code == 0 for _, code in ends), told
    assert not any("Traceback" in text for text in told), told
    assert shop.run("verify").code == 0
    for path in (first, second):
        assert shop.run("load", str(path), "--as", "costs").code == 0
    held = [row[0] for row in shop.rows("cost_entries")]
    assert held == sorted(["C1", "C2", "C3", "C4", "C5", "C6", "D2", "D3", "D4", "D5", "D6"])
    assert shop.run("verify").code == 0


def test_the_same_load_twice_at_once_comes_once(shop: Shop) -> None:
    path = shop.file(COSTS, name="costs.csv")
    both = [child(shop, "", "", "0", "load", str(path), "--as", "costs") for _ in range(2)]
    ends = [(process.communicate(timeout=120), process.returncode) for process in both]
    assert any(code == 0 for _, code in ends), ends
    assert len(shop.rows("cost_entries")) == 6
    assert len(shop.batches()) == 1
    assert shop.run("verify").code == 0


def test_a_report_can_be_made_while_somebody_loads(year: Shop) -> None:
    with year.book.opened.warehouse.locked():
        answer = year.run("report", "--period", "2024")
    assert answer.code == 0, answer.all


def test_a_copied_book_is_a_whole_book(year: Shop, tmp_path: Path) -> None:
    shutil.copytree(year.folder, tmp_path / "elsewhere" / "company")
    moved = Shop(tmp_path / "elsewhere")
    assert moved.run("verify").code == 0
    assert moved.rows("cost_entries") == year.rows("cost_entries")
