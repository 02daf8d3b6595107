"""What a coupon's value does to its use, to margin and to staying: measured where history or a trial says it, otherwise as stated.

Use: the share redeemed goes as face value to a power. The power is read off the year's benefits of one kind and tier at several
face values, as a line through logarithms weighted by what chance leaves unsure. Margin: the response curve of the tier's benefits,
learnt from weeks of spending and from trials by lot. What neither says is an assumption with its spread.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

from fenhao.engine.planning.studies._estimate import Range, range_of
from fenhao.engine.planning.studies._fields import Answers
from fenhao.engine.planning.studies._year import YearFacts

BENEFITS = "benefits"
MEASURED, STATED = "measured", "stated"
FACES_MIN, ISSUED_MIN = 3, 30
"""It takes so many face values, each issued so often, to say what face value does."""
ERROR_MAX = 0.5
"""A power that may be off by more than this says nothing."""
_REACH = 1.2816
"""Four of five lie within so many standard errors."""


class Source(Enum):
    """What an effect rests on."""

    experiment = "experiment"
    history = "history"
    stated = "stated"


@dataclass(frozen=True, slots=True)
class Response:
    """What a tier's margin does beside today's when a year's spending on its benefits is another: estimates in minor units.

    ``points`` are (spending, low, expected, high) in order of spending; ``spent_minor`` is today's. Beyond the last point nobody knows.
    """

    tier: str
    source: Source
    spent_minor: int
    points: tuple[tuple[int, int, int, int], ...]

    def change_at(self, spent: Fraction) -> Range:
        """Return the change of margin at a spending; outside the points, that of the nearest."""
        at = [float(point[0]) for point in self.points]
        found = (
            np.interp(float(spent), at, [float(point[place]) for point in self.points]) for place in (1, 2, 3)
        )
        low, mid, high = (float(each) for each in found)
        return Range(min(low, mid, high), mid, max(low, mid, high))


@dataclass(frozen=True, slots=True)
class Basis:
    """By what share of itself something changes in a tier (use, margin, staying), and what says so."""

    tier: str
    of: str
    source: Source
    change: Range


@dataclass(frozen=True, slots=True)
class Effects:
    """A tier's coupons after their value changed: the share used (None where none is known), cost, margin and staying.

    ``cost_factor`` is exact and takes the middle; ``margin`` is before the tier grows, ``stay`` the share that stays.
    """

    change: Fraction
    redeemed: Fraction | None
    redeemed_after: Range | None
    cost_factor: Fraction
    cost_factors: Range
    margin: Range
    stay: Range
    basis: tuple[Basis, ...]


def effects_of(
    facts: YearFacts, answers: Answers, tier: str, response: Response | None, *, margin_minor: int
) -> Effects:
    """Return what the answers do to a tier's coupons; ``response`` is used where effects are to be measured ones."""
    change, spread = _value_change(answers, tier), answers.share("spread")
    measured = answers.text("effects") != STATED
    issued, redeemed, _, _ = coupons_of(facts, tier)
    rate = Fraction(redeemed, issued) if issued and redeemed else None
    power = elasticity_of(facts, tier) if measured else None
    told = answers.share("redemption_effect")
    if rate is None:
        used: tuple[Fraction, ...] = (Fraction(1), Fraction(1), Fraction(1))
    elif power is not None:
        used = tuple(
            min(_power(1 + change, each) * rate, Fraction(1)) / rate
            for each in (power.low, power.mid, power.high)
        )
    else:
        used = tuple(
            _linear(rate, told * factor, change) / rate for factor in (1 - spread, Fraction(1), 1 + spread)
        )
    cost_factor = (1 + change) * used[1]
    share = _coupon_share(facts, tier)
    margin, source = _margin(
        response if measured and change else None, answers, change, spread,
        spending=1 + share * (cost_factor - 1), margin_minor=margin_minor,
    )  # fmt: skip
    kept = answers.share(f"stay.{tier}")
    stay = range_of(
        lambda effect: min(max(kept * (1 + effect * change), Fraction(0)), Fraction(1)),
        answers.share("stay_effect"),
        spread,
    )
    basis = [] if not change else [
        *([] if rate is None else [Basis(tier, "redeemed", Source.history if power else Source.stated, _less_one(_ordered(used)))]),
        Basis(tier, "margin", source, _share_of(margin, margin_minor)),
        Basis(tier, "stay", Source.stated, _share_of(stay, kept)),
    ]  # fmt: skip
    return Effects(
        change=change,
        redeemed=rate,
        redeemed_after=_ordered(tuple(rate * each for each in used)) if rate is not None else None,
        cost_factor=cost_factor,
        cost_factors=_ordered(tuple((1 + change) * each for each in used)),
        margin=margin,
        stay=stay,
        basis=tuple(basis),
    )


