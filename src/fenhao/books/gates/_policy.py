"""The gate's policy as it is kept: a version, and text that reads back to the same policy."""

import json
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table
from fenhao.books.people import Right, require
from fenhao.engine.waste import BenefitCap, CheapChannels, Entitlement, GatePolicy, GateRule, Strictness
from fenhao.kernel import Trouble

POLICY = Table("gates_policy", (("version", "text"), ("in_force_at", "timestamptz"), ("rules", "text")))


def policy_in_force(session: Session, at: datetime) -> GatePolicy | None:
    """Return the policy in force at that instant; None before the first, and then nothing is asked."""
    found = session.rows(
        "SELECT version, rules FROM gates_policy WHERE in_force_at <= ? ORDER BY in_force_at DESC, id DESC LIMIT 1",
        (at,),
    )
    return read_policy(str(found[0][0]), str(found[0][1])) if found else None


def put_in_force(
    session: Session, policy: GatePolicy, *, by: int | None, at: datetime, why: str = ""
) -> bool:
    """Put a policy in force from ``at`` on; return whether it is new. The one in force again changes nothing.

    Trouble ``gates.version_taken`` when the version was in force before with the same or another text: a policy that
    is brought back gets a version of its own.
    """
    require(session, by, Right.set_policy, at=at)
    before = policy_in_force(session, at)
    if before is not None and replace(before, version=policy.version) == policy:
        return False
    if session.rows("SELECT 1 FROM gates_policy WHERE version = ?", (policy.version,)):
        raise Trouble("gates.version_taken", {"version": policy.version})
    session.insert(POLICY, [(policy.version, at, policy_text(policy))])
    old = before.version if before else None
    record(
        session,
        Act(at, by, "set_gate_policy", "gates", {"version": old}, {"version": policy.version}, why),
    )
    return True


def policy_text(policy: GatePolicy) -> str:
    """Return the policy as canonical text; its version stands beside it."""
    return json.dumps(
        {
            "wake_ups_unanswered_max": policy.wake_ups_unanswered_max,
            "participation_min": str(policy.participation_min),
            "entitlements": [[each.tier, each.benefit_type] for each in policy.entitlements],
            "benefit_caps": [[each.tier, str(each.share)] for each in policy.benefit_caps],
            "cheap_channels": [[each.tier, list(each.channels)] for each in policy.cheap_channels],
            "channel_purposes": list(policy.channel_purposes),
            "checkpoint_at": str(policy.checkpoint_at),
            "strictness": {rule.value: strictness.value for rule, strictness in policy.strictness},
        },
        ensure_ascii=False,
        sort_keys=True,
    )


@lru_cache(maxsize=32)
def read_policy(version: str, text: str) -> GatePolicy:
    """Return the policy that the text holds."""
    told = json.loads(text)
    return GatePolicy(
        version=version,
        wake_ups_unanswered_max=told["wake_ups_unanswered_max"],
        participation_min=Fraction(told["participation_min"]),
        entitlements=tuple(Entitlement(tier, benefit) for tier, benefit in told["entitlements"]),
        benefit_caps=tuple(BenefitCap(tier, Fraction(share)) for tier, share in told["benefit_caps"]),
        cheap_channels=tuple(
            CheapChannels(tier, tuple(channels)) for tier, channels in told["cheap_channels"]
        ),
        channel_purposes=tuple(told["channel_purposes"]),
        checkpoint_at=Fraction(told["checkpoint_at"]),
        strictness=tuple((rule, Strictness(told["strictness"][rule.value])) for rule in GateRule),
    )
