"""What can be done with goals: set, change, measure, close; say something; begin and close what is done for them."""

from fenhao.books.goals._act import Change, change_goal, close_goal, comment_on, drop_goal, set_goal
from fenhao.books.goals._initiatives import (
    Plan,
    begin_initiative,
    close_initiative,
    drop_initiative,
    measured_saving,
)
from fenhao.books.goals._measure import freeze, may_answer, month_after, take_measures
from fenhao.books.goals._starting import set_starting_goals

__all__ = [
    "Change",
    "Plan",
    "begin_initiative",
    "change_goal",
    "close_goal",
    "close_initiative",
    "comment_on",
    "drop_goal",
    "drop_initiative",
    "freeze",
    "may_answer",
    "measured_saving",
    "month_after",
    "set_goal",
    "set_starting_goals",
    "take_measures",
]
