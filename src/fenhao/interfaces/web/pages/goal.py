"""One goal: its way month by month, what it is made from, what is done for it, and what was said and changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.audit import Recorded, about
from fenhao.books.database import Session, read
from fenhao.books.goals import (
    CommentRow,
    GoalAnswer,
    GoalRow,
    GoalVerdict,
    InitiativeRow,
    MeasureRow,
    comments,
    initiatives,
    listed,
    operations as books,
)
from fenhao.books.people import Right, usernames
from fenhao.books.people.operations import DepartmentRow, departments
from fenhao.engine.metrics import Progress, path_at, typed_target
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import NOTHING_YET, Outcome, acting, attempt
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._goals_shown import (
    GoalShown,
    department_names,
    history,
    metric_formula,
    shown_goal,
    value_text,
)
from fenhao.interfaces.web._ledger_asked import ledger_address
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble

EVENTS_MAX = 50
DUE_MONTHS = 24
"""How many months ahead a goal can be due."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page reads in one go."""

    goal: GoalRow
    begun: tuple[InitiativeRow, ...]
    said: tuple[CommentRow, ...]
    acts: tuple[Recorded, ...]
    people: Mapping[int, str]
    departments: tuple[DepartmentRow, ...]
    may_answer: bool


@for_readers(Right.see)
def goal(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a goal; a form changes, closes or gives it up, comments on it, or begins and ends what is done for it."""
    number = here.number("goal")
    outcome = NOTHING_YET
    form = posted(request, here)
    if request.method == "POST":
        outcome = attempt(here, lambda: _answered(form, number))
        if outcome.done:
            told(request, here, f"web.goal_done.{form.text('act')}")
            return go("goal", goal=number)
    found = _read(here, number)
    names = Names(here)
    row = shown_goal(names, found.goal, found.people, department_names(found.departments))
    return shown(
        request, here, "web/goal.html", _facts(names, found, row, form, outcome), status=outcome.status
    )


def _read(here: Surroundings, number: int) -> _Read:
    """Return a goal with everything about it; no such page when there is none."""

    def work(session: Session) -> _Read | None:
        """Read all of it in one go."""
        rows = listed(session, only=number)
        if not rows:
            return None
        return _Read(
            rows[0],
            initiatives(session, goal=number),
            comments(session, goal=number),
            about(session, f"goal/{number}", limit=EVENTS_MAX),
            usernames(session),
            departments(session),
            books.may_answer(session, rows[0], acting(here), at=here.at),
        )

    found = read(work)
    if found is None:
        raise Http404
    return found


def _facts(names: Names, found: _Read, row: GoalShown, form: Form, outcome: Outcome) -> dict[str, object]:
    """Return what the template shows."""
    here, of = names.here, found.goal
    metric = of.definition
    caption = say("web.goals.chart", {}, names.lang)
    is_open = of.state == "open"
    return {
        "title": _message(names, row),
        "row": row,
        "goal": of,
        "metric": metric,
        "formula": metric_formula(names, metric),
        "older": metric.version != of.metric_version,
        "measured_at": moment(here, of.set_at),
        "months": [_month(names, of, each) for each in reversed(of.measures)],
        "wide": history(names, of, width=1100, caption=caption) if of.measures else "",
        "small": history(names, of, width=340, caption=caption) if of.measures else "",
        "initiatives": [_initiative(names, found, each) for each in found.begun],
        "comments": [
            (each.text, found.people.get(each.by or 0, ""), moment(here, each.at)) for each in found.said
        ],
        "events": [_event(names, each, found.people) for each in reversed(found.acts)],
        "may_set": is_open and here.reader.may(Right.set_goal),
        "may_answer": found.may_answer,
        "is_open": is_open,
        "people": sorted(found.people.items(), key=lambda each: each[1]),
        "departments": found.departments,
        "due_months": due_months(here, of.baseline_label),
        "problems": outcome.problems,
        "typed": form.typed,
        "key": new_key(),
        "unit": names.figures(0).unit,
        "amount_now": value_text(names, metric.unit, of.amount)
        if not of.relative
        else names.figures(0).percent(of.amount),
    }


def _answered(form: Form, number: int) -> Sequence[str]:
    """Do what the form says; return why not."""
    here, act = form.here, form.text("act")
    by, key, why = acting(here), kept_key(form), form.text("why")
    calendar = here.book.calendar
    if act == "change":
        return _said(
            form,
            books.change_goal(
                number, typed_change(form, number), why=why, calendar=calendar, key=key, by=by, at=here.at
            ),
        )
    if act == "close":
        return _said(form, books.close_goal(number, why=why, key=key, by=by, at=here.at))
    if act == "drop":
        return _said(form, books.drop_goal(number, why=why, key=key, by=by, at=here.at))
    if act == "comment":
        return _said(form, books.comment_on(number, text=form.text("text"), key=key, by=by, at=here.at))
    if act == "begin":
        plan = books.Plan(
            form.text("title"),
            int(form.text("owner")) if form.text("owner").isdecimal() else 0,
            form.amount("planned"),
            form.text("since"),
            form.text("due"),
        )
        if form.problems:
            return [each.text for each in form.problems]
        return _said(
            form, books.begin_initiative(number, plan, calendar=calendar, key=key, by=by, at=here.at)
        )
    which = int(form.text("initiative")) if form.text("initiative").isdecimal() else 0
    if act == "realise":
        realised = form.amount("realised")
        if form.problems:
            return [each.text for each in form.problems]
        return _said(
            form,
            books.close_initiative(which, realised_minor=realised, why=why, key=key, by=by, at=here.at),
        )
    if act == "abandon":
        return _said(form, books.drop_initiative(which, why=why, key=key, by=by, at=here.at))
    return [say("web.findings.act_missing", {}, here.lang)]


def typed_change(form: Form, number: int) -> books.Change:
    """Return what a form wants a goal to become; Trouble for a target that is none."""
    found = read(lambda session: listed(session, only=number))
    if not found:
        raise Http404
    relative = form.text("kind") == "relative"
    owner, department = owner_of(form)
    amount = typed_target(
        form.text("amount"), unit=found[0].definition.unit, relative=relative, digits=form.here.book.digits
    )
    return books.Change(amount, relative, form.text("due"), owner, department)


def owner_of(form: Form) -> tuple[int | None, str]:
    """Return who answers: a person by id, or a department by ``d/`` and its code."""
    told_owner = form.text("owner")
    if told_owner.startswith("d/"):
        return None, told_owner.removeprefix("d/")
    return (int(told_owner) if told_owner.isdecimal() else None), ""


def due_months(here: Surroundings, baseline: str) -> list[str]:
    """Return the months in which a goal with that baseline can be due."""
    calendar = here.book.calendar
    try:
        return [books.month_after(calendar, baseline, count=each) for each in range(1, DUE_MONTHS + 1)]
    except Trouble:
        return []


def goal_words(here: Surroundings, answer: GoalAnswer) -> str:
    """Return the sentence of an act on goals that was refused."""
    measured = Names(here).figures(0).exact(answer.measured_minor)
    return say(f"goal_verdict.{answer.verdict.value}", {"measured": measured}, here.lang)


def _said(form: Form, answer: GoalAnswer) -> Sequence[str]:
    """Return why an act was refused; nothing when it was done."""
    return () if answer.verdict is GoalVerdict.done else [goal_words(form.here, answer)]


def _message(names: Names, row: GoalShown) -> str:
    """Return the page's one sentence: where the goal stands against its path and its target."""
    facts = {
        "name": row.name,
        "scope": row.scope,
        "actual": row.actual,
        "month": row.actual_of,
        "asked": row.asked,
        "target": row.target,
        "due": row.due,
    }
    code = "unmeasured" if row.goal.progress is Progress.unmeasured else "stands"
    return say(f"web.goals.{code}", facts, names.lang)


def _month(names: Names, of: GoalRow, each: MeasureRow) -> dict[str, object]:
    """Return a month in words, with the ways to what is behind it."""
    unit = of.definition.unit
    path = path_at(of.aim, each.place) if each.place >= 0 else None
    return {
        "label": names.period(each.month),
        "value": value_text(names, unit, each.value),
        "interval": value_text(names, unit, each.low) + " – " + value_text(names, unit, each.high)
        if each.low
        else "",
        "path": value_text(names, unit, path),
        "cost_minor": each.cost_minor,
        "entries": each.entries,
        "is_baseline": each.month == of.baseline_month,
        "frozen": moment(names.here, each.frozen_at) if each.frozen_at else "",
        "at": moment(names.here, each.measured_at),
        "stamp": each.stamp,
        "links": _behind(names, of, each.month),
    }


def _behind(names: Names, of: GoalRow, month: str) -> list[tuple[str, str]]:
    """Return the pages that show what a month's number is made from."""
    if of.metric == "ineffective_share":
        query = urlencode({"month": month})
        return [(say("web.page.cases", {}, names.lang), f"{reverse('web:cases')}?{query}")]
    types = {each.code: each for each in names.here.book.chart.cost_types}
    leaf = types.get(of.where.category)
    asked = {
        "tier": of.where.tier,
        "category": leaf.category if leaf else of.where.category,
        "type_": leaf.code if leaf else "",
        "department": of.where.department,
    }
    bounds = {name: value for name, value in asked.items() if value}
    if of.definition.to_date:
        line = {"month": month} | {name: bounds[name] for name in ("tier", "category") if name in bounds}
        query = urlencode(line)
        return [(say("web.page.lines", {}, names.lang), f"{reverse('web:lines')}?{query}")]
    return [(say("web.page.ledger", {}, names.lang), ledger_address(from_=month, to=month, **bounds))]


def _initiative(names: Names, found: _Read, each: InitiativeRow) -> dict[str, object]:
    """Return something done for the goal, and what its scope was measured to have saved since it began."""
    measured = (
        each.measured_minor
        if each.measured_minor is not None
        else books.measured_saving(found.goal, each, found.begun)
    )
    came = each.realised_minor if each.state == "closed" else measured if each.state == "open" else None
    beside = None if came is None else came - each.planned_minor
    return {
        "row": each,
        "beside": beside,
        "short": beside is not None and beside < 0,
        "owner": found.people.get(each.owner, ""),
        "state": names.word("web.goal_state", each.state),
        "since": names.period(each.since_month),
        "due": names.period(each.due_month),
        "measured": measured,
    }


def _event(names: Names, act: Recorded, people: Mapping[int, str]) -> tuple[str, str, str, str, str]:
    """Return an act as people read it: what, the difference, why, who, when."""
    before, after = json.loads(act.before), json.loads(act.after)
    changed = [
        f"{name} {before.get(name, '--')} → {value}"
        for name, value in after.items()
        if before and before.get(name) != value
    ]
    who = people.get(act.by or 0, say("web.findings.system", {}, names.lang))
    return names.word("act", act.action), " · ".join(changed), act.why, who, moment(names.here, act.at)
