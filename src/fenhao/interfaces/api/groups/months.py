"""Fiscal months: how they stand, what is proposed at their end, closing and opening again."""

from dataclasses import dataclass

from fenhao.books.database import read
from fenhao.books.journal import Month, months
from fenhao.books.monthend import operations as monthend
from fenhao.books.monthend.operations import CloseAnswer, MonthEnd, MonthStatus, ReopenAnswer, YearEnd
from fenhao.books.people import Right
from fenhao.interfaces.api._fields import Nothing, Why
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.runs.book import say_nothing


@dataclass(frozen=True, slots=True)
class Turned:
    """How a month's turn ended."""

    verdict: str


def _close(here: Here, _: Nothing, key: str) -> CloseAnswer:
    """Close a month: every check is made anew."""
    checks = monthend.closing_checks(book=here.book, month=here.named, at=here.at, advance=say_nothing)
    return monthend.close(here.named, checks=checks, key=key, by=here.by, at=here.at)


def _year(here: Here, _: Nothing) -> YearEnd | None:
    """Return how a fiscal year stands."""
    known = {each.fiscal_year for each in read(months)}
    if here.number not in known:
        return None
    return monthend.year_end(here.number, by=here.by, at=here.at)


OFFERS: tuple[Offer, ...] = (
    Many(
        "months",
        Right.see,
        "Fiscal months and their states",
        Month,
        whole(lambda _here, _asked: read(months), place=lambda each: (each.label,)),
        Nothing,
    ),
    One(
        "months/{name}",
        Right.see,
        "Execution of a month's lines",
        MonthStatus,
        lambda here, _: monthend.status(here.named, on=here.book.today(here.at), by=here.by, at=here.at),
        Nothing,
    ),
    Many(
        "months/closed",
        Right.see,
        "Months as they were closed",
        MonthEnd,
        whole(lambda _here, _asked: monthend.closed_months(), place=lambda each: (each.month,)),
        Nothing,
    ),
    Many(
        "months/{name}/proposals",
        Right.see,
        "Transfers proposed at the month's end",
        monthend.Suggested,
        whole(lambda here, _: monthend.suggested(here.named, at=here.at), place=lambda each: (each.id,)),
        Nothing,
    ),
    Deed(
        "proposals/{number}/take",
        Right.propose_move,
        "Take up a proposed transfer",
        Why,
        monthend.TakeAnswer,
        lambda here, asked, key: monthend.take(here.number, key=key, by=here.by, at=here.at, why=asked.why),
    ),
    Deed(
        "months/{name}/begin-closing",
        Right.close_month,
        "Begin to close a month",
        Nothing,
        Turned,
        lambda here, _, key: Turned(
            monthend.begin_closing(here.named, key=key, by=here.by, at=here.at).value
        ),
    ),
    Deed("months/{name}/close", Right.close_month, "Close a month", Nothing, CloseAnswer, _close),
    Deed(
        "months/{name}/ask-reopening",
        Right.reopen_month,
        "Ask for a closed month to be opened again",
        Why,
        ReopenAnswer,
        lambda here, asked, key: monthend.ask_reopening(
            here.named,
            why=asked.why,
            key=key,
            by=here.by,
            at=here.at,
            currency=here.book.settings.currency,
        ),
    ),
    One("years/{number}", Right.see, "Deviation and utilisation of a fiscal year", YearEnd, _year, Nothing),
)
