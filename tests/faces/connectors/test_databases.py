"""Databases are read in the order of a cursor: ties, late rows, broken lines, renamed columns, and what is kept of it all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fenhao.kernel import Trouble
from tests.faces.connectors.fetching import Bench, only, told

SOURCES = """
[shop]
kind = "sqlite"
file = "shop.sqlite3"
batch_rows = 4
[[shop.feeds]]
fact = "orders"
object = "sales"
cursor = "updated"
columns = { order_id = "id", customer_id = "customer", ordered_on = "day", revenue = "total" }
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path / "book")
    bench.write(SOURCES)
    with closing(sqlite3.connect(bench.root / "shop.sqlite3")) as shop, shop:
        shop.execute("CREATE TABLE sales (id INTEGER, customer TEXT, day TEXT, total, updated TEXT)")
    return bench


def sell(bench: Bench, *rows: tuple[int, str, str]) -> None:
    """Put sales there: number, total, moment of the change."""
    with closing(sqlite3.connect(bench.root / "shop.sqlite3")) as shop, shop:
        shop.executemany(
            "INSERT INTO sales VALUES (?, 'K1', '2026-03-05', ?, ?)",
            [(number, *rest) for number, *rest in rows],
        )


def test_what_is_new_is_loaded_and_the_same_again_changes_nothing(bench: Bench) -> None:
    sell(bench, *[(number, "0.10", f"2026-04-01 10:0{number}:00") for number in range(1, 8)])
    first = only(bench.one("shop", {}))
    assert (first.rows_read, first.loaded, len(first.results)) == (7, 7, 2), (
        "two batches of four rows at most"
    )
    again = only(bench.one("shop", {}))
    assert (again.rows_read, again.loaded, again.already_there) == (1, 0, 1), "from the last one on"
    assert only(bench.one("shop", {}, afresh=True)).loaded == 0
    assert bench.rows("orders", "revenue_minor") == [10] * 7


def test_rows_that_tie_with_the_last_one_are_not_passed_over(bench: Bench) -> None:
    sell(bench, (1, "1", "2026-04-01 10:00:00"), (2, "2", "2026-04-01 10:05:00"))
    only(bench.one("shop", {}))
    sell(bench, (3, "3", "2026-04-01 10:05:00"))
    assert only(bench.one("shop", {})).loaded == 1
    assert bench.rows("orders", "order_id") == ["1", "2", "3"]


def test_a_late_row_is_found_within_the_overlap_and_not_without(bench: Bench) -> None:
    sell(bench, (1, "1", "2026-04-01 10:00:00"))
    only(bench.one("shop", {}))
    sell(bench, (2, "2", "2026-04-01 09:55:00"))
    assert only(bench.one("shop", {})).loaded == 0
    bench.write(SOURCES.replace('cursor = "updated"', 'cursor = "updated"\noverlap = "10 minutes"'))
    assert only(bench.one("shop", {})).loaded == 1


def test_undoing_a_batch_takes_the_cursor_back_with_it(bench: Bench) -> None:
    sell(bench, *[(number, "1", f"2026-04-01 10:0{number}:00") for number in range(1, 10)])
    first = only(bench.one("shop", {}))
    ids = [each.batch_id for each in first.results]
    assert len(ids) == 3
    bench.undo(ids[1])
    assert bench.place("shop") == "str:2026-04-01 10:04:00"
    assert only(bench.one("shop", {})).loaded == 4, "the rows of the undone batch, and no other"
    bench.undo(ids[2])
    assert bench.place("shop") == "str:2026-04-01 10:04:00", "its rows lie behind the batch undone before"
    assert only(bench.one("shop", {})).loaded == 1
    assert bench.rows("orders", "order_id") == [str(number) for number in range(1, 10)]


def test_a_renamed_column_is_named_with_what_stands_there_instead(bench: Bench) -> None:
    sell(bench, (1, "1", "2026-04-01 10:00:00"))
    only(bench.one("shop", {}))
    with closing(sqlite3.connect(bench.root / "shop.sqlite3")) as shop, shop:
        shop.execute("ALTER TABLE sales RENAME COLUMN total TO amount")
    trouble = bench.one("shop", {}).trouble
    assert trouble is not None and trouble.code == "sources.field_missing"
    assert (trouble.details["column"], trouble.details["field"]) == ("total", "revenue")
    assert "amount" in trouble.details["found"]
    sell(bench, (2, "2", "2026-04-01 11:00:00"))
    bench.write(SOURCES.replace('"total"', '"amount"'))
    assert only(bench.one("shop", {})).loaded == 1, "mended, it goes on from where it was"


