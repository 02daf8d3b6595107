"""Static covariates: customers of different channels, regions or kinds buy at another pace, or leave at another rate.

Fader & Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD models. A covariate z multiplies a
customer's pace by e^(gamma z), and the rate (Pareto/NBD) or the odds (BG/NBD, MBG/NBD) of leaving by e^(delta z). In the
logarithms of the parameters that is a shift, so that a group's surface is the model's own, seen from another place; each group
is counted like a base of its own, and a fit costs no more than its distinct histories.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._fit import Fit, Likelihood, Surface, climb, fit_of, no_edge
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._scores import total_slope
from fenhao.engine.value.lifetime._special import FloatArray

_CHANCE_MAX = 0.05
_NORMAL_95 = 1.959964
PACE, LEAVING = "pace", "leaving"
"""What a covariate moves; its parameter is called ``pace:NAME`` or ``leaving:NAME``."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupedCounts:
    """The histories of groups of customers, and each group's covariates: one row of ``design`` a group.

    ValueError for a design that has not one row a group and one column a name.
    """

    groups: tuple[PurchaseCounts, ...]
    design: FloatArray
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.design.shape != (len(self.groups), len(self.names)):
            raise ValueError("the design has not one row a group and one column a covariate")


@dataclass(frozen=True, slots=True)
class Gain:
    """Whether covariates earn their place: the likelihood ratio test against everybody alike.

    ``ratio`` is twice the gain in log-likelihood, ``freedom`` the parameters that were added, ``chance`` how often covariates
    that mean nothing would gain as much.
    """

    ratio: float
    freedom: int
    chance: float

    @property
    def earns_its_place(self) -> bool:
        """Return whether chance would gain as much in fewer than one case of twenty."""
        return self.chance < _CHANCE_MAX


def fit(*, model: LifetimeModel, alike: Fit, counts: GroupedCounts, unit_days: int) -> Fit:
    """Return the fit with covariates, climbed from ``alike``, the model's fit to all groups together.

    The values of the covariates are what one more of each multiplies the pace, or the leaving, by. Without a fit of
    everybody together there is none here either: its refusal comes back.
    """
    if not alike.is_found:
        return alike
    shifts = [_shift(model, row) for row in counts.design]
    parts = [model.likelihood(group, unit_days) for group in counts.groups]
    added = 2 * len(counts.names)
    start = np.concatenate([np.log(np.asarray(alike.values)), np.zeros(added)])
    summit = climb(likelihood=_together(parts, shifts), start=start, edge=no_edge)
    return fit_of(
        model=model.code,
        names=(*model.names, *(f"{what}:{name}" for what in (PACE, LEAVING) for name in counts.names)),
        summit=summit,
        customers=sum(group.total for group in counts.groups),
        unit_days=unit_days,
        edge=no_edge,
    )


def theta_of(fit: Fit, *, model: LifetimeModel, row: FloatArray) -> tuple[float, ...]:
    """Return the model's own parameters for customers with these covariates."""
    return tuple(float(each) for each in np.exp(_shift(model, row) @ np.log(np.asarray(fit.values))))


def of_group(fit: Fit, *, model: LifetimeModel, row: FloatArray) -> Fit:
    """Return the fit as customers with these covariates live by it: the model's own parameters, with their covariance."""
    shift = _shift(model, row)
    values = theta_of(fit, model=model, row=row)
    covariance = shift @ fit.covariance @ shift.T
    spread = np.sqrt(np.diag(covariance))
    return replace(
        fit,
        names=model.names,
        values=values,
        errors=tuple(float(value * each) for value, each in zip(values, spread, strict=True)),
        covariance=covariance,
    )


def total_error(*, model: LifetimeModel, fit: Fit, counts: GroupedCounts, span_days: int) -> float:
    """Return the standard error of the purchases expected of all groups together; what they share of the fit is shared."""
    slope = np.zeros(len(fit.values))
    for group, row in zip(counts.groups, counts.design, strict=True):
        seen = of_group(fit, model=model, row=row)
        slope += _shift(model, row).T @ total_slope(model=model, fit=seen, counts=group, span_days=span_days)
    return float(np.sqrt(slope @ fit.covariance @ slope))


@dataclass(frozen=True, slots=True)
class Effect:
    """What one covariate does: ``pace`` and ``leaving`` are factors, each with the ends of its 95 % interval around it."""

    name: str
    pace: tuple[float, float, float]
    leaving: tuple[float, float, float]


def effects(fit: Fit) -> tuple[Effect, ...]:
    """Return what each covariate of a fit does, as (low, factor, high)."""
    held = dict(zip(fit.names, zip(fit.values, fit.errors, strict=True), strict=True))

    def factor(name: str) -> tuple[float, float, float]:
        value, error = held[name]
        reach = math.exp(_NORMAL_95 * error / value)
        return value / reach, value, value * reach

    names = [name.removeprefix(f"{PACE}:") for name in fit.names if name.startswith(f"{PACE}:")]
    return tuple(Effect(name, factor(f"{PACE}:{name}"), factor(f"{LEAVING}:{name}")) for name in names)


def gain(*, alike: Fit, apart: Fit) -> Gain:
    """Return whether the covariates of ``apart`` tell customers apart better than chance would."""
    from scipy.stats import chi2  # it takes most of a second, which whoever fits no covariates is spared

    ratio = max(0.0, 2 * (apart.log_likelihood - alike.log_likelihood))
    freedom = len(apart.names) - len(alike.names)
    return Gain(ratio, freedom, float(chi2.sf(ratio, freedom)))


def _shift(model: LifetimeModel, row: FloatArray) -> FloatArray:
    """Return the matrix that leads from all parameters' logarithms to those of a group."""
    moves = [np.outer(np.asarray(each, dtype=np.float64), row) for each in (model.pace, model.leaving)]
    return np.concatenate([np.eye(len(model.names)), *moves], axis=1)


def _together(parts: Sequence[Likelihood], shifts: Sequence[FloatArray]) -> Likelihood:
    """Return the sum of the groups' surfaces, each seen from all parameters."""

    def likelihood(logs: FloatArray) -> Surface:
        """Return value, slope and bend of all groups."""
        seen = [(part(shift @ logs), shift) for part, shift in zip(parts, shifts, strict=True)]
        value = sum(here.value for here, _ in seen)
        slope = np.sum([shift.T @ here.slope for here, shift in seen], axis=0)
        bend = np.sum([shift.T @ here.bend @ shift for here, shift in seen], axis=0)
        return Surface(float(value), slope, bend)

    return likelihood
