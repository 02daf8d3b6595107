"""A kept forecast for the pages of planning: two lines of a small company, as a run would have kept it."""

from datetime import UTC, date, datetime
from pathlib import Path

from fenhao.engine.forecast import Basis
from fenhao.runs.book import keep, open_book, stamp_now
from fenhao.runs.planning import (
    CostScope,
    Forecast,
    ForecastMade,
    ForecastPoint,
    PartForecast,
    PastForecast,
    Step,
)

AT = datetime(2026, 4, 1, tzinfo=UTC)
HISTORY = (*(f"2025-{month:02d}" for month in range(4, 13)), "2026-01", "2026-02")
AHEAD = tuple(f"2026-{month:02d}" for month in range(3, 13))


def _part(scope: CostScope, tier: str, category: str, amount: int, *, came: int | None) -> PartForecast:
    """Return a part that costs about as much every month; the first month ahead has come."""
    points = tuple(
        ForecastPoint(
            label, amount // 2, amount - 200, amount, amount + 200, amount * 2, came if place == 0 else None
        )
        for place, label in enumerate(AHEAD)
    )
    sums = tuple(
        ForecastPoint(
            each.label,
            each.lowest_minor * place,
            each.low_minor * place,
            each.mid_minor * place,
            each.high_minor * place,
            each.highest_minor * place,
            came if place == 1 else None,
        )
        for place, each in enumerate(points, start=1)
    )
    history = tuple(amount + place * 10 for place in range(len(HISTORY)))
    return PartForecast(
        scope, tier, category, Basis.trend, ("theta",), clipped=False, history_minor=history, points=points,
        sums=sums, error=0.12,
    )  # fmt: skip


def made_forecast() -> ForecastMade:
    """Return what two lines and their sums cost ahead, and one forecast made before."""
    parts = (
        _part(CostScope.line, "A", "benefits", 30_000, came=30_100),
        _part(CostScope.line, "", "team", 20_000, came=50_000),
        _part(CostScope.tier, "A", "", 30_000, came=30_100),
        _part(CostScope.tier, "", "", 20_000, came=50_000),
        _part(CostScope.whole, "", "", 50_000, came=80_100),
    )
    found = Forecast(
        step=Step.month,
        until=HISTORY[-1],
        first=HISTORY[0],
        steps_known=len(HISTORY),
        ended_on=date(2026, 2, 28),
        growth_percent=0,
        history=HISTORY,
        ahead=AHEAD,
        parts=parts,
        tried=9,
        covered=(0.81, 0.96),
    )
    past = PastForecast("2026-01", AT, 0, 2, 0.12, -0.03, (0.8, 0.95))
    return ForecastMade(found, (past,))


def fill_forecast(root: Path) -> None:
    """Keep it."""
    book = open_book(root=root)
    keep(book=book, name="forecast-month-newest", value=made_forecast(), stamp=stamp_now(book), at=AT)
