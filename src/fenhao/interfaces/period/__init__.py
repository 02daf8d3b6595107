"""The report of a month, quarter or year as people read it: what the books and the kept cost say of it, in the reader's words.

``read_period`` gathers, ``period_report`` tells; page, paper, workbook and API show the same.
"""

from fenhao.interfaces.period._names import FULL, Around, Spoken, day_of, moment, share, times_larger
from fenhao.interfaces.period._papers import (
    budget_pdf,
    budget_sheets,
    period_pdf,
    period_sheets,
    print_budget,
    print_period,
)
from fenhao.interfaces.period._read import PeriodRead, read_period, span_of
from fenhao.interfaces.period._report import period_report
from fenhao.interfaces.period._tables import NOTHING, cost_name, report_word

__all__ = [
    "FULL",
    "NOTHING",
    "Around",
    "PeriodRead",
    "Spoken",
    "budget_pdf",
    "budget_sheets",
    "cost_name",
    "day_of",
    "moment",
    "period_pdf",
    "period_report",
    "period_sheets",
    "print_budget",
    "print_period",
    "read_period",
    "report_word",
    "share",
    "span_of",
    "times_larger",
]
