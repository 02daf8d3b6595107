"""A finding as a case: what people may decide about it, in which order, and who may answer whom."""

from dataclasses import dataclass, replace
from enum import Enum


class CaseState(Enum):
    """Where a case stands. Nothing leaves ``recovered``; ``withdrawn`` ends when the finding comes back."""

    open = "open"
    accepted = "accepted"  # it bought nothing: next month's line may be cut, the money recovered
    dismissed = "dismissed"  # it was right after all, with the reason
    appealed = "appealed"  # somebody disagrees; another person answers, finally
    recovered = "recovered"  # all of it came back
    withdrawn = "withdrawn"  # the facts no longer show it


class CaseAct(Enum):
    """What a person does to a case."""

    accept = "accept"
    dismiss = "dismiss"
    appeal = "appeal"
    recover = "recover"


class CaseVerdict(Enum):
    """Every way an act on a case can end, in the order checked."""

    unknown_case = "unknown_case"
    wrong_state = "wrong_state"  # the state takes no such act
    feeds_a_cut = "feeds_a_cut"  # a cut of next month's line rests on it
    already_appealed = "already_appealed"  # the answer to an appeal is final
    reason_missing = "reason_missing"
    own_appeal = "own_appeal"  # nobody answers what he appealed himself
    own_decision = "own_decision"  # nor an appeal against what he decided
    link_missing = "link_missing"  # recovered through which reversal or credit?
    unknown_reversal = "unknown_reversal"
    amount_not_positive = "amount_not_positive"
    exceeds_counted = "exceeds_counted"
    exceeds_reversal = "exceeds_reversal"  # other cases have used that reversal up
    done = "done"


@dataclass(frozen=True, slots=True)
class Case:
    """What decides about a case: its state, who decided and who appealed (0 nobody), and its money.

    ``counted_minor`` is positive for spend; a credit that a rule found is negative and has nothing to recover.
    """

    state: CaseState
    counted_minor: int
    recovered_minor: int = 0
    decided_by: int = 0
    appealed_by: int = 0
    in_a_cut: bool = False

    @property
    def left_minor(self) -> int:
        """What is still to be recovered."""
        return max(0, self.counted_minor - self.recovered_minor)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody wants to do. ``free_minor`` is what the reversal it names has left for recoveries.

    ``free_minor`` None says that no such reversal is in the books; a credit outside them carries its own amount.
    """

    act: CaseAct
    by: int
    why: str = ""
    amount_minor: int = 0
    link: str = ""
    free_minor: int | None = None


_TAKES = {
    CaseAct.accept: frozenset({CaseState.open, CaseState.appealed}),
    CaseAct.dismiss: frozenset({CaseState.open, CaseState.appealed}),
    CaseAct.appeal: frozenset({CaseState.open, CaseState.accepted, CaseState.dismissed}),
    CaseAct.recover: frozenset({CaseState.accepted}),
}


def answer_case(case: Case, deed: Deed) -> tuple[CaseVerdict, Case]:
    """Return the verdict on a deed and the case after it; the case as it was unless the verdict is ``done``."""
    verdict = _refusal(case, deed)
    if verdict is not None:
        return verdict, case
    if deed.act is CaseAct.appeal:
        return CaseVerdict.done, replace(case, state=CaseState.appealed, appealed_by=deed.by)
    if deed.act is CaseAct.recover:
        recovered = case.recovered_minor + deed.amount_minor
        whole = recovered == case.counted_minor
        state = CaseState.recovered if whole else CaseState.accepted
        return CaseVerdict.done, replace(case, state=state, recovered_minor=recovered)
    state = CaseState.accepted if deed.act is CaseAct.accept else CaseState.dismissed
    return CaseVerdict.done, replace(case, state=state, decided_by=deed.by)


def _refusal(case: Case, deed: Deed) -> CaseVerdict | None:
    """Return why the deed may not be done; None when it may."""
    if case.state not in _TAKES[deed.act]:
        return CaseVerdict.wrong_state
    if deed.act is CaseAct.appeal and (case.in_a_cut or case.recovered_minor):
        return CaseVerdict.feeds_a_cut if case.in_a_cut else CaseVerdict.wrong_state
    if deed.act is CaseAct.appeal and case.appealed_by:
        return CaseVerdict.already_appealed
    if deed.act in {CaseAct.dismiss, CaseAct.appeal} and not deed.why.strip():
        return CaseVerdict.reason_missing
    if case.state is CaseState.appealed and deed.by == case.appealed_by:
        return CaseVerdict.own_appeal
    if case.state is CaseState.appealed and deed.by == case.decided_by:
        return CaseVerdict.own_decision
    return _recovery_refusal(case, deed) if deed.act is CaseAct.recover else None


def _recovery_refusal(case: Case, deed: Deed) -> CaseVerdict | None:
    """Return why so much may not be recovered through that link; None when it may."""
    if not deed.link.strip():
        return CaseVerdict.link_missing
    if deed.free_minor is None:
        return CaseVerdict.unknown_reversal
    if deed.amount_minor <= 0:
        return CaseVerdict.amount_not_positive
    if deed.amount_minor > case.left_minor:
        return CaseVerdict.exceeds_counted
    return CaseVerdict.exceeds_reversal if deed.amount_minor > deed.free_minor else None
