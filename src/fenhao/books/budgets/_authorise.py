"""An authorisation opens one line once, up to an amount: asked for, answered, and counted against the year's pool."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.approvals import policy_at
from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets._lines import LineKey, lines_by_key
from fenhao.books.database import Session, Table
from fenhao.books.journal import months

AUTHORISATION = Table(
    "budgets_authorisation",
    (
        ("kind", "text"),
        ("line_id", "bigint"),
        ("amount_minor", "bigint"),
        ("reason", "text"),
        ("asked_by", "bigint"),
        ("asked_at", "timestamptz"),
        ("expires_at", "timestamptz"),
    ),
)


class Pass(Enum):
    """What may be authorised."""

    override = "override"  # spend above what is available, where the policy asks for one
    approval = "approval"  # an amount above the mark


@dataclass(frozen=True, slots=True)
class OverridePool:
    """How much may be allowed in a fiscal year above what lines have, and how much and how often it was.

    What was allowed and lapsed unused has gone back.
    """

    fiscal_year: int
    limit_minor: int
    allowed_minor: int
    count: int

    @property
    def left_minor(self) -> int:
        """What may still be allowed; negative when the pool was made smaller since."""
        return self.limit_minor - self.allowed_minor


def ask_within(
    session: Session,
    kind: Pass,
    line: LineKey,
    *,
    amount_minor: int,
    reason: str,
    by: int,
    at: datetime,
    expires_at: datetime,
) -> int | None:
    """Ask as a part of the caller's transaction."""
    if amount_minor <= 0 or not reason.strip() or not at < expires_at:
        raise ValueError("an authorisation needs an amount, a reason and an end")
    found = lines_by_key(session, [line]).get(line)
    if found is None:
        return None
    row = (kind.value, found.id, amount_minor, reason, by, at, expires_at)
    each = session.insert(AUTHORISATION, [row])[0]
    subject = f"authorisation/{each}"
    record(session, AuditAct(at, by, "ask", subject, {}, {"amount_minor": amount_minor}, reason))
    return each


def settle_authorisation(
    session: Session, authorisation: int, *, allow: bool, by: int | None, at: datetime
) -> None:
    """Write down how the case of an authorisation ended; nobody answers himself, so who takes it back is not named."""
    asked = session.rows("SELECT asked_by FROM budgets_authorisation WHERE id = ?", (authorisation,))
    session.run(
        "UPDATE budgets_authorisation SET answered_by = ?, answered_at = ?, allowed = ? WHERE id = ?"
        " AND answered_at IS NULL",
        (None if by == asked[0][0] else by, at, allow, authorisation),
    )
    subject = f"authorisation/{authorisation}"
    record(session, AuditAct(at, by, "answer", subject, {}, {"allowed": allow}))


def pool_bears(session: Session, authorisation: int, *, at: datetime) -> bool:
    """Whether an authorisation that nobody answered yet finds room in the year of its line; an approval takes none."""
    kind, amount, period, answered = session.rows(
        "SELECT a.kind, a.amount_minor, l.period, a.answered_at FROM budgets_authorisation a"
        " JOIN budgets_line l ON l.id = a.line_id WHERE a.id = ?",
        (authorisation,),
    )[0]
    if answered is not None:
        return False
    if kind != Pass.override.value:
        return True
    year = next(month.fiscal_year for month in months(session) if month.label == period)
    return cast("int", amount) <= override_pool(session, year, at=at).left_minor


def override_pool(session: Session, fiscal_year: int, *, at: datetime) -> OverridePool:
    """Return how much of a year's override pool is used."""
    labels = [month.label for month in months(session) if month.fiscal_year == fiscal_year]
    limit = policy_at(session, at).override_pool_minor
    if not labels:
        return OverridePool(fiscal_year, limit, 0, 0)
    condition, values = session.among("l.period", labels)
    total, count = session.rows(
        "SELECT coalesce(sum(a.amount_minor), 0), count(*) FROM budgets_authorisation a"
        f" JOIN budgets_line l ON l.id = a.line_id WHERE {condition} AND a.kind = 'override' AND a.allowed = ?"
        " AND (a.used_key IS NOT NULL OR a.expires_at > ?)",
        (*values, True, at),
    )[0]
    return OverridePool(fiscal_year, limit, int(cast("int", total)), cast("int", count))
