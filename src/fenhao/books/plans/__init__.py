"""The year's budget as a document: versions, cells, edits, comments, the swap into force. Acts are in ``operations``."""

from fenhao.books.plans._rows import ExportedSheet, SheetRow
from fenhao.books.plans._together import comments_of_months
from fenhao.books.plans._values import (
    Comment,
    Opened,
    Part,
    Plan,
    PlanAnswer,
    PlanVerdict,
    SaveAnswer,
    SaveRefusal,
    Version,
)

__all__ = [
    "Comment",
    "ExportedSheet",
    "Opened",
    "Part",
    "Plan",
    "PlanAnswer",
    "PlanVerdict",
    "SaveAnswer",
    "SaveRefusal",
    "SheetRow",
    "Version",
    "comments_of_months",
]
