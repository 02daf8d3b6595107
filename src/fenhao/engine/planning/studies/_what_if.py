"""What if: other tiers, coupons, channels, people or automation, followed through to cost, use, value, return and lines.

Cost moves by exact factors on last year's lines. What customers do is assumed: a change of a coupon's value by a share s changes
the redemption rate by e x s of itself, margin and staying likewise; each such figure has the interval that ``spread`` gives it.
CLV = margin less cost a customer and year x sum over the years of (stay / (1 + discount)) ^ year, the first year whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget import NO_TIER, BudgetPolicy, scaled
from fenhao.engine.planning.studies._annual import Factor, Proposal, propose
from fenhao.engine.planning.studies._estimate import Range, range_of
from fenhao.engine.planning.studies._fields import Answers, Asked, Field
from fenhao.engine.planning.studies._moved import Move, moves
from fenhao.engine.planning.studies._year import TierYear, YearFacts
from fenhao.kernel import major_text, minor_digits, split

_NOTHING, _ALL = Fraction(0), Fraction(1)
_LEAST, _MOST = Fraction(-1), Fraction(10)
BENEFITS, ACTIVITIES, SERVICE, TEAM = "benefits", "activities", "service", "team"
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
    Field("redemption_effect", Asked.share, "50%", low=_NOTHING, high=Fraction(2), group="assumed"),
    Field("margin_effect", Asked.share, "5%", low=_NOTHING, high=Fraction(2), group="assumed"),
    Field("stay_effect", Asked.share, "3%", low=_NOTHING, high=Fraction(2), group="assumed"),
    Field("spread", Asked.share, "60%", low=_NOTHING, high=_ALL, group="assumed"),
    Field("stay", Asked.share, "", per="tier", low=_NOTHING, high=_ALL, group="assumed"),
    Field("discount", Asked.share, "10%", low=_NOTHING, high=_ALL, group="assumed"),
    Field("years", Asked.count, "3", low=Fraction(1), high=Fraction(10), group="assumed"),
)


@dataclass(frozen=True, slots=True)
class TierOutcome:
    """A tier before and after. Money is last year's facts and their exact change; ranges are estimates.

    ``coupon_cost`` is what coupons would cost over the range of redemption; ``cost_after_minor`` takes the middle. Estimates of money
    are in minor units; ``clv`` is a customer's, ``roi`` (margin - cost) / cost. None where nothing is known.
    """

    tier: str
    customers: int
    customers_after: int
    cost_minor: int
    cost_after_minor: int
    issued: int
    redeemed: Fraction | None
    redeemed_after: Range | None
    coupon_minor: int
    coupon_cost: Range | None
    margin_minor: int
    margin_after: Range
    clv: float | None
    clv_after: Range | None
    roi: float | None
    roi_after: Range | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario followed through: tiers, all tiers together, the lines that move, and the budget it would make."""

    tiers: tuple[TierOutcome, ...]
    whole: TierOutcome
    factors: tuple[tuple[str, str, Fraction], ...]
    moved: tuple[Move, ...]
    before: Proposal
    after: Proposal


def what_if_defaults(facts: YearFacts) -> dict[str, str]:
    """Return what the year's facts answer: what a benefit's face value was on average, and how many customers stayed."""
    found = {}
    for each in facts.tiers:
        issued, _, face, _ = _coupons(facts, each.tier)
        if issued and face > 0:
            found[f"coupon_from.{each.tier}"] = _major(Fraction(face, issued), facts)
        stayed = Fraction(each.stayed, each.had) if each.had else None
        found[f"stay.{each.tier}"] = (
            f"{_tenths(stayed * 1000)}%" if stayed is not None else USUAL_STAY.get(each.tier, "50%")
        )
    return found


def follow_through(*, facts: YearFacts, answers: Answers, annual: Answers, policy: BudgetPolicy) -> WhatIf:
    """Return what the answers change; ``annual`` are the assumptions of the proposal that the lines start from."""
    more = _factors(facts, answers)
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
        _outcome(
            facts, answers, each, cost_after=each.cost_minor + _change(facts, more, tier=each.tier) + part
        )
        for each, part in zip(facts.tiers, parts, strict=True)
        if each.tier
    )
    return WhatIf(
        tiers,
        _together(tiers),
        tuple((tier, category, value) for (tier, category), value in more.items()),
        moves(before, after),
        before,
        after,
    )


