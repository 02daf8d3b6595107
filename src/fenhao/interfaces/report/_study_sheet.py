"""A proposal as a workbook that recalculates and comes back: each cell's base, factors and rounding, and the amount they make."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from fenhao.engine.planning.studies import Proposal, ProposedCell, set_by_hand
from fenhao.interfaces.report._study_cells import Means, StudyTable, StudyVoice
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, major_text, minor_digits, parse_amount
from fenhao.runs.book import whole_file

_MARK = "fenhao proposal"
_KEY = ("month", "tier", "category", "fixed", "base")
_END = ("rounding", "by_hand", "amount")
_ACTIVE = {"=", "+", "-", "@"}
_SHEET_NAME_MAX = 31


def write_proposal_workbook(
    path: Path, found: Proposal, tables: Sequence[StudyTable], *, asked: Mapping[str, str], voice: StudyVoice
) -> None:
    """Write a proposal: its lines with live formulas, what was assumed, and its tables. Never half a file."""
    with whole_file(path) as draft, draft.open("wb") as opened, Workbook(opened) as book:
        _write_lines(book, found, digits=minor_digits(voice.currency))
        _write_asked(book, asked, voice)
        for table in tables:
            if table.code != "cells":
                _write_table(book, table, voice)


def write_study_workbook(
    path: Path, tables: Sequence[StudyTable], *, asked: Mapping[str, str], voice: StudyVoice
) -> None:
    """Write the tables of any study, one a sheet, with what was assumed."""
    with whole_file(path) as draft, draft.open("wb") as opened, Workbook(opened) as book:
        for table in tables:
            _write_table(book, table, voice)
        _write_asked(book, asked, voice)


def read_proposal_workbook(path: Path, *, digits: int) -> dict[tuple[str, str, str], int]:
    """Return the amounts of the lines; Trouble ``planning.not_a_proposal`` or ``planning.proposal_row`` for what cannot be read.

    A line that fixed and variable cost share is one amount: their sum.
    """
    from fenhao.connectors.files import workbook_lines  # heavy, and only reading needs it

    lines = [tuple(cell.strip() for cell in line) for line in workbook_lines(path)]
    if (
        len(lines) < 2
        or lines[0][:1] != (_MARK,)
        or lines[1][: len(_KEY)] != _KEY
        or "amount" not in lines[1]
    ):
        raise Trouble("planning.not_a_proposal", {"file": path.name})
    at = lines[1].index("amount")
    found: dict[tuple[str, str, str], int] = {}
    for place, line in enumerate(lines[2:], start=3):
        if not any(line) or not line[0]:
            continue
        try:
            amount = parse_amount(line[at], digits=digits)
        except (Trouble, IndexError) as wrong:
            raise Trouble("planning.proposal_row", {"row": str(place), "file": path.name}) from wrong
        key = (line[0], line[1].removeprefix("'"), line[2].removeprefix("'"))
        found[key] = found.get(key, 0) + amount
    return found


def proposal_amounts(found: Proposal) -> dict[tuple[str, str, str], int]:
    """Return a proposal's amounts as its workbook holds them, its reserves included."""
    amounts: dict[tuple[str, str, str], int] = {}
    for each in found.cells:
        amounts[each.key] = amounts.get(each.key, 0) + each.amount_minor
    for reserve in found.reserves:
        amounts[reserve.quarter, "", "emergency_reserve"] = reserve.reserve_minor
    return amounts


def proposal_from_workbook(found: Proposal, path: Path, *, digits: int) -> Proposal:
    """Return the proposal as its workbook has it; Trouble for one that cannot be read, or that is none of it."""
    return set_by_hand(found, proposal_changes(found, read_proposal_workbook(path, digits=digits)))


def proposal_changes(
    found: Proposal, amounts: Mapping[tuple[str, str, str], int]
) -> dict[tuple[str, str, str], int]:
    """Return the lines whose amount in a workbook is another; Trouble for a line that the proposal does not have, or one below nothing."""
    own = proposal_amounts(found)
    for key, amount in amounts.items():
        if key not in own:
            raise Trouble("planning.proposal_line", {"line": "/".join(key)})
        if amount < 0:
            raise Trouble("planning.proposal_below", {"line": "/".join(key)})
    return {key: amount for key, amount in amounts.items() if own[key] != amount}


