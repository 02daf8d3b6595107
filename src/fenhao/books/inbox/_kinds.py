"""Which rooms ask people something: one line a kind of case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fenhao.books.approvals import Case, Recheck
from fenhao.books.budgets import operations as budgets
from fenhao.books.database import Session
from fenhao.books.findings import operations as findings
from fenhao.books.monthend import operations as monthend
from fenhao.books.moves import operations as moves
from fenhao.books.plans import operations as plans
from fenhao.books.requests import operations as requests
from fenhao.kernel import Trouble


class OnAnswered(Protocol):
    """What a room does when its case has ended: approved, rejected, withdrawn or expired, in the same transaction."""

    def __call__(self, session: Session, *, case: Case, at: datetime, by: int | None) -> None:
        """Carry out the end of the case; ``by`` is who ended it, None for time itself."""


class LookAgain(Protocol):
    """What a room says before a yes: whether what its case asks for can still be done, and what stands in the way."""

    def __call__(self, session: Session, *, case: Case, at: datetime) -> tuple[Recheck, str]:
        """Look, and write nothing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case, and what its room does: at the end, and before every yes."""

    name: str
    on_answered: OnAnswered
    recheck: LookAgain


KINDS: tuple[Kind, ...] = (
    Kind("plan", plans.on_answered, plans.recheck),
    Kind("spend", requests.on_answered, requests.recheck),
    Kind(budgets.AUTHORISATION_KIND, budgets.on_answered, budgets.recheck),
    Kind("transfer", moves.on_answered, moves.recheck),
    Kind("draw", moves.on_answered, moves.recheck),
    Kind("cut", findings.on_answered, findings.recheck),
    Kind("reopen", monthend.on_answered, monthend.recheck),
)
"""Every kind of case that can be answered."""


def kind_of(case: Case) -> Kind:
    """Return the kind of a case; Trouble ``approvals.unknown_kind`` when no room asks such things."""
    found = next((kind for kind in KINDS if kind.name == case.kind), None)
    if found is None:
        raise Trouble("approvals.unknown_kind", {"kind": case.kind})
    return found
