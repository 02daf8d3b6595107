"""Planning: the studies there are, one of them with its answers, and what was kept. A study changes no budget."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.people import Right, usernames
from fenhao.books.studies import FOUND, Made, NewStudy, found_of, judge_facts, listed, make_study, study
from fenhao.books.studies.operations import draft_study, keep_study
from fenhao.engine.planning.studies import (
    Judgement,
    Proposal,
    StudyKind,
    WhatIf,
    Worth,
    YearFacts,
    judge,
    moves,
)
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.report import (
    beside,
    judge_table,
    judge_title,
    moved_table,
    study_bytes,
    study_tables,
    study_title,
    unanswered,
)
from fenhao.interfaces.web._acts import acting, attempt
from fenhao.interfaces.web._files import workbook_answer
from fenhao.interfaces.web._forms import Problem, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._plan_shown import (
    answer_text,
    help_text_of,
    kind_name,
    planning_facts,
    question_groups,
    question_label,
    shown_table,
    tornado,
    typed_answers,
    voice_of,
)
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import result_of, work_out
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.book import stamp_now
from fenhao.runs.planning import kept_year_facts, planned_year, work_year_facts

WORK = "planning"
KINDS = {
    "prepare": StudyKind.proposal,
    "build": StudyKind.first,
    "cuts": StudyKind.cuts,
    "what-if": StudyKind.what_if,
    "worth": StudyKind.worth,
    "path": StudyKind.path,
}
"""What a study is called in its address."""


@for_readers(Right.see)
def plan(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what can be studied, how the year's facts stand, and the studies that were kept."""
    label = planned_year(here.book)
    work = standing(here, WORK)
    held = kept_year_facts(book=here.book, label=label) if label else None

    def look(session: Session) -> tuple[Sequence[object], Mapping[int, str]]:
        """Read the studies and people's names."""
        return listed(session), usernames(session)

    rows, people = read(look)
    return shown(
        request,
        here,
        "web/plan.html",
        {
            **result_of(here, held, work=work).facts,
            "label": Names(here).period(label) if label else "",
            "tools": [
                (
                    reverse("web:plan_study", args=(slug,)),
                    kind_name(here, kind.value),
                    help_text_of(here, slug),
                )
                for slug, kind in KINDS.items()
            ]
            + [
                (
                    reverse("web:plan_study", args=("judge",)),
                    say("web.plan.judge", {}, here.lang),
                    help_text_of(here, "judge"),
                )
            ],
            "studies": rows,
            "people": people,
        },
    )


@require_POST
@for_readers(Right.prepare_budget)
def plan_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Read the newest year for planning, behind the page."""
    back, label = reverse("web:plan"), planned_year(here.book)

    def work(errand: Errand) -> None:
        """Work the facts out."""
        work_year_facts(book=here.book, label=label, at=clock(), advance=errand.advance)

    if label:
        work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


@for_readers(Right.see)
def plan_study(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a study: its questions, and what the answers in the address find; keep it when that is sent."""
    slug = str(here.place["study"])
    if slug == "judge":
        return _judged(request, here)
    if slug == "compare":
        return _compared(request, here)
    if slug not in KINDS:
        raise Http404
    kind, facts = KINDS[slug], planning_facts(here)
    typed = typed_answers(request.POST if request.method == "POST" else request.GET, here, kind, facts)
    try:
        made = _made(here, kind, typed, facts)
    except Trouble as wrong:
        anchor = f"f-{wrong.details['name']}" if "name" in wrong.details else ""
        problem = Problem(explain_trouble(wrong, here.lang), anchor)
        return _page(request, here, slug, typed, facts, problems=(problem,))
    if request.method == "POST":
        return _keep(request, here, slug, typed, facts, made)
    return _page(request, here, slug, typed, facts, made=made)


