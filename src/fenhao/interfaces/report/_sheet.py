"""One sheet: a title, totals that follow the filter, a header, and rows of values and formulas.

Every formula is written together with its value, because previews and readers that do not calculate show
nothing else; that a spreadsheet program calculates the same is a test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from fenhao.interfaces.report._figures import NO_DATA, TIMES_BEYOND, TIMES_FROM

_TOTALS, _HEADER, _FIRST = 2, 3, 4
_NAME_MAX = 31


class Kind(Enum):
    """What a column holds: amounts are minor units here and major units in the cell."""

    text = "text"
    day = "day"
    amount = "amount"
    count = "count"
    share = "share"


@dataclass(frozen=True, slots=True)
class Formula:
    """``text`` without the equals sign, ``{r}`` standing for its row; ``value`` is what it comes to."""

    text: str
    value: int | Fraction | str | None


Value = str | date | int | Fraction | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``total`` says that the row above the header sums what the filter leaves.

    ``of_totals`` stands there instead where a figure derives from such sums: a rate, a difference.
    """

    name: str
    kind: Kind
    width: int
    total: bool = False
    of_totals: Formula | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet before it is written. ``total`` is the word in front of the totals."""

    name: str
    title: str
    subtitle: str
    total: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    red_above_one: str = ""

    def cells(self, column: str) -> str:
        """Return the address of all values of a column, for formulas in other sheets."""
        letter = self.letter(column)
        return f"{quoted(self.name)}!${letter}${_FIRST + 1}:${letter}${_FIRST + max(len(self.rows), 1)}"

    def cell(self, column: str, row: int) -> str:
        """Return the address of one value, for formulas in other sheets. ``row`` counts from zero."""
        return f"{quoted(self.name)}!${self.letter(column)}${_FIRST + 1 + row}"

    def own(self, column: str) -> str:
        """Return the address of all values of a column, for formulas in the sheet itself."""
        letter = self.letter(column)
        return f"${letter}${_FIRST + 1}:${letter}${_FIRST + max(len(self.rows), 1)}"

    def letter(self, column: str) -> str:
        """Return the letter of the column that is called so."""
        return letters(self.columns)[column]


def letters(columns: Sequence[Column]) -> dict[str, str]:
    """Return the letter of every column by its name. Names are unique within a sheet."""
    found = {column.name: xl_col_to_name(i) for i, column in enumerate(columns)}
    assert len(found) == len(columns), "two columns of one sheet share a name"
    return found


def quoted(name: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of one workbook; ``plain`` and ``bold`` hold one for each kind.

    ``below`` are (limit, format) of negative shares that are told as multiples: a number format holds two conditions, the others are these.
    """

    title: Format
    subtitle: Format
    header: Format
    header_right: Format
    red: Format
    below: tuple[tuple[int, Format], ...]
    plain: dict[Kind, Format]
    bold: dict[Kind, Format]
    digits: int


def looks_of(book: Workbook, *, digits: int) -> Looks:
    """Return the formats of a workbook whose amounts have ``digits`` decimals."""
    decimals = "." + "0" * digits if digits else ""
    codes = {
        Kind.text: "@",
        Kind.day: "yyyy-mm-dd",
        Kind.amount: f"#,##0{decimals};-#,##0{decimals}",
        Kind.count: "#,##0",
        Kind.share: f'[>={TIMES_BEYOND}]"> {TIMES_BEYOND:,}×";[>={TIMES_FROM}]#,##0"×";0.0%',
    }
    quiet = {"font_size": 10, "valign": "vcenter"}
    return Looks(
        title=book.add_format({"bold": True, "font_size": 14}),
        subtitle=book.add_format({"font_color": "#565E6C", "font_size": 10}),
        header=book.add_format(
            {"bold": True, "font_size": 10, "bottom": 1, "text_wrap": True, "valign": "bottom"}
        ),
        header_right=book.add_format(
            {
                "bold": True,
                "font_size": 10,
                "bottom": 1,
                "text_wrap": True,
                "valign": "bottom",
                "align": "right",
            }
        ),
        red=book.add_format({"font_color": "#B82D23"}),
        below=(
            (-TIMES_BEYOND, book.add_format({"num_format": f'"< −{TIMES_BEYOND:,}×"'})),
            (-TIMES_FROM, book.add_format({"num_format": '#,##0"×";−#,##0"×"'})),
        ),
        plain={kind: book.add_format({"num_format": code, **quiet}) for kind, code in codes.items()},
        bold={
            kind: book.add_format({"num_format": code, "bold": True, **quiet}) for kind, code in codes.items()
        },
        digits=digits,
    )


