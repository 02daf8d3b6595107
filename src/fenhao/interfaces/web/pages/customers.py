"""Customers: who brings profit and who costs it, filtered and sorted, and all of them as a curve and by tier."""

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.interfaces.charts import Curve, whale_curve
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._customers import (
    FIRST_DOWN,
    NOT_ASSESSED,
    Asked,
    asked_of,
    called,
    customers_message,
    mart_facts,
    range_text,
    renew,
    without,
)
from fenhao.interfaces.web._forms import Problem
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._views import view_bar
from fenhao.interfaces.words import say
from fenhao.runs.mart import CustomerFilter, ListedCustomer, Mart, MartSum, Segment, open_mart

PAGE = "customers"
CURVES_KEPT = 8
_curves: dict[tuple[str, str], SafeString] = {}
ROWS_A_PAGE = 50
COLUMNS = (
    ("customer_id", ""),
    ("tier", ""),
    ("orders", "num"),
    ("revenue_minor", "num"),
    ("cost_minor", "num"),
    ("profit_minor", "num"),
    ("last_on", ""),
    ("clv_net_minor", "num"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A customer as a reader sees it in the list."""

    customer: ListedCustomer
    name: str
    href: str
    tier: str
    value: str
    value_range: str


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: its name, the address that sorts by it, and how it is sorted now."""

    name: str
    code: str
    href: str
    css: str
    sorted: str


@dataclass(frozen=True, slots=True)
class TierRow:
    """The customers of one tier, added up."""

    name: str
    href: str
    sums: MartSum
    share: Fraction | None


@for_readers(Right.see)
def customers(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the customers that pass the filters; the whale curve and the tiers above them tell of all."""
    names, mart = Names(here), open_mart(here.book)
    if mart is None or not mart.customers:
        return shown(
            request, here, "web/customers_empty.html", {**mart_facts(here, mart), "none": mart is not None}
        )
    bar = read(lambda session: view_bar(session, request, here, PAGE))
    if bar.opens:
        return HttpResponseRedirect(f"?{bar.opens}")
    asked = asked_of(here, request.GET)
    page = mart.page(
        asked.wanted, sort=asked.sort, descending=asked.descending, after=asked.after, limit=ROWS_A_PAGE
    )
    everybody, sums = mart.sums(CustomerFilter()), mart.sums(asked.wanted)
    write = names.figures(max(abs(everybody.revenue_minor), abs(everybody.profit_minor)))
    return shown(
        request,
        here,
        "web/customers.html",
        {
            **mart_facts(here, mart),
            "title": customers_message(names, mart),
            "eyebrow": say(
                "web.customers.eyebrow",
                {"span": names.period(mart.facts.stamp.label), "unit": names.figures(0).unit},
                here.lang,
            ),
            "problems": [Problem(say(code, {}, here.lang), f"f-{name}") for name, code in asked.wrong],
            "bar": bar,
            "asked": asked.typed,
            "sort": asked.sort,
            "way": "down" if asked.descending else "up",
            "chips": _chips(names, request, asked),
            "tiers": _tier_choices(names, mart),
            "segments": [("", say("web.all", {}, here.lang))]
            + [(each.value, say(f"web.segment.{each.value}", {}, here.lang)) for each in Segment],
            "heads": _heads(names, request, asked),
            "rows": [_row(names, each) for each in page.rows],
            "outside": any(each.clv_net and each.clv_net.is_outside for each in page.rows),
            "sums": sums,
            "found": write.count(sums.customers),
            "next": f"?{without(request.GET, 'after')}&after={page.after}" if page.after is not None else "",
            "first": f"?{without(request.GET, 'after')}" if asked.after is not None else "",
            "chart": _curve(names, mart, write),
            "chart_unit": write.unit,
            "tier_rows": _tier_rows(names, mart, everybody),
            "everybody": everybody,
            "query": without(request.GET, "after"),
            "may_see_personal": here.reader.may(Right.see_personal),
            "contracted": _contracted(names, mart),
            "unordered": _unordered(names, mart),
            "has_value": mart.facts.value is not None and mart.facts.value.scored,
        },
    )


@require_POST
@for_readers(Right.load)
def customers_renew(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Make the mart anew."""
    renew(request, here)
    return HttpResponseRedirect(reverse("web:customers"))


def _contracted(names: Names, mart: Mart) -> str:
    """Return how many buyers are valued as contracts and not here; empty for none."""
    count = mart.facts.value.contracted if mart.facts.value is not None else 0
    return (
        say("web.contracts.left_out", {"count": names.figures(0).count(count)}, names.lang) if count else ""
    )


def _unordered(names: Names, mart: Mart) -> str:
    """Return how many customers pay by contract and have no order in the period, so that their fees are missing; empty for none."""
    count = mart.facts.unordered_fees
    return (
        say("web.contracts.unordered", {"count": names.figures(0).count(count)}, names.lang) if count else ""
    )


def _curve(names: Names, mart: Mart, write: Figures) -> SafeString:
    """Return the whale curve: customers from the best to the worst, their profit added up."""
    points = tuple((each.customers, each.profit_minor) for each in mart.facts.whale)
    if not points:
        return SafeString()
    drawn_for = (mart.facts.stamp.id, names.lang)
    if drawn_for in _curves:
        return _curves[drawn_for]
    peak, last = max(points, key=lambda each: each[1]), points[-1]
    facts = {
        "best": write.percent_short(Fraction(peak[0], max(last[0], 1))),
        "peak": write.spoken(peak[1]),
        "lost": write.spoken(peak[1] - last[1]),
        "rest": write.count(last[0] - peak[0]),
        "end": write.spoken(last[1]),
    }
    curve = Curve(
        points=points,
        peak_note=say("report.whale_peak", facts, names.lang),
        end_note=say("report.whale_end", facts, names.lang),
        across=say("report.whale_across", {}, names.lang),
    )
    caption = say("report.whale_title" if peak[1] > last[1] else "report.whale_flat", facts, names.lang)
    drawn = [
        f'<div class="{css}">{whale_curve(curve, names.voice(write), width=width, height=250, caption=caption)}</div>'
        for css, width in (("desk", 620), ("phone", 340))
    ]
    # A mart never changes, and drawing costs more than all the rest of the page.
    while len(_curves) >= CURVES_KEPT:
        _curves.pop(next(iter(_curves)), None)
    _curves[drawn_for] = mark_safe("".join(drawn))  # noqa: S308 - our own SVG, its words escaped where it is drawn
    return _curves[drawn_for]


def _tier_rows(names: Names, mart: Mart, everybody: MartSum) -> list[TierRow]:
    """Return one row a tier, in their order, those never assessed last."""
    codes = sorted({each.tier for each in mart.facts.sums}, key=lambda code: (code == "", code))
    found = []
    for code in codes:
        sums = mart.sums(CustomerFilter(tier=code))
        href = f"?tier={code or NOT_ASSESSED}"
        found.append(
            TierRow(_tier(names, code), href, sums, share(sums.profit_minor, everybody.profit_minor))
        )
    return found


def _tier(names: Names, code: str) -> str:
    return names.tier(code) if code else say("web.customers.not_assessed", {}, names.lang)


def _tier_choices(names: Names, mart: Mart) -> list[tuple[str, str]]:
    codes = sorted({each.tier for each in mart.facts.sums}, key=lambda code: (code == "", code))
    everything = [("", say("web.all", {}, names.lang))]
    return everything + [(code or NOT_ASSESSED, _tier(names, code)) for code in codes]


def _row(names: Names, customer: ListedCustomer) -> Row:
    """Return a customer in words; the id masked, the value with its range."""
    value = customer.clv_net
    write = names.figures(0)
    return Row(
        customer=customer,
        name=called(customer),
        href=reverse("web:customer", kwargs={"ref": customer.ref}),
        tier=_tier(names, customer.tier),
        value=f"{write.plain(int(value.mid))}{'*' if value.is_outside else ''}" if value else "--",
        value_range=range_text(write.plain, value, lang=names.lang) if value else "",
    )


def _heads(names: Names, request: HttpRequest, asked: Asked) -> list[Head]:
    """Return the heads of the columns, each with the address that sorts by it."""
    heads = []
    rest = without(request.GET, "after", "sort", "way")
    for code, css in COLUMNS:
        here = code == asked.sort
        way = ("up" if asked.descending else "down") if here else "down" if code in FIRST_DOWN else "up"
        heads.append(
            Head(
                name=say(f"web.customers.{code}", {}, names.lang),
                code=code,
                href=f"?{rest}{'&' if rest else ''}sort={code}&way={way}",
                css=css,
                sorted=("descending" if asked.descending else "ascending") if here else "",
            )
        )
    return heads


def _chips(names: Names, request: HttpRequest, asked: Asked) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address of the page without it."""

    def told(name: str, text: str) -> str:
        """Return a filter in words."""
        if name == "tier":
            return _tier(names, "" if text == NOT_ASSESSED else text)
        if name == "segment":
            return names.word("web.segment", text)
        if name == "q" and not names.here.reader.may(Right.see_personal):
            name = "whole"
        return say(f"web.customers.chip_{name}", {"text": text}, names.lang)

    wrong = {name for name, _ in asked.wrong}
    return [
        (told(name, text), f"?{without(request.GET, name, 'after')}")
        for name, text in asked.typed.items()
        if text and name not in wrong
    ]
