"""Tables of a study: cells with their meaning, told the same on the screen, on the page and in a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.ledger import Chart
from fenhao.engine.planning.studies import Range
from fenhao.interfaces.names import category_name, period_name, tier_name
from fenhao.interfaces.report._figures import MINUS, NO_DATA, Figures, figures
from fenhao.interfaces.words import Language, knows, say

Cell = str | int | float | Fraction | Range | None
"""What a cell holds: money is whole minor units, a share is exact, an estimate a float or a range."""


class Means(Enum):
    """What a column holds, which says how it is written."""

    text = "text"
    tier = "tier"
    category = "category"
    period = "period"
    word = "word"
    money = "money"
    change = "change"
    count = "count"
    share = "share"
    times = "times"
    people = "people"  # an expected number of customers
    estimate = "estimate"  # of money, in minor units
    ratio = "ratio"  # an estimated share


@dataclass(frozen=True, slots=True)
class StudyColumn:
    """A column: its code among ``planning.column``, what it holds, and the subject of its words; ``called`` is a name that people gave."""

    code: str
    means: Means
    subject: str = ""
    called: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it stands to the right."""
        return self.means not in {Means.text, Means.tier, Means.category, Means.period, Means.word}


@dataclass(frozen=True, slots=True)
class StudyTable:
    """A table of a study: its code among ``planning.table``, columns, rows, and their sum where there is one.

    ``behind`` is, row by row, the (month, tier, category) that a row rests on; '' where it is about all of them.
    """

    code: str
    columns: tuple[StudyColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    behind: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StudyVoice:
    """Who reads it: the language, the company's chart and its currency."""

    lang: Language
    chart: Chart
    currency: str

    @property
    def write(self) -> Figures:
        """How amounts are written: to the minor unit."""
        return figures(lang=self.lang, currency=self.currency, largest_minor=0)

    def heading(self, column: StudyColumn) -> str:
        """Return a column's name."""
        return column.called or say(f"planning.column.{column.code}", {}, self.lang)

    def title(self, table: StudyTable) -> str:
        """Return a table's name."""
        return say(f"planning.table.{table.code}", {}, self.lang)

    def question(self, name: str) -> str:
        """Return what a question is called, with the tier or category that it is about."""
        code, _, part = name.partition(".")
        told = say(f"planning.field.{code}", {}, self.lang)
        if not part:
            return told
        called = category_name(part, chart=self.chart, lang=self.lang)
        return f"{told} · {called if called != part else tier_name(part, lang=self.lang)}"

    def answer(self, text: str) -> str:
        """Return an answer as its reader typed or chose it: a choice by its name."""
        code = f"planning.choice.{text}"
        return say(code, {}, self.lang) if knows(code) else text

    def cell(self, column: StudyColumn, cell: Cell) -> str:
        """Return a cell as a person reads it."""
        if cell is None:
            return NO_DATA
        if isinstance(cell, Range):
            low, mid, high = (self._number(column.means, each) for each in (cell.low, cell.mid, cell.high))
            return (
                mid
                if low == high
                else say("planning.range", {"mid": mid, "low": low, "high": high}, self.lang)
            )
        if isinstance(cell, (int, float, Fraction)):
            return self._number(column.means, cell)
        return self._named(column, cell)

    def _named(self, column: StudyColumn, text: str) -> str:
        if column.means is Means.tier:
            return tier_name(text, lang=self.lang)
        if column.means is Means.category:
            return category_name(text, chart=self.chart, lang=self.lang) if text else NO_DATA
        if column.means is Means.period:
            return period_name(text, lang=self.lang)
        code = f"{column.subject}.{text}"
        if column.means is Means.word and knows(code):
            return say(code, {}, self.lang)
        return text or NO_DATA

    def _number(self, means: Means, held: float | Fraction) -> str:
        """Return a number as its column asks for."""
        write = self.write
        if means is Means.money:
            return write.plain(int(held))
        if means is Means.change:
            return f"+{write.plain(int(held))}" if held > 0 else write.plain(int(held))
        if means in {Means.count, Means.people}:
            return write.count(nearest(held))
        if means is Means.estimate:
            return write.plain(nearest(held))
        if means in {Means.share, Means.ratio}:
            return write.percent(Fraction(held))
        return _decimals(Fraction(held), 4 if means is Means.times else 2)


def arithmetic(
    base_minor: int, factors: Sequence[tuple[str, Fraction]], *, voice: StudyVoice, by_hand: int = 0
) -> str:
    """Return a cell's arithmetic as a person would write it: what it starts from, and each factor with its name."""
    parts = [voice.write.plain(base_minor)]
    parts += [
        f"× {_decimals(value, 4)} {say(f'planning.factor.{code}', {}, voice.lang)}" for code, value in factors
    ]
    if by_hand:
        sign = "+" if by_hand > 0 else MINUS
        parts.append(
            f"{sign} {voice.write.plain(abs(by_hand))} {say('planning.factor.by_hand', {}, voice.lang)}"
        )
    return " ".join(parts)


def plain_row(table: StudyTable, row: Sequence[Cell]) -> Mapping[str, object]:
    """Return a row for machines: the column's code and its plain value; a range as three numbers."""
    return {
        column.called or column.code: {"low": cell.low, "mid": cell.mid, "high": cell.high}
        if isinstance(cell, Range)
        else cell
        for column, cell in zip(table.columns, row, strict=True)
    }


def nearest(held: float | Fraction) -> int:
    """Return an estimate to its nearest whole unit, for reading only."""
    exact = Fraction(held)
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -whole if exact < 0 else whole


def _decimals(held: Fraction, decimals: int) -> str:
    """Return a number with as many decimals at most, without closing zeros."""
    scaled = nearest(held * 10**decimals)
    whole, part = divmod(abs(scaled), 10**decimals)
    tail = f".{part:0{decimals}d}".rstrip("0").rstrip(".")
    return f"{MINUS if scaled < 0 else ''}{whole:,}{tail}"
