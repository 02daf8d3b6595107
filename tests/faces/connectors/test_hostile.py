"""Files made to break a reader: each ends in a clear error or in rejects, within bounded memory and time, and nothing else."""

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from xlsxwriter import Workbook

from fenhao.connectors.files import read_canonical
from fenhao.connectors.pull import exact_json, plain_number
from fenhao.engine import facts
from fenhao.kernel import Trouble
from tests.faces.connectors.desk import Desk

MEMORY_MAX = 1500 << 20
SECONDS_MAX = 60
HEAD = "order_id,customer_id,ordered_on,revenue\n"
ROW = "1,K1,2026-03-05,0.10\n"
SHEET_PART = "xl/worksheets/sheet1.xml"
_PART = '<?xml version="1.0"?>{doctype}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{body}</sst>'


def lying_workbook(template: bytes, part: str, content: bytes) -> bytes:
    """A workbook one part of which unpacks to far more than its directory admits."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert part in old.namelist()
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    data = bytearray(buffer.getvalue())
    entry = data.find(b"PK\x01\x02")
    while entry >= 0:
        if struct.unpack_from("<I", data, entry + 24)[0] == len(content):
            data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
        entry = data.find(b"PK\x01\x02", entry + 1)
    return bytes(data)


def shared_strings(path: Path) -> bytes:
    """A workbook of two orders whose texts lie apart, as spreadsheets write them."""
    book = Workbook(str(path))
    sheet = book.add_worksheet()
    for place, line in enumerate((HEAD + ROW).splitlines()):
        sheet.write_row(place, 0, line.split(","))
    book.close()
    return path.read_bytes()


def repeated_parquet() -> bytes:
    """A Parquet file of a kilobyte that says eight megabytes once, and names them twenty thousand times."""
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["y" * 8_000_000]))
    buffer = io.BytesIO()
    columns = {"order_id": long, "ordered_on": ["2026-03-05"] * 20_000, "revenue": ["1"] * 20_000}
    pq.write_table(pa.table(columns), buffer, compression="zstd")
    return buffer.getvalue()


def lying_parquet() -> bytes:
    """A Parquet file whose footer counts a quadrillion rows where there are a thousand."""
    buffer = io.BytesIO()
    pq.write_table(pa.table({"order_id": ["1"] * 1000}), buffer)
    whole = buffer.getvalue()
    length = int.from_bytes(whole[-8:-4], "little")
    thousand, many = b"\xd0\x0f", b"\x80\x80\xb2\xad\xd8\xe6\xc6\x03"
    footer = whole[-8 - length : -8].replace(thousand, many)
    assert footer != whole[-8 - length : -8]
    return whole[: -8 - length] + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def many_cells(template: bytes, cells: int) -> bytes:
    """A workbook whose sheet has so many cells: a file of some ten kilobytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if not name.startswith("xl/worksheets/"):
                new.writestr(name, old.read(name))
                continue
            with new.open(name, "w") as sheet:
                sheet.write(b"<worksheet><sheetData><row>")
                for _ in range(cells // 1_000_000):
                    sheet.write(b"<c/>" * 1_000_000)
                sheet.write(b"<c/>" * (cells % 1_000_000) + b"</row></sheetData></worksheet>")
    return buffer.getvalue()


def wide_parquet(*, columns: int, rows: int) -> bytes:
    """A Parquet file of empty columns."""
    buffer = io.BytesIO()
    nothing = pa.nulls(rows)
    pq.write_table(pa.table({f"c{n}": nothing for n in range(columns)}), buffer)
    return buffer.getvalue()


def laughs() -> bytes:
    """Entities that grow tenfold with each of nine steps."""
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{steps}]>'
    return _PART.format(doctype=doctype, body="<si><t>&l9;</t></si>").encode()


