"""A buying calendar: days that everybody knows of (a season, a campaign's weeks, a price) make all customers buy faster or slower.

On a day with covariates z each customer's pace is multiplied by w = e^(gamma z), a factor that all share. Purchases are then
those of the plain model on a clock that runs w times as fast that day (time change of a Poisson process: Daley & Vere-Jones, An
Introduction to the Theory of Point Processes, 2nd ed., section 7.4). In BG/NBD and MBG/NBD a customer leaves right after a
purchase and at no other moment, so that leaving needs no clock of its own, and the likelihood stays closed:

    log L = sum of log L0(x, W(last) - W(first), W(end) - W(first)) + sum over repeat purchases of gamma z(day),

L0 being Fader, Hardie & Lee (2005), W(day) the sum of w up to that day, and the second sum the Jacobian of the change of clock.
All histories end on one day, so that frequency, recency and age tell both days of a history: the clock is a table by days
back from the end, and a fit sees the same distinct histories as before. With gamma = 0 it is the plain model.

Pareto/NBD is another matter: who leaves at any moment leaves by the plain clock and buys by this one, which costs an integral
for each history (Bachmann, Meierer & Näf 2021, Marketing Science 40(4), who also take in what differs from customer to
customer and from day to day). Neither is done here.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._dropout import DropoutLikelihood
from fenhao.engine.value.lifetime._fit import Fit, Surface, climb, fit_of, no_edge
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._special import FloatArray, IntArray

PREFIX = "calendar:"
"""A covariate's parameter is called by its name after this."""

_LEADS = {"bg_nbd": 0, "mbg_nbd": 1}
"""The models in which customers leave after purchases alone, and whether the first purchase is one of these."""

_OWN = 4
_BLOCK = 8_192
_PIECE_DAYS = 61
_NORMAL_95 = 1.959964
_Theta = tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BuyingCalendar:
    """What is known of days, a column a name; a day beyond either end counts as an ordinary one, with nought in every column.

    ``past``: a row a day, the last day observed first, going back. ``ahead``: a row a day, the day after it first. ``bought``:
    the mean of each column over the days of all repeat purchases up to the last day observed. ValueError for shapes that do not fit.
    """

    names: tuple[str, ...]
    past: FloatArray
    ahead: FloatArray
    bought: FloatArray

    def __post_init__(self) -> None:
        width = len(self.names)
        if (
            self.past.shape[1:] != (width,)
            or self.ahead.shape[1:] != (width,)
            or self.bought.shape != (width,)
        ):
            raise ValueError("the calendar has not one column a name")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one more of a covariate multiplies everybody's pace by, as (low, factor, high), 95 %."""

    name: str
    pace: tuple[float, float, float]


def can_carry(code: str) -> bool:
    """Return whether the model of this code can live by a calendar: whether customers leave after purchases alone."""
    return code in _LEADS


def on_calendar(model: LifetimeModel, calendar: BuyingCalendar, *, unit_days: int) -> LifetimeModel:
    """Return the model that lives by a calendar: the plain parameters, and for each name the factor of one more of it.

    It is asked like any model, but in units of so many days, and of histories that end on its calendar's last day observed; alpha is that of an ordinary
    day. Its fit climbs from the plain one, whose refusal comes back where there is none. KeyError for a model that can carry none.
    """
    lead = _LEADS[model.code]

    def likelihood(counts: PurchaseCounts, unit_days: int) -> _Likelihood:
        """Return the surface that the fit climbs."""
        return _Likelihood(counts, calendar=calendar, lead=lead, unit_days=unit_days)

    def fit(counts: PurchaseCounts, unit_days: int) -> Fit:
        """Return the fit in units of so many days, or why there is none."""
        plain = model.fit(counts, unit_days)
        if not plain.is_found:
            return plain
        start = np.concatenate([np.log(plain.values), np.zeros(len(calendar.names))])
        summit = climb(likelihood=likelihood(counts, unit_days), start=start, edge=no_edge)
        return fit_of(
            model=model.code,
            names=names,
            summit=summit,
            customers=counts.total,
            unit_days=unit_days,
            edge=no_edge,
        )

    names = (*model.names, *(PREFIX + each for each in calendar.names))
    spare = (0,) * len(calendar.names)
    asked = _Asked(model, calendar, unit_days)
    return replace(
        model,
        names=names,
        fit=fit,
        likelihood=likelihood,
        alive=asked.alive,
        living_orders=asked.living_orders,
        living_discounted=asked.living_discounted,
        living_draw=asked.living_draw,
        newcomers=asked.newcomers,
        times=asked.times,
        pace=(*model.pace, *spare),
        leaving=(*model.leaving, *spare),
    )


def later(calendar: BuyingCalendar, days: int) -> BuyingCalendar:
    """Return the calendar as it will be read so many days after its last day observed; days it does not know are ordinary ones."""
    width = len(calendar.names)
    passed = np.zeros((days, width))
    known = calendar.ahead[:days]
    passed[: len(known)] = known
    return replace(calendar, past=np.concatenate([passed[::-1], calendar.past]), ahead=calendar.ahead[days:])


