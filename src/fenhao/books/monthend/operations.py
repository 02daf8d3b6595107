"""What can be done at the end of a month: look, propose transfers, close by written rules, ask to open again."""

from fenhao.books.budgets.operations import MonthVerdict
from fenhao.books.monthend._close import begin_closing, close, closed_months, closed_within
from fenhao.books.monthend._facts import average_returns, closing_checks
from fenhao.books.monthend._propose import (
    Suggested,
    TakeAnswer,
    TakeVerdict,
    propose_transfers,
    suggested,
    suggested_within,
    take,
)
from fenhao.books.monthend._reopen import Reopening, ask_reopening, on_answered, recheck, reopenings
from fenhao.books.monthend._rules import rules_at, set_rules
from fenhao.books.monthend._status import (
    MonthStatus,
    YearEnd,
    days_of,
    status,
    status_within,
    watch,
    year_end,
    year_within,
)
from fenhao.books.monthend._values import (
    CloseAnswer,
    CloseVerdict,
    ClosingCheck,
    MonthEnd,
    Obstacle,
    ReopenAnswer,
    ReopenVerdict,
)
from fenhao.books.monthend._year import open_fiscal_year

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
    "Reopening",
    "Suggested",
    "TakeAnswer",
    "TakeVerdict",
    "YearEnd",
    "ask_reopening",
    "average_returns",
    "begin_closing",
    "close",
    "closed_months",
    "closed_within",
    "closing_checks",
    "days_of",
    "on_answered",
    "open_fiscal_year",
    "propose_transfers",
    "recheck",
    "reopenings",
    "rules_at",
    "set_rules",
    "status",
    "status_within",
    "suggested",
    "suggested_within",
    "take",
    "watch",
    "year_end",
    "year_within",
]
