"""A budget version as a file that people edit: CSV or Excel, with its save and control total in the first row."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from fenhao.kernel import Trouble, major_text, parse_amount
from fenhao.runs.book import whole_file

if TYPE_CHECKING:
    from fenhao.books.plans import ExportedSheet, SheetRow

MARK = "fenhao budget"
HEADERS = ("quarter", "month", "tier", "category", "fixed", "amount", "held", "department", "note")
_ACTIVE = {"=", "+", "-", "@", "'"}
_AMOUNT = HEADERS.index("amount")


def write_budget_sheet(path: Path, sheet: "ExportedSheet", *, name: str, digits: int) -> None:
    """Write the version; a half-written file is never left behind. The Excel file sums its amounts by a formula."""
    with whole_file(path) as draft:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(draft, sheet, name=name, digits=digits)
        else:
            first = (MARK, name, str(sheet.token), major_text(sheet.control_total_minor, digits=digits))
            with draft.open("w", encoding="utf-8-sig", newline="") as opened:
                csv.writer(opened).writerows([first, HEADERS, *(_cells(row, digits) for row in sheet.rows)])


def read_budget_sheet(path: Path, *, digits: int) -> tuple[str, "ExportedSheet"]:
    """Return the version's name and its rows; Trouble ``plans.not_a_sheet``, ``plans.sheet_row`` or ``plans.sheet_no_total`` for what cannot be read.

    Trouble under ``load.`` and ``columns.`` for a file that is none of its kind, or is in two encodings.
    """
    from fenhao.books.plans import ExportedSheet  # rooms of the books open only once the site is set up

    lines = _lines(path)
    if len(lines) < 2 or lines[0][:1] != (MARK,) or len(lines[0]) < 4 or lines[1][: len(HEADERS)] != HEADERS:
        raise Trouble("plans.not_a_sheet", {"file": path.name})
    _, name, token, total = lines[0][:4]
    if not token.isdigit():
        raise Trouble("plans.not_a_sheet", {"file": path.name})
    rows = tuple(
        _row(path, place, cells, digits=digits) for place, cells in enumerate(lines[2:], 3) if any(cells)
    )
    return name, ExportedSheet(0, int(token), _total(path, total, digits=digits), rows)


def _total(path: Path, text: str, *, digits: int) -> int:
    """Return the control total; Trouble ``plans.sheet_no_total`` for a formula that no program has worked out."""
    if not text:
        raise Trouble("plans.sheet_no_total", {"file": path.name})
    try:
        return parse_amount(text, digits=digits)
    except Trouble as wrong:
        details = {"row": "1", "file": path.name, "column": "D", "text": text}
        raise Trouble("plans.sheet_row", details) from wrong


def _write_workbook(path: Path, sheet: "ExportedSheet", *, name: str, digits: int) -> None:
    """Write one sheet: amounts are numbers, everything else is text."""
    book = Workbook(str(path))
    try:
        page = book.add_worksheet("budget")
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0"})
        for place, word in enumerate((MARK, name, str(sheet.token))):
            page.write_string(0, place, word)
        last = len(sheet.rows) + 2
        total = Decimal(major_text(sheet.control_total_minor, digits=digits))
        page.write_formula(0, 3, f"=ROUND(SUM(F3:F{max(last, 3)}),{digits})", money, total)
        page.write_row(1, 0, HEADERS, bold)
        for line, row in enumerate(sheet.rows, 2):
            for place, cell in enumerate(_cells(row, digits)):
                if place == _AMOUNT:
                    page.write_number(line, place, Decimal(cell), money)
                else:
                    page.write_string(line, place, cell)
        page.freeze_panes(2, 4)
        page.autofilter(1, 0, last - 1, len(HEADERS) - 1)
        page.set_column(0, 8, 14)
    finally:
        book.close()


def _lines(path: Path) -> list[tuple[str, ...]]:
    """Return the rows of the file as text."""
    from fenhao.connectors.files import text_records, workbook_lines  # heavy, and only reading needs it

    read = workbook_lines if path.suffix.lower() == ".xlsx" else text_records
    return [tuple(cell.strip() for cell in line) for line in read(path)]


def _cells(row: "SheetRow", digits: int) -> tuple[str, ...]:
    """Return a row as text."""
    return (
        row.quarter,
        row.month,
        _inert(row.tier),
        _inert(row.category),
        "yes" if row.fixed else "",
        major_text(row.amount_minor, digits=digits),
        "yes" if row.held else "",
        _inert(row.department),
        _inert(row.note),
    )


def _inert(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula: ``_row`` takes the apostrophe away again."""
    return f"'{text}" if text[:1] in _ACTIVE else text


def _row(path: Path, place: int, cells: Sequence[str], *, digits: int) -> "SheetRow":
    """Return the row that a line of text tells."""
    from fenhao.books.plans import SheetRow

    padded = (*(cell.removeprefix("'") for cell in cells), *[""] * len(HEADERS))
    quarter, month, tier, category, fixed, amount, held, department, note = padded[: len(HEADERS)]
    marks = {}
    for column, cell in (("fixed", fixed), ("held", held)):
        if cell.lower() not in {"", "yes", "no"}:
            raise Trouble(
                "plans.sheet_row", {"row": str(place), "file": path.name, "column": column, "text": cell}
            )
        marks[column] = cell.lower() == "yes"
    try:
        minor = parse_amount(amount, digits=digits)
    except Trouble as wrong:
        details = {"row": str(place), "file": path.name, "column": "amount", "text": amount}
        raise Trouble("plans.sheet_row", details) from wrong
    return SheetRow(quarter, month, tier, category, marks["fixed"], minor, marks["held"], department, note)
