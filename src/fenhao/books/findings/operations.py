"""What can be done with findings: bring them in, give them an owner, decide, recover, propose cuts."""

from fenhao.books.findings._cuts import (
    Cut,
    CutProposal,
    CutState,
    CutVerdict,
    cuts,
    cuts_within,
    on_answered,
    propose_cuts,
    recheck,
)
from fenhao.books.findings._decide import answer_cases, assign, set_owner
from fenhao.books.findings._refresh import refresh

__all__ = [
    "Cut",
    "CutProposal",
    "CutState",
    "CutVerdict",
    "answer_cases",
    "assign",
    "cuts",
    "cuts_within",
    "on_answered",
    "propose_cuts",
    "recheck",
    "refresh",
    "set_owner",
]
