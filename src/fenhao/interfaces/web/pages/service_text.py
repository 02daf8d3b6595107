"""What is known of tickets' texts: how good it is on texts held out, what to label next, and learning anew.

A model is read from its telling, a small file; what waits for a label is what the last sorting kept. Texts are shown to those
who may see what customers wrote, and they alone teach.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.database import read
from fenhao.books.lessons import corrections
from fenhao.books.lessons.operations import teach
from fenhao.books.people import Right
from fenhao.engine.text import TARGETS, Kind, LearnRules, likely_range
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.period import moment as told_moment
from fenhao.interfaces.web._acts import acting, attempt
from fenhao.interfaces.web._forms import kept_key, new_key, posted, told as say_next
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment
from fenhao.interfaces.web._text_shown import label_shown
from fenhao.interfaces.words import say
from fenhao.runs.text import (
    Sorted,
    TextTold,
    Waiting,
    can_read_meaning,
    kept_sorting,
    kept_text_models,
    labelled_tickets,
    sort_tickets,
    train_text,
)

WORK = "text"
_WAITING_SHOWN = 10
_LABELS_SHOWN = 20
_PAIRS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Open:
    """A ticket to label, as the page shows it: its number, words, why it waits, and a button for each likely label."""

    ticket: str
    text: str
    why: str
    key: str
    before: str
    choices: tuple[tuple[str, str, str], ...]


@for_readers(Right.see)
def service_text(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what is known of one kind, and what a person should label."""
    names = Names(here)
    kind = _kind(request.GET.get("kind", ""))
    versions = kept_text_models(here.book, kind)
    told = versions[0] if versions else None
    may_teach = here.reader.may(Right.see_personal)

    taught = read(lambda session: corrections(session, kind=kind.value))
    sorting = kept_sorting(here.book, kind)
    under_work = standing(here, WORK)
    waiting = _open(names, sorting[0].waiting if sorting and may_teach else (), taught)
    facts: dict[str, object] = {
        "title": _message(names, kind, told),
        "eyebrow": " · ".join((
            here.book.settings.company, names.word("text_kind", kind.value), say("web.text.unit", {}, names.lang)
        )),
        "kinds": [(each.value, names.word("text_kind", each.value), each is kind) for each in Kind],
        "kind": kind.value,
        "told": told,
        "made": told_moment(here, told.made_at) if told else "",
        "kpis": _kpis(names, told) if told else (),
        "labels": _labels(names, told) if told else (),
        "pairs": _pairs(names, told) if told else (),
        "ladder": _ladder(told) if told else (),
        "remarks": _remarks(names, told) if told else (),
        "versions": [(each.version, told_moment(here, each.made_at), f"{each.figures.taught:,}", _share(each.figures.accuracy)) for each in versions],
        "sorting": _sorting(names, sorting[0]) if sorting else "",
        "drifted": _drifted(names, sorting[0]) if sorting else "",
        "stale": bool(sorting and sorting[2]),
        "waiting": waiting,
        "taught": len(taught),
        "options": [(label, label_shown(names, label)) for label in told.labels] if told else (),
        "targets": [f"{target * 100:.0f}" for target in TARGETS],
        "target": f"{(told.limit.target if told else 0.95) * 100:.0f}",
        "has_meaning": can_read_meaning(),
        "may_teach": may_teach,
        "may_stop": may_teach,
        "work": under_work,
        "key": under_work.key,
    }  # fmt: skip
    return shown(request, here, "web/service_text.html", facts)