def write_sheet(book: Workbook, looks: Looks, sheet: Sheet) -> None:
    """Write one sheet: frozen under its header, with a filter, landscape and one page wide on paper."""
    assert len(sheet.name) <= _NAME_MAX, f"{sheet.name}: a sheet's name has at most {_NAME_MAX} letters"
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER)
    page.freeze_panes(_FIRST, 1)
    page.write_string(0, 0, sheet.title, looks.title)
    page.write_string(1, 0, sheet.subtitle, looks.subtitle)
    last = _FIRST + max(len(sheet.rows), 1) - 1
    for i, column in enumerate(sheet.columns):
        page.set_column(i, i, column.width)
        left = column.kind in (Kind.text, Kind.day)
        page.write_string(_HEADER, i, column.name, looks.header if left else looks.header_right)
        if column.of_totals is not None and sheet.rows:
            write_cell(page, looks, _TOTALS, i, column.of_totals, looks.bold[column.kind], column.kind)
        elif column.total and sheet.rows:
            letter = xl_col_to_name(i)
            total = sum(_known(row[i]) for row in sheet.rows)
            formula = Formula(f"SUBTOTAL(109,{letter}{_FIRST + 1}:{letter}{last + 1})", total)
            write_cell(page, looks, _TOTALS, i, formula, looks.bold[column.kind], column.kind)
        for limit, look in looks.below if column.kind is Kind.share else ():
            rule = {"type": "cell", "criteria": "<=", "value": limit, "format": look, "stop_if_true": True}
            page.conditional_format(_TOTALS, i, last, i, rule)
    if any(column.total for column in sheet.columns) and sheet.rows:
        page.write_string(_TOTALS, 0, sheet.total, looks.bold[Kind.text])
    for r, row in enumerate(sheet.rows):
        assert len(row) == len(sheet.columns), f"{sheet.name}: row {r} has {len(row)} cells"
        for i, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            write_cell(page, looks, _FIRST + r, i, value, looks.plain[column.kind], column.kind)
    page.autofilter(_HEADER, 0, last, len(sheet.columns) - 1)
    if sheet.red_above_one:
        letter = sheet.letter(sheet.red_above_one)
        rule = {"type": "cell", "criteria": ">", "value": 1, "format": looks.red}
        page.conditional_format(f"{letter}{_FIRST + 1}:{letter}{last + 1}", rule)


def _known(value: Value) -> int:
    """Return what a cell of a summed column adds: whole minor units or a count."""
    held = value.value if isinstance(value, Formula) else value
    assert held is None or isinstance(held, int), f"{held!r} cannot be summed"
    return held or 0


def write_cell(
    page: Worksheet, looks: Looks, row: int, at: int, value: Value, look: Format, kind: Kind
) -> None:
    """Write one cell. Text is always text: what looks like a formula in the data stays what it looks like."""
    if value is None:
        page.write_string(row, at, NO_DATA, look)
    elif isinstance(value, Formula):
        shown = NO_DATA if value.value is None else _shown(value.value, kind, looks.digits)
        page.write_formula(row, at, "=" + value.text.replace("{r}", str(row + 1)), look, shown)
    elif isinstance(value, str):
        page.write_string(row, at, value, look)
    elif isinstance(value, date):
        page.write_datetime(row, at, datetime.combine(value, time.min), look)
    else:
        shown = _shown(value, kind, looks.digits)
        assert isinstance(shown, Decimal)
        page.write_number(row, at, shown, look)


def _shown(value: int | Fraction | str, kind: Kind, digits: int) -> Decimal | str:
    """Return what the cell holds: amounts in major units, exact; shares to the digits that a double has."""
    if isinstance(value, str):
        return value
    if kind is Kind.amount and isinstance(value, int):
        return Decimal(value).scaleb(-digits)
    exact = Fraction(value, 10**digits) if kind is Kind.amount else Fraction(value)
    return Decimal(exact.numerator) / Decimal(exact.denominator)