def effects(fit: Fit) -> tuple[Effect, ...]:
    """Return what each covariate of a fit does."""
    held = zip(fit.names, fit.values, fit.errors, strict=True)
    return tuple(
        Effect(
            name.removeprefix(PREFIX),
            (
                value / math.exp(_NORMAL_95 * error / value),
                value,
                value * math.exp(_NORMAL_95 * error / value),
            ),
        )
        for name, value, error in held
        if name.startswith(PREFIX)
    )


class _Asked:
    """What a model on a calendar says of histories: what the plain one says on the other clock."""

    def __init__(self, model: LifetimeModel, calendar: BuyingCalendar, unit_days: int) -> None:
        self._model, self._calendar, self._unit = model, calendar, unit_days

    def _past(self, theta: _Theta, back: FloatArray) -> FloatArray:
        """Return the time from so many units back until the last day observed."""
        return self._read(self._calendar.past, theta, back)

    def _ahead(self, theta: _Theta, span: float | FloatArray) -> FloatArray:
        """Return the time of the units to come."""
        return self._read(self._calendar.ahead, theta, span)

    def _read(self, days: FloatArray, theta: _Theta, units: float | FloatArray) -> FloatArray:
        passed = np.concatenate([[0.0], np.cumsum(_factors(days, np.log(theta[_OWN:])))])
        at = np.rint(np.asarray(units) * self._unit).astype(np.int64)
        known = np.minimum(at, len(days))
        return np.asarray((passed[known] + (at - known)) / self._unit, dtype=np.float64)

    def times(self, theta: _Theta, age: FloatArray, span: float) -> tuple[FloatArray, float]:
        """Return an age and a span ahead on this clock."""
        return self._past(theta, age), float(self._ahead(theta, span))

    def alive(self, theta: _Theta, frequency: FloatArray, recency: FloatArray, age: FloatArray) -> FloatArray:
        """Return each history's chance of being a customer still."""
        whole = self._past(theta, age)
        return self._model.alive(theta[:_OWN], frequency, whole - self._past(theta, age - recency), whole)

    def living_orders(
        self, theta: _Theta, frequency: FloatArray, age: FloatArray, span: float | FloatArray
    ) -> FloatArray:
        """Return the purchases expected of living customers within the span."""
        return self._model.living_orders(
            theta[:_OWN], frequency, self._past(theta, age), self._ahead(theta, span)
        )

    def living_discounted(
        self, theta: _Theta, frequency: FloatArray, age: FloatArray, span: float, rate: float
    ) -> FloatArray:
        """Return the same discounted: in pieces of two months, each at the mean discount of its days by their factors."""
        whole = self._past(theta, age)
        last = round(span * self._unit)
        known = _factors(self._calendar.ahead[:last], np.log(theta[_OWN:]))
        weight = np.concatenate([known, np.ones(last - len(known))])
        fades = np.exp(-rate * (np.arange(last) + 0.5) / self._unit)
        total, before, begin = np.zeros(len(age)), np.zeros(len(age)), 0
        for end in (*range(_PIECE_DAYS, last, _PIECE_DAYS), last):
            until = float(np.sum(weight[:end])) / self._unit
            bought = self._model.living_orders(theta[:_OWN], frequency, whole, until)
            part = weight[begin:end]
            total += (bought - before) * float(part @ fades[begin:end]) / float(np.sum(part) or 1.0)
            before, begin = bought, end
        return total

    def living_draw(
        self,
        theta: _Theta,
        frequency: FloatArray,
        age: FloatArray,
        span: float,
        sway: float,
        chance: Generator,
    ) -> FloatArray:
        """Return one possible number of purchases of living customers within the span."""
        ahead = float(self._ahead(theta, span))
        return self._model.living_draw(theta[:_OWN], frequency, self._past(theta, age), ahead, sway, chance)

    def newcomers(self, theta: _Theta, born: IntArray, until: IntArray) -> FloatArray:
        """Return the repeat purchases expected until one day of a customer who came on another, both counted from the last day observed."""

        def stood(day: IntArray) -> FloatArray:
            """Return the clock on a day: nought on the last one observed."""
            past, ahead = (np.maximum(each, 0) / self._unit for each in (-day, day))
            return self._ahead(theta, ahead) - self._past(theta, past)

        passed = np.maximum(stood(until) - stood(born), 0.0).reshape(-1)
        nothing = np.zeros(len(passed))
        first = self._model.alive(theta[:_OWN], *(np.zeros(1),) * 3)
        grown = self._model.living_orders(theta[:_OWN], nothing, nothing, passed) * first
        return grown.reshape(np.broadcast_shapes(born.shape, until.shape))


def _factors(days: FloatArray, gamma: FloatArray) -> FloatArray:
    """Return what each day multiplies everybody's pace by."""
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(days @ gamma), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Clock:
    """The time from each number of days back until the end, with its slope and bend in gamma, in the fit's units."""

    time: FloatArray
    slope: FloatArray
    bend: FloatArray

    @classmethod
    def of(cls, past: FloatArray, gamma: FloatArray, *, unit_days: int) -> "_Clock":
        """Return the table; nought days back it stands at nought."""
        factor = _factors(past, gamma) / unit_days
        turns = factor * past.T
        return cls(_summed(factor), _summed(turns), _summed(turns[:, None, :] * past.T[None, :, :]))


