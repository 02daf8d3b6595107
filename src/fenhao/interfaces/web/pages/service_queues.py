"""Queues and routing: how loaded each queue is, where tickets that wait in none belong and why, and the rules behind it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.people import Right
from fenhao.engine.service import Queue, RouteRule, ServicePolicy, Which
from fenhao.interfaces.charts import bullet
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_shown import queue_name, word
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.runs.service import Route, queue_loads, route_waiting, service_policy

LISTED = 50
"""How many of the tickets that wait in no queue the page lists."""
_BAR = 120


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue: what waits in it, what belongs there and waits in none, and how many it may hold."""

    name: str
    href: str
    team: str
    skills: str
    here: int
    coming: int
    capacity: str
    share: str
    css: str
    bar: SafeString


@for_readers(Right.see)
def service_queues(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show queues, routes, and the open tickets that no queue holds."""
    names, policy = Names(here), service_policy(here.book)
    loads = Counter(dict(queue_loads(here.book)))
    waiting = route_waiting(book=here.book, policy=policy, everyone=False) if loads[""] else ()
    coming = Counter(each.queue for each in waiting)
    return shown(
        request,
        here,
        "web/service_queues.html",
        {
            "title": _title(names, policy, loads, coming),
            "open": sum(loads.values()),
            "queues": _queues(names, policy, loads, coming),
            "waiting": [_waiting(names, policy, each) for each in waiting[:LISTED]],
            "waiting_count": len(waiting),
            "listed": min(LISTED, len(waiting)),
            "rules": [
                (place, _which(names, each.which), _goes(names, policy, each))
                for place, each in enumerate(policy.routes, 1)
            ],
        },
    )


def _title(names: Names, policy: ServicePolicy, loads: Counter[str], coming: Counter[str]) -> str:
    """Return the page's message: the fullest queue where one is beyond its capacity, otherwise how many wait where."""
    over = [
        each
        for each in policy.queues
        if each.capacity and loads[each.code] + coming[each.code] > each.capacity
    ]
    facts = {
        "open": f"{sum(loads.values()):,}",
        "queued": f"{sum(loads.values()) - loads['']:,}",
        "unqueued": f"{loads['']:,}",
    }
    if not over:
        return say("web.queues.title", facts, names.lang)
    worst = max(over, key=lambda each: Fraction(loads[each.code] + coming[each.code], each.capacity))
    facts |= {
        "queue": queue_name(policy, worst.code, names.lang),
        "load": f"{loads[worst.code] + coming[worst.code]:,}",
        "capacity": f"{worst.capacity:,}",
    }
    return say("web.queues.title_full", facts, names.lang)


def _queues(
    names: Names, policy: ServicePolicy, loads: Mapping[str, int], coming: Mapping[str, int]
) -> list[QueueRow]:
    """Return the queues of the policy, then those that only tickets name."""
    written = {each.code for each in policy.queues}
    strange = sorted(code for code in loads if code and code not in written)
    return [
        *(_queue(names, policy, each, loads.get(each.code, 0), coming.get(each.code, 0)) for each in policy.queues),
        *(_queue(names, policy, Queue(code, code, code, "", (), 0), loads[code], 0) for code in strange),
    ]  # fmt: skip


def _queue(names: Names, policy: ServicePolicy, queue: Queue, load: int, coming: int) -> QueueRow:
    """Return one queue in words."""
    lang, known = names.lang, queue in policy.queues
    share = Fraction(load + coming, queue.capacity) if queue.capacity else None
    called = queue_name(policy, queue.code, lang)
    told = names.figures(0).percent_short(share) if share is not None else "--"
    return QueueRow(
        name=called,
        href=f"{reverse('web:service_tickets')}?{urlencode({'queue': queue.code, 'state': 'open'})}",
        team=word(lang, "service_team", queue.team) if queue.team else "--",
        skills=" · ".join(word(lang, "service_skill", each) for each in queue.skills) or "--",
        here=load,
        coming=coming,
        capacity=f"{queue.capacity:,}"
        if queue.capacity
        else say("web.queues.any_number" if known else "web.queues.own", {}, lang),
        share=told,
        css="bad" if share is not None and share > 1 else "",
        bar=_bar(share, f"{called} {told}"),
    )


def _bar(share: Fraction | None, told: str) -> SafeString:
    """Return how full a queue is, its capacity marked; nothing where it may hold any number."""
    if share is None:
        return SafeString("")
    drawn = bullet(
        share, goal=Fraction(1), full=max(share, Fraction(5, 4)), missed=share > 1, width=_BAR, title=told
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us; the chart escapes its words


def _waiting(names: Names, policy: ServicePolicy, route: Route) -> dict[str, str]:
    """Return a ticket that waits in no queue, and where it belongs."""
    lang = names.lang
    return {
        "ticket": route.ticket_id,
        "channel": word(lang, "service_channel", route.channel),
        "kind": word(lang, "service_kind", route.kind),
        "priority": word(lang, "service_priority", route.priority),
        "queue": queue_name(policy, route.queue, lang)
        if route.queue
        else say("web.queues.nowhere", {}, lang),
        "team": word(lang, "service_team", route.team) if route.team else "--",
        "why": say(f"route_reason.{route.reason.value}", {}, lang),
    }


def _which(names: Names, which: Which) -> str:
    """Return which tickets a rule is for."""
    lang = names.lang
    told: Sequence[str] = [
        *(word(lang, "service_kind", each) for each in which.kinds),
        *(word(lang, "service_category", each) for each in which.categories),
        *(word(lang, "service_priority", each) for each in which.priorities),
        *(word(lang, "service_channel", each) for each in which.channels),
        *(names.tier(each) for each in which.tiers),
    ]
    return " · ".join(told) or say("web.service.everyone", {}, lang)


def _goes(names: Names, policy: ServicePolicy, rule: RouteRule) -> str:
    """Return where a rule sends its tickets."""
    if rule.queue:
        return queue_name(policy, rule.queue, names.lang)
    return say("web.queues.to_skill", {"skill": word(names.lang, "service_skill", rule.skill)}, names.lang)
