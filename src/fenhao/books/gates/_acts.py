"""What people do at the gate: decide a customer's tier, tell of a response, ask that one refusal be let pass, answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, instant, write
from fenhao.books.gates._desk import write_wake_ups
from fenhao.books.gates._rows import wake_ups_of
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.engine.waste import GateRule, WakeUps
from fenhao.kernel import Trouble

TIER = Table(
    "gates_tier",
    (
        ("customer", "text"),
        ("since", "date"),
        ("until", "date"),
        ("tier", "text"),
        ("source", "text"),
        ("why", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
PASS = Table(
    "gates_pass",
    (
        ("rule", "text"),
        ("customer", "text"),
        ("campaign", "text"),
        ("why", "text"),
        ("asked_by", "bigint"),
        ("asked_at", "timestamptz"),
        ("until", "timestamptz"),
    ),
)


class PassVerdict(Enum):
    """Every way the answer to an appeal can end, in the order checked."""

    unknown = "unknown"
    already_answered = "already_answered"
    expired = "expired"
    own_request = "own_request"
    allowed = "allowed"
    refused = "refused"


@dataclass(frozen=True, slots=True)
class Appeal:
    """The id of an appeal: somebody else answers it."""

    id: int
    replayed: bool


def decide_tier(
    *,
    key: str,
    customer: str,
    tier: str,
    since: date,
    until: date | None,
    why: str,
    by: int | None,
    at: datetime,
) -> None:
    """Put a customer into a tier by decision, before every assessment, from ``since`` until ``until`` (excluded).

    An empty tier takes an earlier decision back. History stays: days before ``since`` are judged as they were.
    Trouble ``gates.reason_missing`` without a reason, ``gates.days_reversed`` when it would end before it begins.
    """
    if not why.strip():
        raise Trouble("gates.reason_missing", {})
    if until is not None and until <= since:
        raise Trouble("gates.days_reversed", {"since": since.isoformat(), "until": until.isoformat()})
    facts: dict[str, Plain] = {
        "tier": tier,
        "since": since.isoformat(),
        "until": until.isoformat() if until else None,
    }

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Append the decision."""
        session.insert(TIER, [(customer, since, until, tier, "decided", why, by, at)])
        record(session, Act(at, by, "decide_tier", f"customer/{customer}", {}, facts, why))
        return "decided", {}

    def within(session: Session) -> None:
        """Ask for the right, then do it once."""
        require(session, by, Right.set_policy, at=at)
        body = {"customer": customer, **facts, "why": why}
        once(session, key=key, act="decide_tier", body=body, by=by, at=at, work=work)

    write(within)


def record_response(*, key: str, customer: str, on: date, by: int | None, at: datetime) -> int:
    """Tell that a customer answered on that day; return how many wake-ups this answers. It counts from the next day on.

    The same key gives the same number again.
    """

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Add the answer to what is known of the customer."""
        known = wake_ups_of(session, [customer])
        before = known[customer].history if customer in known else WakeUps()
        after = before.with_answer(on)
        write_wake_ups(session, {customer: after}, known)
        answered = len(before.unanswered(date.max)) - len(after.unanswered(date.max))
        return "recorded", {"answered": answered}

    def within(session: Session) -> int:
        """Ask for the right, then do it once."""
        require(session, by, Right.spend, at=at)
        body = {"customer": customer, "on": on.isoformat()}
        kept = once(session, key=key, act="record_response", body=body, by=by, at=at, work=work)
        return cast("int", kept.answer["answered"])

    return write(within)


def appeal(
    *,
    key: str,
    rule: GateRule,
    customer: str,
    campaign: str,
    why: str,
    until: datetime,
    by: int | None,
    at: datetime,
) -> Appeal:
    """Ask that one refusal of a rule be let pass, for a customer or for a campaign, until an instant.

    Trouble ``gates.reason_missing``, ``gates.one_subject`` unless exactly one of both is named, ``gates.already_over``.
    """
    if not why.strip():
        raise Trouble("gates.reason_missing", {})
    if bool(customer) == bool(campaign):
        raise Trouble("gates.one_subject", {})
    if until <= at:
        raise Trouble("gates.already_over", {"until": until.isoformat()})
    about = f"customer/{customer}" if customer else f"campaign/{campaign}"

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Insert the appeal."""
        each = session.insert(PASS, [(rule.value, customer, campaign, why, by, at, until)])[0]
        after = {"rule": rule.value, "appeal": each, "until": until.isoformat()}
        record(session, Act(at, by, "appeal", about, {}, after, why))
        return "asked", {"appeal": each}

    def within(session: Session) -> Appeal:
        """Ask for the right, then do it once."""
        require(session, by, Right.spend, at=at)
        body = {"rule": rule.value, "about": about, "why": why}  # asked again later, it is the same appeal
        kept = once(session, key=key, act="appeal", body=body, by=by, at=at, work=work)
        return Appeal(cast("int", kept.answer["appeal"]), kept.replayed)

    return write(within)


def answer_appeal(
    number: int, *, key: str, allow: bool, why: str, by: int | None, at: datetime
) -> PassVerdict:
    """Let one refusal pass, or not; the answer is final, and nobody answers his own appeal."""

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge and write the answer; a verdict that changes nothing raises, so that the key stays free."""
        rows = session.rows(
            f"SELECT asked_by, until, answered_at, rule FROM gates_pass WHERE id = ?{session.for_update}",
            (number,),
        )
        verdict = _answered(rows[0][0], instant(rows[0][1]), instant(rows[0][2]), by, at) if rows else None
        if verdict is not None or not rows:
            raise _Ends(verdict or PassVerdict.unknown)
        session.run(
            "UPDATE gates_pass SET answered_by = ?, answered_at = ?, allowed = ? WHERE id = ?",
            (by, at, allow, number),
        )
        after: dict[str, Plain] = {"rule": str(rows[0][3]), "allowed": allow}
        record(session, Act(at, by, "answer_appeal", f"appeal/{number}", {}, after, why))
        return (PassVerdict.allowed if allow else PassVerdict.refused).value, {}

    def within(session: Session) -> PassVerdict:
        """Ask for the right, then do it once."""
        require(session, by, Right.set_policy, at=at)
        body: dict[str, Plain] = {"appeal": number, "allow": allow, "why": why}
        kept = once(session, key=key, act="answer_appeal", body=body, by=by, at=at, work=work)
        return PassVerdict(kept.verdict)

    try:
        return write(within)
    except _Ends as end:
        return end.verdict


class _Ends(Exception):
    """The answer changes nothing, and nothing is kept."""

    def __init__(self, verdict: PassVerdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


def _answered(
    asked_by: object, until: datetime | None, answered_at: datetime | None, by: int | None, at: datetime
) -> PassVerdict | None:
    """Return why an appeal cannot be answered now; None when it can."""
    if answered_at is not None:
        return PassVerdict.already_answered
    if until is None or until <= at:
        return PassVerdict.expired
    return PassVerdict.own_request if by is not None and asked_by == by else None
