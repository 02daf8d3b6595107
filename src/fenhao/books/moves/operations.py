"""What can be done with moves: propose a transfer or a draw, look at them, and see what draws bought."""

from collections.abc import Mapping
from datetime import datetime

from fenhao.books.approvals import Case, cases_of
from fenhao.books.budgets.operations import LineKey, month_standing
from fenhao.books.database import Session, read, write
from fenhao.books.journal import spent_after
from fenhao.books.moves._policy import policy_at, put_policy
from fenhao.books.moves._propose import judged, on_answered, propose_within, recheck, reserve_of
from fenhao.books.moves._store import listed
from fenhao.books.moves._values import Bought, DrawReport, Move, MoveAnswer, MoveState
from fenhao.books.people import Right, require
from fenhao.engine.budget import MoveKind, MovePolicy

__all__ = [
    "draw_reports",
    "move_at",
    "move_state",
    "moved_between",
    "moves_at",
    "on_answered",
    "policy_at",
    "preview",
    "propose_draw",
    "propose_transfer",
    "propose_within",
    "recheck",
    "reserve_of",
    "set_policy",
]


def propose_transfer(
    *,
    key: str,
    giver: LineKey,
    taker: LineKey,
    amount_minor: int,
    currency: str,
    why: str,
    by: int | None,
    at: datetime,
) -> MoveAnswer:
    """Propose to carry funding from one line to another: a small one inside the rules moves at once, others wait."""
    return write(
        lambda session: propose_within(
            session,
            key=key,
            kind=MoveKind.transfer,
            giver=giver,
            taker=taker,
            amount_minor=amount_minor,
            currency=currency,
            why=why,
            by=by,
            at=at,
        )
    )


def propose_draw(
    *,
    key: str,
    quarter: str,
    taker: LineKey,
    amount_minor: int,
    currency: str,
    why: str,
    by: int | None,
    at: datetime,
) -> MoveAnswer:
    """Propose to draw from a quarter's emergency reserve for one of its lines; somebody always has to agree."""
    return write(
        lambda session: propose_within(
            session,
            key=key,
            kind=MoveKind.draw,
            giver=reserve_of(session, quarter),
            taker=taker,
            amount_minor=amount_minor,
            currency=currency,
            why=why,
            by=by,
            at=at,
        )
    )


def preview(
    *,
    kind: MoveKind,
    giver: LineKey,
    taker: LineKey,
    amount_minor: int,
    currency: str,
    by: int | None,
    at: datetime,
) -> MoveAnswer:
    """Return what the rules would say to a proposal; nothing is written, nobody is asked."""

    def work(session: Session) -> MoveAnswer:
        """Judge it."""
        require(session, by, Right.propose_move, at=at)
        version = policy_at(session, at).version
        move = Move(
            0, kind, giver, taker, amount_minor, currency, "", version, by, at, None, None, None
        )  # fmt: skip
        said, detail = judged(session, move, at=at)
        return MoveAnswer(
            said.verdict,
            most_minor=said.most_minor,
            ping_pong=said.ping_pong,
            across=said.across,
            detail=detail,
        )

    return read(work)


def set_policy(policy: MovePolicy, *, key: str, by: int | None, at: datetime, why: str) -> None:
    """Put rules of moves in force from now on."""

    def work(session: Session) -> None:
        """Insert them."""
        session.lock_structure()
        put_policy(session, policy, key=key, by=by, at=at, why=why)

    write(work)


def moves_at(*, by: int | None, at: datetime) -> tuple[tuple[Move, MoveState], ...]:
    """Return every move proposed and where it stands at that instant, oldest first, to whoever may see the books."""

    def work(session: Session) -> tuple[tuple[Move, MoveState], ...]:
        """Look."""
        require(session, by, Right.see, at=at)
        found = listed(session, "id > 0", ())
        cases = cases_of(session, [move.case for move in found if move.case is not None])
        return tuple((move, _state(move, cases, at=at)) for move in found)

    return read(work)


def moved_between(session: Session, *, since: datetime, until: datetime) -> tuple[Move, ...]:
    """Return the moves that were carried out from one instant up to another, oldest proposal first."""
    return listed(session, "moved_at >= ? AND moved_at < ?", (since, until))


def move_at(session: Session, move: int) -> Move | None:
    """Return one move; None when there is none."""
    return next(iter(listed(session, "id = ?", (move,))), None)


def move_state(session: Session, move: Move, *, at: datetime) -> MoveState:
    """Return where a move stands, by stored time."""
    return _state(move, cases_of(session, [move.case] if move.case is not None else []), at=at)


def draw_reports(*, by: int | None, at: datetime) -> tuple[DrawReport, ...]:
    """Return every draw that was carried out, with what its line spent since, oldest first.

    Two draws on one line both show the spend that came after them: the line does not know whose money it spends.
    """

    def work(session: Session) -> tuple[DrawReport, ...]:
        """Add up what came after each."""
        require(session, by, Right.see, at=at)
        found = []
        for move in listed(session, "kind = 'draw' AND entry_id IS NOT NULL", ()):
            assert move.entry is not None, "a draw that was carried out has its entry"
            lines = {line.key: line for line in month_standing(session, [move.taker.period], at=at)}
            line = lines[move.taker]
            bought = tuple(Bought(*row) for row in spent_after(session, line.id, entry=move.entry))
            found.append(DrawReport(move, bought, line.available_minor))
        return tuple(found)

    return read(work)


def _state(move: Move, cases: Mapping[int, Case], *, at: datetime) -> MoveState:
    """Return where a move stands, by its case."""
    if move.entry is not None:
        return MoveState.moved
    assert move.case is not None, "what has not moved waits for somebody"
    return MoveState(cases[move.case].state_at(at).value)
