"""The cases of ineffective spend: filtered, answered together, and taken along as a workbook with the page's total."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from fenhao.books.database import Session, read
from fenhao.books.findings import (
    CaseFilter,
    CaseReply,
    CaseRow,
    WeekRow,
    listed,
    operations as books,
    summed,
    week_costs,
    weekly,
)
from fenhao.books.people import Person, Right, directory, may, usernames
from fenhao.engine.waste import RULES, CaseAct, CaseState, CaseVerdict
from fenhao.interfaces.names import evidence_text, line_name, masked, type_names
from fenhao.interfaces.report import case_sheet, week_sheet
from fenhao.interfaces.web._acts import NOTHING_YET, Outcome, acting, attempt, verdict
from fenhao.interfaces.web._files import list_answer
from fenhao.interfaces.web._forms import new_key
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._views import Bar, view_bar
from fenhao.interfaces.web.pages.findings import NOBODY
from fenhao.interfaces.words import say
from fenhao.kernel import Grain, Span

PAGE = "cases"
ROWS_A_PAGE = 200
AT_ONCE = 1000
"""How many cases one act answers."""
FILE_ROWS = 1_000_000
"""A sheet holds no more rows."""
FILTERS = ("year", "month", "week", "rule", "state", "owner", "tier")
YEAR = re.compile(r"(19|2[0-9])[0-9]{2}")
TIERS = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a reader sees it in the list."""

    case: CaseRow
    customer: str
    href: str
    rule: str
    tier: str
    line: str
    owner: str
    evidence: str
    css: str


