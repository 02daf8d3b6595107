"""What somebody asks of the cost ledger, as addresses carry it: read from them, told as chips, and led to from any number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.journal import Kind, Month, Movement, Order
from fenhao.engine.budget import Horizon, Level
from fenhao.engine.ledger import Chart
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.web._forms import Problem
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble, parse_amount

NO_TIER = "-"
"""How an address calls lines without a tier."""
SYSTEM = "system"
OF_ENTRY = "#"
"""What stands before the number of an entry where an address means that entry's customer: no id ends up in it."""
WHAT = {"funded": Movement.funded, "reserved": Movement.reserved, "spent": Movement.actual}
"""How an address calls the movements of money."""
ALWAYS = ("from", "to", "tier", "category", "what", "text")
MORE = ("type", "kind", "customer", "campaign", "department", "document", "by", "least", "most", "on")
FILTERS = (*ALWAYS, *MORE)
"""Every filter by its name in addresses, in the order of the form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters that say something, by name, the order, where the page begins, and what of it could not be read."""

    given: Mapping[str, str]
    order: Order = Order.posted
    after: str = ""
    total: bool = False
    least_minor: int | None = None
    most_minor: int | None = None
    problems: tuple[Problem, ...] = field(default=())

    def get(self, name: str) -> str:
        """Return a filter; '' for none."""
        return self.given.get(name, "")

    @property
    def movement(self) -> Movement | None:
        """The movement asked for."""
        return WHAT.get(self.get("what"))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of entry asked for; empty for all."""
        kind = self.get("kind")
        return (Kind(kind),) if kind in {each.value for each in Kind} else ()

    def query(self, changed: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return the filters and the order as an address carries them, with something changed; '' takes one away."""
        sort = {"sort": self.order.value} if self.order is not Order.posted else {}
        told = {**self.given, **sort, **changed}
        return urlencode({name: value for name, value in told.items() if value})


def read_asked(here: Surroundings, query: QueryDict) -> Asked:
    """Return what an address asks; what says nothing that is known is left out, what cannot be read is a problem."""
    given = {name: text for name in FILTERS if (text := query.get(name, "").strip())}
    if given.get("what", "spent") not in WHAT:
        del given["what"]
    if given.get("on", "caps") != "caps":
        del given["on"]
    problems: list[Problem] = []
    amounts: dict[str, int | None] = {"least": None, "most": None}
    for name in amounts:
        if name in given:
            try:
                amounts[name] = parse_amount(given[name], digits=here.book.digits)
            except Trouble as wrong:
                problems.append(Problem(explain_trouble(wrong, here.lang), f"f-{name}"))
                del given[name]
    sort = query.get("sort", "")
    return Asked(
        given=given,
        order=Order(sort) if sort in {each.value for each in Order} else Order.posted,
        after=query.get("after", ""),
        total=query.get("total") == "1",
        least_minor=amounts["least"],
        most_minor=amounts["most"],
        problems=tuple(problems),
    )


@lru_cache(maxsize=8192)
def ledger_address(
    *,
    from_: str = "",
    to: str = "",
    tier: str | None = None,
    category: str = "",
    what: str = "",
    type_: str = "",
    customer: str = "",
    campaign: str = "",
    department: str = "",
    document: str = "",
) -> str:
    """Return where the entries behind a number stand; ``from_`` and ``to`` are months, ``tier`` '' is that of no tier.

    Leave a filter out where the number knows no such bound.
    """
    told = {
        "from": from_,
        "to": to,
        "tier": "" if tier is None else tier or NO_TIER,
        "category": category,
        "what": what,
        "type": type_,
        "customer": customer,
        "campaign": campaign,
        "department": department,
        "document": document,
    }
    asked = urlencode({name: value for name, value in told.items() if value})
    return f"{reverse('web:ledger')}?{asked}" if asked else reverse("web:ledger")


