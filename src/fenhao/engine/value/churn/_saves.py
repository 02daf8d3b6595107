"""Which share of those about to fall silent a treatment makes buy after all, from a trial by lot."""

from dataclasses import dataclass
from math import exp, log, sqrt

from fenhao.kernel import Trouble

_CERTAINTY = 1.959963984540054
"""Standard errors to either side that hold 95 % of chance."""
GROUP_MIN = 30
"""Fewer customers in a group give an interval that means nothing."""


@dataclass(frozen=True, slots=True)
class Saves:
    """The share saved with its 95 % interval: one less the share of the treated who bought nothing over that of the control.

    Below zero the treated bought less than the control.
    """

    low: float
    mid: float
    high: float
    treated: int
    control: int
    silent_treated: int
    silent_control: int

    @property
    def shown(self) -> bool:
        """Whether chance alone would hardly have brought it."""
        return self.low > 0


def saves_of(*, treated: int, silent_treated: int, control: int, silent_control: int) -> Saves:
    """Return what a trial by lot says, by the logarithm of the risk ratio (Katz et al. 1978).

    Trouble ``saves.too_few`` for a group too small, ``saves.nobody_silent`` where everybody in the control bought, so that
    there was nobody to save. Where everybody treated bought, half a customer stands for nobody in the interval.
    """
    assert 0 <= silent_treated <= treated, (silent_treated, treated)
    assert 0 <= silent_control <= control, (silent_control, control)
    if min(treated, control) < GROUP_MIN:
        raise Trouble("saves.too_few", {"count": str(min(treated, control)), "least": str(GROUP_MIN)})
    if not silent_control:
        raise Trouble("saves.nobody_silent", {"count": str(control)})
    ratio = (silent_treated / treated) / (silent_control / control)
    counted = max(silent_treated, 0.5)
    middle = log((counted / treated) / (silent_control / control))
    error = sqrt(max(0.0, 1 / counted - 1 / treated) + max(0.0, 1 / silent_control - 1 / control))
    low, high = 1 - exp(middle + _CERTAINTY * error), 1 - exp(middle - _CERTAINTY * error)
    return Saves(low, 1 - ratio, max(high, 1 - ratio), treated, control, silent_treated, silent_control)
