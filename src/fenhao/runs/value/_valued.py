"""How customers were valued, as a mart keeps it: enough to tell the model, its trial and its assumptions without fitting again."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

from fenhao.engine.value.lifetime import (
    Bucket,
    Fit,
    HoldOut,
    HoldOutVerdict,
    Tells,
    Together,
    Tracking,
    TrackPoint,
    calendar,
    covariates,
    loose_names,
    told_together,
)
from fenhao.runs.value._lifetime import Valuation
from fenhao.runs.value._seasons import Dated

_NORMAL_80 = 1.281552
"""Four of five draws of a normal law lie within so many standard deviations; customers' ranges hold as many."""


@dataclass(frozen=True, slots=True)
class FitTold:
    """A fit: its parameters with standard errors where ``state`` is found, otherwise why there are none.

    ``loose`` are parameters for which the data give no number; they have none here. ``together`` is what pairs of them do tell.
    """

    model: str
    state: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float, ...]
    log_likelihood: float
    customers: int
    unit_days: int
    steps: int
    loose: tuple[str, ...] = ()
    together: tuple[Together, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether the numbers mean anything."""
        return self.state == "found"


@dataclass(frozen=True, slots=True)
class Difference:
    """What sets customers of a level of an attribute apart from those of ``against``: factors as (low, factor, high), 95 %.

    Of an attribute that is a number, what ``step`` more of it does, its standard deviation among the ``customers`` who have one.
    """

    attribute: str
    level: str
    against: str
    customers: int
    pace: tuple[float, float, float]
    leaving: tuple[float, float, float]
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class ApartTold:
    """A model told apart by attributes: ``chance`` is how often attributes that mean nothing would fit as much better.

    ``used`` is whether it is in force; ``found`` is False where it could not be fitted, and nothing else is told then.
    """

    found: bool
    used: bool
    chance: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class SeasonTold:
    """A season: its ``days`` among those observed with the repeat ``purchases`` on them, and its ``days_ahead`` in the span.

    ``pace`` is what its days multiply everybody's pace by, as (low, factor, high), 95 %; None where that was not told.
    """

    name: str
    days: int
    purchases: int
    days_ahead: int
    pace: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class SeasonsTold:
    """A model with the company's seasons, and what came of asking for them.

    ``state`` is 'used', 'not_used', 'not_fitted', 'not_carried' (by a model in which
    customers leave at any moment), or 'too_few' where no season has purchases enough.

    ``chance`` is how often seasons that mean nothing would fit as much better.
    """

    state: str
    chance: float
    seasons: tuple[SeasonTold, ...]


@dataclass(frozen=True, slots=True)
class ValueTold:
    """A valuation without its customers; the fields are those of ``Valuation``. ``fits`` ends with the one in force."""

    first_on: date
    observed_on: date
    span_days: int
    discount_yearly: float
    draws: int
    orders_in_future: int
    orders_anonymous: int
    returns: int
    orders_without_margin: int
    customers: int
    repeaters: int
    purchases: int
    histories: int
    merged: int
    fits: tuple[FitTold, ...]
    apart: ApartTold | None
    trial: HoldOut
    spend_source: str
    spend: FitTold | None
    correlation: float | None
    leans: bool
    margin_share: float
    served_minor: int
    scored: bool
    orders_expected: float
    orders_error: float
    gross_minor: int
    net_minor: int
    contracted: int = 0
    seasons: SeasonsTold | None = None

    @property
    def fit(self) -> FitTold:
        """Return the fit in force, or the last refusal."""
        return self.fits[-1]


def told_of(found: Valuation) -> ValueTold:
    """Return what a mart keeps of a valuation."""
    outlook = found.rules.outlook
    return ValueTold(
        first_on=found.first_on,
        observed_on=found.observed_on,
        span_days=outlook.span_days,
        discount_yearly=outlook.discount_yearly,
        draws=outlook.draws,
        orders_in_future=found.orders_in_future,
        orders_anonymous=found.orders_anonymous,
        returns=found.returns,
        orders_without_margin=found.orders_without_margin,
        customers=found.customers,
        repeaters=found.repeaters,
        purchases=found.purchases,
        histories=found.histories,
        merged=found.merged,
        fits=tuple(fit_told(each) for each in found.fits),
        apart=apart_told(found),
        trial=found.trial,
        spend_source=found.spend_source.value,
        spend=fit_told(found.spend) if found.spend else None,
        correlation=found.independence.correlation if found.independence else None,
        leans=found.independence is not None and not found.independence.holds,
        margin_share=found.worth.margin_share,
        served_minor=int(found.worth.served),
        scored=found.scored,
        orders_expected=found.orders_expected,
        orders_error=found.orders_error,
        gross_minor=found.gross_minor,
        net_minor=found.net_minor,
        contracted=found.contracted,
        seasons=seasons_told(found.seasons),
    )


def seasons_told(dated: Dated) -> SeasonsTold | None:
    """Return what seasons do; None where the company has written none down, or there is no model to put them in."""
    if not dated.asked and not dated.left_out:
        return None
    told = dated.tried is not None and dated.tried.is_found
    paces = {each.name: each.pace for each in calendar.effects(dated.tried)} if dated.tried and told else {}
    if not dated.asked:
        state = "too_few"
    elif dated.tried is None:
        state = "not_carried"
    elif not told:
        state = "not_fitted"
    else:
        state = "used" if dated.used else "not_used"
    return SeasonsTold(
        state=state,
        chance=dated.gain.chance if dated.gain else 1.0,
        seasons=tuple(
            SeasonTold(each.name, each.days, each.purchases, each.days_ahead, paces.get(each.name))
            for each in (*dated.asked, *dated.left_out)
        ),
    )


def apart_told(found: Valuation) -> ApartTold | None:
    """Return what tells customers apart; None where nothing was known of them that could."""
    apart = found.apart
    if apart.groups is None or apart.tried is None:
        return None
    if apart.gain is None:
        return ApartTold(found=False, used=False, chance=1.0, differences=())
    levels = {each.name: each for each in apart.groups.levels}
    return ApartTold(
        found=True,
        used=apart.used,
        chance=apart.gain.chance,
        differences=tuple(
            Difference(
                levels[each.name].attribute,
                levels[each.name].level,
                levels[each.name].against,
                levels[each.name].customers,
                each.pace,
                each.leaving,
                levels[each.name].step,
            )
            for each in covariates.effects(apart.tried)
        ),
    )


def sum_range(told: ValueTold, *, net_minor: int, squares: int) -> tuple[int, int, int]:
    """Return (low, estimate, high) in minor units of some customers' net value together; four sums in five end inside.

    ``squares`` is the sum of their ranges' squared widths. What chance does to one customer it does not do to the next, so that
    much of it cancels out; what is not known of the model errs for all of them alike, and does not.
    """
    alone = squares / (2 * _NORMAL_80) ** 2
    shared = net_minor * told.orders_error / told.orders_expected if told.orders_expected > 0 else 0.0
    reach = int(_NORMAL_80 * math.sqrt(alone + shared * shared))
    return net_minor - reach, net_minor, net_minor + reach


def value_facts(told: ValueTold) -> dict[str, object]:
    """Return a valuation as it is written down."""
    held = asdict(told)
    for name in ("first_on", "observed_on"):
        held[name] = held[name].isoformat()
    held["trial"]["verdict"] = told.trial.verdict.value
    for fit in (*held["fits"], *([held["spend"]] if held["spend"] else [])):
        for pair in fit["together"]:
            pair["tells"] = pair["tells"].value
    return held


def read_value(held: Mapping[str, object]) -> ValueTold:
    """Return what ``value_facts`` wrote down."""
    facts = dict(held)
    for name in ("first_on", "observed_on"):
        facts[name] = date.fromisoformat(str(facts[name]))
    facts["fits"] = tuple(_read_fit(each) for each in cast("list[Mapping[str, object]]", facts["fits"]))
    facts["apart"] = _read_apart(cast("Mapping[str, object] | None", facts["apart"]))
    facts["seasons"] = _read_seasons(cast("Mapping[str, object] | None", facts.get("seasons")))
    spend = cast("Mapping[str, object] | None", facts["spend"])
    facts["spend"] = _read_fit(spend) if spend else None
    trial = dict(cast("Mapping[str, object]", facts["trial"]))
    trial["verdict"] = HoldOutVerdict(trial["verdict"])
    buckets = cast("list[dict[str, int | float | bool]]", trial["buckets"])
    trial["buckets"] = tuple(Bucket(**each) for each in buckets)  # type: ignore[arg-type]
    trial["tracking"] = _read_tracking(cast("Mapping[str, object] | None", trial["tracking"]))
    facts["trial"] = HoldOut(**trial)  # type: ignore[arg-type]
    return ValueTold(**facts)  # type: ignore[arg-type]


def _read_tracking(held: Mapping[str, object] | None) -> Tracking | None:
    if held is None:
        return None
    points = cast("list[dict[str, int | float]]", held["points"])
    return Tracking(
        cast("int", held["seen_days"]),
        tuple(TrackPoint(int(each["day"]), int(each["actual"]), float(each["expected"])) for each in points),
    )


def fit_told(fit: Fit) -> FitTold:
    """Return a fit; numbers that mean nothing are left out."""
    found, loose = fit.is_found, loose_names(fit)
    told = [
        each for each in zip(fit.names, fit.values, fit.errors, strict=True) if found and each[0] not in loose
    ]
    return FitTold(
        model=fit.model,
        state=fit.state.value,
        names=tuple(name for name, _, _ in told),
        values=tuple(float(value) for _, value, _ in told),
        errors=tuple(float(error) for _, _, error in told),
        log_likelihood=float(fit.log_likelihood) if found and math.isfinite(fit.log_likelihood) else 0.0,
        customers=fit.customers,
        unit_days=fit.unit_days,
        steps=fit.steps,
        loose=loose,
        together=told_together(fit),
    )


def _read_apart(held: Mapping[str, object] | None) -> ApartTold | None:
    if held is None:
        return None
    rows = cast("list[Mapping[str, object]]", held["differences"])
    plain = [
        {name: tuple(each) if isinstance(each, list) else each for name, each in row.items()} for row in rows
    ]
    facts = dict(held) | {"differences": tuple(Difference(**row) for row in plain)}  # type: ignore[arg-type]
    return ApartTold(**facts)  # type: ignore[arg-type]


def _read_seasons(held: Mapping[str, object] | None) -> SeasonsTold | None:
    if held is None:
        return None
    rows = cast("list[Mapping[str, object]]", held["seasons"])
    plain = [
        {name: tuple(each) if isinstance(each, list) else each for name, each in row.items()} for row in rows
    ]
    facts = dict(held) | {"seasons": tuple(SeasonTold(**row) for row in plain)}  # type: ignore[arg-type]
    return SeasonsTold(**facts)  # type: ignore[arg-type]


def _read_fit(held: Mapping[str, object]) -> FitTold:
    facts = {name: tuple(each) if isinstance(each, list) else each for name, each in held.items()}
    pairs = cast("Sequence[Mapping[str, object]]", facts.get("together", ()))
    facts["together"] = tuple(
        Together(Tells(each["tells"]), tuple(each["of"]), each["value"], each["error"])  # type: ignore[arg-type]
        for each in pairs
    )
    return FitTold(**facts)  # type: ignore[arg-type]
