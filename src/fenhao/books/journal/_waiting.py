"""Commitments that wait for somebody's agreement: they hold money, and nobody can spend it yet."""

from collections.abc import Sequence
from datetime import datetime

from fenhao.books.database import Session


def hold_back(session: Session, commitment_ids: Sequence[int]) -> None:
    """Let nobody consume these open commitments until they are confirmed."""
    _set(session, commitment_ids, "waits = ?", [True])


def confirm(session: Session, commitment_ids: Sequence[int], *, expires_at: datetime) -> None:
    """Let these open commitments be consumed, and hold their money until then."""
    _set(session, commitment_ids, "waits = ?, expires_at = ?", [False, expires_at])


def _set(session: Session, commitment_ids: Sequence[int], change: str, values: Sequence[object]) -> None:
    """Change open commitments."""
    condition, marks = session.among("id", sorted(commitment_ids))
    touched = session.run(
        f"UPDATE journal_commitment SET {change} WHERE {condition} AND state = 'open'", (*values, *marks)
    )
    assert touched == len(set(commitment_ids)), "what waits is open"
