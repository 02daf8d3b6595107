"""A request for spend, and what became of asking, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from fenhao.books.approvals import Step
from fenhao.books.budgets import Answer, Leg
from fenhao.books.people import Approver
from fenhao.engine.budget import CaseState, HeldState


class RequestVerdict(Enum):
    """Every way a submission or an edit can end, in the order checked."""

    unknown = "unknown"
    not_requester = "not_requester"
    already_ended = "already_ended"
    changed = "changed"  # answered or edited since the caller looked at it
    refused = "refused"  # control says why
    override_impossible = (
        "override_impossible"  # what stands in the way is not open to an override of one line
    )
    override_pool_exhausted = "override_pool_exhausted"
    override_asked = "override_asked"  # no money is held: there is none
    submitted = "submitted"
    edited = "edited"


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """What became of it. ``answer`` is what control said, with every level; ``request`` and ``case`` where there are."""

    verdict: RequestVerdict
    request: int | None = None
    case: int | None = None
    answer: Answer | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: what control would say, who would be asked, step by step, and until when. Nothing is written."""

    answer: Answer
    steps: tuple[Step, ...]
    asked: tuple[tuple[Approver, ...], ...]
    due_at: datetime


@dataclass(frozen=True, slots=True)
class SpendRequest:
    """A request as it stands: the last draft's legs, the case that decides, and what is held for it.

    ``authorisation`` is what lets it pass control, None when the money was there.
    """

    id: int
    title: str
    currency: str
    asked_by: int
    asked_at: datetime
    use_until: datetime
    case: int
    authorisation: int | None
    draft: int
    legs: tuple[Leg, ...]
    commitments: tuple[int, ...]

    @property
    def amount_minor(self) -> int:
        """What all legs ask for."""
        return sum(leg.amount_minor for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Part:
    """One commitment of a request: on which line, what it still holds or held at its end, and whether it may be used."""

    commitment: int
    line_id: int
    held_minor: int
    state: HeldState
    waits: bool


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request, where its case stands, and what its commitments still hold, in sum and one by one."""

    request: SpendRequest
    state: CaseState
    held_minor: int
    parts: tuple[Part, ...]
