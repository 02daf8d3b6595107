"""One report, three faces: a self-contained page, an Excel workbook that recalculates, tables in a terminal."""

from fenhao.interfaces.report._budget_document import BudgetTold, budget_document
from fenhao.interfaces.report._budget_sheet import read_budget_sheet, write_budget_sheet
from fenhao.interfaces.report._churn_words import churn_reason_sentence
from fenhao.interfaces.report._cost import cost_drawing
from fenhao.interfaces.report._customer_list import customer_csv, customer_sheet
from fenhao.interfaces.report._figure_tables import FigureColumn, FigureRow, FigureTable, Held
from fenhao.interfaces.report._figures import Figures, change_text, figures, share_text
from fenhao.interfaces.report._findings import case_sheet, week_sheet
from fenhao.interfaces.report._goals import exact_text, goals_sheet
from fenhao.interfaces.report._lists import WORKBOOK_TYPE, list_workbook
from fenhao.interfaces.report._page import Theme, Variance, html
from fenhao.interfaces.report._pdf import pdf
from fenhao.interfaces.report._period import KeyFigure, PeriodReport, Remarks, period_page, period_workbook
from fenhao.interfaces.report._reserves import short_reserves_told
from fenhao.interfaces.report._scenario_tables import beside, judge_table
from fenhao.interfaces.report._sheet import (
    Column as SheetColumn,
    Kind as SheetKind,
    Sheet,
    Value as SheetValue,
)
from fenhao.interfaces.report._stream import Stream, stream_workbook, text_of
from fenhao.interfaces.report._study_cells import (
    Means as StudyMeans,
    StudyColumn,
    StudyTable,
    StudyVoice,
    plain_row,
)
from fenhao.interfaces.report._study_sheet import (
    proposal_amounts,
    proposal_changes,
    proposal_from_workbook,
    read_proposal_workbook,
    write_proposal_workbook,
    write_study_workbook,
)
from fenhao.interfaces.report._study_tables import moved_table
from fenhao.interfaces.report._study_told import (
    Found as StudyFound,
    judge_title,
    study_bytes,
    study_tables,
    study_title,
    unanswered,
)
from fenhao.interfaces.report._surveys import (
    elasticity_text,
    estimate_shown,
    survey_change,
    survey_figure,
    survey_headline,
    survey_interval,
    survey_percent,
    survey_points,
    survey_response,
)
from fenhao.interfaces.report._terminal import terminal
from fenhao.interfaces.report._tier_words import (
    tier_distance_sentence,
    tier_policy_sentences,
    tier_reason_sentence,
    tier_sleep_sentence,
)
from fenhao.interfaces.report._workbook import workbook

__all__ = [
    "WORKBOOK_TYPE",
    "BudgetTold",
    "FigureColumn",
    "FigureRow",
    "FigureTable",
    "Figures",
    "Held",
    "KeyFigure",
    "PeriodReport",
    "Remarks",
    "Sheet",
    "SheetColumn",
    "SheetKind",
    "SheetValue",
    "Stream",
    "StudyColumn",
    "StudyFound",
    "StudyMeans",
    "StudyTable",
    "StudyVoice",
    "Theme",
    "Variance",
    "beside",
    "budget_document",
    "case_sheet",
    "change_text",
    "churn_reason_sentence",
    "cost_drawing",
    "customer_csv",
    "customer_sheet",
    "elasticity_text",
    "estimate_shown",
    "exact_text",
    "figures",
    "goals_sheet",
    "html",
    "judge_table",
    "judge_title",
    "list_workbook",
    "moved_table",
    "pdf",
    "period_page",
    "period_workbook",
    "plain_row",
    "proposal_amounts",
    "proposal_changes",
    "proposal_from_workbook",
    "read_budget_sheet",
    "read_proposal_workbook",
    "share_text",
    "short_reserves_told",
    "stream_workbook",
    "study_bytes",
    "study_tables",
    "study_title",
    "survey_change",
    "survey_figure",
    "survey_headline",
    "survey_interval",
    "survey_percent",
    "survey_points",
    "survey_response",
    "terminal",
    "text_of",
    "tier_distance_sentence",
    "tier_policy_sentences",
    "tier_reason_sentence",
    "tier_sleep_sentence",
    "unanswered",
    "week_sheet",
    "workbook",
    "write_budget_sheet",
    "write_proposal_workbook",
    "write_study_workbook",
]