def _factors(facts: YearFacts, answers: Answers) -> dict[tuple[str, str], Fraction]:
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
        if category == BENEFITS and tier:
            factor *= 1 + _coupon_share(facts, tier) * (_coupon_factor(facts, answers, tier) - 1)
        if category == ACTIVITIES and tier:
            factor *= 1 - answers.share(f"online.{tier}") * (1 - answers.share("online_cost"))
        if category == SERVICE:
            factor *= service
        if (tier, category) == (NO_TIER, TEAM) and team > 0:
            factor *= max(1 + more_pay / team, Fraction(0))
        if factor != 1:
            found[tier, category] = factor
    return found


def _coupons(facts: YearFacts, tier: str) -> tuple[int, int, int, int]:
    """Return a tier's benefits issued and redeemed, their face value and cost."""
    own = [each for each in facts.benefits if each.tier == tier and each.category == BENEFITS]
    return (
        sum(each.issued for each in own),
        sum(each.redeemed for each in own),
        sum(each.face_minor for each in own),
        sum(each.cost_minor for each in own),
    )


def _coupon_share(facts: YearFacts, tier: str) -> Fraction:
    """Return which share of a tier's benefits is benefits that were issued one by one; all where none are recorded so."""
    spent, (issued, _, _, cost) = facts.spent(tier=tier, category=BENEFITS), _coupons(facts, tier)
    if not spent or not issued:
        return Fraction(1)
    return min(max(Fraction(cost, spent), Fraction(0)), Fraction(1))


def _value_change(answers: Answers, tier: str) -> Fraction:
    """Return by what share a tier's coupons change their value."""
    had = answers.money(f"coupon_from.{tier}")
    if not answers.is_given(f"coupon_to.{tier}") or not had:
        return Fraction(0)
    return Fraction(answers.money(f"coupon_to.{tier}"), had) - 1


def _redemption(rate: Fraction, effect: Fraction, change: Fraction) -> Fraction:
    """Return the share of coupons used after their value changed; never below none or above all."""
    return min(max(rate * (1 + effect * change), Fraction(0)), Fraction(1))


def _coupon_factor(facts: YearFacts, answers: Answers, tier: str, effect: Fraction | None = None) -> Fraction:
    """Return by what a tier's coupon cost is multiplied: the value of each, and how many are used."""
    change = _value_change(answers, tier)
    issued, redeemed, _, _ = _coupons(facts, tier)
    rate = Fraction(redeemed, issued) if issued and redeemed else Fraction(1)
    asked = answers.share("redemption_effect") if effect is None else effect
    return (1 + change) * _redemption(rate, asked if redeemed else Fraction(0), change) / rate


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


def _outcome(facts: YearFacts, answers: Answers, tier: TierYear, *, cost_after: int) -> TierOutcome:
    """Return a tier before and after."""
    grown, change = 1 + answers.share(f"customers.{tier.tier}"), _value_change(answers, tier.tier)
    spread, discount, years = answers.share("spread"), answers.share("discount"), answers.whole("years")
    after = scaled(tier.customers, grown)
    issued, redeemed, _, coupons = _coupons(facts, tier.tier)
    rate = Fraction(redeemed, issued) if issued and redeemed else None
    stay = answers.share(f"stay.{tier.tier}")
    margin = range_of(
        lambda effect: tier.margin_minor * grown * (1 + effect * change),
        answers.share("margin_effect"),
        spread,
    )

    def clv(effect: Fraction, brought: float) -> float:
        """Return a customer's value after the change, for one effect on staying."""
        kept = min(max(stay * (1 + effect * change), Fraction(0)), Fraction(1))
        return _clv(brought - cost_after, after, kept, discount, years)

    effect = answers.share("stay_effect")
    values = [
        clv(effect * factor, brought)
        for factor in (1 - spread, 1 + spread)
        for brought in (margin.low, margin.high)
    ]
    middle = clv(effect, margin.mid)
    return TierOutcome(
        tier=tier.tier,
        customers=tier.customers,
        customers_after=after,
        cost_minor=tier.cost_minor,
        cost_after_minor=cost_after,
        issued=issued,
        redeemed=rate,
        redeemed_after=range_of(
            lambda each: _redemption(rate, each, change), answers.share("redemption_effect"), spread
        )
        if rate is not None
        else None,
        coupon_minor=coupons,
        coupon_cost=range_of(
            lambda each: coupons * grown * _coupon_factor(facts, answers, tier.tier, each),
            answers.share("redemption_effect"),
            spread,
        )
        if issued
        else None,
        margin_minor=tier.margin_minor,
        margin_after=margin,
        clv=_clv(tier.margin_minor - tier.cost_minor, tier.customers, stay, discount, years)
        if tier.customers
        else None,
        clv_after=Range(min(*values, middle), middle, max(*values, middle)) if after else None,
        roi=_roi(tier.margin_minor, tier.cost_minor),
        roi_after=_roi_range(margin, cost_after),
    )


