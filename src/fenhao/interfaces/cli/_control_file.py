"""The control matrix as a TOML file that people edit: every rule is one table, exact shares are text."""

import tomllib
from fractions import Fraction

from fenhao.engine.budget import (
    ANY,
    NEVER_ASKS,
    Control,
    ControlPolicy,
    ControlRule,
    Horizon,
    Level,
    Unpriced,
    UnpricedRule,
)
from fenhao.kernel import Trouble

_POLICY = frozenset({"version", "warn_at", "no_line_variable", "no_line_fixed", "rule", "unpriced"})
_UNPRICED = frozenset({"category", "policy", "amount_minor"})
_RULE = frozenset(
    {
        "category",
        "document",
        "level",
        "horizon",
        "control",
        "tolerance_minor",
        "tolerance_share",
        "approval_above_minor",
    }
)
_DOCUMENTS = (ANY, "reservation", "spend")


def read_control(text: str, *, name: str) -> ControlPolicy:
    """Return the matrix that a file holds. Trouble ``control.bad_file`` names the file and what cannot be read in it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Trouble("control.bad_file", {"file": name, "field": str(wrong)}) from wrong
    field = ""
    try:
        field = _unknown(told, _POLICY)
        rules = []
        for place, rule in enumerate(told["rule"]):
            field = f"rule[{place}]"
            field = f"{field}.{_unknown(rule, _RULE)}"
            rules.append(_rule(rule))
        unpriced = []
        for place, rule in enumerate(told.get("unpriced", ())):
            field = f"unpriced[{place}]"
            field = f"{field}.{_unknown(rule, _UNPRICED)}"
            unpriced.append(_unpriced(rule))
        field = "version, warn_at, no_line_variable, no_line_fixed"
        return ControlPolicy(
            version=_text(told["version"]),
            rules=tuple(rules),
            no_line_variable=Control(told["no_line_variable"]),
            no_line_fixed=Control(told["no_line_fixed"]),
            warn_at=Fraction(_text(told["warn_at"])),
            unpriced=tuple(unpriced),
        )
    except (KeyError, ValueError, TypeError, ZeroDivisionError) as wrong:
        details = {"file": name, "field": f"{field} {wrong}".strip()}
        raise Trouble("control.bad_file", details) from wrong


def control_text(policy: ControlPolicy) -> str:
    """Return the matrix as the file that reads back to it."""
    parts = [
        f'version = "{policy.version}"',
        f'warn_at = "{policy.warn_at}"',
        f'no_line_variable = "{policy.no_line_variable.value}"',
        f'no_line_fixed = "{policy.no_line_fixed.value}"',
    ]
    for rule in policy.rules:
        parts += [
            "",
            "[[rule]]",
            f'category = "{rule.category}"',
            f'document = "{rule.document}"',
            f'level = "{rule.level.value}"',
            f'horizon = "{rule.horizon.value}"',
            f'control = "{rule.control.value}"',
        ]
        if rule.tolerance_minor:
            parts.append(f"tolerance_minor = {rule.tolerance_minor}")
        if rule.tolerance_share:
            parts.append(f'tolerance_share = "{rule.tolerance_share}"')
        if rule.approval_above_minor != NEVER_ASKS:
            parts.append(f"approval_above_minor = {rule.approval_above_minor}")
    for held in policy.unpriced:
        parts += ["", "[[unpriced]]", f'category = "{held.category}"', f'policy = "{held.policy.value}"']
        if held.amount_minor:
            parts.append(f"amount_minor = {held.amount_minor}")
    return "\n".join(parts) + "\n"


def _unknown(told: dict[str, object], known: frozenset[str]) -> str:
    """Refuse a field that nobody knows; a misspelt one would be forgotten in silence."""
    if unknown := sorted(set(told) - known):
        raise ValueError(", ".join(unknown))
    return ""


def _rule(told: dict[str, object]) -> ControlRule:
    """Return one cell of the matrix."""
    document = _text(told.get("document", ANY))
    if document not in _DOCUMENTS:
        raise ValueError(document)
    tolerance, mark = told.get("tolerance_minor", 0), told.get("approval_above_minor", NEVER_ASKS)
    if not isinstance(tolerance, int) or not isinstance(mark, int) or min(tolerance, mark) < 0:
        raise ValueError(f"{tolerance} {mark}")
    share = Fraction(_text(told.get("tolerance_share", "0")))
    if share < 0:
        raise ValueError(str(share))
    return ControlRule(
        category=_text(told.get("category", ANY)),
        document=document,
        level=Level(told["level"]),
        horizon=Horizon(told["horizon"]),
        control=Control(told["control"]),
        tolerance_minor=tolerance,
        tolerance_share=share,
        approval_above_minor=mark,
    )


def _unpriced(told: dict[str, object]) -> UnpricedRule:
    """Return what becomes of unknown cost of a category."""
    amount = told.get("amount_minor", 0)
    if type(amount) is not int:
        raise TypeError(str(amount))
    return UnpricedRule(_text(told.get("category", ANY)), Unpriced(told["policy"]), amount)


def _text(value: object) -> str:
    """Return a text; exact shares are written as one, because a TOML number with a point is not exact."""
    if not isinstance(value, str) or not value:
        raise TypeError(str(value))
    return value
