"""Lines of the budget with their balances, and the entries behind every one of their figures."""

from collections.abc import Iterable

from pydantic import Field

from fenhao.books.budgets.operations import LineStanding, Raised, alerts, line_standing, month_standing
from fenhao.books.database import Session, read
from fenhao.books.journal import (
    Kind,
    LedgerRow,
    Month,
    Order,
    Wanted,
    entries_about,
    entry_at,
    find,
    months,
)
from fenhao.books.people import Right
from fenhao.interfaces.api._fields import Asked, Month as MonthLabel, Name, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Many, Offer, One, Turned, whole

ALERTS_MAX, ABOUT_MAX = 5000, 500


class Lines(Asked):
    """Which lines: of these months, both included; of a tier, empty for lines without one; of a category."""

    from_month: MonthLabel | None = None
    to_month: MonthLabel | None = None
    tier: Name | None = None
    category: Name | None = None


class Entries(Lines):
    """Which entries: those on such lines that fit what else is given. ``line`` is a line's id."""

    line: int | None = Field(None, ge=1, le=2**53 - 1)
    kind: Kind | None = None
    cost_type: Name = ""
    customer: Name = ""
    campaign: Name = ""
    department: Name = ""
    document: Name = Field("", description="how the key of a request, or the name of a load, begins")


def _labels(known: Iterable[Month], asked: Lines) -> list[str]:
    """Return the months that are asked for."""
    return [
        each.label
        for each in known
        if (asked.from_month or "") <= each.label <= (asked.to_month or each.label)
    ]


def _within(session: Session, here: Here, asked: Lines) -> tuple[LineStanding, ...]:
    """Return the lines that are asked for."""
    found = month_standing(session, _labels(months(session), asked), at=here.at)
    return tuple(
        each
        for each in found
        if asked.tier in (None, each.key.tier) and asked.category in (None, each.key.category)
    )


def _entries(here: Here, asked: Entries, after: str, limit: int) -> Turned[LedgerRow]:
    """Return a page of entries, newest first."""

    def work(session: Session) -> Turned[LedgerRow]:
        """Find them."""
        by_line = (asked.from_month, asked.to_month, asked.tier, asked.category) != (None,) * 4
        lines = tuple(each.id for each in _within(session, here, asked)) if by_line else None
        if asked.line is not None:
            lines = (asked.line,) if lines is None or asked.line in lines else ()
        wanted = Wanted(
            lines=lines,
            kinds=(asked.kind,) if asked.kind else (),
            cost_types=(asked.cost_type,) if asked.cost_type else (),
            customer=asked.customer,
            campaign=asked.campaign,
            department=asked.department,
            document=asked.document,
        )
        found = find(session, wanted, order=Order.posted, after=after, limit=limit)
        return Turned(found.rows, found.older)

    return read(work)


def _about(here: Here, asked: Nothing) -> tuple[LedgerRow, ...]:  # noqa: ARG001 - as every list
    """Return the entries that belong to one."""

    def work(session: Session) -> tuple[LedgerRow, ...]:
        """Find them."""
        entry = entry_at(session, here.number)
        return entries_about(session, entry, limit=ABOUT_MAX) if entry else ()

    return read(work)


OFFERS: tuple[Offer, ...] = (
    Many(
        "lines",
        Right.see,
        "Lines of the budget with what they hold",
        LineStanding,
        whole(
            lambda here, asked: read(lambda session: _within(session, here, asked)),
            place=lambda each: (each.key.period, each.key.tier, each.key.category),
        ),
        Lines,
    ),
    One(
        "lines/{number}",
        Right.see,
        "One line",
        LineStanding,
        lambda here, _: read(lambda session: line_standing(session, here.number, at=here.at)),
        Nothing,
    ),
    Many("entries", Right.see, "Entries of the ledger, newest first", LedgerRow, _entries, Entries),
    One(
        "entries/{number}",
        Right.see,
        "One entry",
        LedgerRow,
        lambda here, _: read(lambda session: entry_at(session, here.number)),
        Nothing,
    ),
    Many(
        "entries/{number}/about",
        Right.see,
        "The entries of the same request, its commitment and its reversals",
        LedgerRow,
        whole(_about, place=lambda each: (each.id,)),
        Nothing,
    ),
    Many(
        "alerts",
        Right.see,
        "Lines that crossed their mark",
        Raised,
        whole(lambda _here, _asked: alerts(limit=ALERTS_MAX), place=lambda each: (each.id,)),
        Nothing,
    ),
)
