"""Goals on published numbers: baseline, target, owner, what was measured month by month, and what is done for them."""

from fenhao.books.goals._rows import comments, initiatives, listed
from fenhao.books.goals._values import (
    CommentRow,
    GoalAnswer,
    GoalRow,
    GoalVerdict,
    InitiativeRow,
    MeasureRow,
    Wanted,
)

__all__ = [
    "CommentRow",
    "GoalAnswer",
    "GoalRow",
    "GoalVerdict",
    "InitiativeRow",
    "MeasureRow",
    "Wanted",
    "comments",
    "initiatives",
    "listed",
]
