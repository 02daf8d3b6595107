"""``fenhao init``, ``load``, ``loads`` and ``undo`` typed as a shop types them; what the book then holds is looked up."""

from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.faces.cli.shop import COSTS, ORDERS, Shop, typed


def as_workbook(text: str, path: Path) -> Path:
    """Write the rows of a CSV text as a workbook, its dates as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in as_cells(text):
        sheet.append(row)
    book.save(path)
    return path


def as_parquet(text: str, path: Path) -> Path:
    """Write the rows of a CSV text as Parquet, every column text."""
    header, *rows = as_cells(text)
    pq.write_table(pa.table({name: [row[at] for row in rows] for at, name in enumerate(header)}), path)
    return path


def as_cells(text: str) -> list[list[str]]:
    import csv
    import io

    return list(csv.reader(io.StringIO(text)))


def test_a_new_book_tells_where_it_is_and_what_comes_next(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    answer = shop.init("--currency", "cny", "--profile", "finance", "--year-starts", "4")
    assert answer.code == 0
    assert "load" in answer.out
    assert sorted(path.name for path in shop.folder.iterdir()) == ["chart.toml", "fenhao.toml", "policy.toml"]
    settings = shop.book.settings
    held = (settings.company, settings.currency, settings.profile, settings.calendar.start_month)
    assert held == ("小店", "CNY", "finance", 4)


def test_a_book_is_never_made_over_another(shop: Shop) -> None:
    before = {path.name: path.read_bytes() for path in shop.folder.iterdir()}
    answer = shop.init("--currency", "USD")
    assert answer.code == 2
    assert "already holds a book" in answer.err
    assert {path.name: path.read_bytes() for path in shop.folder.iterdir()} == before


@pytest.mark.parametrize(
    "words",
    [("--currency", "XQQ"), ("--time-zone", "Mars/Base"), ("--profile", "farming"), ("--year-starts", "13")],
)
def test_a_book_with_impossible_settings_is_not_begun(tmp_path: Path, words: tuple[str, str]) -> None:
    shop = Shop(tmp_path)
    answer = shop.init(*words)
    assert (answer.code, shop.folder.exists()) == (2, False)
    assert words[1] in answer.err
    assert shop.init().code == 0


def test_a_book_inside_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "company").write_text("not a folder")
    assert Shop(tmp_path).init().code == 2


@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "xlsx", "parquet"])
def test_the_same_rows_come_from_every_form_of_file(shop: Shop, form: str) -> None:
    if form == "xlsx":
        path = as_workbook(ORDERS, shop.desk / "订单.xlsx")
    elif form == "parquet":
        path = as_parquet(ORDERS, shop.desk / "订单.parquet")
    else:
        path = shop.file(ORDERS, name="订单.csv", encoding=form)
    answer = shop.run("load", str(path), "--as", "orders")
    assert answer.code == 0, answer.all
    assert "5 rows read = 5 loaded + 0 already there + 0 rejected" in answer.out
    amounts = [(row[0], row[1], str(row[2]), row[4], row[5]) for row in shop.rows("orders")]
    assert amounts == [
        ("O1", "K1", "2024-01-05", 123_450, 40_000),
        ("O2", "K2", "2024-02-06", 7_000, 2_000),
        ("O3", "K1", "2024-03-07", -3_000, -1_000),
        ("O4", "K3", "2024-04-10", 88_000, 30_000),
        ("O5", "K1", "2024-05-11", 10_005, 4_002),
    ]


@pytest.mark.parametrize(("most", "some"), [("gb18030", "utf-8"), ("utf-8", "gb18030")])
def test_rows_of_another_encoding_come_back_as_a_file_that_loads(shop: Shop, most: str, some: str) -> None:
    head = "订单编号,客户编号,下单日期,订单金额\n"
    rows = [f"M{n},{name},2024-01-05,10\n" for n, name in enumerate(("张三", "李四", "王五"), start=1)]
    path = shop.desk / "mixed.csv"
    path.write_bytes((head + rows[0]).encode(most) + rows[1].encode(some) + rows[2].encode(most))
    answer = shop.run("load", str(path), "--as", "orders")
    assert "3 rows read = 2 loaded + 0 already there + 1 rejected" in answer.out, answer.all
    rejects = shop.rejects_path()
    told = rejects.read_text(encoding="utf-8-sig")
    assert f"The file is in {most.upper()}, this line in {some.upper()}" in told
    assert "M2,李四" in told
    again = shop.run("load", str(rejects), "--as", "orders")
    assert "1 loaded" in again.out, again.all
    assert {row[1] for row in shop.rows("orders")} == {"张三", "李四", "王五"}


def test_the_same_file_twice_changes_nothing(shop: Shop) -> None:
    assert shop.load(ORDERS, "orders").code == 0
    before = (shop.rows("orders"), shop.batches())
    again = shop.load(ORDERS, "orders")
    assert again.code == 0
    assert "already loaded as" in again.out
    assert (shop.rows("orders"), shop.batches()) == before


def test_the_same_rows_in_another_file_are_already_there(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    turned = "\n".join([ORDERS.splitlines()[0], *reversed(ORDERS.splitlines()[1:])])
    answer = shop.load(turned + "\nO6,K2,2024-06-01,5,1\n", "orders", name="again.csv")
    assert answer.code == 0
    assert "6 rows read = 1 loaded + 5 already there + 0 rejected" in answer.out
    assert len(shop.rows("orders")) == 6


def test_the_mapping_is_kept_and_a_mended_one_is_followed(shop: Shop) -> None:
    odd = "流水,买家,哪天,收了多少\nO1,K1,2024-01-05,10\n"
    answer = shop.load(odd, "orders")
    assert answer.code == 2
    (kept,) = (shop.folder / "mappings").iterdir()
    assert kept.name in answer.err
    text = kept.read_text(encoding="utf-8")
    for field, header in (
        ("order_id", "流水"),
        ("customer_id", "买家"),
        ("ordered_on", "哪天"),
        ("revenue", "收了多少"),
    ):
        lines = [line for line in text.splitlines() if line.lstrip("# ").startswith(f"{field} =")]
        assert len(lines) == 1, (field, text)
        text = text.replace(lines[0], f'{field} = "{header}"')
    kept.write_text(text, encoding="utf-8")
    assert shop.load(odd, "orders").code == 0
    more = "收了多少,哪天,买家,流水\n20,2024-01-06,K2,O2\n"
    assert shop.load(more, "orders", name="later.csv").code == 0
    assert [(row[0], row[1], row[4]) for row in shop.rows("orders")] == [
        ("O1", "K1", 1000),
        ("O2", "K2", 2000),
    ]


def test_an_undone_load_is_out_of_force_and_can_be_loaded_again(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    before = shop.rows("orders")
    (batch,) = shop.batches()
    undone = shop.run("undo", batch)
    assert undone.code == 0
    assert "5 rows are out of force" in undone.out
    assert (shop.rows("orders"), shop.batches()) == ([], {})
    assert "withdrawn" in shop.run("loads", "--all").out
    assert batch not in shop.run("loads").out
    again = shop.load(ORDERS, "orders")
    assert "5 loaded" in again.out
    assert shop.rows("orders") == before
    assert list(shop.batches()) == [f"{batch}.2"]


def test_undoing_twice_or_nothing_is_refused(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    (batch,) = shop.batches()
    assert shop.run("undo", batch).code == 0
    twice, unknown = shop.run("undo", batch), shop.run("undo", "orders-none")
    assert (twice.code, unknown.code) == (2, 2)
    assert "already withdrawn" in twice.err
    assert "orders-none" in unknown.err


def test_the_list_of_loads_shows_each_name_whole(shop: Shop) -> None:
    assert "Nothing has been loaded" in shop.run("loads").out
    shop.load(
        ORDERS, "orders", name="a-file-with-a-name-that-is-longer-than-most-screens-are-wide-2024-01.csv"
    )
    shop.load(COSTS, "costs")
    listed = shop.run("loads")
    assert listed.code == 0
    for batch in shop.batches():
        assert batch in listed.out


def test_bad_rows_are_set_apart_and_mended_there_they_load(shop: Shop) -> None:
    bad = ORDERS.replace("O2,K2,2024/2/6,￥70,20", "O2,K2,2024-13-06,￥70.123,20").replace("O4,K3", "O1,K3")
    answer = shop.load(bad, "orders")
    assert answer.code == 2
    assert "5 rows read = 3 loaded + 0 already there + 2 rejected" in answer.out
    found = shop.rejects()
    assert [(row["Line"], row["订单编号"], row["订单金额"]) for row in found] == [
        ("3", "O2", "￥70.123"),
        ("5", "O1", "880"),
    ]
    assert "2024-13-06" in found[0]["Reason"]
    assert "decimals" in found[0]["Reason"]
    assert "line 2" in found[1]["Reason"]
    path = shop.rejects_path()
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(
        text.replace(",2024-13-06,￥70.123,", ",2024-02-06,￥70.12,").replace(",O1,K3,", ",O9,K3,"),
        encoding="utf-8-sig",
    )
    mended = shop.run("load", str(path), "--as", "orders")
    assert mended.code == 0, mended.all
    assert [row[0] for row in shop.rows("orders")] == ["O1", "O2", "O3", "O5", "O9"]


def test_mended_rejects_that_are_still_wrong_keep_one_line_and_one_reason(shop: Shop) -> None:
    shop.load(ORDERS.replace("2024/2/6", "2024-13-06"), "orders")
    first = shop.rejects_path()
    again = shop.run("load", str(first), "--as", "orders")
    assert again.code == 2
    (second,) = set((shop.folder / "rejects").iterdir()) - {first}
    header = second.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == first.read_text(encoding="utf-8-sig").splitlines()[0]


def test_an_id_known_with_other_content_is_refused_with_its_row(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    answer = shop.load(
        "订单编号,客户编号,下单日期,订单金额,毛利\n\nO1,K1,2024-01-05,1,1\n", "orders", name="new.csv"
    )
    assert answer.code == 2
    assert "1 rejected" in answer.out
    (row,) = shop.rejects()
    assert (row["Line"], row["订单编号"], row["订单金额"]) == ("3", "O1", "1")
    assert "already there with other content" in row["Reason"]
    assert shop.rows("orders")[0][4] == 123_450


def test_strict_loads_nothing_if_one_row_is_bad(shop: Shop) -> None:
    answer = shop.load(ORDERS.replace("2024/2/6", "yesterday"), "orders", "--strict")
    assert answer.code == 2
    assert "--strict" in answer.err
    assert (shop.rows("orders"), shop.batches()) == ([], {})
    assert [row["订单编号"] for row in shop.rejects()] == ["O2"]
    assert shop.load(ORDERS, "orders", "--strict", name="good.csv").code == 0


def test_bad_rows_of_a_file_loaded_before_are_still_told(shop: Shop) -> None:
    bad = ORDERS.replace("2024/2/6", "yesterday")
    first, again = shop.load(bad, "orders"), shop.load(bad, "orders")
    assert (first.code, again.code) == (2, 2)
    assert "One row was not loaded" in again.out
    assert shop.rejects_path().name in again.out


def test_ids_of_two_sources_do_not_meet(shop: Shop) -> None:
    shop.load(ORDERS, "orders", "--source", "web")
    answer = shop.load(ORDERS.replace("1,234.50", "1"), "orders", "--source", "store", name="store.csv")
    assert answer.code == 0
    assert len(shop.rows("orders")) == 10


def test_a_book_is_found_from_a_folder_below_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    below = shop.folder / "inbox"
    below.mkdir()
    monkeypatch.chdir(below)
    answer = typed("--lang", "en", "loads")
    assert (answer.code, "Nothing has been loaded" in answer.out) == (0, True)


def test_without_a_book_every_command_says_how_to_make_one(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    for words in (("loads",), ("report", "--period", "2024"), ("verify",), ("explain", "total"), ("tiers",)):
        answer = shop.run(*words)
        assert answer.code == 2
        assert "fenhao init" in answer.err
        assert answer.out == ""


def test_a_length_of_time_without_a_unit_is_told_to_be_taken_for_minutes(shop: Shop) -> None:
    head, row = "接触编号,客户编号,时间,渠道", "K1,2024-03-04 10:00:00,电话"
    unsaid = shop.load(f"{head},处理时长\nA1,{row},4\n", "service_contacts", name="unsaid.csv")
    assert (unsaid.code, "Taken for minutes, since the file names no unit: 处理时长" in unsaid.out) == (
        0,
        True,
    )
    again = shop.load(f"{head},处理时长\nA1,{row},4\n", "service_contacts", name="unsaid.csv")
    assert "Taken for minutes" in again.out
    for number, (header, cell) in enumerate(
        (("处理时长(秒)", "240"), ("handle_seconds", "240"), ("处理时长", "0:04:00"), ("处理分钟", "4"))
    ):
        text = f"{head},{header}\nB{number},{row},{cell}\n"
        said = shop.load(text, "service_contacts", "--source", f"desk{number}", name="said.csv")
        assert (said.code, "Taken for minutes" in said.out) == (0, False), said.all
    kept = shop.book.relation("service_contacts").column("handle_seconds").to_pylist()
    assert kept == [240] * 5


def test_a_load_of_which_nothing_was_taken_keeps_no_mapping(shop: Shop) -> None:
    wrong = shop.load("订单编号,客户编号,下单日期,订单金额\nO1,K1,soon,10\n", "orders", name="wrong.csv")
    assert (wrong.code, "0 loaded" in wrong.out) == (2, True), wrong.all
    assert not list((shop.folder / "mappings").glob("*"))
    strict = "订单编号,客户编号,日期,下单日期,订单金额\nO1,K1,x,2024-01-05,10\nO2,K2,x,soon,10\n"
    assert shop.load(strict, "orders", "--strict", name="strict.csv").code != 0
    assert not list((shop.folder / "mappings").glob("*"))


def test_a_mapping_begun_for_a_wrong_file_does_not_bind_the_right_one(shop: Shop) -> None:
    assert shop.load("流水,客户编号,下单日期,订单金额\nO1,K1,2024-01-05,10\n", "orders").code == 2
    right = shop.load(
        "订单编号,买家编号,下单日期,实付金额\nO1,K1,2024-01-05,10\n", "orders", name="right.csv"
    )
    assert right.code == 0, right.all
    (kept,) = (shop.folder / "mappings").iterdir()
    assert 'revenue = "实付金额"' in kept.read_text(encoding="utf-8")
