"""Closing a month by written rules, what every line left and where it went, and asking to open it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.database import Session, read
from fenhao.books.journal import Month, PeriodState, months
from fenhao.books.monthend import operations as books
from fenhao.books.monthend.operations import (
    CloseAnswer,
    CloseVerdict,
    MonthEnd,
    MonthVerdict,
    Reopening,
    ReopenVerdict,
)
from fenhao.books.people import Right, require, usernames
from fenhao.books.postings.operations import post_loads, publish
from fenhao.engine.budget import ANY, ClosingLine, ClosingRule, ClosingRules
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.names import line_name
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import NOTHING_YET, Outcome, acting, attempt, verdict
from fenhao.interfaces.web._forms import new_key, told_asked
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as company_time
from fenhao.interfaces.web.pages.months import chosen_month, surrounding
from fenhao.interfaces.words import say
from fenhao.runs.book import Voice

STAGES = (PeriodState.open, PeriodState.closing, PeriodState.closed)
_BEGINS = frozenset({PeriodState.open, PeriodState.reopened})


@dataclass(frozen=True, slots=True)
class Closed:
    """A closing as a reader sees it: the four parts of funding less cost, everything by its rule, and every line."""

    told: MonthEnd
    who: str
    at: str
    parts: tuple[tuple[str, int], ...]
    totals: tuple[tuple[str, int], ...]
    lines: tuple[tuple[str, str, ClosingLine], ...]

    @property
    def left_minor(self) -> int:
        """Funding less cost: what the four parts sum to."""
        return sum(minor for _, minor in self.parts)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page rests on."""

    known: tuple[Month, ...]
    month: Month | None
    rules: ClosingRules
    ends: tuple[MonthEnd, ...]
    asked: tuple[Reopening, ...]
    people: dict[int, str]


