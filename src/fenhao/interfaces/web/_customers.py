"""What the pages about customers share: which customers were asked for, how each is called, and how fresh the mart is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from fenhao.books.people import Right
from fenhao.interfaces.jobs import Errand, renew_mart
from fenhao.interfaces.names import masked
from fenhao.interfaces.web._long_work import Standing, Told, begin, standing
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import Language, say
from fenhao.kernel import Trouble, parse_amount
from fenhao.runs.mart import (
    MART_SORTS,
    CustomerFilter,
    Estimate,
    ListedCustomer,
    Mart,
    Segment,
    customer_ref,
    open_mart,
)

WORK = "mart"
NOT_ASSESSED = "-"
"""How a query names customers without a tier."""
FILTERS = ("q", "tier", "segment", "last", "from", "to")
FIRST_DOWN = frozenset(MART_SORTS) - {"customer_id", "tier", "profit_minor"}
"""Columns whose largest come first when somebody sorts by them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the filter, the order, the place, and what of it was not understood (field, code)."""

    typed: Mapping[str, str]
    wanted: CustomerFilter
    sort: str
    descending: bool
    after: int | None
    wrong: tuple[tuple[str, str], ...]


def asked_of(here: Surroundings, query: QueryDict) -> Asked:
    """Return what an address asks for; what cannot be understood is told and lets everything through."""
    typed = {name: query.get(name, "").strip() for name in FILTERS}
    wrong: list[tuple[str, str]] = []

    def day(name: str) -> date | None:
        """Return a day that was typed."""
        try:
            return date.fromisoformat(typed[name]) if typed[name] else None
        except ValueError:
            wrong.append((name, "web.form.bad_day"))
            return None

    def amount(name: str) -> int | None:
        """Return an amount that was typed."""
        try:
            return parse_amount(typed[name], digits=here.book.digits) if typed[name] else None
        except Trouble:
            wrong.append((name, "web.customers.bad_amount"))
            return None

    segments = {each.value: each for each in Segment}
    sort = query.get("sort", "")
    sort = sort if sort in MART_SORTS else "profit_minor"
    after = query.get("after", "")
    wanted = CustomerFilter(
        tier={"": None, NOT_ASSESSED: ""}.get(typed["tier"], typed["tier"]),
        segment=segments.get(typed["segment"]),
        last_before=day("last"),
        value_from_minor=amount("from"),
        value_to_minor=amount("to"),
    )
    down = query.get("way", "down" if sort in FIRST_DOWN else "up") == "down"
    return Asked(
        typed,
        by_id(here, typed["q"], wanted),
        sort,
        down,
        int(after) if after.isdecimal() else None,
        tuple(wrong),
    )


def by_id(here: Surroundings, text: str, wanted: CustomerFilter) -> CustomerFilter:
    """Return a filter that asks by what was typed of an id as well.

    Who sees ids masked names a whole one: found by how it begins, an id could be guessed sign by sign.
    """
    if here.reader.may(Right.see_personal):
        return replace(wanted, begins=text)
    return replace(wanted, whole=text)


def without(query: QueryDict, *names: str) -> str:
    """Return an address's query without some of its names."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


def customer_href(customer_id: str) -> str:
    """Return the page of a customer."""
    return reverse("web:customer", kwargs={"ref": customer_ref(customer_id)})


