"""The lines of the budget, and the entries of one line: the sum on the line is the sum of its entries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.budgets.operations import LineStanding, line_standing, month_standing
from fenhao.books.database import Session, read
from fenhao.books.journal import EntryRow, Month, entries_of_line, month_of, months
from fenhao.books.people import Right
from fenhao.engine.budget import standing as standing_of
from fenhao.interfaces.charts import bullet
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.web._addresses import line_address
from fenhao.interfaces.web._fragments import fragment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import NO_TIER, ledger_address
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._views import EVERYTHING, Bar, view_bar
from fenhao.interfaces.words import say

PAGE = "lines"
NOT_TIERED = NO_TIER
"""How a query names lines without a tier."""
FILTERS = ("from", "to", "tier", "category", "state")
ENTRIES_A_PAGE = 50
LINES_A_PAGE = 40
"""How many lines a page shows; its totals are always those of all of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a reader sees it."""

    line: LineStanding
    month: str
    tier: str
    category: str
    share: Fraction | None
    state: str
    css: str
    told: str

    @property
    def href(self) -> str:
        """Where the line's own page is."""
        return line_address(self.line.id)

    @property
    def links(self) -> dict[str, str]:
        """Where the entries behind each amount stand."""
        key = self.line.key
        return _entries({"from_": key.period, "to": key.period, "tier": key.tier, "category": key.category})

    @property
    def picture(self) -> SafeString:
        """How far along the line is."""
        drawn = bullet(
            self.share or Fraction(0),
            goal=Fraction(1),
            full=Fraction(5, 4),
            missed=self.state == "over",
            width=120,
            title=self.told,
        )
        return mark_safe(drawn)  # noqa: S308 - our own SVG


@dataclass(frozen=True, slots=True)
class Picked:
    """The lines that pass the filters: those of the months asked for, by their first and last."""

    year: list[Month]
    labels: list[str]
    every: tuple[LineStanding, ...]
    lines: list[LineStanding]

    @property
    def span(self) -> dict[str, str]:
        """The months, as addresses tell them."""
        return {"from_": self.labels[0], "to": self.labels[-1]} if self.labels else {}