def _write_lines(book: Workbook, found: Proposal, *, digits: int) -> None:
    """Write the lines: amount = ROUND(base x factors) + rounding + by hand, as a formula with its value beside it."""
    page = book.add_worksheet("lines")
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0"})
    codes = tuple(dict.fromkeys(factor.code for each in found.cells for factor in each.factors))
    headers = (*_KEY, *codes, *_END)
    last = len(found.cells) + len(found.reserves) + 2
    amount = xl_col_to_name(len(headers) - 1)
    page.write_string(0, 0, _MARK)
    page.write_string(0, 1, found.label)
    page.write_formula(
        0, 3, f"=ROUND(SUM({amount}3:{amount}{last}),{digits})", money, _major(found.total_minor, digits)
    )
    page.write_row(1, 0, headers, bold)
    for line, each in enumerate(found.cells, start=2):
        _write_line(page, line, each, codes, digits=digits, money=money)
    for line, reserve in enumerate(found.reserves, start=2 + len(found.cells)):
        page.write_row(line, 0, (reserve.quarter, "", "emergency_reserve"))
        page.write_number(line, len(headers) - 1, _major(reserve.reserve_minor, digits), money)
    page.freeze_panes(2, 3)
    page.autofilter(1, 0, last - 1, len(headers) - 1)
    page.set_column(0, len(headers) - 1, 14)


def _write_line(
    page: Worksheet, line: int, cell: ProposedCell, codes: Sequence[str], *, digits: int, money: Format
) -> None:
    """Write one line of a proposal."""
    for place, text in enumerate(
        (cell.month, _inert(cell.tier), _inert(cell.category), "yes" if cell.fixed else "")
    ):
        page.write_string(line, place, text)
    page.write_number(line, 4, _major(cell.base_minor, digits), money)
    held = {factor.code: factor.value for factor in cell.factors}
    for place, code in enumerate(codes, start=len(_KEY)):
        page.write_number(line, place, float(held.get(code, Fraction(1))))
    first, end = xl_col_to_name(4), xl_col_to_name(len(_KEY) + len(codes) - 1)
    at = len(_KEY) + len(codes)
    shown = cell.product
    nearest = (2 * shown.numerator + shown.denominator) // (2 * shown.denominator)
    page.write_number(line, at, _major(cell.amount_minor - cell.by_hand_minor - nearest, digits), money)
    page.write_number(line, at + 1, _major(cell.by_hand_minor, digits), money)
    row = line + 1
    rest = f"{xl_col_to_name(at)}{row}+{xl_col_to_name(at + 1)}{row}"
    formula = f"=ROUND(ROUND(PRODUCT({first}{row}:{end}{row}),{digits})+{rest},{digits})"
    page.write_formula(line, at + 2, formula, money, _major(cell.amount_minor, digits))


def _write_asked(book: Workbook, asked: Mapping[str, str], voice: StudyVoice) -> None:
    """Write what was answered, in the reader's words: nothing reads it back."""
    page = book.add_worksheet(say("planning.sheet_asked", {}, voice.lang)[:_SHEET_NAME_MAX])
    for line, (name, text) in enumerate(sorted(asked.items())):
        page.write_string(line, 0, _inert(voice.question(name)))
        page.write_string(line, 1, _inert(voice.answer(text)))
    page.set_column(0, 1, 24)


def _write_table(book: Workbook, table: StudyTable, voice: StudyVoice) -> None:
    """Write a table: money and counts as numbers, everything else as a reader sees it."""
    page = book.add_worksheet(table.code[:_SHEET_NAME_MAX])
    bold = book.add_format({"bold": True})
    digits = minor_digits(voice.currency)
    money = book.add_format({"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0"})
    page.write_string(0, 0, say(f"planning.table.{table.code}", {}, voice.lang), bold)
    for place, column in enumerate(table.columns):
        page.write_string(1, place, voice.heading(column), bold)
    rows = (*table.rows, table.total) if table.total else table.rows
    for line, row in enumerate(rows, start=2):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if column.means in {Means.money, Means.change} and isinstance(cell, int):
                page.write_number(line, place, _major(cell, digits), money)
            elif column.means is Means.count and isinstance(cell, int):
                page.write_number(line, place, cell)
            else:
                page.write_string(line, place, _inert(voice.cell(column, cell)))
    page.set_column(0, len(table.columns) - 1, 18)


def _major(minor: int, digits: int) -> Decimal:
    return Decimal(major_text(minor, digits=digits))


def _inert(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in _ACTIVE else text
