"""The policies in force, read only: the control matrix, the closing rules and the gate, each with its version."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from fenhao.books.budgets.operations import policy_in_force as control_in_force
from fenhao.books.database import Session, read
from fenhao.books.gates import policy_in_force as gate_in_force
from fenhao.books.monthend.operations import rules_at
from fenhao.books.people import Right
from fenhao.engine.budget import ANY, NEVER_ASKS, ClosingRules, ControlPolicy, ControlRule
from fenhao.engine.waste import GatePolicy
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy as a reader sees it: its version, sentences, and a table whose first row are its heads."""

    name: str
    version: str
    sentences: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@for_readers(Right.see)
def policies(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the policies in force at this moment."""

    def work(session: Session) -> tuple[ControlPolicy, ClosingRules, GatePolicy | None]:
        """Read all three."""
        return (
            control_in_force(session, here.at),
            rules_at(session, here.at),
            gate_in_force(session, here.at),
        )

    control, closing, gate = read(work)
    names = Names(here)
    found = (_control(names, control), _closing(names, closing), _gate(names, gate))
    return shown(request, here, "web/policies.html", {"policies": found})


def _control(names: Names, policy: ControlPolicy) -> Policy:
    """Return the control matrix in words."""
    write = names.figures(0)
    details = {
        "warn": write.percent(policy.warn_at),
        "variable": names.word("control_kind", policy.no_line_variable.value),
        "fixed": names.word("control_kind", policy.no_line_fixed.value),
    }
    heads = ("category", "document", "level", "horizon", "control", "tolerance", "approval")
    return Policy(
        name="control",
        version=policy.version,
        sentences=(say("web.policies.control_says", details, names.lang), _unpriced(names, policy)),
        heads=_heads(names, heads),
        rows=tuple(_control_row(names, rule) for rule in policy.rules),
    )


def _unpriced(names: Names, policy: ControlPolicy) -> str:
    """Return in a sentence what becomes of unknown cost, category by category."""
    write = names.figures(0)
    every = say("web.policies.others", {}, names.lang)
    rules = [rule for rule in policy.unpriced if rule.category != ANY]
    told = [
        f"{names.category(rule.category) if rule.category != ANY else every} – "
        + names.word("unpriced_policy", rule.policy.value)
        + (f" ({write.plain(rule.amount_minor)})" if rule.amount_minor else "")
        for rule in (*rules, policy.of_unpriced(ANY))
    ]
    return say("web.policies.unpriced_says", {"rules": "; ".join(told)}, names.lang)


def _control_row(names: Names, rule: ControlRule) -> tuple[str, ...]:
    """Return one cell of the matrix in words."""
    write = names.figures(0)
    never = say("web.policies.never", {}, names.lang)
    return (
        names.category(rule.category) if rule.category != ANY else say("web.all", {}, names.lang),
        names.word("web.policies.document_of", str(rule.document) if rule.document != ANY else "any"),
        names.word("web.policies.level_of", rule.level.value),
        names.word("web.policies.horizon_of", rule.horizon.value),
        names.word("control_kind", rule.control.value),
        f"{write.plain(rule.tolerance_minor)} / {write.percent(rule.tolerance_share)}",
        never if rule.approval_above_minor >= NEVER_ASKS else write.plain(rule.approval_above_minor),
    )


def _closing(names: Names, rules: ClosingRules) -> Policy:
    """Return the closing rules in words."""
    everything = say("web.all", {}, names.lang)
    return Policy(
        name="closing",
        version=rules.version,
        sentences=(say("web.policies.closing_says", {}, names.lang),),
        heads=_heads(names, ("tier", "category", "holds", "unspent", "overspend")),
        rows=tuple(
            (
                everything if rule.tier == ANY else names.tier(rule.tier),
                everything if rule.category == ANY else names.category(rule.category),
                names.word("web.policies.holds_rule", rule.holds.value),
                names.word("web.policies.unspent_rule", rule.unspent.value),
                names.word("web.policies.overspend_rule", rule.overspend.value),
            )
            for rule in rules.rules
        ),
    )


def _gate(names: Names, policy: GatePolicy | None) -> Policy:
    """Return the gate in words."""
    if policy is None:
        return Policy("gate", "", (say("web.policies.no_gate", {}, names.lang),), (), ())
    write = names.figures(0)
    details = {
        "wake_ups": str(policy.wake_ups_unanswered_max),
        "participation": write.percent(policy.participation_min),
        "checkpoint": write.percent(policy.checkpoint_at),
    }
    caps = (
        say(
            "web.policies.cap_says",
            {"tier": names.tier(cap.tier), "share": write.percent(cap.share)},
            names.lang,
        )
        for cap in policy.benefit_caps
    )
    return Policy(
        name="gate",
        version=policy.version,
        sentences=(say("web.policies.gate_says", details, names.lang), *caps),
        heads=_heads(names, ("rule", "strictness")),
        rows=tuple(
            (
                names.word("web.policies.gate_rule", rule.value),
                names.word("web.policies.strictness_of", strictness.value),
            )
            for rule, strictness in policy.strictness
        ),
    )


def _heads(names: Names, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the heads of a table."""
    return tuple(say(f"web.policies.{code}", {}, names.lang) for code in codes)