@for_readers(Right.see)
def cases(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the cases that pass the filters, or answer those that were picked."""
    outcome = NOTHING_YET
    if request.method == "POST":
        outcome = attempt(here, lambda: _answered(request, here))
        if outcome.done:
            return HttpResponseRedirect(request.get_full_path())
    return _list(request, here, outcome)


@for_readers(Right.see)
def export(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Return the cases that pass the filters as a workbook, the weeks before them when a whole year is asked for."""
    asked = _asked(request.GET)

    only_year = asked["year"] and not any(asked[name] for name in FILTERS if name != "year")

    def work(session: Session) -> tuple[tuple[CaseRow, ...], tuple[WeekRow, ...], dict[int, str]]:
        """Read all of them."""
        people = usernames(session)
        found = listed(session, _filter(asked, people), rows_max=FILE_ROWS)
        found = tuple(replace(each, customer=masked(each.customer)) for each in found)
        return found, weekly(session, year=asked["year"]) if only_year else (), people

    found, weeks, people = read(work)
    years = asked["year"] or " ".join(sorted({each.year for each in found}))
    title = say("cli.findings.list_title", {"year": years}, here.lang).strip()
    sheets = [week_sheet(here.lang, weeks, people, title=title)] if weeks else []
    sheets.append(case_sheet(here.lang, found, people, title=title, chart=here.book.chart))
    return list_answer(here, sheets, title=title)


def told_evidence(names: Names, text: str) -> str:
    """Return a rule's evidence in words."""
    return evidence_text(text, types=type_names(names.here.book.chart, lang=names.lang), lang=names.lang)


def told_replies(request: HttpRequest, here: Surroundings, replies: Sequence[CaseReply]) -> Sequence[str]:
    """Say what became of cases on the next page; return why when nothing was done to any of them."""
    counts = Counter(each.verdict for each in replies)
    done = counts.pop(CaseVerdict.done, 0)
    reasons = [
        say(
            "web.findings.not_done",
            {"count": str(count), "why": verdict(here, "finding_verdict", each.value)},
            here.lang,
        )
        if len(replies) > 1
        else verdict(here, "finding_verdict", each.value)
        for each, count in counts.items()
    ]
    if not done:
        return reasons
    messages.success(request, say("web.findings.done", {"count": str(done)}, here.lang))
    for reason in reasons:
        messages.warning(request, reason)
    return ()


def able(people: Sequence[Person]) -> list[Person]:
    """Return who may be made to answer for a case."""
    return [each for each in people if each.active and may(each.roles, Right.answer_finding)]


def _list(request: HttpRequest, here: Surroundings, outcome: Outcome) -> HttpResponse:
    """Return the page."""
    names, asked = Names(here), _asked(request.GET)

    def work(
        session: Session,
    ) -> tuple[tuple[CaseRow, ...], tuple[int, int], tuple[Person, ...], Mapping[str, Sequence[date]], Bar]:
        """Read a page of the cases, what all of them come to, what there is to filter by, and the kept filters."""
        people = directory(session, at=here.at)
        wanted = _filter(asked, {each.id: each.username for each in people})
        weeks = {year: tuple(costs) for year, costs in week_costs(session).items()}
        return (
            listed(session, wanted, rows_max=ROWS_A_PAGE),
            summed(session, wanted),
            people,
            weeks,
            view_bar(session, request, here, PAGE),
        )

    found, (count, counted), people, weeks, bar = read(work)
    if bar.opens:
        return HttpResponseRedirect(f"?{bar.opens}")
    query = _query({name: asked[name] for name in FILTERS if asked[name]})
    return shown(
        request,
        here,
        "web/cases.html",
        {
            "title": say("web.cases.title", {"count": f"{count:,}"}, names.lang),
            "eyebrow": say("web.cases.eyebrow", {"unit": names.figures(0).unit}, names.lang),
            "rows": [_row(names, each, {one.id: one.username for one in people}) for each in found],
            "count": count,
            "shown": len(found),
            "counted": counted,
            "choices": _choices(names, asked, people, weeks),
            "chips": _chips(names, request, asked),
            "bar": bar,
            "query": query,
            "owners": able(people),
            "may_answer": here.reader.may(Right.answer_finding),
            "outcome": outcome,
            "picked": request.POST.getlist("case"),
            "why": request.POST.get("why", ""),
            "key": new_key(),
            "at_once": AT_ONCE,
        },
        status=outcome.status,
    )


def _answered(request: HttpRequest, here: Surroundings) -> Sequence[str]:
    """Do to the picked cases, or to all that pass the filters, what the button says; return why not."""
    form = request.POST
    picked = [int(each) for each in form.getlist("case") if each.isdecimal()]
    if form.get("all"):
        picked = _all_of(_asked(request.GET))
    if not picked:
        return [say("web.findings.none_picked", {}, here.lang)]
    why, key = form.get("why", "").strip(), form.get("key", "")
    if form.get("act") == "assign":
        owner = form.get("owner", "")
        if not owner.isdecimal():
            return [say("web.findings.owner_missing", {}, here.lang)]
        told = books.assign(picked, owner=int(owner), key=key, by=acting(here), at=here.at, why=why)
        return told_replies(request, here, told)
    act = CaseAct.dismiss if form.get("act") == "dismiss" else CaseAct.accept
    told = books.answer_cases(picked, act, key=key, by=acting(here), at=here.at, why=why)
    return told_replies(request, here, told)


def _all_of(asked: Mapping[str, str]) -> list[int]:
    """Return the cases that pass the filters, as many as one act answers."""

    def work(session: Session) -> list[int]:
        """Read them."""
        found = listed(session, _filter(asked, usernames(session)), rows_max=AT_ONCE)
        return [each.id for each in found]

    return read(work)


def _asked(query: QueryDict) -> dict[str, str]:
    """Return the filters that the address carries."""
    return {name: query.get(name, "") for name in FILTERS}


def _filter(asked: Mapping[str, str], people: Mapping[int, str]) -> CaseFilter:
    """Return the filters as the books ask; what says nothing that is known lets nothing through but withdrawn cases."""
    state = next((each for each in CaseState if each.value == asked["state"]), None)
    owners = [each for each, name in people.items() if name == asked["owner"]]
    nobody_known = -1 if asked["owner"] and asked["owner"] != NOBODY else 0
    return CaseFilter(
        year=asked["year"],
        month=asked["month"],
        week_on=day_of(asked["week"]),
        rule=asked["rule"],
        state=state,
        owner=owners[0] if owners else nobody_known,
        tier=asked["tier"],
        unowned=asked["owner"] == NOBODY,
        withdrawn=state is CaseState.withdrawn,
    )


def day_of(text: str) -> date | None:
    """Return a day as addresses write it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _query(asked: Mapping[str, str]) -> str:
    """Return filters as an address carries them."""
    query = QueryDict(mutable=True)
    query.update(dict(asked))
    return query.urlencode()


def _row(names: Names, case: CaseRow, people: Mapping[int, str]) -> Row:
    """Return a case in words."""
    states = {CaseState.open: "warned", CaseState.appealed: "warned", CaseState.accepted: "bad"}
    return Row(
        case=case,
        customer=masked(case.customer),
        href=reverse("web:finding", kwargs={"case": case.id}),
        rule=names.word("rule", case.rule),
        tier=names.word("tier", case.tier),
        line=line_name(
            case.spent_month, case.line_tier, case.category, chart=names.here.book.chart, lang=names.lang
        ),
        owner=people.get(case.owner or 0, ""),
        evidence=told_evidence(names, case.evidence),
        css=states.get(case.state, ""),
    )


def _choices(
    names: Names, asked: Mapping[str, str], people: Sequence[Person], weeks: Mapping[str, Sequence[date]]
) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Return each filter with its label, its value now, and what there is to choose from."""
    year = asked["year"] or max(weeks, default="")
    everything: dict[str, list[tuple[str, str]]] = {
        "year": [(each, each) for each in sorted(weeks)],
        "state": [(each.value, names.word("finding_state", each.value)) for each in CaseState],
        "rule": [(each.code, names.word("rule", each.code)) for each in RULES],
        "month": [(each.label, names.period(each.label)) for each in _months(names, year)],
        "week": [(each.isoformat(), each.isoformat()) for each in reversed(weeks.get(year, ()))],
        "owner": [
            (NOBODY, say("web.findings.nobody", {}, names.lang)),
            *((each.username, each.username) for each in able(people)),
        ],
        "tier": [(each, names.word("tier", each)) for each in TIERS],
    }
    labels = {"week": "cli.findings.week_on", "month": "web.goals.month", "year": "web.findings.year"}
    every = say("web.all", {}, names.lang)
    return [
        (
            name,
            say(labels.get(name, f"cli.findings.{name}"), {}, names.lang),
            asked[name],
            [("", every), *found],
        )
        for name, found in everything.items()
    ]


def _months(names: Names, year: str) -> tuple[Span, ...]:
    """Return the months of a fiscal year; none where the address names no year."""
    return names.here.book.calendar.spans(int(year), Grain.month) if YEAR.fullmatch(year) else ()


def _chips(names: Names, request: HttpRequest, asked: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address of the page without it."""
    chips = []
    for name in (each for each in FILTERS if asked[each]):
        value = asked[name]
        called = {
            "rule": names.word("rule", value),
            "state": names.word("finding_state", value),
            "tier": names.word("tier", value),
            "year": names.period(value),
            "month": names.period(value),
            "week": say("web.findings.week_of", {"day": value}, names.lang),
            "owner": say("web.findings.nobody", {}, names.lang) if value == NOBODY else value,
        }[name]
        rest = request.GET.copy()
        rest.pop(name, None)
        chips.append((called, f"?{rest.urlencode()}"))
    return chips
