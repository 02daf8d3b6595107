"""The versions of the budget: listed, prepared from a year's cost, two of them compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.people import Right, members
from fenhao.books.plans import PlanAnswer, Version, operations as plans
from fenhao.engine.budget import CellChange, Missing, PreparedBudget, SumDifference, guided
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._budget_words import act_words, version_name
from fenhao.interfaces.web._forms import new_key
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as company_time
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, say_nothing
from fenhao.runs.report import newest_year, propose_budget

CELLS_SHOWN = 500
"""How many cells a comparison shows; it says how many there are, and the workbook has them all."""


WORK = "prepare"
"""What preparing a budget from a year's cost is called among long work."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """A budget without lines for ``year``, or next year's made from the cost of the year called ``year_label``."""

    year: int
    year_label: str
    growth: Fraction
    fixed_growth: Fraction
    missing: Missing = Missing.average


@for_readers(Right.see)
def budget(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the versions of every year."""
    return _listed(request, here, (), {})


@require_POST
@for_readers(Right.prepare_budget)
def budget_prepare(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Prepare a draft, or a scenario, from the newest year's cost or without lines."""
    told = {name: str(value) for name, value in request.POST.items()}
    names = Names(here)
    try:
        ask = _asked(here, told)
        if ask.year_label:
            return _prepare_behind(here, told, ask)
        answer = _prepared(here, told, ask, at=here.at, advance=say_nothing)
    except Trouble as wrong:
        return _listed(request, here, (explain_trouble(wrong, here.lang),), told)
    if not answer.version:
        return _listed(request, here, (act_words(names, answer, {}),), told)
    messages.success(request, say("web.budget.done.prepare", {}, here.lang))
    return HttpResponseRedirect(reverse("web:budget_sheet", kwargs={"version": answer.version}))


def _prepare_behind(here: Surroundings, told: Mapping[str, str], ask: _Ask) -> HttpResponse:
    """Prepare from a year's cost behind the page: the cost is worked out first."""

    def work(errand: Errand) -> Told:
        """Work the year out, then keep the version in one transaction."""
        answer = _prepared(here, told, ask, at=company_time(), advance=errand.advance)
        if not answer.version:
            return lambda names: (Said("error", act_words(names, answer, {})),)
        href = reverse("web:budget_sheet", kwargs={"version": answer.version})
        return lambda names: (Said("success", say("web.budget.prepared", {}, names.lang), href),)

    begin(here, WORK, work, right=Right.prepare_budget, back=reverse("web:budget"), typed=told)
    return HttpResponseRedirect(reverse("web:budget"))


def _prepared(
    here: Surroundings, told: Mapping[str, str], ask: _Ask, *, at: datetime, advance: Advance
) -> PlanAnswer:
    """Prepare the version that was asked for."""
    year, prepared, fixed = _proposal(here, ask, at=at, advance=advance)
    return plans.prepare(
        key=told.get("key") or new_key(),
        by=here.reader.id,
        at=at,
        fiscal_year=year,
        calendar=here.book.calendar,
        prepared=prepared,
        name=told.get("name", "").strip() or prepared.label,
        currency=here.book.settings.currency,
        fixed_categories=fixed,
        scenario=told.get("scenario") == "1",
    )


@for_readers(Right.see)
def budget_compare(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Compare two versions of a year, cell by cell and sum by sum."""
    names = Names(here)
    asked = {name: request.GET.get(name, "") for name in ("before", "after")}
    known, _ = _known()
    reasons: tuple[str, ...] = ()
    told = None
    if all(asked.values()):
        old, new = (int(each) if each.isdecimal() else 0 for each in asked.values())
        try:
            told = plans.compared(by=here.reader.id, at=here.at, before=old, after=new)
        except Trouble as wrong:
            reasons = (explain_trouble(wrong, here.lang),)
        else:
            if told is None:
                raise Http404
    largest = max((each.after_minor for each in told.sums), default=0) if told else 0
    write = names.figures(0)
    return shown(
        request,
        here,
        "web/budget_compare.html",
        {
            "versions": [(str(each.id), f"{version_name(each)} {each.name}") for each in known],
            "asked": asked,
            "reasons": reasons,
            "told": told,
            "unit": write.unit,
            "message": _message(names, told.sums[-1]) if told else "",
            "sums": [_sum(names, each) for each in told.sums] if told else [],
            "cells": [_cell(names, each, write) for each in told.cells[:CELLS_SHOWN]] if told else [],
            "count": len(told.cells) if told else 0,
            "most": CELLS_SHOWN,
            "largest": largest,
        },
    )


def _listed(
    request: HttpRequest, here: Surroundings, reasons: tuple[str, ...], told: Mapping[str, str]
) -> HttpResponse:
    """Return the list, with why a version could not be prepared."""
    known, people = _known()
    policy, under_work = here.book.policies.budget, standing(here, WORK)
    if under_work.interrupted and not told:
        told = under_work.typed
    return shown(
        request,
        here,
        "web/budget.html",
        {
            "years": [
                (
                    year,
                    [
                        (each, version_name(each), people.get(each.made_by or 0, "–"))
                        for each in known
                        if each.fiscal_year == year
                    ],
                )
                for year in sorted({each.fiscal_year for each in known}, reverse=True)
            ],
            "pairs": [(str(each.id), f"{version_name(each)} {each.name}") for each in known],
            "newest": newest_year(here.book),
            "next_year": here.book.calendar.year_number(here.book.today(here.at)) + 1,
            "may_prepare": here.reader.may(Right.prepare_budget) and under_work.errand is None,
            "growth": told.get("growth") or _percent(policy.growth),
            "fixed_growth": told.get("fixed_growth") or _percent(policy.fixed_growth),
            "missing_ways": [
                (each.value, say(f"web.budget.missing_way.{each.value}", {}, here.lang)) for each in Missing
            ],
            "reasons": reasons,
            "told": told,
            "work": under_work,
            "may_stop": here.reader.may(Right.prepare_budget),
            "key": under_work.key,
        },
    )


def _known() -> tuple[tuple[Version, ...], dict[int, str]]:
    """Return every version and people's names."""

    def work(session: Session) -> tuple[tuple[Version, ...], dict[int, str]]:
        """Read both."""
        people = {each: name for each, (name, _, _) in members(session).items()}
        return plans.versions(session, "1 = 1", ()), people

    return read(work)


def _asked(here: Surroundings, told: Mapping[str, str]) -> _Ask:
    """Return what the form asks for; Trouble when it says nothing that could be prepared."""
    policy = here.book.policies.budget
    if told.get("way") == "empty":
        text = told.get("year", "").strip()
        if not text.isdecimal() or len(text) != 4:
            raise Trouble("plans.bad_part", {"text": text, "form": "2027"})
        return _Ask(int(text), "", policy.growth, policy.fixed_growth)
    label = newest_year(here.book)
    if not label:
        raise Trouble("plans.no_year", {})
    growth, fixed_growth = (told.get(name, "") for name in ("growth", "fixed_growth"))
    way = told.get("missing", "")
    missing = Missing(way) if way in {each.value for each in Missing} else Missing.average
    usual = _growth(growth, policy.growth), _growth(fixed_growth, policy.fixed_growth)
    return _Ask(0, label, *usual, missing)


def _proposal(
    here: Surroundings, ask: _Ask, *, at: datetime, advance: Advance
) -> tuple[int, PreparedBudget, frozenset[str]]:
    """Return the fiscal year, its proposed budget and the categories of fixed cost."""
    if not ask.year_label:
        quarters = plans.year_quarters(here.book.calendar, ask.year)
        label = here.book.calendar.year(ask.year).label
        policy = here.book.policies.budget
        return ask.year, guided(label=label, year=quarters, staff=(), spending=(), policy=policy), frozenset()
    found = propose_budget(
        book=here.book,
        label=ask.year_label,
        growth=ask.growth,
        fixed_growth=ask.fixed_growth,
        at=at,
        advance=advance,
        missing=ask.missing,
    )
    return found.fiscal_year, found.prepared, found.fixed_categories


def _growth(text: str, usual: Fraction) -> Fraction:
    """Return a growth typed as a percentage; nothing typed is the policy's."""
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        return usual
    try:
        found = Fraction(plain) * Fraction(1, 100)
    except (ValueError, ZeroDivisionError) as wrong:
        raise Trouble("plans.bad_part", {"text": text, "form": "5%"}) from wrong
    if found < -1 or len(plain) > 12:
        raise Trouble("plans.bad_part", {"text": text, "form": "5%"})
    return found


def _percent(share_of: Fraction) -> str:
    """Return a share as the form shows it; one that no percentage tells exactly is left to the policy."""
    percent = share_of * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else ""


def _message(names: Names, total: SumDifference) -> str:
    """Return the page's one sentence: what the total does."""
    change = total.after_minor - total.before_minor
    write = names.figures(max(abs(total.after_minor), abs(total.before_minor)))
    code = "same" if not change else "more" if change > 0 else "less"
    facts = {
        "after": write.spoken(total.after_minor),
        "by": write.spoken(abs(change)),
        "share": write.percent(share(abs(change), total.before_minor)),
    }
    return say(f"web.budget.compare_{code}", facts, names.lang)


def _sum(names: Names, each: SumDifference) -> tuple[str, str, int, int, str, str]:
    """Return a sum: what of, its name, before, after, the difference, the relative one."""
    write = names.figures(0)
    called = {"tier": names.tier, "category": names.category, "month": names.period}.get(each.of, str)
    change = each.after_minor - each.before_minor
    relative = share(change, each.before_minor)
    percent = write.change(relative)
    sign = "+" if change > 0 else ""
    return (
        names.word("plan.of", each.of),
        called(each.name) if each.of != "total" else "",
        each.before_minor,
        each.after_minor,
        f"{sign}{write.plain(change)}",
        percent,
    )


def _cell(names: Names, each: CellChange, write: Figures) -> tuple[str, str, str, str, str, str]:
    """Return a cell that differs: month, tier, category, before, after, difference."""
    before, after = (cell.amount_minor if cell else None for cell in (each.before, each.after))
    change = (after or 0) - (before or 0)
    texts = ("--" if amount is None else write.plain(amount) for amount in (before, after))
    old, new = texts
    sign = "+" if change > 0 else ""
    return (
        names.period(each.key.month),
        names.tier(each.key.tier),
        names.category(each.key.category),
        old,
        new,
        f"{sign}{write.plain(change)}",
    )
