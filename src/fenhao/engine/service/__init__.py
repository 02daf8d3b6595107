"""Service: clocks that run in business hours, what they say of tickets, who is told, and where tickets go."""

from fenhao.engine.service._clock import Moments, WorkClock
from fenhao.engine.service._deadline import Goal, Pause, Standing, StandingState, due_at, goal_at, standing
from fenhao.engine.service._history import ASKED, DONE, OPEN, PAUSING, History, Waits, effect, history
from fenhao.engine.service._many import NEVER, STATES, Pauses, Stood, reached_at, stand
from fenhao.engine.service._policy import (
    Calendar,
    Clock,
    EscalationStep,
    Promise,
    PromiseVersion,
    Queue,
    Routed,
    RouteReason,
    RouteRule,
    ServicePolicy,
    Which,
    route,
)

__all__ = [
    "ASKED",
    "DONE",
    "NEVER",
    "OPEN",
    "PAUSING",
    "STATES",
    "Calendar",
    "Clock",
    "EscalationStep",
    "Goal",
    "History",
    "Moments",
    "Pause",
    "Pauses",
    "Promise",
    "PromiseVersion",
    "Queue",
    "RouteReason",
    "RouteRule",
    "Routed",
    "ServicePolicy",
    "Standing",
    "StandingState",
    "Stood",
    "Waits",
    "Which",
    "WorkClock",
    "due_at",
    "effect",
    "goal_at",
    "history",
    "reached_at",
    "route",
    "stand",
    "standing",
]
