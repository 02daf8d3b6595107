"""One customer: what it brought and cost, what it is worth, why it has its tier, what may be given, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.findings import CaseFilter, CaseRow, listed
from fenhao.books.journal import LedgerRow, Order, Wanted, find
from fenhao.books.people import Right
from fenhao.books.people.operations import show_personal
from fenhao.interfaces.charts import Effect, Step, bridge
from fenhao.interfaces.names import evidence_text, type_names
from fenhao.interfaces.report import (
    Figures,
    tier_distance_sentence,
    tier_reason_sentence,
    tier_sleep_sentence,
)
from fenhao.interfaces.web._acts import acting, attempt
from fenhao.interfaces.web._churn_line import churn_line
from fenhao.interfaces.web._contract_lines import contract_lines
from fenhao.interfaces.web._customer_gate import GateRow, gate_rows
from fenhao.interfaces.web._customers import called, mart_facts, range_text, without
from fenhao.interfaces.web._forms import told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._served_lines import served_lines
from fenhao.interfaces.web._service_shown import word
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._versions_shown import versions_shown
from fenhao.interfaces.words import say
from fenhao.runs.mart import Customer, CustomerEvent, Mart, open_mart

EVENTS_A_PAGE = 50
ENTRIES_SHOWN = 10
FINDINGS_SHOWN = 20
SHOWN_FOR = timedelta(minutes=10)
"""For how long an id stays to be seen after somebody asked to see it."""
_SHOWN = "fenhao_shown"
KINDS = ("order", "return", "contact", "benefit", "invitation", "ticket", "service", "cost")


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened, in words; ``behind`` is the file and row that told of it, ``href`` where a ticket is found."""

    event: CustomerEvent
    kind: str
    text: str
    answered: str
    money: str
    css: str
    behind: str
    href: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """A line of the way from revenue to net profit: its name, what it rests on, and its amount with its sign."""

    name: str
    note: str
    amount: int
    css: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in words."""

    case: CaseRow
    rule: str
    evidence: str


@for_readers(Right.see)
def customer(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show everything of one customer; the id is masked until who may see it asks to."""
    names, mart, found = Names(here), *_found(here)
    plain = _is_shown(request, here, found)
    listed_one = found.listed
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    skip = request.GET.get("skip", "")
    start = int(skip) if skip.isdecimal() else 0
    counts = mart.event_counts(found)
    events = mart.events(found, kind=kind, skip=start, limit=EVENTS_A_PAGE + 1)
    cases, entries, gates = _from_the_books(here, found)
    steps = _steps(names, mart, found)
    write = names.figures(max(abs(each.amount) for each in steps))
    return shown(
        request,
        here,
        "web/customer.html",
        {
            **mart_facts(here, mart),
            "one": found,
            "name": called(listed_one, plain=plain),
            "plain": plain,
            "may_see_personal": here.reader.may(Right.see_personal),
            "title": _message(names, found, called(listed_one, plain=plain)),
            "eyebrow": say(
                "web.customer.eyebrow",
                {"span": names.period(mart.facts.stamp.label), "unit": names.figures(0).unit},
                here.lang,
            ),
            "tier": names.tier(listed_one.tier)
            if listed_one.tier
            else say("web.customers.not_assessed", {}, here.lang),
            "tier_before": names.tier(found.tier_previous) if found.tier_previous else "",
            "why": _why(names, mart, found),
            "cost_share": share(listed_one.cost_minor, listed_one.margin_minor)
            if listed_one.margin_minor > 0
            else None,
            "of": mart.customers,
            "rows": steps,
            "chart": _waterfall(names, steps, write),
            "chart_unit": write.unit,
            "value": _value(names, found),
            "churn": churn_line(names, listed_one.customer_id),
            "contracts": contract_lines(names, listed_one.customer_id),
            "served": served_lines(names, listed_one.customer_id),
            "span_years": _years(mart),
            "gates": gates,
            "cases": [_finding(names, each) for each in cases[:FINDINGS_SHOWN]],
            "cases_more": len(cases) > FINDINGS_SHOWN,
            "entries": entries[:ENTRIES_SHOWN],
            "entries_more": len(entries) > ENTRIES_SHOWN,
            "kinds": _kinds(names, request, counts, kind),
            "events": [_event(names, mart, each) for each in events[:EVENTS_A_PAGE]],
            "older": f"?{_with(request, start + EVENTS_A_PAGE)}#timeline"
            if len(events) > EVENTS_A_PAGE
            else "",
            "newest": f"?{without(request.GET, 'skip')}#timeline" if start else "",
            "versions": versions_shown(
                names,
                "customers",
                listed_one.customer_id,
                personal=here.reader.may(Right.see_personal),
            )
            if request.GET.get("versions")
            else None,
        },
    )


