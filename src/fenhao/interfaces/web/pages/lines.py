"""The lines of the budget, and the entries of one line: the sum on the line is the sum of its entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.budgets.operations import LineStanding, month_standing
from fenhao.books.database import Session, read
from fenhao.books.journal import EntryRow, Month, entries_of_line, month_of, months
from fenhao.books.people import Right
from fenhao.engine.budget import standing as standing_of
from fenhao.interfaces.charts import bullet
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

NOT_TIERED = "-"
"""How a query names lines without a tier."""
ENTRIES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a reader sees it."""

    line: LineStanding
    month: str
    tier: str
    category: str
    href: str
    share: Fraction | None
    picture: SafeString
    state: str
    css: str


@for_readers(Right.see)
def lines(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the lines of a month or of the year so far, filtered by tier and category."""
    names = Names(here)
    year, labels, found = _read(request, here)
    asked = {name: request.GET.get(name, "") for name in ("month", "tier", "category", "state")}
    warn_at = here.book.policies.budget.warn_at
    rows = [row for row in (_row(names, line, warn_at=warn_at) for line in found) if _wanted(row, asked)]
    picked = [row.line for row in rows]
    return shown(
        request,
        here,
        "web/lines.html",
        {
            "title": say("web.lines.title", {"count": str(len(rows))}, names.lang),
            "eyebrow": say(
                "web.overview.eyebrow",
                {
                    "span": names.period(labels[0]) if len(labels) == 1 else _span(names, labels),
                    "unit": _unit(names),
                },
                names.lang,
            ),
            "rows": rows,
            "total": {
                "funded": sum(line.funded_minor for line in picked),
                "actual": sum(line.actual_minor for line in picked),
                "reserved": sum(line.reserved_minor for line in picked),
                "left": sum(line.available_minor for line in picked),
            },
            "asked": asked,
            "chips": _chips(names, request, asked),
            "months": [
                ("", say("web.all", {}, names.lang)),
                *((m.label, names.period(m.label)) for m in year),
            ],
            "tiers": _choices(names, [line.key.tier or NOT_TIERED for line in found], names.tier),
            "categories": _choices(names, [line.key.category for line in found], names.category),
            "states": [("", say("web.all", {}, names.lang))]
            + [
                (each, say(f"standing.{each}", {}, names.lang))
                for each in ("under", "warn", "used_up", "over")
            ],
        },
    )


@for_readers(Right.see)
def line(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one line: its balance, and every entry behind it."""
    names = Names(here)
    number = here.number("line")

    before = request.GET.get("before", "")

    def work(session: Session) -> tuple[LineStanding, Sequence[EntryRow]] | None:
        """Read the line and a page of its entries."""
        labels = [month.label for month in months(session)]
        found = next(
            (each for each in month_standing(session, labels, at=here.at) if each.id == number), None
        )
        if found is None:
            return None
        older_than = int(before) if before.isdecimal() else None
        return found, entries_of_line(session, number, before=older_than, limit=ENTRIES_A_PAGE + 1)

    answer = read(work)
    if answer is None:
        raise Http404
    found, entries = answer
    shown_entries = entries[:ENTRIES_A_PAGE]
    return shown(
        request,
        here,
        "web/line.html",
        {
            "row": _row(names, found, warn_at=here.book.policies.budget.warn_at),
            "entries": shown_entries,
            "older": shown_entries[-1].id if len(entries) > ENTRIES_A_PAGE else None,
            "newest": not before,
            "unit": _unit(names),
        },
    )


def _read(
    request: HttpRequest, here: Surroundings
) -> tuple[list[Month], list[str], tuple[LineStanding, ...]]:
    """Return the year's months, the labels asked for, and their lines."""
    asked = request.GET.get("month", "")

    def work(session: Session) -> tuple[list[Month], list[str], tuple[LineStanding, ...]]:
        """Read all of it in one go."""
        known = months(session)
        chosen = next((each for each in known if each.label == asked), None)
        today = month_of(known, here.book.today(here.at)) or (known[-1] if known else None)
        if today is None:
            return [], [], ()
        year = [each for each in known if each.fiscal_year == (chosen or today).fiscal_year]
        so_far = [each.label for each in year if each.days.start <= today.days.start] or [year[0].label]
        labels = [chosen.label] if chosen else so_far
        return year, labels, month_standing(session, labels, at=here.at)

    return read(work)


def _row(names: Names, found: LineStanding, *, warn_at: Fraction) -> Row:
    """Return a line in words, with how far along it is."""
    used = found.reserved_minor + found.actual_minor
    part = share(used, found.funded_minor)
    state = standing_of(used_minor=used, budget_minor=found.funded_minor, warn_at=warn_at).name
    write = names.figures(0)
    picture = bullet(
        part or Fraction(0),
        goal=Fraction(1),
        full=Fraction(5, 4),
        missed=state == "over",
        width=120,
        title=write.percent(part),
    )
    return Row(
        line=found,
        month=names.period(found.key.period),
        tier=names.tier(found.key.tier),
        category=names.category(found.key.category),
        href=reverse("web:line", kwargs={"line": found.id}),
        share=part,
        picture=mark_safe(picture),  # noqa: S308 - our own SVG
        state=state,
        css={"over": "bad", "used_up": "warned", "warn": "warned"}.get(state, ""),
    )


def _wanted(row: Row, asked: dict[str, str]) -> bool:
    """Whether a line passes the filters."""
    key = row.line.key
    tier, category = asked["tier"], asked["category"]
    return (
        (not tier or tier == (key.tier or NOT_TIERED))
        and (not category or category == key.category)
        and (not asked["state"] or asked["state"] == row.state)
    )


def _chips(names: Names, request: HttpRequest, asked: dict[str, str]) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address of the page without it."""
    called: dict[str, Callable[[str], str]] = {
        "month": names.period,
        "tier": lambda code: names.tier("" if code == NOT_TIERED else code),
        "category": names.category,
        "state": lambda code: names.word("standing", code),
    }
    chips = []
    for name, value in asked.items():
        if value:
            rest = request.GET.copy()
            rest.pop(name, None)
            chips.append((called[name](value), f"?{rest.urlencode()}"))
    return chips


def _choices(names: Names, codes: Sequence[str], called: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return the codes to choose from with their names, everything first."""
    all_of_it = say("web.all", {}, names.lang)
    return [("", all_of_it)] + [
        (code, called("" if code == NOT_TIERED else code)) for code in dict.fromkeys(sorted(codes))
    ]


def _span(names: Names, labels: Sequence[str]) -> str:
    """Return the first and last month."""
    return f"{names.period(labels[0])} – {names.period(labels[-1])}" if labels else ""


def _unit(names: Names) -> str:
    """Return the currency's name: amounts are shown to their last unit."""
    return names.figures(0).unit
