"""What lies ahead: cost by day and its forecasts, the watch, studies, goals' measures, the best split."""

from fenhao.runs.planning._cost_days import CostDay, cost_days
from fenhao.runs.planning._facts import kept_year_facts, planned_year, work_year_facts, year_facts
from fenhao.runs.planning._forecast import (
    Forecast,
    ForecastPoint,
    PartForecast,
    forecast_cost,
    year_ends,
    year_foretold,
)
from fenhao.runs.planning._forecast_kept import (
    ForecastMade,
    PastForecast,
    kept_forecast,
    past_forecasts,
    work_forecast,
)
from fenhao.runs.planning._forecast_series import CostScope, Step
from fenhao.runs.planning._measure import measure_periods, measured, measured_labels, months_with_facts
from fenhao.runs.planning._spending import (
    CellTold,
    SplitAsked,
    SplitMade,
    TrialOfProgramme,
    best_split,
    keep_split,
    kept_split,
    work_split,
)
from fenhao.runs.planning._studies import (
    FIELDS as STUDY_FIELDS,
    choices_of,
    study_answers,
    study_defaults,
    study_first,
    study_parts,
    study_proposal,
    study_what_if,
)
from fenhao.runs.planning._watch import CostEvent, Mover, Sight, Watch, kept_watch, watch_cost, work_watch

__all__ = [
    "STUDY_FIELDS",
    "CellTold",
    "CostDay",
    "CostEvent",
    "CostScope",
    "Forecast",
    "ForecastMade",
    "ForecastPoint",
    "Mover",
    "PartForecast",
    "PastForecast",
    "Sight",
    "SplitAsked",
    "SplitMade",
    "Step",
    "TrialOfProgramme",
    "Watch",
    "best_split",
    "choices_of",
    "cost_days",
    "forecast_cost",
    "keep_split",
    "kept_forecast",
    "kept_split",
    "kept_watch",
    "kept_year_facts",
    "measure_periods",
    "measured",
    "measured_labels",
    "months_with_facts",
    "past_forecasts",
    "planned_year",
    "study_answers",
    "study_defaults",
    "study_first",
    "study_parts",
    "study_proposal",
    "study_what_if",
    "watch_cost",
    "work_forecast",
    "work_split",
    "work_watch",
    "work_year_facts",
    "year_ends",
    "year_facts",
    "year_foretold",
]
