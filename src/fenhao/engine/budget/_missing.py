"""A year that is not loaded whole: which months are missing, and what stands in for them, by one written rule.

A month counts when it is over and has cost. In the way ``average``, each line (tier, category, fixed or variable) gets in every
missing month the average of its whole months, to the nearest minor unit; what a month that has only begun holds already is
left out, since the average stands for all of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from fractions import Fraction

from fenhao.engine.budget._line import Actual
from fenhao.kernel import split

WHOLE_MONTHS_MIN = 3
"""From fewer whole months an average says nothing about a year."""


class Missing(Enum):
    """What is done about months that are missing."""

    average = "average"
    as_loaded = "as_loaded"  # nothing: the year was as short as it looks
    refuse = "refuse"


def months_missing(
    *, months: Sequence[tuple[str, bool]], actuals: Iterable[Actual]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the months that count and those that are missing; ``months`` are names with whether each is over."""
    spent = {each.month for each in actuals}
    whole = tuple(name for name, over in months if over and name in spent)
    return whole, tuple(name for name, _ in months if name not in whole)


def stand_ins(actuals: Iterable[Actual], *, whole: Collection[str], missing: Sequence[str]) -> list[Actual]:
    """Return what stands in for the missing months: each line's average, on the day of its latest cost."""
    assert whole, "an average is of something"
    sums: dict[tuple[str, str, bool], int] = defaultdict(int)
    latest: dict[tuple[str, str, bool], Actual] = {}
    for each in actuals:
        if each.month in whole:
            line = (each.tier, each.category, each.fixed)
            sums[line] += each.amount_minor
            if line not in latest or latest[line].on < each.on:
                latest[line] = each
    one = Fraction(1, len(whole))
    return [
        Actual(
            on=latest[line].on,
            month=month,
            tier=line[0],
            category=line[1],
            fixed=line[2],
            amount_minor=split(total, (one, 1 - one))[0],
        )
        for month in missing
        for line, total in sorted(sums.items())
    ]
