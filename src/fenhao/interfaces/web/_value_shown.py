"""What the pages of value share: the periods there are, how a kept result stands, and working one out behind the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from fenhao.books.people import Right
from fenhao.engine.value.choice import Estimate
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._long_work import Standing, Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import knows, say
from fenhao.kernel import Grain
from fenhao.runs.book import Kept, Refused, open_book, stamp_now
from fenhao.runs.planning import months_with_facts

Found = TypeVar("Found")
MAY_WORK = Right.prepare_budget
"""Who may have a result worked out; whoever may see anything reads what was kept."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a kept result stands, for the part of the page that all pages of value share.

    ``made`` is empty when there is none; ``refused`` is why there can be none.
    """

    made: str
    stamp: str
    stale: bool
    refused: str
    work: Standing
    may_work: bool

    @property
    def facts(self) -> Mapping[str, object]:
        """What the template reads."""
        return {"result": self, "work": self.work, "key": self.work.key, "may_stop": self.may_work}


def result_of(
    here: Surroundings, held: Kept[Found] | Kept[Refused] | None, *, work: Standing | str
) -> Result:
    """Return how a result stands; ``work`` is how its work stood before it was read, or the work's name."""
    refused = ""
    if held is not None and isinstance(held.value, Refused):
        refused = say(held.value.code, held.value.details, here.lang)
    return Result(
        made=moment(here, held.made_at) if held else "",
        stamp=held.stamp.text if held else "",
        stale=held is not None and held.stale,
        refused=refused,
        work=work if isinstance(work, Standing) else standing(here, work),
        may_work=here.reader.may(MAY_WORK),
    )


def value_of(held: Kept[Found] | Kept[Refused] | None) -> Found | None:
    """Return the result itself; None where there is none."""
    return None if held is None or isinstance(held.value, Refused) else held.value


def work_out(
    here: Surroundings, name: str, work: Callable[[Errand], None], *, back: str, typed: Mapping[str, str]
) -> None:
    """Work a result out behind the page and keep it; the page says how far it is."""

    def errand_work(errand: Errand) -> Told:
        """Do it."""
        work(errand)
        return lambda names: (Said("success", say("web.value.worked", {}, names.lang), back),)

    begin(here, name, errand_work, right=MAY_WORK, back=back, typed=typed)


def months(here: Surroundings) -> tuple[str, ...]:
    """Return the fiscal months with facts up to today, oldest first."""
    return _months(str(here.book.root), stamp_now(here.book).text, here.book.today(here.at).isoformat())


def periods(here: Surroundings) -> list[tuple[str, str]]:
    """Return the years, quarters and months with facts, newest first, each with its name."""
    names, found = Names(here), list[str]()
    for grain in (Grain.year, Grain.quarter, Grain.month):
        labels = [
            here.book.calendar.containing(here.book.calendar.period(each).period.start, grain).label
            for each in reversed(months(here))
        ]
        found += dict.fromkeys(labels)
    return [(each, names.period(each)) for each in found]


def chosen_period(here: Surroundings, asked: str, *, otherwise: Grain) -> str:
    """Return the period asked for when it has facts, otherwise the newest of that grain; empty without any facts."""
    known = [label for label, _ in periods(here)]
    if asked in known:
        return asked
    held = months(here)
    if not held:
        return ""
    return here.book.calendar.containing(here.book.calendar.period(held[-1]).period.start, otherwise).label


def times_text(value: Fraction | None) -> str:
    """Return a ratio to two decimals; ``--`` where there is none."""
    if value is None:
        return "--"
    hundredths = (200 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return f"{'−' if value < 0 and hundredths else ''}{hundredths // 100:,}.{hundredths % 100:02d}"


def minor_text(names: Names, value: Fraction | None) -> str:
    """Return a rate in minor units as an amount, to the minor unit; ``--`` where there is none."""
    if value is None:
        return "--"
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return names.figures(0).plain(-whole if value < 0 else whole)


def estimate_text(names: Names, held: Estimate | None, *, percent: bool) -> tuple[str, str]:
    """Return an estimate and its interval as people read them: of a share in percent, otherwise of minor units."""
    if held is None:
        return "--", ""
    write = names.figures(0)
    low, mid, high = (
        write.percent_short(Fraction(each)) if percent else minor_text(names, Fraction(each))
        for each in (held.low, held.mid, held.high)
    )
    return mid, say("web.goals.interval", {"low": low, "high": high}, names.lang)


def named(names: Names, subject: str, code: str) -> str:
    """Return the word of a code; the code itself, or ``--`` for none, where it has no word."""
    return say(f"{subject}.{code}", {}, names.lang) if code and knows(f"{subject}.{code}") else code or "--"


@lru_cache(maxsize=8)
def _months(root: str, stamp: str, today: str) -> tuple[str, ...]:
    """Return the months with facts, looked up once for each state of the facts and day."""
    assert stamp, "the stamp is what the answer holds for"
    return months_with_facts(book=open_book(root=Path(root)), until=date.fromisoformat(today))
