"""Calls as the books keep them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class CareOutcome(Enum):
    """What came of a call."""

    reached = "reached"
    no_answer = "no_answer"  # tried in vain: it stays on the list
    later = "later"  # the customer asked to be called another time: it stays on the list
    skipped = "skipped"  # not to be made, with the reason


ENDS = frozenset({CareOutcome.reached, CareOutcome.skipped})
"""With these a call is over."""
CONTACTS = frozenset({CareOutcome.reached, CareOutcome.no_answer, CareOutcome.later})
"""These count against the cap."""


class CareVerdict(Enum):
    """Every way an act on a call can end, in the order checked; only ``done`` leaves a trace."""

    call_over = "call_over"
    taken_by_other = "taken_by_other"
    note_missing = "note_missing"  # a call that is skipped says why
    in_future = "in_future"  # the day lies ahead
    cap_reached = "cap_reached"  # the customer has had as many contacts as the company allows
    gate_refuses = "gate_refuses"  # tier policy keeps this customer from this channel
    done = "done"


@dataclass(frozen=True, slots=True)
class CareAnswer:
    """What became of an act; ``detail`` is the rule of the gate where it refuses."""

    verdict: CareVerdict
    detail: str = ""
    replayed: bool = False

    @property
    def passed(self) -> bool:
        """Whether it was done."""
        return self.verdict is CareVerdict.done


@dataclass(frozen=True, slots=True)
class CareEvent:
    """One outcome as it was recorded."""

    ref: str
    reason: str
    customer: str
    outcome: CareOutcome
    channel: str
    on: date
    note: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CareStanding:
    """How a call stands: who has taken it on, and what came of it last."""

    owner: int | None = None
    last: CareEvent | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done."""
        return self.last is not None and self.last.outcome in ENDS
