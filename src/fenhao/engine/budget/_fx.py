"""Other currencies: exact rates, what an amount is worth, and what of a difference is due to the rate alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from fenhao.engine.budget._lifecycle import FINAL, Held, HeldState, Refusal, Resolution
from fenhao.engine.budget._prepare import scaled
from fenhao.kernel import minor_digits, split


class RateKind(Enum):
    """What a rate is for."""

    budget = "budget"  # set once for the plan: reservations are worth this
    actual = "actual"  # of the day: what spending really cost


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of ``target`` one unit of ``source`` is worth from that day on; exact, above zero."""

    source: str
    target: str
    kind: RateKind
    valid_from: date
    value: Fraction


def rate_on(rates: Sequence[Rate], *, source: str, target: str, kind: RateKind, on: date) -> Rate | None:
    """Return the rate of the pair in force on the day; of two from one day the later in the sequence. None: no rate."""
    found = [
        rate
        for rate in rates
        if (rate.source, rate.target, rate.kind) == (source, target, kind) and rate.valid_from <= on
    ]
    return max(reversed(found), key=lambda rate: rate.valid_from, default=None)


def worth(amount_minor: int, rate: Rate) -> int:
    """Return an amount of the source in the target's minor units, to the nearest, halves away from zero."""
    ten = Fraction(10)
    return scaled(amount_minor, rate.value * ten ** (minor_digits(rate.target) - minor_digits(rate.source)))


@dataclass(frozen=True, slots=True)
class ForeignResolution(Resolution):
    """What spending another currency does to a commitment, in the books' own; ``left`` is what it holds of the other.

    fx_difference = cost - what the same foreign amount is worth at the budget rate.
    """

    cost_minor: int
    left_minor: int
    fx_difference_minor: int


def foreign_consumption(
    held: Held, *, left_minor: int, foreign_minor: int, planned: Rate, actual: Rate, final: bool, at: datetime
) -> Refusal | ForeignResolution:
    """Return what spending so much of another currency does to a commitment that holds ``left`` of it.

    The share of the reservation leaves it, whatever the day's rate; what the spend costs above that share asks control
    anew. Spending all that is left leaves nothing reserved.
    """
    assert foreign_minor > 0, "a consumption is positive"
    if (refusal := FINAL.get(held.state_at(at))) is not None:
        return refusal
    within = min(foreign_minor, left_minor)
    used = split(held.remaining_minor, (within, left_minor - within))[0]
    beyond = worth(foreign_minor - within, planned)
    cost = worth(foreign_minor, actual)
    left, rest = left_minor - within, held.remaining_minor - used
    settled = final or left == 0 or rest == 0
    return ForeignResolution(
        used_minor=used,
        returned_minor=rest if settled else 0,
        excess_minor=max(0, cost - used),
        state=HeldState.settled if settled else HeldState.open,
        cost_minor=cost,
        left_minor=0 if settled else left,
        fx_difference_minor=cost - used - beyond,
    )


@dataclass(frozen=True, slots=True)
class Priced:
    """So many units at a price in another currency's minor units, and the rate that made it the books' own."""

    quantity: Fraction
    price_minor: Fraction
    rate: Rate


@dataclass(frozen=True, slots=True)
class Variance:
    """A difference between plan and spend by its causes; the three sum to it exactly."""

    volume_minor: int
    price_minor: int
    fx_minor: int

    @property
    def total_minor(self) -> int:
        """Spend - plan."""
        return self.volume_minor + self.price_minor + self.fx_minor


def variance(*, plan: Priced, spend: Priced) -> Variance:
    """Return why spend differs from plan: volume at plan's price and rate, price at plan's rate, and the rate itself."""
    steps = [
        _value(quantity, price, rate)
        for quantity, price, rate in (
            (plan.quantity, plan.price_minor, plan.rate),
            (spend.quantity, plan.price_minor, plan.rate),
            (spend.quantity, spend.price_minor, plan.rate),
            (spend.quantity, spend.price_minor, spend.rate),
        )
    ]
    volume, price, fx = (after - before for before, after in pairwise(steps))
    return Variance(volume, price, fx)


def _value(quantity: Fraction, price_minor: Fraction, rate: Rate) -> int:
    """Return units x price in the books' own currency."""
    ten = Fraction(10)
    factor = quantity * price_minor * rate.value
    return scaled(1, factor * ten ** (minor_digits(rate.target) - minor_digits(rate.source)))
