"""Suggest transfers at a month's end, and let somebody take one up as long as nothing has changed since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.budgets.operations import LineKey, LineStanding, month_standing
from fenhao.books.database import Session, Table, read, write
from fenhao.books.journal import Plain, answered, months, once
from fenhao.books.monthend._status import days_of, month_lines
from fenhao.books.moves import MoveAnswer
from fenhao.books.moves.operations import propose_within
from fenhao.books.people import Right, require
from fenhao.engine.budget import (
    UTILISATION_TARGET,
    Basis,
    CellKey,
    Exchange,
    LineReturn,
    MoveKind,
    Proposal,
    exchange,
)
from fenhao.kernel import Trouble

PROPOSAL = Table(
    "monthend_proposal",
    (
        ("month", "text"),
        ("giver_tier", "text"),
        ("giver_category", "text"),
        ("taker_tier", "text"),
        ("taker_category", "text"),
        ("amount_minor", "bigint"),
        ("currency", "text"),
        ("gain_low_minor", "bigint"),
        ("gain_mid_minor", "bigint"),
        ("gain_high_minor", "bigint"),
        ("basis", "text"),
        ("source", "text"),
        ("giver_stood", "text"),
        ("taker_stood", "text"),
        ("state", "text"),
        ("proposed_by", "bigint"),
        ("proposed_at", "timestamptz"),
    ),
)


class TakeVerdict(Enum):
    """Every way taking up a proposal can end, in the order checked."""

    unknown_proposal = "unknown_proposal"
    not_open = "not_open"  # taken already, or newer proposals took its place
    expired = "expired"  # a line's balance has changed since
    refused = "refused"  # the rules of transfers refuse: see the move's verdict
    taken = "taken"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A kept proposal. It is ``fresh`` while it is open and both lines stand as they stood."""

    id: int
    month: str
    proposal: Proposal
    currency: str
    state: str
    fresh: bool
    move: int | None


@dataclass(frozen=True, slots=True)
class TakeAnswer:
    """The verdict, and what became of the transfer; None when none was asked for."""

    verdict: TakeVerdict
    move: MoveAnswer | None = None


def propose_transfers(
    label: str,
    *,
    returns: Mapping[tuple[str, str], LineReturn],
    absorbs: Mapping[tuple[str, str], int],
    on: date,
    key: str,
    by: int | None,
    at: datetime,
) -> Exchange:
    """Return and keep what should move within a month, judged at the end of a day; earlier proposals give way.

    ``returns`` and ``absorbs`` speak of (tier, category): what a line brings per unit of cost with its source, and how
    much more it can use. Trouble ``month.unknown`` for a month that the books do not have.
    """

    def work(session: Session) -> Exchange:
        """Judge, and keep it once under the key."""
        require(session, by, Right.propose_move, at=at)
        session.lock_structure()
        month = next((each for each in months(session) if each.label == label), None)
        if month is None:
            raise Trouble("month.unknown", {"month": label})
        standing = {CellKey(*each.key): each for each in month_standing(session, [label], at=at)}
        lines = month_lines(session, month, tuple(standing.values()))
        told = exchange(
            lines, days_of(month, on), returns=returns, absorbs=absorbs, target=UTILISATION_TARGET
        )

        def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
            """Keep the proposals in place of older ones."""
            session.run(
                "UPDATE monthend_proposal SET state = 'superseded' WHERE month = ? AND state = 'open'",
                (label,),
            )
            session.insert(PROPOSAL, [_row(each, standing, by=by, at=at) for each in told.proposals])
            after: dict[str, Plain] = {
                "proposals": len(told.proposals),
                "amount_minor": sum(each.amount_minor for each in told.proposals),
            }
            record(session, Act(at, by, "propose_transfers", f"period/{label}", {}, after))
            return "proposed", after

        given = [
            (*cell, str(told.mid), told.basis.value, told.source) for cell, told in sorted(returns.items())
        ]
        rooms = [(*cell, minor) for cell, minor in sorted(absorbs.items())]
        body: dict[str, Plain] = {"month": label, "on": on.isoformat(), "given": json.dumps([given, rooms])}
        once(session, key=key, act="propose_transfers", body=body, by=by, at=at, work=act)
        return told

    return write(work)


def suggested(label: str, *, at: datetime) -> tuple[Suggested, ...]:
    """Return the proposals kept for a month, oldest first, and whether each still holds."""
    return read(lambda session: suggested_within(session, label, at=at))


