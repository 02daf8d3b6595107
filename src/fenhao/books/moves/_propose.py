"""Propose a move, decide about it, carry it out; the total of all lines never changes."""

from datetime import datetime

from fenhao.books.approvals import Case, Recheck, open_case, routed
from fenhao.books.audit import Act as AuditAct, Facts, record
from fenhao.books.budgets import Act, Answer, Ask, Leg, Request
from fenhao.books.budgets.operations import LineKey, rehearse, settle_within
from fenhao.books.database import Session
from fenhao.books.journal import Plain, month_of, months, once
from fenhao.books.moves._policy import policy_at
from fenhao.books.moves._store import asked_of, insert, listed
from fenhao.books.moves._values import Move, MoveAnswer
from fenhao.books.people import Right, require
from fenhao.engine.budget import (
    MOVING,
    RESERVE_CATEGORY,
    CaseState,
    MoveDecision,
    MoveKind,
    MoveVerdict,
    RouteKind,
    judge_move,
)
from fenhao.kernel import Trouble


class _Refused(Exception):
    """The rules refuse: nothing is kept under the key."""

    def __init__(self, answer: MoveAnswer) -> None:
        super().__init__(answer.verdict.value)
        self.answer = answer


def propose_within(
    session: Session,
    *,
    key: str,
    kind: MoveKind,
    giver: LineKey,
    taker: LineKey,
    amount_minor: int,
    currency: str,
    why: str,
    by: int | None,
    at: datetime,
) -> MoveAnswer:
    """Return what becomes of the proposal, as a part of the caller's transaction.

    Trouble ``moves.reason_missing`` when it does not say why.
    """
    session.lock_structure()
    require(session, by, Right.propose_move, at=at)
    if not why.strip():
        raise Trouble("moves.reason_missing", {})
    move = Move(
        0, kind, giver, taker, amount_minor, currency, why, policy_at(session, at).version, by, at, None, None, None
    )  # fmt: skip
    body: dict[str, Plain] = {
        "kind": kind.value,
        "giver": "/".join(giver),
        "taker": "/".join(taker),
        "amount_minor": amount_minor,
        "currency": currency,
        "why": why,
    }

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge it, then ask somebody or move at once."""
        decision, detail = judged(session, move, at=at)
        if decision.verdict not in MOVING:
            raise _Refused(MoveAnswer(decision.verdict, most_minor=decision.most_minor, detail=detail))
        return decision.verdict.value, _kept(session, move, decision)

    try:
        kept = once(session, key=key, act="move", body=body, by=by, at=at, work=work)
    except _Refused as refused:
        return refused.answer
    case = kept.answer["case"]
    return MoveAnswer(
        verdict=MoveVerdict(kept.verdict),
        move=int(kept.answer["move"] or 0),
        case=int(case) if case is not None else None,
        ping_pong=bool(kept.answer["ping_pong"]),
        across=bool(kept.answer["across"]),
        replayed=kept.replayed,
    )


def reserve_of(session: Session, quarter: str) -> LineKey:
    """Return the line of a quarter's emergency reserve; Trouble ``moves.unknown_quarter`` for a quarter never opened."""
    inside = [month for month in months(session) if month.quarter == quarter]
    if not inside:
        raise Trouble("moves.unknown_quarter", {"quarter": quarter})
    return LineKey(inside[-1].label, "", RESERVE_CATEGORY)


def judged(session: Session, move: Move, *, at: datetime) -> tuple[MoveDecision, str]:
    """Return what the rules say now, and which sum stands in the way; nothing is written."""
    asked = asked_of(
        session,
        kind=move.kind,
        giver=move.giver,
        taker=move.taker,
        amount_minor=move.amount_minor,
        currency=move.currency,
        at=at,
    )
    decision = judge_move(asked, policy_at(session, at))
    if decision.verdict not in MOVING:
        return decision, ""
    told = rehearse(session, [_ask(session, move, "rehearsal", at=at)])[0]
    return (decision, "") if told.passed else (MoveDecision(MoveVerdict.below_used), told.detail)


def recheck(session: Session, *, case: Case, at: datetime) -> tuple[Recheck, str]:
    """Return whether a proposal that waits still passes; one that does not is over for good."""
    decision, detail = judged(session, _of_case(session, case), at=at)
    if decision.verdict in MOVING:
        return Recheck.passes, ""
    return Recheck.gone, detail or decision.verdict.value


def on_answered(session: Session, *, case: Case, at: datetime, by: int | None) -> None:
    """Carry out what was approved; what was not has moved nothing and needs nothing taken back."""
    if case.state is CaseState.approved:
        _carry_out(session, _of_case(session, case), by=by, at=at)


def _kept(session: Session, move: Move, decision: MoveDecision) -> dict[str, Plain]:
    """Return the ids of a move that the rules let pass, after it moved or somebody was asked."""
    each = insert(session, move)
    after: Facts = {
        "giver": "/".join(move.giver),
        "taker": "/".join(move.taker),
        "amount_minor": move.amount_minor,
        "policy": move.policy,
    }
    by, at = move.proposed_by, move.proposed_at
    record(session, AuditAct(at, by, f"propose_{move.kind.value}", f"move/{each}", {}, after, move.why))
    case: int | None = None
    if decision.verdict is MoveVerdict.moves_at_once:
        _carry_out(session, listed(session, "id = ?", (each,))[0], by=by, at=at)
    else:
        case = _ask_somebody(session, each, move, across=decision.across)
    return {"move": each, "case": case, "ping_pong": decision.ping_pong, "across": decision.across}


def _ask_somebody(session: Session, each: int, move: Move, *, across: bool) -> int:
    """Return the case that decides about a move."""
    transfer = RouteKind.transfer_across if across else RouteKind.transfer
    kind = RouteKind.draw if move.kind is MoveKind.draw else transfer
    at = move.proposed_at
    way = routed(session, kind=kind, amount_minor=move.amount_minor, at=at)
    case = open_case(
        session,
        kind=move.kind.value,
        subject_id=each,
        steps=way.steps,
        amount_minor=move.amount_minor,
        currency=move.currency,
        by=move.proposed_by,
        at=at,
        due_at=way.due_at,
        title=move.why,
    )
    session.run("UPDATE moves_move SET case_id = ? WHERE id = ?", (case, each))
    return case


def _carry_out(session: Session, move: Move, *, by: int | None, at: datetime) -> None:
    """Move the funding. The act is the system's: who proposed and who agreed is in the record and in the case."""
    told: Answer = settle_within(session, [_ask(session, move, f"move/{move.id}", at=at)])[0]
    assert told.passed, "what was judged in this transaction passes in it"
    home = month_of(months(session), at.date())
    label = home.label if home is not None else move.giver.period
    session.run(
        "UPDATE moves_move SET entry_id = ?, moved_at = ?, moved_in = ? WHERE id = ?",
        (told.entries[1], at, label, move.id),
    )
    after: Facts = {"entry": told.entries[1]}
    record(session, AuditAct(at, by, "move", f"move/{move.id}", {}, after, move.why))


def _ask(session: Session, move: Move, key: str, *, at: datetime) -> Ask:
    """Return the transfer that a move is, asked by the system."""
    starts = {month.label: month.days.start for month in months(session)}
    legs = tuple(
        Leg(starts[line.period], line.tier, line.category, move.amount_minor)
        for line in (move.giver, move.taker)
    )
    return Ask(Request(Act.transfer, key, legs, move.currency), None, at)


def _of_case(session: Session, case: Case) -> Move:
    """Return the move that a case is about."""
    return listed(session, "id = ?", (case.subject_id,))[0]
