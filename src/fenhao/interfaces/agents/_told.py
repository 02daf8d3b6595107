"""How answers are put for machines that reason: money with unit and currency, estimates as such, the book's words quoted.

Whatever somebody else may have typed (names, notes, reasons, ids) travels as ``{"quote": "..."}``: a value that is told
apart from the answer around it, one line, cut to a length. That is a courtesy to the reader and no safeguard: the safeguard
is that no tool can do more than propose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from fenhao.books.people import Right
from fenhao.interfaces.names import category_name, line_name, masked, period_name, tier_name, word
from fenhao.interfaces.report import figures
from fenhao.interfaces.words import Language
from fenhao.runs.book import Book
from fenhao.runs.mart import customer_ref

Told = dict[str, object]
Row = TypeVar("Row")
QUOTE_MAX = 300


@dataclass(frozen=True, slots=True)
class Seat:
    """For whom a tool is called: the person of the token, what both may do, and the token's name, which names the agent."""

    book: Book
    lang: Language
    by: int
    agent: str
    rights: frozenset[Right]
    at: datetime

    def money(self, minor: int) -> Told:
        """Return an amount exactly, and as people read it."""
        currency = self.book.settings.currency
        text = figures(lang=self.lang, currency=currency, largest_minor=0).exact(minor)
        return {"minor": minor, "currency": currency, "text": text}

    def share(self, value: Fraction | None) -> Told | None:
        """Return a share exactly and in percent; None where there is none."""
        if value is None:
            return None
        write = figures(lang=self.lang, currency=self.book.settings.currency, largest_minor=0)
        return {"exact": str(value), "text": write.percent(value)}

    def estimate(self, low: int, mid: int, high: int) -> Told:
        """Return what a model expects of an amount: never an amount that was booked, and not to be added to one."""
        return {"is": "estimate", "low": self.money(low), "mid": self.money(mid), "high": self.money(high)}

    def customer(self, customer_id: str) -> Told | None:
        """Return who a customer is: the id masked, and what other tools call the customer by; None for nobody."""
        if not customer_id:
            return None
        return {"ref": customer_ref(customer_id), "masked": quote(masked(customer_id))}

    def line(self, period: str, tier: str, category: str) -> Told:
        """Return a line by its codes and its name."""
        name = line_name(period, tier, category, chart=self.book.chart, lang=self.lang)
        return {"period": period, "tier": tier, "category": category, "name": name}

    def tier(self, code: str) -> str:
        """Return a tier's name."""
        return tier_name(code, lang=self.lang)

    def category(self, code: str) -> str:
        """Return a category's name."""
        return category_name(code, chart=self.book.chart, lang=self.lang)

    def period(self, label: str) -> str:
        """Return a period's name."""
        return period_name(label, lang=self.lang)

    def word(self, subject: str, code: str) -> str:
        """Return the word for a code."""
        return word(subject, code, lang=self.lang)


def quote(text: str) -> Told:
    """Return words of the book as a quotation: one line, without controls, cut where they run on."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    line = " ".join(plain.split())
    return {"quote": line if len(line) <= QUOTE_MAX else f"{line[: QUOTE_MAX - 1]}…"}


def paged(
    rows: Sequence[Row], *, skip: int, limit: int, tell: Callable[[Row], Told], total: int | None = None
) -> Told:
    """Return some rows, how many there are in all, and the cursor to go on with; None at the end."""
    count = len(rows) if total is None else total
    part = rows[skip : skip + limit] if total is None else rows[:limit]
    after = skip + len(part)
    return {
        "rows": [tell(each) for each in part],
        "total": count,
        "next_cursor": str(after) if after < count else None,
    }