@for_readers(Right.see)
def lines(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Show the lines of a month or of the year so far, filtered by tier and category."""
    names, asked = Names(here), asked_lines(request.GET)

    def work(session: Session) -> tuple[Picked, Bar]:
        """Read it in one go."""
        return picked(session, names, asked), view_bar(session, request, here, PAGE)

    found, bar = read(work)
    if bar.opens:
        return HttpResponseRedirect(f"?{bar.opens}")
    shown_lines = found.lines
    pages = max(1, -(-len(shown_lines) // LINES_A_PAGE))
    wanted = request.GET.get("page", "")
    page = min(max(int(wanted), 1), pages) if wanted.isdecimal() else 1
    on_page = rows_of(names, shown_lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE])
    return shown(
        request,
        here,
        "web/lines.html",
        {
            "title": say("web.lines.title", {"count": str(len(shown_lines))}, names.lang),
            "eyebrow": say(
                "web.overview.eyebrow",
                {"span": told_months(names, found) or "--", "unit": _unit(names)},
                names.lang,
            ),
            "entries": fragment("lines_rows", names, rows=on_page) if on_page else "",
            "part": (page, pages) if pages > 1 else None,
            "before": page - 1,
            "after": page + 1 if page < pages else 0,
            "total": {
                "funded": sum(line.funded_minor for line in shown_lines),
                "actual": sum(line.actual_minor for line in shown_lines),
                "reserved": sum(line.reserved_minor for line in shown_lines),
                "left": sum(line.available_minor for line in shown_lines),
            },
            "totals": _links(found, asked),
            "asked": asked,
            "chips": chips_of(names, asked),
            "query": _query(asked),
            "bar": bar,
            "months": [
                ("", say("web.all", {}, names.lang)),
                *((m.label, names.period(m.label)) for m in found.year),
            ],
            "tiers": _choices(names, [line.key.tier or NOT_TIERED for line in found.every], names.tier),
            "categories": _choices(names, [line.key.category for line in found.every], names.category),
            "states": [("", say("web.all", {}, names.lang))]
            + [
                (each, say(f"standing.{each}", {}, names.lang))
                for each in ("under", "warn", "used_up", "over")
            ],
        },
    )


def asked_lines(query: QueryDict) -> dict[str, str]:
    """Return the filters that an address carries; a month alone is the span of that month."""
    asked = {name: query.get(name, "").strip() for name in FILTERS}
    if month := query.get("month", "").strip():
        asked["from"] = asked["to"] = month
    return asked


def picked(session: Session, names: Names, asked: Mapping[str, str]) -> Picked:
    """Return the lines that pass the filters: of the months asked for, otherwise of the fiscal year so far."""
    known, here = months(session), names.here
    at = {each.label: place for place, each in enumerate(known)}
    first, last = asked["from"], asked["to"]
    today = month_of(known, here.book.today(here.at)) or (known[-1] if known else None)
    if today is None or not {first, last} - {""} <= set(at):
        return Picked(list(known), [], (), [])
    anchor = known[at[last or first]] if last or first else today
    year = [each for each in known if each.fiscal_year == anchor.fiscal_year]
    if first or last:
        start = at[first] if first else at[year[0].label]
        end = at[last] if last else at[year[-1].label]
    else:
        start = at[year[0].label]
        end = max(start, at[today.label])
    labels = [each.label for each in known[start : end + 1]]
    every = month_standing(session, labels, at=here.at)
    warn_at = here.book.policies.budget.warn_at
    return Picked(
        list(known), labels, every, [line for line in every if _wanted(line, asked, warn_at=warn_at)]
    )


def rows_of(names: Names, lines: Sequence[LineStanding]) -> list[Row]:
    """Return lines in words."""
    warn_at = names.here.book.policies.budget.warn_at
    return [_row(names, line, warn_at=warn_at) for line in lines]


def told_months(names: Names, found: Picked) -> str:
    """Return the months in words."""
    if len(found.labels) == 1:
        return names.period(found.labels[0])
    return _span(names, found.labels)


def chips_of(names: Names, asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address of the page without it."""
    called: dict[str, Callable[[str], str]] = {
        "tier": lambda code: names.tier("" if code == NOT_TIERED else code),
        "category": names.category,
        "state": lambda code: names.word("standing", code),
    }
    chips = []
    if asked["from"] or asked["to"]:
        span = " – ".join(names.period(each) if each else "…" for each in (asked["from"], asked["to"]))
        told = names.period(asked["from"]) if asked["from"] == asked["to"] else span
        chips.append((told, f"?{_query(asked, 'from', 'to')}"))
    for name, write in called.items():
        if asked[name]:
            chips.append((write(asked[name]), f"?{_query(asked, name)}"))
    return chips


def _query(asked: Mapping[str, str], *without: str) -> str:
    """Return the filters as an address carries them, some left out; that everything is wanted when there are none."""
    told = {name: value for name, value in asked.items() if value and name not in without}
    return urlencode(told) if told else f"{EVERYTHING}=1"


def _links(found: Picked, asked: Mapping[str, str]) -> dict[str, str]:
    """Return where the entries behind the totals stand; nowhere where the lines were chosen by how they stand."""
    if asked["state"] or not found.labels:
        return {}
    tier = {"tier": "" if asked["tier"] == NOT_TIERED else asked["tier"]} if asked["tier"] else {}
    cells = {**found.span, **tier, "category": asked["category"]}
    return _entries(cells)


def _entries(cells: Mapping[str, str]) -> dict[str, str]:
    """Return where the entries behind each amount stand, by the amount's name; what is left follows from all of them."""
    what = {"funded": "funded", "spent": "spent", "reserved": "reserved", "left": ""}
    return {name: ledger_address(what=movement, **cells) for name, movement in what.items()}


@for_readers(Right.see)
def line(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one line: its balance, and every entry behind it."""
    names = Names(here)
    number = here.number("line")

    before = request.GET.get("before", "")

    def work(session: Session) -> tuple[LineStanding, Sequence[EntryRow]] | None:
        """Read the line and a page of its entries."""
        found = line_standing(session, number, at=here.at)
        if found is None:
            return None
        older_than = int(before) if before.isdecimal() else None
        return found, entries_of_line(session, number, before=older_than, limit=ENTRIES_A_PAGE + 1)

    answer = read(work)
    if answer is None:
        raise Http404
    found, entries = answer
    shown_entries = entries[:ENTRIES_A_PAGE]
    row = _row(names, found, warn_at=here.book.policies.budget.warn_at)
    types = type_names(here.book.chart, lang=here.lang)
    rows = [
        replace(each, customer=masked(each.customer), cost_type=types.get(each.cost_type, each.cost_type))
        for each in shown_entries
    ]
    return shown(
        request,
        here,
        "web/line.html",
        {
            "row": row,
            "entries": fragment("line_rows", names, row=row, entries=rows) if rows else "",
            "older": shown_entries[-1].id if len(entries) > ENTRIES_A_PAGE else None,
            "newest": not before,
            "unit": _unit(names),
        },
    )


def _row(names: Names, found: LineStanding, *, warn_at: Fraction) -> Row:
    """Return a line in words, with how far along it is."""
    used = found.reserved_minor + found.actual_minor
    part = share(used, found.funded_minor)
    state = _state(found, warn_at=warn_at)
    return Row(
        line=found,
        month=names.period(found.key.period),
        tier=names.tier(found.key.tier),
        category=names.category(found.key.category),
        share=part,
        state=state,
        told=names.figures(0).percent(part),
        css={"over": "bad", "used_up": "warned", "warn": "warned"}.get(state, ""),
    )


def _wanted(line: LineStanding, asked: Mapping[str, str], *, warn_at: Fraction) -> bool:
    """Whether a line passes the filters."""
    tier, category = asked["tier"], asked["category"]
    return (
        (not tier or tier == (line.key.tier or NOT_TIERED))
        and (not category or category == line.key.category)
        and (not asked["state"] or asked["state"] == _state(line, warn_at=warn_at))
    )


def _state(line: LineStanding, *, warn_at: Fraction) -> str:
    """Return how a line stands."""
    used = line.reserved_minor + line.actual_minor
    return standing_of(used_minor=used, budget_minor=line.funded_minor, warn_at=warn_at).name


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
