"""Rules in force from one version to the next: who approves what, what may move, how strictly budgets hold, unknown cost, months' ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeVar

from pydantic import Field, StrictInt

from fenhao.books.approvals import operations as approvals, policy_at as approvals_at
from fenhao.books.budgets import operations as budgets
from fenhao.books.database import Session, read, write
from fenhao.books.journal import Plain, once
from fenhao.books.monthend import operations as monthend
from fenhao.books.moves import operations as moves
from fenhao.books.people import Right
from fenhao.engine.budget import (
    ApprovalPolicy,
    ClosingRule,
    ClosingRules,
    Control,
    ControlPolicy,
    ControlRule,
    HoldRule,
    Horizon,
    Level,
    MovePair,
    MovePolicy,
    OverspendRule,
    RouteKind,
    RouteRule,
    Unpriced,
    UnpricedRule,
    UnspentRule,
)
from fenhao.interfaces.api._fields import (
    Asked,
    Flag,
    Name,
    NeededName,
    NoAmount,
    Nothing,
    Share,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Offer, One
from fenhao.interfaces.api._problems import Refused, Wrong

Wanted = TypeVar("Wanted", bound=Asked)


Why = Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class InForce:
    """The version of rules that is in force."""

    version: str


class Route(Asked):
    """Who is asked, in this order, about acts of a kind from an amount upwards; heads of departments first, where said."""

    kind: RouteKind
    from_minor: NoAmount
    roles: Annotated[tuple[NeededName, ...], Field(max_length=20)]
    heads: Flag = False


class ApprovalMatrix(Asked):
    """Who approves what, as a new version."""

    version: NeededName
    rules: Annotated[tuple[Route, ...], Field(min_length=1, max_length=200)]
    one_step_each: Flag
    answer_days: Annotated[StrictInt, Field(ge=1, le=366)]
    override_pool_minor: NoAmount
    why: Why


class Pair(Asked):
    """Funding may leave lines of one tier and category for lines of another; ``*`` is any."""

    from_tier: Name
    from_category: Name
    to_tier: Name
    to_category: Name


class MoveRules(Asked):
    """What funding may move, as a new version."""

    version: NeededName
    pairs: Annotated[tuple[Pair, ...], Field(max_length=500)]
    line_cap_share: Share
    year_cap_share: Share
    at_once_minor: NoAmount
    why: Why


class MatrixRule(Asked):
    """One cell of the control matrix; category and document may be ``*``."""

    category: Name
    document: Name
    level: Level
    horizon: Horizon
    control: Control
    tolerance_minor: NoAmount = 0
    tolerance_share: Share = "0"
    approval_above_minor: NoAmount


class UnknownCost(Asked):
    """What a category (``*``: every one) does with cost that nobody knows yet."""

    category: NeededName
    policy: Unpriced
    amount_minor: NoAmount = 0


class ControlMatrix(Asked):
    """How strictly budgets hold, as a new version."""

    version: NeededName
    rules: Annotated[tuple[MatrixRule, ...], Field(min_length=1, max_length=500)]
    no_line_variable: Control
    no_line_fixed: Control
    warn_at: Share
    unpriced: Annotated[tuple[UnknownCost, ...], Field(max_length=200)] = ()
    why: Why


class UnknownCosts(Asked):
    """Other rules for unknown cost; ``seen`` is the version of the matrix that was read."""

    rules: Annotated[tuple[UnknownCost, ...], Field(max_length=200)]
    seen: NeededName
    why: Why


class EndRule(Asked):
    """What becomes of a line at its month's end; tier and category may be ``*``."""

    tier: Name
    category: Name
    holds: HoldRule
    unspent: UnspentRule
    overspend: OverspendRule


class EndRules(Asked):
    """What becomes of lines at the month's end, as a new version."""

    version: NeededName
    rules: Annotated[tuple[EndRule, ...], Field(min_length=1, max_length=500)]
    why: Why


def _approve(here: Here, asked: ApprovalMatrix, key: str) -> ApprovalPolicy:
    """Put a matrix of approvals in force."""
    rules = tuple(RouteRule(each.kind, each.from_minor, each.roles, each.heads) for each in asked.rules)
    policy = ApprovalPolicy(
        asked.version, rules, asked.one_step_each, asked.answer_days, asked.override_pool_minor
    )
    approvals.set_policy(policy, key=key, by=here.by, at=here.at, why=asked.why)
    return policy


