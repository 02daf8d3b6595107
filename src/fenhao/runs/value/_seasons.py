"""The company's seasons in a model of lifetimes: their days counted, the model fitted with them, and kept where that teaches more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from fenhao.engine import value
from fenhao.engine.value import Season, lifetime
from fenhao.engine.value.lifetime import FloatArray, calendar, covariates
from fenhao.runs.value._log import UNIT_DAYS
from fenhao.warehouse import Session

PURCHASES_MIN = 30
"""So many repeat purchases must lie on a season's days, and so many on others, for its effect to be asked for."""


@dataclass(frozen=True, slots=True)
class SeasonSeen:
    """A season's days among those observed, the repeat purchases on them, and its days in the span ahead."""

    name: str
    days: int
    purchases: int
    days_ahead: int


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """A model with seasons beside the plain one: ``model`` and ``fit`` are those in force, ``used`` tells whether they know seasons.

    ``asked`` are the seasons fitted, ``left_out`` those with too few purchases on their days, or on others. ``tried`` is the fit
    with seasons, None where none was asked for or the ``plain`` model cannot carry any, and ``gain`` whether it earns its place.
    ``known`` is the calendar of the fit in force, None where that knows no seasons.
    """

    model: lifetime.LifetimeModel
    fit: lifetime.Fit
    asked: tuple[SeasonSeen, ...]
    left_out: tuple[SeasonSeen, ...]
    span_days: int
    tried: lifetime.Fit | None
    gain: covariates.Gain | None
    known: calendar.BuyingCalendar | None = None

    def later(self, days: int) -> lifetime.LifetimeModel:
        """Return the model in force as it is asked so many days after the last one observed."""
        if self.known is None:
            return self.model
        plain = next(each for each in lifetime.MODELS if each.code == self.model.code)
        return calendar.on_calendar(plain, calendar.later(self.known, days), unit_days=UNIT_DAYS)

    @property
    def used(self) -> bool:
        """Return whether the seasons are in force."""
        return self.tried is not None and self.fit is self.tried


def by_seasons(
    session: Session,
    *,
    seasons: Sequence[Season],
    plain: lifetime.Fit,
    counts: lifetime.PurchaseCounts,
    observed_on: date,
    span_days: int,
) -> Dated:
    """Return the model with seasons where these earn their place, otherwise the ``plain`` one; ``span_days`` lie ahead."""
    model = next(each for each in lifetime.MODELS if each.code == plain.model)
    if not plain.is_found or not seasons:
        return Dated(model, plain, (), (), span_days, None, None)
    repeats = _repeats(session.fetch(value.PURCHASES_BY_DAY.name), counts, observed_on)
    past = _columns(seasons, observed_on, -np.arange(len(repeats)))
    ahead = _columns(seasons, observed_on, np.arange(1, span_days + 1))
    bought = repeats @ past
    seen = [
        SeasonSeen(season.name, int(days), int(on), int(coming))
        for season, days, on, coming in zip(seasons, past.sum(axis=0), bought, ahead.sum(axis=0), strict=True)
    ]
    all_bought = int(repeats.sum())
    asks = [PURCHASES_MIN <= each.purchases <= all_bought - PURCHASES_MIN for each in seen]
    asked = tuple(each for each, wanted in zip(seen, asks, strict=True) if wanted)
    left_out = tuple(each for each, wanted in zip(seen, asks, strict=True) if not wanted)
    if not asked or not calendar.can_carry(model.code):
        return Dated(model, plain, asked, left_out, span_days, None, None)
    known = calendar.BuyingCalendar(
        names=tuple(each.name for each in asked),
        past=past[:, asks],
        ahead=ahead[:, asks],
        bought=bought[asks] / all_bought,
    )
    dated = calendar.on_calendar(model, known, unit_days=UNIT_DAYS)
    tried = dated.fit(counts, UNIT_DAYS)
    gain = covariates.gain(alike=plain, apart=tried) if tried.is_found else None
    if gain is None or not gain.earns_its_place:
        return Dated(model, plain, asked, left_out, span_days, tried, gain)
    return Dated(dated, tried, asked, left_out, span_days, tried, gain, known)


def _columns(seasons: Sequence[Season], observed_on: date, offsets: lifetime.IntArray) -> FloatArray:
    """Return a row a day, counted from the last one observed, with a one in the column of each season that it is in."""
    days = [observed_on + timedelta(days=int(each)) for each in offsets]
    rows = [[each.holds(day) for each in seasons] for day in days]
    return np.asarray(rows, dtype=np.float64).reshape(len(days), len(seasons))


def _repeats(by_day: pa.Table, counts: lifetime.PurchaseCounts, observed_on: date) -> FloatArray:
    """Return the repeat purchases on the last day observed, the day before, and so on back to the day after the log's first."""
    length = int(counts.age_days.max()) + 1
    days = by_day["day"].cast(pa.int32()).to_numpy()
    back = (observed_on - date(1970, 1, 1)).days - days
    within = (back >= 0) & (back < length)
    bought = np.bincount(back[within], weights=by_day["purchases"].to_numpy()[within], minlength=length)
    first = np.bincount(counts.age_days, weights=counts.customers, minlength=length)
    return np.asarray(bought - first, dtype=np.float64)[:-1]
