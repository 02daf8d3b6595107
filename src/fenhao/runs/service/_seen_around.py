"""What surveys and tickets say before and after a month: satisfaction, and minutes to the first answer. Read from what was worked out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pyarrow.parquet as pq

from fenhao.engine.satisfaction import Kind
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, Refused
from fenhao.runs.service._rows import tickets_file
from fenhao.runs.service._satisfaction import kept_satisfaction

_SHOWN_MONTHS = 12
"""Months to either side that are looked at."""


def seen_around(book: Book, month: str) -> Mapping[str, str]:
    """Return answers as typed: the share satisfied and the mean minutes to the first answer before a month and from it on, and contacts a year.

    What nobody measured on both sides is left out. Trouble ``planning.since_unknown`` when that is everything.
    """
    found: dict[str, str] = {}
    satisfied = _satisfied(book)
    before, after = _sides(satisfied, month)
    if before and after:
        for name, side in (("satisfaction_before", before), ("satisfaction_after", after)):
            good, answered = (sum(satisfied[each][place] for each in side) for place in (0, 1))
            found[name] = f"{_one_decimal(Fraction(100 * good, answered))}%"
    waited = _waited(book)
    before, after = _sides(waited, month)
    if before and after:
        for name, side in (("minutes_before", before), ("minutes_after", after)):
            seconds, tickets = (sum(waited[each][place] for each in side) for place in (0, 1))
            found[name] = _one_decimal(Fraction(seconds, 60 * tickets))
        tickets = sum(waited[each][1] for each in after)
        found["contacts"] = str(tickets * 12 // len(after))
    if not found:
        raise Trouble("planning.since_unknown", {"name": "since", "text": month})
    return found


def _sides(held: Mapping[str, tuple[int, int]], month: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the months with something in them before a month, and from it on."""
    known = sorted(each for each, (_, count) in held.items() if count)
    return (
        [each for each in known if each < month][-_SHOWN_MONTHS:],
        [each for each in known if each >= month][:_SHOWN_MONTHS],
    )


def _satisfied(book: Book) -> dict[str, tuple[int, int]]:
    """Return by month how many were satisfied, of how many answers."""
    held = kept_satisfaction(book=book)
    if held is None or isinstance(held.value, Refused):
        return {}
    found = {}
    for month in held.value.months:
        told = held.value.of(Kind.csat, month=month)
        found[month] = (told.good, told.answered)
    return found


def _waited(book: Book) -> dict[str, tuple[int, int]]:
    """Return by month the seconds to the first answer of tickets that have one, and how many there are."""
    path = tickets_file(book)
    if not path.is_file():
        return {}
    table = pq.read_table(path, columns=["month", "opened", "answered"])
    found: dict[str, tuple[int, int]] = {}
    for month, opened, answered in zip(
        *(table.column(name).to_pylist() for name in table.column_names), strict=True
    ):
        if answered is not None and answered >= opened:
            seconds, count = found.get(month, (0, 0))
            found[month] = seconds + answered - opened, count + 1
    return found


def _one_decimal(value: Fraction) -> str:
    """Return a number to a tenth, as it would be typed."""
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{tenths // 10}.{tenths % 10}"
