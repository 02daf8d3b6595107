"""What a year's spending on a cell (a tier's programme) is expected to bring: a curve that rises and flattens, and how sure it is."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Evidence(Enum):
    """What a curve rests on most, in the order in which it is asked."""

    experiment = "experiment"  # a trial by lot said what the programme brings
    history = "history"  # what this cell spent and its tier brought says more than what is believed of any programme
    little = "little"  # its own past says little: it is taken to be like the other programmes


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where money can go: a programme (category of cost) for a tier of customers."""

    tier: str
    programme: str


@dataclass(frozen=True, slots=True)
class Part:
    """One way in which a curve may bend, and how likely it bends so.

    ``slope`` is the margin that the first unit brings, ``scale`` (minor units a year) the spending at which another unit brings half of
    that. ``weight`` is the likelihood; weights add up to one.
    """

    weight: float
    slope: float
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Margin a year by spending a year, both in minor units; estimates, never booked.

    ``parts`` are the ways it may bend, averaged. ``slopes`` and ``scales`` (draws) are futures drawn from what is known,
    the same draw of every curve belonging together. ``spent_minor`` is what was spent in the past year.
    """

    cell: Cell
    parts: tuple[Part, ...]
    slopes: Floats
    scales: Floats
    spent_minor: int
    evidence: Evidence

    def expected(self, spent: Floats) -> Floats:
        """Return the margin expected of each spending; a programme is not credited with doing harm."""
        found = np.zeros_like(spent)
        for part in self.parts:
            found += part.weight * max(part.slope, 0.0) * part.scale * np.log1p(spent / part.scale)
        return found

    def marginal(self, spent: float) -> float:
        """Return the margin that one more unit is expected to bring."""
        return float(
            sum(part.weight * max(part.slope, 0.0) / (1 + spent / part.scale) for part in self.parts)
        )

    def drawn(self, spent: Floats) -> Floats:
        """Return (draws, spendings): the margin in each drawn future."""
        slopes, scales = np.maximum(self.slopes, 0.0)[:, None], self.scales[:, None]
        return np.asarray(slopes * scales * np.log1p(spent[None, :] / scales))

    def marginals(self, spent: float) -> Floats:
        """Return (draws): what one more unit brings in each drawn future."""
        return np.asarray(np.maximum(self.slopes, 0.0) / (1 + spent / self.scales))
