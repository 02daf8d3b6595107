"""A kept split for its page, as a run would have kept it: two places of a small company, or two rules that clash."""

from datetime import UTC, datetime
from pathlib import Path

from fenhao.engine.value.spending import Binding, Cell, Clash, Estimate, Evidence, Rule, RuleCode, Split
from fenhao.runs.book import open_book
from fenhao.runs.planning import CellTold, SplitAsked, SplitMade, keep_split

AT = datetime(2026, 4, 1, 8, tzinfo=UTC)
CELLS = (Cell("A", "benefits"), Cell("B", "wake_up"))
POINTS = ((0, 0, 0, 0), (45_000, 60_000, 80_000, 95_000), (100_000, 120_000, 150_000, 190_000))
MOVES = ((0, -95_000, -80_000, -60_000), (45_000, 0, 0, 0), (100_000, 50_000, 70_000, 99_000))


def split_of(amounts: tuple[int, int], *, gain: float) -> Split:
    """Return a split with a gain whose range reaches below nothing where the gain is small."""
    rule = Rule(RuleCode.tier_most, "A", "", frozenset({0}), 60_000)
    return Split(
        amounts,
        Estimate(140_000.0, 150_000.0, 165_000.0),
        Estimate(gain - 5_000, gain, gain + 9_000),
        (Estimate(1.2, 1.5, 1.9), Estimate(0.4, 0.8, 1.3)),
        0.5,
        (Binding(rule, 0.31),),
    )


def made_split(*, clash: bool, gain: float = 12_000.0) -> SplitMade:
    """Return a split of a thousand yuan, or the two rules that forbid it."""
    rules = (
        Rule(RuleCode.budget, "", "", frozenset({0, 1}), 90_000),
        Rule(RuleCode.cell_least, "B", "wake_up", frozenset({1}), 95_000),
    )
    return SplitMade(
        asked=SplitAsked(budget_minor=100_000),
        label="2026",
        currency="CNY",
        weeks=52,
        budget_minor=100_000,
        reserve_minor=10_000,
        cells=tuple(
            CellTold(cell, 45_000, evidence, Estimate(1.1, 1.6, 2.2), POINTS, MOVES)
            for cell, evidence in zip(CELLS, (Evidence.history, Evidence.little), strict=True)
        ),
        last=Estimate(120_000.0, 138_000.0, 150_000.0),
        equal=Estimate(120_000.0, 138_000.0, 150_000.0),
        best=None if clash else split_of((70_000, 20_000), gain=15_000.0),
        robust=None if clash else split_of((60_000, 30_000), gain=gain),
        clash=Clash(rules, 5_000) if clash else None,
        names=(),
    )


def fill_split(root: Path, *, clash: bool, gain: float = 12_000.0) -> None:
    """Keep it for the company in that folder."""
    keep_split(book=open_book(root=root), made=made_split(clash=clash, gain=gain), at=AT)
