"""Writes whole files, good, odd and hostile, and looks at the rows, the rejects and the refusals that come of them."""

import csv
import io
import struct
import subprocess
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fenhao.connectors import Step
from fenhao.connectors.files import read_file
from fenhao.engine import facts
from fenhao.interfaces.words import knows
from tests.faces.connectors.desk import Desk

HEAD = "凭证号,日期,金额,成本类型,备注\n"
ROW = "A1,2026-10-01,12.50,team_pay,月费\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encoding_line_end_and_delimiter_are_found(
    desk: Desk, encoding: str, line_end: str, delimiter: str
) -> None:
    text = (HEAD + ROW + ROW.replace("A1", "A2")).replace(",", delimiter).replace("\n", line_end)
    seen = desk.seen(desk.file(text, encoding=encoding), "cost_entries")
    assert seen.column("note") == ["月费", "月费"]
    assert seen.column("amount_minor") == [1250, 1250]


def test_rare_characters_of_gb18030_are_kept(desk: Desk) -> None:
    seen = desk.seen(
        desk.file(HEAD + ROW.replace("月费", "𠮷野家的年费"), encoding="gb18030"), "cost_entries"
    )
    assert seen.column("note") == ["𠮷野家的年费"]


def test_a_title_above_the_header_and_blank_rows_are_passed_over(desk: Desk) -> None:
    text = (
        "2026年10月成本明细,,,,\n\n" + HEAD + "\n,,,,\n" + ROW + " , ,,,\n" + ROW.replace("A1", "A2") + "\n\n"
    )
    seen = desk.seen(desk.file(text), "cost_entries")
    assert [(row["entry_id"], row["row_no"]) for row in seen.rows] == [("A1", 1), ("A2", 2)]


def test_a_reject_names_the_line_even_after_cells_of_many_lines(desk: Desk) -> None:
    text = (
        HEAD
        + 'A1,2026-10-01,5,sms,"one\ntwo\n\nthree"\n\nA2,bad,5,sms,\nA3,2026-10-01,5,sms\nA1,2026-10-01,6,sms,\n'
    )
    seen = desk.seen(desk.file(text), "cost_entries")
    assert seen.reasons == [
        (7, "load.date_not_understood"),
        (8, "load.cells_do_not_fit"),
        (9, "load.duplicate_id"),
    ]
    assert seen.rejects[1].cells == ("A3", "2026-10-01", "5", "sms")
    assert [reject.row_no for reject in seen.rejects] == [2, 3, 4]


def test_a_repeated_id_names_the_line_of_the_first(desk: Desk) -> None:
    seen = desk.seen(desk.file(HEAD + ROW + ROW.replace("12.50", "13") + ROW), "cost_entries")
    assert seen.column("amount_minor") == [1250]
    assert [dict(reject.problems[0].details) for reject in seen.rejects] == [
        {"column": "凭证号", "value": "A1", "first": "2"}
    ] * 2


def test_a_repeated_pair_is_found_where_the_key_has_two_columns(desk: Desk) -> None:
    text = "活动编号,客户编号,邀请日期\n1,C1,2026-10-01\n1,C2,2026-10-01\n2,C1,2026-10-01\n1,C1,2026-10-02\n"
    seen = desk.seen(desk.file(text), "campaign_members")
    assert seen.reasons == [(5, "load.duplicate_id")]
    assert dict(seen.rejects[0].problems[0].details)["value"] == "1 C1"


def test_repeated_ids_are_found_in_several_passes_as_in_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "".join(ROW.replace("A1", f"A{n % 37}客") for n in range(100))
    path = desk.file(HEAD + body)
    at_once = desk.seen(path, "cost_entries")
    monkeypatch.setattr("fenhao.connectors.files._spool._KEYS_AT_ONCE", 9)
    assert desk.seen(path, "cost_entries") == at_once
    assert len(at_once.rejects) == 63


def test_an_id_that_stands_first_in_a_rejected_row_is_free_for_a_later_one(desk: Desk) -> None:
    seen = desk.seen(desk.file(HEAD + ROW.replace("12.50", "x") + ROW), "cost_entries")
    assert seen.column("row_no") == [2]
    assert seen.reasons == [(2, "amount.not_a_number")]


