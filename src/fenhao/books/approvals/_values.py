"""A case, its steps and its history, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from fenhao.books.people import Role
from fenhao.engine.budget import CaseStand, CaseState, CaseVerdict


@dataclass(frozen=True, slots=True)
class Step:
    """Who is asked: whoever holds the role or, where that is None, the head of the department."""

    role: Role | None
    department: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A question that several people answer in turn.

    ``kind`` names the room that asks, ``subject_id`` what it asks about there. ``amount_minor`` is never negative.
    ``place`` of ``steps`` is asked now; ``version`` counts every change; ``policy`` drew the route.
    """

    id: int
    kind: str
    subject_id: int
    title: str
    amount_minor: int
    currency: str
    opened_by: int | None
    opened_at: datetime
    due_at: datetime
    policy: str
    state: CaseState
    place: int
    version: int
    round: int
    steps: tuple[Step, ...]

    @property
    def step(self) -> Step | None:
        """The step that is asked now; None when nobody is."""
        return self.steps[self.place] if self.state is CaseState.waiting else None

    @property
    def stand(self) -> CaseStand:
        """What the rules need to know of it."""
        return CaseStand(self.state, self.opened_by, self.due_at, self.place, len(self.steps), self.version)

    def state_at(self, at: datetime) -> CaseState:
        """Return the state by stored time."""
        return self.stand.state_at(at)


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What became of an answer or withdrawal, and the case after it; None when there is no such case.

    ``detail`` says more where a room refuses: which line, how much is missing.
    """

    verdict: CaseVerdict
    case: Case | None
    detail: str = ""
    replayed: bool = False


class Recheck(Enum):
    """What a room says when its case is looked at again before a yes."""

    passes = "passes"
    blocked = "blocked"  # not now: the case goes on waiting
    gone = "gone"  # never again: the case ends


class Happening(Enum):
    """What can happen to a case."""

    opened = "opened"
    allowed = "allowed"
    refused = "refused"
    restarted = "restarted"
    withdrawn = "withdrawn"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened. ``stands_for`` is whose right was used when it was not the person's own."""

    version: int
    what: Happening
    place: int
    by: int | None
    stands_for: int | None
    at: datetime
    why: str