def _summed(rises: FloatArray) -> FloatArray:
    """Return sums along the days, beginning with nought."""
    return np.concatenate([np.zeros((*rises.shape[:-1], 1)), np.cumsum(rises, axis=-1)], axis=-1)


class _Likelihood(DropoutLikelihood):
    """The surface of a base, or of a part of it, in the logarithms of r, alpha, a, b and of the calendar's factors."""

    def __init__(
        self, counts: PurchaseCounts, *, calendar: BuyingCalendar, lead: int, unit_days: int
    ) -> None:
        super().__init__(counts, lead=lead, unit_days=unit_days)
        days, known = len(self._by_age) - 1, calendar.past[: len(self._by_age) - 1]
        self._days = np.concatenate([known, np.zeros((days - len(known), len(calendar.names)))])
        self._bought = calendar.bought * counts.repeats

    def __call__(self, logs: FloatArray) -> Surface:
        """Return value, slope and bend; far out, where a factor overflows, no number is finite."""
        theta, gamma = np.exp(logs[:_OWN]), logs[_OWN:]
        clock = _Clock.of(self._days, gamma, unit_days=self._unit)
        with np.errstate(over="ignore", invalid="ignore"):
            value, slope, bend = self._stayed(theta, clock)
            for start in range(0, len(self._held), _BLOCK):
                more = self._left(theta, clock, slice(start, start + _BLOCK))
                value, slope, bend = value + more[0], slope + more[1], bend + more[2]
            scale = np.concatenate([theta, np.ones(len(gamma))])
            turned = scale * slope
            bend = scale[:, None] * bend * scale[None, :]
        bend[range(_OWN), range(_OWN)] += turned[:_OWN]
        turned[_OWN:] += self._bought
        return Surface(value + float(gamma @ self._bought), turned, bend)

    def _stayed(self, theta: FloatArray, clock: _Clock) -> tuple[float, FloatArray, FloatArray]:
        """Return the sum of A over all customers: the plain one on this clock, and how it moves with gamma."""
        value, own, bent = self._staying(theta, clock.time)
        r, alpha = theta[:2]
        older = alpha + clock.time
        weight = r * self._by_age + self._purchases_by_age
        slope = np.concatenate([own, -(clock.slope / older) @ weight])
        bend = np.zeros((len(slope), len(slope)))
        bend[:_OWN, :_OWN] = bent
        bend[0, _OWN:] = bend[_OWN:, 0] = -(clock.slope / older) @ self._by_age
        bend[1, _OWN:] = bend[_OWN:, 1] = (clock.slope / older**2) @ weight
        bend[_OWN:, _OWN:] = (clock.slope * (weight / older**2)) @ clock.slope.T - clock.bend @ (
            weight / older
        )
        return value, slope, bend

    def _left(self, theta: FloatArray, clock: _Clock, block: slice) -> tuple[float, FloatArray, FloatArray]:
        """Return what log(1 + e^(B - A)) adds over one block of the histories in which a customer may have left."""
        r, alpha, a, b = theta
        frequency, age = self._frequency[block], self._age[block]
        silent, held = age - self._recency[block], self._held[block]
        shape, waits = r + frequency, b + self._lead - 1 + frequency
        older = alpha + clock.time[age]
        seen = older - clock.time[silent]
        # how both times move with alpha and gamma
        turn_old = np.concatenate([np.ones((1, len(age))), clock.slope[:, age]]) / older
        turn_seen = (
            np.concatenate([np.ones((1, len(age))), clock.slope[:, age] - clock.slope[:, silent]]) / seen
        )
        gap = np.log(older) - np.log(seen)
        odds = shape * gap + np.log(a / waits)
        small = np.exp(-np.abs(odds))
        value = held @ (np.maximum(odds, 0) + np.log1p(small))
        first = held * np.where(odds >= 0, 1.0, small) / (1 + small)
        second = first * (1 - first / held)
        apart = turn_old - turn_seen
        moves = np.concatenate(
            [gap[None], shape * apart[:1], np.full((1, len(gap)), 1 / a), -1 / waits[None], shape * apart[1:]]
        )
        slope, bend = moves @ first, (moves * second) @ moves.T
        bend[2, 2] -= slope[2] / a
        bend[3, 3] += first @ waits**-2.0
        timed = [1, *range(_OWN, len(moves))]
        bend[0, timed] += apart @ first
        bend[timed, 0] = bend[0, timed]
        weight = first * shape
        bend[np.ix_(timed, timed)] += (turn_seen * weight) @ turn_seen.T - (turn_old * weight) @ turn_old.T
        bent = clock.bend[:, :, age] / older - (clock.bend[:, :, age] - clock.bend[:, :, silent]) / seen
        bend[_OWN:, _OWN:] += bent @ weight
        return float(value), slope, bend