def test_a_nul_in_a_cell_rejects_the_row_and_not_the_file(desk: Desk) -> None:
    text = (
        HEAD + ROW * 1 + "".join(ROW.replace("A1", f"B{n}") for n in range(400)) + "A\0B,2026-10-01,5,sms,\n"
    )
    seen = desk.seen(desk.file(text), "cost_entries")
    assert len(seen.rows) == 401
    assert seen.reasons == [(403, "load.control_characters")]


REFUSALS = {
    "load.empty_file": [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"],
    "load.no_rows": [HEAD.encode(), (HEAD + "\n,,,,\n").encode()],
    "load.missing_column": [
        "凭证号,日期,金额\nA1,2026-10-01,5\n".encode(),
        b"what,is,this\n1,2,3\n",
        b"just one line of text",
    ],
    "load.binary_file": [
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"\x1f\x8b\x08" + bytes(range(256)),
        b"%PDF-1.7 something",
        bytes(range(256)) * 40,
        b"id,date\0\0\0\0\0\0\0,amount",
    ],
    "load.line_too_long": [b"x" * 10_000_000, HEAD.encode() + b"y" * 10_000_000],
    "load.unclosed_quote": [
        (HEAD + 'A1,2026-10-01,5,sms,"never closed\n' + ROW * 10).encode(),
        (HEAD + 'A1,2026-10-01,5,sms,"never closed\n' + ROW * 20_000).encode(),
    ],
    "load.duplicate_header": ["凭证号,日期,金额,金额,成本类型\nA1,2026-10-01,5,6,sms\n".encode()],
}


@pytest.mark.parametrize(
    ("code", "content"), [(code, content) for code, contents in REFUSALS.items() for content in contents]
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(desk: Desk, code: str, content: bytes) -> None:
    trouble = desk.refusal(desk.file(content), "cost_entries")
    assert trouble.code == code
    assert knows(trouble.code)


def test_a_folder_and_a_missing_file_are_refused(desk: Desk) -> None:
    assert desk.refusal(desk.folder, "orders").code == "load.is_directory"
    assert desk.refusal(desk.folder / "no.csv", "orders").code == "load.file_missing"


def test_nothing_stays_behind_in_the_temporary_folder(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    desk.seen(desk.file(HEAD + ROW), "cost_entries")
    desk.refusal(desk.file(HEAD), "cost_entries")
    assert list(scratch.iterdir()) == []


def test_a_reading_can_be_streamed_more_than_once(desk: Desk) -> None:
    with desk.read(desk.file(HEAD + ROW + "x\n"), "cost_entries") as reading:
        assert [b.to_pylist() for b in reading.batches()] == [b.to_pylist() for b in reading.batches()]
        assert list(reading.rejects()) == list(reading.rejects())
        assert next(reading.batches()).schema == reading.schema


def test_progress_reaches_the_end(desk: Desk) -> None:
    steps: list[Step] = []
    path = desk.file(HEAD + ROW)
    with read_file(path, table=facts.COST_ENTRIES, settings=desk.settings(), progress=steps.append):
        pass
    assert steps[-1].rows == 1
    assert 0 < steps[-1].done == steps[-1].total


def test_the_content_hash_changes_with_the_bytes_and_with_the_mapping_alone(desk: Desk) -> None:
    path = desk.file(HEAD + ROW)
    first, again = (desk.seen(path, "cost_entries").content_hash for _ in range(2))
    kept = desk.mappings / "cost_entries-erp.toml"
    kept.write_text(kept.read_text(encoding="utf-8").replace('note = "备注"', ""), encoding="utf-8")
    mended = desk.seen(path, "cost_entries").content_hash
    other = desk.seen(desk.file(HEAD + ROW + ROW.replace("A1", "A2")), "cost_entries").content_hash
    assert first == again
    assert len({first, mended, other}) == 3


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd"), max_size=12)
NOTES = st.lists(
    st.one_of(CELL, st.sampled_from(['a"b', '"', "x\ny", "a,b", "\r\n", "'"])), min_size=1, max_size=20
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(notes=NOTES, encoding=st.sampled_from(["utf-8", "gb18030"]), quoting=st.sampled_from([0, 1]))
def test_whatever_the_csv_module_writes_is_read_back(
    desk: Desk, notes: list[str], encoding: str, quoting: int
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL)
    writer.writerow(["凭证号", "日期", "金额", "成本类型", "备注"])
    writer.writerows([f"A{n}", "2026-10-01", f"{n}.05", "sms", note] for n, note in enumerate(notes))
    seen = desk.seen(desk.file(buffer.getvalue(), encoding=encoding), "cost_entries")
    blanks = {"", "--", "—", "——", "-", "NULL", "null", "N/A", "n/a", "#N/A", "NaN", "nan", "\\N"}
    expected = [None if note.strip() in blanks else note.strip() for note in notes]
    assert [note and " ".join(str(note).split()) for note in seen.column("note")] == [
        note and " ".join(note.split()) for note in expected
    ]
    assert seen.column("amount_minor") == [100 * n + 5 for n in range(len(notes))]


def workbook(path: Path, rows: list[list[object]], *, sheets: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for name in sheets:
        book.create_sheet(name, 0).append(["nothing of interest"])
    sheet = book.active
    assert sheet is not None
    book.active = book.worksheets.index(book.worksheets[-1])
    for row in rows:
        book.worksheets[-1].append(row)
    book.worksheets[-1].title = "成本"
    book.save(path)
    return path


SHEET: list[list[object]] = [
    ["十月成本"],
    [],
    ["凭证号", "日期", "金额", "成本类型", "备注"],
    ["A1", date(2026, 10, 1), 1234.5, "team_pay", "文字"],
    [1002, datetime(2026, 10, 2, 8, 30), 0.1 + 0.2, "sms", None],  # noqa: DTZ001 - a sheet knows no zones
    ["A3", "2026年10月3日", "￥70", "sms", True],
    ["A4", 46299, -30, "sms", 3],
    [],
    ["A5", date(2026, 10, 1), 1.005, "sms", None],
    ["A6", date(2026, 10, 1), None, "sms", None],
]


def test_a_workbook_is_read_with_its_dates_numbers_and_texts(desk: Desk) -> None:
    seen = desk.seen(workbook(desk.folder / "t.xlsx", SHEET), "cost_entries")
    assert seen.column("entry_id") == ["A1", "1002", "A3", "A4"]
    assert [str(day) for day in seen.column("occurred_on")] == [f"2026-10-0{n}" for n in (1, 2, 3, 4)]
    assert seen.column("amount_minor") == [123450, 30, 7000, -3000]
    assert seen.reasons == [(9, "amount.decimals"), (10, "load.value_missing")]


def test_the_sheet_whose_headers_fit_is_taken_or_the_one_named(desk: Desk) -> None:
    path = workbook(desk.folder / "t.xlsx", SHEET, sheets=("封面", "说明"))
    assert len(desk.seen(path, "cost_entries").rows) == 4
    assert len(Desk(desk.folder, sheet="成本").seen(path, "cost_entries").rows) == 4
    assert Desk(desk.folder, sheet="封面").refusal(path, "orders").code == "load.missing_column"
    unknown = Desk(desk.folder, sheet="九月").refusal(path, "cost_entries")
    assert (unknown.code, unknown.details["sheets"]) == ("load.unknown_sheet", "说明, 封面, 成本")


def test_a_workbook_under_another_name_is_known_by_its_content(desk: Desk) -> None:
    path = workbook(desk.folder / "t.xlsx", SHEET).rename(desk.folder / "t.csv")
    assert len(desk.seen(path, "cost_entries").rows) == 4


def zip_bomb() -> bytes:
    """A workbook whose only sheet unpacks to two gigabytes, by what its directory says."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(10_000))
    data = bytearray(buffer.getvalue())
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 2 << 30)
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zip_bomb(), "load.workbook_too_large"),
        (b"PK\x03\x04 not really a zip file", "load.workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "load.workbook_unreadable"),
    ],
    ids=["bomb", "no zip", "broken xls"],
)
def test_a_hostile_workbook_is_refused(desk: Desk, content: bytes, code: str) -> None:
    assert desk.refusal(desk.file(content, name="t.xlsx"), "cost_entries").code == code


def test_a_workbook_that_needs_too_much_memory_ends_its_child_and_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fenhao.connectors.files._sheet_rows._MEMORY_MAX", 1 << 20)
    monkeypatch.setenv(
        "RUST_BACKTRACE", "1"
    )  # a backtrace without memory once waited for its own lock, ten minutes
    ended: list[subprocess.CompletedProcess[bytes]] = []
    run = subprocess.run

    def kept(args: list[str], **kwargs: Any) -> subprocess.CompletedProcess[bytes]:
        ended.append(run(args, **kwargs))
        return ended[-1]

    monkeypatch.setattr("subprocess.run", kept)
    path = workbook(desk.folder / "t.xlsx", SHEET)
    assert desk.refusal(path, "cost_entries").code == "load.workbook_too_large"
    assert b"stack backtrace" not in ended[0].stderr


def test_an_empty_workbook_is_refused(desk: Desk) -> None:
    assert desk.refusal(workbook(desk.folder / "t.xlsx", []), "orders").code == "load.empty_file"


def test_parquet_is_read_with_the_types_it_brings(desk: Desk) -> None:
    table = pa.table(
        {
            "order_id": pa.array([1, 2, 3, 4], pa.int64()),
            "customer": pa.array(["C1", "C2", None, "C1"]).dictionary_encode(),
            "ordered_at": pa.array([datetime(2026, 9, 30, 16, n, tzinfo=UTC) for n in range(4)]),
            "amount": pa.array([Decimal("1.50"), Decimal("-2.00"), Decimal("0.01"), Decimal("99.99")]),
            "margin": pa.array([0.1 + 0.2, 1.0, None, 70.25], pa.float64()),
            "tags": pa.array([["x"]] * 4),
        }
    )
    pq.write_table(table, desk.folder / "t.parquet")
    seen = desk.seen(desk.folder / "t.parquet", "orders")
    assert seen.column("order_id") == ["1", "2", "3", "4"]
    assert seen.column("customer_id") == ["C1", "C2", None, "C1"]
    assert {str(day) for day in seen.column("ordered_on")} == {"2026-10-01"}
    assert seen.column("revenue_minor") == [150, -200, 1, 9999]
    assert seen.column("margin_minor") == [30, 100, None, 7025]


def test_parquet_numbers_with_too_many_decimals_are_rejected(desk: Desk) -> None:
    columns = {"id": ["A", "B", "C"], "date": [date(2026, 10, 1)] * 3, "cost_type": ["sms"] * 3}
    pq.write_table(pa.table(columns | {"amount": [1.0, 1.005, 2.5]}), desk.folder / "t.parquet")
    seen = desk.seen(desk.folder / "t.parquet", "cost_entries")
    assert seen.column("amount_minor") == [100, 250]
    assert seen.reasons == [(2, "amount.decimals")]


@pytest.mark.parametrize("kept", [4, 100, -1, -20])
def test_truncated_parquet_is_refused(desk: Desk, kept: int) -> None:
    columns = {
        "id": ["A"] * 500,
        "date": ["2026-10-01"] * 500,
        "amount": ["1"] * 500,
        "cost_type": ["sms"] * 500,
    }
    pq.write_table(pa.table(columns), desk.folder / "t.parquet")
    data = (desk.folder / "t.parquet").read_bytes()
    assert (
        desk.refusal(desk.file(data[:kept], name="t.parquet"), "cost_entries").code == "load.parquet_broken"
    )


def test_a_large_file_is_read_in_blocks_with_every_row_once(desk: Desk) -> None:
    rows = 150_000
    body = "".join(
        f"O{n},C{n % 97},2026-10-{n % 28 + 1:02},{n}.{n % 100:02},门店门店门店\n" for n in range(rows)
    )
    body = body.replace("O70000,", 'O70000,"C\n9",2026-10-01,5,x\nO70000b,').replace("O90000,C81", "O5,C85")
    seen = desk.seen(desk.file("订单号,客户编号,日期,金额,渠道\n" + body), "orders")
    assert len(seen.rows) == rows
    assert seen.reasons == [(90_004, "load.duplicate_id")]
    assert seen.column("row_no")[-1] == rows + 1
