"""What can be done with calls: take one on, hand it back, record what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fenhao.books import gates
from fenhao.books.audit import Act, record
from fenhao.books.care._rows import contacts_made, standings
from fenhao.books.care._values import CareAnswer, CareOutcome, CareStanding, CareVerdict
from fenhao.books.database import Session, Table, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.engine.loyalty import CareRules
from fenhao.engine.waste import GateAsk

__all__ = ["Call", "hand_back", "record_outcome", "take"]

TAKEN = Table(
    "care_taken",
    (("ref", "text"), ("customer", "text"), ("owner_id", "bigint"), ("by", "bigint"), ("at", "timestamptz")),
)
OUTCOME = Table(
    "care_outcome",
    (
        ("ref", "text"),
        ("reason", "text"),
        ("customer", "text"),
        ("outcome", "text"),
        ("channel", "text"),
        ("called_on", "date"),
        ("note", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call from the list: ``contacts`` are those that the facts know of within the days of the cap."""

    ref: str
    reason: str
    customer: str
    contacts: int


class _Refused(Exception):
    """Nothing was done: the key stays free."""

    def __init__(self, verdict: CareVerdict, detail: str = "") -> None:
        super().__init__(verdict.value)
        self.answer = CareAnswer(verdict, detail)


def take(
    call: Call,
    *,
    owner: int,
    channel: str,
    rules: CareRules,
    on: date,
    key: str,
    by: int | None,
    at: datetime,
) -> CareAnswer:
    """Take a call on for oneself or another. Refused where the customer has had enough contacts, or the gate says no."""

    def act(session: Session) -> None:
        """Look at the cap and the gate, then write it down."""
        standing = _open(session, call)
        if standing.owner not in (None, owner):
            raise _Refused(CareVerdict.taken_by_other)
        _require_room(session, call, channel=channel, rules=rules, on=on, at=at)
        session.insert(TAKEN, [(call.ref, call.customer, owner, by, at)])
        record(session, Act(at, by, "take_call", f"care/{call.ref}", {}, {"owner": owner}))

    body: dict[str, Plain] = {"ref": call.ref, "owner": owner, "channel": channel}
    return _acted(act, name="take_call", body=body, key=key, by=by, at=at)


def hand_back(call: Call, *, key: str, by: int | None, at: datetime) -> CareAnswer:
    """Hand a call back, so that somebody else can take it on."""

    def act(session: Session) -> None:
        """Write it down."""
        before = _open(session, call)
        session.insert(TAKEN, [(call.ref, call.customer, None, by, at)])
        record(
            session,
            Act(at, by, "hand_call_back", f"care/{call.ref}", {"owner": before.owner}, {"owner": None}),
        )

    return _acted(act, name="hand_call_back", body={"ref": call.ref}, key=key, by=by, at=at)


def record_outcome(
    call: Call,
    outcome: CareOutcome,
    *,
    channel: str,
    on: date,
    note: str,
    today: date,
    key: str,
    by: int | None,
    at: datetime,
) -> CareAnswer:
    """Record what came of a call. What has happened is never refused for a cap; a call that is over stays over."""

    def act(session: Session) -> None:
        """Write it down."""
        _open(session, call)
        if outcome is CareOutcome.skipped and not note.strip():
            raise _Refused(CareVerdict.note_missing)
        if on > today:
            raise _Refused(CareVerdict.in_future)
        told = (call.ref, call.reason, call.customer, outcome.value, channel, on, note.strip(), by, at)
        session.insert(OUTCOME, [told])
        after: dict[str, Plain] = {"outcome": outcome.value, "on": on.isoformat(), "channel": channel}
        record(session, Act(at, by, "record_call", f"care/{call.ref}", {}, after, note.strip()))

    body: dict[str, Plain] = {
        "ref": call.ref,
        "outcome": outcome.value,
        "channel": channel,
        "on": on.isoformat(),
        "note": note,
    }
    return _acted(act, name="record_call", body=body, key=key, by=by, at=at)


def _open(session: Session, call: Call) -> CareStanding:
    """Return how an open call stands; refused when it is over."""
    found = standings(session, [call.ref]).get(call.ref, CareStanding())
    if found.is_over:
        raise _Refused(CareVerdict.call_over)
    return found


def _require_room(
    session: Session, call: Call, *, channel: str, rules: CareRules, on: date, at: datetime
) -> None:
    """Return when the customer may be contacted now; refused by the cap of care, then by the gate of tier policies."""
    since = on - timedelta(days=rules.contacts_days)
    made = call.contacts + contacts_made(session, since=since, customers=[call.customer]).get(
        call.customer, 0
    )
    if rules.contacts_max and made >= rules.contacts_max:
        raise _Refused(CareVerdict.cap_reached, str(rules.contacts_max))
    ask = GateAsk(on=on, amount_minor=0, customer=call.customer, channel=channel, purpose="care")
    desk = gates.load(session, [ask], at=at)
    if desk is not None:
        (decision,) = desk.review([ask])
        if decision.refused and decision.rule is not None:
            raise _Refused(CareVerdict.gate_refuses, decision.rule.value)


def _acted(
    act: Callable[[Session], None],
    *,
    name: str,
    body: Mapping[str, Plain],
    key: str,
    by: int | None,
    at: datetime,
) -> CareAnswer:
    """Do an act once under its key; a refused one leaves no trace and the key free."""

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Do it the first time."""
        act(session)
        return CareVerdict.done.value, {}

    def work(session: Session) -> CareAnswer:
        """Ask for the right, then do it."""
        require(session, by, Right.improve, at=at)
        kept = once(session, key=key, act=name, body=body, by=by, at=at, work=first)
        return CareAnswer(CareVerdict.done, replayed=kept.replayed)

    try:
        return write(work)
    except _Refused as refused:
        return refused.answer
