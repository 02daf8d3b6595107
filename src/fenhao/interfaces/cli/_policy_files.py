"""The approval policy and the rules of moves as TOML files that people edit (JSON is read as well)."""

import json
import tomllib
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from fenhao.engine.budget import ANY, ApprovalPolicy, MovePair, MovePolicy, RouteKind, RouteRule
from fenhao.kernel import Trouble

Policy = TypeVar("Policy")
Table = dict[str, object]
_APPROVALS = frozenset({"version", "one_step_each", "answer_days", "override_pool_minor", "rule"})
_RULE = frozenset({"kind", "from_minor", "roles", "heads"})
_MOVES = frozenset({"version", "line_cap_share", "year_cap_share", "at_once_minor", "pair"})
_PAIR = frozenset({"from_tier", "from_category", "to_tier", "to_category"})


def read_approvals(text: str, *, name: str) -> ApprovalPolicy:
    """Return the approval policy that a file holds. Trouble ``policy.bad_file`` names what cannot be read in it."""
    return _read(text, name=name, known=_APPROVALS, made=_approvals)


def read_moves(text: str, *, name: str) -> MovePolicy:
    """Return the rules of moves that a file holds. Trouble ``policy.bad_file`` names what cannot be read in it."""
    return _read(text, name=name, known=_MOVES, made=_moves)


def approvals_text(policy: ApprovalPolicy) -> str:
    """Return the approval policy as the file that reads back to it."""
    parts = [
        f"version = {_quoted(policy.version)}",
        f"one_step_each = {_quoted(policy.one_step_each)}",
        f"answer_days = {policy.answer_days}",
        f"override_pool_minor = {policy.override_pool_minor}",
    ]
    for rule in policy.rules:
        parts += [
            "",
            "[[rule]]",
            f"kind = {_quoted(rule.kind.value)}",
            f"from_minor = {rule.from_minor}",
            f"roles = {_quoted(list(rule.roles))}",
        ]
        if rule.heads:
            parts.append("heads = true")
    return "\n".join(parts) + "\n"


def moves_text(policy: MovePolicy) -> str:
    """Return the rules of moves as the file that reads back to them."""
    parts = [
        f"version = {_quoted(policy.version)}",
        f"line_cap_share = {_quoted(str(policy.line_cap_share))}",
        f"year_cap_share = {_quoted(str(policy.year_cap_share))}",
        f"at_once_minor = {policy.at_once_minor}",
    ]
    for pair in policy.pairs:
        parts += [
            "",
            "[[pair]]",
            f"from_tier = {_quoted(pair.from_tier)}",
            f"from_category = {_quoted(pair.from_category)}",
            f"to_tier = {_quoted(pair.to_tier)}",
            f"to_category = {_quoted(pair.to_category)}",
        ]
    return "\n".join(parts) + "\n"


def _read(text: str, *, name: str, known: frozenset[str], made: Callable[[Table], Policy]) -> Policy:
    """Return what the file says; a JSON file begins with a brace."""
    try:
        told = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        _only(told, known)
        return made(told)
    except (KeyError, ValueError, TypeError, ZeroDivisionError) as wrong:
        raise Trouble("policy.bad_file", {"file": name, "field": str(wrong)}) from wrong


def _approvals(told: Table) -> ApprovalPolicy:
    """Return the approval policy of a table."""
    return ApprovalPolicy(
        version=_text(told["version"]),
        rules=tuple(_route(rule) for rule in _tables(told["rule"], _RULE)),
        one_step_each=_flag(told["one_step_each"]),
        answer_days=_whole(told["answer_days"]),
        override_pool_minor=_whole(told["override_pool_minor"]),
    )


def _route(told: Table) -> RouteRule:
    """Return one rule of the approval policy."""
    roles = told["roles"]
    if not isinstance(roles, list):
        raise TypeError(f"roles {roles}")
    return RouteRule(
        kind=RouteKind(told["kind"]),
        from_minor=_whole(told["from_minor"]),
        roles=tuple(_text(role) for role in roles),
        heads=_flag(told.get("heads", False)),
    )


def _moves(told: Table) -> MovePolicy:
    """Return the rules of moves of a table."""
    return MovePolicy(
        version=_text(told["version"]),
        pairs=tuple(
            MovePair(*(_any(pair, name) for name in ("from_tier", "from_category", "to_tier", "to_category")))
            for pair in _tables(told["pair"], _PAIR)
        ),
        line_cap_share=Fraction(_text(told["line_cap_share"])),
        year_cap_share=Fraction(_text(told["year_cap_share"])),
        at_once_minor=_whole(told["at_once_minor"]),
    )


def _any(told: Table, name: str) -> str:
    """Return one side of a pair: any when it is left out; an empty tier is a line without one."""
    value = told.get(name, ANY)
    if not isinstance(value, str):
        raise TypeError(f"{name} {value}")
    return value


def _tables(value: object, known: frozenset[str]) -> list[Table]:
    """Return a list of tables, none with a field that nobody knows."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise TypeError(str(value))
    for each in value:
        _only(each, known)
    return value


def _only(told: Table, known: frozenset[str]) -> None:
    """Refuse a field that nobody knows; a misspelt one would be forgotten in silence."""
    if unknown := sorted(set(told) - known):
        raise ValueError(", ".join(unknown))


def _text(value: object) -> str:
    """Return a text; exact shares are written as one, because a TOML number with a point is not exact."""
    if not isinstance(value, str) or not value:
        raise TypeError(str(value))
    return value


def _whole(value: object) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(str(value))
    return value


def _flag(value: object) -> bool:
    """Return a yes or no."""
    if not isinstance(value, bool):
        raise TypeError(str(value))
    return value


def _quoted(value: str | bool | list[str]) -> str:
    """Return a value as TOML and JSON both write it."""
    return json.dumps(value, ensure_ascii=False)
