"""Judge a budget: goals, what customers cost to win and are worth, how resources are used; and what to change, with its evidence.

Each judgement rests on facts that are told beside it. What is not known is said to be unknown, and is no judgement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.budget import UTILISATION_TARGET, scaled

CLV_TO_CAC_MIN = Fraction(3)
"""Below this a customer brings too little for what it cost to win: a usual rule of thumb."""
PAPER_MAX = Fraction(3, 10)
"""Above this share of staff time spent on paperwork, somebody should look."""
AWAY_MAX = Fraction(5, 100)
"""A tier's share of variable cost may lie this far from the policy's."""


class Sign(Enum):
    """How a point stands."""

    good = "good"
    warn = "warn"
    bad = "bad"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class JudgedGoal:
    """A goal as it was measured last: its metric, scope, and how it stands (met, on_track, behind, missed, unmeasured, unsure)."""

    id: int
    metric: str
    scope: str
    progress: str


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A tier's category over the months that are over: what it had and what it used. ``fixed`` belongs to no tier."""

    tier: str
    category: str
    fixed: bool
    funded_minor: int
    actual_minor: int


@dataclass(frozen=True, slots=True)
class JudgedTier:
    """A tier's margin and cost, and its share of variable cost as the policy wants it; None where it wants nothing."""

    tier: str
    margin_minor: int
    cost_minor: int
    wanted: Fraction | None


@dataclass(frozen=True, slots=True)
class JudgedChannel:
    """A channel's spend, customers won, and what their value is to what they cost; None where it is not known."""

    channel: str
    spend_minor: int
    customers: int
    clv_to_cac: Fraction | None


