"""Service: clocks that run in business hours, and what they say of a ticket's deadlines."""

from fenhao.engine.service._clock import Shift, WorkClock, WorkWeek
from fenhao.engine.service._deadline import Goal, Pause, Standing, StandingState, due_at, goal_at, standing

__all__ = [
    "Goal",
    "Pause",
    "Shift",
    "Standing",
    "StandingState",
    "WorkClock",
    "WorkWeek",
    "due_at",
    "goal_at",
    "standing",
]
