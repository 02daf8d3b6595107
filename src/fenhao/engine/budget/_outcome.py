"""How a year went against its budget: utilisation and deviation, by line, tier, category and whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget._line import RESERVE_CATEGORY, deviation, line_deviation, utilisation
from fenhao.engine.budget._sheet import CellKey


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """A line: what the frozen baseline gave it, what it has now (transfers counted in), what is reserved and spent."""

    key: CellKey
    baseline_minor: int
    funded_minor: int
    reserved_minor: int
    actual_minor: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sum of lines. ``of``: line, tier, category or total. A rate is None (n/a) where there is nothing to compare with.

    Rates of a sum let +10 and -10 cancel; the two by line do not.
    """

    of: str
    name: str
    baseline_minor: int
    funded_minor: int
    reserved_minor: int
    actual_minor: int
    utilisation: Fraction | None
    deviation_from_baseline: Fraction | None
    deviation_from_funding: Fraction | None
    deviation_by_line_from_baseline: Fraction | None
    deviation_by_line_from_funding: Fraction | None


def outcomes(lines: Sequence[LineOutcome]) -> tuple[Outcome, ...]:
    """Return every line, then tiers, categories and the total.

    Emergency reserves are lines of their own and part of no tier and not of the total: what was drawn is in the lines it
    went to, what was not is not money left unused.
    """
    spendable = [line for line in lines if line.key.category != RESERVE_CATEGORY]
    found = [_outcome("line", "/".join(line.key), [line]) for line in lines]
    found += _grouped("tier", spendable, lambda line: line.key.tier)
    found += _grouped("category", spendable, lambda line: line.key.category)
    return (*found, _outcome("total", "", spendable))


def _grouped(of: str, lines: Iterable[LineOutcome], name: Callable[[LineOutcome], str]) -> Iterable[Outcome]:
    """Return the sums by a name, in order of it."""
    groups: dict[str, list[LineOutcome]] = {}
    for line in lines:
        groups.setdefault(name(line), []).append(line)
    return [_outcome(of, each, groups[each]) for each in sorted(groups)]


def _outcome(of: str, name: str, lines: Sequence[LineOutcome]) -> Outcome:
    """Return one sum and its rates."""
    baseline = sum(line.baseline_minor for line in lines)
    funded = sum(line.funded_minor for line in lines)
    actual = sum(line.actual_minor for line in lines)
    return Outcome(
        of=of,
        name=name,
        baseline_minor=baseline,
        funded_minor=funded,
        reserved_minor=sum(line.reserved_minor for line in lines),
        actual_minor=actual,
        utilisation=utilisation(actual_minor=actual, funded_minor=funded),
        deviation_from_baseline=deviation(actual_minor=actual, baseline_minor=baseline),
        deviation_from_funding=deviation(actual_minor=actual, baseline_minor=funded),
        deviation_by_line_from_baseline=line_deviation(
            (line.actual_minor, line.baseline_minor) for line in lines
        ),
        deviation_by_line_from_funding=line_deviation(
            (line.actual_minor, line.funded_minor) for line in lines
        ),
    )
