"""What the page of a budget version shows: its sheet, its standing, its parts and what was said about it."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.database import Session, read
from fenhao.books.people import Right, Role, members
from fenhao.books.plans import Opened, SaveAnswer, operations as plans
from fenhao.engine.budget import CellConflict, Sheet, VersionState
from fenhao.engine.value import TIERS
from fenhao.interfaces.period import day_of
from fenhao.interfaces.web._budget_words import short_reserve, version_name
from fenhao.interfaces.web._case_about import refusal
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._sheet_asked import WITHIN
from fenhao.interfaces.web._sheet_grid import UNOWNED, Grid, grid_of
from fenhao.interfaces.web._sheet_table import (
    called_column,
    called_place,
    called_row,
    has_decimals,
    table_body,
)
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import say

CONFLICTS_SHOWN = 200
"""How many cells a diff shows; it says how many there are."""
_WAY = (VersionState.draft, VersionState.submitted, VersionState.approved, VersionState.in_force)
_JUDGED = frozenset({VersionState.draft, VersionState.submitted})
"""The states in which it can still be said that a budget keeps too little in reserve."""


@lru_cache(maxsize=1)
def sheet_script() -> tuple[str, str]:
    """Return the sheet's script and the short digest under which browsers may keep it for ever."""
    text = (files("fenhao.interfaces.web") / "sheet.js").read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Seen:
    """A version as one reader has it before him: laid out, in words, and what he may do with it.

    ``called`` are the names of departments by code.
    """

    opened: Opened
    grid: Grid
    names: Names
    people: Mapping[int, tuple[str, str, str]]
    called: Mapping[str, str]
    edits: bool
    leads: bool
    submits: bool
    query: str

    @property
    def digits(self) -> int:
        """The decimals of the currency."""
        return self.names.figures(0).digits


@dataclass(frozen=True, slots=True)
class Answered:
    """What a form of the page is answered with when it was not done: why, and what was typed, so that nothing is lost."""

    reasons: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    stale: SaveAnswer | None = None


NOTHING_SAID = Answered()


def seen(request: HttpRequest, here: Surroundings, *, known: tuple[int, Sheet] | None = None) -> Seen:
    """Return the version of the address as this reader has it before him; no such page where there is none.

    ``known`` is the sheet as a save with that token left it.

    Whoever edits one part sees that part first, so that what comes from a spreadsheet lies side by side here too.
    """
    number = here.number("version")

    def work(session: Session) -> tuple[Opened | None, Mapping[int, tuple[str, str, str]]]:
        """Read it with the names of people and their departments."""
        return plans.opened(session, number, known=known), members(session)

    opened, people = read(work)
    if opened is None:
        raise Http404
    leads = not here.reader.roles.isdisjoint({Role.finance, Role.management})
    own = people.get(here.reader.id or 0, ("", "", ""))[1]
    first = own if not leads and own in opened.sheet.departments else ""
    asked = {"department": request.GET.get("department", first), "by": request.GET.get("by", "")}
    departments = (*opened.sheet.departments, UNOWNED)
    if asked["department"] not in departments:
        asked["department"] = ""
    names = Names(here)
    draft = opened.version.state is VersionState.draft
    grid = grid_of(
        opened.sheet,
        department=asked["department"],
        by_quarter=asked["by"] == "quarter",
        order=[each.code for each in here.book.chart.categories],
        said=[each.cell for each in opened.comments if each.cell is not None],
    )
    return Seen(
        opened=opened,
        grid=grid,
        names=names,
        people=people,
        called={code: name for _, code, name in people.values()},
        edits=draft and here.reader.may(Right.prepare_budget),
        leads=leads,
        submits=not here.reader.roles.isdisjoint({Role.finance, Role.management, Role.operations}),
        query=urlencode(
            {name: value for name, value in asked.items() if value or (name == "department" and first)}
        ),
    )


