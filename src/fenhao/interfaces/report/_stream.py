"""One sheet of any number of rows, written as they come: memory stays what it is for ten.

Above the header stand a title, what the sheet is about, and totals that follow the filter. The totals are written before
the rows are, so their values are told beforehand and compared with what was written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from fenhao.interfaces.report._sheet import Column, Formula, Kind, Value, looks_of, write_cell


@dataclass(frozen=True, slots=True)
class Stream:
    """A sheet before its rows: ``notes`` stand under the title, ``totals`` are the sums of the columns that have one."""

    name: str
    title: str
    notes: tuple[str, ...]
    total: str
    columns: tuple[Column, ...]
    count: int
    totals: tuple[int, ...]


def stream_workbook(
    target: IO[bytes],
    sheet: Stream,
    rows: Iterable[Sequence[Value]],
    *,
    company: str,
    digits: int,
    made: datetime,
) -> bool:
    """Write the sheet; return whether its rows came to the count and the totals told beforehand."""
    book = Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": sheet.title, "company": company, "created": made.replace(tzinfo=None)})
    looks = looks_of(book, digits=digits)
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    totals_at = len(sheet.notes) + 1
    header_at, first = totals_at + 1, totals_at + 2
    last = first + max(sheet.count, 1) - 1
    page.repeat_rows(header_at)
    page.freeze_panes(first, 1)
    page.autofilter(header_at, 0, last, len(sheet.columns) - 1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
    page.write_string(0, 0, sheet.title, looks.title)
    for at, note in enumerate(sheet.notes, 1):
        page.write_string(at, 0, note, looks.subtitle)
    page.write_string(totals_at, 0, sheet.total, looks.bold[Kind.text])
    summed = [at for at, column in enumerate(sheet.columns) if column.total]
    for at, total in zip(summed, sheet.totals, strict=True):
        letter = xl_col_to_name(at)
        formula = Formula(f"SUBTOTAL(109,{letter}{first + 1}:{letter}{last + 1})", total)
        kind = sheet.columns[at].kind
        write_cell(page, looks, totals_at, at, formula, looks.bold[kind], kind)
    for at, column in enumerate(sheet.columns):
        left = column.kind in (Kind.text, Kind.day)
        page.write_string(header_at, at, column.name, looks.header if left else looks.header_right)
    count, sums = 0, [0] * len(summed)
    for row in rows:
        for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            write_cell(page, looks, first + count, at, value, looks.plain[column.kind], column.kind)
        sums = [have + _whole(row[at]) for have, at in zip(sums, summed, strict=True)]
        count += 1
    book.close()
    return count == sheet.count and tuple(sums) == sheet.totals


def text_of(value: Value, kind: Kind, *, digits: int) -> str:
    """Return a cell as a text file holds it: amounts in major units without grouping, days as 2026-03-05."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if kind is Kind.amount and isinstance(value, int):
        return f"{Decimal(value).scaleb(-digits):f}"
    return str(value)


def _whole(value: Value) -> int:
    """Return what a cell adds to its total."""
    assert value is None or isinstance(value, int), f"{value!r} cannot be summed"
    return value or 0
