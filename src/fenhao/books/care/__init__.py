"""Calls of care: who takes them on, and what came of each; append-only."""

from fenhao.books.care._rows import contacts_made, history, standings
from fenhao.books.care._values import CareAnswer, CareEvent, CareOutcome, CareStanding, CareVerdict

__all__ = [
    "CareAnswer",
    "CareEvent",
    "CareOutcome",
    "CareStanding",
    "CareVerdict",
    "contacts_made",
    "history",
    "standings",
]
