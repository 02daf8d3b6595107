"""What a scenario does to a tier and to all of them: customers, cost, use of coupons, margin, a customer's value, return."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget import scaled
from fenhao.engine.planning.studies._effects import Effects, coupons_of
from fenhao.engine.planning.studies._estimate import Range
from fenhao.engine.planning.studies._fields import Answers
from fenhao.engine.planning.studies._year import TierYear, YearFacts


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


def outcome_of(
    facts: YearFacts, answers: Answers, tier: TierYear, effects: Effects, *, cost_after: int
) -> TierOutcome:
    """Return a tier before and after."""
    grown = 1 + answers.share(f"customers.{tier.tier}")
    discount, years = answers.share("discount"), answers.whole("years")
    after = scaled(tier.customers, grown)
    issued, _, _, coupons = coupons_of(facts, tier.tier)
    margin, stay = _times(effects.margin, grown), effects.stay

    def clv(kept: float, brought: float) -> float:
        """Return a customer's value after the change."""
        return _clv(brought - cost_after, after, kept, discount, years)

    values = [clv(kept, brought) for kept in (stay.low, stay.high) for brought in (margin.low, margin.high)]
    middle = clv(stay.mid, margin.mid)
    stays = float(answers.share(f"stay.{tier.tier}"))
    return TierOutcome(
        tier=tier.tier,
        customers=tier.customers,
        customers_after=after,
        cost_minor=tier.cost_minor,
        cost_after_minor=cost_after,
        issued=issued,
        redeemed=effects.redeemed,
        redeemed_after=effects.redeemed_after,
        coupon_minor=coupons,
        coupon_cost=_times(effects.cost_factors, coupons * grown) if issued else None,
        margin_minor=tier.margin_minor,
        margin_after=margin,
        clv=_clv(tier.margin_minor - tier.cost_minor, tier.customers, stays, discount, years)
        if tier.customers
        else None,
        clv_after=Range(min(*values, middle), middle, max(*values, middle)) if after else None,
        roi=_roi(tier.margin_minor, tier.cost_minor),
        roi_after=_roi_range(margin, cost_after),
    )


def _clv(profit: float, customers: int, stay: float, discount: Fraction, years: int) -> float:
    """Return what a customer is worth over the years, in minor units."""
    if not customers:
        return 0.0
    kept = stay / float(1 + discount)
    return profit / customers * sum(kept**year for year in range(years))


def _roi(margin: float, cost: int) -> float | None:
    return margin / cost - 1 if cost > 0 else None


def _roi_range(margin: Range, cost: int) -> Range | None:
    if cost <= 0:
        return None
    return Range(margin.low / cost - 1, margin.mid / cost - 1, margin.high / cost - 1)


def together(tiers: tuple[TierOutcome, ...]) -> TierOutcome:
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
