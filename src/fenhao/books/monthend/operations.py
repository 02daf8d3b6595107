"""What can be done at the end of a month: look, propose transfers, close by written rules, ask to open again."""

from fenhao.books.budgets.operations import MonthVerdict
from fenhao.books.monthend._close import begin_closing, close, closed_months
from fenhao.books.monthend._propose import (
    Suggested,
    TakeAnswer,
    TakeVerdict,
    propose_transfers,
    suggested,
    take,
)
from fenhao.books.monthend._reopen import ask_reopening, on_answered, recheck
from fenhao.books.monthend._rules import rules_at, set_rules
from fenhao.books.monthend._status import MonthStatus, YearEnd, days_of, status, watch, year_end
from fenhao.books.monthend._values import (
    CloseAnswer,
    CloseVerdict,
    ClosingCheck,
    MonthEnd,
    Obstacle,
    ReopenAnswer,
    ReopenVerdict,
)

__all__ = [
    "CloseAnswer",
    "CloseVerdict",
    "ClosingCheck",
    "MonthEnd",
    "MonthStatus",
    "MonthVerdict",
    "Obstacle",
    "ReopenAnswer",
    "ReopenVerdict",
    "Suggested",
    "TakeAnswer",
    "TakeVerdict",
    "YearEnd",
    "ask_reopening",
    "begin_closing",
    "close",
    "closed_months",
    "days_of",
    "on_answered",
    "propose_transfers",
    "recheck",
    "rules_at",
    "set_rules",
    "status",
    "suggested",
    "take",
    "watch",
    "year_end",
]
