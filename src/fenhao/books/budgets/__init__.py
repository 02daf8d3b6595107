"""Budgets and hard control: what is asked, what is answered. Operations are in ``budgets.operations``."""

from fenhao.books.budgets._values import (
    Act,
    Answer,
    Ask,
    Done,
    Ending,
    Foreign,
    GateSaid,
    Leg,
    LevelStand,
    Request,
    passed,
)
from fenhao.books.journal import Reference

__all__ = [
    "Act",
    "Answer",
    "Ask",
    "Done",
    "Ending",
    "Foreign",
    "GateSaid",
    "Leg",
    "LevelStand",
    "Reference",
    "Request",
    "passed",
]
