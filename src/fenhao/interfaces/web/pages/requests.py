"""Requests for spend: every one with where it stands, and one with what it holds, to be used or given back."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.budgets.operations import consume, release
from fenhao.books.database import Session, read
from fenhao.books.journal import Month, month_of, months
from fenhao.books.people import Right, usernames
from fenhao.books.requests import RequestView
from fenhao.books.requests.operations import request_at, requests_page
from fenhao.engine.budget import CaseState, HeldState
from fenhao.interfaces.names import line_name, masked
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._views import EVERYTHING, view_bar
from fenhao.interfaces.words import say

PAGE = "requests"
SHOWN_MAX = 100
"""How many requests a page shows."""
LONGEST = 18
"""How many digits the number of a request has at the most."""
STATES = ("", "waiting", "approved", "rejected", "withdrawn", "expired")
CSS = {"approved": "good", "rejected": "bad", "expired": "warned"}


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list."""

    href: str
    number: int
    title: str
    asked_by: str
    on: str
    amount: int
    held: int
    state: str
    css: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """One line of a request: what was asked, what is still held, and whether it can be used now.

    ``reference`` is what another system calls it; ``unpriced``: the amount is a bound of what nobody knows yet.
    """

    commitment: int
    name: str
    href: str
    amount: int
    held: int
    state: str
    usable: bool
    key: str
    reference: str
    unpriced: bool


