"""The climb to a maximum of the likelihood: Newton in log parameters, each step checked, the summit certified."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from fenhao.engine.value.lifetime._special import FloatArray

_STEP_MAX = 2.0
_LOG_MAX = 16.0
_STEPS_MAX = 200
_DECREMENT = 1e-9
"""A climb ends when the parabola promises half of this at most: .00003 of a standard error."""

_ROUNDING = 1e-13
"""... or this share of the likelihood, which is what rounding leaves of a sum over millions."""

_CERTIFIED = 1e-4
"""A summit within a hundredth of a standard error of the parabola's top counts as reached."""

_LOOSE = 2.0

_CREEP = 0.01
_CREEPS_MAX = 3
"""Beyond an edge of the model a climb ends after so many steps in a row that each gained less than this in likelihood."""

_AGREED = 2


class FitState(Enum):
    """How a fit ended, in the order in which it is asked. Only ``found`` has numbers that mean something."""

    too_few = "too_few"  # fewer customers, or fewer who bought again, than there is anything to learn from
    no_repeats = "no_repeats"  # nobody bought a second time
    all_alike = "all_alike"  # customers do not differ in pace (or in what they spend): a mean says all
    nobody_leaves = "nobody_leaves"  # the chance of leaving runs to nought
    everybody_leaves = "everybody_leaves"  # the chance of leaving runs to one
    flat_ridge = "flat_ridge"  # very different parameters explain the data equally well
    not_certified = (
        "not_certified"  # no start led to a point with a vanishing slope and a falling neighbourhood
    )
    found = "found"


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A log-likelihood at one point with its slope and bend, all in the logarithms of the parameters."""

    value: float
    slope: FloatArray
    bend: FloatArray


Likelihood = Callable[[FloatArray], Surface]
"""Takes the logarithms of the parameters."""

Edge = Callable[[tuple[float, ...]], FitState]
"""Names the edge of the model at which parameters lie; ``found`` for parameters at none."""


def no_edge(_values: tuple[float, ...]) -> FitState:
    """Return that parameters lie at no edge, for a model that has none."""
    return FitState.found


@dataclass(frozen=True, slots=True, eq=False)
class Summit:
    """Where a climb ended. ``decrement``: how much higher the parabola through this point would still lead.

    ``curvature_min`` is the least curvature of the minus log-likelihood: above nought at a strict maximum.
    """

    logs: FloatArray
    value: float
    decrement: float
    curvature_min: float
    bend: FloatArray
    steps: int

    @property
    def values(self) -> tuple[float, ...]:
        """Return the parameters themselves."""
        return tuple(float(each) for each in np.exp(self.logs))

    @property
    def is_certified(self) -> bool:
        """Return whether the slope vanishes and the likelihood falls in every direction."""
        return self.curvature_min > 0 and self.decrement <= _CERTIFIED

    @property
    def covariance(self) -> FloatArray:
        """Return the covariance of the logarithms of the parameters: the inverse of the curvature."""
        return np.asarray(np.linalg.inv(-self.bend), dtype=np.float64)

    @property
    def looseness(self) -> float:
        """Return the largest standard error of a logarithm; infinite where there is no strict maximum."""
        if self.curvature_min <= 0:
            return float("inf")
        return float(np.sqrt(np.max(np.diag(self.covariance))))

    @property
    def is_loose(self) -> bool:
        """Return whether a parameter could as well be seven times as large or small."""
        return self.looseness > _LOOSE


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model, or why there is none.

    ``values`` and ``errors`` (standard errors from the Hessian) stand in the order of ``names``, in the natural
    clock of ``unit_days``; so does ``log_likelihood``. ``covariance`` is that of the logarithms. Where ``state`` is
    not ``found`` the numbers are where the climb stopped and must not be shown or scored with.
    """

    model: str
    state: FitState
    names: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float, ...]
    covariance: FloatArray
    log_likelihood: float
    customers: int
    unit_days: int
    steps: int
    decrement: float
    curvature_min: float

    @property
    def is_found(self) -> bool:
        """Return whether the fit may be used."""
        return self.state is FitState.found

    def at(self, values: tuple[float, ...]) -> "Fit":
        """Return the fit with other values, for what they would say; its errors are not theirs."""
        return replace(self, values=values)

    def value(self, name: str) -> float:
        """Return a parameter; KeyError for a name that the model has not."""
        return dict(zip(self.names, self.values, strict=True))[name]


