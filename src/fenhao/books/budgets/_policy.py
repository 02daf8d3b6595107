"""The control matrix as it is kept: a version, and text that reads back to the same matrix."""

import json
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import cast

from fenhao.books.database import Session, instant, read
from fenhao.engine.budget import (
    DEFAULT_CONTROL,
    Control,
    ControlPolicy,
    ControlRule,
    Horizon,
    Level,
    Unpriced,
    UnpricedRule,
)


def policy_in_force(session: Session, at: datetime) -> ControlPolicy:
    """Return the matrix in force at that instant; the built-in one before the first."""
    found = [told for since, *told in session.kept("policies", _policies) if since <= at]
    return read_policy(*found[-1]) if found else DEFAULT_CONTROL


def _policies(session: Session) -> list[tuple[datetime, str, str]]:
    """Return since when, version and text of every matrix, the newest last."""
    return [
        (cast("datetime", instant(since)), str(version), str(matrix))
        for since, version, matrix in session.rows(
            "SELECT in_force_at, version, matrix FROM budgets_policy ORDER BY in_force_at, id"
        )
    ]


def control_at(at: datetime) -> ControlPolicy:
    """Return the control matrix in force at that instant."""
    return read(lambda session: policy_in_force(session, at))


def policy_text(policy: ControlPolicy) -> str:
    """Return the matrix as canonical text."""
    unpriced = [[rule.category, rule.policy.value, rule.amount_minor] for rule in policy.unpriced]
    return json.dumps(
        {
            **({"unpriced": unpriced} if unpriced else {}),
            "warn_at": str(policy.warn_at),
            "no_line_variable": policy.no_line_variable.value,
            "no_line_fixed": policy.no_line_fixed.value,
            "rules": [
                {
                    "category": rule.category,
                    "document": rule.document,
                    "level": rule.level.value,
                    "horizon": rule.horizon.value,
                    "control": rule.control.value,
                    "tolerance_minor": rule.tolerance_minor,
                    "tolerance_share": str(rule.tolerance_share),
                    "approval_above_minor": rule.approval_above_minor,
                }
                for rule in policy.rules
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


@lru_cache(maxsize=32)
def read_policy(version: str, text: str) -> ControlPolicy:
    """Return the matrix that the text holds."""
    told = json.loads(text)
    return ControlPolicy(
        version=version,
        rules=tuple(
            ControlRule(
                category=rule["category"],
                document=rule["document"],
                level=Level(rule["level"]),
                horizon=Horizon(rule["horizon"]),
                control=Control(rule["control"]),
                tolerance_minor=rule["tolerance_minor"],
                tolerance_share=Fraction(rule["tolerance_share"]),
                approval_above_minor=rule["approval_above_minor"],
            )
            for rule in told["rules"]
        ),
        no_line_variable=Control(told["no_line_variable"]),
        no_line_fixed=Control(told["no_line_fixed"]),
        warn_at=Fraction(told["warn_at"]),
        unpriced=tuple(
            UnpricedRule(category, Unpriced(rule), minor)
            for category, rule, minor in told.get("unpriced", ())
        ),
    )
