"""The weekly list of ineffective spend as a file: a workbook of two sheets, or the cases as CSV."""

import csv
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from fenhao.connectors import harmless
from fenhao.interfaces.cli._books import Desk
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import Sheet, SheetKind, SheetValue, case_sheet, list_workbook, week_sheet
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, major_text

CASES_MAX = 1_000_000
"""A sheet holds no more rows."""


def write_list(
    frame: Frame, desk: Desk, file: Path, *, year: str, people: Mapping[int, str]
) -> tuple[int, str]:
    """Write a year's list to ``.xlsx`` or ``.csv``; return how many cases it holds and their counted total as text."""
    from fenhao.books.database import read
    from fenhao.books.findings import CaseFilter, listed, weekly

    if file.suffix not in {".xlsx", ".csv"}:
        raise Trouble("findings.unknown_file", {"file": file.name})
    cases = read(lambda session: listed(session, CaseFilter(year=year), rows_max=CASES_MAX))
    weeks = read(lambda session: weekly(session, year=year))
    total = major_text(
        sum(each.counted_minor for each in cases if each.state.value != "withdrawn"), digits=desk.book.digits
    )
    title = say("cli.findings.list_title", {"year": year}, frame.lang)
    table = case_sheet(frame.lang, cases, people, title=title, chart=desk.book.chart)
    if file.suffix == ".csv":
        _write_csv(file, table, digits=desk.book.digits)
    else:
        list_workbook(
            file,
            [week_sheet(frame.lang, weeks, people, title=title), table],
            title=title,
            company=desk.book.settings.company,
            digits=desk.book.digits,
            made=desk.at,
        )
    return len(cases), total


def _write_csv(file: Path, sheet: Sheet, *, digits: int) -> None:
    """Write a sheet's rows as CSV that Excel opens; amounts in major units."""
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        out = csv.writer(opened)
        out.writerow([column.name for column in sheet.columns])
        for row in sheet.rows:
            out.writerow(
                [_cell(value, column.kind, digits) for column, value in zip(sheet.columns, row, strict=True)]
            )


def _cell(value: SheetValue, kind: SheetKind, digits: int) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    if isinstance(value, int):
        return major_text(value, digits=digits) if kind is SheetKind.amount else str(value)
    if isinstance(value, (date, Fraction)):
        return str(value)
    return harmless(value) if isinstance(value, str) else ""