@for_readers(Right.see)
def month_closing(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show how a month closes or was closed, or take the next step."""
    outcome = NOTHING_YET
    if request.method == "POST":
        outcome = attempt(here, lambda: _acted(request, here))
        if outcome.done:
            return HttpResponseRedirect(request.get_full_path())

    def work(session: Session) -> _Read:
        """Read the month, the rules, and how it was closed and opened before."""
        known = months(session)
        chosen = chosen_month(request, here, known)
        label = chosen.label if chosen else "-"
        return _Read(
            known,
            chosen,
            books.rules_at(session, here.at),
            books.closed_within(session, label),
            books.reopenings(session, label),
            usernames(session),
        )

    found = read(work)
    if found.month is None:
        return shown(request, here, "web/month_empty.html", {})
    return _page(request, here, found, found.month, outcome)


def _page(
    request: HttpRequest, here: Surroundings, found: _Read, month: Month, outcome: Outcome
) -> HttpResponse:
    """Return the page."""
    names, reader, under_work = Names(here), here.reader, standing(here, _work(month.label))
    first = _first(names, found.known, month) if month.state is not PeriodState.closed else None
    facts = {"month": names.period(month.label), "state": names.word("month_state", month.state.value)}
    return shown(
        request,
        here,
        "web/month_closing.html",
        {
            **surrounding(names, found.known, month, tab="month_closing"),
            "title": say(f"web.month.is_{month.state.value}", facts, names.lang),
            "stages": [(names.word("month_state", each.value), each is month.state) for each in STAGES],
            "version": found.rules.version,
            "rules": [_rule(names, each) for each in found.rules.rules],
            "closings": [_closed(names, each, found.people) for each in reversed(found.ends)],
            "asked": [
                (
                    each.why,
                    found.people.get(each.asked_by or 0, ""),
                    moment(here, each.asked_at),
                    names.word("web.reopening", each.state),
                    each.case,
                )
                for each in reversed(found.asked)
            ],
            "may_begin": reader.may(Right.close_month) and month.state in _BEGINS,
            "first": first,
            "may_close": reader.may(Right.close_month)
            and first is None
            and month.state is PeriodState.closing
            and under_work.errand is None,
            "may_ask": reader.may(Right.reopen_month) and month.state is PeriodState.closed,
            "outcome": outcome,
            "why": request.POST.get("why", ""),
            "work": under_work,
            "may_stop": reader.may(Right.close_month),
            "close_key": under_work.key if under_work.interrupted else f"{under_work.key}c",
            "key": new_key(),
        },
        status=outcome.status,
    )


def _first(names: Names, known: Sequence[Month], month: Month) -> tuple[str, str] | None:
    """Return the month that has to be closed before this one, by name and address; None where there is none."""
    earlier = (
        each for each in known if each.days.start < month.days.start and each.state is not PeriodState.closed
    )
    first = min(earlier, key=lambda each: each.days.start, default=None)
    return (names.period(first.label), _back(first.label)) if first is not None else None


def _acted(request: HttpRequest, here: Surroundings) -> Sequence[str]:
    """Take the step that the button says; return why not."""
    chosen = chosen_month(request, here, read(months))
    if chosen is None:
        return [verdict(here, "month_verdict", MonthVerdict.unknown_period.value)]
    act, key = request.POST.get("act", ""), request.POST.get("key", "")
    if act == "begin":
        begun = books.begin_closing(chosen.label, key=key, by=acting(here), at=here.at)
        if begun is not MonthVerdict.turned:
            return [verdict(here, "month_verdict", begun.value)]
        messages.success(request, verdict(here, "month_verdict", begun.value))
        return ()
    if act == "close":
        _close_behind(here, chosen.label, key)
        return ()
    told = books.ask_reopening(
        chosen.label,
        why=request.POST.get("why", "").strip(),
        key=key,
        by=acting(here),
        at=here.at,
        currency=here.book.settings.currency,
    )
    words = verdict(here, "month_verdict", told.verdict.value, {"case": str(told.case)})
    if told.verdict is not ReopenVerdict.asked:
        return [words]
    messages.success(request, words)
    told_asked(request, here, told.case)
    return ()


def _close_behind(here: Surroundings, label: str, key: str) -> None:
    """Close the month behind the page: what stands in the way is told when the checks are through."""
    read(lambda session: require(session, acting(here), Right.close_month, at=here.at))

    def work(errand: Errand) -> Told:
        """Post what was loaded, publish what was booked, check, then close in one transaction."""
        at = company_time()
        voice = Voice(errand.advance, lambda code, details: say(code, dict(details), here.lang))
        post_loads(book=here.book, by=acting(here), at=at, advance=errand.advance)
        publish(book=here.book, by=acting(here), at=at, voice=voice)
        checks = books.closing_checks(book=here.book, month=label, at=at, advance=errand.advance)
        told = books.close(label, checks=checks, key=key, by=acting(here), at=at)
        return lambda names: _told(names, told)

    begin(here, _work(label), work, right=Right.close_month, back=_back(label), typed={"key": key})


def _told(names: Names, told: CloseAnswer) -> Sequence[Said]:
    """Return how closing ended; everything that stands in the way when it was not done."""
    words = verdict(names.here, "month_verdict", told.verdict.value)
    if told.verdict is CloseVerdict.closed:
        return (Said("success", words),)
    reasons = [words, *(say(each.code, each.details, names.lang) for each in told.obstacles)]
    for line, faults in told.faults:
        called = line_name("", line.tier, line.category, chart=names.here.book.chart, lang=names.lang)
        missing = "; ".join(names.word("closing_fault", each.value) for each in faults)
        reasons.append(say("web.month.fault", {"line": called, "why": missing}, names.lang))
    return [Said("error", each) for each in (*reasons, *([told.detail] if told.detail else []))]


def _work(label: str) -> str:
    """Return what closing a month is called among long work."""
    return f"close-{label}"


def _back(label: str) -> str:
    """Return the page of that month's closing."""
    return f"{reverse('web:month_closing')}?month={label}"


def _rule(names: Names, rule: ClosingRule) -> tuple[str, str, str]:
    """Return a rule in words: which lines, and what becomes of what they leave."""
    anything = say("web.month.any", {}, names.lang)
    tier = anything if rule.tier == ANY else names.tier(rule.tier)
    category = anything if rule.category == ANY else names.category(rule.category)
    sentence = ("" if names.lang == "zh" else " ").join(
        (
            say(f"web.hold_rule.{rule.holds.value}", {}, names.lang),
            say(f"web.unspent_rule.{rule.unspent.value}", {}, names.lang),
            say(f"web.overspend_rule.{rule.overspend.value}", {}, names.lang),
        )
    )
    return tier, category, sentence


def _closed(names: Names, told: MonthEnd, people: dict[int, str]) -> Closed:
    """Return a closing in words."""
    totals = told.totals
    unspent = sum(minor for name, minor in totals.items() if name.startswith("unspent_"))
    overspend = sum(minor for name, minor in totals.items() if name.startswith("overspend_"))
    parts = (
        ("backing", totals["backing"]),
        ("unspent", unspent),
        ("overspend", -overspend),
        ("credit", totals["credit"]),
    )
    return Closed(
        told=told,
        who=people.get(told.by or 0, say("web.findings.system", {}, names.lang)),
        at=moment(names.here, told.at),
        parts=tuple((say(f"web.closing_part.{name}", {}, names.lang), minor) for name, minor in parts),
        totals=tuple((names.word("closing_part", name), minor) for name, minor in totals.items() if minor),
        lines=tuple(
            (names.tier(each.key.tier), names.category(each.key.category), each) for each in told.lines
        ),
    )
