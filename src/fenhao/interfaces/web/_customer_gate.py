"""What the gate of the books would say today about giving a customer a benefit, or waking it up once more."""

from dataclasses import dataclass

from fenhao.books.gates import operations as gates
from fenhao.engine.waste import WAKE_UP, GateAsk, GateDecision, GatePolicy
from fenhao.interfaces.names import gate_voice, type_names
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import say

_ENOUGH = 2**53
"""More than any benefit costs: whoever may be given this much has no cap."""


@dataclass(frozen=True, slots=True)
class GateRow:
    """One thing that may or may not be given now: ``css`` tells which, ``why`` what the gate saw."""

    name: str
    allowed: bool
    said: str
    why: str


def gate_rows(here: Surroundings, customer: str) -> tuple[GateRow, ...]:
    """Return each benefit that the policy speaks of, then waking up; nothing while no policy is in force."""
    policy = gates.policy(at=here.at)
    if policy is None:
        return ()
    names, on = Names(here), here.book.today(here.at)
    benefits = list(dict.fromkeys(each.benefit_type for each in policy.entitlements))
    asks = [
        GateAsk(on, amount, customer=customer, benefit_type=benefit)
        for benefit in benefits
        for amount in (1, _ENOUGH)
    ]
    asks.append(GateAsk(on, 1, customer=customer, purpose=WAKE_UP))
    told = gates.judge(asks, at=here.at)
    types = type_names(here.book.chart, lang=here.lang)
    rows = [
        _row(names, policy, types.get(benefit, benefit), told[2 * at], told[2 * at + 1])
        for at, benefit in enumerate(benefits)
    ]
    wake_up = say("web.contact_purpose.wake_up", {}, here.lang)
    return (*rows, _row(names, policy, wake_up, told[-1], told[-1]))


def _row(names: Names, policy: GatePolicy, name: str, decision: GateDecision, most: GateDecision) -> GateRow:
    """Return one row; a benefit that may be given, but not at any price, says up to which."""
    if decision.refused:
        said, why = say("web.customer.gate_no", {}, names.lang), _seen(names, decision)
    elif most.refused:
        limit = dict(most.evidence).get("most_minor", "0")
        amount = names.figures(0).exact(int(limit))
        said, why = (
            say("web.customer.gate_up_to", {"amount": amount}, names.lang),
            _seen(names, most, quiet=True),
        )
    else:
        said = say("web.customer.gate_yes", {}, names.lang)
        why = _seen(names, decision) if decision.rule is not None else ""
    return GateRow(
        name,
        not decision.refused,
        said,
        why or say("web.customer.gate_policy", {"version": policy.version}, names.lang),
    )


def _seen(names: Names, decision: GateDecision, *, quiet: bool = False) -> str:
    """Return what the gate saw, in its own words; a cap is told by its amount alone."""
    voice = gate_voice(names.here.book.chart, lang=names.lang, amount=names.figures(0).exact)
    if quiet:
        return say("web.customer.gate_cap", voice.details(decision.evidence), names.lang)
    return voice.sentence(decision.verdict.value, decision.evidence)