@dataclass(frozen=True, slots=True)
class JudgedUse:
    """Something paid for and how much of it was used: ``kind`` is seats, capacity or paperwork; ``name`` which tool or team."""

    kind: str
    name: str
    used: Fraction
    paid: Fraction
    idle_minor: int


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """All that a judgement looks at; an empty part is not known."""

    goals: tuple[JudgedGoal, ...]
    lines: tuple[JudgedLine, ...]
    tiers: tuple[JudgedTier, ...]
    channels: tuple[JudgedChannel, ...]
    cac_minor: Fraction | None
    clv_to_cac: Fraction | None
    cost_minor: int
    waste_minor: int
    waste_target: Fraction
    uses: tuple[JudgedUse, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One point: its code, how it stands, its evidence as (name, value), and the money it is about in minor units.

    ``advice`` is the code of what to change, empty where nothing is. ``about`` names a tier, category, channel, tool or goal.
    """

    part: str
    code: str
    sign: Sign
    about: str
    evidence: tuple[tuple[str, str], ...]
    advice: str
    money_minor: int | None


def judge(facts: JudgeFacts) -> tuple[Judgement, ...]:
    """Return all points in four parts (goals, customers, lines, resources); in each part the worst and dearest first."""
    parts = (_goals(facts), _customers(facts), _lines(facts), _resources(facts))
    order = [Sign.bad, Sign.warn, Sign.unknown, Sign.good]
    return tuple(
        each
        for part in parts
        for each in sorted(part, key=lambda each: (order.index(each.sign), -(each.money_minor or 0)))
    )


def advice_of(points: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Return the points that advise something, those about most money first."""
    return tuple(sorted((each for each in points if each.advice), key=lambda each: -(each.money_minor or 0)))


_PROGRESS = {"met": Sign.good, "on_track": Sign.good, "behind": Sign.warn, "missed": Sign.bad}


def _goals(facts: JudgeFacts) -> Iterator[Judgement]:
    if not facts.goals:
        yield Judgement("goals", "no_goals", Sign.unknown, "", (), "set_goals", None)
    for each in facts.goals:
        sign = _PROGRESS.get(each.progress, Sign.unknown)
        advice = "look_at_goal" if sign in {Sign.warn, Sign.bad} else ""
        evidence = (("metric", each.metric), ("scope", each.scope), ("progress", each.progress))
        yield Judgement("goals", "goal", sign, str(each.id), evidence, advice, None)


def _customers(facts: JudgeFacts) -> Iterator[Judgement]:
    if facts.clv_to_cac is None:
        yield Judgement("customers", "clv_to_cac", Sign.unknown, "", (), "work_returns", None)
    else:
        sign = Sign.good if facts.clv_to_cac >= CLV_TO_CAC_MIN else Sign.warn
        sign = Sign.bad if facts.clv_to_cac < 1 else sign
        evidence = (("clv_to_cac", _times(facts.clv_to_cac)), ("wanted", _times(CLV_TO_CAC_MIN)))
        yield Judgement("customers", "clv_to_cac", sign, "", evidence, "", None)
    for each in facts.channels:
        if each.clv_to_cac is not None and each.clv_to_cac < CLV_TO_CAC_MIN and each.spend_minor > 0:
            sign = Sign.bad if each.clv_to_cac < 1 else Sign.warn
            evidence = (("clv_to_cac", _times(each.clv_to_cac)), ("customers", str(each.customers)))
            yield Judgement(
                "customers", "channel", sign, each.channel, evidence, "move_channel", each.spend_minor
            )
    for tier in facts.tiers:
        if tier.cost_minor <= 0:
            continue
        ratio = Fraction(tier.margin_minor, tier.cost_minor)
        told = (("per_cost", _times(ratio)),)
        short = tier.cost_minor - tier.margin_minor
        if ratio < 1:
            yield Judgement("customers", "tier_return", Sign.bad, tier.tier, told, "serve_cheaper", short)
        else:
            yield Judgement("customers", "tier_return", Sign.good, tier.tier, told, "", None)


def _lines(facts: JudgeFacts) -> Iterator[Judgement]:
    if facts.cost_minor > 0:
        share = Fraction(facts.waste_minor, facts.cost_minor)
        evidence = (("share", _percent(share)), ("wanted", _percent(facts.waste_target)))
        over = facts.waste_minor - scaled(facts.cost_minor, facts.waste_target)
        bad = share > facts.waste_target
        yield Judgement(
            "lines", "waste", Sign.bad if bad else Sign.good, "", evidence,
            "stop_waste" if facts.waste_minor > 0 else "", over if bad else facts.waste_minor,
        )  # fmt: skip
    if not facts.lines:
        yield Judgement("lines", "no_budget", Sign.unknown, "", (), "put_in_force", None)
    for each in facts.lines:
        if each.funded_minor <= 0:
            continue
        used = Fraction(each.actual_minor, each.funded_minor)
        evidence = (("used", _percent(used)), ("wanted", _percent(UTILISATION_TARGET)))
        about = f"{each.tier}/{each.category}"
        if used > 1:
            over = each.actual_minor - each.funded_minor
            yield Judgement("lines", "over", Sign.bad, about, evidence, "raise_or_stop", over)
        elif used < UTILISATION_TARGET:
            left = scaled(each.funded_minor, UTILISATION_TARGET) - each.actual_minor
            yield Judgement("lines", "unused", Sign.warn, about, evidence, "move_unused", left)
    variable = sum(each.actual_minor for each in facts.lines if each.tier)
    for tier in facts.tiers:
        if tier.wanted is not None and variable > 0:
            own = Fraction(sum(each.actual_minor for each in facts.lines if each.tier == tier.tier), variable)
            away = own - tier.wanted
            evidence = (("share", _percent(own)), ("wanted", _percent(tier.wanted)))
            if abs(away) > AWAY_MAX:
                money = scaled(variable, abs(away))
                yield Judgement("lines", "tier_share", Sign.warn, tier.tier, evidence, "shift_share", money)


def _resources(facts: JudgeFacts) -> Iterator[Judgement]:
    if not facts.uses:
        yield Judgement("resources", "no_uses", Sign.unknown, "", (), "load_uses", None)
    for each in facts.uses:
        if each.paid <= 0:
            continue
        share = each.used / each.paid
        is_paper = each.kind == "paperwork"
        wanted = PAPER_MAX if is_paper else UTILISATION_TARGET
        bad = share > wanted if is_paper else share < wanted
        evidence = (("used", _percent(share)), ("wanted", _percent(wanted)))
        money = each.idle_minor if each.idle_minor > 0 else None
        yield Judgement(
            "resources", each.kind, Sign.warn if bad else Sign.good, each.name, evidence,
            f"less_{each.kind}" if bad else "", money if bad else None,
        )  # fmt: skip


def _percent(share: Fraction) -> str:
    tenths = abs(share) * 1000
    whole = (2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator)
    return f"{'-' if share < 0 and whole else ''}{whole // 10}.{whole % 10}%"


def _times(ratio: Fraction) -> str:
    hundredths = abs(ratio) * 100
    whole = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return f"{'-' if ratio < 0 and whole else ''}{whole // 100}.{whole % 100:02d}"
