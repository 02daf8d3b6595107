"""Why cost moved: the bridge from one period, or the plan, to another, and the parts behind each bar."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.value.bridge import EFFECTS, Moved
from fenhao.interfaces.charts import Effect, Step, bridge as drawn
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import ledger_address
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import (
    MAY_WORK,
    chosen_period,
    named,
    periods,
    result_of,
    value_of,
    work_out,
)
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.mart import kept_bridge, work_bridge
from fenhao.runs.report import CostBridge

WORK = "bridge"
PARTS_MAX = 200
"""How many parts the page lists; the sum below them is of all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment's way from one cost to the other; ``effects`` in the order of the bars."""

    tier: str
    channel: str
    name: str
    base: int
    effects: tuple[int, ...]
    now: int
    href: str


@for_readers(Right.see)
def value_bridge(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the bridge asked for where it is kept, and offer to work it out where it is not."""
    names = Names(here)
    label = chosen_period(here, request.GET.get("period", ""), otherwise=Grain.quarter)
    against = request.GET.get("against", "")
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_bridge(book=here.book, label=label, against=against) if label else None
    found, result = value_of(held), result_of(here, held, work=work)
    known = periods(here)
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.value.bridge_title_none", {}, names.lang),
        "periods": known,
        "has_facts": bool(known),  # customers alone are nothing that could be worked out here
        "label": label,
        "against": against,
        "notes": ("bridge_order", "bridge_pools", "bridge_plan" if against == "plan" else "bridge_before"),
    }
    if found is not None:
        effect = request.GET.get("effect", "")
        facts |= _told(names, found, label, against, effect)
    return shown(request, here, "web/value_bridge.html", facts)


@require_POST
@for_readers(MAY_WORK)
def value_bridge_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work a bridge out behind the page."""
    label = chosen_period(here, request.POST.get("period", ""), otherwise=Grain.quarter)
    against = request.POST.get("against", "")
    known = {code for code, _ in periods(here)} | {"", "plan"}
    against = against if against in known else ""
    back = f"{reverse('web:value_bridge')}?{urlencode({'period': label, 'against': against})}"

    def work(errand: Errand) -> None:
        """Work it out."""
        work_bridge(book=here.book, label=label, against=against, at=clock(), advance=errand.advance)

    if label:
        work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: CostBridge, label: str, against: str, effect: str) -> dict[str, object]:
    """Return the bridge in words, picture and parts."""
    held = found.bridge
    write = names.figures(max(abs(held.base_minor), abs(held.now_minor)))
    places = {each.value: place for place, each in enumerate(EFFECTS)}
    place = places.get(effect, -1)
    query = {"period": label, "against": against}
    moves = [each for each in held.moves if place < 0 or each.effects_minor[place]]
    moves.sort(key=lambda each: -abs(each.effects_minor[place] if place >= 0 else each.difference_minor))
    return {
        "title": _message(names, found, write),
        "eyebrow": say(
            "web.value.bridge_eyebrow",
            {
                "base": _side(names, found, held.base_label),
                "now": names.period(held.now_label),
                "unit": write.unit,
            },
            names.lang,
        ),
        "wide": _picture(names, found, write, query, width=720),
        "small": _picture(names, found, write, query, width=340),
        "effects": [named(names, "cli.bridge", each.value) for each in EFFECTS],
        "effect": effect if place >= 0 else "",
        "effect_name": named(names, "bridge", effect) if place >= 0 else "",
        "all_href": f"?{urlencode(query)}#parts",
        "parts": [_part(names, found, each) for each in moves[:PARTS_MAX]],
        "count": len(moves),
        "sums": Part(
            "",
            "",
            "",
            sum(each.base_minor for each in moves),
            tuple(sum(each.effects_minor[at] for each in moves) for at in range(len(EFFECTS))),
            sum(each.now_minor for each in moves),
            "",
        ),
    }


def _message(names: Names, found: CostBridge, write: Figures) -> str:
    """Return the page's one sentence: by how much cost differs, and what moved it most."""
    held = found.bridge
    gap = held.now_minor - held.base_minor
    most, amount = max(
        zip(EFFECTS, held.effects_minor, strict=True), key=lambda each: (abs(each[1]), each[1])
    )
    facts = {
        "now": names.period(held.now_label),
        "base": _side(names, found, held.base_label),
        "gap": write.spoken(abs(gap)),
        "most": named(names, "cli.bridge", most.value),
        "amount": f"{'+' if amount > 0 else ''}{write.spoken(amount)}",
    }
    way = "above" if gap > 0 else "below" if gap < 0 else "same"
    return say(f"web.value.bridge_{way}", facts, names.lang)


def _picture(
    names: Names, found: CostBridge, write: Figures, query: dict[str, str], *, width: int
) -> SafeString:
    """Return the waterfall; each effect opens its parts, each end the lines of its period."""
    held = found.bridge
    first = Effect.plan if found.against_plan else Effect.total
    base = _side(names, found, held.base_label)
    steps = [Step(base, held.base_minor, first, "", f"{base} {write.exact(held.base_minor)}", "#parts")]
    for effect, amount in zip(EFFECTS, held.effects_minor, strict=True):
        name = named(names, "bridge", effect.value)
        href = f"?{urlencode({**query, 'effect': effect.value})}#parts"
        kind = Effect.bad if amount > 0 else Effect.good
        called = named(names, "cli.bridge", effect.value)
        steps.append(Step(called, amount, kind, "", f"{name} {write.exact(amount)}", href))
    now = names.period(held.now_label)
    steps.append(
        Step(now, held.now_minor, Effect.total, "", f"{now} {write.exact(held.now_minor)}", "#parts")
    )
    caption = say("web.value.bridge_chart", {}, names.lang)
    return mark_safe(drawn(steps, names.voice(write), width=width, caption=caption))  # noqa: S308 - our own SVG


def _part(names: Names, found: CostBridge, each: Moved) -> Part:
    """Return a segment in words, with the way to its budget lines."""
    chart = names.here.book.chart
    tier = (
        named(names, "bridge", each.tier) if each.tier in ("idle", "unallocated") else names.tier(each.tier)
    )
    leaves = {leaf.code: leaf for leaf in chart.cost_types}
    calendar = names.here.book.calendar
    months = calendar.within(calendar.period(found.bridge.now_label).period, Grain.month)
    span = {"from_": months[0].label, "to": months[-1].label}
    if each.pool:
        href = ""
    elif each.cost_type in leaves:
        leaf = leaves[each.cost_type]
        href = ledger_address(tier=each.tier, category=leaf.category, type_=leaf.code, **span)
    else:
        href = ledger_address(tier=each.tier, category=each.cost_type, **span)
    return Part(
        tier=tier,
        channel=named(names, "channel", each.channel),
        name=_name(names, found, each.cost_type),
        base=each.base_minor,
        effects=each.effects_minor,
        now=each.now_minor,
        href=href,
    )


def _name(names: Names, found: CostBridge, code: str) -> str:
    """Return what a cost type, category or pool is called."""
    zh = names.lang == "zh"
    return next((own if zh else other for known, own, other in found.names if known == code), code or "--")


def _side(names: Names, found: CostBridge, label: str) -> str:
    """Return what the bridge begins at."""
    if found.against_plan:
        return say("web.value.plan_of", {"label": names.period(label.removeprefix("plan "))}, names.lang)
    return names.period(label)
