"""How satisfied customers are: CSAT, NPS and CES with their answers and intervals, by month and part, and what goes with cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.satisfaction import FEW, Figure, Kind, scale_of, trend
from fenhao.interfaces.charts import Fan, Line, Voice, lines
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.names import masked
from fenhao.interfaces.report import (
    elasticity_text,
    survey_change,
    survey_figure,
    survey_headline,
    survey_interval,
    survey_response,
)
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.runs.loyalty import work_care
from fenhao.runs.mart import customer_ref
from fenhao.runs.service import PARTS, Answer, Satisfaction, kept_satisfaction, work_satisfaction

WORK = "satisfaction"
ANSWERS_SHOWN = 50
SCALE = 100
"""Charts draw whole numbers: hundredths of a point or percent."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in words: of a month, tier, channel or team."""

    name: str
    asked: int
    response: str
    answered: int
    value: str
    interval: str
    average: str
    few: bool
    change: str
    css: str


@for_readers(Right.see)
def satisfaction(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what the surveys of one kind say, by month and by the part asked for."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_satisfaction(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.survey.title_none", {}, names.lang),
        "eyebrow": say("web.survey.eyebrow_none", {}, names.lang),
    }
    if found is not None and found.kinds():
        facts |= _told(names, found, request)
    return shown(request, here, "web/satisfaction.html", facts)


@require_POST
@for_readers(MAY_WORK)
def satisfaction_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work surveys out behind the page, and whom to call because of them."""
    back = reverse("web:satisfaction")

    def work(errand: Errand) -> None:
        """Work them out."""
        work_satisfaction(book=here.book, at=clock(), advance=errand.advance)
        work_care(book=here.book, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: Satisfaction, request: HttpRequest) -> dict[str, object]:
    """Return what the page shows of the kind, question and part asked for."""
    kinds = found.kinds()
    kind = next((each for each in kinds if each.value == request.GET.get("kind")), kinds[0])
    asked = request.GET.get("question")
    question = asked if asked in found.questions(kind) else None
    by = request.GET.get("by", "")
    by = by if by in PARTS else PARTS[0]
    whole = found.of(kind, question=question)
    months = [(each, found.of(kind, question=question, month=each)) for each in found.months]
    months = [(label, figure) for label, figure in months if figure.asked]
    changes = trend([figure for _, figure in months])
    eyebrow = {
        "kind": names.word("survey_kind", kind.value),
        "first": names.period(months[0][0]) if months else "",
        "last": names.period(months[-1][0]) if months else "",
    }
    return {
        **_choices(names, found, kind, question=question, by=by),
        **_answers(names, found, kind, question=question),
        "title": _message(names, whole),
        "eyebrow": say("web.survey.eyebrow", eyebrow, names.lang),
        "by": names.word("web.survey_by", by),
        "whole": _row(names, "", whole, ""),
        "asked": names.figures(0).count(whole.asked),
        "split": [
            (names.word("web.survey_good", kind.value), whole.good),
            (names.word("web.survey_neither", kind.value), whole.neither),
            (names.word("web.survey_bad", kind.value), whole.bad),
        ],
        "definition": names.word("web.survey_definition", kind.value),
        "months": [
            _row(names, names.period(label), figure, survey_change(kind, change, names.lang))
            for (label, figure), change in zip(reversed(months), reversed(changes), strict=True)
        ],
        "wide": _picture(names, kind, months, width=1100) if months else "",
        "small": _picture(names, kind, months, width=340) if months else "",
        "parts": [
            _row(names, _part(names, by, part), found.of(kind, question=question, by=by, part=part), "")
            for part in found.parts(kind, by)
        ],
        "elasticities": [
            (names.word("web.survey_elasticity", outcome), elasticity_text(each, outcome, names.lang), each)
            for outcome, each in (("score", found.score_elasticity), ("renewal", found.renewal_elasticity))
        ],
        "few": FEW,
        "as_of": found.as_of.isoformat(),
    }


def _choices(
    names: Names, found: Satisfaction, kind: Kind, *, question: str | None, by: str
) -> dict[str, object]:
    """Return the ways to see surveys: kinds, questions where there are several, and parts."""
    questions = found.questions(kind)
    unnamed = say("web.survey.no_question", {}, names.lang)
    return {
        "kinds": [
            (_href(each.value, None, by), names.word("survey_kind", each.value), each is kind)
            for each in found.kinds()
        ],
        "questions": [
            (_href(kind.value, each, by), each or unnamed, each == question)
            for each in (questions if len(questions) > 1 else ())
        ],
        "all_questions": (_href(kind.value, None, by), question is None),
        "parts_by": [
            (_href(kind.value, question, each), names.word("web.survey_by", each), each == by)
            for each in PARTS
        ],
    }


def _answers(names: Names, found: Satisfaction, kind: Kind, *, question: str | None) -> dict[str, object]:
    """Return the newest answers of a kind, and how many there are."""
    held = [
        each
        for each in found.answers
        if each.kind is kind and (question is None or each.question == question)
    ]
    return {
        "answers": [_answer(names, each) for each in held[:ANSWERS_SHOWN]],
        "answers_all": names.figures(0).count(len(held)),
    }


def _href(kind: str, question: str | None, by: str) -> str:
    """Return the address of a choice."""
    asked = {"kind": kind, "by": by} | ({"question": question} if question is not None else {})
    return f"?{urlencode(asked)}"


def _message(names: Names, whole: Figure) -> str:
    """Return the page's one sentence: the figure with its answers, interval and response rate."""
    if whole.headline is None:
        return say("web.survey.title_unanswered", {"asked": f"{whole.asked:,}"}, names.lang)
    facts = {
        "kind": names.word("survey_kind_short", whole.kind.value),
        "value": survey_figure(whole),
        "interval": survey_interval(whole, names.lang),
        "answered": f"{whole.answered:,}",
        "response": survey_response(whole),
    }
    return say("web.survey.title_few" if whole.is_few else "web.survey.title", facts, names.lang)


