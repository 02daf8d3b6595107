"""The scorecard: every goal with its baseline, actual and target, and in words whether it is on its way."""

from collections.abc import Sequence
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.goals import GoalRow, GoalVerdict, InitiativeRow, initiatives, listed, operations as books
from fenhao.books.people import Right, usernames
from fenhao.books.people.operations import departments
from fenhao.engine.metrics import METRIC_OF, Progress, Where
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.report import change_text, goals_sheet
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._files import list_answer
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._goals_shown import (
    GoalShown,
    department_names,
    metric_name,
    scope_text,
    shown_goal,
    value_text,
)
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.profiles import StartingGoal, starting_goals
from fenhao.runs.planning import measure_periods, measured, months_with_facts
from fenhao.warehouse import Engine

WORK = "goals"
"""What measuring goals is called among long work."""
MONTHS_MAX = 24
"""How many months back goals are measured."""
_ORDER = (
    Progress.missed,
    Progress.behind,
    Progress.unsure,
    Progress.unmeasured,
    Progress.on_track,
    Progress.met,
)
_Read = tuple[tuple[GoalRow, ...], dict[int, str], dict[str, str], tuple[InitiativeRow, ...]]


@for_readers(Right.see)
def goals(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the goals asked for: those that are open, or all, of a person or a department."""
    names = Names(here)
    found, people, called, begun = _read()
    work = standing(here, WORK)
    may_set = here.reader.may(Right.set_goal)
    facts: dict[str, object] = {"work": work, "key": work.key, "may_set": may_set, "may_stop": may_set}
    if not found:
        offered = [_offer(names, each) for each in starting_goals(here.book.settings.profile)]
        periods = _periods(here) if may_set and work.errand is None else []
        facts |= {
            "offered": offered,
            "periods": [(label, names.period(label)) for label in periods],
            "people": sorted(people.items(), key=lambda each: each[1]),
            "me": here.reader.id,
        }
        return shown(request, here, "web/goals_empty.html", facts)
    wanted = _asked(request, found, people)
    rows = [shown_goal(names, each, people, called) for each in wanted]
    open_ones = [each for each in rows if each.goal.state == "open"]
    savings = [each for each in begun if any(each.goal == one.id for one in wanted)]
    return shown(
        request,
        here,
        "web/goals.html",
        facts
        | {
            "title": _message(names, open_ones),
            "eyebrow": say("web.goals.eyebrow", {"company": here.book.settings.company}, names.lang),
            "rows": rows,
            "counts": _counts(names, open_ones),
            "chips": _chips(names, request, found, people, called),
            "savings": _savings(names, savings, {each.goal.id: each for each in rows}, people),
            "planned": sum(each.planned_minor for each in savings if each.state != "dropped"),
            "realised": sum(each.realised_minor or 0 for each in savings),
            "unit": names.figures(0).unit,
            "query": request.GET.urlencode(),
        },
    )


@for_readers(Right.see)
def export(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Return the goals of the page, and what was measured for them month by month, as a workbook."""
    names = Names(here)
    found, people, called, _ = _read()
    wanted = _asked(request, found, people)
    title = say("web.page.goals", {}, names.lang)
    rows = [shown_goal(names, each, people, called) for each in wanted]
    sheets = goals_sheet(
        here.lang,
        [(each.goal, each.name, each.scope, each.owner, each.unit, each.status) for each in rows],
        title=title,
        digits=here.book.digits,
    )
    return list_answer(here, sheets, title=title)


@require_POST
@for_readers(Right.set_goal)
def measure(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Measure the months behind the page; with ``act`` start, set the goals to start with as well."""
    starting = request.POST.get("act") == "start"
    label, owner = request.POST.get("baseline", ""), request.POST.get("owner", "")
    key, by = request.POST.get("key", ""), acting(here)

    def work(errand: Errand) -> Told:
        """Measure what is due, set what was asked for, and make every goal's numbers."""
        at = clock()
        months = months_with_facts(book=here.book, until=here.book.today(at))[-MONTHS_MAX:]
        if not months:
            raise Trouble("goals.no_facts", {})
        goals_now = read(lambda session: listed(session, open_only=True))
        asked = {each.metric for each in goals_now}
        clv = starting or "ltv_per_cost" in asked
        base = [here.book.calendar.period(label).label] if starting else []
        measure_periods(
            book=here.book,
            labels=[*dict.fromkeys((*months, *base))],
            clv=clv,
            at=at,
            engine=Engine.duckdb,
            advance=errand.advance,
        )
        told = 0
        if starting:
            told = _start(here, base[0], owner=int(owner) if owner.isdecimal() else by, key=key, by=by)
        numbers = books.take_measures(book=here.book, by=by, at=clock())
        details = {"months": str(len(months)), "numbers": str(numbers), "goals": str(told)}
        code = "web.goals.started" if starting else "web.goals.measured"
        return lambda names: (Said("success", say(code, details, names.lang)),)

    begin(here, WORK, work, right=Right.set_goal, back=reverse("web:goals"), typed={"key": key})
    return HttpResponseRedirect(reverse("web:goals"))


def _start(here: Surroundings, label: str, *, owner: int, key: str, by: int) -> int:
    """Set the goals to start with; return how many there was something to measure for."""
    facts = measured(book=here.book, label=label)
    if facts is None:
        raise Trouble("goals.baseline_not_measured", {"label": label})
    answers = books.set_starting_goals(
        starting_goals(here.book.settings.profile),
        owner=owner,
        calendar=here.book.calendar,
        facts=facts,
        key=key,
        by=by,
        at=clock(),
    )
    return sum(1 for each in answers if each.verdict is GoalVerdict.done)


def _read() -> _Read:
    """Return all goals, who there is, and what is done for goals."""

    def work(session: Session) -> _Read:
        """Read all of it in one go."""
        return (
            listed(session),
            usernames(session),
            department_names(departments(session)),
            initiatives(session),
        )

    return read(work)


def _periods(here: Surroundings) -> list[str]:
    """Return the periods that can be a baseline: months with facts, newest first; a month still running is left out."""
    today = here.book.today(here.at)
    months = months_with_facts(book=here.book, until=today)
    over = [each for each in months if here.book.calendar.period(each).period.end <= today]
    return list(reversed((over or list(months))[-MONTHS_MAX:]))


def _asked(request: HttpRequest, found: Sequence[GoalRow], people: dict[int, str]) -> list[GoalRow]:
    """Return the goals that the address asks for: of a person, a department, those that are closed too."""
    owner, department = request.GET.get("owner", ""), request.GET.get("department", "")
    held = [
        each
        for each in found
        if (not owner or people.get(each.owner or 0) == owner)
        and (not department or each.owner_department == department)
        and (request.GET.get("all") or each.state == "open")
    ]
    return sorted(held, key=lambda each: (each.state != "open", each.id))


def _message(names: Names, rows: Sequence[GoalShown]) -> str:
    """Return the page's one sentence: how many goals are on their way, and which is furthest behind."""
    good = [each for each in rows if each.goal.progress in {Progress.met, Progress.on_track}]
    facts = {"good": str(len(good)), "count": str(len(rows))}
    worst = min(
        (each for each in rows if each.goal.progress in {Progress.missed, Progress.behind}),
        key=_gap,
        default=None,
    )
    if worst is None:
        return say("web.goals.title", facts, names.lang)
    facts |= {"worst": f"{worst.name} ({worst.scope})", "actual": worst.actual, "asked": worst.asked}
    return say("web.goals.title_behind", facts, names.lang)


def _gap(row: GoalShown) -> Fraction:
    """Return how far a goal has come of its way, so that the one furthest behind is the least."""
    newest, aim = row.goal.newest, row.goal.aim
    whole = aim.target - aim.baseline
    if newest is None or newest.value is None or not whole:
        return Fraction(0)
    return (newest.value - aim.baseline) / whole


def _counts(names: Names, rows: Sequence[GoalShown]) -> list[tuple[str, int, str]]:
    """Return how many goals stand in each way, the ones to act on first."""
    found = []
    for progress in _ORDER:
        held = [each for each in rows if each.goal.progress is progress]
        if held:
            found.append((names.word("web.goal_progress", progress.value), len(held), held[0].css))
    return found


def _chips(
    names: Names,
    request: HttpRequest,
    found: Sequence[GoalRow],
    people: dict[int, str],
    called: dict[str, str],
) -> list[tuple[str, str, bool]]:
    """Return the ways to see the goals: open or all, by who answers for them."""
    owner, department, everything = (request.GET.get(each, "") for each in ("owner", "department", "all"))
    chips = [
        (say("web.goals.open", {}, names.lang), "?", not (owner or department or everything)),
        (say("web.all", {}, names.lang), "?all=1", bool(everything)),
    ]
    owners = sorted({people.get(goal.owner or 0, "") for goal in found} - {""})
    groups = sorted({goal.owner_department for goal in found} - {""})
    chips += [(each, f"?{urlencode({'owner': each})}", owner == each) for each in owners]
    chips += [
        (called.get(code, code), f"?{urlencode({'department': code})}", department == code) for code in groups
    ]
    return chips


def _savings(
    names: Names, begun: Sequence[InitiativeRow], goals_by: dict[int, GoalShown], people: dict[int, str]
) -> list[tuple[InitiativeRow, GoalShown, str, str]]:
    """Return what is done for goals, each with its goal, owner and state."""
    return [
        (each, goals_by[each.goal], people.get(each.owner, ""), names.word("web.goal_state", each.state))
        for each in begun
    ]


def _offer(names: Names, each: StartingGoal) -> tuple[str, str, str, int]:
    """Return a goal to start with: metric, scope, target, months."""
    metric = METRIC_OF[each.metric]
    target = value_text(names, metric.unit, each.amount)
    if each.relative:
        percent = change_text(each.amount, decimals=0)
        target = say("web.goals.relative", {"percent": percent}, names.lang)
    return metric_name(names, metric), scope_text(names, Where(each.tier, each.category)), target, each.months
