"""Contracts by plan, channel and period: how many were renewed, and what those in force are worth; and how the trial came out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fenhao.engine.value.lifetime import HoldOutVerdict, verdict_on

COVARIATES = ("plan", "channel", "period_months")
"""What contracts may be told apart by."""

_LEVELS_MAX = 12


@dataclass(frozen=True, slots=True)
class ContractTrial:
    """Renewals due in the days held back: how many came, and how many the fit on the days before expected."""

    days: int
    is_fitted: bool = False
    due: int = 0
    actual: int = 0
    expected: float = 0.0

    @property
    def verdict(self) -> HoldOutVerdict:
        """Return how far to trust it; for ``too_few_purchases`` read renewals."""
        if not self.is_fitted:
            return HoldOutVerdict.no_fit if self.days else HoldOutVerdict.too_short
        return verdict_on(self.actual, self.expected)

    @property
    def miss(self) -> float:
        """Return expected over actual less one; 0 when nothing came."""
        return self.expected / self.actual - 1 if self.actual else 0.0


@dataclass(frozen=True, slots=True)
class ContractLevel:
    """Contracts of a ``level`` of an ``attribute``; of ``due`` renewals up to the last day observed ``renewed`` came.

    ``renewals_expected`` and ``net_minor`` are estimates of those in force. ``together`` counts the rarest levels, which stand in one row
    without a level; 0 in the row of a level.
    """

    attribute: str
    level: str
    contracts: int
    in_force: int
    due: int
    renewed: int
    renewals_expected: float
    net_minor: int
    together: int = 0


def levels_of(seen: pa.Table, scored: pa.Table) -> tuple[ContractLevel, ...]:
    """Return the levels of each attribute that has two or more, those of most contracts first; each attribute holds all contracts.

    ``seen`` is a row a contract, ``scored`` one a contract in force.
    """
    return tuple(level for name in COVARIATES for level in _levels(name, seen, scored))


def _levels(name: str, seen: pa.Table, scored: pa.Table) -> Sequence[ContractLevel]:
    words, in_force = (np.array([str(each) for each in table[name].to_pylist()]) for table in (seen, scored))
    found = [level for level, _ in Counter(words.tolist()).most_common()]
    if len(found) < 2:
        return ()
    alone, rest = found[:_LEVELS_MAX], found[_LEVELS_MAX:]
    if len(rest) == 1:
        alone, rest = found, []
    lost, renewals = (np.asarray(seen[each].to_numpy()) for each in ("is_lost", "renewals"))
    expected, net = (np.asarray(scored[each].to_numpy()) for each in ("renewals_expected", "clv_net_minor"))
    parts = [(level, [level], 0) for level in alone] + ([("", rest, len(rest))] if rest else [])
    made = []
    for level, held, together in parts:
        all_of, now = np.isin(words, held), np.isin(in_force, held)
        made.append(
            ContractLevel(
                attribute=name,
                level=level,
                contracts=int(np.sum(all_of)),
                in_force=int(np.sum(now)),
                due=int(np.sum(renewals[all_of])),
                renewed=int(np.sum(renewals[all_of] - lost[all_of])),
                renewals_expected=float(np.sum(expected[now])),
                net_minor=int(np.sum(net[now])),
                together=together,
            )
        )
    return made
