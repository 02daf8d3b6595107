"""Ineffective spend as cases: owner, accept, dismiss, appeal, recover, and next month's cut."""

from fenhao.books.findings._cases import (
    CaseFilter,
    CaseRow,
    RuleRow,
    WeekRow,
    by_rule,
    find,
    ineffective_share,
    listed,
    summed,
    week_costs,
    weekly,
)
from fenhao.books.findings._decide import CaseReply, Link
from fenhao.books.findings._refresh import Refreshed

__all__ = [
    "CaseFilter",
    "CaseReply",
    "CaseRow",
    "Link",
    "Refreshed",
    "RuleRow",
    "WeekRow",
    "by_rule",
    "find",
    "ineffective_share",
    "listed",
    "summed",
    "week_costs",
    "weekly",
]