def balance_address(name: str, known: Sequence[Month]) -> str:
    """Return where the entries behind a balance, ``level/horizon/period/scope``, stand; '' where no filter means it."""
    parts = name.split("/", 3)
    if len(parts) != 4:
        return ""
    level, horizon, period, scope = parts
    if level == Level.campaign.value:
        return ledger_address(campaign=scope)
    at = next((each for each in known if each.label == period), None)
    year = [each for each in known if str(each.fiscal_year) == (str(at.fiscal_year) if at else period)]
    if not year or level == Level.pool.value:
        return ""
    quarter = [each for each in year if at is not None and each.quarter == at.quarter]
    first = {Horizon.month.value: at, Horizon.qtd.value: quarter[0] if quarter else None}.get(
        horizon, year[0]
    )
    tier: str | None = scope
    category = scope
    if level == Level.line.value:
        tier, _, category = scope.rpartition("/")
    elif level == Level.tier.value:
        category = ""
    else:
        tier = None
    start, end = (first or year[0]).label, (at or year[-1]).label
    return ledger_address(from_=start, to=end, tier=tier, category=category)


def types_below(chart: Chart, code: str) -> tuple[str, ...]:
    """Return the cost types at or below a node of the chart; the code itself where the chart does not know it."""
    below = {code}
    for branch in chart.branches:  # a branch comes after its parent
        if branch.parent in below:
            below.add(branch.code)
    found = tuple(
        leaf.code
        for leaf in chart.cost_types
        if not below.isdisjoint({leaf.code, leaf.branch, leaf.category})
    )
    return found or (code,)


def type_choices(names: Names) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the branches and cost types to choose from, by category."""
    chart, chinese = names.here.book.chart, names.lang == "zh"
    groups: dict[str, list[tuple[str, str]]] = {each.code: [] for each in chart.categories}
    top = {each.code: each.code for each in chart.categories}
    for branch in chart.branches:
        top[branch.code] = top.get(branch.parent, branch.parent)
        groups.setdefault(top[branch.code], []).append(
            (branch.code, f"{branch.name_zh if chinese else branch.name_en} …")
        )
    for leaf in chart.cost_types:
        groups.setdefault(leaf.category, []).append((leaf.code, leaf.name_zh if chinese else leaf.name_en))
    return [(names.category(code), choices) for code, choices in groups.items() if choices]


def told_type(names: Names, code: str) -> str:
    """Return what a node of the chart is called."""
    chart, chinese = names.here.book.chart, names.lang == "zh"
    above = {each.code: (each.name_zh, each.name_en) for each in chart.branches}
    above |= {each.code: (each.name_zh, each.name_en) for each in chart.categories}
    if code in above:
        return above[code][0 if chinese else 1]
    return type_names(chart, lang=names.lang).get(code, code)


def chips(names: Names, asked: Asked) -> list[tuple[str, str]]:
    """Return the filters in force in words, each with the address of the page without it."""

    def labelled(name: str) -> Callable[[str], str]:
        """Return what puts the filter's name before its value."""
        return lambda value: f"{say(f'web.ledger.{name}', {}, names.lang)} {value}"

    called: dict[str, Callable[[str], str]] = {
        "tier": lambda value: names.tier("" if value == NO_TIER else value),
        "category": names.category,
        "what": lambda value: say(f"web.column.{value}", {}, names.lang),
        "type": lambda value: told_type(names, value),
        "kind": lambda value: names.word("entry_kind", value),
        "customer": lambda value: (
            say("web.ledger.customer_of", {"entry": value[1:]}, names.lang)
            if value.startswith(OF_ENTRY)
            else labelled("customer")(masked(value))
        ),
        "by": lambda value: labelled("by")(told_person(names, value)),
        "on": lambda value: say(f"web.ledger.on_{value}", {}, names.lang),
    }
    found = []
    if asked.get("from") or asked.get("to"):
        found.append((told_span(names, asked), f"?{asked.query({'from': '', 'to': ''})}"))
    for name in FILTERS[2:]:
        if value := asked.get(name):
            write = called.get(name) or labelled(name)
            found.append((write(value), f"?{asked.query({name: ''})}"))
    return found


def told_span(names: Names, asked: Asked) -> str:
    """Return the months asked for in words; '' for all of them."""
    first, last = asked.get("from"), asked.get("to")
    if not first and not last:
        return ""
    if first == last:
        return names.period(first)
    return f"{names.period(first) if first else '…'} – {names.period(last) if last else '…'}"


def told_person(names: Names, value: str) -> str:
    """Return what a person is called; the books themselves act for nobody."""
    return say("web.audit.system", {}, names.lang) if value == SYSTEM else value
