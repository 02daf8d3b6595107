"""What a reader asks of the budget sheet, as the form or the script tells it, turned into one change of the budget."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fenhao.engine.budget import (
    AddLine,
    CellKey,
    Change,
    PlanCell,
    Selection,
    SetAmount,
    SetCells,
    SetHeld,
    SetOwner,
    Typed,
    chosen,
    taken,
)
from fenhao.interfaces.web._sheet_grid import Grid
from fenhao.interfaces.words import Language, explain_trouble, say
from fenhao.kernel import Trouble, parse_typed

PASTED_MAX = 20_000
"""The most cells of one paste."""
WITHIN = ("year", "quarter", "month", "tier", "category")
"""Whose total can stay when an amount is set."""


@dataclass(frozen=True, slots=True)
class Left:
    """A typed text that was left alone: where it was meant for, and why it could not be taken."""

    row: str
    column: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The change that is asked for, None when nothing of it could be taken, and what is left alone."""

    change: Change | None
    left: tuple[Left, ...] = ()


def wanted(grid: Grid, told: Mapping[str, str], *, digits: int, currency: str, lang: Language) -> Wanted:
    """Return what is asked. Trouble says what cannot be read or cannot be typed there."""
    match told.get("act", ""):
        case "set":
            amount = parse_typed(told.get("text", ""), digits=digits, currency=currency)
            return Wanted(SetAmount(_place(grid, told), amount, _inside(_place(grid, told), told)))
        case "paste":
            return _pasted(grid, told, digits=digits, currency=currency, lang=lang)
        case "clear":
            return Wanted(_cleared(grid, told))
        case "hold" | "release" as act:
            return Wanted(_held(grid, told, held=act == "hold"))
        case "add":
            return Wanted(
                AddLine(
                    told.get("tier", ""), told.get("category", "").strip(), department=told.get("owner", "")
                )
            )
        case "own":
            return Wanted(SetOwner(_place(grid, told), told.get("owner", "").strip()))
    raise Trouble("web.budget.not_understood", {})


def _place(grid: Grid, told: Mapping[str, str]) -> Selection:
    """Return the cells of the place that is named."""
    found = grid.selection(told.get("row", ""), told.get("col", ""))
    if found is None:
        raise Trouble("web.budget.read_only", {})
    return found


def _inside(cells: Selection, told: Mapping[str, str]) -> Selection | None:
    """Return whose total stays, when one was named."""
    return {
        "year": Selection(),
        "quarter": Selection(quarter=cells.quarter),
        "month": Selection(month=cells.month),
        "tier": Selection(tier=cells.tier),
        "category": Selection(category=cells.category),
    }.get(told.get("within", ""))


def _pasted(grid: Grid, told: Mapping[str, str], *, digits: int, currency: str, lang: Language) -> Wanted:
    """Return the change that a pasted block is."""
    block = list(csv.reader(io.StringIO(told.get("text", "")), delimiter="\t"))
    while block and not any(block[-1]):
        block.pop()
    across = max((len(line) for line in block), default=0)
    if across * len(block) > PASTED_MAX:
        raise Trouble("web.budget.too_many", {"most": str(PASTED_MAX)})
    if across == 1 and len(block) == 1 and told.get("row2"):
        return _filled(grid, told, block[0][0], digits=digits, currency=currency, lang=lang)
    rows, columns = grid.block(told.get("row", ""), told.get("col", ""), down=len(block), across=across)
    typed = [
        (row, column, text.strip())
        for row, line in zip(rows, block, strict=False)
        for column, text in zip(columns, line, strict=False)
        if text.strip() not in {"", "--"}
    ]
    beyond = sum(len([text for text in line if text.strip()]) for line in block[len(rows) :])
    beyond += sum(len([text for text in line[len(columns) :] if text.strip()]) for line in block[: len(rows)])
    found = _typed(grid, typed, digits=digits, currency=currency, lang=lang)
    if not beyond:
        return found
    why = say("web.budget.beyond", {"count": str(beyond)}, lang)
    return replace(found, left=(*found.left, Left("", "", "", why)))


