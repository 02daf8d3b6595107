"""Improvement items: what shall become better, who answers until when, what it shall save, and what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.improvements import (
    Aim,
    ImproveAnswer,
    ItemRow,
    Measure,
    Measured,
    Source,
    TaskRow,
    Wanted,
    listed,
    measure,
    operations as books,
    overdue,
    tasks,
)
from fenhao.books.people import Right, usernames
from fenhao.books.people.operations import DepartmentRow, departments
from fenhao.engine.metrics import Where
from fenhao.engine.satisfaction import Kind
from fenhao.engine.value import TIERS
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.report import survey_points
from fenhao.interfaces.web._acts import NOTHING_YET, acting, attempt
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._goals_shown import scope_text
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import months as months_known, value_of
from fenhao.interfaces.words import say
from fenhao.runs.planning import measure_periods, months_with_facts
from fenhao.runs.service import PARTS, kept_satisfaction, work_satisfaction
from fenhao.warehouse import Engine

WORK = "improvements"
MONTHS_MAX = 24
MEASURES = tuple(Measure)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item in words."""

    item: ItemRow
    href: str
    owner: str
    source: str
    judged_by: str
    expected: str
    measured: str
    state: str
    css: str
    due: str


@dataclass(frozen=True, slots=True)
class _Read:
    items: tuple[ItemRow, ...]
    measured: Mapping[int, Measured | None]
    mine: tuple[TaskRow, ...]
    people: Mapping[int, str]
    departments: tuple[DepartmentRow, ...]


