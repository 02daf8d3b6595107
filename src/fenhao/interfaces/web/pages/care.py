"""Whom to call so that he stays: renewals, memberships that end, birthdays, quiet good customers and unhappy answers; who calls, and what came of it."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.care import CareAnswer, CareOutcome, operations as books
from fenhao.books.people import Right
from fenhao.engine.loyalty import Reason
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.report import Sheet, SheetColumn, SheetKind
from fenhao.interfaces.web._acts import NOTHING_YET, acting, attempt
from fenhao.interfaces.web._care_shown import CallRow, call_rows, read_calls
from fenhao.interfaces.web._files import list_answer
from fenhao.interfaces.web._forms import Form, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.runs.loyalty import CareList, kept_care, work_care
from fenhao.runs.mart import customer_ref

WORK = "care"
ROWS_SHOWN = 100
CHANNELS = ("phone", "wecom", "sms", "email")
_SHEET = (
    ("reason", SheetKind.text),
    ("customer", SheetKind.text),
    ("tier", SheetKind.text),
    ("why", SheetKind.text),
    ("due", SheetKind.text),
    ("owner", SheetKind.text),
    ("contacts", SheetKind.text),
    ("last", SheetKind.text),
)


@for_readers(Right.see)
def care(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the calls asked for; a form takes one on, hands it back, or records what came of it."""
    names, form, outcome = Names(here), posted(request, here), NOTHING_YET
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_care(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    if request.method == "POST":
        if found is None or not here.reader.may(Right.improve):
            raise Http404
        outcome = attempt(here, lambda: _answered(form, found))
        if outcome.done:
            told(request, here, f"web.care_done.{form.text('act')}")
            return HttpResponseRedirect(
                f"{reverse('web:care')}?{_query(form.text('reason'), form.text('state'))}"
            )
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.care.title_none", {}, names.lang),
        "problems": outcome.problems,
        "typed": form.typed,
        "form_key": new_key(),
    }
    if found is not None:
        asked = form.text("reason") or request.GET.get("reason", "")
        facts |= _told(names, found, reason=asked, state=form.text("state") or request.GET.get("state", ""))
    return shown(request, here, "web/care.html", facts, status=outcome.status)


@require_POST
@for_readers(Right.improve)
def care_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Make the list anew behind the page."""
    back = reverse("web:care")

    def work(errand: Errand) -> None:
        """Make it."""
        work_care(book=here.book, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


@for_readers(Right.see)
def care_export(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Return the calls of the page as a workbook; ids as the reader may see them."""
    names = Names(here)
    found = value_of(kept_care(book=here.book))
    if found is None:
        raise Http404
    rows = _wanted(names, found, reason=request.GET.get("reason", ""), state=request.GET.get("state", ""))
    title = say("web.page.care", {}, names.lang)
    sheet = Sheet(
        name=title,
        title=title,
        subtitle=say("web.care.eyebrow", {"day": found.as_of.isoformat()}, names.lang),
        total="",
        columns=tuple(
            SheetColumn(say(f"web.care.{each}", {}, names.lang), kind, 44 if each in ("why", "last") else 18)
            for each, kind in _SHEET
        ),
        rows=tuple(
            (each.reason, each.customer, each.tier, each.why, each.due, each.owner, each.contacts, each.last)
            for each in rows
        ),
    )
    return list_answer(here, [sheet], title=title)


