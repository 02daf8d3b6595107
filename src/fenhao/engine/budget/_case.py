"""What one answer does to a case that several people decide in turn, as pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class CaseState(Enum):
    """Where a case stands. Each but ``waiting`` is final."""

    waiting = "waiting"
    approved = "approved"
    rejected = "rejected"
    withdrawn = "withdrawn"
    expired = "expired"


class CaseVerdict(Enum):
    """Every way an answer to a case, or its withdrawal, can end, in the order checked."""

    unknown = "unknown"
    already_ended = "already_ended"
    expired = "expired"
    changed = "changed"  # it was edited or answered since the caller looked at it
    own_request = "own_request"
    not_requester = "not_requester"  # only who asked, or the system, withdraws
    answered_before = "answered_before"  # one person, or who stands in for him, answers one step
    not_entitled = "not_entitled"
    reason_missing = "reason_missing"  # a refusal says why
    no_longer_passes = "no_longer_passes"  # what was asked for cannot be done any more
    waiting = "waiting"  # the answer is kept, the next step is asked
    approved = "approved"
    rejected = "rejected"
    withdrawn = "withdrawn"


KEPT = frozenset({CaseVerdict.waiting, CaseVerdict.approved, CaseVerdict.rejected, CaseVerdict.withdrawn})
"""The verdicts after which the case is another; after every other it is as it was."""


@dataclass(frozen=True, slots=True)
class CaseStand:
    """Where a case stands: ``place`` of ``steps`` is asked, ``version`` counts its changes."""

    state: CaseState
    opened_by: int | None
    due_at: datetime
    place: int
    steps: int
    version: int

    def state_at(self, at: datetime) -> CaseState:
        """Return the state by stored time: nobody has to come by for a case to expire."""
        due = self.state is CaseState.waiting and self.due_at <= at
        return CaseState.expired if due else self.state


@dataclass(frozen=True, slots=True)
class CaseReply:
    """One person's answer. ``version`` is that of the case as he saw it, 0 for whatever it is by now."""

    by: int
    allow: bool
    why: str
    version: int


def answer_verdict(
    stand: CaseStand, reply: CaseReply, *, at: datetime, entitled: bool, answered_before: bool
) -> CaseVerdict:
    """Return what becomes of an answer; ``entitled`` and ``answered_before`` are what the books know of the person."""
    if stand.state is not CaseState.waiting:
        return CaseVerdict.already_ended
    if stand.due_at <= at:
        return CaseVerdict.expired
    if reply.version not in {0, stand.version}:
        return CaseVerdict.changed
    if reply.by == stand.opened_by:
        return CaseVerdict.own_request
    if answered_before:
        return CaseVerdict.answered_before
    if not entitled:
        return CaseVerdict.not_entitled
    if not reply.allow:
        return CaseVerdict.rejected if reply.why.strip() else CaseVerdict.reason_missing
    return CaseVerdict.approved if stand.place + 1 == stand.steps else CaseVerdict.waiting


def withdrawal_verdict(stand: CaseStand, *, by: int | None, at: datetime) -> CaseVerdict:
    """Return what becomes of a withdrawal; ``by`` None is the system."""
    if stand.state is not CaseState.waiting:
        return CaseVerdict.already_ended
    if stand.due_at <= at:
        return CaseVerdict.expired
    if by is not None and by != stand.opened_by:
        return CaseVerdict.not_requester
    return CaseVerdict.withdrawn


def restart_place(*, before: Sequence[object], after: Sequence[object], answered: int, grew: bool) -> int:
    """Return the step that an edited case asks next.

    Who agreed to more, or to other lines, has not agreed to this: what grew starts anew. What shrank keeps the answers
    of those whom the new route asks in the same places, and asks at least its last step again.
    """
    if grew:
        return 0
    same = 0
    for old, new in zip(before[:answered], after, strict=False):
        if old != new:
            break
        same += 1
    return min(same, len(after) - 1)
