"""The budget sheet as a table: written here and not by a template, since a large company's has ten thousand cells."""

from collections.abc import Iterable, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._sheet_grid import NOTHING, Across, Down, Grid, GridCell
from fenhao.interfaces.words import say


def has_decimals(grid: Grid, *, digits: int) -> bool:
    """Whether some cell is not a whole number of the currency's major unit; then all show their decimals."""
    scale: int = 10**digits
    return any((cell.amount_minor or 0) % scale for cell in grid.cells.values())


def written(minor: int | None, *, digits: int, decimals: bool) -> str:
    """Return what a cell shows: every unit of it, thousands apart; nothing where nothing can be."""
    if minor is None:
        return ""
    whole, part = divmod(minor, 10**digits)
    return f"{whole:,}.{part:0{digits}d}" if decimals and digits else f"{whole:,}"


def called_row(names: Names, row: Down) -> str:
    """Return the name of a row."""
    if row.kind == "tier":
        return names.tier(row.tier or "")
    if row.kind in {"line", "reserve"}:
        return names.category(row.category)
    return say(f"web.budget.{row.kind}", {}, names.lang)


def called_column(names: Names, column: Across) -> str:
    """Return the name of a column under its quarter."""
    if column.month:
        return names.month(column.month)
    if column.quarter:
        return say("web.budget.quarter_sum", {}, names.lang)
    return say("web.budget.year_sum", {}, names.lang)


def called_place(names: Names, grid: Grid, row: str, column: str) -> str:
    """Return the name of a place as a sentence says it: April 2027 · A core · Benefits."""
    down = next((each for each in grid.rows if each.code == row), None)
    across = next((each for each in grid.columns if each.code == column), None)
    if down is None or across is None:
        return "–"
    when = names.period(across.month) if across.month else across.quarter or called_column(names, across)
    who = [names.tier(down.tier or "")] if down.kind == "line" else []
    return " · ".join([when, *who, called_row(names, down)])


def texts(grid: Grid, rows: Iterable[Down], *, digits: int, decimals: bool) -> Mapping[str, list[list[str]]]:
    """Return what the cells of these rows show, with their marks, as the script puts them in."""
    cells, codes = grid.cells, [column.code for column in grid.columns]
    return {
        row.code: [
            [written(cell.amount_minor, digits=digits, decimals=decimals), _marks(cell)]
            for cell in (cells.get((row.code, code), NOTHING) for code in codes)
        ]
        for row in rows
    }


def table_body(grid: Grid, names: Names, *, digits: int, decimals: bool) -> SafeString:
    """Return the rows of the table."""
    held, said = (escape(say(f"web.budget.{word}", {}, names.lang)) for word in ("held", "said"))
    titles = {"h": held, "s": said, "hs": f"{held}, {said}"}
    kinds = [_kind(column) for column in grid.columns]
    lines = []
    for row in grid.rows:
        cells = []
        for column, kind in zip(grid.columns, kinds, strict=True):
            cell = grid.at(row, column)
            marks = _marks(cell)
            title = f' title="{titles[marks]}"' if marks else ""
            fixed = "" if grid.selection(row.code, column.code) else ' aria-readonly="true"'
            css = f"{kind}{' held' if cell.held else ''}{' said' if cell.said else ''}"
            text = written(cell.amount_minor, digits=digits, decimals=decimals)
            cells.append(f'<td class="{css}"{title}{fixed}>{text}</td>')
        name = escape(called_row(names, row))
        lines.append(
            f'<tr class="{row.kind}" data-row="{escape(row.code)}"><th scope="row">{name}</th>{"".join(cells)}</tr>\n'
        )
    return mark_safe("".join(lines))  # noqa: S308 - every word in it is escaped above


def _kind(column: Across) -> str:
    """Return the class of a column's cells."""
    return "m" if column.month else "q" if column.quarter else "y"


def _marks(cell: GridCell) -> str:
    """Return the marks of a cell: h for held, s for something said."""
    return f"{'h' if cell.held else ''}{'s' if cell.said else ''}"
