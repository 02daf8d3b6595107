"""What if: other tiers, coupons, channels, people or automation, followed through to cost, use, value, return and lines.

Cost moves by exact factors on last year's lines. What customers do is measured where history or a trial says it (``_effects``); otherwise
it is assumed: a change of a coupon's value by a share s changes the redemption rate by e x s of itself, margin and staying likewise, with the interval
that ``spread`` gives it.
CLV = margin less cost a customer and year x sum over the years of (stay / (1 + discount)) ^ year, the first year whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget import NO_TIER, BudgetPolicy, scaled
from fenhao.engine.planning.studies._annual import Factor, Proposal, propose
from fenhao.engine.planning.studies._effects import (
    BENEFITS,
    MEASURED,
    STATED,
    Basis,
    Effects,
    Response,
    benefit_factor,
    coupons_of,
    effects_of,
)
from fenhao.engine.planning.studies._fields import Answers, Asked, Field
from fenhao.engine.planning.studies._moved import Move, moves
from fenhao.engine.planning.studies._outcome import TierOutcome, outcome_of, together
from fenhao.engine.planning.studies._year import YearFacts
from fenhao.kernel import major_text, minor_digits, split

_NOTHING, _ALL = Fraction(0), Fraction(1)
_LEAST, _MOST = Fraction(-1), Fraction(10)
ACTIVITIES, SERVICE, TEAM = "activities", "service", "team"
USUAL_STAY = {"A": "90%", "B": "80%", "C": "60%", "D": "20%"}
"""How many customers of a tier stay a year where nothing was measured: an assumption, not a finding."""

WHAT_IF_FIELDS = (
    Field("customers", Asked.share, "0%", per="tier", low=_LEAST, high=_MOST, group="mix"),
    Field("coupon_from", Asked.money, "", per="tier", low=_NOTHING, group="coupons"),
    Field("coupon_to", Asked.money, "", per="tier", low=_NOTHING, group="coupons"),
    Field("online", Asked.share, "0%", per="tier", low=_NOTHING, high=_ALL, group="channels"),
    Field("online_cost", Asked.share, "60%", low=_NOTHING, high=Fraction(2), group="channels"),
    Field("heads", Asked.count, "0", low=Fraction(-10_000), high=Fraction(10_000), group="people"),
    Field("head_cost", Asked.money, "0", low=_NOTHING, group="people"),
    Field("automated", Asked.share, "0%", low=_NOTHING, high=_ALL, group="people"),
    Field("automated_cost", Asked.share, "15%", low=_NOTHING, high=_ALL, group="people"),
    Field("effects", Asked.choice, MEASURED, choices=(MEASURED, STATED), group="assumed"),
    Field("redemption_effect", Asked.share, "50%", low=_NOTHING, high=Fraction(2), group="assumed"),
    Field("margin_effect", Asked.share, "5%", low=_NOTHING, high=Fraction(2), group="assumed"),
    Field("stay_effect", Asked.share, "3%", low=_NOTHING, high=Fraction(2), group="assumed"),
    Field("spread", Asked.share, "60%", low=_NOTHING, high=_ALL, group="assumed"),
    Field("stay", Asked.share, "", per="tier", low=_NOTHING, high=_ALL, group="assumed"),
    Field("discount", Asked.share, "10%", low=_NOTHING, high=_ALL, group="assumed"),
    Field("years", Asked.count, "3", low=Fraction(1), high=Fraction(10), group="assumed"),
)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario followed through: tiers, all tiers together, the lines that move, the budget it would make, and what effects rest on."""

    tiers: tuple[TierOutcome, ...]
    whole: TierOutcome
    factors: tuple[tuple[str, str, Fraction], ...]
    moved: tuple[Move, ...]
    before: Proposal
    after: Proposal
    basis: tuple[Basis, ...] = ()


def what_if_defaults(facts: YearFacts) -> dict[str, str]:
    """Return what the year's facts answer: what a benefit's face value was on average, and how many customers stayed."""
    found = {}
    for each in facts.tiers:
        issued, _, face, _ = coupons_of(facts, each.tier)
        if issued and face > 0:
            found[f"coupon_from.{each.tier}"] = _major(Fraction(face, issued), facts)
        stayed = Fraction(each.stayed, each.had) if each.had else None
        found[f"stay.{each.tier}"] = (
            f"{_tenths(stayed * 1000)}%" if stayed is not None else USUAL_STAY.get(each.tier, "50%")
        )
    return found