def test_a_cursor_that_is_empty_somewhere_is_refused(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.root / "shop.sqlite3")) as shop, shop:
        shop.execute("INSERT INTO sales VALUES (1, 'K1', '2026-03-05', '1', NULL)")
    trouble = bench.one("shop", {}).trouble
    assert trouble is not None and trouble.code == "sources.cursor_empty"
    bench.write(SOURCES.replace('cursor = "updated"', 'cursor = "updated"\nwhere = "updated IS NOT NULL"'))
    assert only(bench.one("shop", {})).rows_read == 0


def test_bad_rows_become_rejects_and_the_rest_is_loaded(bench: Bench) -> None:
    sell(
        bench,
        (1, "1.005", "2026-04-01 10:00:00"),
        (2, "=1+1", "2026-04-01 10:00:00"),
        (3, "3", "2026-04-01 10:01:00"),
    )
    fed = only(bench.one("shop", {}))
    assert (fed.loaded, fed.rejected) == (1, 2)
    rejects = Path(fed.results[0].rejects_file).read_text(encoding="utf-8-sig")
    assert "'=1+1" in rejects and "1.005" in rejects


def test_amounts_keep_their_digits_whatever_they_are_stored_as(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.root / "shop.sqlite3")) as shop, shop:
        shop.execute("INSERT INTO sales VALUES (1, 'K1', '2026-03-05', 0.1 + 0.2, '2026-04-01')")
        shop.execute("INSERT INTO sales VALUES (2, 'K1', '2026-03-05', '12345678901234.56', '2026-04-01')")
        shop.execute("INSERT INTO sales VALUES (3, 'K1', '2026-03-05', 70, '2026-04-01')")
    assert only(bench.one("shop", {})).loaded == 3
    assert bench.rows("orders", "revenue_minor") == sorted([30, 1234567890123456, 7000], key=str)


MISTAKES = [
    ('kind = "sqlite"', 'kind = "sqlite"\nhost = "x"', "profile.unknown_key"),
    ('kind = "sqlite"', 'kind = "oracle"', "profile.wrong_value"),
    ('file = "shop.sqlite3"', "", "profile.missing_key"),
    ('fact = "orders"', 'fact = "order"', "profile.wrong_value"),
    ('cursor = "updated"', 'cursor = "updated"\noverlap = "soon"', "profile.wrong_value"),
    ("batch_rows = 4", "batch_rows = 0", "profile.wrong_value"),
    ('order_id = "id"', 'order = "id"', "sources.unknown_field"),
    ('order_id = "id", ', "", "sources.field_open"),
    ("[shop]", "[books]", "profile.unknown_key"),
]


@pytest.mark.parametrize(("part", "instead", "code"), MISTAKES)
def test_a_mistake_in_the_file_is_named(bench: Bench, part: str, instead: str, code: str) -> None:
    bench.write(SOURCES.replace(part, instead))
    with pytest.raises(Trouble) as refused:
        bench.one("shop", {})
    assert refused.value.code in {code, "profile.missing_key"}
    assert "{" not in told(refused.value)


def test_a_secret_in_the_file_is_refused(bench: Bench) -> None:
    bench.write(
        SOURCES.replace(
            'kind = "sqlite"\nfile = "shop.sqlite3"',
            'kind = "postgresql"\naddress = "db"\ndatabase = "d"\nuser = "u"\npassword = "p"',
        )
    )
    with pytest.raises(Trouble) as refused:
        bench.one("shop", {})
    assert refused.value.code == "sources.secret_in_file"


def test_a_table_that_is_not_there_is_told(bench: Bench) -> None:
    bench.write(SOURCES.replace('object = "sales"', 'object = "sold"'))
    trouble = bench.one("shop", {}).trouble
    assert trouble is not None and trouble.code == "sources.question_refused"