def refused(*, model: str, state: FitState, names: tuple[str, ...], customers: int, unit_days: int) -> Fit:
    """Return the fit that was not even tried, and why."""
    nothing = tuple(float("nan") for _ in names)
    return Fit(
        model=model,
        state=state,
        names=names,
        values=nothing,
        errors=nothing,
        covariance=np.full((len(names), len(names)), np.nan),
        log_likelihood=float("nan"),
        customers=customers,
        unit_days=unit_days,
        steps=0,
        decrement=float("nan"),
        curvature_min=float("nan"),
    )


def fit_of(
    *,
    model: str,
    names: tuple[str, ...],
    summit: Summit,
    customers: int,
    unit_days: int,
    edge: Edge,
) -> Fit:
    """Return the fit of a summit; ``edge`` names what a loose or uncertified point is the edge of."""
    values = summit.values
    loose = summit.is_loose or not summit.is_certified
    state = edge(values) if loose else FitState.found
    if loose and state is FitState.found:
        state = FitState.flat_ridge if summit.decrement <= 1e-3 else FitState.not_certified
    strict = summit.curvature_min > 0
    covariance = summit.covariance if strict else np.full_like(summit.bend, np.nan)
    spread = np.sqrt(np.diag(covariance))
    return Fit(
        model=model,
        state=state,
        names=names,
        values=values,
        errors=tuple(float(value * error) for value, error in zip(values, spread, strict=True)),
        covariance=covariance,
        log_likelihood=summit.value,
        customers=customers,
        unit_days=unit_days,
        steps=summit.steps,
        decrement=summit.decrement,
        curvature_min=summit.curvature_min,
    )


def highest(*, likelihood: Likelihood, starts: Sequence[Sequence[float]], edge: Edge) -> Summit:
    """Climb from starts (parameters, not their logarithms) and return the best summit.

    A certified summit goes before one that is not, then the higher one. Where the first two starts, which callers put far
    apart, run to the same edge, the rest are spared: a base that teaches nothing is told so soon.
    """
    summits: list[Summit] = []
    for start in starts:
        summits.append(
            climb(likelihood=likelihood, start=np.log(np.asarray(start, dtype=np.float64)), edge=edge)
        )
        edges = {FitState.found if each.is_certified else edge(each.values) for each in summits}
        if len(summits) == _AGREED and len(edges) == 1 and FitState.found not in edges:
            break
    return max(summits, key=lambda each: (each.is_certified, each.value))


def climb(*, likelihood: Likelihood, start: FloatArray, edge: Edge) -> Summit:
    """Return the summit above a start, given as logarithms.

    A step follows the parabola through the point where that falls off in every direction, with each direction's
    curvature made positive where it is not; it is halved until the likelihood really rises by a part of what
    the slope promised. So the climb never goes down, and never jumps to where no number is finite. Beyond an edge, where
    the likelihood rises for ever by less and less, it ends as soon as it creeps.
    """
    at, here = start, likelihood(start)
    steps = creeps = 0
    while steps < _STEPS_MAX and creeps < _CREEPS_MAX:
        move, decrement = _newton(here)
        if decrement <= max(_DECREMENT, _ROUNDING * abs(here.value)):
            break
        risen = _risen(likelihood, at, here, move)
        if risen is None:
            break
        beyond = edge(tuple(float(each) for each in np.exp(risen[0]))) is not FitState.found
        creeps = creeps + 1 if beyond and risen[1].value - here.value < _CREEP else 0
        at, here = risen
        steps += 1
    _, decrement = _newton(here)
    least = float(np.linalg.eigvalsh(-here.bend)[0])
    return Summit(at, here.value, decrement, least, here.bend, steps)


def _risen(
    likelihood: Likelihood, at: FloatArray, here: Surface, move: FloatArray
) -> tuple[FloatArray, Surface] | None:
    """Return where the largest part of a step leads that rises as it promised; None where none does."""
    share = min(1.0, _STEP_MAX / float(np.max(np.abs(move))))
    for _ in range(40):
        next_at = np.clip(at + share * move, -_LOG_MAX, _LOG_MAX)
        there = likelihood(next_at)
        promised = float(here.slope @ (next_at - at))
        if np.isfinite(there.value) and there.value >= here.value + 1e-4 * promised:
            return (next_at, there) if there.value > here.value else None
        share /= 2
    return None


def _newton(here: Surface) -> tuple[FloatArray, float]:
    """Return the step to the top of the parabola, and twice how much that promises."""
    curvatures, directions = np.linalg.eigh(-here.bend)
    floor = max(1e-9 * float(np.max(np.abs(curvatures))), 1e-12)
    raised = np.maximum(np.abs(curvatures), floor)
    along = directions.T @ here.slope
    return directions @ (along / raised), float(np.sum(along * along / raised))