def _told(names: Names, found: CareList, *, reason: str, state: str) -> dict[str, object]:
    """Return what the page shows of the calls asked for."""
    on = names.here.book.today(names.here.at)
    every = call_rows(names, found.calls, found.rules, read_calls(found.rules, on=on), on=on)
    open_ones = [each for each in every if not each.over]
    rows = _filtered(every, reason=reason, state=state)
    late = sum(1 for each in open_ones if each.late)
    facts = {"open": f"{len(open_ones):,}", "late": f"{late:,}"}
    code = "title_done" if not open_ones else "title_late" if late else "title"
    return {
        "title": say(f"web.care.{code}", facts, names.lang),
        "eyebrow": say("web.care.eyebrow", {"day": found.as_of.isoformat()}, names.lang),
        "found": found,
        "reasons": [
            (
                f"?{_query(each.value, state)}",
                names.word("care_reason", each.value),
                sum(1 for row in open_ones if row.call.reason is each),
                each.value == reason,
            )
            for each in Reason
        ],
        "everything": (f"?{_query('', state)}", not reason),
        "states": [
            (
                f"?{_query(reason, each)}",
                say(f"web.care.state_{each or 'open'}", {}, names.lang),
                each == state,
            )
            for each in ("", "mine", "done")
        ],
        "rows": rows[:ROWS_SHOWN],
        "more": max(0, len(rows) - ROWS_SHOWN),
        "reason": reason,
        "state": state,
        "query": _query(reason, state),
        "channels": [(each, names.word("service_channel", each)) for each in CHANNELS],
        "outcomes": [(each.value, names.word("care_outcome", each.value)) for each in CareOutcome],
        "may_act": names.here.reader.may(Right.improve),
        "today": on.isoformat(),
    }


def _wanted(names: Names, found: CareList, *, reason: str, state: str) -> list[CallRow]:
    """Return the calls that an address asks for."""
    on = names.here.book.today(names.here.at)
    every = call_rows(names, found.calls, found.rules, read_calls(found.rules, on=on), on=on)
    return _filtered(every, reason=reason, state=state)


def _filtered(rows: Sequence[CallRow], *, reason: str, state: str) -> list[CallRow]:
    """Return the open calls, one's own or those that are over; of one reason when it is named."""
    held = [each for each in rows if not reason or each.call.reason.value == reason]
    if state == "done":
        return [each for each in held if each.over]
    return [each for each in held if not each.over and (state != "mine" or each.mine)]


def _query(reason: str, state: str) -> str:
    """Return what an address says of the calls asked for."""
    return urlencode({name: value for name, value in (("reason", reason), ("state", state)) if value})


def _answered(form: Form, found: CareList) -> Sequence[str]:
    """Do what the form says; return why not."""
    here, act = form.here, form.text("act")
    call = next((each for each in found.calls if customer_ref(each.ref) == form.text("ref")), None)
    if call is None:
        return [say("web.care.gone", {}, here.lang)]
    asked = books.Call(call.ref, call.reason.value, call.customer_id, call.contacts)
    by, key, today = acting(here), kept_key(form), here.book.today(here.at)
    channel = form.text("channel") if form.text("channel") in CHANNELS else CHANNELS[0]
    if act == "take":
        answer = books.take(
            asked, owner=by, channel=channel, rules=found.rules, on=today, key=key, by=by, at=here.at
        )
        return _refusal(form, answer)
    if act == "back":
        return _refusal(form, books.hand_back(asked, key=key, by=by, at=here.at))
    known = {each.value: each for each in CareOutcome}
    if form.text("outcome") not in known:
        return [say("web.care.outcome_missing", {}, here.lang)]
    day = form.day("on")
    if form.problems:
        return [each.text for each in form.problems]
    answer = books.record_outcome(
        asked,
        known[form.text("outcome")],
        channel=channel,
        on=day or today,
        note=form.text("note"),
        today=today,
        key=key,
        by=by,
        at=here.at,
    )
    return _refusal(form, answer)


def _refusal(form: Form, answer: CareAnswer) -> Sequence[str]:
    """Return why an act was refused; nothing when it was done."""
    if answer.passed:
        return ()
    names = Names(form.here)
    detail = answer.detail
    if answer.verdict.value == "gate_refuses":
        detail = names.word("web.policies.gate_rule", answer.detail)
    return [say(f"care_verdict.{answer.verdict.value}", {"detail": detail}, names.lang)]