@require_POST
@for_readers(Right.see_personal)
def customer_show(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Record that this reader sees the customer's id, and show it for some minutes."""
    _, found = _found(here)
    ref = found.listed.ref
    done = attempt(here, lambda: _record(ref, here))
    if done.done:
        request.session[_SHOWN] = {ref: here.at.timestamp()}
        told(request, here, "web.customer.shown")
    return HttpResponseRedirect(reverse("web:customer", kwargs={"ref": ref}))


def _record(ref: str, here: Surroundings) -> Sequence[str]:
    show_personal(customer=ref, by=acting(here), at=here.at)
    return ()


def _found(here: Surroundings) -> tuple[Mart, Customer]:
    """Return the mart and the customer of the address; there is no page of anybody else."""
    mart = open_mart(here.book)
    found = mart.customer(str(here.place["ref"])) if mart is not None else None
    if mart is None or found is None:
        raise Http404
    return mart, found


def _is_shown(request: HttpRequest, here: Surroundings, found: Customer) -> bool:
    """Return whether this reader asked a moment ago to see this customer's id."""
    held = request.session.get(_SHOWN, {})
    at = held.get(found.listed.ref) if isinstance(held, dict) else None
    fresh = isinstance(at, float) and 0 <= here.at.timestamp() - at < SHOWN_FOR.total_seconds()
    return fresh and here.reader.may(Right.see_personal)


def _from_the_books(
    here: Surroundings, found: Customer
) -> tuple[tuple[CaseRow, ...], tuple[LedgerRow, ...], tuple[GateRow, ...]]:
    """Return the findings, the newest entries, and what the gate says of benefits."""
    name = found.listed.customer_id

    def work(session: Session) -> tuple[tuple[CaseRow, ...], tuple[LedgerRow, ...]]:
        """Read both."""
        cases = listed(session, CaseFilter(customer=name, withdrawn=False), rows_max=FINDINGS_SHOWN + 1)
        page = find(session, Wanted(customer=name), order=Order.posted, after="", limit=ENTRIES_SHOWN + 1)
        return cases, tuple(page.rows)

    cases, entries = read(work)
    return cases, entries, gate_rows(here, name)


def _message(names: Names, found: Customer, name: str) -> str:
    """Return the page's one sentence: what the customer brought after all cost."""
    one = found.listed
    write = names.figures(0)
    details = {
        "name": name,
        "margin": write.spoken(one.margin_minor),
        "cost": write.spoken(one.cost_minor),
        "profit": write.spoken(abs(one.profit_minor)),
        "rank": write.count(one.profit_rank),
    }
    return say(
        "web.customer.title" if one.profit_minor >= 0 else "web.customer.title_loss", details, names.lang
    )


def _why(names: Names, mart: Mart, found: Customer) -> list[str]:
    """Return why the customer has its tier, and how far the next one is, in sentences."""
    book, write = names.here.book, names.figures(0)
    stands = mart.standing(found, book)
    if stands is None:
        code = "web.customer.why_unknown" if found.listed.tier else "web.customer.why_not_assessed"
        return [say(code, {}, names.lang)]
    said = (
        tier_reason_sentence(stands, book.policies.tiers, write),
        tier_distance_sentence(stands.distance, write),
        tier_sleep_sentence(stands.distance, write),
    )
    return [each for each in said if each]


def _steps(names: Names, mart: Mart, found: Customer) -> list[CostRow]:
    """Return the way from revenue to net profit; what stands between the two sums is their difference, to the cent."""
    one, chart = found.listed, names.here.book.chart
    types = type_names(chart, lang=names.lang)
    pools = {each.pool_id: each for each in names.here.book.policies.pools}

    def told(code: str, **details: str) -> str:
        return say(f"web.customer.{code}", details, names.lang)

    rows = [CostRow(told("revenue"), told("orders", count=str(one.orders)), one.revenue_minor, "sum")]
    if one.margin_minor != one.revenue_minor:
        rows.append(CostRow(told("goods"), "", one.margin_minor - one.revenue_minor, ""))
        rows.append(CostRow(told("margin"), "", one.margin_minor, "sum"))
    for cost_type, amount in mart.direct(found):
        rows.append(CostRow(types.get(cost_type, cost_type), told("direct"), -amount, ""))
    for cut, amount in mart.allocated(found):
        if amount:
            rule = pools.get(cut.pool_id)
            called_pool = (rule.name_zh if names.lang == "zh" else rule.name_en) if rule else cut.pool_id
            driver = names.word("driver", cut.driver)
            rows.append(CostRow(called_pool, told("allocated", driver=driver), -amount, ""))
    rows.append(CostRow(told("profit"), "", one.profit_minor, "sum"))
    assert sum(each.amount for each in rows if each.css != "sum") == one.profit_minor - one.revenue_minor
    return rows


def _waterfall(names: Names, rows: Sequence[CostRow], write: Figures) -> SafeString:
    """Return the way as a picture."""
    steps = [
        Step(
            label=each.name,
            amount=each.amount,
            effect=Effect.total if each.css else Effect.bad if each.amount < 0 else Effect.good,
            note="",
            title=f"{each.name} {write.exact(each.amount)}",
            href="#steps",
        )
        for each in rows
    ]
    caption = say("web.customer.waterfall", {}, names.lang)
    drawn = [
        f'<div class="{css}">{bridge(steps, names.voice(write), width=width, caption=caption)}</div>'
        for css, width in (("desk", 640), ("phone", 340))
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - our own SVG, its words escaped where it is drawn


def _value(names: Names, found: Customer) -> dict[str, str]:
    """Return the estimates in words, each with its range; nothing where there is no model."""
    valued = found.valued
    if valued is None:
        return {}
    write = names.figures(0)
    return {
        "net": write.spoken(int(valued.clv_net.mid)),
        "net_range": range_text(write.spoken, valued.clv_net, lang=names.lang),
        "gross": write.spoken(int(valued.clv_gross.mid)),
        "gross_range": range_text(write.spoken, valued.clv_gross, lang=names.lang),
        "alive": write.percent(Fraction(valued.alive)),
        "orders": f"{valued.orders.mid:,.1f}",
        "orders_range": range_text(write.count, valued.orders, lang=names.lang),
        "order_value": write.spoken(valued.order_value_minor),
        "order_margin": write.spoken(valued.order_margin_minor),
        "order_served": write.spoken(valued.order_served_minor),
    }


def _years(mart: Mart) -> str:
    """Return how many years ahead the value looks."""
    told = mart.facts.value
    return f"{Fraction(told.span_days, 365).limit_denominator(10)}" if told else ""


def _finding(names: Names, case: CaseRow) -> FindingRow:
    types = type_names(names.here.book.chart, lang=names.lang)
    return FindingRow(
        case, names.word("rule", case.rule), evidence_text(case.evidence, types=types, lang=names.lang)
    )


def _kinds(
    names: Names, request: HttpRequest, counts: dict[str, int], chosen: str
) -> list[tuple[str, str, bool]]:
    """Return the kinds of the time line with their counts, each with its address; everything first."""
    rest = without(request.GET, "kind", "skip")
    lead = f"?{rest}&" if rest else "?"
    whole = f"{say('web.all', {}, names.lang)} {sum(counts.values()):,}"
    found = [(whole, f"{lead[:-1] or '?'}#timeline", not chosen)]
    for kind in KINDS:
        if counts.get(kind):
            text = f"{names.word('web.event', kind)} {counts[kind]:,}"
            found.append((text, f"{lead}kind={kind}#timeline", kind == chosen))
    return found


def _with(request: HttpRequest, skip: int) -> str:
    rest = without(request.GET, "skip")
    return f"{rest}{'&' if rest else ''}skip={skip}"


def _event(names: Names, mart: Mart, event: CustomerEvent) -> EventRow:
    """Return something that happened in words."""
    types = type_names(names.here.book.chart, lang=names.lang)
    campaign = dict(mart.facts.campaigns).get(event.campaign_id, event.campaign_id)
    what = {
        "contact": names.word("web.contact_purpose", event.what),
        "benefit": types.get(event.what, event.what),
        "cost": types.get(event.cost_type, event.cost_type),
        "ticket": word(names.lang, "service_kind", event.what),
    }.get(event.kind, "")
    files = dict(mart.facts.files)
    served = event.kind in ("ticket", "service")
    channel = word(names.lang, "service_channel" if served else "channel", event.channel)
    answered = ""
    if event.answered_on:
        answered = say(f"web.event_answered.{event.kind}", {"day": event.answered_on.isoformat()}, names.lang)
    elif event.kind in ("contact", "benefit", "invitation"):
        answered = say(f"web.event_unanswered.{event.kind}", {}, names.lang)
    revenue = event.kind in ("order", "return")
    shown_amount = event.amount_minor if revenue else -event.amount_minor
    return EventRow(
        event=event,
        kind=names.word("web.event", event.kind),
        text=" · ".join(each for each in (what, channel, campaign) if each),
        href=f"{reverse('web:service_tickets')}?{urlencode({'text': event.record_id})}"
        if event.kind == "ticket"
        else "",
        answered=answered,
        money=names.figures(0).plain(shown_amount) if shown_amount else "",
        css="bad" if shown_amount < 0 else "",
        behind=f"{files.get(event.batch_id, event.source)} · {event.row_no:,}",
    )