def called(customer: ListedCustomer, *, plain: bool = False) -> str:
    """Return what a page calls a customer: the id masked, unless it may be shown as it is."""
    return customer.customer_id if plain else masked(customer.customer_id)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the mart is: why it is out of date in words, work that renews it, and whether the reader may renew it."""

    reasons: Sequence[str]
    work: Standing
    may_renew: bool
    made: str
    label: str


def freshness(here: Surroundings, mart: Mart | None) -> Freshness:
    """Return how fresh the mart is; without one there are no reasons."""
    found = mart.stale(here.book) if mart is not None else ()
    return Freshness(
        reasons=[say(f"web.mart.stale_{each.value}", {}, here.lang) for each in found],
        work=standing(here, WORK),
        may_renew=here.reader.may(Right.load),
        made=mart.facts.stamp.made_at.isoformat() if mart is not None else "",
        label=Names(here).period(mart.facts.stamp.label) if mart is not None else "",
    )


def is_ahead(mart: Mart) -> bool:
    """Return whether all orders are dated after the day on which the mart was made."""
    return mart.facts.value_refused == "value.only_ahead"


def nobody_valued(mart: Mart) -> str:
    """Return the code of why there was nobody to value."""
    return "web.model.only_ahead" if is_ahead(mart) else "web.model.no_orders"


def range_text(write: Callable[[int], str], held: Estimate, *, lang: Language) -> str:
    """Return the range in which four in five end; where the estimate lies outside it, also why."""
    text = f"{write(int(held.low))} – {write(int(held.high))}"
    return f"{text} · {say('web.customers.outside', {}, lang)}" if held.is_outside else text


def refused(here: Surroundings, mart: Mart) -> str:
    """Return why no value was estimated, in words; '' where it was."""
    told = mart.facts.value
    if told is None:
        return say(nobody_valued(mart), {}, here.lang)
    return "" if told.scored else say(f"fit_state.{told.fit.state}", {}, here.lang)


def mart_facts(here: Surroundings, mart: Mart | None) -> dict[str, object]:
    """Return what the notice about the mart needs in a template."""
    fresh = freshness(here, mart)
    ahead = mart is not None and is_ahead(mart)
    day = here.book.today(mart.facts.stamp.made_at).isoformat() if mart is not None else ""
    return {
        "fresh": fresh,
        "ahead": say("web.customers.ahead", {"day": day}, here.lang) if ahead else "",
        "work": fresh.work,
        "key": fresh.work.key,
        "may_stop": fresh.may_renew,
        "refused": refused(here, mart) if mart is not None else "",
        "made_at": mart.facts.stamp.made_at if mart is not None else None,
    }


def renew(request: HttpRequest, here: Surroundings) -> None:
    """Send off the making of a new mart because somebody asked for it; one that is under way goes on."""
    renew_behind(here, key=request.POST.get("key", ""))


def renew_behind(here: Surroundings, *, key: str = "") -> None:
    """Send off the making of a new mart, also after facts came or were taken back; one that is under way goes on.

    What comes meanwhile is taken in before it ends. Without any fact left there is no mart.
    """

    def work(errand: Errand) -> Told:
        """Make it, and tell for how many customers."""
        told = renew_mart(book=here.book, advance=errand.advance)
        return lambda names: told(names.lang)

    begin(here, WORK, work, right=Right.load, back=reverse("web:customers"), typed={"key": key})


def customers_message(names: Names, mart: Mart) -> str:
    """Return all customers in one sentence: how few bring how much, and who costs more than they bring."""
    if is_ahead(mart):
        return say("web.customers.title_ahead", {}, names.lang)
    everybody = mart.sums(CustomerFilter())
    top, loss = (mart.sums(CustomerFilter(segment=each)) for each in (Segment.top, Segment.loss))
    write = names.figures(abs(everybody.profit_minor))
    facts = {
        "customers": write.count(everybody.customers),
        "share": write.percent_short(Fraction(top.customers, everybody.customers)),
        "profit_share": write.percent_short(share(top.profit_minor, everybody.profit_minor) or Fraction(0)),
        "count": write.count(everybody.customers),
        "profit": write.spoken(everybody.profit_minor),
        "losing": write.count(loss.customers),
        "loss": write.spoken(-loss.profit_minor),
    }
    if everybody.profit_minor <= 0:
        return say("web.customers.title_loss", facts, names.lang)
    if not top.customers:
        return say("web.customers.title_few", facts, names.lang)
    return say("web.customers.title" if loss.customers else "web.customers.title_flat", facts, names.lang)


@dataclass(frozen=True, slots=True)
class CustomersCard:
    """What the overview tells of customers: the year, the sentence, and the estimate of what is still to come."""

    label: str
    message: str
    value: str
    losing_href: str
    stale: bool


def customers_card(here: Surroundings) -> CustomersCard | None:
    """Return what the overview tells of customers; None as long as nothing was worked out."""
    mart = open_mart(here.book)
    if mart is None or not mart.customers:
        return None
    names, everybody = Names(here), mart.sums(CustomerFilter())
    value = names.figures(0).spoken(everybody.clv_net_minor) if everybody.scored else ""
    return CustomersCard(
        label=names.period(mart.facts.stamp.label),
        message=customers_message(names, mart),
        value=say("web.customers.card_value", {"value": value}, here.lang) if value else "",
        losing_href=f"{reverse('web:customers')}?segment={Segment.loss.value}",
        stale=bool(mart.stale(here.book)),
    )
