"""Where the next yuan does most: what spending on each tier's programmes brings, and the best split of a budget under rules."""

from fenhao.engine.value.spending._curve import Cell, Curve, Evidence, Floats, Part
from fenhao.engine.value.spending._learn import PERIODS_MIN, Experiment, TierHistory, learn
from fenhao.engine.value.spending._relations import RELATIONS, TIER_MARGIN_DAYS
from fenhao.engine.value.spending._rules import Band, Rule, RuleCode, Wanted, rules_of, spendable
from fenhao.engine.value.spending._solve import (
    WORST,
    Binding,
    Clash,
    Estimate,
    Split,
    clash,
    keeps,
    split,
    valued,
)

__all__ = [
    "PERIODS_MIN",
    "RELATIONS",
    "TIER_MARGIN_DAYS",
    "WORST",
    "Band",
    "Binding",
    "Cell",
    "Clash",
    "Curve",
    "Estimate",
    "Evidence",
    "Experiment",
    "Floats",
    "Part",
    "Rule",
    "RuleCode",
    "Split",
    "TierHistory",
    "Wanted",
    "clash",
    "keeps",
    "learn",
    "rules_of",
    "spendable",
    "split",
    "valued",
]
