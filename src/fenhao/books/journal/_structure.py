"""The version of the books' structure: as long as it stays, what was read of the structure stays."""

from datetime import datetime
from typing import cast

from fenhao.books.database import Session, Statement


def opening_query(at: datetime) -> Statement:
    """Return what ``opening`` asks, to be asked ahead."""
    due = "SELECT 1 FROM journal_commitment WHERE state = 'open' AND expires_at <= ?"
    return f"SELECT version, EXISTS ({due}) FROM journal_structure", (at,)


def opening(session: Session, *, at: datetime) -> tuple[bool, bool]:
    """Trust what is kept of the structure for the rest of the transaction, read before anything else of it.

    Return whether what was kept before still holds, and whether commitments are due.
    """
    version, due = session.rows(*opening_query(at))[0]
    return session.trust(cast("int", version)), bool(due)


def turn_structure(session: Session) -> None:
    """Turn the version before lines are made: whoever makes some too waits here, where neither holds anything yet."""
    session.distrust()
    if session.on_postgresql:
        session.put_off(
            "UPDATE journal_structure SET version = txid_current() WHERE version <> txid_current()"
        )
