"""The tiers page's rows and pictures: each tier's result beside its share by policy, and who moved as a heat map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fenhao.engine.value import TIERS, Movement
from fenhao.engine.waste import GatePolicy
from fenhao.interfaces.charts import Heat, bullet, heat_map
from fenhao.interfaces.names import type_names
from fenhao.interfaces.web._customers import NOT_ASSESSED
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.words import say
from fenhao.profiles import Policies
from fenhao.runs.mart import CustomerFilter, Mart, MartSum
from fenhao.runs.value import sum_range


@dataclass(frozen=True, slots=True)
class Estimated:
    """What the customers of a tier are still worth, net: a model's estimate in minor units with its range, no booked money."""

    mid: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier, or all of them together: what it brought in the year, and its share of cost beside the policy's.

    ``cost`` is what carries the tier's customers and what they bear of the pools; ``cost_share`` is of the spending that has a
    tier. None is what is not known without a mart.
    """

    code: str
    name: str
    href: str
    customers: int
    revenue: int | None
    cost: int | None
    profit: int | None
    estimate: Estimated | None
    cost_share: Fraction | None
    wanted_share: Fraction | None
    picture: SafeString
    over: bool
    rules: tuple[str, ...]


def tier_rows(
    names: Names,
    mart: Mart | None,
    *,
    movement: Movement | None,
    spent: Mapping[str, int],
    policies: Policies,
) -> tuple[TierRow, ...]:
    """Return one row a tier, customers without one last where there are any, and all together at the end."""
    wanted = {each.tier: each.share for each in policies.budget.tier_shares}
    whole = sum(spent.get(tier, 0) for tier in TIERS)
    rows = [
        _row(
            names,
            tier,
            mart,
            movement=movement,
            part=share(spent.get(tier, 0), whole) if tier and whole > 0 else None,
            wanted=wanted.get(tier),
            gates=policies.gates,
        )
        for tier in (*TIERS, "")
    ]
    kept = tuple(each for each in rows if each.code or each.customers)
    everybody = _estimated(mart, mart.sums(CustomerFilter()) if mart else None)
    return (*kept, _together(names, kept, everybody))


def _row(
    names: Names,
    tier: str,
    mart: Mart | None,
    *,
    movement: Movement | None,
    part: Fraction | None,
    wanted: Fraction | None,
    gates: GatePolicy,
) -> TierRow:
    """Return one tier."""
    found = mart.sums(CustomerFilter(tier=tier)) if mart else None
    assessed = movement.now(tier) if movement and tier else 0
    over = part is not None and wanted is not None and part > wanted
    return TierRow(
        code=tier,
        name=names.tier(tier) if tier else names.word("tier", ""),
        href=f"{reverse('web:customers')}?tier={tier or NOT_ASSESSED}",
        customers=found.customers if found else assessed,
        revenue=found.revenue_minor if found else None,
        cost=found.direct_minor + found.allocated_minor if found else None,
        profit=found.profit_minor if found else None,
        estimate=_estimated(mart, found),
        cost_share=part,
        wanted_share=wanted,
        picture=_bullet(names, part, wanted, called=names.tier(tier)),
        over=over,
        rules=_rules(names, tier, gates) if tier else (),
    )


def _estimated(mart: Mart | None, found: MartSum | None) -> Estimated | None:
    """Return the estimate of these customers; None where no model was fitted."""
    told = mart.facts.value if mart else None
    if told is None or found is None or not found.scored:
        return None
    low, mid, high = sum_range(told, net_minor=found.clv_net_minor, squares=found.clv_squares)
    return Estimated(mid, low, high)


def _together(names: Names, rows: Sequence[TierRow], estimate: Estimated | None) -> TierRow:
    """Return all rows together; their sums are the report's."""

    def whole(values: Sequence[int | None]) -> int | None:
        known = [each for each in values if each is not None]
        return sum(known) if known else None

    return TierRow(
        code="",
        name=say("web.total", {}, names.lang),
        href="",
        customers=sum(each.customers for each in rows),
        revenue=whole([each.revenue for each in rows]),
        cost=whole([each.cost for each in rows]),
        profit=whole([each.profit for each in rows]),
        estimate=estimate,
        cost_share=None,
        wanted_share=None,
        picture=mark_safe(""),
        over=False,
        rules=(),
    )


