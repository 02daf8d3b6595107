"""Budget lines as people choose them and as they stand, for pages on which money is asked for, moved or agreed to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from fenhao.books.budgets.operations import LineKey, LineStanding, month_standing
from fenhao.books.database import Session
from fenhao.books.journal import Month, PeriodState, month_of, months
from fenhao.engine.budget import RESERVE_CATEGORY
from fenhao.interfaces.names import line_name
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Desk:
    """The months that take spend or funding, and their lines as they stand now."""

    months: tuple[Month, ...]
    lines: Mapping[LineKey, LineStanding]
    today: date

    def day_of(self, key: LineKey) -> date:
        """Return the day on which an amount falls: today where that is in the line's month, else its first day."""
        days = next(each.days for each in self.months if each.label == key.period)
        return self.today if self.today in days else days.start

    def quarter(self, key: LineKey) -> str:
        """Return the quarter of a line."""
        return next((each.quarter for each in self.months if each.label == key.period), "")


@dataclass(frozen=True, slots=True)
class Standing:
    """A line as it stands, with the way to its entries, and what this question would take from or bring to it."""

    name: str
    href: str
    funded: int
    reserved: int
    actual: int
    left: int
    asked: int


def key_text(key: Sequence[str]) -> str:
    """Return a line as addresses and forms carry it."""
    return "/".join(key)


def read_key(text: str) -> LineKey | None:
    """Return the line that a form names; None when it names none."""
    parts = text.split("/")
    return LineKey(*parts) if len(parts) == 3 and parts[0] and parts[2] else None


def desk(session: Session, here: Surroundings) -> Desk:
    """Return the months of the current fiscal year that are not closed, and their lines: four queries."""
    known = months(session)
    today = here.book.today(here.at)
    now = month_of(known, today) or (known[-1] if known else None)
    if now is None:
        return Desk((), {}, today)
    open_ones = tuple(
        each for each in known if each.fiscal_year >= now.fiscal_year and each.state is not PeriodState.closed
    )
    found = month_standing(session, [each.label for each in open_ones], at=here.at)
    return Desk(open_ones, {each.key: each for each in found}, today)


def choices(names: Names, found: Desk, *, reserves: bool = False) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lines to choose from by month, each with what is left on it; emergency reserves only when asked.

    The month of today comes first and the later ones follow; those that are over and still open, or open again, stand
    behind them, the last one first.
    """
    write = names.figures(0)
    over = [each for each in found.months if each.days.start < found.today and found.today not in each.days]
    groups: dict[str, list[tuple[str, str]]] = {
        each.label: [] for each in (*found.months[len(over) :], *reversed(over))
    }
    for key, line in found.lines.items():
        if reserves or key.category != RESERVE_CATEGORY:
            called = " · ".join(
                part
                for part in (names.tier(key.tier) if key.tier else "", names.category(key.category))
                if part
            )
            groups[key.period].append((key_text(key), f"{called} ({write.plain(line.available_minor)})"))
    return [(names.period(label), lines) for label, lines in groups.items() if lines]


def line_called(names: Names, key: LineKey) -> str:
    """Return a line as a sentence says it."""
    return line_name(*key, chart=names.here.book.chart, lang=names.lang)


def standings(session: Session, names: Names, asked: Iterable[tuple[LineKey, int]]) -> list[Standing]:
    """Return the lines that a question is about as they stand now, in its order."""
    wanted: dict[LineKey, int] = {}
    for key, amount in asked:
        wanted[key] = wanted.get(key, 0) + amount
    labels = sorted({key.period for key in wanted})
    there = {line.key: line for line in month_standing(session, labels, at=names.here.at)}
    rows = []
    for key, amount in wanted.items():
        line = there.get(key)
        rows.append(
            Standing(
                name=line_called(names, key),
                href=reverse("web:line", kwargs={"line": line.id}) if line else "",
                funded=line.funded_minor if line else 0,
                reserved=line.reserved_minor if line else 0,
                actual=line.actual_minor if line else 0,
                left=line.available_minor if line else 0,
                asked=amount,
            )
        )
    return rows
