"""The trial of a valuation: the same models fitted to the log without its last days, asked for these, and tracked through all of them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from fenhao.engine import value
from fenhao.engine.value import lifetime
from fenhao.runs.book import Advance, Book
from fenhao.runs.value._apart import Apart, Told, told_apart
from fenhao.runs.value._log import counted, fits_tried, log_as_known
from fenhao.runs.value._seasons import by_seasons
from fenhao.warehouse import Engine, Snapshot

_HOLD_OUT_MIN, _HOLD_OUT_MAX = 28, 273
_DRAWS = 100


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial is to do: ``model`` is one of the models' codes or '' for the first that can be fitted.

    ``seasonal`` is whether the company's seasons are asked for. ``days`` are held back; 0 holds back a third of the log, from 28 to 273 days. ``seed`` fixes the futures drawn.
    """

    model: str
    apart: Apart
    seasonal: bool
    days: int
    seed: int


def held_back(
    book: Book,
    snapshot: Snapshot,
    trial: Trial,
    *,
    first_on: date,
    until: date,
    engine: Engine,
    advance: Advance,
) -> lifetime.HoldOut:
    """Return the trial: the same models fitted to the log without its last days, asked for these, and tracked through all."""
    length = (until - first_on).days
    days = trial.days or min(_HOLD_OUT_MAX, length // 3)
    if days < (1 if trial.days else _HOLD_OUT_MIN) or days >= length:
        return lifetime.untried(lifetime.HoldOutVerdict.too_short, days=max(days, 0))
    advance("step.trial", 0, 1)
    observed = until - timedelta(days=days)
    with log_as_known(book, snapshot, observed_on=observed, until_on=until, engine=engine) as session:
        seen = counted(session)
        fit = fits_tried(seen.counts, trial.model)[-1]
        dated = by_seasons(
            session,
            seasons=book.policies.seasons if trial.seasonal else (),
            plain=fit,
            counts=seen.counts,
            observed_on=observed,
            span_days=days,
        )
        told = told_apart(
            session,
            apart=trial.apart,
            model=dated.model,
            alike=dated.fit,
            counts=seen.counts,
            days_after=seen.days_after,
        )
        by_day = session.fetch(value.PURCHASES_BY_DAY.name) if fit.is_found else None
    tried = lifetime.hold_out_apart(
        model=dated.model, parts=told.parts, days=days, draws=_DRAWS, seed=trial.seed
    )
    if by_day is not None:
        tracking = _tracked(dated.model, told, by_day, first_on, observed=observed, until=until)
        tried = replace(tried, tracking=tracking)
    advance("step.trial", 1, 1)
    return tried


def _tracked(
    model: lifetime.LifetimeModel,
    apart: Told,
    by_day: pa.Table,
    first_on: date,
    *,
    observed: date,
    until: date,
) -> lifetime.Tracking:
    """Return how purchases added up from the log's first day to the end of the hold-out, beside those expected."""
    purchases = np.zeros((until - first_on).days + 1, dtype=np.int64)
    days = by_day["day"].cast(pa.int32()).to_numpy() - (first_on - date(1970, 1, 1)).days
    purchases[days] = by_day["purchases"].to_numpy()
    return lifetime.track(
        model=model,
        parts=[(part.fit, part.counts) for part in apart.parts],
        purchases=purchases,
        seen_days=(observed - first_on).days,
    )