def sheet_page(
    request: HttpRequest, here: Surroundings, found: Seen, answered: Answered = NOTHING_SAID
) -> HttpResponse:
    """Return the page of a version."""
    version, names, grid = found.opened.version, found.names, found.grid
    decimals = has_decimals(grid, digits=found.digits)
    return shown(
        request,
        here,
        "web/budget_sheet.html",
        {
            "version": version,
            "name": version_name(version),
            "refusal": refusal(here, version),
            "reserve": short_reserve(names, found.opened.sheet)
            if version.state in _JUDGED and not version.scenario
            else "",
            "state": version.state.value,
            "way": [(each.value, each is version.state, _WAY.index(each)) for each in _WAY]
            if version.state in _WAY and not version.scenario
            else [],
            "unit": names.figures(0).unit,
            "kpis": kpis(found),
            "quarters": [
                (each.quarter, 1 if request.GET.get("by") == "quarter" else len(each.months) + 1)
                for each in grid.sheet.quarters
            ],
            "columns": [(each.code, called_column(names, each), _css(each.code)) for each in grid.columns],
            "rows": grid.rows,
            "body": table_body(grid, names, digits=found.digits, decimals=decimals),
            "decimals": decimals,
            "digits": found.digits,
            "script_version": sheet_script()[1],
            "may_edit": found.edits,
            "may_speak": here.reader.may(Right.prepare_budget),
            "offers": _offers(here, found),
            "places": _places(found),
            "within": WITHIN,
            "tiers": [(each, names.tier(each)) for each in (*TIERS, "")],
            "has_lines": any(row.kind == "line" for row in grid.rows),
            "known_departments": sorted((code, name) for code, name in found.called.items() if code),
            "parts": _parts(found),
            "departments": _departments(found),
            "views": _views(request, found),
            "comments": [
                (
                    called_place(
                        names, grid, *_codes(each.cell.month, each.cell.tier, each.cell.category, grid)
                    )
                    if each.cell
                    else "",
                    each.text,
                    found.people.get(each.by or 0, ("", "", ""))[0],
                    day_of(here, each.at),
                )
                for each in found.opened.comments
            ],
            "key": secrets.token_hex(16),
            "query": f"?{found.query}" if found.query else "",
            "answered": answered,
            "diff": diff(found, answered.stale) if answered.stale else None,
            "others": [each for each in found.opened.siblings if each.id != version.id],
        },
    )


def diff(found: Seen, stale: SaveAnswer) -> dict[str, object]:
    """Return what a stale edit is answered with: each cell as it was read, as the reader wants it, and as it is by now."""
    names = found.names
    return {
        "cells": [
            (
                f"{names.period(each.key.month)} · {names.tier(each.key.tier)} · {names.category(each.key.category)}",
                *(_amount(found, cell) for cell in (each.base, each.yours, each.theirs)),
            )
            for each in _closest(stale.conflicts)
        ],
        "count": len(stale.conflicts),
        "most": CONFLICTS_SHOWN,
        "token": stale.token,
    }


def _closest(conflicts: Sequence[CellConflict]) -> list[CellConflict]:
    """Return as many as are shown, those that both changed first."""
    both = sorted(conflicts, key=lambda each: each.base == each.yours or each.base == each.theirs)
    return both[:CONFLICTS_SHOWN]


def _amount(found: Seen, cell: object) -> str:
    """Return what a cell of the budget holds, in words."""
    amount = getattr(cell, "amount_minor", None)
    if not isinstance(amount, int):
        return "--"
    text = found.names.figures(0).plain(amount)
    held = say("web.budget.held", {}, found.names.lang)
    return f"{text} ({held})" if getattr(cell, "held", False) else text


def _codes(month: str, tier: str, category: str, grid: Grid) -> tuple[str, str]:
    """Return the row and column of a cell."""
    for row in grid.rows:
        if row.kind == "line" and (row.tier, row.category) == (tier, category):
            return row.code, f"m:{month}"
    return "r", f"q:{grid.sheet.quarter_of(month)}"


def _css(code: str) -> str:
    """Return the class of a column's head."""
    return code.partition(":")[0]


