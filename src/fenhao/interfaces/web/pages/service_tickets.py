"""The tickets: a list by what became of their clocks, and one of them with its clocks told in words."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode

from fenhao.books.people import Right
from fenhao.engine.service import ASKED, DONE, OPEN, PAUSING, Clock, ServicePolicy, effect
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_shown import SAYS, length, queue_name, state_now, ticket_shown, word
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._text_shown import suggested
from fenhao.interfaces.web._versions_shown import versions_shown
from fenhao.interfaces.words import say
from fenhao.runs.service import (
    GENERATED,
    ClockSeen,
    ServiceLevels,
    TicketRow,
    kept_escalations,
    kept_levels,
    service_policy,
    ticket_choices,
    ticket_events,
    ticket_list,
    ticket_row,
)

STATES = ("open", "late", "about", "paused", "missed", "done")
COLUMNS = ("channel", "team", "queue", "priority", "tier", "kind")
ROWS_A_PAGE = 50
_CLOCK_SAYS = {
    OPEN: "web.service.clock_goes_on",
    PAUSING: "web.service.clock_stops",
    DONE: "web.service.clock_ends",
}


@for_readers(Right.see)
def service_tickets(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the tickets that pass the filters, those first whose deadline is nearest or longest over."""
    names = Names(here)
    asked = {name: request.GET.get(name, "") for name in COLUMNS}
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    text, skip = request.GET.get("text", "").strip()[:100], request.GET.get("skip", "")
    start = int(skip) if skip.isdecimal() and len(skip) < 9 else 0
    held, policy = kept_levels(here.book), service_policy(here.book)
    choices = ticket_choices(here.book, COLUMNS)
    wanted = {name: value for name, value in asked.items() if value in choices[name]}
    found = ticket_list(
        here.book, wanted=wanted, state=state, text=text, skip=start, limit=ROWS_A_PAGE, now=here.at
    )
    query = wanted | ({"state": state} if state else {}) | ({"text": text} if text else {})

    def other(skipped: int) -> str:
        """Return the address of another part of the list."""
        return f"?{urlencode(query | ({'skip': str(skipped)} if skipped else {}))}"

    return shown(
        request,
        here,
        "web/service_tickets.html",
        {
            "title": say("web.service.tickets_title", {"count": f"{found.count:,}"}, here.lang),
            "eyebrow": say("web.service.eyebrow_at", {"at": moment(here, held.made_at), "tickets": f"{held.value.tickets:,}"}, here.lang) if held is not None and isinstance(held.value, ServiceLevels) else "",
            "rows": [ticket_shown(names, each, now=here.at) for each in found.rows],
            "states": [(each, say(f"web.service.state_{each}", {}, here.lang)) for each in STATES],
            "state": state,
            "text": text,
            "choices": [
                (name, say(f"service_column.{name}", {}, here.lang), wanted.get(name, ""), [(each, _called(names, policy, name, each)) for each in choices[name]])
                for name in COLUMNS
            ],
            "before": other(max(0, start - ROWS_A_PAGE)) if start else "",
            "after": other(start + ROWS_A_PAGE) if start + ROWS_A_PAGE < found.count else "",
            "first": start + 1,
            "last": start + len(found.rows),
            "count": found.count,
            "filtered": bool(query),
        },
    )  # fmt: skip


@for_readers(Right.see)
def service_ticket(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one ticket: what was promised, what became of it, and when its clock stood still."""
    ticket = ticket_row(here.book, str(here.place["ticket"]))
    if ticket is None:
        raise Http404
    names, policy = Names(here), service_policy(here.book)
    personal = here.reader.may(Right.see_personal)
    row = ticket_shown(names, ticket, now=here.at)
    return shown(
        request,
        here,
        "web/service_ticket.html",
        {
            "title": row.subject,
            "versions": versions_shown(names, "tickets", ticket.ticket_id, personal=personal) if request.GET.get("versions") else None,
            "row": row,
            "one": ticket,
            "tier": names.tier(ticket.tier) if ticket.tier else "--",
            "calendar": word(here.lang, "service_calendar", ticket.calendar) if ticket.calendar else "--",
            "text": ticket.text if personal else "",
            "hidden": not personal and bool(ticket.text),
            "suggested": suggested(names, ticket.text) if personal else [],
            "generated": ticket.source == GENERATED,
            "clocks": [_clock(names, ticket, each, now=here.at) for each in ticket.clocks if each.state],
            "history": _history(names, ticket, policy),
            "steps": [
                {
                    "step": word(here.lang, "service_step", each.step),
                    "clock": say(f"service_clock.{each.clock}", {}, here.lang),
                    "since": moment(here, each.since),
                    "tell": " · ".join(word(here.lang, "role", one) for one in each.tell),
                }
                for each in kept_escalations(here.book)
                if each.ticket_id == ticket.ticket_id
            ],
            "category": word(here.lang, "service_category", ticket.category) if ticket.category else "--",
        },
    )  # fmt: skip


def _called(names: Names, policy: ServicePolicy, column: str, code: str) -> str:
    """Return the word of a value that lists are filtered by."""
    if column == "queue":
        return queue_name(policy, code, names.lang)
    return names.tier(code) if column == "tier" else word(names.lang, f"service_{column}", code)


def _clock(names: Names, ticket: TicketRow, seen: ClockSeen, *, now: datetime) -> dict[str, str]:
    """Return one clock in a sentence: what was allowed, when it is or was due, what was used, and how it stands."""
    lang, state = names.lang, state_now(seen, now)
    left = seen.allowed - seen.used
    facts = {
        "allowed": length(seen.allowed, lang),
        "used": length(seen.used, lang),
        "left": length(max(left, 0), lang),
        "over": length(max(-left, 0), lang),
        "due": moment(names.here, seen.due) if seen.due is not None else "--",
        "calendar": word(lang, "service_calendar", ticket.calendar),
    }
    told = say(f"web.service.clock_{state}", facts, lang)
    if seen.clock == Clock.next_response.value and ticket.next_response_missed:
        told += " " + say("web.service.waits_missed", {"count": str(ticket.next_response_missed)}, lang)
    return {
        "name": say(f"service_clock.{seen.clock}", {}, lang),
        "state": say(f"service_state.{state}", {}, lang),
        "css": SAYS[state],
        "told": told,
        "due": facts["due"],
    }


def _history(names: Names, ticket: TicketRow, policy: ServicePolicy) -> list[dict[str, str]]:
    """Return what became of the ticket, in order, and what each event did to its clock."""
    here, lang = names.here, names.lang
    rows = [{"what": say("web.service.opened", {}, lang), "who": "", "at": moment(here, ticket.opened), "clock": say("web.service.clock_starts", {}, lang)}]  # fmt: skip
    state = OPEN
    for each in ticket_events(here.book, ticket):
        does = effect(each.event, pausing=policy.pausing, done=policy.done)
        then = OPEN if does == ASKED and state == PAUSING else does if does in _CLOCK_SAYS else state
        told = "" if then == state else _CLOCK_SAYS[then]
        state = then
        rows.append(
            {
                "what": word(lang, "service_event", each.event),
                "who": " · ".join(part for part in (each.team, each.agent) if part),
                "at": moment(here, each.at),
                "clock": say(told, {}, lang) if told else "",
            }
        )
    if len(rows) == 1 and ticket.done is not None:
        rows.append({"what": say("service_event.resolved", {}, lang), "who": ticket.agent, "at": moment(here, ticket.done), "clock": say("web.service.clock_ends", {}, lang)})  # fmt: skip
    return rows
