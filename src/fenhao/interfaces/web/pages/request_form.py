"""Ask for spend, or change what was asked: what would happen is shown before anything is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

from fenhao.books.budgets import Leg, Reference
from fenhao.books.database import read
from fenhao.books.journal import month_of
from fenhao.books.people import Right, usernames
from fenhao.books.requests import RequestView
from fenhao.books.requests.operations import Wish, edit, preview, request_at, submit
from fenhao.engine.budget import CaseState
from fenhao.engine.waste import WAKE_UP
from fenhao.interfaces.web._arithmetic import Said, said
from fenhao.interfaces.web._forms import (
    Form,
    Problem,
    end_of_day,
    go,
    kept_key,
    new_key,
    posted,
    step_text,
    told,
    told_asked,
)
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._lines_shown import Desk, choices, desk, key_text, read_key
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, major_text, parse_amount

WORDS = ("customer", "campaign", "cost_type", "channel", "purpose", "benefit_type")
USE_DAYS = 30
"""How long money stays held for whoever asked, where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form as it was typed; ``unpriced``: the amount is the upper bound of what nobody knows yet."""

    line: str = ""
    amount: str = ""
    reference: str = ""
    unpriced: bool = False

    @property
    def said(self) -> bool:
        """Whether anything was typed."""
        return bool(self.line.strip() or self.amount.strip() or self.reference.strip())


@for_readers(Right.spend)
def request_new(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Ask for spend."""
    return _page(request, here, None)