def benefit_factor(facts: YearFacts, tier: str, effects: Effects) -> Fraction:
    """Return by what a tier's spending on benefits is multiplied: only what was issued one by one changes."""
    return 1 + _coupon_share(facts, tier) * (effects.cost_factor - 1)


def elasticity_of(facts: YearFacts, tier: str) -> Range | None:
    """Return the power of face value by which a tier's coupons are used, four of five within; None where the year does not say it."""
    own = [each for each in facts.faces if each.tier == tier and each.category == BENEFITS]
    if all(each.redeemed == each.issued for each in own):
        return None  # a register of used coupons alone says nothing of those that were not
    kinds: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for each in own:
        if each.face_minor > 0 and each.issued >= ISSUED_MIN:
            # Half a coupon more of either kind: a face value that nobody used has a logarithm too.
            rate = (each.redeemed + 0.5) / (each.issued + 1)
            kinds[each.benefit].append(
                (np.log(each.face_minor), np.log(rate), each.issued * rate / (1 - rate))
            )
    rows = [row for held in kinds.values() if len(held) > 1 for row in _centred(held)]
    faces, free = len(rows), len(rows) - sum(len(held) > 1 for held in kinds.values()) - 1
    if faces < FACES_MIN or free < 1:
        return None
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    across = float(np.sum(weight * x**2))
    if across <= 0:
        return None
    power = float(np.sum(weight * x * y)) / across
    over = max(1.0, float(np.sum(weight * (y - power * x) ** 2)) / free)
    error = float(np.sqrt(over / across))
    return Range(power - _REACH * error, power, power + _REACH * error) if error <= ERROR_MAX else None


def _centred(rows: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Return the rows of one kind beside their weighted means: kinds are not compared with each other."""
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    x, y = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
    return list(zip(x.tolist(), y.tolist(), weight.tolist(), strict=True))


def coupons_of(facts: YearFacts, tier: str) -> tuple[int, int, int, int]:
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
    spent, (issued, _, _, cost) = facts.spent(tier=tier, category=BENEFITS), coupons_of(facts, tier)
    if not spent or not issued:
        return Fraction(1)
    return min(max(Fraction(cost, spent), Fraction(0)), Fraction(1))


def _value_change(answers: Answers, tier: str) -> Fraction:
    """Return by what share a tier's coupons change their value."""
    had = answers.money(f"coupon_from.{tier}")
    if not answers.is_given(f"coupon_to.{tier}") or not had:
        return Fraction(0)
    return Fraction(answers.money(f"coupon_to.{tier}"), had) - 1


def _linear(rate: Fraction, effect: Fraction, change: Fraction) -> Fraction:
    """Return the share of coupons used when an effect was stated; never below none or above all."""
    return min(max(rate * (1 + effect * change), Fraction(0)), Fraction(1))


def _power(value: Fraction, power: float) -> Fraction:
    """Return a share to a power, to a millionth; a coupon of no value is not used."""
    return Fraction(float(value) ** power).limit_denominator(10**6) if value > 0 else Fraction(0)


def _margin(
    response: Response | None,
    answers: Answers,
    change: Fraction,
    spread: Fraction,
    *,
    spending: Fraction,
    margin_minor: int,
) -> tuple[Range, Source]:
    """Return the tier's margin after coupons changed, and what says so."""
    if response is not None and response.spent_minor > 0 and response.source is not Source.stated:
        moved = response.change_at(response.spent_minor * spending)
        return Range(*(margin_minor + each for each in (moved.low, moved.mid, moved.high))), response.source
    stated = range_of(
        lambda effect: margin_minor * (1 + effect * change), answers.share("margin_effect"), spread
    )
    return stated, Source.stated


def _ordered(values: Sequence[Fraction]) -> Range:
    low, mid, high = (float(each) for each in values)
    return Range(min(low, mid, high), mid, max(low, mid, high))


def _less_one(held: Range) -> Range:
    return Range(held.low - 1, held.mid - 1, held.high - 1)


def _share_of(held: Range, whole: int | Fraction) -> Range:
    """Return by what share of a whole something lies from it."""
    if not whole:
        return Range(0.0, 0.0, 0.0)
    ends = sorted(((held.low / float(whole)) - 1, (held.high / float(whole)) - 1))
    return Range(ends[0], held.mid / float(whole) - 1, ends[1])
