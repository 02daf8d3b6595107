"""Forecasts kept: the newest of each step for pages, and every one that was ever made, with what it missed."""

from dataclasses import dataclass
from datetime import datetime

from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, Kept, Refused, keep, kept, kept_names, stamp_now
from fenhao.runs.planning._forecast import Forecast, forecast_cost, scored
from fenhao.runs.planning._forecast_series import Step
from fenhao.warehouse import Engine

_PAST_SHOWN = 24
NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class PastForecast:
    """A forecast that was made, and what came of it so far.

    ``error`` is what its lines missed as a share of what came, ``whole_error`` by how much the sum of all cost missed
    (positive: foretold too much); ``inside`` are the shares of points inside the two intervals. None before anything came.
    """

    until: str
    made_at: datetime
    growth_percent: int
    steps: int
    error: float | None
    whole_error: float | None
    inside: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ForecastMade:
    """A forecast with those made before it, newest first."""

    forecast: Forecast
    past: tuple[PastForecast, ...]


def work_forecast(
    *, book: Book, step: Step, until: str, growth_percent: int, at: datetime, advance: Advance
) -> None:
    """Work a forecast out and keep it, or why there is none; as of an earlier moment beside the newest one."""
    stamp = stamp_now(book)
    value: ForecastMade | Refused
    try:
        found = forecast_cost(
            book=book,
            step=step,
            until=until,
            growth_percent=growth_percent,
            at=at,
            engine_used=Engine.duckdb,
            advance=advance,
        )
        stamp = stamp_now(book)  # tiers that were due have been assessed on the way
        name = f"forecast-made-{step.value}-{found.until}-{stamp.text}-{growth_percent}"
        keep(book=book, name=name, value=found, stamp=stamp, at=at)
        newest = found if not until else _newest(book, step, found)
        value = ForecastMade(found, past_forecasts(book=book, step=step, newer=newest))
    except Trouble as trouble:
        value = Refused(trouble.code, trouble.details)
    keep(book=book, name=_name(step, until), value=value, stamp=stamp, at=at)


def kept_forecast(*, book: Book, step: Step, until: str) -> Kept[ForecastMade] | Kept[Refused] | None:
    """Return the forecast that was kept, why there is none, or nothing."""
    return kept(ForecastMade, book=book, name=_name(step, until), now=stamp_now(book))


def past_forecasts(*, book: Book, step: Step, newer: Forecast) -> tuple[PastForecast, ...]:
    """Return the forecasts of a step that were made, newest first, each held against what came."""
    made = []
    now = stamp_now(book)
    for name in kept_names(book=book, begins=f"forecast-made-{step.value}-"):
        held = kept(Forecast, book=book, name=name, now=now)
        if held is not None and not isinstance(held.value, Refused):
            made.append(_past(scored(held.value, newer), held.made_at))
    made.sort(key=lambda each: (each.until, each.made_at), reverse=True)
    return tuple(made[:_PAST_SHOWN])


def _newest(book: Book, step: Step, found: Forecast) -> Forecast:
    """Return the newest forecast kept, which knows most of what came; this one where there is none."""
    held = kept_forecast(book=book, step=step, until="")
    if held is not None and not isinstance(held.value, Refused):
        return held.value.forecast
    return found


def _past(found: Forecast, made_at: datetime) -> PastForecast:
    """Return what came of a forecast."""
    points = [point for each in found.lines for point in each.points if point.actual_minor is not None]
    whole = [point for point in found.whole.points if point.actual_minor is not None]
    came = sum(abs(point.actual_minor or 0) for point in points)
    missed = sum(abs(point.mid_minor - (point.actual_minor or 0)) for point in points)
    total = sum(point.actual_minor or 0 for point in whole)
    off = sum(point.mid_minor for point in whole) - total
    near = sum(point.low_minor <= (point.actual_minor or 0) <= point.high_minor for point in points)
    far = sum(point.lowest_minor <= (point.actual_minor or 0) <= point.highest_minor for point in points)
    return PastForecast(
        until=found.until,
        made_at=made_at,
        growth_percent=found.growth_percent,
        steps=len(whole),
        error=missed / came if came else None,
        whole_error=off / total if total else None,
        inside=(near / len(points), far / len(points)) if points else None,
    )


def _name(step: Step, until: str) -> str:
    return f"forecast-{step.value}-{until or NEWEST}"