@for_readers(Right.see)
def requests(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the requests, newest first; ``?state=`` and ``?mine=1`` narrow them down."""
    names = Names(here)
    bar = read(lambda session: view_bar(session, request, here, PAGE))
    if bar.opens:
        return HttpResponseRedirect(f"?{bar.opens}")
    asked = request.GET.get("state", "")
    mine = request.GET.get("mine") == "1"
    before = request.GET.get("before", "")
    found, count = requests_page(
        by=here.reader.id,
        at=here.at,
        state=CaseState(asked) if asked in STATES[1:] else None,
        asked_by=here.reader.id if mine else None,
        before=int(before) if before.isdecimal() and len(before) < LONGEST else None,
        limit=SHOWN_MAX + 1,
    )
    known, wanted = read(usernames), found[:SHOWN_MAX]
    query = {name: value for name, value in (("state", asked), ("mine", "1" if mine else "")) if value}
    return shown(
        request,
        here,
        "web/requests.html",
        {
            "title": say(
                "web.requests.title", {"count": f"{count:,}" if count > 1 else str(count)}, here.lang
            ),
            "rows": [_row(view, known, here) for view in wanted],
            "total": sum(view.request.amount_minor for view in wanted),
            "held": sum(view.held_minor for view in wanted),
            "states": [
                (
                    names.word("case_state", each) if each else say("web.all", {}, here.lang),
                    f"?state={each}" + ("&mine=1" if mine else ""),
                    each == asked,
                )
                for each in STATES
            ],
            "newest": f"?{urlencode(query | {EVERYTHING: '1'})}" if before else "",
            "older": f"?{urlencode(query | {'before': str(wanted[-1].request.id)})}"
            if len(found) > SHOWN_MAX
            else "",
            "bar": bar,
            "mine": mine,
            "mine_href": f"?state={asked}" + ("" if mine else "&mine=1"),
            "may_spend": here.reader.may(Right.spend),
            "unit": names.figures(0).unit,
        },
    )


@for_readers(Right.see)
def request_one(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Show one request; use or give back what was approved."""
    form = posted(request, here)
    if request.method == "POST" and _acted(request, form):
        return go("request", number=here.number("number"))
    names = Names(here)

    def work(session: Session) -> tuple[RequestView | None, tuple[Month, ...], dict[int, str]]:
        """Read it in one go."""
        return request_at(session, here.number("number"), at=here.at), months(session), usernames(session)

    view, calendar, known = read(work)
    if view is None:
        raise Http404
    waits, mine = view.state is CaseState.waiting, view.request.asked_by == here.reader.id
    return shown(
        request,
        here,
        "web/request.html",
        {
            "view": view,
            "state": view.state.value,
            "css": CSS.get(view.state.value, ""),
            "asked_by": known.get(view.request.asked_by, ""),
            "parts": _parts(names, view, calendar),
            "words": _words(names, view),
            "may_edit": waits and mine and here.reader.may(Right.spend),
            "may_use": view.state is CaseState.approved and here.reader.may(Right.spend),
            "problems": form.problems,
            "typed": form.typed,
            "unit": names.figures(0).unit,
        },
    )


def _acted(request: HttpRequest, form: Form) -> bool:
    """Use or give back a commitment of the request; whether that was done."""
    here, commitment = form.here, form.text("commitment")
    view = read(lambda session: request_at(session, here.number("number"), at=here.at))
    parts = {str(each.commitment): each for each in view.parts} if view else {}
    if commitment not in parts or form.text("act") not in {"use", "release"}:
        raise Http404
    number = parts[commitment].commitment
    if form.text("act") == "release":
        answer = release(key=kept_key(form), commitment=number, by=here.reader.id, at=here.at)
    else:
        amount = form.amount(f"amount-{commitment}")
        if form.problems:
            return False
        answer = consume(
            key=kept_key(form),
            commitment=number,
            amount_minor=amount,
            final=form.text("final") == "1",
            by=here.reader.id,
            at=here.at,
        )
    if not answer.passed:
        form.wrong(f"verdict.{answer.verdict.value}", f"amount-{commitment}")
        return False
    told(request, here, "web.request.used" if form.text("act") == "use" else "web.request.released")
    return True


def _row(view: RequestView, known: dict[int, str], here: Surroundings) -> Row:
    """Return a request in the list."""
    each = view.request
    return Row(
        href=reverse("web:request", kwargs={"number": each.id}),
        number=each.id,
        title=each.title,
        asked_by=known.get(each.asked_by, ""),
        on=here.book.today(each.asked_at).isoformat(),
        amount=each.amount_minor,
        held=view.held_minor,
        state=view.state.value,
        css=CSS.get(view.state.value, ""),
    )


def _parts(names: Names, view: RequestView, calendar: tuple[Month, ...]) -> list[PartRow]:
    """Return the lines of a request with what is held for each."""
    rows = []
    for place, leg in enumerate(view.request.legs):
        month = month_of(calendar, leg.occurred_on)
        label = month.label if month else ""
        part = view.parts[place] if place < len(view.parts) else None
        state = (
            ""
            if part is None
            else "waits"
            if part.waits and part.state is HeldState.open
            else part.state.value
        )
        rows.append(
            PartRow(
                commitment=part.commitment if part else 0,
                name=line_name(label, leg.tier, leg.category, chart=names.here.book.chart, lang=names.lang),
                href=reverse("web:line", kwargs={"line": part.line_id}) if part else "",
                amount=leg.amount_minor,
                held=part.held_minor if part and part.state is HeldState.open else 0,
                state=state,
                usable=state == HeldState.open.value,
                key=new_key(),
                reference=str(leg.reference or ""),
                unpriced=leg.unpriced,
            )
        )
    return rows


def _words(names: Names, view: RequestView) -> list[tuple[str, str]]:
    """Return what the request is for beside its lines: customer, campaign, cost type, channel, purpose, benefit."""
    leg = view.request.legs[0]
    chart = names.here.book.chart
    leaf = chart.leaf(leg.cost_type)
    called = (leaf.name_zh if names.lang == "zh" else leaf.name_en) if leaf else leg.cost_type
    facts = {
        "customer": masked(leg.customer),
        "campaign": leg.campaign,
        "cost_type": called,
        "channel": leg.channel,
        "purpose": names.word("web.purpose", leg.purpose) if leg.purpose else "",
        "benefit_type": leg.benefit_type,
    }
    return [(say(f"web.request.{name}", {}, names.lang), value) for name, value in facts.items() if value]