def hostile(folder: Path) -> dict[str, bytes]:
    """Every hostile file, by its name."""
    book = shared_strings(folder.parent / "book.xlsx")
    strings = "xl/sharedStrings.xml"
    wide = ",".join([HEAD.strip(), *(f"c{n}" for n in range(10_000))])
    cells = ",".join(["1,K1,2026-03-05,0.10", *("x" for _ in range(10_000))])
    deep = b"[" * 200_000
    fields = json.dumps({"order_id": "1", **{f"c{n}": "x" for n in range(10_000)}}).encode() + b"\n"
    found = {
        "wide-long.csv": (wide + "\n").encode() + b"1\n" * 10_000,
        "wide-long.xlsx": many_cells(book, 40_000_001),
        "wide-long.parquet": wide_parquet(columns=10_000, rows=10_001),
        "wide.jsonl": fields * ((32 << 20) // len(fields)),
        "huge-cell.csv": (HEAD + '1,"' + "x" * 8_000_000 + '",2026-03-05,1\n').encode(),
        "huge-cell-of-lines.csv": (HEAD + '1,"' + "x\n" * 2_000_000 + '",2026-03-05,1\n').encode(),
        "wide.csv": (wide + "\n" + (cells + "\n") * 40).encode(),
        "wide-strange.csv": (",".join(f"列{n}" for n in range(10_000)) + "\n1\n").encode(),
        "nul.csv": (HEAD + "1,K\0 1,2026-03-05,1\n" + ROW.replace("1,", "2,", 1)).encode(),
        "mixed.csv": HEAD.encode()
        + "1,客户,2026-03-05,1\n".encode()
        + "2,客户,2026-03-05,1\n".encode("gb18030"),
        "odd-utf16.csv": "﻿".encode("utf-16-le") + (HEAD + ROW).encode("utf-16-le") + b"\x31",
        "half-character.csv": HEAD.encode() + b"1,K\xe5\xae,2026-03-05,1\n",
        "formula.csv": (HEAD + '1,"=HYPERLINK(""http://evil"")",2026-03-05,1\n').encode(),
        "deep.jsonl": deep + b"\n" + b'{"order_id": ' + b'{"a": ' * 50_000 + b"\n",
        "huge.jsonl": b'{"order_id": "' + b"x" * 8_000_000 + b'"}\n',
        "numbers.jsonl": b'{"order_id": "1", "ordered_on": "2026-03-05", "revenue": 1e999999999}\n'
        + b"9" * 5_000_000,
        "nul.jsonl": b'{"order_id": "\\u0000"}\n\0\0\0\n\xff\xfe\n',
        "lying.xlsx": lying_workbook(
            book, strings, _PART.format(doctype="", body=f"<si><t>{'x' * 40_000_000}</t></si>").encode()
        ),
        "laughs.xlsx": lying_workbook(book, strings, laughs()),
        "deep.xlsx": lying_workbook(book, strings, b"<a>" * 300_000),
        "far-dimension.xlsx": lying_workbook(
            book,
            SHEET_PART,
            zipfile.ZipFile(io.BytesIO(book)).read(SHEET_PART).replace(b'"A1:D2"', b'"A1:XFD1048576"'),
        ),
        "far-cell.xlsx": lying_workbook(
            book,
            SHEET_PART,
            zipfile.ZipFile(io.BytesIO(book))
            .read(SHEET_PART)
            .replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        ),
        "repeated.parquet": repeated_parquet(),
        "lying.parquet": lying_parquet(),
        "unmarked-utf16.csv": ("订单编号,客户编号,下单日期,订单金额\n" + ROW).encode("utf-16-le"),
        "unmarked-utf16be.csv": (HEAD + ROW).encode("utf-16-be"),
        "deep-within.jsonl": b'{"order_id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
        "long-number.jsonl": b'{"order_id": "1", "revenue": ' + b"9" * 20_000_000 + b"}\n",
        "long-line.csv": HEAD.encode() + b"1," + b"K" * 20_000_000 + b",2026-03-05,1\n",
        "no-directory.xlsx": book[: len(book) // 2] + book[-22:],
    }
    found |= {f"truncated-{kept}.xlsx": book[: len(book) * kept // 10] for kept in (1, 5, 9)}
    return found


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, int]]:
    """How every hostile file ended, read in a process that may not grow."""
    folder = tmp_path_factory.mktemp("hostile") / "files"
    folder.mkdir()
    for name, content in hostile(folder).items():
        (folder / name).write_bytes(content)
    child = [sys.executable, str(Path(__file__).with_name("hostile_child.py")), str(folder), str(MEMORY_MAX)]
    source = str(Path(__file__).resolve().parents[3] / "src")
    done = subprocess.run(
        child,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (told, seconds, peak) for name, told, seconds, peak in lines}


ENDS = {
    "huge-cell.csv": "load.line_too_long",
    "huge-cell-of-lines.csv": "",
    "wide.csv": "40 read, 39 rejected",
    "wide-strange.csv": "load.missing_column",
    "wide-long.csv": "load.too_wide",
    "wide-long.xlsx": "load.too_many_cells",
    "wide-long.parquet": "load.too_wide",
    "wide.jsonl": "241 read, 241 rejected",
    "nul.csv": "load.binary_file",
    "mixed.csv": "2 read, 1 rejected",
    "odd-utf16.csv": "",
    "half-character.csv": "",
    "formula.csv": "1 read, 0 rejected",
    "deep.jsonl": "2 read, 2 rejected",
    "huge.jsonl": "1 read, 1 rejected",
    "numbers.jsonl": "2 read, 2 rejected",
    "nul.jsonl": "3 read, 3 rejected",
    "lying.xlsx": "",
    "laughs.xlsx": "",
    "deep.xlsx": "",
    "far-dimension.xlsx": "1 read, 0 rejected",
    "far-cell.xlsx": "load.workbook_too_large",
    "repeated.parquet": "load.cell_too_long",
    "lying.parquet": "",
    "unmarked-utf16.csv": "1 read, 0 rejected",
    "unmarked-utf16be.csv": "1 read, 0 rejected",
    "deep-within.jsonl": "1 read, 1 rejected",
    "long-number.jsonl": "1 read, 1 rejected",
    "long-line.csv": "load.line_too_long",
    "no-directory.xlsx": "load.workbook_unreadable",
    "truncated-1.xlsx": "load.workbook_unreadable",
    "truncated-5.xlsx": "load.workbook_unreadable",
    "truncated-9.xlsx": "load.workbook_unreadable",
}
"""How each must end; empty: in any trouble, or in rejects alone."""


@pytest.mark.parametrize("name", ENDS)
def test_a_hostile_file_ends_clearly_within_memory_and_time(
    ends: dict[str, tuple[str, float, int]], name: str
) -> None:
    told, seconds, peak = ends[name]
    if ENDS[name]:
        assert told == ENDS[name]
    else:
        assert told.startswith("load.") or " read, " in told
    assert seconds < SECONDS_MAX
    assert peak < MEMORY_MAX >> 20


FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
WHOLE = (HEAD + ROW * 3 + '2,"K, 2",2026年3月5日,￥1.50\n').encode()
BYTES = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda cut, junk, rest: WHOLE[:cut] + junk + WHOLE[cut + rest :],
        st.integers(0, len(WHOLE)),
        st.binary(max_size=12),
        st.integers(0, 20),
    ),
)


