"""What the pages of service share: lengths of working time in words, how a clock stands, and running the clocks anew."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from fenhao.books.people import Right
from fenhao.engine.service import Clock, PromiseVersion, ServicePolicy
from fenhao.interfaces.names import masked
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._customers import customer_href
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import Language, knows, say
from fenhao.runs.service import ClockSeen, Met, TicketRow

WORK = "service"
"""The name under which the clocks are run behind a page."""
SAYS = {"met": "good", "missed": "bad", "late": "bad", "paused": "soft", "running": ""}


@dataclass(frozen=True, slots=True)
class TicketShown:
    """A ticket of a list as a reader sees it."""

    ticket: TicketRow
    subject: str
    customer: str
    customer_href: str
    channel: str
    kind: str
    priority: str
    team: str
    opened: str
    due: str
    state: str
    css: str


def word(lang: Language, subject: str, code: str) -> str:
    """Return the word of a code; the company's own word where it is none of ours."""
    return say(f"{subject}.{code}", {}, lang) if knows(f"{subject}.{code}") else code


def queue_name(policy: ServicePolicy, code: str, lang: Language) -> str:
    """Return what a queue is called; its code where the policy does not name it."""
    held = next((each for each in policy.queues if each.code == code), None)
    return (held.name_zh if lang == "zh" else held.name_en) if held else code


def length(seconds: int, lang: Language) -> str:
    """Return a length of working time: minutes up to two hours, otherwise hours and minutes."""
    minutes = abs(seconds) // 60
    hours, rest = divmod(minutes, 60)
    if minutes < 120:
        return say("web.service.minutes", {"minutes": str(minutes)}, lang)
    code = "web.service.hours_minutes" if rest else "web.service.hours"
    return say(code, {"hours": f"{hours:,}", "minutes": str(rest)}, lang)


def met_share(groups: tuple[Met, ...] | list[Met]) -> Fraction | None:
    """Return the share met of what is judged; None where nothing is."""
    judged = sum(each.judged for each in groups)
    return Fraction(sum(each.met for each in groups), judged) if judged else None


def state_now(seen: ClockSeen, now: datetime) -> str:
    """Return how a clock stands at present: one that ran when it was looked at may be over by now."""
    if seen.state == "running" and seen.due is not None and seen.due < now:
        return "late"
    return seen.state


def pressing(ticket: TicketRow, now: datetime) -> ClockSeen:
    """Return the clock that a ticket's row tells of: the first answer while there is none, otherwise the solution."""
    first = ticket.clock(Clock.first_response.value)
    waits = ticket.answered is None and first.state and state_now(first, now) != "met"
    return first if waits else ticket.clock(Clock.resolution.value)


def ticket_shown(names: Names, ticket: TicketRow, *, now: datetime) -> TicketShown:
    """Return a ticket for a list; the customer's words are for those who may see what is personal."""
    lang, here = names.lang, names.here
    seen = pressing(ticket, now)
    state = state_now(seen, now)
    personal = here.reader.may(Right.see_personal)
    category = word(lang, "service_category", ticket.category)
    return TicketShown(
        ticket=ticket,
        subject=(ticket.subject if personal else "") or category or ticket.ticket_id,
        customer=masked(ticket.customer_id) if ticket.customer_id else "",
        customer_href=customer_href(ticket.customer_id) if ticket.customer_id else "",
        channel=word(lang, "service_channel", ticket.channel),
        kind=word(lang, "service_kind", ticket.kind),
        priority=word(lang, "service_priority", ticket.priority),
        team=word(lang, "service_team", ticket.team),
        opened=moment(here, ticket.opened),
        due=moment(here, seen.due) if seen.due is not None else "",
        state=say(f"service_state.{state}", {}, lang) if state else say("web.service.no_goal", {}, lang),
        css=SAYS.get(state, "soft"),
    )


def promise_rows(names: Names, version: PromiseVersion) -> list[dict[str, str]]:
    """Return the promises of a version, row by row: for whom, the three goals, by which calendar."""
    lang = names.lang
    rows = []
    for each in version.promises:
        for_whom = [
            *(word(lang, "service_priority", one) for one in each.which.priorities),
            *(word(lang, "service_channel", one) for one in each.which.channels),
            *(names.tier(one) for one in each.which.tiers),
        ]
        goals = [
            length(each.minutes(clock_of) * 60, lang) if each.minutes(clock_of) else "--"
            for clock_of in Clock
        ]
        rows.append(
            {
                "who": " · ".join(for_whom) or say("web.service.everyone", {}, lang),
                "first": goals[0],
                "next": goals[1],
                "solved": goals[2],
                "calendar": word(lang, "service_calendar", each.calendar),
            }
        )
    return rows
