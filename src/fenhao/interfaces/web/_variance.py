"""Budget against actual down a structure: the amounts, the difference as a bar, the share as a pin, the year's use.

Notation of finance reporting: one scale a column, red costs profit, the sign says it again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString, mark_safe

from fenhao.books.budgets.operations import LineStanding
from fenhao.interfaces.charts import bar_cell, bar_scale, bullet, delta_cell, delta_scale, pin_cell, pin_scale
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._names import share
from fenhao.interfaces.words import say

_BAR, _DELTA, _PIN, _USED = 190, 150, 116, 100
_FULL = Fraction(5, 4)
"""Where the track of the year's use ends, so that an overrun is still seen."""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one name, added up; ``code`` is what a filter calls it, empty for the total. Minor units."""

    code: str
    name: str
    funded: int
    actual: int
    reserved: int
    year_funded: int
    year_reserved: int
    year_used: int

    @property
    def gap(self) -> int:
        """Actual minus budget to date; positive is beyond it."""
        return self.actual - self.funded

    @property
    def left(self) -> int:
        """What the year still has free; negative when it is over."""
        return self.year_funded - self.year_used


@dataclass(frozen=True, slots=True)
class VarianceRow:
    """A row of the table as it is shown; ``links`` lead from each amount, by its name, to the entries behind it."""

    group: Group
    links: Mapping[str, str]
    bar: SafeString
    delta: SafeString
    pin: SafeString
    used: SafeString
    used_share: Fraction | None
    delta_text: str
    percent_text: str
    css: str


def group_by(
    year: Iterable[LineStanding],
    *,
    labels: frozenset[str],
    of: Callable[[LineStanding], str],
    called: Callable[[str], str],
) -> list[Group]:
    """Return the lines of a year added up by a code, those of ``labels`` to date; lines without a code stand last."""
    held: dict[str, list[LineStanding]] = {}
    for line in year:
        held.setdefault(of(line), []).append(line)
    ordered = sorted(held.items(), key=lambda each: (each[0] == "", each[0]))
    return [_group(code, called(code), lines, labels) for code, lines in ordered]


def whole_of(year: Iterable[LineStanding], *, labels: frozenset[str], name: str) -> Group:
    """Return all lines of a year added up."""
    return _group("", name, list(year), labels)


def variance_rows(
    groups: Sequence[Group],
    total: Group,
    write: Figures,
    *,
    elapsed: Fraction,
    links: Callable[[Group], Mapping[str, str]],
) -> list[VarianceRow]:
    """Return the rows of the table, the total last; every column shares one scale."""
    rows = [*groups, total]
    deltas = [write.delta(each.gap) for each in rows]
    shares = [share(each.gap, each.funded) or Fraction(0) for each in rows]
    percents = [_percent(write, each) for each in rows]
    bars = bar_scale([value for each in groups for value in (each.actual, each.funded)], width=_BAR)
    gaps = delta_scale([each.gap for each in rows], deltas, width=_DELTA)
    pins = pin_scale(shares, percents, width=_PIN)
    found = []
    for each, delta, part, percent in zip(rows, deltas, shares, percents, strict=True):
        told = say(
            "web.variance.told",
            {
                "name": each.name,
                "actual": write.exact(each.actual),
                "budget": write.exact(each.funded),
                "delta": delta,
            },
            write.lang,
        )
        used = share(each.year_used, each.year_funded)
        found.append(
            VarianceRow(
                group=each,
                links=links(each),
                bar=_safe(
                    ""
                    if each is total
                    else bar_cell(each.actual, plan=each.funded, scale=bars, width=_BAR, title=told)
                ),
                delta=_safe(
                    delta_cell(each.gap, delta, scale=gaps, width=_DELTA, more_is_bad=True, title=told)
                ),
                pin=_safe(pin_cell(part, percent, scale=pins, width=_PIN, more_is_bad=True, title=told)),
                used=_safe(
                    bullet(
                        used or Fraction(0),
                        goal=elapsed,
                        full=_FULL,
                        missed=each.left < 0,
                        width=_USED,
                        title=write.percent(used),
                    )
                ),
                used_share=used,
                delta_text=delta,
                percent_text=percent,
                css="bad" if each.gap > 0 else "good" if each.gap < 0 else "",
            )
        )
    return found


def _group(code: str, name: str, lines: Sequence[LineStanding], labels: frozenset[str]) -> Group:
    """Return lines added up."""
    so_far = [line for line in lines if line.key.period in labels]
    return Group(
        code=code,
        name=name,
        funded=sum(line.funded_minor for line in so_far),
        actual=sum(line.actual_minor for line in so_far),
        reserved=sum(line.reserved_minor for line in so_far),
        year_funded=sum(line.funded_minor for line in lines),
        year_reserved=sum(line.reserved_minor for line in lines),
        year_used=sum(line.reserved_minor + line.actual_minor for line in lines),
    )


def _percent(write: Figures, group: Group) -> str:
    """Return the difference in percent of the budget, with its sign."""
    return write.change(share(group.gap, group.funded))


def _safe(drawn: str) -> SafeString:
    """Return our own SVG, its words escaped where it is drawn."""
    return mark_safe(drawn)  # noqa: S308 - see above
