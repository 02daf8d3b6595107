"""Cost ahead by budget line, tier and in the whole: worked out from the roll-up by day, kept, and later held against what came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from fenhao.engine import forecast as engine
from fenhao.engine.forecast import Ahead, Basis, FloatArray, Trial, Widths, YearEnd
from fenhao.kernel import Grain, Period, Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.planning._cost_days import cost_days
from fenhao.runs.planning._forecast_series import (
    CostScope,
    Series,
    Step,
    known_steps,
    series_of,
    spans_after,
    step_label,
)
from fenhao.warehouse import Engine

HISTORY_SHOWN = 36
"""How many months or weeks before the forecast are kept with it, for pictures."""


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """An estimate in minor units: between low and high four times in five, between lowest and highest 19 times in 20.

    ``actual_minor`` is what came, once it did.
    """

    label: str
    lowest_minor: int
    low_minor: int
    mid_minor: int
    high_minor: int
    highest_minor: int
    actual_minor: int | None


@dataclass(frozen=True, slots=True)
class PartForecast:
    """A line (tier and category; fixed cost has no tier), a tier ('' for what has none), or the whole.

    ``sums`` are the points added up from the first to each. ``error`` is what earlier forecasts of it missed, as a share of what
    came; None where none could be tried. ``models`` had a part in it; ``clipped``: held at nothing from below.
    """

    part: CostScope
    tier: str
    category: str
    basis: Basis
    models: tuple[str, ...]
    clipped: bool
    history_minor: tuple[int, ...]
    points: tuple[ForecastPoint, ...]
    sums: tuple[ForecastPoint, ...]
    error: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cost after ``until``, the last step that was known whole. ``growth_percent`` a year was stated on top of history.

    ``history`` and each part's ``history_minor`` name the newest steps known. ``tried`` forecasts of earlier moments set the widths;
    ``covered`` are the shares of them that lay inside the two intervals as they are now.
    """

    step: Step
    until: str
    first: str
    steps_known: int
    ended_on: date
    growth_percent: int
    history: tuple[str, ...]
    ahead: tuple[str, ...]
    parts: tuple[PartForecast, ...]
    tried: int
    covered: tuple[float, float] | None

    def of(self, part: CostScope, *, tier: str = "", category: str = "") -> PartForecast | None:
        """Return the forecast of a part; None where there is none."""
        return next(
            (each for each in self.parts if (each.part, each.tier, each.category) == (part, tier, category)),
            None,
        )

    @property
    def whole(self) -> PartForecast:
        """The forecast of all cost."""
        found = self.of(CostScope.whole)
        assert found is not None, "there is always a whole"
        return found

    @property
    def lines(self) -> tuple[PartForecast, ...]:
        """The budget lines, which sum to the whole in each step."""
        return tuple(each for each in self.parts if each.part is CostScope.line)


def forecast_cost(
    *,
    book: Book,
    step: Step,
    until: str,
    growth_percent: int,
    at: datetime,
    engine_used: Engine,
    advance: Advance,
) -> Forecast:
    """Return the cost ahead of every line, tier and the whole.

    ``until`` names the last month (or the first day of the last week) that may be known, '' the newest whole one: a forecast as of
    an earlier moment knows nothing of what came later, but shows it. Trouble ``forecast.no_cost`` without any cost, and
    ``forecast.no_step`` when ``until`` names no whole step with cost.
    """
    days = cost_days(book=book, at=at, engine=engine_used, advance=advance)
    if not days:
        raise Trouble("forecast.no_cost", {})
    series = series_of(book, days, step, today=book.today(at))
    known = known_steps(series, until)
    advance("step.forecast", 0, len(series.keys))
    told, tries = _told(series, known, step, advance=advance)
    width = engine.widths([each for made in tries for each in made])
    mids = _agreed(series, told, growth_percent=growth_percent, step=step)
    ahead = tuple(step_label(book, span, step) for span in spans_after(book, series.spans[known - 1], step))
    parts = tuple(
        _part(key, series.amounts[place], known, told[place], mids[place], tries[place], width, ahead)
        for place, key in enumerate(series.keys)
    )
    return Forecast(
        step=step,
        until=series.labels[known - 1],
        first=series.labels[0],
        steps_known=known,
        ended_on=series.spans[known - 1].last,
        growth_percent=growth_percent,
        history=series.labels[max(known - HISTORY_SHOWN, 0) : known],
        ahead=ahead,
        parts=parts,
        tried=width.windows,
        covered=_covered(tries, width),
    )


def year_ends(
    *, book: Book, found: Forecast, budgets: Mapping[tuple[str, str], int]
) -> tuple[tuple[PartForecast, YearEnd], ...]:
    """Return where each line and the whole will end the fiscal year of the first month ahead; none for weeks.

    ``budgets`` are the year's budgets by (tier, category). A line with a budget and no cost yet is not foretold.
    """
    if found.step is not Step.month:
        return ()
    spans = _afterstep_label(book, found)
    year = book.calendar.containing(spans[0].start, Grain.year).period
    left = sum(1 for each in spans if each.start in year)
    gone = [label for label in found.history if book.calendar.period(label).period.start in year]
    made = []
    for each in (*found.lines, found.whole):
        rest = each.sums[left - 1]
        spent = sum(each.history_minor[len(each.history_minor) - len(gone) :]) if gone else 0
        budget: int | None = budgets.get((each.tier, each.category))
        if each.part is CostScope.whole:
            budget = sum(budgets.values()) if budgets else None
        interval = (rest.low_minor, rest.mid_minor, rest.high_minor)
        made.append((each, engine.year_end(spent_minor=spent, rest=interval, budget_minor=budget)))
    return tuple(made)