def suggested_within(session: Session, label: str, *, at: datetime) -> tuple[Suggested, ...]:
    """Return the same as ``suggested`` for a caller who reads more at once."""
    stood = {each.key: _stood(each) for each in month_standing(session, [label], at=at)}
    return tuple(_suggested(row, stood) for row in _rows(session, "month = ?", label))


def take(proposal: int, *, key: str, by: int, at: datetime, why: str) -> TakeAnswer:
    """Ask for the transfer that a proposal suggests; it goes the way of every transfer.

    Once a line's balance has changed the proposal has expired: what it rested on is no longer so.
    """

    def work(session: Session) -> TakeAnswer:
        """Check that it still holds, then hand it to moves."""
        require(session, by, Right.propose_move, at=at)
        session.lock_structure()
        rows = _rows(session, "id = ?", proposal)
        if not rows:
            return TakeAnswer(TakeVerdict.unknown_proposal)
        month = str(rows[0][1])
        stood = {each.key: _stood(each) for each in month_standing(session, [month], at=at)}
        found = _suggested(rows[0], stood)
        if found.state not in {"open", "taken"} or (
            found.state == "taken" and not _asked_before(session, key)
        ):
            return TakeAnswer(TakeVerdict.not_open)
        if found.state == "open" and not found.fresh:
            session.run("UPDATE monthend_proposal SET state = 'expired' WHERE id = ?", (proposal,))
            return TakeAnswer(TakeVerdict.expired)
        answer = propose_within(
            session,
            kind=MoveKind.transfer,
            key=f"{key}/move",
            giver=LineKey(*found.proposal.giver),
            taker=LineKey(*found.proposal.taker),
            amount_minor=found.proposal.amount_minor,
            currency=found.currency,
            why=why,
            by=by,
            at=at,
        )
        if answer.move is None:
            return TakeAnswer(TakeVerdict.refused, answer)
        session.run(
            "UPDATE monthend_proposal SET state = 'taken', move_id = ? WHERE id = ?", (answer.move, proposal)
        )
        return TakeAnswer(TakeVerdict.taken, answer)

    return write(work)


def _asked_before(session: Session, key: str) -> bool:
    """Whether this very request took the proposal up."""
    return bool(answered(session, [f"{key}/move"]))


def _row(
    each: Proposal, standing: Mapping[CellKey, LineStanding], *, by: int | None, at: datetime
) -> tuple[object, ...]:
    """Return a proposal's row."""
    giver, taker = standing[each.giver], standing[each.taker]
    return (
        *each.giver, *each.taker[1:], each.amount_minor, giver.currency, each.gain_low_minor, each.gain_mid_minor,
        each.gain_high_minor, each.basis.value, each.source, _stood(giver), _stood(taker), "open", by, at,
    )  # fmt: skip


def _stood(line: LineStanding) -> str:
    """Return what a line holds, as text that is the same as long as nothing changes."""
    return f"{line.funded_minor} {line.reserved_minor} {line.actual_minor} {line.closed}"


def _rows(session: Session, condition: str, value: object) -> list[tuple[object, ...]]:
    """Return kept proposals."""
    return list(
        session.rows(
            "SELECT id, month, giver_tier, giver_category, taker_tier, taker_category, amount_minor, currency,"
            " gain_low_minor, gain_mid_minor, gain_high_minor, basis, source, giver_stood, taker_stood, state, move_id"
            f" FROM monthend_proposal WHERE {condition} ORDER BY id",
            (value,),
        )
    )


def _suggested(row: tuple[object, ...], stood: Mapping[LineKey, str]) -> Suggested:
    """Return a kept proposal."""
    month = str(row[1])
    giver, taker = CellKey(month, str(row[2]), str(row[3])), CellKey(month, str(row[4]), str(row[5]))
    low, mid, high = (cast("int", each) for each in row[8:11])
    now = (stood.get(LineKey(*giver)), stood.get(LineKey(*taker)))
    return Suggested(
        id=cast("int", row[0]),
        month=month,
        proposal=Proposal(
            giver, taker, cast("int", row[6]), low, mid, high, Basis(str(row[11])), str(row[12])
        ),
        currency=str(row[7]),
        state=str(row[15]),
        fresh=row[15] == "open" and now == (row[13], row[14]),
        move=cast("int | None", row[16]),
    )
