"""A book in a notebook: each call's value against the command line's answer or against rows written here by hand."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

import fenhao
from tests.faces.cli.shop import COSTS, ORDERS, Shop, typed

JANUARY = datetime(2025, 1, 20, tzinfo=UTC)


@pytest.fixture
def book(tmp_path: Path) -> fenhao.Book:
    """A book with a small year, read by a clock of its own."""
    made = fenhao.create_book(str(tmp_path / "company"), company="小店", lang="en", clock=lambda: JANUARY)
    for name, text, table in (("orders.csv", ORDERS, "orders"), ("costs.csv", COSTS, "costs")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert made.load(tmp_path / name, table=table).rejected == 0
    return made


def test_the_library_says_nothing(book: fenhao.Book, capfd: pytest.CaptureFixture[str]) -> None:
    book.report("2024")
    book.verify()
    book.explain("total")
    assert capfd.readouterr() == ("", "")


def test_a_report_is_what_the_command_prints(book: fenhao.Book) -> None:
    printed = json.loads(typed("--book", str(book.folder), "report", "--period", "2024", "--json").out)
    made = book.report("2024")
    assert made.totals.total_minor == printed["totals"]["total_minor"] == 1_572_999
    assert [each.customer_id for each in made.best] == [each["customer_id"] for each in printed["best"]]


def test_moments_come_from_the_clock_that_was_given(book: fenhao.Book) -> None:
    assert {each.loaded_at for each in book.loads()} == {JANUARY}
    early = fenhao.open_book(book.folder, clock=lambda: datetime(2024, 5, 20, tzinfo=UTC))
    assert [each.assessed_on for each in early.tiers()] == [date(2024, 4, 1)]
    assert [each.assessed_on for each in book.tiers()] == [date(2024, 4, 1), date(2024, 7, 1)]


def test_facts_and_results_come_as_arrow_tables(book: fenhao.Book) -> None:
    assert len(book.relations()) > 40
    for name in (*book.relations()[:12:4], "ledger", "pool_shares", "whale", "findings"):
        rows = book.relation(name, period="2024")
        assert isinstance(rows, pa.Table)
        assert rows.num_columns > 0


def test_customers_bear_exactly_what_the_report_allocates(book: fenhao.Book) -> None:
    customers = book.relation("customer_cost", period="2024")
    assert sum(customers["allocated_minor"].to_pylist()) == book.report("2024").totals.allocated_minor
    assert customers["customer_id"].to_pylist() == ["K1", "K2", "K3"]


def test_a_fact_needs_no_period_and_a_result_does(book: fenhao.Book) -> None:
    assert book.relation("orders")["order_id"].to_pylist() == ["O1", "O2", "O3", "O4", "O5"]
    with pytest.raises(fenhao.Trouble) as caught:
        book.relation("customer_cost")
    assert caught.value.code == "relation.needs_period"
    with pytest.raises(fenhao.Trouble) as caught:
        book.relation("moon")
    assert "customer_cost" in caught.value.__notes__[0]


def test_an_explanation_and_its_entries_agree(book: fenhao.Book) -> None:
    found = book.explain("cost cost_type=coupons", period="2024", rows=1)
    entries = book.entries("cost cost_type=coupons", period="2024")
    assert found.total_minor == sum(entries["amount_minor"].to_pylist()) == 3_000
    assert (len(found.rows), found.entries_total, entries.num_rows) == (1, 3, 3)
    assert book.explain("total").figure == "total period=2024"


def test_a_load_can_be_undone_and_made_again(book: fenhao.Book, tmp_path: Path) -> None:
    (costs,) = (each for each in book.loads() if each.table == "cost_entries")
    assert book.undo(costs.batch_id).rows == 6
    assert book.report("2024").totals.total_minor == 0
    assert book.load(str(tmp_path / "costs.csv"), table="costs").loaded == 6
    assert book.report("2024").totals.total_minor == 1_572_999
    assert all(check.holds for check in book.verify())


@pytest.mark.parametrize(("lang", "word"), [("en", "There is no file"), ("zh", "找不到文件")])
def test_trouble_carries_its_words(tmp_path: Path, lang: str, word: str) -> None:
    book = fenhao.create_book(tmp_path / "company", company="x", lang=lang)
    with pytest.raises(fenhao.Trouble) as caught:
        book.load("absent.csv", table="orders")
    assert word in caught.value.__notes__[0]


def test_impossible_settings_begin_no_book(tmp_path: Path) -> None:
    with pytest.raises(fenhao.Trouble):
        fenhao.create_book(tmp_path / "company", company="x", currency="XQQ")
    assert not (tmp_path / "company").exists()


def test_a_page_and_a_workbook_are_made_in_the_companys_language_or_another(
    book: fenhao.Book, tmp_path: Path
) -> None:
    assert 'lang="en"' in book.page("2024")[:200]
    assert 'lang="zh' in book.page("2024", lang="zh")[:200]
    assert book.workbook("2024", tmp_path / "year.xlsx").read_bytes()[:2] == b"PK"


def test_the_same_book_serves_command_and_notebook(book: fenhao.Book) -> None:
    shop = Shop(book.folder.parent)
    (costs,) = (each for each in book.loads() if each.table == "cost_entries")
    assert shop.run("undo", costs.batch_id).code == 0
    assert [each.table for each in book.loads()] == ["orders"]


def test_names_of_the_library_load_on_first_use() -> None:
    import subprocess
    import sys

    code = "import sys, fenhao; print(fenhao.__version__, any(name.startswith('fenhao.') for name in sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == [fenhao.__version__, "False"]
    for name in fenhao.__all__:
        assert getattr(fenhao, name)