@for_readers(Right.see)
def improvements(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the items asked for; whoever works here opens a new one."""
    names, form, outcome = Names(here), posted(request, here), NOTHING_YET
    if request.method == "POST":
        if not here.reader.may(Right.improve):
            raise Http404
        made: list[int] = []
        outcome = attempt(here, lambda: _open(form, made))
        if outcome.done:
            told(request, here, "web.improve_done.open")
            return go("improvement", item=made[0])
    state = request.GET.get("state", "")
    found = _read(here)
    rows = [
        shown_item(names, each, found.measured.get(each.id), found.people)
        for each in found.items
        if (state == "over") == (each.state != "open") and (state != "mine" or each.owner == here.reader.id)
    ]
    facts = _facts(names, found, rows, state) | _form_facts(names, request, form, found)
    facts |= {"problems": outcome.problems or form.problems, "work": standing(here, WORK), "may_stop": True}
    return shown(request, here, "web/improvements.html", facts, status=outcome.status)


@require_POST
@for_readers(Right.improve)
def improvements_measure(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Measure the months of the ledger and the surveys behind the page."""

    def work(errand: Errand) -> Told:
        """Measure what is due."""
        at = clock()
        months = months_with_facts(book=here.book, until=here.book.today(at))[-MONTHS_MAX:]
        measure_periods(
            book=here.book, labels=months, clv=False, at=at, engine=Engine.duckdb, advance=errand.advance
        )
        work_satisfaction(book=here.book, at=at, advance=errand.advance)
        return lambda names: (Said("success", say("web.improve.was_measured", {}, names.lang)),)

    key = request.POST.get("key", "")
    begin(here, WORK, work, right=Right.improve, back=reverse("web:improvements"), typed={"key": key})
    return HttpResponseRedirect(reverse("web:improvements"))


def overdue_count(here: Surroundings) -> int:
    """Return how many items and tasks of the reader are past their day: one query, none for who improves nothing."""
    if here.reader.id is None or not here.reader.may(Right.improve):
        return 0
    me, today = here.reader.id, here.book.today(here.at)
    return read(lambda session: overdue(session, owner=me, on=today))


def shown_item(names: Names, item: ItemRow, found: Measured | None, people: Mapping[int, str]) -> Shown:
    """Return an item in words; one that is over as it was closed."""
    late = item.is_overdue(names.here.book.today(names.here.at))
    state = say("web.improve.late", {}, names.lang) if late else names.word("web.goal_state", item.state)
    return Shown(
        item=item,
        href=reverse("web:improvement", kwargs={"item": item.id}),
        owner=people.get(item.owner, ""),
        source=names.word("improve_source", item.source.value),
        judged_by=judged_text(names, item.aim),
        expected=expected_text(names, item),
        measured=measured_text(names, item.result if item.state != "open" else found),
        state=state,
        css="bad" if late else {"closed": "good"}.get(item.state, ""),
        due=item.due_on.isoformat(),
    )


def judged_text(names: Names, aim: Aim) -> str:
    """Return by what an item is judged."""
    if aim.measure is Measure.cost:
        return say("web.improve.judged_cost", {"scope": scope_text(names, aim.where)}, names.lang)
    kind = names.word("survey_kind_short", aim.measure.value)
    if not aim.by_part:
        return kind
    part = names.tier(aim.part) if aim.by_part == "tier" else names.word("service_channel", aim.part)
    return f"{kind} · {part}"


def expected_text(names: Names, item: ItemRow) -> str:
    """Return what was expected: a saving a month, or a rise in points."""
    if item.aim.measure is Measure.cost:
        amount = names.figures(0).exact(item.expected)
        return say("web.improve.saving_a_month", {"amount": amount}, names.lang)
    return say("web.improve.points", {"points": survey_points(float(item.expected))}, names.lang)


def measured_text(names: Names, found: Measured | None) -> str:
    """Return what was measured since the baseline, with its interval where it is an estimate; ``--`` for nothing yet."""
    if found is None:
        return "--"
    if found.saved_minor is not None:
        amount = names.figures(0).exact(found.saved_minor)
        details = {"amount": amount, "count": str(found.reading.months)}
        return say("web.improve.saved", details, names.lang)
    low, mid, high = (survey_points(each) for each in (found.gap_low, found.gap, found.gap_high))
    details = {"low": low, "mid": mid, "high": high, "answers": f"{found.reading.answers:,}"}
    movement = found.movement.value if found.movement else "unclear"
    return say(f"web.improve.gap_{movement}", details, names.lang)


def _read(here: Surroundings) -> _Read:
    """Return all items, what was measured for the open ones, and who there is."""

    def work(session: Session) -> _Read:
        """Read all of it in one go."""
        items = listed(session)
        found = {each.id: measure(session, here.book, each) for each in items if each.state == "open"}
        mine = tasks(session, owner=acting(here))
        return _Read(items, found, mine, usernames(session), departments(session))

    return read(work)


def _facts(names: Names, found: _Read, rows: Sequence[Shown], state: str) -> dict[str, object]:
    """Return what the list shows."""
    open_ones = [each for each in found.items if each.state == "open"]
    today = names.here.book.today(names.here.at)
    late = sum(1 for each in open_ones if each.is_overdue(today))
    saved = sum(each.realised_minor or 0 for each in found.items)
    counts = {
        "open": str(len(open_ones)),
        "count": str(len(open_ones)),
        "late": str(late),
        "saved": names.figures(0).spoken(saved),
        "closed": str(sum(1 for each in found.items if each.state == "closed")),
    }
    code = "title_none" if not found.items else "title_late" if late else "title"
    return {
        "title": say(f"web.improve.{code}", counts, names.lang),
        "eyebrow": say("web.improve.eyebrow", {"company": names.here.book.settings.company}, names.lang),
        "rows": rows,
        "chips": [
            (
                f"?{urlencode({'state': each})}" if each else "?",
                say(f"web.improve.show_{each or 'open'}", {}, names.lang),
                each == state,
            )
            for each in ("", "mine", "over")
        ],
        "mine": [
            (
                reverse("web:improvement", kwargs={"item": each.item}),
                each.title,
                each.due_on.isoformat(),
                each.due_on < today,
            )
            for each in found.mine
        ],
    }


def _form_facts(names: Names, request: HttpRequest, form: Form, found: _Read) -> dict[str, object]:
    """Return what the form of a new item offers, and what was typed or asked for by the address."""
    here = names.here
    chart, zh = here.book.chart, names.lang == "zh"
    typed = dict(form.typed) or {
        "source": request.GET.get("source", Source.hand.value),
        "source_ref": request.GET.get("ref", ""),
    }
    surveys = value_of(kept_satisfaction(book=here.book))
    parts: list[tuple[str, str]] = []
    for by in PARTS if surveys else ():
        held = sorted({part for kind in Kind for part in (surveys.parts(kind, by) if surveys else ())})
        parts += [
            (f"{by}/{part}", names.tier(part) if by == "tier" else names.word("service_channel", part))
            for part in held
        ]
    labels = [*dict.fromkeys((*reversed(months_known(here)), *(reversed(surveys.months) if surveys else ())))]
    return {
        "typed": typed,
        "key": new_key(),
        "may_act": here.reader.may(Right.improve),
        "sources": [(each.value, names.word("improve_source", each.value)) for each in Source],
        "measures": [(each.value, names.word("improve_measure", each.value)) for each in MEASURES],
        "tiers": [(each, names.tier(each)) for each in TIERS],
        "categories": [(each.code, each.name_zh if zh else each.name_en) for each in chart.categories],
        "leaves": [(each.code, each.name_zh if zh else each.name_en) for each in chart.cost_types],
        "departments": found.departments if here.reader.may(Right.fund) else (),
        "parts": parts,
        "labels": [(each, names.period(each)) for each in labels[:MONTHS_MAX]],
        "people": sorted(found.people.items(), key=lambda each: each[1]),
        "me": here.reader.id,
        "unit": names.figures(0).unit,
    }


def _open(form: Form, made: list[int]) -> Sequence[str]:
    """Open the item, keeping its number in ``made``; return why not."""
    here = form.here
    title = form.needed("title", "web.improve.title_missing")
    due = form.day("due")
    if due is None and not form.problems:
        form.wrong("web.improve.due_missing", "due")
    known = {each.value: each for each in Measure}
    judged = known.get(form.text("measure"), Measure.cost)
    expected = form.amount("expected") if judged is Measure.cost else _points(form)
    if form.problems or due is None:
        return [each.text for each in form.problems]
    by, _, part = form.text("part").partition("/")
    aim = Aim(judged, Where(form.text("tier"), form.text("category"), form.text("department")))
    if judged is not Measure.cost:
        aim = Aim(judged, Where(), by if by in PARTS else "", part if by in PARTS else "")
    sources = {each.value: each for each in Source}
    wanted = Wanted(
        title=title,
        note=form.text("note"),
        source=sources.get(form.text("source"), Source.hand),
        source_ref=form.text("source_ref"),
        owner=int(form.text("owner")) if form.text("owner").isdecimal() else 0,
        due_on=due,
        aim=aim,
        baseline_month=form.text("baseline"),
        expected=expected,
    )
    answer = books.open_item(wanted, book=here.book, key=kept_key(form), by=acting(here), at=here.at)
    if answer.passed:
        made.append(answer.number)
    return refusal(here, answer)


def _points(form: Form) -> int:
    """Return how many points were typed; a problem and 0 when it is no whole number."""
    text = form.text("expected")
    if not text.isdecimal():
        form.wrong("web.improve.points_missing", "expected")
        return 0
    return int(text)


def refusal(here: Surroundings, answer: ImproveAnswer) -> Sequence[str]:
    """Return why an act was refused; nothing when it was done."""
    return () if answer.passed else [say(f"improve_verdict.{answer.verdict.value}", {}, here.lang)]
