"""One improvement item: what was expected, what was measured, its steps, what was said and changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.audit import Recorded, about
from fenhao.books.database import Session, read
from fenhao.books.improvements import (
    CommentRow,
    ItemRow,
    Measure,
    Measured,
    Reading,
    TaskRow,
    comments,
    listed,
    measure,
    operations as books,
    tasks,
)
from fenhao.books.people import Right, usernames
from fenhao.interfaces.period import moment
from fenhao.interfaces.report import survey_points
from fenhao.interfaces.web._acts import NOTHING_YET, acting, attempt
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import ledger_address
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.improvements import refusal, shown_item
from fenhao.interfaces.words import say

EVENTS_MAX = 50


@dataclass(frozen=True, slots=True)
class _Read:
    item: ItemRow
    measured: Measured | None
    steps: tuple[TaskRow, ...]
    said: tuple[CommentRow, ...]
    acts: tuple[Recorded, ...]
    people: Mapping[int, str]


@for_readers(Right.see)
def improvement(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show an item; a form changes, closes or gives it up, adds and finishes steps, or comments."""
    number, names, form, outcome = here.number("item"), Names(here), posted(request, here), NOTHING_YET
    if request.method == "POST":
        if not here.reader.may(Right.improve):
            raise Http404
        outcome = attempt(here, lambda: _answered(form, number))
        if outcome.done:
            told(request, here, f"web.improve_done.{form.text('act')}")
            return go("improvement", item=number)
    found = _read(here, number)
    facts = _facts(names, found)
    facts |= {"problems": outcome.problems, "typed": form.typed, "key": new_key()}
    return shown(request, here, "web/improvement.html", facts, status=outcome.status)


def _read(here: Surroundings, number: int) -> _Read:
    """Return an item with everything about it; no such page when there is none."""

    def work(session: Session) -> _Read | None:
        """Read all of it in one go."""
        rows = listed(session, only=number) if number else ()
        if not rows:
            return None
        item = rows[0]
        return _Read(
            item,
            measure(session, here.book, item) if item.state == "open" else item.result,
            tasks(session, item=number),
            comments(session, item=number),
            about(session, f"improvement/{number}", limit=EVENTS_MAX),
            usernames(session),
        )

    found = read(work)
    if found is None:
        raise Http404
    return found


def _facts(names: Names, found: _Read) -> dict[str, object]:
    """Return what the template shows."""
    here, item = names.here, found.item
    row = shown_item(names, item, found.measured, found.people)
    is_open = item.state == "open"
    today = here.book.today(here.at)
    return {
        "row": row,
        "item": item,
        "title": say(
            "web.improve.item_title",
            {"title": item.title, "measured": row.measured, "expected": row.expected},
            names.lang,
        )
        if found.measured
        else item.title,
        "baseline": reading_text(names, item.aim.measure, item.baseline),
        "since": reading_text(names, item.aim.measure, found.measured.reading) if found.measured else "",
        "ledger": _ledger(item, found.measured),
        "steps": [
            (
                each,
                found.people.get(each.owner, ""),
                moment(here, each.done_at) if each.done_at else "",
                each.done_at is None and each.due_on < today,
            )
            for each in found.steps
        ],
        "comments": [
            (each.text, found.people.get(each.by or 0, ""), moment(here, each.at)) for each in found.said
        ],
        "events": [_event(names, each, found.people) for each in reversed(found.acts)],
        "is_open": is_open,
        "may_act": here.reader.may(Right.improve),
        "people": sorted(found.people.items(), key=lambda each: each[1]),
    }


def reading_text(names: Names, by: Measure, reading: Reading) -> str:
    """Return what was measured of some months, in words."""
    months = names.period(reading.first_month)
    if reading.last_month != reading.first_month:
        months = f"{months} – {names.period(reading.last_month)}"
    if by is Measure.cost:
        details = {"amount": names.figures(0).exact(reading.cost_minor), "entries": f"{reading.entries:,}"}
        return f"{months}: {say('web.improve.read_cost', details, names.lang)}"
    values = {
        name: survey_points(value) if by is Measure.nps else f"{value:.0f}%"
        for name, value in (("low", reading.low), ("mid", reading.value), ("high", reading.high))
    }
    told_as = say("web.improve.read_survey", {**values, "answers": f"{reading.answers:,}"}, names.lang)
    return f"{months}: {told_as}"


def _ledger(item: ItemRow, found: Measured | None) -> str:
    """Return the address of the entries behind what was measured; empty for surveys."""
    if item.aim.measure is not Measure.cost:
        return ""
    where = item.aim.where
    asked = {"tier": where.tier, "category": where.category, "department": where.department}
    last = found.reading.last_month if found else item.baseline_month
    return ledger_address(
        from_=item.baseline_month, to=last, **{name: value for name, value in asked.items() if value}
    )


def _answered(form: Form, number: int) -> Sequence[str]:
    """Do what the form says; return why not."""
    here, act = form.here, form.text("act")
    by, key, why = acting(here), kept_key(form), form.text("why")
    owner = int(form.text("owner")) if form.text("owner").isdecimal() else 0
    if act == "close":
        return refusal(here, books.close_item(number, book=here.book, why=why, key=key, by=by, at=here.at))
    if act == "drop":
        return refusal(here, books.drop_item(number, why=why, key=key, by=by, at=here.at))
    if act == "comment":
        return refusal(here, books.comment_on(number, text=form.text("text"), key=key, by=by, at=here.at))
    if act == "finish":
        task = int(form.text("task")) if form.text("task").isdecimal() else 0
        return refusal(here, books.finish_task(task, key=key, by=by, at=here.at))
    due = form.day("due")
    if due is None:
        return [each.text for each in form.problems] or [say("web.improve.due_missing", {}, here.lang)]
    if act == "change":
        today = here.book.today(here.at)
        answer = books.change_item(
            number, owner=owner, due_on=due, why=why, today=today, key=key, by=by, at=here.at
        )
        return refusal(here, answer)
    if act == "add":
        answer = books.add_task(
            number, title=form.text("title"), owner=owner, due_on=due, key=key, by=by, at=here.at
        )
        return refusal(here, answer)
    return [say("web.findings.act_missing", {}, here.lang)]


def _event(names: Names, act: Recorded, people: Mapping[int, str]) -> tuple[str, str, str, str, str]:
    """Return an act as people read it: what, the difference, why, who, when."""
    before, after = json.loads(act.before), json.loads(act.after)
    changed = [
        f"{name} {before.get(name, '--')} → {value}"
        for name, value in after.items()
        if before and name != "result" and before.get(name) != value
    ]
    who = people.get(act.by or 0, say("web.findings.system", {}, names.lang))
    return names.word("act", act.action), " · ".join(changed), act.why, who, moment(names.here, act.at)