@for_readers(Right.spend)
def request_edit(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Change what was asked, while it waits and by whoever asked it."""
    view = read(lambda session: request_at(session, here.number("number"), at=here.at))
    if view is None or view.state is not CaseState.waiting or view.request.asked_by != here.reader.id:
        raise Http404
    return _page(request, here, view)


def _page(request: HttpRequest, here: Surroundings, view: RequestView | None) -> HttpResponseBase:
    """Show the form, what would happen, or why it did not."""
    names = Names(here)
    found, known = read(lambda session: (desk(session, here), usernames(session)))
    form, rows, typed = _typed(request, here, view, found)
    act = form.text("act") if request.method == "POST" else ""
    answer: Said | None = None
    steps: list[tuple[str, str]] = []
    if act in {"check", "submit", "override"}:
        legs = _legs(form, rows, found)
        if not typed["why"]:
            form.wrong("requests.reason_missing", "why")
        if not form.problems:
            if act != "check":
                done, answer = _sent(request, form, legs, view, found, override=act == "override")
                if done is not None:
                    return done
            else:
                answer, steps = _previewed(form, legs, found, known)
    rows = [*rows, Row()] if act == "more" or not rows else rows
    types = [
        (leaf.code, leaf.name_zh if here.lang == "zh" else leaf.name_en)
        for leaf in here.book.chart.cost_types
        if leaf.takes(found.today)
    ]
    benefit = typed.get("benefit_type", "")
    other = [(benefit, benefit)] if benefit and benefit not in dict(types) else []
    return shown(
        request,
        here,
        "web/request_form.html",
        {
            "view": view,
            "title": say("web.request.edit" if view else "web.request.new", {}, here.lang),
            "lines": choices(names, found),
            "rows": rows,
            "typed": typed,
            "cost_types": types,
            "benefits": [*types, *other],
            "purposes": [(WAKE_UP, say("web.purpose.wake_up", {}, here.lang))],
            "said": answer,
            "steps": steps,
            "key": form.text("key") or new_key(),
            "problems": form.problems,
            "unit": names.figures(0).unit,
        },
    )


def _typed(
    request: HttpRequest, here: Surroundings, view: RequestView | None, found: Desk
) -> tuple[Form, list[Row], dict[str, str]]:
    """Return what was typed: sent, carried by the address, or what was asked before."""
    fields = ("why", "until", *WORDS)
    if request.method == "POST":
        form, rows = posted(request, here), _rows(request.POST)
    else:
        form = Form(here, {name: str(value) for name, value in request.GET.items()})
        rows = _rows(request.GET)
    typed = {name: form.text(name) for name in fields}
    if view is not None and request.method != "POST":
        legs = view.request.legs
        typed |= {"why": view.request.title, **{name: str(getattr(legs[0], name)) for name in WORDS}}
        rows = [
            Row(
                key_text((month.label, leg.tier, leg.category)),
                major_text(leg.amount_minor, digits=here.book.digits),
                str(leg.reference or ""),
                leg.unpriced,
            )
            for leg in legs
            if (month := month_of(found.months, leg.occurred_on)) is not None
        ]
    if not typed["until"]:
        typed["until"] = (found.today + timedelta(days=USE_DAYS)).isoformat()
    return form, rows, typed


def _rows(sent: QueryDict) -> list[Row]:
    """Return the lines that a form or an address brings; which are unpriced it tells by their place."""
    unpriced = set(sent.getlist("unpriced"))
    columns = (sent.getlist(name) for name in ("line", "amount", "reference"))
    rows = [
        Row(line, amount, reference, str(place) in unpriced)
        for place, (line, amount, reference) in enumerate(zip_longest(*columns, fillvalue=""))
    ]
    return [row for row in rows if row.said]


def _legs(form: Form, rows: Sequence[Row], found: Desk) -> tuple[Leg, ...]:
    """Return the legs that the rows name; a problem for each row that names none."""
    legs = []
    words = {name: form.text(name) for name in WORDS}
    for place, row in enumerate(rows):
        key, bare = read_key(row.line), row.unpriced and not row.amount.strip()
        try:
            amount = 0 if bare else parse_amount(row.amount, digits=form.here.book.digits)
        except Trouble as wrong:
            form.trouble(wrong, f"amount-{place}")
            continue
        if key is None or key not in found.lines:
            form.wrong("web.request.line_missing", f"line-{place}")
            continue
        reference = Reference.read(row.reference) if row.reference.strip() else None
        if reference is not None and not reference.sound:
            form.trouble(Trouble("control.bad_reference", {"reference": row.reference}), f"reference-{place}")
            continue
        legs.append(
            Leg(
                occurred_on=found.day_of(key),
                tier=key.tier,
                category=key.category,
                amount_minor=amount,
                cost_type=words["cost_type"],
                customer=words["customer"],
                campaign=words["campaign"],
                channel=words["channel"],
                purpose=words["purpose"],
                benefit_type=words["benefit_type"],
                unpriced=row.unpriced,
                reference=reference,
            )
        )
    if not rows:
        form.wrong("web.request.line_missing", "line-0")
    return tuple(legs)


def _previewed(
    form: Form, legs: tuple[Leg, ...], found: Desk, known: dict[int, str]
) -> tuple[Said | None, list[tuple[str, str]]]:
    """Return what submitting would do: what control says, and who would be asked in which order."""
    here = form.here
    assert here.reader.id is not None, "whoever has a right is somebody"
    try:
        seen = preview(legs=legs, currency=here.book.settings.currency, by=here.reader.id, at=here.at)
    except Trouble as wrong:
        form.trouble(wrong)
        return None, []
    names = Names(here)
    steps = [
        (
            step_text(names, step),
            ", ".join(dict.fromkeys(known.get(each.user_id, "") for each in able))
            or say("web.case.nobody_help", {}, here.lang),
        )
        for step, able in zip(seen.steps, seen.asked, strict=True)
    ]
    return said(names, seen.answer, legs, found, typed=_carried(form)), steps if seen.answer.passed else []


def _sent(
    request: HttpRequest,
    form: Form,
    legs: tuple[Leg, ...],
    view: RequestView | None,
    found: Desk,
    *,
    override: bool,
) -> tuple[HttpResponseBase | None, Said | None]:
    """Submit or edit; return where it leads, or what was said when nothing was kept."""
    here, why = form.here, form.text("why")
    assert here.reader.id is not None, "whoever has a right is somebody"
    until = form.end_of("until") or end_of_day(found.today + timedelta(days=USE_DAYS), here)
    if form.problems:
        return None, None
    try:
        if view is None:
            wish = Wish(why, legs, here.book.settings.currency, until, ask_override=override)
            kept = submit(wish, key=kept_key(form), by=here.reader.id, at=here.at)
        else:
            number, version = view.request.id, form.text("version")
            kept = edit(
                key=kept_key(form),
                request=number,
                legs=legs,
                why=why,
                by=here.reader.id,
                at=here.at,
                version=int(version) if version.isdecimal() else 0,
            )
    except Trouble as wrong:
        form.trouble(wrong)
        return None, None
    if kept.request is None or kept.answer is not None:
        form.problems.append(Problem(say(f"request_verdict.{kept.verdict.value}", {}, here.lang)))
        if kept.answer is None:
            return None, None
        return None, said(Names(here), kept.answer, legs, found, typed=_carried(form))
    told(request, here, f"request_verdict.{kept.verdict.value}")
    told_asked(request, here, kept.case)
    return go("request", number=kept.request), None


def _carried(form: Form) -> dict[str, str]:
    """Return the fields beside lines and amounts that are carried along when another way is taken."""
    return {name: form.text(name) for name in ("why", "until", *WORDS) if form.text(name)}