def _clv(profit: float, customers: int, stay: Fraction, discount: Fraction, years: int) -> float:
    """Return what a customer is worth over the years, in minor units."""
    if not customers:
        return 0.0
    kept = float(stay / (1 + discount))
    return profit / customers * sum(kept**year for year in range(years))


def _roi(margin: float, cost: int) -> float | None:
    return margin / cost - 1 if cost > 0 else None


def _roi_range(margin: Range, cost: int) -> Range | None:
    if cost <= 0:
        return None
    return Range(margin.low / cost - 1, margin.mid / cost - 1, margin.high / cost - 1)


def _together(tiers: tuple[TierOutcome, ...]) -> TierOutcome:
    """Return all tiers as one: sums, and a customer's mean value. Bounds are summed: as if all erred the same way."""
    customers, after = sum(each.customers for each in tiers), sum(each.customers_after for each in tiers)
    cost_after = sum(each.cost_after_minor for each in tiers)
    margin = _sum([each.margin_after for each in tiers])
    issued = sum(each.issued for each in tiers)
    told = [each for each in tiers if each.redeemed is not None]
    used = sum((each.redeemed * each.issued for each in told if each.redeemed is not None), Fraction(0))
    margin_now, cost_now = sum(each.margin_minor for each in tiers), sum(each.cost_minor for each in tiers)
    values = [_times(each.clv_after, each.customers_after) for each in tiers if each.clv_after is not None]
    clv = sum((each.clv or 0.0) * each.customers for each in tiers)
    rates = [_times(each.redeemed_after, each.issued) for each in told if each.redeemed_after is not None]
    coupon_costs = [each.coupon_cost for each in tiers if each.coupon_cost is not None]
    return TierOutcome(
        tier="",
        customers=customers,
        customers_after=after,
        cost_minor=cost_now,
        cost_after_minor=cost_after,
        issued=issued,
        redeemed=used / issued if told and issued else None,
        redeemed_after=_times(_sum(rates), Fraction(1, issued)) if rates and issued else None,
        coupon_minor=sum(each.coupon_minor for each in tiers),
        coupon_cost=_sum(coupon_costs) if coupon_costs else None,
        margin_minor=margin_now,
        margin_after=margin,
        clv=clv / customers if customers else None,
        clv_after=_times(_sum(values), Fraction(1, after)) if after else None,
        roi=_roi(margin_now, cost_now),
        roi_after=_roi_range(margin, cost_after),
    )


def _sum(ranges: list[Range]) -> Range:
    return Range(
        sum(each.low for each in ranges), sum(each.mid for each in ranges), sum(each.high for each in ranges)
    )


def _times(held: Range, by: int | Fraction) -> Range:
    return Range(held.low * float(by), held.mid * float(by), held.high * float(by))


def _tenths(thousandths: Fraction) -> str:
    """Return thousandths as a percentage with a decimal."""
    whole = (2 * thousandths.numerator + thousandths.denominator) // (2 * thousandths.denominator)
    return f"{whole // 10}.{whole % 10}"


def _major(minor: Fraction, facts: YearFacts) -> str:
    """Return a mean amount, to the minor unit, as it would be typed."""
    whole = (2 * minor.numerator + minor.denominator) // (2 * minor.denominator)
    return major_text(whole, digits=minor_digits(facts.currency))