def follow_through(
    *,
    facts: YearFacts,
    answers: Answers,
    annual: Answers,
    policy: BudgetPolicy,
    responses: Sequence[Response] = (),
) -> WhatIf:
    """Return what the answers change; ``annual`` are the assumptions of the proposal that the lines start from.

    ``responses`` say what a tier's margin does with its benefits; a tier without one goes by what was stated.
    """
    known = {each.tier: each for each in responses}
    effects = {
        each.tier: effects_of(facts, answers, each.tier, known.get(each.tier), margin_minor=each.margin_minor)
        for each in facts.tiers
        if each.tier
    }
    more = _factors(facts, answers, effects)
    before = propose(facts=facts, answers=annual, policy=policy)
    after = propose(
        facts=facts,
        answers=annual,
        policy=policy,
        more={place: Factor("what_if", value) for place, value in more.items()},
    )
    shared = _change(facts, more, tier=NO_TIER)
    costs = [max(each.cost_minor, 0) for each in facts.tiers]
    parts = split(shared, costs) if any(costs) else (0,) * len(costs)
    tiers = tuple(
        outcome_of(
            facts,
            answers,
            each,
            effects[each.tier],
            cost_after=each.cost_minor + _change(facts, more, tier=each.tier) + part,
        )
        for each, part in zip(facts.tiers, parts, strict=True)
        if each.tier
    )
    return WhatIf(
        tiers,
        together(tiers),
        tuple((tier, category, value) for (tier, category), value in more.items()),
        moves(before, after),
        before,
        after,
        tuple(basis for each in effects.values() for basis in each.basis),
    )


def _factors(
    facts: YearFacts, answers: Answers, effects: Mapping[str, Effects]
) -> dict[tuple[str, str], Fraction]:
    """Return by what each tier's category is multiplied; places that stay as they are are left out."""
    found = dict[tuple[str, str], Fraction]()
    service = 1 - answers.share("automated") * (1 - answers.share("automated_cost"))
    team = sum(each.amount_minor for each in facts.lines if each.fixed and each.category == TEAM)
    more_pay = answers.share("heads") * answers.money("head_cost")
    for tier, category in dict.fromkeys(
        (NO_TIER if each.fixed else each.tier, each.category) for each in facts.lines
    ):
        factor = Fraction(1)
        if tier:
            factor *= 1 + answers.share(f"customers.{tier}")
        if category == BENEFITS and tier in effects:
            factor *= benefit_factor(facts, tier, effects[tier])
        if category == ACTIVITIES and tier:
            factor *= 1 - answers.share(f"online.{tier}") * (1 - answers.share("online_cost"))
        if category == SERVICE:
            factor *= service
        if (tier, category) == (NO_TIER, TEAM) and team > 0:
            factor *= max(1 + more_pay / team, Fraction(0))
        if factor != 1:
            found[tier, category] = factor
    return found


def _change(facts: YearFacts, more: Mapping[tuple[str, str], Fraction], *, tier: str) -> int:
    """Return by how much the factors change last year's cost of a tier; '' what has none."""
    found = 0
    for (own, category), factor in more.items():
        if own != tier:
            continue
        cost = sum(
            each.amount_minor
            for each in facts.lines
            if each.category == category and (NO_TIER if each.fixed else each.tier) == tier
        )
        found += scaled(cost, factor) - cost if cost > 0 else 0
    return found


def _tenths(thousandths: Fraction) -> str:
    """Return thousandths as a percentage with a decimal."""
    whole = (2 * thousandths.numerator + thousandths.denominator) // (2 * thousandths.denominator)
    return f"{whole // 10}.{whole % 10}"


def _major(minor: Fraction, facts: YearFacts) -> str:
    """Return a mean amount, to the minor unit, as it would be typed."""
    whole = (2 * minor.numerator + minor.denominator) // (2 * minor.denominator)
    return major_text(whole, digits=minor_digits(facts.currency))