def _bullet(names: Names, part: Fraction | None, wanted: Fraction | None, *, called: str) -> SafeString:
    """Return a tier's share of spending beside the policy's."""
    if part is None or wanted is None:
        return mark_safe("")
    write = names.figures(0)
    title = f"{called} {write.percent(part)} / {write.percent(wanted)}"
    drawn = bullet(part, goal=wanted, full=Fraction(3, 5), missed=part > wanted, width=110, title=title)
    return mark_safe(drawn)  # noqa: S308 - our own SVG


def _rules(names: Names, tier: str, gates: GatePolicy) -> tuple[str, ...]:
    """Return what the gate allows and forbids the tier, one short sentence each."""
    write = names.figures(0)
    named = {each.benefit_type for each in gates.entitlements}
    types = type_names(names.here.book.chart, lang=names.lang)
    own = sorted({each.benefit_type for each in gates.entitlements if each.tier == tier})
    said = []
    if own:
        listed = say("web.tiers.comma", {}, names.lang).join(types.get(each, each) for each in own)
        said.append(say("web.tiers.entitled", {"benefits": listed}, names.lang))
    elif named:
        said.append(say("web.tiers.open_only", {}, names.lang))
    said += [
        say("web.tiers.cap", {"share": write.percent_short(each.share)}, names.lang)
        for each in gates.benefit_caps
        if each.tier == tier
    ]
    for each in gates.cheap_channels:
        if each.tier == tier:
            channels = say("web.tiers.comma", {}, names.lang).join(
                names.word("channel", code) for code in each.channels
            )
            said.append(say("web.tiers.channels", {"channels": channels}, names.lang))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One tier at the earlier assessment: where its customers went, and what those who fell were worth before."""

    name: str
    had: int
    kept: int
    rose: int
    fell: int
    retention: Fraction | None
    fell_minor: int


def move_rows(names: Names, movement: Movement) -> tuple[MoveRow, ...]:
    """Return one row a tier that anybody had before, and all together; had = kept + rose + fell in each."""
    rows = []
    for tier in TIERS:
        flows = [each for each in movement.flows if each.tier_then == tier]
        fallen = [each for each in flows if not "" < each.tier_now <= tier]
        had, kept = movement.then(tier), movement.customers(tier, tier)
        fell = sum(each.customers for each in fallen)
        if had:
            lost = sum(each.value_then_minor for each in fallen)
            rows.append(
                MoveRow(names.tier(tier), had, kept, had - kept - fell, fell, movement.retention(tier), lost)
            )
    return tuple(rows)


def movement_map(names: Names, movement: Movement, *, caption: str) -> SafeString:
    """Return the matrix from x to, shaded by the share of each row; falls are red, rises green."""
    then = [tier for tier in (*TIERS, "") if movement.then(tier)]
    now = [tier for tier in (*TIERS, "") if movement.now(tier)]
    cells = [[_cell(names, movement, before, after) for after in now] for before in then]

    def called(tier: str, *, absent: str) -> str:
        return names.tier(tier) if tier else say(absent, {}, names.lang)

    rows = [called(tier, absent="web.tiers.joined") for tier in then]
    labels = [called(tier, absent="web.tiers.left") for tier in now]
    drawn = [
        f'<div class="{css}">{heat_map(rows, labels, cells, width=width, caption=caption)}</div>'
        for css, width in (("desk", 640), ("phone", 330))
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - our own SVG, its words escaped where it is drawn


def _cell(names: Names, movement: Movement, before: str, after: str) -> Heat | None:
    """Return one cell: how many, and which share of those who had the tier before."""
    count = movement.customers(before, after)
    if not count:
        return None
    part = Fraction(count, movement.then(before))
    stays = not before or not after or before == after
    tone = "plain" if stays else "good" if after < before else "bad"
    details = {
        "then": names.tier(before) if before else say("web.tiers.joined", {}, names.lang),
        "now": names.tier(after) if after else say("web.tiers.left", {}, names.lang),
        "count": f"{count:,}",
        "share": names.figures(0).percent(part),
    }
    return Heat(f"{count:,}", part, tone, say("web.tiers.cell", details, names.lang), "")