@for_readers(Right.see)
def plan_kept(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a kept study; make a draft of it when somebody asks for that."""
    number = here.number("number")
    row = read(lambda session: study(session, number))
    if row is None:
        raise Http404
    problems: Sequence[Problem] = ()
    status = 200
    if request.method == "POST":
        made: list[int] = []
        form = posted(request, here)

        def act() -> Sequence[str]:
            """Make the draft."""
            answer = draft_study(
                number, calendar=here.book.calendar, currency=here.book.settings.currency,
                key=kept_key(form), by=acting(here), at=here.at,
            )  # fmt: skip
            made.append(answer.number)
            return ()

        outcome = attempt(here, act)
        if outcome.done:
            told(request, here, "web.plan.drafted")
            return go("budget_sheet", version=made[0])
        problems, status = outcome.problems, outcome.status
    found = read(lambda session: found_of(session, number, FOUND[row.kind]))
    if found is None:
        raise Http404
    voice = voice_of(here)
    slug = next(name for name, kind in KINDS.items() if kind is row.kind)
    return shown(
        request,
        here,
        "web/plan_kept.html",
        {
            "row": row,
            "title": study_title(found, voice),
            "kind": kind_name(here, row.kind.value),
            "tables": [shown_table(each, voice) for each in study_tables(found, None, voice) if each.rows],
            "tornado": tornado(here, found) if isinstance(found, Worth) else (),
            "asked": [
                (question_label(here, name), answer_text(here, text)) for name, text in row.asked.items()
            ],
            "again": f"{reverse('web:plan_study', args=(slug,))}?{urlencode(row.asked)}",
            "key": new_key(),
            "may_draft": row.can_draft and here.reader.may(Right.prepare_budget),
            "may_read": isinstance(found, Proposal) and here.reader.may(Right.prepare_budget),
            "problems": problems,
        },
        status=status,
    )


@for_readers(Right.see)
def plan_excel(_request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Hand out a kept study as a workbook; a proposal recalculates and can be read back."""
    number, voice = here.number("number"), voice_of(here)
    row = read(lambda session: study(session, number))
    found = read(lambda session: found_of(session, number, FOUND[row.kind])) if row else None
    if row is None or found is None:
        raise Http404
    return workbook_answer(study_bytes(found, asked=row.asked, voice=voice), f"study-{number}.xlsx")


def _made(here: Surroundings, kind: StudyKind, typed: Mapping[str, str], facts: YearFacts | None) -> Made:
    """Return what these answers find."""
    return read(
        lambda session: make_study(
            session, book=here.book, kind=kind, typed=typed, facts=facts, by=here.reader.id, at=here.at
        )
    )


def _keep(
    request: HttpRequest,
    here: Surroundings,
    slug: str,
    typed: Mapping[str, str],
    facts: YearFacts | None,
    made: Made,
) -> HttpResponse:
    """Keep a study and show it."""
    form, numbers = posted(request, here), list[int]()

    def act() -> Sequence[str]:
        """Keep it."""
        wanted = NewStudy(
            made.kind, form.text("study_name"), made.fiscal_year, stamp_now(here.book).text,
            made.answers.typed, made.found, made.draft,
        )  # fmt: skip
        numbers.append(keep_study(wanted, key=kept_key(form), by=acting(here), at=here.at).number)
        return ()

    outcome = attempt(here, act)
    if outcome.done:
        told(request, here, "web.plan.kept")
        return go("plan_kept", number=numbers[0])
    problems = [Problem(reason, "f-study_name") for reason in outcome.reasons]
    return _page(request, here, slug, typed, facts, made=made, problems=problems, status=outcome.status)


def _page(
    request: HttpRequest,
    here: Surroundings,
    slug: str,
    typed: Mapping[str, str],
    facts: YearFacts | None,
    *,
    made: Made | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    """Return the page of a study."""
    kind, voice = KINDS[slug], voice_of(here)
    answered = made if made and not unanswered(made.found) else None
    tables = list(study_tables(answered.found, facts, voice)) if answered else []
    if made and isinstance(made.found, Proposal) and typed:
        before = _made(here, kind, {}, facts).found
        assert isinstance(before, Proposal), "a proposal is compared with one"
        tables.insert(0, moved_table(moves(before, made.found), voice))
    return shown(
        request,
        here,
        "web/plan_study.html",
        {
            "title": study_title(made.found, voice) if made else kind_name(here, kind.value),
            "kind": kind_name(here, kind.value),
            "help_text": help_text_of(here, slug),
            "groups": question_groups(here, kind, typed, facts),
            "tables": [shown_table(each, voice) for each in tables if each.rows],
            "tornado": tornado(here, made.found) if made and isinstance(made.found, Worth) else (),
            "version": made.version if made else None,
            "problems": problems,
            "open": made is not None and answered is None,
            "typed": typed,
            "key": new_key(),
            "may_keep": answered is not None and here.reader.may(Right.prepare_budget),
            "study_name": request.POST.get("study_name", ""),
        },
        status=status,
    )


def _judged(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the judgement of the newest year's budget."""
    label, voice, facts = planned_year(here.book), voice_of(here), planning_facts(here)
    points: tuple[Judgement, ...] = ()
    if label:
        held = read(
            lambda session: judge_facts(
                session, book=here.book, label=label, facts=facts, by=here.reader.id, at=here.at
            )
        )
        points = judge(held)
    return shown(
        request,
        here,
        "web/plan_study.html",
        {
            "title": judge_title(points, voice) if points else say("web.plan.judge", {}, here.lang),
            "kind": say("web.plan.judge", {}, here.lang),
            "help_text": help_text_of(here, "judge"),
            "groups": (),
            "tables": [shown_table(judge_table(points, voice), voice)] if points else [],
            "problems": (),
        },
    )


def _compared(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show kept scenarios side by side, and the budgets of scenarios and proposals."""
    voice = voice_of(here)
    numbers = [int(each) for each in request.GET.getlist("n")[:6] if each.isdecimal()]

    def look(session: Session) -> list[tuple[str, WhatIf | Proposal]]:
        """Read the scenarios and proposals among the studies asked for."""
        found: list[tuple[str, WhatIf | Proposal]] = []
        for number in numbers:
            row = study(session, number)
            if row and row.kind in {StudyKind.what_if, StudyKind.proposal}:
                kind: type[WhatIf] | type[Proposal] = WhatIf if row.kind is StudyKind.what_if else Proposal
                held = found_of(session, number, kind)
                found += [(row.name, held)] if held else []
        return found

    named = read(look)
    return shown(
        request,
        here,
        "web/plan_study.html",
        {
            "title": say("planning.table.side_by_side", {}, here.lang),
            "kind": kind_name(here, "what_if"),
            "help_text": help_text_of(here, "compare"),
            "groups": (),
            "tables": [shown_table(each, voice) for each in beside(named, voice)],
            "problems": (),
        },
    )