@require_POST
@for_readers(Right.see_personal)
def service_text_act(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Keep a label that a person gives, or learn anew behind the page."""
    form = posted(request, here)
    kind = _kind(form.text("kind"))
    back = HttpResponseRedirect(f"{reverse('web:service_text')}?kind={kind.value}")
    if form.text("act") == "train":
        target = form.text("target")
        rules = LearnRules(
            target=int(target) / 100 if target.isdecimal() and 50 <= int(target) <= 99 else 0.95
        )
        begin(
            here,
            WORK,
            lambda errand: _learn(here, kind, rules, errand),
            right=Right.see_personal,
            back=back.url,
            typed=form.typed,
        )
        return back
    label = form.text("other") or form.text("label")
    ticket = form.text("ticket")

    def work() -> Sequence[str]:
        """Write the label down."""
        teach(
            kind=kind.value,
            ticket=ticket,
            label=label,
            before=form.text("before"),
            key=kept_key(form),
            by=acting(here),
            at=here.at,
        )
        return ()

    outcome = attempt(here, work)
    for reason in outcome.reasons:
        messages.error(request, reason)
    if outcome.done:
        say_next(request, here, "web.text.taught", ticket=ticket, label=label_shown(Names(here), label))
    back["Location"] = f"{back.url}#waiting"
    return back


def _learn(here: Surroundings, kind: Kind, rules: LearnRules, errand: Errand) -> Told:
    """Learn from tickets and what people put right, then sort all tickets."""
    put_right = read(lambda session: corrections(session, kind=kind.value))
    at = moment()
    given = labelled_tickets(book=here.book, kind=kind, corrections=put_right)
    told = train_text(
        book=here.book, kind=kind, given=given, rules=rules, meaning=None, at=at, advance=errand.advance
    )
    found = sort_tickets(book=here.book, kind=kind, corrections=put_right, at=at, advance=errand.advance)
    details = {
        "taught": f"{told.figures.taught:,}",
        "share": _share(told.figures.accuracy),
        "tickets": f"{found.tickets:,}",
    }
    return lambda names: (Said("success", say("web.text.learnt", details, names.lang)),)


def _kind(asked: str) -> Kind:
    """Return the kind that an address names; the category for none."""
    return next((each for each in Kind if each.value == asked), Kind.category)


def _share(share: float) -> str:
    return f"{share * 100:.1f}%"


def _message(names: Names, kind: Kind, told: TextTold | None) -> str:
    """Return the page's one sentence."""
    called = names.word("text_kind", kind.value)
    if told is None:
        return say("web.text.title_none", {"kind": called}, names.lang)
    details = {
        "kind": called,
        "share": _share(told.figures.accuracy),
        "coverage": _share(told.figures.coverage),
        "target": _share(told.limit.target),
    }
    code = "web.text.title" if told.limit.reached else "web.text.title_not_reached"
    return say(code, details, names.lang)


def _kpis(names: Names, told: TextTold) -> list[dict[str, str]]:
    """Return the figures on top, each with its range or its base."""
    figures = told.figures
    low, high = likely_range(figures.right, figures.held)

    def kpi(code: str, value: str, details: dict[str, str]) -> dict[str, str]:
        return {
            "label": say(f"web.text.kpi_{code}", details, names.lang),
            "value": value,
            "note": say(f"web.text.kpi_{code}_note", details, names.lang),
        }

    between = {"low": _share(low), "high": _share(high), "held": f"{figures.held:,}"}
    limit = {"target": _share(told.limit.target), "right": _share(figures.answered_accuracy)}
    corrected = {"corrections": f"{told.corrections:,}", "labels": str(len(told.labels))}
    return [
        kpi("accuracy", _share(figures.accuracy), between),
        kpi("coverage", _share(figures.coverage), limit),
        kpi("top", _share(figures.top_right / max(1, figures.held)), {}),
        kpi("taught", f"{figures.taught:,}", corrected),
    ]


def _labels(names: Names, told: TextTold) -> list[dict[str, object]]:
    """Return each label's figures, the ones with most texts first."""
    ordered = sorted(told.figures.labels, key=lambda each: (-each.taught, each.label))[:_LABELS_SHOWN]
    return [
        {
            "name": label_shown(names, each.label),
            "taught": each.taught,
            "held": each.held,
            "found": _share(each.right / each.held) if each.held else "--",
            "right": _share(each.right / each.given) if each.given else "--",
        }
        for each in ordered
    ]


def _pairs(names: Names, told: TextTold) -> list[str]:
    """Return what is taken for what, the worst first."""
    return [
        say(
            "cli.text.taken_for",
            {
                "label": label_shown(names, each.label),
                "other": label_shown(names, each.taken_for),
                "texts": str(each.texts),
            },
            names.lang,
        )
        for each in told.figures.confusions[:_PAIRS_SHOWN]
    ]


def _ladder(told: TextTold) -> list[dict[str, object]]:
    """Return what each target would leave answered, by the texts that were learnt from."""
    return [
        {
            "target": _share(each.target),
            "coverage": _share(each.coverage) if each.reached else "--",
            "reached": each.reached,
            "is_luck": each.is_luck,
            "best": _share(each.best),
            "current": each.target == told.limit.target,
        }
        for each in told.ladder
    ]


def _remarks(names: Names, told: TextTold) -> list[str]:
    """Return by what it was examined, the learning curve in words, what helps most, and what was left out."""
    figures = told.figures
    found = [
        say(f"text_examined.{figures.examined_by}", {}, names.lang),
        say(f"text_judged.{figures.judged_by}", {}, names.lang),
    ]
    found += [
        say("cli.text.curve", {"taught": f"{each.taught:,}", "share": _share(each.accuracy)}, names.lang)
        for each in figures.curve[:-1]
    ]
    if figures.helps_most:
        found.append(say("cli.text.helps", {"label": label_shown(names, figures.helps_most)}, names.lang))
    if figures.twins or figures.torn or figures.left_out:
        few = ", ".join(f"{label_shown(names, label)} {count}" for label, count in figures.left_out) or "--"
        details = {"twins": f"{figures.twins:,}", "torn": f"{figures.torn:,}", "labels": few}
        found.append(say("cli.text.left_out", details, names.lang))
    return found


def _sorting(names: Names, found: Sorted) -> str:
    """Return what the last sorting said, in a sentence."""
    sure = sum(count for _, count in found.sure)
    counts = {"tickets": found.tickets, "sure": sure, "unsure": found.unsure, "unlike": found.unlike}
    return say("cli.text.sorted", {name: f"{number:,}" for name, number in counts.items()}, names.lang)


def _drifted(names: Names, found: Sorted) -> str:
    """Return that what comes is no longer like what was taught, '' where it is."""
    if not found.has_drifted:
        return ""
    counts = {"newest": found.newest, "unlike": found.newest_unlike, "usual": found.usual}
    return say("cli.text.drifted", {name: f"{number:,}" for name, number in counts.items()}, names.lang)


def _open(names: Names, waiting: Sequence[Waiting], taught: dict[str, str]) -> list[Open]:
    """Return the first tickets that nobody labelled yet."""
    left = [each for each in waiting if each.ticket not in taught][:_WAITING_SHOWN]
    return [
        Open(
            each.ticket,
            each.text,
            names.word("text_sureness", each.sureness.value),
            new_key(),
            each.labels[0],
            tuple(
                (label, label_shown(names, label), f"{chance * 100:.0f}%")
                for label, chance in zip(each.labels, each.chances, strict=True)
            ),
        )
        for each in left
    ]
