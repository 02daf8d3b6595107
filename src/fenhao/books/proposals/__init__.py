"""What agents propose: kept apart from everything that counts, until a person files it or sets it aside."""

from fenhao.books.proposals._rows import find, listed, open_count
from fenhao.books.proposals._values import (
    NEEDS,
    Proposal,
    ProposalKind,
    SpendWish,
    StudyWish,
    TransferWish,
    VerdictWish,
    Wish,
)

__all__ = [
    "NEEDS",
    "Proposal",
    "ProposalKind",
    "SpendWish",
    "StudyWish",
    "TransferWish",
    "VerdictWish",
    "Wish",
    "find",
    "listed",
    "open_count",
]
