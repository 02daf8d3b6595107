"""The overview: one sentence, budget against actual by month, tier and category, what crossed a mark, what waits for the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.budgets.operations import LineStanding, alerts, month_standing
from fenhao.books.database import Session, read
from fenhao.books.findings import WeekRow, week_costs, weekly
from fenhao.books.journal import Month, month_of, months
from fenhao.books.people import RIGHTS, Right
from fenhao.interfaces.charts import Column, bullet, columns
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._attention import Waste, alert_notice, improvements_due, waits_for, waste_of
from fenhao.interfaces.web._customers import customers_card
from fenhao.interfaces.web._frame import role_names, shown
from fenhao.interfaces.web._ledger_asked import ledger_address
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._unposted import unposted_cost
from fenhao.interfaces.web._variance import Group, VarianceRow, group_by, variance_rows, whole_of
from fenhao.interfaces.words import say
from fenhao.kernel import Grain

ALERTS_SHOWN = 3
SPANS = ("month", "quarter", "year")
"""What the figures to date reach back to: the month alone, its quarter, its fiscal year."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page is about: the fiscal year, the month chosen, how far back, and the lines of the year."""

    names: Names
    year: tuple[Month, ...]
    chosen: Month
    span: str
    standing: tuple[LineStanding, ...]
    weeks: tuple[WeekRow, ...]
    costs: dict[date, int]
    known: tuple[Month, ...]

    @property
    def until(self) -> tuple[Month, ...]:
        """The months of the span, up to the month chosen."""
        past = [each for each in self.year if each.days.start <= self.chosen.days.start]
        if self.span == "month":
            return (self.chosen,)
        return tuple(each for each in past if self.span == "year" or each.quarter == self.chosen.quarter)

    @property
    def labels(self) -> frozenset[str]:
        """The labels of those months."""
        return frozenset(each.label for each in self.until)

    @property
    def elapsed(self) -> Fraction:
        """How much of the year is over at the end of the month chosen."""
        return Fraction(self.year.index(self.chosen) + 1, len(self.year))

    def address(self, *, month: str = "", span: str = "") -> str:
        """Return the page's own address with another month or span."""
        return "?" + urlencode({"month": month or self.chosen.label, "span": span or self.span})

    def over_address(self) -> str:
        """Return where the lines that are over stand."""
        span = {"from": self.until[0].label, "to": self.until[-1].label}
        return f"{reverse('web:lines')}?{urlencode(span | {'state': 'over'})}"

    def entries_address(self, what: str, filters: Mapping[str, str], *, whole_year: bool = False) -> str:
        """Return where the entries behind an amount stand, those of the whole fiscal year or to date."""
        span = self.year if whole_year else self.until
        return ledger_address(
            from_=span[0].label,
            to=span[-1].label,
            what=what,
            tier=filters.get("tier"),
            category=filters.get("category", ""),
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the overview draws of the lines of a year: the same for every reader of one language."""

    write: Figures
    whole: Group
    chart: SafeString
    tiers: list[VarianceRow]
    categories: list[VarianceRow]
    cells: list[VarianceRow]


@dataclass(frozen=True, slots=True)
class Asked:
    """A view, told apart by what its drawing depends on: the same facts are the same drawing, whoever asks."""

    facts: tuple[object, ...]
    view: View = field(compare=False)


@for_readers(Right.see)
def overview(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show where the budget of the fiscal year stands at the month asked for, otherwise the month of today."""
    view = _read(request, here)
    if view is None:
        waiting = {"waits": waits_for(Names(here)), "may_answer": here.reader.may(Right.answer_approval)}
        steps = {
            "who_loads": Right.load,
            "who_prepares": Right.prepare_budget,
            "who_adds": Right.manage_people,
        }
        who = {name: role_names(RIGHTS[right], here.lang) for name, right in steps.items()}
        return shown(request, here, "web/overview_empty.html", waiting | who)
    names, labels = view.names, view.labels
    drawn = _drawn(Asked((here.lang, view.span, view.chosen, view.year, view.standing, id(here.book)), view))
    write, whole = drawn.write, drawn.whole
    over = [line for line in view.standing if line.key.period in labels and line.available_minor < 0]
    waste = waste_of(names, view.costs, view.weeks)
    return shown(
        request,
        here,
        "web/overview.html",
        {
            "title": _message(view, whole, over),
            "unposted": unposted_cost(here),
            "customers": customers_card(here),
            "eyebrow": _eyebrow(names, view.until, write),
            "write": write,
            "months": [
                (names.month(each.label), view.address(month=each.label), each.label == view.chosen.label)
                for each in view.year
            ],
            "spans": [
                (say(f"web.span.{each}", {}, here.lang), view.address(span=each), each == view.span)
                for each in SPANS
            ],
            "kpis": _kpis(view, write, whole, over, waste),
            "chart": drawn.chart,
            "tiers": drawn.tiers,
            "categories": drawn.categories,
            "cells": drawn.cells,
            "alerts": [alert_notice(names, each, view.known) for each in alerts(limit=ALERTS_SHOWN)],
            "waits": waits_for(names),
            "improve": improvements_due(names),
            "may_answer": here.reader.may(Right.answer_approval),
            "waste": waste,
        },
    )


def _parts(code: str, count: int) -> list[str]:
    """Return the filters that a row's code stands for."""
    return code.split("/", count - 1) if count > 1 else [code]


@lru_cache(maxsize=32)
def _drawn(asked: Asked) -> Drawn:
    """Return tables and chart of the overview; drawn anew when a number behind them has moved."""
    view = asked.view
    names, labels = view.names, view.labels
    whole = whole_of(view.standing, labels=labels, name=say("web.total", {}, names.lang))
    write = names.figures(max(abs(whole.funded), abs(whole.actual), abs(whole.year_funded)))
    tiers = group_by(view.standing, labels=labels, of=lambda line: line.key.tier, called=names.tier)
    kinds = group_by(view.standing, labels=labels, of=lambda line: line.key.category, called=names.category)
    by_size = sorted(kinds, key=lambda each: (-max(each.actual, each.funded), each.code))

    pairs = group_by(
        view.standing,
        labels=labels,
        of=lambda line: f"{line.key.tier}/{line.key.category}",
        called=lambda code: " · ".join(
            (names.tier(code.partition("/")[0]), names.category(code.partition("/")[2]))
        ),
    )

    cells = sorted(pairs, key=lambda each: (each.code.startswith("/"), each.code))

    def rows(groups: Sequence[Group], *fields: str) -> list[VarianceRow]:
        """Return a table whose rows are told apart by these filters."""

        def links(group: Group) -> Mapping[str, str]:
            """Return where the entries behind each amount of a row stand."""
            codes = {} if group is whole else dict(zip(fields, _parts(group.code, len(fields)), strict=True))
            return {
                "actual": view.entries_address("spent", codes),
                "funded": view.entries_address("funded", codes),
                "reserved": view.entries_address("reserved", codes, whole_year=True),
                "left": view.entries_address("", codes, whole_year=True),
            }

        return variance_rows(groups, whole, write, elapsed=view.elapsed, links=links)

    return Drawn(
        write=write,
        whole=whole,
        chart=_chart(view, write),
        tiers=rows(tiers, "tier"),
        categories=rows(by_size, "category"),
        cells=rows(cells, "tier", "category"),
    )


def _read(request: HttpRequest, here: Surroundings) -> View | None:
    """Return the fiscal year around the month asked for; None before there is a month."""
    asked, span = request.GET.get("month", ""), request.GET.get("span", "")

    def work(session: Session) -> View | None:
        """Read all of it in one go."""
        known = months(session)
        today = here.book.today(here.at)
        chosen = next((each for each in known if each.label == asked), None)
        chosen = chosen or month_of(known, today) or (known[-1] if known else None)
        if chosen is None:
            return None
        year = tuple(each for each in known if each.fiscal_year == chosen.fiscal_year)
        label = here.book.calendar.containing(chosen.days.start, Grain.year).label
        costs = week_costs(session).get(label, {})
        return View(
            names=Names(here),
            year=year,
            chosen=chosen,
            span=span if span in SPANS else "year",
            standing=month_standing(session, [each.label for each in year], at=here.at),
            weeks=weekly(session, year=label) if costs else (),
            costs=costs,
            known=known,
        )

    return read(work)


def _message(view: View, whole: Group, over: Sequence[LineStanding]) -> str:
    """Return the page's one sentence: how much is used, and what is over."""
    names, funded, used = view.names, whole.funded, whole.actual + whole.reserved
    write = names.figures(max(abs(used), funded))
    facts = {
        "label": names.period(view.chosen.label),
        "used": write.spoken(used),
        "share": write.percent(share(used, funded)),
        "lines": str(len(over)),
    }
    if not over:
        return say("web.overview.within", facts, names.lang)
    worst = min(over, key=lambda line: line.available_minor)
    facts["worst"] = (
        f"{names.period(worst.key.period)} {names.tier(worst.key.tier)} {names.category(worst.key.category)}"
    )
    facts["by"] = write.spoken(-worst.available_minor)
    return say("web.overview.over", facts, names.lang)


def _eyebrow(names: Names, until: Sequence[Month], write: Figures) -> str:
    """Return what, when and in which unit."""
    span = (
        names.period(until[-1].label)
        if len(until) == 1
        else f"{names.period(until[0].label)} – {names.period(until[-1].label)}"
    )
    return say("web.overview.eyebrow", {"span": span, "unit": write.unit}, names.lang)


def _kpis(
    view: View, write: Figures, whole: Group, over: Sequence[LineStanding], waste: Waste
) -> list[dict[str, object]]:
    """Return the figures on top."""
    names = view.names
    everything = view.entries_address("", {}, whole_year=True)
    gap, part = whole.gap, share(whole.gap, whole.funded)
    of_year = share(whole.year_used, whole.year_funded)
    labels = view.labels
    count = sum(1 for line in view.standing if line.key.period in labels)

    def kpi(
        code: str,
        value: str,
        note: str,
        *,
        bad: bool = False,
        href: str = everything,
        minor: int | None = None,
    ) -> dict[str, object]:
        """Return one figure with its name and what stands under it; ``minor`` is its exact amount where it is one."""
        label = say(f"web.kpi.{code}", {}, names.lang)
        css = "bad" if bad else ""
        return {"label": label, "value": value, "note": note, "href": href, "minor": minor, "css": css}

    bar = bullet(
        of_year or Fraction(0),
        goal=view.elapsed,
        full=Fraction(5, 4),
        missed=whole.left < 0,
        width=150,
        title=write.percent(of_year),
    )
    percent = "" if part is None else f" · {write.change(part)}"
    target = say("web.kpi.target", {"target": write.percent(waste.target)}, names.lang)
    year = {"amount": write.amount(whole.year_funded), "reserved": write.amount(whole.year_reserved)}
    counted = say("web.kpi.lines", {"count": str(count)}, names.lang)
    spent = kpi(
        "spent",
        write.amount(whole.actual),
        say("web.kpi.against", {}, names.lang),
        href=view.entries_address("spent", {}),
        minor=whole.actual,
    )
    mark_css = "bad" if gap > 0 else "good" if gap < 0 else ""
    elapsed = say("web.kpi.elapsed", {"share": write.percent(view.elapsed)}, names.lang)
    left = say("web.kpi.of_year", year, names.lang)
    return [
        spent | {"mark": write.delta(gap) + percent, "mark_css": mark_css},
        kpi("used", write.percent(of_year), elapsed) | {"picture": mark_safe(bar)},  # noqa: S308 - our own SVG
        kpi("left", write.amount(whole.left), left, bad=whole.left < 0, minor=whole.left),
        kpi("over", str(len(over)), counted, bad=bool(over), href=view.over_address()),
        kpi("waste", write.percent(waste.share), target, bad=waste.missed, href=reverse("web:findings")),
    ]


def _chart(view: View, write: Figures) -> SafeString:
    """Return the months of the year, actual against budget; months to come have a budget alone."""
    names = view.names
    past = {each.label for each in view.year if each.days.start <= view.chosen.days.start}
    sums = {month.label: [0, 0] for month in view.year}
    for line in view.standing:
        sums[line.key.period][0] += line.actual_minor
        sums[line.key.period][1] += line.funded_minor
    items = [
        Column(
            label=names.month(label),
            actual=actual if label in past or actual else None,
            plan=plan,
            forecast=False,
            title=f"{names.period(label)} {write.exact(actual)} / {write.exact(plan)}",
            href=ledger_address(from_=label, to=label, what="spent"),
        )
        for label, (actual, plan) in sums.items()
    ]
    caption = say("web.overview.chart", {}, names.lang)
    drawn = [
        f'<div class="{css}">{columns(items, names.voice(write), width=width, key=f"year-{width}", caption=caption)}</div>'
        for css, width in (("desk", 720), ("phone", 340))
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - our own SVG, its words escaped where it is drawn
