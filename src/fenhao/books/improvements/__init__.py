"""Improvements: what shall become better, judged by what the ledger or a survey measured before and since."""

from fenhao.books.improvements._measure import measure
from fenhao.books.improvements._rows import comments, due, listed, overdue, tasks
from fenhao.books.improvements._values import (
    Aim,
    CommentRow,
    DueRow,
    ImproveAnswer,
    ImproveVerdict,
    ItemRow,
    Measure,
    Measured,
    Reading,
    Source,
    TaskRow,
    Wanted,
)

__all__ = [
    "Aim",
    "CommentRow",
    "DueRow",
    "ImproveAnswer",
    "ImproveVerdict",
    "ItemRow",
    "Measure",
    "Measured",
    "Reading",
    "Source",
    "TaskRow",
    "Wanted",
    "comments",
    "due",
    "listed",
    "measure",
    "overdue",
    "tasks",
]
