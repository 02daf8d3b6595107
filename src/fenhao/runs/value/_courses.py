"""By what contracts are told apart, and since when: their own words, and a table of the company's of what changed with time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from fenhao.connectors.files import read_columns
from fenhao.engine.value.lifetime import bdw
from fenhao.kernel import Trouble
from fenhao.runs.value._design import column_of

_LEVEL_MIN = 30
_KEYS = ("contract_id", "customer_id")
_FROM = "from_on"

_Piece = tuple[int, tuple[str, ...]]
"""The renewals behind a contract when something began to hold, and the words that hold from then on."""


def courses_of(
    rows: pa.Table, *, apart: Sequence[str], dated: Path | None, observed_on: date
) -> tuple[bdw.Courses, tuple[str, ...]]:
    """Return each contract's course, and the names of its levels: all but the most frequent one of each covariate.

    ``dated`` has a row a change: contract_id (or customer_id), from_on, and columns of words that hold from that day on; what
    changes after the last day observed is not known yet. A level of fewer than 30 contracts counts with the most frequent.
    Trouble ``contracts.dated_day``, ``contracts.dated_empty`` or ``contracts.dated_nobody`` for a table that says nothing.
    """
    names: tuple[str, ...] = ()
    pieces: list[list[_Piece]] = [[(0, ())]] * rows.num_rows
    if dated is not None:
        names, pieces = _changes(rows, dated, observed_on)
    begins = np.full((rows.num_rows, max((len(one) for one in pieces), default=1)), np.inf)
    for row, one in enumerate(pieces):
        begins[row, : len(one)] = [begin for begin, _ in one]
    words = {
        name: [[str(each)] * len(one) for each, one in zip(rows[name].to_pylist(), pieces, strict=True)]
        for name in apart
    }
    words |= {name: [[held[place] for _, held in one] for one in pieces] for place, name in enumerate(names)}
    columns, told = [], []
    for name, courses in words.items():
        found = Counter(level for course in courses for level in dict.fromkeys(course))
        for level in [level for level, count in found.most_common() if count >= _LEVEL_MIN][1:]:
            column = np.zeros(begins.shape)
            for row, course in enumerate(courses):
                column[row, : len(course)] = [word == level for word in course]
            columns.append(column)
            told.append(f"{name}={level}")
    levels = np.stack(columns, axis=2) if columns else np.zeros((*begins.shape, 0))
    return bdw.Courses(begins, levels), tuple(told)


def _changes(rows: pa.Table, file: Path, observed_on: date) -> tuple[tuple[str, ...], list[list[_Piece]]]:
    """Return the names of what changes, and each contract's pieces; before the first change the words are empty."""
    table = read_columns(file)
    key = next((each for each in _KEYS if each in table.column_names), _KEYS[0])
    names = tuple(each for each in table.column_names if each not in (*_KEYS, _FROM))
    ids, days = (column_of(table, each, file=file.name).to_pylist() for each in (key, _FROM))
    if not names:
        raise Trouble("contracts.dated_empty", {"file": file.name})
    words = [[word or "" for word in table[name].to_pylist()] for name in names]
    changes: dict[str, list[tuple[date, tuple[str, ...]]]] = {}
    for whose, day, *held in zip(ids, days, *words, strict=True):
        changes.setdefault(str(whose), []).append((_day(day, file.name), tuple(held)))
    contracts = rows[key].to_pylist()
    if not set(contracts) & set(changes):
        raise Trouble("contracts.dated_nobody", {"file": file.name, "column": key})
    starts, periods = rows["started_on"].to_pylist(), rows["period_months"].to_pylist()
    known = {
        whose: sorted((day, held) for day, held in each if day <= observed_on)
        for whose, each in changes.items()
    }
    nothing = ("",) * len(names)
    return names, [
        _pieces(known, whose, start, period, nothing)
        for whose, start, period in zip(contracts, starts, periods, strict=True)
    ]


def _pieces(
    known: Mapping[str, Sequence[tuple[date, tuple[str, ...]]]],
    whose: str,
    start: date,
    period: int,
    nothing: tuple[str, ...],
) -> list[_Piece]:
    """Return a contract's pieces; what changed again before a renewal fell due never held at one."""
    pieces: list[_Piece] = [(0, nothing)]
    for day, held in known.get(whose, ()):
        begin = _renewals_before(day, start=start, period=period)
        if begin == pieces[-1][0]:
            pieces.pop()
        pieces.append((begin, held))
    return pieces


def _renewals_before(day: date, *, start: date, period: int) -> int:
    """Return how many renewals of a contract fell due before a day."""
    last = day - timedelta(days=1)
    months = (last.year - start.year) * 12 + last.month - start.month - (last.day < start.day)
    return max(0, months // period)


def _day(text: str | None, file: str) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise Trouble("contracts.dated_day", {"file": file, "day": text or ""}) from None
