"""One table of figures, three faces: rows on a page, rows on paper, and a sheet whose differences and rates are formulas."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fenhao.interfaces.report._blocks import Cell, Row, Table, head
from fenhao.interfaces.report._figures import NO_DATA, Figures
from fenhao.interfaces.report._sheet import Column, Formula, Kind, Sheet, Value

Held = str | date | int | Fraction | None
"""What one cell holds: text, a day, an amount in minor units or a count, a share, or nothing."""

_STANDS = {Kind.text: "", Kind.day: "date"}
"""How cells stand that are no number; a day is never broken over lines."""
_WIDE = {Kind.text: 26, Kind.amount: 16, Kind.share: 10, Kind.count: 10, Kind.day: 12}


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column. ``total`` sums it.

    A derived column has no values of its own: ``of`` works it out from the row's amounts, of a total as of a row, and
    ``formula`` says the same to a spreadsheet, naming columns by their codes in braces.
    """

    code: str
    name: str
    kind: Kind
    total: bool = False
    formula: str = ""
    of: Callable[[Mapping[str, int]], Held] | None = None
    bad_when: Callable[[Mapping[str, int]], bool] | None = None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The values of a row by column, without derived ones, and where each leads."""

    values: Mapping[str, Held]
    hrefs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table with its message. ``empty`` is said when it has no row."""

    anchor: str
    name: str
    title: str
    subtitle: str
    columns: tuple[FigureColumn, ...]
    rows: tuple[FigureRow, ...]
    empty: str
    total: str = ""
    note: str = ""

    def cells(self, row: FigureRow) -> tuple[Held, ...]:
        """Return a row's values, derived ones among them."""
        amounts = _amounts(row.values)
        return tuple(
            column.of(amounts) if column.of else row.values.get(column.code) for column in self.columns
        )

    def totals(self) -> tuple[Held, ...]:
        """Return the sums below the rows: a sum where the column has one, what derives from sums where it derives."""
        sums = {
            column.code: sum(_number(row.values.get(column.code)) for row in self.rows)
            for column in self.columns
            if column.total
        }
        return tuple(
            column.of(sums) if column.of and sums else sums.get(column.code) for column in self.columns
        )

    def table(self, write: Figures) -> Table:
        """Return the table as a page shows it; amounts to their last unit."""
        rows = tuple(
            Row(
                tuple(
                    _cell(write, column, value, row.hrefs.get(column.code, ""), row.values)
                    for column, value in zip(self.columns, self.cells(row), strict=True)
                )
            )
            for row in self.rows
        )
        heads = tuple(head(each.name, "" if each.kind in _STANDS else "num") for each in self.columns)
        return Table(self.name, heads, rows, (self._foot(write),) if self.total and rows else ())

    def sheet(self, *, subtitle: str, total: str) -> Sheet:
        """Return the table as a sheet; what derives is a formula with its value."""
        letters = {column.code: _letter(place) for place, column in enumerate(self.columns)}
        places = {code: f"{letter}{{r}}" for code, letter in letters.items()}
        rows = []
        for row in self.rows:
            cells: list[Value] = []
            for column, value in zip(self.columns, self.cells(row), strict=True):
                if column.of and column.formula and not isinstance(value, date):
                    cells.append(Formula(column.formula.format(**places), value))
                else:
                    cells.append(value)
            rows.append(tuple(cells))
        return Sheet(
            name=self.name,
            title=self.title,
            subtitle=subtitle,
            total=total,
            columns=tuple(
                Column(
                    each.name,
                    each.kind,
                    _WIDE[each.kind],
                    each.total,
                    self._of_totals(each, value, places),
                )
                for each, value in zip(self.columns, self.totals(), strict=True)
            ),
            rows=tuple(rows),
        )

    def _of_totals(self, column: FigureColumn, value: Held, places: Mapping[str, str]) -> Formula | None:
        """Return what stands in the row of sums for a column that derives from summed ones."""
        if not self.total or not column.formula or isinstance(value, date):
            return None
        return Formula(column.formula.format(**places), value)

    def _foot(self, write: Figures) -> Row:
        """Return the row of sums."""
        cells = []
        sums = dict(zip((each.code for each in self.columns), self.totals(), strict=True))
        for place, column in enumerate(self.columns):
            value = self.total if place == 0 else sums[column.code]
            summed = column.total or column.of is not None or place == 0
            cells.append(_cell(write, column, value if summed else "", "", sums))
        return Row(tuple(cells), css="total")


def _cell(write: Figures, column: FigureColumn, value: Held, href: str, values: Mapping[str, Held]) -> Cell:
    """Return one cell in words."""
    bad = column.bad_when is not None and column.bad_when(_amounts(values))
    css = _STANDS.get(column.kind, "num bad" if bad else "num")
    return Cell(_text(write, column.kind, value), href=href, css=css)


def _text(write: Figures, kind: Kind, value: Held) -> str:
    """Return a value as a page shows it."""
    if value is None:
        return NO_DATA
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if kind is Kind.share:
        return write.percent(Fraction(value))
    assert isinstance(value, int), value
    return write.plain(value) if kind is Kind.amount else write.count(value)


def _amounts(values: Mapping[str, Held]) -> dict[str, int]:
    """Return the whole numbers among the values."""
    return {code: value for code, value in values.items() if isinstance(value, int)}


def _number(value: Held) -> int:
    """Return what a cell adds to a sum."""
    return value if isinstance(value, int) else 0


def _letter(place: int) -> str:
    """Return the letter of a column; no table of a report has more than there are letters."""
    assert place < 26, "a table of a report has at most 26 columns"
    return chr(ord("A") + place)
