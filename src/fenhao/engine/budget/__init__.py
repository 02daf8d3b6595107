"""Budgets: prepared from a year's cost, spread exactly, guarded by one pure decision, replayed against actual."""

from fenhao.engine.budget._decide import (
    Control,
    Decision,
    Position,
    Request,
    RequestKind,
    Verdict,
    decide,
    decide_at_every_level,
    is_passed,
)
from fenhao.engine.budget._line import (
    NO_TIER,
    Actual,
    BudgetLine,
    BudgetMonths,
    Standing,
    deviation,
    line_deviation,
    standing,
    utilisation,
)
from fenhao.engine.budget._policy import BudgetPolicy, TierShare
from fenhao.engine.budget._prepare import (
    BudgetStep,
    PreparedBudget,
    QuarterReserve,
    percent_text,
    prepare,
    scaled,
)
from fenhao.engine.budget._replay import Alert, BudgetCell, Replay, replay
from fenhao.engine.budget._spread import SheetCell, Spread, SpreadVerdict, spread

__all__ = [
    "NO_TIER",
    "Actual",
    "Alert",
    "BudgetCell",
    "BudgetLine",
    "BudgetMonths",
    "BudgetPolicy",
    "BudgetStep",
    "Control",
    "Decision",
    "Position",
    "PreparedBudget",
    "QuarterReserve",
    "Replay",
    "Request",
    "RequestKind",
    "SheetCell",
    "Spread",
    "SpreadVerdict",
    "Standing",
    "TierShare",
    "Verdict",
    "decide",
    "decide_at_every_level",
    "deviation",
    "is_passed",
    "line_deviation",
    "percent_text",
    "prepare",
    "replay",
    "scaled",
    "spread",
    "standing",
    "utilisation",
]
