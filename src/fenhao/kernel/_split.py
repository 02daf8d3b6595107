"""The only place where a minor unit changes hands."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm


def split(total: int, weights: Sequence[int | Fraction | Decimal]) -> tuple[int, ...]:
    """Return the parts of ``total`` by ``weights``, in their order; the parts sum to ``total`` exactly.

    Largest remainder: every part is floored, and the units left over go one each to the largest remainders,
    ties by declared order. ``split(-x) == -split(x)``, so that a reversal mirrors its original. A weight of zero
    gets nothing. ValueError when no weight is above zero or one is below; TypeError for floats.
    """
    if type(total) is not int:
        raise TypeError(f"total is {total!r}: whole minor units are asked for")
    whole = _whole_weights(weights)
    all_weights = sum(whole)
    if all_weights == 0:
        raise ValueError("nothing to split by: no weight is above zero")
    if total < 0:
        return tuple(-part for part in split(-total, whole))
    parts = [total * weight // all_weights for weight in whole]
    left = total - sum(parts)
    if left:
        by_remainder = sorted(range(len(whole)), key=lambda at: (-(total * whole[at] % all_weights), at))
        for at in by_remainder[:left]:
            parts[at] += 1
    assert sum(parts) == total, "a split must give everything away"
    return tuple(parts)


def _whole_weights(weights: Sequence[int | Fraction | Decimal]) -> tuple[int, ...]:
    """Return the weights multiplied by their common denominator, which changes no share."""
    exact: list[Fraction] = []
    for weight in weights:
        if not isinstance(weight, (int, Fraction, Decimal)):
            raise TypeError(f"weight {weight!r} is not exact: give int, Fraction or Decimal")
        if isinstance(weight, Decimal) and not weight.is_finite():
            raise ValueError(f"weight {weight!r} is not finite")
        if weight < 0:
            raise ValueError(f"weight {weight!r} is below zero")
        exact.append(Fraction(weight))
    scale = lcm(*(weight.denominator for weight in exact))
    return tuple(weight.numerator * (scale // weight.denominator) for weight in exact)
