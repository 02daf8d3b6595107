"""Satisfaction: surveys counted and told with their intervals, what goes with spending on service, and who wants a call."""

from fenhao.engine.satisfaction._elasticity import Cell, Elasticity, Verdict, elasticity
from fenhao.engine.satisfaction._figures import FEW, Change, Figure, Movement, change, figure, trend
from fenhao.engine.satisfaction._follow_up import follow_up_due, wants_follow_up
from fenhao.engine.satisfaction._intervals import (
    Interval,
    difference,
    mean_interval,
    net_interval,
    share_interval,
)
from fenhao.engine.satisfaction._mix import cost_per_contact
from fenhao.engine.satisfaction._relations import (
    RELATIONS,
    RENEWAL_CELLS,
    SERVICE_CELLS,
    SERVICE_CHANNEL_COST,
    SERVICE_DAYS,
    SERVICE_MONTHS,
    SURVEY_ANSWERS,
    SURVEY_COUNTS,
)
from fenhao.engine.satisfaction._scales import SCALES, Kind, Scale, Tally, scale_of, tally

__all__ = [
    "FEW",
    "RELATIONS",
    "RENEWAL_CELLS",
    "SCALES",
    "SERVICE_CELLS",
    "SERVICE_CHANNEL_COST",
    "SERVICE_DAYS",
    "SERVICE_MONTHS",
    "SURVEY_ANSWERS",
    "SURVEY_COUNTS",
    "Cell",
    "Change",
    "Elasticity",
    "Figure",
    "Interval",
    "Kind",
    "Movement",
    "Scale",
    "Tally",
    "Verdict",
    "change",
    "cost_per_contact",
    "difference",
    "elasticity",
    "figure",
    "follow_up_due",
    "mean_interval",
    "net_interval",
    "scale_of",
    "share_interval",
    "tally",
    "trend",
    "wants_follow_up",
]
