"""Exact values: money in whole minor units, splits that lose nothing, periods and calendars."""

from fenhao.kernel._amount import AMOUNT_MINOR_MAX, parse_amount
from fenhao.kernel._calendar import FiscalCalendar, Grain, Pattern, YearEnd, YearName
from fenhao.kernel._currency import currency_codes, minor_digits
from fenhao.kernel._formula import FORMULA_LENGTH_MAX, parse_typed
from fenhao.kernel._hours import DAY_MINUTES, BusinessHours, NamedDay, Shift
from fenhao.kernel._money import CurrencyMismatch, Money, amount_text, grouped_text, major_text
from fenhao.kernel._months import months_after, months_between
from fenhao.kernel._period import Period, Span
from fenhao.kernel._signs import NEVER_MEANT, UNSEEN, first_of, sign_class
from fenhao.kernel._split import split
from fenhao.kernel._trouble import Trouble

__all__ = [
    "AMOUNT_MINOR_MAX",
    "DAY_MINUTES",
    "FORMULA_LENGTH_MAX",
    "NEVER_MEANT",
    "UNSEEN",
    "BusinessHours",
    "CurrencyMismatch",
    "FiscalCalendar",
    "Grain",
    "Money",
    "NamedDay",
    "Pattern",
    "Period",
    "Shift",
    "Span",
    "Trouble",
    "YearEnd",
    "YearName",
    "amount_text",
    "currency_codes",
    "first_of",
    "grouped_text",
    "major_text",
    "minor_digits",
    "months_after",
    "months_between",
    "parse_amount",
    "parse_typed",
    "sign_class",
    "split",
]
