"""Service at a glance: what is open and about to be missed, what was promised and kept, by channel, team and month."""

from dataclasses import replace
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.service import Clock
from fenhao.interfaces.charts import Line, bullet, lines
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_shown import WORK, met_share, promise_rows, ticket_shown, word
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.runs.service import (
    Met,
    ServiceLevels,
    assess_service,
    kept_escalations,
    kept_levels,
    service_policy,
    ticket_counts,
    ticket_list,
)
from fenhao.warehouse import Engine

PRESSING, TOLD = 8, 8
"""How many tickets and steps of escalation the page lists; the rest is a list away."""
_BAR = 120


@for_readers(Right.see)
def service(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show how service stands as the clocks were run last, what is open judged at the present."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_levels(here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    policy = service_policy(here.book)
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.service.title_none", {}, here.lang),
        "eyebrow": say("web.service.eyebrow", {}, here.lang),
        "promises": promise_rows(names, policy.in_force(here.book.today(here.at))),
        "policy_changed": found is not None and found.policy != policy.version,
    }
    if found is not None:
        facts |= _told(names, found)
    return shown(request, here, "web/service.html", facts)


@require_POST
@for_readers(MAY_WORK)
def service_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Run the clocks of all tickets behind the page."""
    back = reverse("web:service")

    def work(errand: Errand) -> None:
        """Run them."""
        at = clock()
        assess_service(book=here.book, at=at, engine=Engine.duckdb, advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: ServiceLevels) -> dict[str, object]:
    """Return what the page says of the levels kept."""
    here, lang = names.here, names.lang
    counts = ticket_counts(here.book, now=here.at)
    solved = met_share(_of(found, "all", Clock.resolution))
    answered = met_share(_of(found, "all", Clock.first_response))
    listed = reverse("web:service_tickets")
    near = ticket_list(
        here.book,
        wanted={},
        state="late" if counts["late"] else "about",
        text="",
        skip=0,
        limit=PRESSING,
        now=here.at,
    )
    reached = kept_escalations(here.book)
    return {
        "title": say(
            "web.service.title",
            {"share": _percent(solved), "open": f"{counts['open']:,}", "late": f"{counts['late']:,}"},
            lang,
        ),
        "eyebrow": say(
            "web.service.eyebrow_at", {"at": moment(here, found.at), "tickets": f"{found.tickets:,}"}, lang
        ),
        "kpis": [
            (say(f"web.service.kpi_{state}", {}, lang), f"{counts[state]:,}", f"{listed}?{urlencode({'state': state})}", "bad" if state == "late" and counts[state] else "")
            for state in ("open", "late", "about", "paused")
        ],
        "answered": _percent(answered),
        "solved": _percent(solved),
        "years": ", ".join(str(each) for each in found.unlisted_years),
        "without_time": found.without_time,
        "trend_wide": _trend(names, found, width=860),
        "trend_small": _trend(names, found, width=340),
        "tables": [
            (say(f"web.service.by_{by}", {}, lang), by, _rows(names, found, by)) for by in ("channel", "team", "tier")
        ],
        "clocks": [say(f"service_clock.{each.value}", {}, lang) for each in Clock],
        "near": [ticket_shown(names, each, now=here.at) for each in near.rows],
        "near_count": near.count,
        "near_state": "late" if counts["late"] else "about",
        "reached": [
            {
                "ticket": each.ticket_id,
                "clock": say(f"service_clock.{each.clock}", {}, lang),
                "step": word(lang, "service_step", each.step),
                "since": moment(here, each.since),
                "tell": " · ".join(word(lang, "role", one) for one in each.tell),
            }
            for each in reached[:TOLD]
        ],
        "reached_count": len(reached),
    }  # fmt: skip


def _of(found: ServiceLevels, by: str, clock: Clock) -> list[Met]:
    """Return the groups of one kind by one clock."""
    return [each for each in found.groups if each.by == by and each.clock == clock.value]


def _rows(names: Names, found: ServiceLevels, by: str) -> list[dict[str, object]]:
    """Return the share met of each group by each clock, and a bar of it."""
    groups: dict[str, dict[str, Met]] = {}
    for each in found.groups:
        if each.by == by and each.name:
            groups.setdefault(each.name, {})[each.clock] = each
    rows: list[dict[str, object]] = []
    for name, clocks in groups.items():
        called = names.tier(name) if by == "tier" else word(names.lang, f"service_{by}", name)
        cells = []
        for clock_of in Clock:
            held = clocks.get(clock_of.value)
            share = met_share([held]) if held is not None else None
            cells.append((_percent(share), _bar(share, called), held.judged if held is not None else 0))
        rows.append(
            {
                "name": called,
                "href": f"{reverse('web:service_tickets')}?{urlencode({by: name})}",
                "cells": cells,
            }
        )
    return rows


def _bar(share: Fraction | None, name: str) -> SafeString:
    """Return a bar that is full where everything was kept."""
    if share is None:
        return SafeString("")
    drawn = bullet(
        share,
        goal=None,
        full=Fraction(1),
        missed=share < Fraction(4, 5),
        width=_BAR,
        title=f"{name} {_percent(share)}",
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us; the chart escapes its words


def _trend(names: Names, found: ServiceLevels, *, width: int) -> SafeString:
    """Return the share met by month of opening, a line for the first answer and one for the solution, so many pixels wide."""
    months = sorted({each.name for each in found.groups if each.by == "month" and each.judged})
    if len(months) < 2:
        return SafeString("")
    series = []
    for clock_of in (Clock.first_response, Clock.resolution):
        by_month = {each.name: met_share([each]) for each in _of(found, "month", clock_of)}
        shares = [by_month.get(month) for month in months]
        series.append(
            Line(
                say(f"service_clock.{clock_of.value}", {}, names.lang),
                "actual",
                tuple(None if each is None else int(each * 10_000) for each in shares),
                tuple(f"{month} {_percent(each)}" for month, each in zip(months, shares, strict=True)),
            )
        )
    voice = replace(names.voice(names.figures(0)), short=_points, amount=_points)
    drawn = lines(
        months, series, (), voice, width=width, height=220, caption=say("web.service.trend", {}, names.lang)
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us; the chart escapes its words


def _points(basis_points: int) -> str:
    """Return hundredths of a percent as a percentage with one decimal, rounded down."""
    return f"{basis_points // 100}.{basis_points % 100 // 10}%"


def _percent(share: Fraction | None) -> str:
    """Return a share as a percentage with one decimal, rounded down: what is not whole is not called whole."""
    return "--" if share is None else _points(int(share * 10_000))