def _filled(
    grid: Grid, told: Mapping[str, str], text: str, *, digits: int, currency: str, lang: Language
) -> Wanted:
    """Return the change that puts one text into every single cell of a range, or else into every sum of it."""
    places = [place for place in _range(grid, told) if grid.is_leaf(*place)] or _range(grid, told)
    return _typed(
        grid, [(*place, text.strip()) for place in places], digits=digits, currency=currency, lang=lang
    )


def _typed(
    grid: Grid, typed: Sequence[tuple[str, str, str]], *, digits: int, currency: str, lang: Language
) -> Wanted:
    """Return the change that these texts in these places are: one that is understood is taken as it was meant."""
    read: list[Typed] = []
    places: list[tuple[str, str, str]] = []
    left = []
    known: dict[str, int | Trouble] = {}
    lines = any(grid.is_leaf(row, column) for row, column, _ in typed)
    for row, column, text in typed:
        if lines and not grid.is_leaf(row, column):
            continue  # the sums of a block that brings its cells are sums of those
        if text not in known:
            known[text] = _amount(text, digits=digits, currency=currency)
        amount, selection = known[text], grid.selection(row, column)
        if isinstance(amount, Trouble):
            left.append(Left(row, column, text, explain_trouble(amount, lang)))
        elif selection is None:
            left.append(Left(row, column, text, say("web.budget.read_only", {}, lang)))
        else:
            read.append(Typed(selection, amount))
            places.append((row, column, text))
    if len(read) == 1 and not left:
        return Wanted(SetAmount(read[0].chosen, read[0].amount_minor))
    told = taken(grid.sheet, read)
    left += [
        Left(*places[each.place], say(f"web.budget.left.{each.verdict.value}", {}, lang))
        for each in told.left
    ]
    return Wanted(told.change if told.change.cells else None, tuple(left))


def _amount(text: str, *, digits: int, currency: str) -> int | Trouble:
    """Return the amount that a text tells, or why it tells none."""
    try:
        return parse_typed(text, digits=digits, currency=currency)
    except Trouble as wrong:
        return wrong


def _cleared(grid: Grid, told: Mapping[str, str]) -> Change | None:
    """Return the change that leaves nothing in the single cells of a range; held ones keep what they have."""
    cells = [
        replace(cell, amount_minor=0) for cell in _single(grid, told) if not cell.held and cell.amount_minor
    ]
    return SetCells(tuple(cells)) if cells else None


def _held(grid: Grid, told: Mapping[str, str], *, held: bool) -> Change | None:
    """Return the change that holds a range, or lets it go: its single cells, or those behind its sums."""
    cells = _single(grid, told)
    if not cells:
        picked = [grid.selection(*place) for place in _range(grid, told)]
        if len(picked) == 1 and picked[0] is not None:
            return SetHeld(picked[0], held)
        keys = {cell.key: cell for each in picked if each is not None for cell in chosen(grid.sheet, each)}
        cells = list(keys.values())
    if not cells:
        raise Trouble("web.budget.read_only", {})
    changed = tuple(replace(cell, held=held) for cell in cells if cell.held != held)
    return SetCells(changed) if changed else None


def _single(grid: Grid, told: Mapping[str, str]) -> list[PlanCell]:
    """Return the single cells of a range."""
    there = grid.sheet.by_key
    keys: list[CellKey | None] = [grid.key(*place) for place in _range(grid, told)]
    return [there[key] for key in keys if key is not None]


def _range(grid: Grid, told: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the places between two corners, row by row; without a second corner the first alone."""
    rows = _between([each.code for each in grid.rows], told.get("row", ""), told.get("row2", ""))
    columns = _between([each.code for each in grid.columns], told.get("col", ""), told.get("col2", ""))
    return [(row, column) for row in rows for column in columns]


def _between(codes: Sequence[str], first: str, last: str) -> Sequence[str]:
    """Return what lies between two codes, both included, whichever comes first."""
    if first not in codes:
        return ()
    ends = sorted((codes.index(first), codes.index(last) if last in codes else codes.index(first)))
    return codes[ends[0] : ends[1] + 1]