def _move(here: Here, asked: MoveRules, key: str) -> MovePolicy:
    """Put rules of moves in force."""
    pairs = tuple(
        MovePair(each.from_tier, each.from_category, each.to_tier, each.to_category) for each in asked.pairs
    )
    policy = MovePolicy(
        asked.version,
        pairs,
        Fraction(asked.line_cap_share),
        Fraction(asked.year_cap_share),
        asked.at_once_minor,
    )
    moves.set_policy(policy, key=key, by=here.by, at=here.at, why=asked.why)
    return policy


def _unpriced(rules: tuple[UnknownCost, ...], *, field: str) -> tuple[UnpricedRule, ...]:
    """Return rules for unknown cost; ``Refused`` naming an amount that its policy does not take."""
    found = []
    for place, each in enumerate(rules):
        try:
            found.append(UnpricedRule(each.category, each.policy, each.amount_minor))
        except ValueError as wrong:
            odd = Wrong(f"{field}.{place}.amount_minor", "api.field.wrong")
            raise Refused(422, "api.wrong", fields=(odd,)) from wrong
    return tuple(found)


def _control(here: Here, asked: ControlMatrix, key: str) -> ControlPolicy:
    """Put a control matrix in force."""
    rules = tuple(
        ControlRule(
            each.category,
            each.document,
            each.level,
            each.horizon,
            each.control,
            each.tolerance_minor,
            Fraction(each.tolerance_share),
            each.approval_above_minor,
        )
        for each in asked.rules
    )
    policy = ControlPolicy(
        asked.version,
        rules,
        asked.no_line_variable,
        asked.no_line_fixed,
        Fraction(asked.warn_at),
        _unpriced(asked.unpriced, field="unpriced"),
    )

    def put(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Put it in force."""
        budgets.put_control(session, policy, by=here.by, at=here.at, why=asked.why)
        return "set", {}

    body = {"asked": asked.model_dump_json()}
    write(
        lambda session: once(session, key=key, act="set_control", body=body, by=here.by, at=here.at, work=put)
    )
    return policy


def _unknown(here: Here, asked: UnknownCosts, key: str) -> InForce:
    """Let other rules speak for unknown cost."""
    return InForce(
        budgets.set_unpriced(
            _unpriced(asked.rules, field="rules"),
            seen=asked.seen,
            key=key,
            by=here.by,
            at=here.at,
            why=asked.why,
        )
    )


def _end(here: Here, asked: EndRules, key: str) -> ClosingRules:
    """Put rules of the month's end in force."""
    rules = tuple(
        ClosingRule(each.tier, each.category, each.holds, each.unspent, each.overspend)
        for each in asked.rules
    )
    policy = ClosingRules(asked.version, rules)
    monthend.set_rules(policy, key=key, by=here.by, at=here.at, why=asked.why)
    return policy


def _rules(
    path: str,
    what: str,
    kind: type,
    now: Callable[[Session, Here], object],
    body: type[Wanted],
    work: Callable[[Here, Wanted, str], object],
) -> tuple[Offer, Offer]:
    """Return the offers of rules that are in force from one version to the next: what they say, and a new version."""

    def find(here: Here, _: Nothing) -> object:
        """Return what they say now."""
        return read(lambda session: now(session, here))

    return (
        One(f"rules/{path}", Right.see, f"{what}, as in force", kind, find, Nothing),
        Deed(
            f"rules/{path}", Right.set_policy, f"Put a new version in force: {what.lower()}", body, kind, work
        ),
    )


OFFERS: tuple[Offer, ...] = (
    *_rules(
        "approvals",
        "Who approves what",
        ApprovalPolicy,
        lambda session, here: approvals_at(session, here.at),
        ApprovalMatrix,
        _approve,
    ),
    *_rules(
        "moves",
        "What may move",
        MovePolicy,
        lambda session, here: moves.policy_at(session, here.at),
        MoveRules,
        _move,
    ),
    *_rules(
        "control",
        "How strictly budgets hold",
        ControlPolicy,
        lambda session, here: budgets.policy_in_force(session, here.at),
        ControlMatrix,
        _control,
    ),
    *_rules(
        "months",
        "What becomes of lines at the month's end",
        ClosingRules,
        lambda session, here: monthend.rules_at(session, here.at),
        EndRules,
        _end,
    ),
    Deed(
        "rules/unpriced",
        Right.set_policy,
        "Say what becomes of unknown cost",
        UnknownCosts,
        InForce,
        _unknown,
    ),
)
