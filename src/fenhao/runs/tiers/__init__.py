"""Customers' tiers: assessed once a quarter, previewed for any day, told to the gates of spending."""

from fenhao.runs.tiers._assess import Assessment, assess_tiers, assessments, define_assessment, keep_movements
from fenhao.runs.tiers._gates import GateSource, StreakRow, gate_source
from fenhao.runs.tiers._kept import kept_movement, worked_out_movement
from fenhao.runs.tiers._preview import (
    TierPreview,
    TierStanding,
    edges_of,
    latest_pair,
    preview_tiers,
    tier_movement,
    tier_standing,
)

__all__ = [
    "Assessment",
    "GateSource",
    "StreakRow",
    "TierPreview",
    "TierStanding",
    "assess_tiers",
    "assessments",
    "define_assessment",
    "edges_of",
    "gate_source",
    "keep_movements",
    "kept_movement",
    "latest_pair",
    "preview_tiers",
    "tier_movement",
    "tier_standing",
    "worked_out_movement",
]
