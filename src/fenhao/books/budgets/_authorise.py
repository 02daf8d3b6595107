"""Ask to pass a control, and let somebody else answer. An authorisation opens one line once, up to an amount."""

from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets._lines import LineKey, lines_by_key
from fenhao.books.database import Session, Table, instant, read, write
from fenhao.books.people import Right, require
from fenhao.books.people.operations import approvers
from fenhao.books.people.roles import Role

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


class AnswerVerdict(Enum):
    """Every way an answer to an authorisation can end, in the order checked."""

    unknown = "unknown"
    already_answered = "already_answered"
    expired = "expired"
    own_request = "own_request"
    not_entitled = "not_entitled"
    answered = "answered"


def ask_authorisation(
    kind: Pass, line: LineKey, *, amount_minor: int, reason: str, by: int, at: datetime, expires_at: datetime
) -> int | None:
    """Return the id of a question that somebody else has to answer; None when there is no such line."""
    if amount_minor <= 0 or not reason.strip() or not at < expires_at:
        raise ValueError("an authorisation needs an amount, a reason and an end")

    def work(session: Session) -> int | None:
        """Insert the question."""
        require(session, by, Right.spend, at=at)
        found = lines_by_key(session, [line]).get(line)
        if found is None:
            return None
        row = (kind.value, found.id, amount_minor, reason, by, at, expires_at)
        each = session.insert(AUTHORISATION, [row])[0]
        subject = f"authorisation/{each}"
        record(session, AuditAct(at, by, "ask", subject, {}, {"amount_minor": amount_minor}, reason))
        return each

    return write(work)


def answer_authorisation(
    authorisation: int, *, allow: bool, by: int, at: datetime, role: Role = Role.management
) -> AnswerVerdict:
    """Allow or refuse; the answer is final. Whoever allows holds the role with a limit that covers the amount."""
    asked = read(
        lambda session: session.rows(
            "SELECT amount_minor, asked_by FROM budgets_authorisation WHERE id = ?", (authorisation,)
        )
    )
    entitled = bool(asked) and by in approvers(
        role=role, at=at, amount_minor=cast("int", asked[0][0]), not_user=cast("int", asked[0][1])
    )

    def work(session: Session) -> AnswerVerdict:
        """Judge and write the answer."""
        rows = session.rows(
            "SELECT asked_by, expires_at, answered_by FROM budgets_authorisation WHERE id = ?"
            f"{session.for_update}",
            (authorisation,),
        )
        if not rows:
            return AnswerVerdict.unknown
        asked_by, until, answered_by = rows[0]
        ends = instant(until)
        if answered_by is not None:
            return AnswerVerdict.already_answered
        if ends is None or ends <= at:
            return AnswerVerdict.expired
        if asked_by == by:
            return AnswerVerdict.own_request
        if not entitled:
            return AnswerVerdict.not_entitled
        session.run(
            "UPDATE budgets_authorisation SET answered_by = ?, answered_at = ?, allowed = ? WHERE id = ?",
            (by, at, allow, authorisation),
        )
        subject = f"authorisation/{authorisation}"
        record(session, AuditAct(at, by, "answer", subject, {}, {"allowed": allow}))
        return AnswerVerdict.answered

    return write(work)
