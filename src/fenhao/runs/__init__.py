"""Use-cases with data but without people: load, allocate, assess, report, explain, verify."""

from fenhao.runs._book import SETTINGS_FILE, Book, create_book, open_book
from fenhao.runs._bridge import CostBridge, bridge_cost
from fenhao.runs._choose import Choice, ChoiceRules, ChosenCustomer, TrialTable, choose_customers
from fenhao.runs._cohorts import Cohort, CohortCell, Cohorts, build_cohorts
from fenhao.runs._demo import DEMO_YEAR, Demo, make_demo
from fenhao.runs._explain import EntryRow, Explanation, entries_behind, explain
from fenhao.runs._figure import SUBJECTS, Figure, figure
from fenhao.runs._lifetime import (
    MODEL_NAMES as VALUE_MODELS,
    SpendSource,
    Valuation,
    ValueRules,
    value_customers,
)
from fenhao.runs._load import load_connector, load_file, load_reading, loadable, loadable_names, undo_load
from fenhao.runs._parts import Part
from fenhao.runs._period import newest_year
from fenhao.runs._relation import relation_names, relation_rows
from fenhao.runs._report import build_report
from fenhao.runs._results import (
    Alert,
    Budget,
    BudgetCell,
    BudgetStep,
    CampaignCost,
    CategoryName,
    CostCell,
    CustomerCost,
    Finding,
    LoadResult,
    PoolCost,
    QuarterReserve,
    Remark,
    Report,
    RuleWaste,
    TableVersion,
    TierMove,
    TierResult,
    Totals,
    TypeCost,
    Waste,
    WeekWaste,
    WhalePoint,
)
from fenhao.runs._returns import CampaignReturn, Returns, TierWorth, build_returns
from fenhao.runs._tiers import Assessment, assess_tiers, assessments
from fenhao.runs._verify import Check, verify
from fenhao.runs._voice import Advance, Reason, Voice, say_nothing
from fenhao.runs._worth import SCORE_COLUMNS, Worth, scored_rows

__all__ = [
    "DEMO_YEAR",
    "SCORE_COLUMNS",
    "SETTINGS_FILE",
    "SUBJECTS",
    "VALUE_MODELS",
    "Advance",
    "Alert",
    "Assessment",
    "Book",
    "Budget",
    "BudgetCell",
    "BudgetStep",
    "CampaignCost",
    "CampaignReturn",
    "CategoryName",
    "Check",
    "Choice",
    "ChoiceRules",
    "ChosenCustomer",
    "Cohort",
    "CohortCell",
    "Cohorts",
    "CostBridge",
    "CostCell",
    "CustomerCost",
    "Demo",
    "EntryRow",
    "Explanation",
    "Figure",
    "Finding",
    "LoadResult",
    "Part",
    "PoolCost",
    "QuarterReserve",
    "Reason",
    "Remark",
    "Report",
    "Returns",
    "RuleWaste",
    "SpendSource",
    "TableVersion",
    "TierMove",
    "TierResult",
    "TierWorth",
    "Totals",
    "TrialTable",
    "TypeCost",
    "Valuation",
    "ValueRules",
    "Voice",
    "Waste",
    "WeekWaste",
    "WhalePoint",
    "Worth",
    "assess_tiers",
    "assessments",
    "bridge_cost",
    "build_cohorts",
    "build_report",
    "build_returns",
    "choose_customers",
    "create_book",
    "entries_behind",
    "explain",
    "figure",
    "load_connector",
    "load_file",
    "load_reading",
    "loadable",
    "loadable_names",
    "make_demo",
    "newest_year",
    "open_book",
    "relation_names",
    "relation_rows",
    "say_nothing",
    "scored_rows",
    "undo_load",
    "value_customers",
    "verify",
]
