"""The entries of the books as the audit of exceptions looks at them."""

from datetime import date, datetime
from functools import cache
from typing import cast

from fenhao.books.budgets.operations import policy_in_force
from fenhao.books.database import Session, day
from fenhao.books.journal import chart_nodes
from fenhao.books.people import Right, require
from fenhao.engine.budget import Document, Horizon, Level
from fenhao.engine.ledger import (
    Chart,
    ExceptionPolicy,
    SpendException,
    SpentEntry,
    chart_on,
    find_exceptions,
)

# The key under which a commitment was made speaks for what was consumed of it.
_SPENT = """
    SELECT e.id, c.by, e.occurred_on, l.tier, l.category, e.cost_type, e.customer,
        e.actual_minor - coalesce(r.reversed_minor, 0),
        (SELECT count(*) FROM budgets_authorisation a WHERE a.used_key = c.key OR a.used_key = h.key),
        coalesce((SELECT min(o.kind) FROM budgets_overrun o WHERE o.key = c.key OR o.key = h.key), ''),
        l.planned, e.batch
    FROM journal_entry e
    JOIN journal_command c ON c.id = e.command_id
    JOIN budgets_line l ON l.id = e.line_id
    LEFT JOIN journal_reversed r ON r.id = e.id
    LEFT JOIN journal_entry m ON m.id = e.commitment_id
    LEFT JOIN journal_command h ON h.id = m.command_id
    WHERE e.kind IN ('spend', 'consume', 'fact') AND e.occurred_on >= ? AND e.occurred_on < ?
    AND e.actual_minor > coalesce(r.reversed_minor, 0) ORDER BY e.id
"""


def spend_exceptions(
    session: Session,
    *,
    since: date,
    until: date,
    policy: ExceptionPolicy,
    chart: Chart,
    by: int | None,
    at: datetime,
) -> tuple[SpendException, ...]:
    """Return the exceptions among cost of the days from ``since`` to before ``until``.

    Approval marks are those of the control matrix in force now; cost types are looked up in the books' chart of the
    entry's day, in ``chart`` while the books have none.
    """
    require(session, by, Right.see_audit, at=at)
    control = policy_in_force(session, at)
    versions = chart_nodes(session)

    @cache
    def mark(category: str) -> int:
        """Return the amount above which a line of the category asks for an approval."""
        rule = control.rule(
            category=category, document=Document.spend, level=Level.line, horizon=Horizon.month
        )
        return rule.approval_above_minor

    @cache
    def charted(cost_type: str, on: date) -> bool:
        """Whether a cost type may be booked on a day; a spend that names none is its category's."""
        leaf = (chart_on(versions, on) if versions else chart).leaf(cost_type)
        return not cost_type or (leaf is not None and leaf.takes(on))

    entries = []
    for row in session.rows(_SPENT, (since, until)):
        on, category, cost_type = day(row[2]), str(row[4]), str(row[5])
        entries.append(
            SpentEntry(
                id=cast("int", row[0]),
                by=cast("int | None", row[1]),
                on=on,
                tier=str(row[3]),
                category=category,
                cost_type=cost_type,
                customer=str(row[6]),
                amount_minor=int(cast("int", row[7])),
                mark_minor=mark(category),
                approved=bool(row[8]),
                over=str(row[9]),
                planned=bool(row[10]),
                charted=charted(cost_type, on),
                from_load=bool(row[11]),
            )
        )
    return find_exceptions(entries, policy)
