"""What a fit tells of its parameters: numbers where the data pin them down, and what two loose ones tell together."""

import math
from dataclasses import dataclass
from enum import Enum

from fenhao.engine.value.lifetime._fit import Fit

_LOOSE = 1.0
"""A parameter whose logarithm errs by more than this could as well be a seventh or seven times as large, at 95 %."""


class Tells(Enum):
    """What two parameters tell together."""

    pace = "pace"  # purchases in a unit of time by an average customer who is there
    leaving = "leaving"  # the chance of leaving after a purchase
    lapsing = "lapsing"  # how often an average customer leaves in a unit of time
    ending = "ending"  # the chance of ending at the first renewal


_PAIRS = ((("r", "alpha"), Tells.pace), (("a", "b"), Tells.leaving), (("s", "beta"), Tells.lapsing))


@dataclass(frozen=True, slots=True)
class Together:
    """What the two parameters ``of`` tell together, with its standard error; a chance, or a pace a unit of time."""

    tells: Tells
    of: tuple[str, str]
    value: float
    error: float


def loose_names(fit: Fit) -> tuple[str, ...]:
    """Return the parameters of a fit that was found for which the data give no number; () of one that was not."""
    if not fit.is_found:
        return ()
    held = zip(fit.names, fit.values, fit.errors, strict=True)
    return tuple(name for name, value, error in held if not error <= _LOOSE * value)


def told_together(fit: Fit) -> tuple[Together, ...]:
    """Return what pairs with a loose parameter tell together; a pair that is loose together too tells nothing."""
    loose, found = loose_names(fit), []
    for of, tells in _PAIRS:
        if not set(of) & set(loose) or not set(of) <= set(fit.names):
            continue
        one, other = (fit.names.index(name) for name in of)
        ratio = fit.values[one] / fit.values[other]
        # both are logarithms there: what errs in the same direction cancels out of the ratio
        held = fit.covariance
        spread = math.sqrt(max(0.0, held[one, one] + held[other, other] - 2 * held[one, other]))
        value, error = ratio, ratio * spread
        if tells is Tells.leaving:
            value = ratio / (1 + ratio)
            error = value * (1 - value) * spread
            tells = tells if fit.unit_days else Tells.ending
        if error <= _LOOSE * value:
            found.append(Together(tells, of, value, error))
    return tuple(found)
