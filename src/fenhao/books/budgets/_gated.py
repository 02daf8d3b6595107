"""Where control meets the gate: what legs ask of it, what it answers, and what passes it is written down."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from fenhao.books import gates
from fenhao.books.budgets._outcome import Outcome, refuse
from fenhao.books.budgets._values import Act, GateSaid, Request
from fenhao.books.database import Session
from fenhao.books.journal import HeldLine, Kind, NewEntry
from fenhao.engine.waste import WAKE_UP, GateAsk, GateRule, GateVerdict, WakeUp

SENDING = frozenset({Act.reserve, Act.spend, Act.fact})
"""Acts whose legs tell the gate something; a fact is never asked, but a wake-up that was sent counts."""
_REFUSALS = frozenset(rule.value for rule in GateRule)
"""A refusal at the gate is called like the rule that refuses."""
_GIVEN_BACK = frozenset({Kind.release, Kind.expire})


def gate_for(
    session: Session, requests: Sequence[Request], held: Mapping[int, HeldLine], *, at: datetime
) -> gates.GateDesk | None:
    """Return the gate for a batch; None, without a query, when no leg names a customer or a campaign."""
    asks = [ask for request in requests if request.act in SENDING for _, ask in gate_asks(request)]
    waking = any(each.origin.purpose == WAKE_UP and each.origin.customer for each in held.values())
    return gates.load(session, asks, at=at) if asks or waking else None


def gate_asks(request: Request) -> list[tuple[int, GateAsk]]:
    """Return what the legs that name a customer or a campaign ask of the gate, each with its place."""
    return [
        (
            place,
            GateAsk(
                on=leg.occurred_on,
                amount_minor=leg.amount_minor,
                customer=leg.customer,
                campaign=leg.campaign,
                benefit_type=leg.benefit_type,
                channel=leg.channel,
                purpose=leg.purpose,
                cost_type=leg.cost_type,
            ),
        )
        for place, leg in enumerate(request.legs)
        if leg.customer or leg.campaign
    ]


def pass_gate(gate: gates.GateDesk | None, request: Request, outcome: Outcome) -> bool:
    """Ask the gate for every leg before any money is looked at; return whether it lets the request pass."""
    outcome.gates = said_at_gate(gate, request)
    last = outcome.gates[-1] if outcome.gates else None
    if last is None or last.verdict not in _REFUSALS:
        return True
    refuse(outcome, GateVerdict(last.verdict), f"legs[{last.place}]")
    return False


def said_at_gate(gate: gates.GateDesk | None, request: Request) -> tuple[GateSaid, ...]:
    """Return what the gate has to say to a request: a refusal last, before it what passed with a remark."""
    asked = gate_asks(request) if gate is not None else []
    if gate is None or not asked:
        return ()
    told = gate.review([ask for _, ask in asked])
    return tuple(
        GateSaid(place, decision.verdict.value, gate.policy.version, decision.evidence, decision.remedies)
        for (place, _), decision in zip(asked, told, strict=False)
        if decision.verdict is not GateVerdict.allowed
    )


def admit_at_gate(gate: gates.GateDesk, request: Request) -> None:
    """Let what passed count for the rest of the batch."""
    if request.act in SENDING:
        gate.admit([ask for _, ask in gate_asks(request)], key=request.key)


def keep_gate(session: Session, gate: gates.GateDesk | None, posted: Iterable[tuple[NewEntry, int]]) -> None:
    """Write down the wake-ups among posted entries: those sent, and those whose money came back without being used."""
    if gate is None:
        return
    sent: list[tuple[str, WakeUp]] = []
    back: dict[int, str] = {}
    for entry, number in posted:
        if entry.purpose != WAKE_UP or not entry.customer:
            continue
        if entry.commitment_id is None and entry.reverses_id is None:
            sent.append((entry.customer, WakeUp(entry.occurred_on, gates.wake_up_ref(number))))
        elif entry.kind in _GIVEN_BACK and entry.commitment_id is not None:
            back[entry.commitment_id] = entry.customer
    if back:
        condition, values = session.among("e.commitment_id", sorted(back))
        held, marks = session.among("c.id", sorted(back))
        kept = {
            each
            for (each,) in session.rows(
                f"SELECT e.commitment_id FROM journal_entry e WHERE {condition} AND e.kind = 'consume'"
                f" UNION SELECT c.id FROM journal_commitment c WHERE {held} AND c.state = 'open'",
                [*values, *marks],
            )
        }
        back = {each: customer for each, customer in back.items() if each not in kept}
    gates.keep(
        session, gate, sent=sent, unsent=[(back[each], gates.wake_up_ref(each)) for each in sorted(back)]
    )