def year_foretold(book: Book, found: Forecast) -> str:
    """Return the label of the fiscal year of the first month ahead."""
    return book.calendar.containing(_afterstep_label(book, found)[0].start, Grain.year).label


def _afterstep_label(book: Book, found: Forecast) -> tuple[Period, ...]:
    return tuple(book.calendar.period(label).period for label in found.ahead)


def _told(
    series: Series, known: int, step: Step, *, advance: Advance
) -> tuple[list[Ahead], list[tuple[Trial, ...]]]:
    """Foretell every series for itself, also as of earlier moments."""
    told, tries = [], []
    for place, amounts in enumerate(series.amounts):
        values = _begun(np.array(amounts[:known], dtype=np.float64))
        told.append(engine.ahead(values, season=step.season, horizon=step.horizon))
        tries.append(engine.trials(values, season=step.season, horizon=step.horizon))
        advance("step.forecast", place + 1, len(series.amounts))
    return told, tries


def _begun(values: FloatArray) -> FloatArray:
    """Return a series from its first cost on: what did not exist yet was not cheap."""
    there = np.flatnonzero(values)
    return values[there[0] :] if len(there) else values[-1:]


def _agreed(
    series: Series, told: Sequence[Ahead], *, growth_percent: int, step: Step
) -> tuple[tuple[int, ...], ...]:
    """Return every series' middles in minor units: tiers and the whole are sums of their lines, to the unit."""
    floor = all(min(row) >= 0 for row in series.amounts[: len(series.amounts) - len(series.groups) - 1])
    lines = engine.reconciled(
        own=[each.mids for each in told],
        spreads=[each.spreads for each in told],
        groups=series.groups,
        floor=floor,
    )
    years = np.arange(1, step.horizon + 1) / step.season
    lines = lines * (1 + growth_percent / 100) ** years
    rows = [_units(row) for row in lines]
    sums = [tuple(map(sum, zip(*(rows[at] for at in group), strict=True))) for group in series.groups]
    whole = tuple(map(sum, zip(*rows, strict=True)))
    return (*rows, *sums, whole)


def _units(values: FloatArray) -> tuple[int, ...]:
    """Return estimates in whole minor units."""
    return tuple(int(each) for each in np.rint(values))


def _part(
    key: tuple[CostScope, str, str],
    amounts: tuple[int, ...],
    known: int,
    told: Ahead,
    mids: tuple[int, ...],
    tries: tuple[Trial, ...],
    width: Widths,
    ahead: tuple[str, ...],
) -> PartForecast:
    """Return a part with its intervals around what was agreed."""
    later = amounts[known : known + len(ahead)]
    actual: list[int | None] = [*later, *[None] * (len(ahead) - len(later))]
    floor = min(amounts[:known]) >= 0
    points, sums = [], []
    total, came = 0, 0
    for place, label in enumerate(ahead):
        spread = float(told.spreads[place])
        reach = [spread * width.at(level, place + 1) for level in (0, 1)]
        points.append(_point(label, mids[place], reach, actual[place], floor=floor))
        total += mids[place]
        came += actual[place] or 0
        together = float(told.sum_spreads[place])
        wide = [max(together * each, reach[level]) for level, each in enumerate(width.sums)]
        sums.append(_point(label, total, wide, came if place < len(later) else None, floor=floor))
    return PartForecast(
        part=key[0],
        tier=key[1],
        category=key[2],
        basis=told.basis,
        models=told.models,
        clipped=told.clipped,
        history_minor=amounts[max(known - HISTORY_SHOWN, 0) : known],
        points=tuple(points),
        sums=tuple(sums),
        error=_error(tries),
    )


def _point(label: str, mid: int, reach: Sequence[float], actual: int | None, *, floor: bool) -> ForecastPoint:
    near, far = (int(np.ceil(each)) for each in reach)
    lows = [max(mid - each, 0) if floor else mid - each for each in (far, near)]
    return ForecastPoint(label, lows[0], lows[1], mid, mid + near, mid + far, actual)


def _error(tries: tuple[Trial, ...]) -> float | None:
    """Return what earlier forecasts missed, as a share of what came."""
    came = sum(sum(map(abs, each.actual)) for each in tries)
    missed = sum(
        abs(told - actual) for each in tries for told, actual in zip(each.mids, each.actual, strict=True)
    )
    return missed / came if came else None


def _covered(tries: Sequence[tuple[Trial, ...]], width: Widths) -> tuple[float, float] | None:
    """Return the share of what earlier forecasts met inside each interval."""
    scores = [
        (place, score) for made in tries for each in made for place, score in enumerate(each.scores, start=1)
    ]
    if not scores:
        return None
    near, far = (
        sum(score <= width.at(level, place) for place, score in scores) / len(scores) for level in (0, 1)
    )
    return near, far


def scored(found: Forecast, newer: Forecast) -> Forecast:
    """Return a kept forecast with what came since, as a newer one knows it."""
    known = {
        (each.part, each.tier, each.category): dict(zip(newer.history, each.history_minor, strict=True))
        for each in newer.parts
    }

    def filled(each: PartForecast) -> PartForecast:
        """Return a part with what came."""
        came = known.get((each.part, each.tier, each.category), {})
        points = tuple(
            replace(
                point,
                actual_minor=came.get(point.label, 0) if point.label in newer.history else point.actual_minor,
            )
            for point in each.points
        )
        return replace(each, points=points)

    return replace(found, parts=tuple(filled(each) for each in found.parts))
