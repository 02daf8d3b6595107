"""Who is asked before something happens: the written approval policy, and the route that it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class RouteKind(Enum):
    """What a route is for. A transfer between tiers is asked otherwise than one inside a tier."""

    plan = "plan"
    spend = "spend"
    override = "override"  # spend above what is available
    transfer = "transfer"
    transfer_across = "transfer_across"  # from one tier to another
    draw = "draw"  # from the emergency reserve
    cut = "cut"  # funding that a line loses for ineffective spend
    reopen = "reopen"


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Somebody who is asked: whoever holds the role or, where that is empty, the head of the department."""

    role: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class RouteRule:
    """Who is asked, in this order, about acts of a kind from an amount upwards.

    ``heads`` asks the heads of the departments concerned first, one step each.
    """

    kind: RouteKind
    from_minor: int
    roles: tuple[str, ...]
    heads: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """The written approval policy.

    ``one_step_each``: one person answers one step of a case at most. A case that nobody answers ends after
    ``answer_days``. ``override_pool_minor`` is how much may be allowed in a fiscal year above what lines have.
    """

    version: str
    rules: tuple[RouteRule, ...]
    one_step_each: bool
    answer_days: int
    override_pool_minor: int


DEFAULT_APPROVALS = ApprovalPolicy(
    version="built-in",
    rules=(
        RouteRule(RouteKind.plan, 0, ("finance", "operations", "customer_service", "management")),
        RouteRule(RouteKind.spend, 0, ("finance",)),
        RouteRule(RouteKind.spend, 1_000_000, ("finance", "management")),
        RouteRule(RouteKind.spend, 10_000_000, ("finance", "operations", "management")),
        RouteRule(RouteKind.override, 0, ("finance", "management")),
        RouteRule(RouteKind.transfer, 0, ("finance",)),
        RouteRule(RouteKind.transfer, 1_000_000, ("finance", "management")),
        RouteRule(RouteKind.transfer_across, 0, ("finance", "management")),
        RouteRule(RouteKind.draw, 0, ("finance", "management")),
        RouteRule(RouteKind.cut, 0, ("finance",), heads=True),
        RouteRule(RouteKind.reopen, 0, ("management",)),
    ),
    one_step_each=True,
    answer_days=7,
    override_pool_minor=5_000_000,
)
"""What holds until the company writes its own."""


def route(
    *, kind: RouteKind, amount_minor: int, departments: Sequence[str], policy: ApprovalPolicy
) -> tuple[RouteStep, ...]:
    """Return who is asked, in order; never empty. The rule with the highest mark that the amount reaches decides."""
    assert amount_minor >= 0, "a route is for an amount"
    reached = [rule for rule in policy.rules if rule.kind is kind and rule.from_minor <= amount_minor]
    if not reached:
        raise ValueError(f"the policy asks nobody about {kind.value}")
    rule = max(reached, key=lambda each: each.from_minor)
    heads = tuple(RouteStep("", each) for each in dict.fromkeys(departments) if each) if rule.heads else ()
    return (*heads, *(RouteStep(role) for role in rule.roles))


def route_faults(policy: ApprovalPolicy, *, roles: frozenset[str]) -> tuple[str, ...]:
    """Return what is wrong with a policy: a kind or amount that nobody answers, a mark twice, an unknown role."""
    faults = [f"{kind.value} 0" for kind in RouteKind if not _answered(policy, kind)]
    seen: set[tuple[RouteKind, int]] = set()
    for rule in policy.rules:
        cell = (rule.kind, rule.from_minor)
        strange = [role for role in rule.roles if role not in roles]
        if cell in seen or rule.from_minor < 0 or not rule.roles or strange:
            faults.append(f"{rule.kind.value} {rule.from_minor} {' '.join(strange)}".rstrip())
        seen.add(cell)
    if policy.answer_days < 1:
        faults.append(f"answer_days {policy.answer_days}")
    if policy.override_pool_minor < 0:
        faults.append(f"override_pool_minor {policy.override_pool_minor}")
    return tuple(faults)


def _answered(policy: ApprovalPolicy, kind: RouteKind) -> bool:
    """Whether the policy says who answers the smallest amounts of a kind."""
    return any(rule.kind is kind and rule.from_minor == 0 for rule in policy.rules)