def kpis(found: Seen) -> list[tuple[str, str, str, str]]:
    """Return the figures on top: code, name, value, note."""
    of, lang = found.grid.sheet, found.names.lang
    write = found.names.figures(of.total_minor)
    reserves = sum(cell.amount_minor for cell in of.cells if cell.is_reserve)
    held = sum(1 for cell in of.cells if cell.held)
    parts = of.departments
    ready = sum(1 for each in parts if each in found.opened.ready)

    def kpi(code: str, value: str, note: str) -> tuple[str, str, str, str]:
        """Return one."""
        return code, say(f"web.budget.kpi.{code}", {}, lang), value, note

    by, at = found.opened.version.made_by, found.opened.version.made_at
    maker = found.people.get(by or 0, ("–", "", ""))[0]
    return [
        kpi(
            "total",
            write.spoken(of.total_minor),
            say("web.budget.kpi.save", {"token": str(found.opened.version.token)}, lang),
        ),
        kpi("reserves", write.spoken(reserves), write.percent(share(reserves, of.total_minor))),
        kpi("parts", f"{ready} / {len(parts)}", say("web.budget.kpi.held", {"count": str(held)}, lang)),
        kpi("made", maker, day_of(found.names.here, at)),
    ]


def _offers(here: Surroundings, found: Seen) -> frozenset[str]:
    """Return the acts on the version as a whole that this reader may try in its state."""
    version = found.opened.version
    offers = set()
    if here.reader.may(Right.prepare_budget):
        offers |= {"branch", "adopt"} if version.scenario else {"branch", "revise"}
        if version.state is VersionState.draft and found.submits and not version.scenario:
            offers.add("submit")
        if found.leads and version.state in {
            VersionState.draft,
            VersionState.submitted,
            VersionState.approved,
        }:
            offers.add("withdraw")
    if version.state is VersionState.approved and here.reader.may(Right.put_budget_in_force):
        offers.add("in_force")
    return frozenset(offers)


def _places(found: Seen) -> dict[str, list[tuple[str, str]]]:
    """Return rows and columns as a form offers them."""
    names, grid = found.names, found.grid
    return {
        "rows": [
            (
                row.code,
                f"{names.tier(row.tier or '')} · {called_row(names, row)}"
                if row.kind == "line"
                else called_row(names, row),
            )
            for row in grid.rows
        ],
        "columns": [
            (
                each.code,
                names.period(each.month) if each.month else each.quarter or called_column(names, each),
            )
            for each in grid.columns
        ],
    }


def parts_now(found: Seen) -> dict[str, str]:
    """Return the amount of each department's part as its list shows it."""
    write = found.names.figures(0)
    return {code: f"{write.plain(minor)} {write.unit}" for code, _, minor, _, _ in _parts(found)}


def _parts(found: Seen) -> list[tuple[str, str, int, bool, bool]]:
    """Return each department's part: its code, name, amount, whether it is ready, and whether this reader may say so."""
    of, by = found.grid.sheet, found.names.here.reader.id
    own = found.people.get(by or 0, ("", "", ""))[1]
    return [
        (
            each,
            found.called.get(each, each),
            sum(cell.amount_minor for cell in of.cells if cell.department == each),
            each in found.opened.ready,
            found.edits and (found.leads or own == each),
        )
        for each in of.departments
    ]


def _departments(found: Seen) -> list[tuple[str, str, bool]]:
    """Return what the sheet can be narrowed to: the code, its name, whether it is so now."""
    lang, departments = found.names.lang, found.grid.sheet.departments
    if not departments:
        return []
    told = [("", say("web.all", {}, lang)), *((each, found.called.get(each, each)) for each in departments)]
    told.append((UNOWNED, say("web.budget.unowned", {}, lang)))
    return [(code, name, code == found.grid.department) for code, name in told]


def _views(request: HttpRequest, found: Seen) -> list[tuple[str, str, bool]]:
    """Return months and quarters as the sheet's columns: name, address, whether it is so now."""
    base = reverse("web:budget_sheet", kwargs={"version": found.opened.version.id})
    views = []
    for code in ("", "quarter"):
        asked = {"department": found.grid.department, "by": code}
        rest = urlencode(
            {name: value for name, value in asked.items() if value or "department" in request.GET}
        )
        now = (request.GET.get("by") == "quarter") == (code == "quarter")
        views.append((say(f"web.budget.by_{code or 'month'}", {}, found.names.lang), f"{base}?{rest}", now))
    return views
