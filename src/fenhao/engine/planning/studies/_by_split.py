"""Next year's lines by a split that was worked out: what each tier's programme gets, over the months as last year spent it.

Fixed cost and variable cost without a tier are proposed as ever; goals and trends move no line that the split decides on. A line
of the split is base x split, and a rounding below two minor units; the places of the split sum to it exactly.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from fenhao.engine.budget import BudgetPolicy, QuarterReserve
from fenhao.engine.planning.studies._annual import Factor, Proposal, ProposedCell, in_order, propose
from fenhao.engine.planning.studies._fields import Answers
from fenhao.engine.planning.studies._year import LineCost, YearFacts
from fenhao.kernel import Trouble, split


@dataclass(frozen=True, slots=True)
class SplitAmounts:
    """A year's amount of each (tier, programme) in whole minor units, and the reserve held beside them."""

    amounts: Mapping[tuple[str, str], int]
    reserve_minor: int


def propose_by_split(
    *, facts: YearFacts, answers: Answers, policy: BudgetPolicy, wanted: SplitAmounts
) -> Proposal:
    """Return next year's proposal; what the split does not know of a tier stays as the policy would have it.

    Trouble ``planning.split_total`` where a total was asked for as well: the split has its own.
    """
    if answers.is_given("total"):
        raise Trouble("planning.split_total", {})
    decided = [
        each for each in facts.lines if not each.fixed and (each.tier, each.category) in wanted.amounts
    ]
    rest = tuple(
        each for each in facts.lines if each.fixed or (each.tier, each.category) not in wanted.amounts
    )
    others = propose(facts=replace(facts, lines=rest), answers=answers, policy=policy, borrows=False)
    cells = _spread(decided, wanted.amounts, facts)
    held = _reserves(cells, wanted.reserve_minor, facts)
    reserves = tuple(
        QuarterReserve(each.quarter, each.reserve_minor + held[each.quarter]) for each in others.reserves
    )
    shares = {each.tier: each.share for each in policy.tier_shares}
    return replace(others, cells=in_order((*others.cells, *cells), facts, shares), reserves=reserves)


def _spread(
    lines: list[LineCost], amounts: Mapping[tuple[str, str], int], facts: YearFacts
) -> list[ProposedCell]:
    """Return the cells of the split: each place over the months by last year's cost; where there was none, evenly and borrowed."""
    months = [month for quarter in facts.quarters for month in quarter.months]
    spent: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    then = {each.month: each.month_then for each in facts.lines}
    for each in lines:
        spent[each.tier, each.category][each.month] += each.amount_minor
    cells = []
    for (tier, category), amount in amounts.items():
        bases = {month: max(spent[tier, category][month], 0) for month in months}
        whole = sum(bases.values())
        parts = split(amount, [bases[month] for month in months] if whole else [1] * len(months))
        for month, part in zip(months, parts, strict=True):
            base = bases[month] if whole else part
            factor = Factor("split", Fraction(amount, whole or amount or 1))
            if part or base:
                cells.append(
                    ProposedCell(
                        month, then.get(month, ""), tier, category, fixed=False, base_minor=base,
                        borrowed=not whole, factors=(factor,) if whole else (), rounding=part - base * factor.value,
                        amount_minor=part,
                    )
                )  # fmt: skip
    return cells


def _reserves(cells: list[ProposedCell], reserve: int, facts: YearFacts) -> dict[str, int]:
    """Return each quarter's part of the reserve: as much of it as of the money that it stands beside."""
    sums = [
        sum(each.amount_minor for each in cells if each.month in quarter.months) for quarter in facts.quarters
    ]
    parts = split(reserve, sums if any(sums) else [1] * len(sums))
    return {quarter.quarter: part for quarter, part in zip(facts.quarters, parts, strict=True)}
