"""The approval policy as it is kept: dated versions, each a text that reads back to the same policy."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from fenhao.books.approvals._values import Step
from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table
from fenhao.books.journal import once
from fenhao.books.people import RIGHTS, Right, Role, require
from fenhao.engine.budget import (
    DEFAULT_APPROVALS,
    ApprovalPolicy,
    RouteKind,
    RouteRule,
    route,
    route_faults,
)
from fenhao.kernel import Trouble

POLICY = Table("approvals_policy", (("version", "text"), ("in_force_at", "timestamptz"), ("matrix", "text")))


@dataclass(frozen=True, slots=True)
class Routed:
    """A route under the policy in force: who is asked, until when, and the policy's version."""

    steps: tuple[Step, ...]
    due_at: datetime
    policy: ApprovalPolicy


def policy_at(session: Session, at: datetime) -> ApprovalPolicy:
    """Return the policy in force at that instant; the built-in one before the first."""
    found = session.rows(
        "SELECT version, matrix FROM approvals_policy WHERE in_force_at <= ?"
        " ORDER BY in_force_at DESC, id DESC LIMIT 1",
        (at,),
    )
    return read_policy(str(found[0][0]), str(found[0][1])) if found else DEFAULT_APPROVALS


def routed(
    session: Session, *, kind: RouteKind, amount_minor: int, at: datetime, departments: Sequence[str] = ()
) -> Routed:
    """Return who is asked about so much under the policy in force, and until when."""
    policy = policy_at(session, at)
    steps = route(kind=kind, amount_minor=amount_minor, departments=departments, policy=policy)
    return Routed(
        steps=tuple(Step(Role(each.role) if each.role else None, each.department) for each in steps),
        due_at=at + timedelta(days=policy.answer_days),
        policy=policy,
    )


def put_policy(
    session: Session, policy: ApprovalPolicy, *, key: str, by: int | None, at: datetime, why: str
) -> None:
    """Put a policy in force from now on; cases that wait keep the route they have.

    Trouble ``approvals.policy_faults`` when it leaves somebody unasked, ``approvals.version_taken`` when the version
    exists.
    """
    require(session, by, Right.set_policy, at=at)
    roles = frozenset(role.value for role in RIGHTS[Right.answer_approval])
    if faults := route_faults(policy, roles=roles):
        raise Trouble("approvals.policy_faults", {"faults": ", ".join(faults)})
    text = policy_text(policy)

    def work(session: Session) -> tuple[str, dict[str, str | int | bool | None]]:
        """Insert it."""
        if session.rows("SELECT 1 FROM approvals_policy WHERE version = ?", (policy.version,)):
            raise Trouble("approvals.version_taken", {"version": policy.version})
        before = policy_at(session, at)
        session.insert(POLICY, [(policy.version, at, text)])
        versions = ({"version": before.version}, {"version": policy.version})
        record(session, Act(at, by, "set_policy", "approvals", *versions, why))
        return "set", {}

    body = {"version": policy.version, "matrix": text}
    once(session, key=key, act="approvals_policy", body=body, by=by, at=at, work=work)


def policy_text(policy: ApprovalPolicy) -> str:
    """Return the policy as canonical text, without its version."""
    return json.dumps(
        {
            "one_step_each": policy.one_step_each,
            "answer_days": policy.answer_days,
            "override_pool_minor": policy.override_pool_minor,
            "rules": [
                {
                    "kind": rule.kind.value,
                    "from_minor": rule.from_minor,
                    "roles": list(rule.roles),
                    "heads": rule.heads,
                }
                for rule in policy.rules
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


@lru_cache(maxsize=32)
def read_policy(version: str, text: str) -> ApprovalPolicy:
    """Return the policy that the text holds."""
    told = json.loads(text)
    return ApprovalPolicy(
        version=version,
        rules=tuple(
            RouteRule(RouteKind(rule["kind"]), rule["from_minor"], tuple(rule["roles"]), rule["heads"])
            for rule in told["rules"]
        ),
        one_step_each=told["one_step_each"],
        answer_days=told["answer_days"],
        override_pool_minor=told["override_pool_minor"],
    )
