"""The weekly list of ineffective spend as a file: a workbook of two sheets, or the cases as CSV."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from fenhao.interfaces.cli._books import Desk
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import Sheet, SheetColumn, SheetKind, SheetValue, list_workbook
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, major_text

if TYPE_CHECKING:
    from fenhao.books.findings import CaseRow, WeekRow

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
    table = _case_sheet(frame, cases, people, title=title)
    if file.suffix == ".csv":
        _write_csv(file, table, digits=desk.book.digits)
    else:
        list_workbook(
            file,
            [_week_sheet(frame, weeks, people, title=title), table],
            title=title,
            company=desk.book.settings.company,
            digits=desk.book.digits,
            made=desk.at,
        )
    return len(cases), total


def _week_sheet(frame: Frame, weeks: "Sequence[WeekRow]", people: Mapping[int, str], *, title: str) -> Sheet:
    """Return the weeks by rule and owner."""
    columns = (
        ("week_on", SheetKind.day, False),
        ("rule", SheetKind.text, False),
        ("owner", SheetKind.text, False),
        ("cases", SheetKind.count, True),
        ("counted_minor", SheetKind.amount, True),
        ("open_minor", SheetKind.amount, True),
        ("accepted_minor", SheetKind.amount, True),
        ("dismissed_minor", SheetKind.amount, True),
        ("recovered_minor", SheetKind.amount, True),
        ("share", SheetKind.share, False),
    )
    rows = tuple(
        (
            each.week_on,
            say(f"rule.{each.rule}", {}, frame.lang),
            people.get(each.owner or 0, ""),
            each.cases,
            each.counted_minor,
            each.open_minor,
            each.accepted_minor,
            each.dismissed_minor,
            each.recovered_minor,
            each.share,
        )
        for each in weeks
    )
    return _sheet(frame, "weeks_sheet", title, columns, rows)


def _case_sheet(frame: Frame, cases: "Sequence[CaseRow]", people: Mapping[int, str], *, title: str) -> Sheet:
    """Return the cases, one a row."""
    columns = (
        ("id", SheetKind.count, False),
        ("week_on", SheetKind.day, False),
        ("found_on", SheetKind.day, False),
        ("rule", SheetKind.text, False),
        ("customer", SheetKind.text, False),
        ("line", SheetKind.text, False),
        ("entry", SheetKind.text, False),
        ("evidence", SheetKind.text, False),
        ("counted_minor", SheetKind.amount, True),
        ("recovered_minor", SheetKind.amount, True),
        ("state", SheetKind.text, False),
        ("owner", SheetKind.text, False),
        ("why", SheetKind.text, False),
    )
    rows = tuple(
        (
            each.id,
            each.week_on,
            each.found_on,
            say(f"rule.{each.rule}", {}, frame.lang),
            each.customer,
            f"{each.spent_month} {each.line_tier} {each.category}",
            f"{each.subledger} {each.source} {each.entry_id}",
            each.evidence,
            each.counted_minor,
            each.recovered_minor,
            say(f"finding_state.{each.state.value}", {}, frame.lang),
            people.get(each.owner or 0, ""),
            each.why,
        )
        for each in cases
    )
    return _sheet(frame, "cases_sheet", title, columns, rows)


def _sheet(
    frame: Frame,
    name: str,
    title: str,
    columns: Sequence[tuple[str, SheetKind, bool]],
    rows: tuple[tuple[SheetValue, ...], ...],
) -> Sheet:
    """Return a sheet with the command's words over its columns."""
    wide = {SheetKind.text: 24, SheetKind.amount: 16}
    return Sheet(
        name=say(f"cli.findings.{name}", {}, frame.lang),
        title=title,
        subtitle=say("cli.findings.list_note", {}, frame.lang),
        total=say("cli.findings.total", {}, frame.lang),
        columns=tuple(
            SheetColumn(say(f"cli.findings.{each}", {}, frame.lang), kind, wide.get(kind, 12), total)
            for each, kind, total in columns
        ),
        rows=rows,
    )


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
    text = value if isinstance(value, str) else ""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