@FUZZ
@given(content=BYTES)
def test_whatever_the_bytes_are_a_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    folder.mkdir(exist_ok=True)
    desk = Desk(folder, source="fuzz")
    for kept in desk.mappings.glob("*"):
        kept.unlink()
    path = desk.file(content)
    ended = "load.ed"
    try:
        desk.seen(path, "orders")
    except Trouble as trouble:
        ended = trouble.code
    assert ended.startswith("load."), ended


_LINE = b'{"order_id": "1", "ordered_on": "2026-03-05", "revenue": 0.10, "margin": null}\n'


@FUZZ
@given(cut=st.integers(0, len(_LINE)), junk=st.binary(max_size=12), rest=st.integers(0, 20))
def test_whatever_the_bytes_are_json_lines_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes, rest: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzz-json"
    folder.mkdir(exist_ok=True)
    desk = Desk(folder)
    path = desk.file(_LINE[:cut] + junk + _LINE[cut + rest :] + _LINE, name="file.jsonl")
    ended = "load.ed"
    try:
        with read_canonical(
            path, table=facts.table("orders"), settings=desk.settings(), parquet=False
        ) as reading:
            rows = sum(batch.num_rows for batch in reading.batches())
            assert reading.rows_read == rows + len(list(reading.rejects()))
    except Trouble as trouble:
        ended = trouble.code
    assert ended.startswith("load."), ended


@FUZZ
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,12})?", fullmatch=True),
    )
)
def test_an_answer_of_a_system_is_json_or_refused(text: str) -> None:
    try:
        told = exact_json(text, host="crm")
    except Trouble as trouble:
        told = trouble.code
    assert not isinstance(told, (int, float)) or isinstance(told, bool), "numbers stay in their digits"
    assert len(str(told)) < 200


DIGITS = [
    ("0.30000000000000004", "0.3"),
    ("1.0E7", "10000000"),
    ("1234.5600000000002", "1234.56"),
    ("123456789012345678.91", "123456789012345678.91"),
    ("0.10", "0.10"),
    ("1e999999999", "1e999999999"),
    ("-2.5e-1", "-0.25"),
]


@pytest.mark.parametrize(("written", "meant"), DIGITS)
def test_a_number_keeps_its_digits(written: str, meant: str) -> None:
    assert plain_number(written) == meant
