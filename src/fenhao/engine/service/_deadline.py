"""Deadlines of tickets: so much working time after the start, pauses left out, and where a ticket stands at a moment.

Nothing is kept that could go stale: a deadline is worked out from the ticket's own history each time, so that pauses outlive a
change of policy and a clock can be run again by whoever doubts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.engine.service._clock import WorkClock


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """From when to when a ticket's clock stood still; it still does while ``ends`` is None. Seconds since 1970 in UTC."""

    starts: int
    ends: int | None


@dataclass(frozen=True, slots=True, order=True)
class Goal:
    """Working seconds that are allowed, from a moment on: a later goal takes an earlier one's place."""

    since: int
    seconds: int


class StandingState(Enum):
    """Where a ticket stands against its goal, in the order in which it is asked."""

    met = "met"  # done in time
    missed = "missed"  # done, but late
    late = "late"  # not done, and the deadline is over
    paused = "paused"  # not done; the clock stands still, so there is no deadline
    running = "running"  # not done, and in time


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ticket stands. ``used`` and ``allowed`` are working seconds; ``due`` is None while the clock stands still."""

    state: StandingState
    due: int | None
    used: int
    allowed: int

    @property
    def left(self) -> int:
        """Return the working seconds that are left; below nought when over."""
        return self.allowed - self.used


def goal_at(goals: Sequence[Goal], at: int) -> Goal:
    """Return the goal in force at a moment, the first one before any is; ValueError without goals."""
    if not goals:
        raise ValueError("no goal")
    ordered = sorted(goals)
    return next((goal for goal in reversed(ordered) if goal.since <= at), ordered[0])


def due_at(clock: WorkClock, *, opened: int, seconds: int, pauses: Sequence[Pause]) -> int | None:
    """Return when a ticket's working seconds are over; None when its clock stands still before that."""
    at, left = opened, seconds
    for pause in _merged(pauses, opened=opened):
        worked = clock.between(at, pause.starts)
        if worked >= left:
            break
        if pause.ends is None:
            return None
        at, left = pause.ends, left - worked
    return clock.after(at, left)


def standing(
    clock: WorkClock,
    *,
    opened: int,
    done: int | None,
    goals: Sequence[Goal],
    pauses: Sequence[Pause],
    now: int,
) -> Standing:
    """Return where a ticket stands at ``now``; the goal is the one in force when it was done, otherwise now.

    Pauses count up to that moment: what was planned after it has not been yet.
    """
    is_done = done is not None and done <= now
    until = done if done is not None and is_done else now
    seen = [
        Pause(each.starts, None if not is_done and each.ends is not None and each.ends > now else each.ends)
        for each in pauses
        if each.starts <= until
    ]
    goal = goal_at(goals, until)
    due = due_at(clock, opened=opened, seconds=goal.seconds, pauses=seen)
    used = _used(clock, opened=opened, until=until, pauses=seen)
    over = due is not None and due < until
    if is_done:
        state = StandingState.missed if over else StandingState.met
    elif over:
        state = StandingState.late
    else:
        state = StandingState.paused if due is None else StandingState.running
    return Standing(state, due, used, goal.seconds)


def _used(clock: WorkClock, *, opened: int, until: int, pauses: Sequence[Pause]) -> int:
    """Return the working seconds that count."""
    used, at = 0, opened
    for pause in _merged(pauses, opened=opened):
        used += clock.between(at, min(pause.starts, until))
        at = until if pause.ends is None else pause.ends
    return used + clock.between(at, until)


def _merged(pauses: Sequence[Pause], *, opened: int) -> list[Pause]:
    """Return pauses in order, those that touch or overlap as one, nothing before the ticket was opened."""
    made: list[Pause] = []
    for pause in sorted(pauses, key=lambda each: each.starts):
        if pause.ends is not None and pause.ends <= max(pause.starts, opened):
            continue
        start = max(pause.starts, opened)
        last = made[-1] if made else None
        if last is None or (last.ends is not None and start > last.ends):
            made.append(Pause(start, pause.ends))
        elif last.ends is not None and (pause.ends is None or pause.ends > last.ends):
            made[-1] = Pause(last.starts, pause.ends)
    return made
