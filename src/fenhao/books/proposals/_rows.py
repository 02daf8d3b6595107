"""Proposals as they are read."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.database import Session, instant
from fenhao.books.proposals._values import Proposal, ProposalKind, wish_of

_SELECT = (
    "SELECT p.id, p.kind, p.body, p.why, p.agent, p.by, p.at, a.filed, a.made, a.why, a.by, a.at"
    " FROM proposals_proposal p LEFT JOIN proposals_answer a ON a.proposal_id = p.id"
)


def listed(
    session: Session, *, open_only: bool, limit: int, above: int = 0, by: int | None = None
) -> tuple[Proposal, ...]:
    """Return proposals with an id above that one, oldest first: those that wait alone, or of one person's agents alone."""
    open_too = " AND a.id IS NULL" if open_only else ""
    mine, values = (" AND p.by = ?", [by]) if by is not None else ("", [])
    rows = session.rows(
        f"{_SELECT} WHERE p.id > ?{open_too}{mine} ORDER BY p.id LIMIT ?", [above, *values, limit]
    )
    return tuple(map(_proposal, rows))


def find(session: Session, proposal: int) -> Proposal | None:
    """Return one proposal; None when there is none."""
    return next((_proposal(row) for row in session.rows(f"{_SELECT} WHERE p.id = ?", (proposal,))), None)


def open_count(session: Session, *, by: int | None = None) -> int:
    """Return how many proposals wait, of one person's agents when he is named."""
    mine, values = (" AND p.by = ?", [by]) if by is not None else ("", [])
    ((count,),) = session.rows(
        "SELECT count(*) FROM proposals_proposal p LEFT JOIN proposals_answer a ON a.proposal_id = p.id"
        f" WHERE a.id IS NULL{mine}",
        values,
    )
    return int(cast("int", count))


def _proposal(row: Sequence[object]) -> Proposal:
    at = instant(cast("datetime", row[6]))
    assert at is not None, "a proposal was made at a moment"
    return Proposal(
        id=cast("int", row[0]),
        wish=wish_of(ProposalKind(str(row[1])), str(row[2])),
        why=str(row[3]),
        agent=str(row[4]),
        by=cast("int", row[5]),
        at=at,
        filed=None if row[7] is None else bool(row[7]),
        made=str(row[8] or ""),
        answer_why=str(row[9] or ""),
        answered_by=cast("int | None", row[10]),
        answered_at=instant(cast("datetime | None", row[11])),
    )
