"""Clocks of many tickets at once: the same answers as ``due_at`` and ``standing``, as arrays.

In the coordinate of working seconds a pause is a gap of so many seconds, so that a deadline is one sum and one look-up. What
Python does once is done for the first pauses of all tickets, for the second ones, and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.service._clock import Moments, WorkClock

NEVER = -1
"""Stands for no moment: not done, still paused, no deadline."""
STATES = ("met", "missed", "late", "paused", "running")
"""States by their number in ``Stood.state``: those of StandingState, in its order."""
MET, MISSED, LATE, PAUSED, RUNNING = range(5)


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """Pauses in the order of tickets and then of time, none overlapping; ``first`` and ``count`` by ticket."""

    first: Moments
    count: Moments
    starts: Moments
    ends: Moments

    def of(self, rows: Moments) -> "Pauses":
        """Return the pauses of some tickets, by their place."""
        return Pauses(self.first[rows], self.count[rows], self.starts, self.ends)


@dataclass(frozen=True, slots=True, eq=False)
class Stood:
    """Where each ticket stands: the number of its state, its deadline (NEVER while it stands still), working seconds used."""

    state: Moments
    due: Moments
    used: Moments
    allowed: Moments


def stand(
    clock: WorkClock, *, opened: Moments, done: Moments, allowed: Moments, pauses: Pauses, now: int
) -> Stood:
    """Return where tickets stand at ``now`` by one clock; ``done`` is NEVER for what is not, ``allowed`` is above nought.

    Pauses count as far as they are known at that moment: one that has not begun is none, one that has not ended lasts.
    """
    is_done = (done != NEVER) & (done <= now)
    until = np.where(is_done, done, now)
    seen = _seen(pauses, until=until, is_done=is_done, now=now)
    due = reached_at(clock, opened=opened, seconds=allowed, pauses=seen)
    spent = clock.worked_all(np.maximum(until, opened)) - clock.worked_all(opened)
    for rows, starts, ends in _turns(seen, opened):
        closed = np.where(ends == NEVER, until[rows], np.minimum(ends, until[rows]))
        spent[rows] -= clock.worked_all(np.maximum(closed, starts)) - clock.worked_all(starts)
    over = (due != NEVER) & (due < until)
    still_open = np.where(over, LATE, np.where(due == NEVER, PAUSED, RUNNING))
    state: Moments = np.where(is_done, np.where(over, MISSED, MET), still_open)
    return Stood(state.astype(np.int64), due, spent, allowed)


def reached_at(clock: WorkClock, *, opened: Moments, seconds: Moments, pauses: Pauses) -> Moments:
    """Return when so many working seconds, above nought, are used; NEVER where a clock stands still before."""
    begun = clock.worked_all(opened)
    gone = np.zeros(len(opened), dtype=np.int64)
    settled = np.zeros(len(opened), dtype=bool)
    stopped = np.zeros(len(opened), dtype=bool)
    for rows, starts, ends in _turns(pauses, opened):
        low = clock.worked_all(starts)
        lasts = ends == NEVER
        free = ~settled[rows] & (low - begun[rows] - gone[rows] < seconds[rows])
        stopped[rows] |= free & lasts
        settled[rows] |= ~free | lasts
        gone[rows] += np.where(free & ~lasts, clock.worked_all(np.where(lasts, starts, ends)) - low, 0)
    due = np.full(len(opened), NEVER, dtype=np.int64)
    moving = np.flatnonzero(~stopped)
    due[moving] = clock.reached_all((begun + gone + seconds)[moving])
    return due


def _seen(pauses: Pauses, *, until: Moments, is_done: NDArray[np.bool_], now: int) -> Pauses:
    """Return pauses as they are known: what ends later than now, of a ticket that is open, has no end yet."""
    owner = np.repeat(np.arange(len(pauses.count)), pauses.count)
    at = _places(pauses)
    starts, ends = pauses.starts[at], pauses.ends[at]
    there = starts <= until[owner]
    ends = np.where(~is_done[owner] & (ends > now), NEVER, ends)
    owner = owner[there]
    count = np.bincount(owner, minlength=len(pauses.count)).astype(np.int64)
    return Pauses(np.cumsum(count) - count, count, starts[there], ends[there])


def _places(pauses: Pauses) -> Moments:
    """Return the places of the pauses of all tickets, ticket by ticket."""
    total = int(pauses.count.sum())
    before = np.repeat(np.cumsum(pauses.count) - pauses.count, pauses.count)
    places: Moments = np.arange(total) - before + np.repeat(pauses.first, pauses.count)
    return places


def _turns(pauses: Pauses, opened: Moments) -> Iterator[tuple[Moments, Moments, Moments]]:
    """Yield the first pauses of all tickets that have one, then the second ones, ...; nothing before a ticket was opened."""
    for turn in range(int(pauses.count.max()) if len(pauses.count) else 0):
        rows = np.flatnonzero(pauses.count > turn)
        at = pauses.first[rows] + turn
        starts, ends = np.maximum(pauses.starts[at], opened[rows]), pauses.ends[at]
        real = (ends == NEVER) | (ends > starts)
        yield rows[real], starts[real], ends[real]
