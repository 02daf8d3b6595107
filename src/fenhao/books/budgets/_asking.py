"""Ask for an authorisation by itself: the written policy says whom, and the case is answered like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.approvals import Case, Recheck, open_case, routed
from fenhao.books.budgets._authorise import Pass, ask_within, pool_bears, settle_authorisation
from fenhao.books.budgets._lines import LineKey, lines_by_key
from fenhao.books.database import Session, instant, read, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.engine.budget import CaseState, RouteKind
from fenhao.kernel import Trouble

KIND = "authorisation"
"""The kind of the cases that this room opens; their subject is an authorisation's id."""
_ROUTES = {Pass.override: RouteKind.override, Pass.approval: RouteKind.spend}
"""An excess is asked as overrides are; an amount above the mark as spend of that size is."""


class AuthorisationState(Enum):
    """Where an authorisation stands."""

    waiting = "waiting"
    given = "given"
    used = "used"
    refused = "refused"  # or taken back, or nobody answered in time
    over = "over"  # it was not used in time


@dataclass(frozen=True, slots=True)
class Authorisation:
    """An authorisation: what it opens, who asked for it until when, and what became of it.

    ``allowed`` is None until its case ends; ``used_key`` names the request that used it, empty for none. ``case`` is
    None where it belongs to a request for spend.
    """

    id: int
    kind: Pass
    line: LineKey
    amount_minor: int
    currency: str
    reason: str
    asked_by: int
    expires_at: datetime
    allowed: bool | None
    used_key: str
    case: int | None

    def state_at(self, at: datetime) -> AuthorisationState:
        """Return where it stands at that instant."""
        if self.used_key:
            return AuthorisationState.used
        if self.allowed is False:
            return AuthorisationState.refused
        if self.expires_at <= at:
            return AuthorisationState.over
        return AuthorisationState.waiting if self.allowed is None else AuthorisationState.given


@dataclass(frozen=True, slots=True)
class AuthorisationAsked:
    """The authorisation asked for, and the case that decides about it."""

    authorisation: int
    case: int
    replayed: bool = False


def ask_authorisation(
    kind: Pass,
    line: LineKey,
    *,
    amount_minor: int,
    reason: str,
    key: str,
    by: int,
    at: datetime,
    expires_at: datetime,
) -> AuthorisationAsked:
    """Ask everybody on the written route to open one line once, up to an amount, until an instant.

    Trouble ``authorisations.reason_missing``, ``authorisations.unknown_line``, ``authorisations.ends_too_early`` when
    it would be over before everybody was asked, ``authorisations.pool_exhausted`` when the year has no room for it.
    """

    def act(session: Session) -> tuple[str, dict[str, Plain]]:
        """Ask it the first time."""
        found = lines_by_key(session, [line]).get(line)
        if found is None:
            raise Trouble("authorisations.unknown_line", {"line": "/".join(line)})
        way = routed(session, kind=_ROUTES[kind], amount_minor=amount_minor, at=at)
        if expires_at <= way.due_at:
            raise Trouble("authorisations.ends_too_early", {"due": way.due_at.isoformat()})
        each = ask_within(
            session, kind, line, amount_minor=amount_minor, reason=reason, by=by, at=at, expires_at=expires_at
        )
        assert each is not None, "the line was there"
        if not pool_bears(session, each, at=at):
            raise Trouble("authorisations.pool_exhausted", {"line": "/".join(line)})
        case = open_case(
            session,
            kind=KIND,
            subject_id=each,
            steps=way.steps,
            amount_minor=amount_minor,
            currency=found.currency,
            by=by,
            at=at,
            due_at=way.due_at,
            title=reason,
        )
        session.run("UPDATE budgets_authorisation SET case_id = ? WHERE id = ?", (case, each))
        return "asked", {"authorisation": each, "case": case}

    def work(session: Session) -> AuthorisationAsked:
        """Ask it once."""
        session.lock_structure()
        require(session, by, Right.spend, at=at)
        if not reason.strip():
            raise Trouble("authorisations.reason_missing", {})
        if amount_minor <= 0:
            raise Trouble("authorisations.no_amount", {})
        body: dict[str, Plain] = {
            "kind": kind.value,
            "line": "/".join(line),
            "amount_minor": amount_minor,
            "reason": reason,
            "expires_at": expires_at.isoformat(),
        }
        kept = once(session, key=key, act="ask_authorisation", body=body, by=by, at=at, work=act)
        told = kept.answer
        return AuthorisationAsked(
            cast("int", told["authorisation"]), cast("int", told["case"]), kept.replayed
        )

    return write(work)


def recheck(session: Session, *, case: Case, at: datetime) -> tuple[Recheck, str]:
    """Return whether the year's pool still bears what is asked; where not, the case goes on waiting."""
    if pool_bears(session, case.subject_id, at=at):
        return Recheck.passes, ""
    return Recheck.blocked, "override_pool_exhausted"


def on_answered(session: Session, *, case: Case, at: datetime, by: int | None) -> None:
    """Write down whether the authorisation was given; without an approved case it opens nothing."""
    settle_authorisation(session, case.subject_id, allow=case.state is CaseState.approved, by=by, at=at)


def authorisations(*, by: int | None, at: datetime) -> tuple[Authorisation, ...]:
    """Return every authorisation that was asked for by itself, oldest first, to whoever may see the books."""

    def work(session: Session) -> tuple[Authorisation, ...]:
        """Look."""
        require(session, by, Right.see, at=at)
        return _found(session, "a.case_id IS NOT NULL", ())

    return read(work)


def authorisation_at(session: Session, authorisation: int) -> Authorisation | None:
    """Return one authorisation; None when there is none."""
    return next(iter(_found(session, "a.id = ?", (authorisation,))), None)


def _found(session: Session, condition: str, values: Sequence[object]) -> tuple[Authorisation, ...]:
    """Return authorisations by a condition."""
    found = []
    for row in session.rows(
        "SELECT a.id, a.kind, l.period, l.tier, l.category, a.amount_minor, l.currency, a.reason, a.asked_by,"
        " a.expires_at, a.allowed, coalesce(a.used_key, ''), a.case_id FROM budgets_authorisation a"
        f" JOIN budgets_line l ON l.id = a.line_id WHERE {condition} ORDER BY a.id",
        values,
    ):
        until = instant(cast("datetime", row[9]))
        assert until is not None, "an authorisation has an end"
        found.append(
            Authorisation(
                id=cast("int", row[0]),
                kind=Pass(row[1]),
                line=LineKey(str(row[2]), str(row[3]), str(row[4])),
                amount_minor=cast("int", row[5]),
                currency=str(row[6]),
                reason=str(row[7]),
                asked_by=cast("int", row[8]),
                expires_at=until,
                allowed=None if row[10] is None else bool(row[10]),
                used_key=str(row[11]),
                case=cast("int | None", row[12]),
            )
        )
    return tuple(found)
