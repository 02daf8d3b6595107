"""What has to be so before a month closes."""

from collections.abc import Sequence

from fenhao.books.database import Session
from fenhao.books.journal import Month
from fenhao.books.postings._assert import failing
from fenhao.books.postings._held import Condition, unposted
from fenhao.books.postings._publish import unpublished
from fenhao.runs.loading import CostLoad


def closing_conditions(session: Session, *, loads: Sequence[CostLoad], month: Month) -> tuple[Condition, ...]:
    """Return what stands in the way of closing a month, in this order; nothing when it may close.

    Loads with days in the month that are not posted, or undone and not taken back; entries of the books that reports do not
    know yet; assertions up to its last day that do not hold. ``loads`` are ``runs.cost_loads``, read before the transaction.
    """
    return (
        *unposted(session, loads=loads, month=month),
        *unpublished(session),
        *failing(session, until=month.days.last),
    )
