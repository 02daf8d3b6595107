"""An unhappy answer asks for a call: which answers do, and until when."""

from collections.abc import Callable
from datetime import date, timedelta

from fenhao.engine.satisfaction._scales import Kind, scale_of

_HORIZON_DAYS = 366


def wants_follow_up(kind: Kind, score: int) -> bool:
    """Whether somebody has to ask the customer what went wrong: every bad answer, a detractor's among them."""
    scale = scale_of(kind)
    return scale.holds(score) and score <= scale.bad


def follow_up_due(answered_on: date, *, days: int, is_workday: Callable[[date], bool]) -> date:
    """Return the last day on which a follow-up is in time: so many working days after the answer, its own day not counted.

    ``is_workday`` is the company's calendar, with holidays and the days worked in their place. With 0 days it is the first
    working day from the answer on. ValueError when a year holds too few working days.
    """
    due, left = answered_on, days
    while left > 0 or not is_workday(due):
        due += timedelta(days=1)
        left -= is_workday(due) and left > 0
        if (due - answered_on).days > _HORIZON_DAYS + days:
            raise ValueError("the calendar holds no working days")
    return due
