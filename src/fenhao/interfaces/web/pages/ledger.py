"""The cost ledger: every entry of the books, filtered, ordered, added up; the number that led here is the total here.

Milliseconds of processor for a page, 1,000,000 entries on SQLite: see ``benchmarks/ledger_page.py``.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.journal import Kind, Month, Movement, Order
from fenhao.books.people import Right
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._fragments import fragment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import (
    MORE,
    NO_TIER,
    SYSTEM,
    WHAT,
    Asked,
    chips,
    read_asked,
    told_person,
    told_span,
    type_choices,
)
from fenhao.interfaces.web._ledger_read import Ledger, Total, read_ledger, rows_of
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._unposted import post_behind, unposted_cost
from fenhao.interfaces.web._views import Bar, view_bar
from fenhao.interfaces.words import say

PAGE = "ledger"
_DAYS = {Order.day: Order.day_up, Order.day_up: Order.posted}
_AMOUNTS = {Order.amount: Order.amount_up, Order.amount_up: Order.posted}
"""What a click on a column's head asks for next."""


@require_POST
@for_readers(Right.record_facts)
def ledger_post(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Post what was loaded, behind the ledger's page."""
    post_behind(here, key=request.POST.get("key", ""))
    return HttpResponseRedirect(reverse("web:ledger"))


@for_readers(Right.see)
def ledger(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Show a page of the entries that pass the filters, with what all of them come to."""
    names, asked = Names(here), read_asked(here, request.GET)
    compact = asked.query({"after": asked.after, "total": "1" if asked.total else ""})
    scripted = "HX-Request" in request.headers
    if not scripted and not asked.problems and any(not value for value in request.GET.values()):
        return HttpResponseRedirect(f"?{compact}" if compact else "?all=1")

    def work(session: Session) -> tuple[Ledger | None, Bar]:
        """Read it in one go, unless the page opens with another filter."""
        bar = view_bar(session, request, here, PAGE, query=asked.query())
        return None if bar.opens else read_ledger(session, here.at, names, asked), bar

    found, bar = read(work)
    if found is None:
        return HttpResponseRedirect(f"?{bar.opens}")
    write = names.figures(0)
    answer = shown(
        request,
        here,
        "web/ledger.html",
        {
            "title": _title(names, asked, found.total),
            "eyebrow": say(
                "web.ledger.eyebrow",
                {
                    "span": told_span(names, asked) or say("web.ledger.ever", {}, here.lang),
                    "unit": write.unit,
                },
                here.lang,
            ),
            "unposted": unposted_cost(here),
            "asked": asked.given,
            "order": asked.order.value,
            "problems": asked.problems,
            "chips": chips(names, asked),
            "choices": _choices(names, found, asked),
            "types": type_choices(names),
            "more_open": any(asked.get(name) for name in MORE),
            "movement": asked.movement.value if asked.movement else "",
            "entries": fragment(
                "ledger_rows",
                names,
                rows=rows_of(names, found),
                movement=asked.movement.value if asked.movement else "",
            )
            if found.found.rows
            else "",
            "found": found.found,
            "total": found.total,
            "sums": _sums(asked, found.total, write),
            "query": asked.query(),
            "ask_total": f"?{asked.query({'total': '1'})}",
            "older": f"?{asked.query({'after': found.found.older, 'total': '1' if asked.total else ''})}",
            "newest": not asked.after,
            "by_day": f"?{asked.query({'sort': _DAYS.get(asked.order, Order.day).value})}",
            "by_amount": f"?{asked.query({'sort': _AMOUNTS.get(asked.order, Order.amount).value})}",
            "bar": bar,
        },
    )
    if scripted:
        answer.headers["HX-Push-Url"] = f"{request.path}?{compact}" if compact else request.path
    return answer


def _title(names: Names, asked: Asked, total: Total | None) -> str:
    """Return the message of the page: what was spent, held or funded, on what; the plain name where nothing is known."""
    about = " · ".join(
        part
        for part in (
            names.tier("" if asked.get("tier") == NO_TIER else asked.get("tier"))
            if asked.get("tier")
            else "",
            names.category(asked.get("category")) if asked.get("category") else "",
            told_span(names, asked),
        )
        if part
    )
    if total is None:
        return say("web.ledger.title", {}, names.lang)
    movement = asked.movement or Movement.actual
    minor = total.of(movement)
    facts = {"amount": names.figures(abs(minor)).spoken(minor), "about": about}
    code = f"web.ledger.title_{movement.value}" + ("" if about else "_all")
    return say(code, facts, names.lang)


def _sums(asked: Asked, total: Total | None, write: Figures) -> list[dict[str, object]]:
    """Return the figures on top: the one asked for alone, or all of them."""
    if total is None:
        return []
    told: dict[str, tuple[int, str]] = {
        "funded": (total.funded, ""),
        "spent": (total.spent, ""),
        "reserved": (total.held, say_lapsed(total, write)),
    }
    if asked.movement is not None:
        name = next(each for each, movement in WHAT.items() if movement is asked.movement)
        return [{"name": name, "minor": told[name][0], "note": told[name][1]}]
    rows: list[dict[str, object]] = [
        {"name": name, "minor": minor, "note": note} for name, (minor, note) in told.items()
    ]
    return [*rows, {"name": "left", "minor": total.left, "note": ""}]


def say_lapsed(total: Total, write: Figures) -> str:
    """Return that some of what the entries reserve has lapsed; '' where nothing has."""
    if not total.lapsed:
        return ""
    facts = {"entries": write.plain(total.reserved), "lapsed": write.plain(total.lapsed)}
    return say("web.ledger.lapsed", facts, write.lang)


def _choices(names: Names, found: Ledger, asked: Asked) -> dict[str, list[tuple[str, str]]]:
    """Return what each list of the form offers."""
    every = ("", say("web.all", {}, names.lang))
    chart = names.here.book.chart
    tiers = [(code, names.tier(code)) for code in _tiers(found, asked)]
    categories = [(each.code, names.category(each.code)) for each in chart.categories]
    strange = sorted({line.key.category for line in found.lines.values()} | {asked.get("category")} - {""})
    known = dict(categories)
    return {
        "months": [every, *((each.label, names.period(each.label)) for each in _newest_first(found.months))],
        "tiers": [every, *tiers, (NO_TIER, names.tier(""))],
        "categories": [
            every,
            *categories,
            *((each, names.category(each)) for each in strange if each not in known),
        ],
        "what": [every, *((each, say(f"web.column.{each}", {}, names.lang)) for each in WHAT)],
        "kinds": [every, *((each.value, names.word("entry_kind", each.value)) for each in Kind)],
        "people": [
            every,
            *((name, name) for name in sorted(found.people.values())),
            (SYSTEM, told_person(names, SYSTEM)),
        ],
        "on": [
            ("", say("web.ledger.on_lines", {}, names.lang)),
            ("caps", say("web.ledger.on_caps", {}, names.lang)),
        ],
    }


def _tiers(found: Ledger, asked: Asked) -> list[str]:
    """Return the tiers that there are: those of every company, and what else its lines carry."""
    there = {line.key.tier for line in found.lines.values()} | {asked.get("tier")}
    return sorted({"A", "B", "C", "D", *there} - {"", NO_TIER})


def _newest_first(known: tuple[Month, ...]) -> list[Month]:
    """Return the months, newest first."""
    return sorted(known, key=lambda each: each.days.start, reverse=True)
