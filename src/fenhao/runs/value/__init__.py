"""What customers are worth: lifetimes and contracts, churn, cohorts, returns, trials, whom to spend on."""

from fenhao.runs.value._apart import Apart, Level
from fenhao.runs.value._choose import Choice, ChoiceRules, ChosenCustomer, TrialTable, choose_customers
from fenhao.runs.value._churn import CHURN_COLUMNS, AtRisk, Churn, ChurnRules, find_churn
from fenhao.runs.value._churn_kept import ChurnAsked, ChurnMade, churn_list, churn_of, kept_churn, work_churn
from fenhao.runs.value._cohorts import Cohort, CohortCell, Cohorts, build_cohorts
from fenhao.runs.value._coming import coming_trial, receive_trial, sweep_coming
from fenhao.runs.value._contracts import (
    CONTRACT_COLUMNS,
    COVARIATES,
    ContractRules,
    ContractTrial,
    ContractValuation,
    value_contracts,
)
from fenhao.runs.value._design import column_of, encoded, encodings, keys_of, outcome_column, parts_of
from fenhao.runs.value._lifetime import (
    MODEL_NAMES as VALUE_MODELS,
    SpendSource,
    Valuation,
    ValueRules,
    value_customers,
)
from fenhao.runs.value._log import counted
from fenhao.runs.value._returns import (
    CONTROL_ARM,
    TREATED_ARM,
    CampaignReturn,
    Returns,
    TierWorth,
    build_returns,
    campaign_frame,
)
from fenhao.runs.value._saves import TrialSaves, trial_saves
from fenhao.runs.value._trials import KeptTrial, TrialColumn, TrialLook, keep_trial, look_at_trial, trials
from fenhao.runs.value._valued import (
    ApartTold,
    Difference,
    FitTold,
    ValueTold,
    apart_told,
    fit_told,
    read_value,
    sum_range,
    told_of,
    value_facts,
)
from fenhao.runs.value._worth import SCORE_COLUMNS, Scored, Worth, scored_rows

__all__ = [
    "CHURN_COLUMNS",
    "CONTRACT_COLUMNS",
    "CONTROL_ARM",
    "COVARIATES",
    "SCORE_COLUMNS",
    "TREATED_ARM",
    "VALUE_MODELS",
    "Apart",
    "ApartTold",
    "AtRisk",
    "CampaignReturn",
    "Choice",
    "ChoiceRules",
    "ChosenCustomer",
    "Churn",
    "ChurnAsked",
    "ChurnMade",
    "ChurnRules",
    "Cohort",
    "CohortCell",
    "Cohorts",
    "ContractRules",
    "ContractTrial",
    "ContractValuation",
    "Difference",
    "FitTold",
    "KeptTrial",
    "Level",
    "Returns",
    "Scored",
    "SpendSource",
    "TierWorth",
    "TrialColumn",
    "TrialLook",
    "TrialSaves",
    "TrialTable",
    "Valuation",
    "ValueRules",
    "ValueTold",
    "Worth",
    "apart_told",
    "build_cohorts",
    "build_returns",
    "campaign_frame",
    "choose_customers",
    "churn_list",
    "churn_of",
    "column_of",
    "coming_trial",
    "counted",
    "encoded",
    "encodings",
    "find_churn",
    "fit_told",
    "keep_trial",
    "kept_churn",
    "keys_of",
    "look_at_trial",
    "outcome_column",
    "parts_of",
    "read_value",
    "receive_trial",
    "scored_rows",
    "sum_range",
    "sweep_coming",
    "told_of",
    "trial_saves",
    "trials",
    "value_contracts",
    "value_customers",
    "value_facts",
    "work_churn",
]
