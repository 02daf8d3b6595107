"""A reservation found by what another system calls it."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.budgets._lines import LineKey
from fenhao.books.database import Session, instant, read
from fenhao.books.journal import Reference, carried_to, referenced
from fenhao.engine.budget import Held, HeldState


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation as it stands: ``number`` is the commitment's own, the one it goes on under once month end carried it.

    ``reserved_minor`` is what that number held first, ``remaining_minor`` what it holds now: 0 once it has ended.
    """

    reference: Reference
    number: int
    line: LineKey
    currency: str
    reserved_minor: int
    remaining_minor: int
    state: HeldState
    expires_at: datetime | None
    waits: bool


def reservation(reference: Reference, *, at: datetime) -> Reservation | None:
    """Return the reservation that another system calls so; None when no reservation was given that number."""

    def work(session: Session) -> Reservation | None:
        """Follow the number to where the money is now, without a lock."""
        given = referenced(session, [reference]).get(reference)
        if given is None:
            return None
        now = carried_to(session, [given]).get(given, given)
        row = session.rows(
            "SELECT l.period, l.tier, l.category, e.currency, e.amount_minor, c.remaining_minor, c.state, c.expires_at,"
            " c.waits FROM journal_commitment c JOIN journal_entry e ON e.id = c.id"
            " JOIN budgets_line l ON l.id = c.line_id WHERE c.id = ?",
            (now,),
        )[0]
        held = Held(cast("int", row[5]), HeldState(row[6]), instant(row[7]), waits=bool(row[8]))
        state = held.state_at(at)
        return Reservation(
            reference=reference,
            number=now,
            line=LineKey(str(row[0]), str(row[1]), str(row[2])),
            currency=str(row[3]),
            reserved_minor=cast("int", row[4]),
            remaining_minor=held.remaining_minor if state is HeldState.open else 0,
            state=state,
            expires_at=held.expires_at,
            waits=held.waits,
        )

    return read(work)
