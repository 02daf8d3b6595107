"""Use-cases with data but without people: load, allocate, assess, report, explain, verify."""

from fenhao.runs._book import CHART_FILE, SETTINGS_FILE, Book, create_book, open_book
from fenhao.runs._budget import Proposal, propose_budget
from fenhao.runs._demo import DEMO_YEAR, Demo, make_demo
from fenhao.runs._explain import EntryRow, Explanation, entries_behind, explain
from fenhao.runs._figure import SUBJECTS, Figure, figure
from fenhao.runs._found import FoundEntry, FoundYear, found_in_year
from fenhao.runs._gates import GateSource, StreakRow, gate_source
from fenhao.runs._load import (
    BOOKS_SOURCE,
    load_connector,
    load_file,
    load_reading,
    loadable,
    loadable_names,
    undo_load,
)
from fenhao.runs._parts import Part
from fenhao.runs._period import newest_year
from fenhao.runs._publish import BooksCost, load_books_cost
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
from fenhao.runs._subledger import CostLoad, SubledgerSum, cost_loads, subledger_sums
from fenhao.runs._tiers import Assessment, assess_tiers, assessments
from fenhao.runs._verify import Check, verify
from fenhao.runs._voice import Advance, Reason, Voice, say_nothing

__all__ = [
    "BOOKS_SOURCE",
    "CHART_FILE",
    "DEMO_YEAR",
    "SETTINGS_FILE",
    "SUBJECTS",
    "Advance",
    "Alert",
    "Assessment",
    "Book",
    "BooksCost",
    "Budget",
    "BudgetCell",
    "BudgetStep",
    "CampaignCost",
    "CategoryName",
    "Check",
    "CostCell",
    "CostLoad",
    "CustomerCost",
    "Demo",
    "EntryRow",
    "Explanation",
    "Figure",
    "Finding",
    "FoundEntry",
    "FoundYear",
    "GateSource",
    "LoadResult",
    "Part",
    "PoolCost",
    "Proposal",
    "QuarterReserve",
    "Reason",
    "Remark",
    "Report",
    "RuleWaste",
    "StreakRow",
    "SubledgerSum",
    "TableVersion",
    "TierMove",
    "TierResult",
    "Totals",
    "TypeCost",
    "Voice",
    "Waste",
    "WeekWaste",
    "WhalePoint",
    "assess_tiers",
    "assessments",
    "build_report",
    "cost_loads",
    "create_book",
    "entries_behind",
    "explain",
    "figure",
    "found_in_year",
    "gate_source",
    "load_books_cost",
    "load_connector",
    "load_file",
    "load_reading",
    "loadable",
    "loadable_names",
    "make_demo",
    "newest_year",
    "open_book",
    "propose_budget",
    "relation_names",
    "relation_rows",
    "say_nothing",
    "subledger_sums",
    "undo_load",
    "verify",
]