def _row(names: Names, name: str, found: Figure, change: str) -> FigureRow:
    """Return a figure in words."""
    average = "--"
    if found.average is not None:
        low, mid, high = (
            f"{each:.1f}" for each in (found.average.low, found.average.mid, found.average.high)
        )
        average = say("web.survey.average_of", {"low": low, "mid": mid, "high": high}, names.lang)
    return FigureRow(
        name=name,
        asked=found.asked,
        response=survey_response(found),
        answered=found.answered,
        value=survey_figure(found),
        interval=survey_interval(found, names.lang),
        average=average,
        few=found.is_few,
        change=change,
        css="soft" if found.is_few else "",
    )


def _part(names: Names, by: str, part: str) -> str:
    """Return what a tier, channel or team is called."""
    if by == "tier":
        return names.tier(part)
    return names.word(f"service_{by}", part)


def _picture(names: Names, kind: Kind, months: Sequence[tuple[str, Figure]], *, width: int) -> SafeString:
    """Return the course of the headline with its intervals; a month without answers leaves a gap."""
    factor = SCALE if kind is Kind.nps else 100 * SCALE
    drawn = [None if each.headline is None else int(each.headline.mid * factor) for _, each in months]
    edges = tuple(
        None if each.headline is None else (int(each.headline.low * factor), int(each.headline.high * factor))
        for _, each in months
    )

    def text(value: int) -> str:
        """Return a drawn value as it is read."""
        return survey_headline(kind, value / factor)

    voice: Voice = replace(names.voice(names.figures(0)), amount=text, short=text)
    caption = say("web.survey.chart", {"kind": names.word("survey_kind", kind.value)}, names.lang)
    titles = tuple(
        f"{names.period(label)} {survey_figure(each)} {survey_interval(each, names.lang)} n={each.answered}"
        for label, each in months
    )
    series = Line(names.word("survey_kind_short", kind.value), "actual", tuple(drawn), titles)
    picture = lines(
        [names.month(label) for label, _ in months],
        [series] if any(each is not None for each in drawn) else [],
        [Fan(edges)],
        voice,
        width=width,
        height=240,
        caption=caption,
    )
    return mark_safe(picture)  # noqa: S308 - our own SVG


def _answer(names: Names, each: Answer) -> dict[str, object]:
    """Return an answer in words; the customer's id masked."""
    scale = scale_of(each.kind)
    return {
        "day": each.answered_on.isoformat(),
        "score": each.score,
        "high": scale.high,
        "css": "bad" if each.score <= scale.bad else "",
        "text": each.text,
        "customer": masked(each.customer_id) if each.customer_id else "",
        "href": reverse("web:customer", kwargs={"ref": customer_ref(each.customer_id)})
        if each.customer_id
        else "",
        "tier": names.tier(each.tier) if each.tier else "",
        "channel": _part(names, "channel", each.channel) if each.channel else "",
        "team": _part(names, "team", each.team) if each.team else "",
        "question": each.question,
        "ref": f"detractor/{each.survey_id}",
        "id": each.survey_id,
    }
