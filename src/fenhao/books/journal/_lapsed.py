"""Commitments whose time has come and that nobody has resolved yet: they hold nothing any more, whatever is stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.database import Session


def lapsed_unspent(
    session: Session, customers: Sequence[str], *, purpose: str, at: datetime
) -> list[tuple[str, int]]:
    """Return (customer, entry that reserved) of what was held for this purpose, is past its time and was never spent."""
    if not customers:
        return []
    condition, values = session.among("e.customer", customers)
    return [
        (str(customer), cast("int", entry))
        for customer, entry in session.rows(
            "SELECT e.customer, e.id FROM journal_commitment c JOIN journal_entry e ON e.id = c.id"
            f" WHERE c.state = 'open' AND c.expires_at <= ? AND e.purpose = ? AND {condition} AND NOT EXISTS (SELECT 1"
            " FROM journal_entry spent WHERE spent.commitment_id = c.id AND spent.kind = 'consume') ORDER BY e.id",
            (at, purpose, *values),
        )
    ]
