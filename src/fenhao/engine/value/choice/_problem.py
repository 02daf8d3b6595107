"""Whom to treat with what: the question, and what an answer must keep to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.value.choice._trial import Floats, Wholes
from fenhao.kernel import Trouble

Flags = NDArray[np.bool_]
Places = NDArray[np.int32]

NOBODY = -1
"""The place that stands for doing nothing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` customers may get one of ``arms`` (places): one arm's capacity, or that of all contacts."""

    arms: frozenset[int]
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Which arm, if any, each customer shall get.

    ``gain`` (arms, n) is what an arm brings a customer after its cost, an estimate; ``cost`` (arms, n) is whole and not
    negative, in the same unit; ``allowed`` (arms, n) is what tier rules and contact caps leave. ``budget`` bounds the
    summed cost; None is no bound. A customer gets one arm at most. Doing nothing costs and brings nothing.
    """

    gain: Floats
    cost: Wholes
    allowed: Flags
    budget: int | None
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """An answer: ``arm`` (n) is the place of the arm or NOBODY.

    ``gain`` is what it brings, ``bound`` what no answer can exceed: ``bound - gain`` is how much may have been missed,
    zero for one proven ``exact``. ``shadow_price`` is what one more unit of budget would bring on top of itself.
    """

    arm: Places
    gain: float
    cost: int
    bound: float
    exact: bool
    shadow_price: float

    @property
    def gap(self) -> float:
        """Return the share of the bound that may have been missed."""
        return max(0.0, self.bound - self.gain) / self.bound if self.bound > 0 else 0.0


def check_problem(problem: Problem) -> None:
    """Refuse a problem that has no meaning. Trouble under ``choose.``."""
    assert problem.gain.shape == problem.cost.shape == problem.allowed.shape
    if problem.budget is not None and problem.budget < 0:
        raise Trouble("choose.bad_budget", {})
    if any(limit.most < 0 for limit in problem.limits):
        raise Trouble("choose.bad_limit", {})
    if (problem.cost < 0).any():
        raise Trouble("choose.bad_cost", {})
    if not np.isfinite(problem.gain).all():
        raise Trouble("choose.not_finite", {})


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """The customers for whom some allowed arm brings more than nothing; any other option is minus infinity.

    ``rows`` are their places in the problem. Arms stand first so that each is one stretch of memory.
    """

    rows: NDArray[np.intp]
    gain: Floats
    cost: Wholes
    budget: int | None
    limits: tuple[Limit, ...]

    @property
    def usage(self) -> Floats:
        """Return (limits, arms): 1 where an arm counts against a limit."""
        arms = range(len(self.gain))
        return np.array([[float(arm in limit.arms) for arm in arms] for limit in self.limits]).reshape(
            len(self.limits), len(self.gain)
        )


def worth_of(problem: Problem) -> Worth:
    """Return what is left of a problem once options that bring nothing are gone."""
    useful = problem.allowed & (problem.gain > 0)
    rows = np.flatnonzero(useful.any(axis=0))
    gain = np.where(useful[:, rows], problem.gain[:, rows], -np.inf)
    return Worth(rows, gain, np.ascontiguousarray(problem.cost[:, rows]), problem.budget, problem.limits)


def used(worth: Worth, arm: Places) -> tuple[int, list[int]]:
    """Return what a choice costs and how much of each limit it takes."""
    treated = np.flatnonzero(arm != NOBODY)
    counts = np.bincount(arm[treated], minlength=len(worth.gain))
    cost = int(worth.cost[arm[treated], treated].sum())
    return cost, [int(sum(counts[each] for each in limit.arms)) for limit in worth.limits]


def gained(worth: Worth, arm: Places) -> float:
    """Return what a choice brings."""
    treated = np.flatnonzero(arm != NOBODY)
    return float(worth.gain[arm[treated], treated].sum())
