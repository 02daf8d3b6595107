"""The watch over cost: what stands out by day, which tier, type or channel moved it, and each event told once."""

from fenhao.engine.watch._detect import HISTORY_MIN, FloatArray, Found, Kind, Rules, detect, detectable
from fenhao.engine.watch._events import (
    ANY,
    DIMENSIONS,
    Event,
    Place,
    Share,
    find_events,
    series_at,
    watched,
)
from fenhao.engine.watch._moves import TierMoves, apart_from_moves

__all__ = [
    "ANY",
    "DIMENSIONS",
    "HISTORY_MIN",
    "Event",
    "FloatArray",
    "Found",
    "Kind",
    "Place",
    "Rules",
    "Share",
    "TierMoves",
    "apart_from_moves",
    "detect",
    "detectable",
    "find_events",
    "series_at",
    "watched",
]
