"""Worlds whose best split is known: what each programme brings is stated, and what a company would have seen is drawn from it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from fenhao.engine.value.spending import TierHistory

Floats = NDArray[np.float64]
TIERS = ("A", "B", "C", "D")
PROGRAMMES = ("coupons", "activities", "care")
WEEKS = 104


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """True slopes and yearly scales (tiers, programmes), and what was seen of them week by week."""

    slopes: Floats
    scales: Floats
    usual: Floats
    histories: tuple[TierHistory, ...]

    def brought(self, amounts: Floats) -> float:
        """Return the margin after spending that a year's amounts (tiers, programmes) truly bring."""
        return float((self.slopes * self.scales * np.log1p(amounts / self.scales) - amounts).sum())


def world(seed: int, *, noise: float) -> World:
    """Draw a world: some programmes bring back their cost several times, some less than it; weeks move, seasons come and go.

    ``noise`` is the unexplained error of a tier's week beside what its programmes bring.
    """
    chance = Generator(PCG64(seed))
    shape = (len(TIERS), len(PROGRAMMES))
    slopes = np.maximum(0.05, chance.gamma(1.6, 1.2, shape))
    usual = chance.uniform(20_000, 200_000, shape)
    bend = chance.choice([0.5, 1.0, 2.0, 4.0], shape)
    weekly = usual * bend
    time = np.arange(WEEKS)
    histories = []
    for place, tier in enumerate(TIERS):
        spent = np.rint(usual[place] * chance.lognormal(-0.18, 0.6, (WEEKS, len(PROGRAMMES))))
        brought = (slopes[place] * weekly[place] * np.log1p(spent / weekly[place])).sum(axis=1)
        level = 5 * usual[place].sum() * (1 + 0.15 * np.sin(2 * np.pi * time / 52) + 0.1 * time / WEEKS)
        margin = level + brought + chance.normal(0, noise * brought.std(), WEEKS)
        histories.append(TierHistory(tier, PROGRAMMES, margin, spent))
    return World(slopes, weekly * 52, usual * 52, tuple(histories))
