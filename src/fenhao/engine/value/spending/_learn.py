"""Curves from history: what each tier brought week by week beside what was spent on it, and what trials by lot showed.

A tier's margin is taken as level, trend, season, and a curve of each programme's spending, some of which works on in later
weeks. How curves bend and how long spending works on are not known: several ways are tried and averaged by how well each
explains all tiers (Bayes factors of a normal linear model with a normal belief, as in Bishop 2006, section 3.5). Slopes of
all cells lean on their common mean, so that a cell whose own past says little is taken to be like the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.random import PCG64, Generator

from fenhao.engine.value.spending._curve import Cell, Curve, Evidence, Floats, Part
from fenhao.kernel import Trouble

PERIODS_MIN = 26
"""Fewer periods leave nothing to learn from once level, trend and season are told apart."""
BELIEVED_MEAN, BELIEVED_ERROR = 1.0, 2.0
"""Before anything is seen the first unit of an average programme is believed to bring itself back, give or take twice that."""
_BENDS = (0.5, 1.0, 2.0, 4.0)
"""The scale of a curve, in the cell's usual spending."""
_LINGERS = (0.0, 0.5)
"""The share of spending's effect that is left for the next period."""
_APARTS = (0.1, 0.3, 1.0, 3.0)
"""How far slopes of cells lie from their common mean."""
_LAGS = 6
_KNOWN_MIN = 0.5
_CORRELATED_MAX = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class TierHistory:
    """One tier's past, a row a period in order of time: ``margin`` (n) it brought, ``spent`` (n, programmes) on it; minor units."""

    tier: str
    programmes: tuple[str, ...]
    margin: Floats
    spent: Floats


@dataclass(frozen=True, slots=True)
class Experiment:
    """What a trial by lot showed: margin brought for each unit spent, with its standard error. ``tier`` '' is every tier."""

    tier: str
    programme: str
    returned: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What history says of the slopes of all cells under one way of bending: precision, precision times mean, fit."""

    precision: Floats
    info: Floats
    fit: float


def learn(
    histories: Sequence[TierHistory],
    experiments: Sequence[Experiment],
    *,
    periods_yearly: int,
    draws: int,
    seed: int,
) -> tuple[Curve, ...]:
    """Return a curve for each cell that was ever spent on, in order of tiers and programmes.

    Trouble ``split.short`` when there are fewer than PERIODS_MIN periods, ``split.nothing_spent`` without any spending.
    """
    for each in histories:
        if len(each.margin) < PERIODS_MIN:
            raise Trouble("split.short", {"periods": str(len(each.margin)), "least": str(PERIODS_MIN)})
    cells, usual, year = _cells(histories, periods_yearly)
    if not cells:
        raise Trouble("split.nothing_spent", {})
    ways = list(product(_BENDS, _LINGERS))
    told = [
        _told(histories, experiments, cells, usual, bend, linger, periods_yearly) for bend, linger in ways
    ]
    logs, means, spreads = [], [], []
    for way_told, apart in product(told, _APARTS):
        log, mean, spread = _posterior(way_told, apart)
        logs.append(log)
        means.append(mean)
        spreads.append(spread)
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    bends = np.array([bend for (bend, _), _ in product(ways, _APARTS)])
    chance = Generator(PCG64(seed))
    picked = chance.choice(len(weights), size=draws, p=weights)
    normal = chance.standard_normal((draws, len(cells)))
    slopes = np.array(
        [means[way] + spreads[way] @ normal[place] for place, way in enumerate(picked.tolist())]
    )
    scales = bends[picked][:, None] * usual * periods_yearly
    believed = BELIEVED_ERROR**2 + np.average([a**2 for _, a in product(ways, _APARTS)], weights=weights)
    tried = {(each.tier, each.programme) for each in experiments}
    found = []
    for place, cell in enumerate(cells):
        known = 1 - float(slopes[:, place].var()) / float(believed)
        found.append(
            Curve(
                cell,
                _parts(place, weights, bends, means, usual[place] * periods_yearly),
                slopes[:, place],
                scales[:, place],
                year[place],
                _evidence(cell, tried, known),
            )
        )
    return tuple(found)


def _cells(histories: Sequence[TierHistory], periods_yearly: int) -> tuple[list[Cell], Floats, list[int]]:
    """Return the cells ever spent on, what each usually spends a period, and what it spent in the past year."""
    cells, usual, year = [], [], []
    for each in histories:
        for place, programme in enumerate(each.programmes):
            spent = each.spent[:, place]
            if spent.sum() > 0 and spent.max() > 0:
                cells.append(Cell(each.tier, programme))
                usual.append(max(float(np.maximum(spent, 0).mean()), 1.0))
                year.append(max(0, int(spent[-periods_yearly:].sum())))
    return cells, np.array(usual), year


def _parts(
    place: int, weights: Floats, bends: Floats, means: Sequence[Floats], usual: float
) -> tuple[Part, ...]:
    """Return the ways one cell's curve may bend."""
    found = []
    for bend in _BENDS:
        here = np.flatnonzero(bends == bend)
        weight = float(weights[here].sum())
        if weight > 0:
            slope = sum(float(weights[way]) * float(means[way][place]) for way in here.tolist()) / weight
            found.append(Part(weight, slope, bend * usual))
    return tuple(found)


def _evidence(cell: Cell, tried: set[tuple[str, str]], known: float) -> Evidence:
    if (cell.tier, cell.programme) in tried or ("", cell.programme) in tried:
        return Evidence.experiment
    return Evidence.history if known >= _KNOWN_MIN else Evidence.little


def _told(
    histories: Sequence[TierHistory],
    experiments: Sequence[Experiment],
    cells: Sequence[Cell],
    usual: Floats,
    bend: float,
    linger: float,
    periods_yearly: int,
) -> _Told:
    """Return what history and trials say when curves bend and linger so."""
    size = len(cells)
    precision, info, fit = np.zeros((size, size)), np.zeros(size), 0.0
    for each in histories:
        here = [place for place, cell in enumerate(cells) if cell.tier == each.tier]
        scale = bend * usual[here]
        spent = each.spent[:, [each.programmes.index(cells[place].programme) for place in here]]
        effect = scale * np.log1p(_lingering(np.maximum(spent, 0.0), linger) / scale)
        others = _level_and_season(len(each.margin), periods_yearly)
        margin, effect = _without(others, each.margin), _without(others, effect)
        best, *_ = np.linalg.lstsq(effect, margin, rcond=None)
        left = margin - effect @ best
        free = max(1, len(margin) - others.shape[1] - len(here))
        squares = max(float(left @ left), 1e-9)
        noise = squares / free * _correlation(left)
        held = effect.T @ effect / noise
        precision[np.ix_(here, here)] += held
        info[here] += held @ best
        fit -= free / 2 * np.log(squares)
    # A trial tells what spending brings about where the cell stands, which on a curve is less than the first unit brings.
    share = 1 / (1 + 1 / bend)
    for trial in experiments:
        for place, cell in enumerate(cells):
            if trial.programme == cell.programme and trial.tier in ("", cell.tier):
                precision[place, place] += (share / trial.error) ** 2
                info[place] += share * trial.returned / trial.error**2
    return _Told(precision, info, fit)


def _posterior(told: _Told, apart: float) -> tuple[float, Floats, Floats]:
    """Return how well it is explained (a logarithm), the mean of the slopes, and a root of their covariance."""
    size = len(told.info)
    prior = apart**2 * np.eye(size) + BELIEVED_ERROR**2
    believed = np.full(size, BELIEVED_MEAN)
    mixed = np.eye(size) + prior @ told.precision
    gap = told.info - told.precision @ believed
    mean = believed + np.linalg.solve(mixed, prior @ gap)
    covariance = np.linalg.solve(mixed, prior)
    covariance = (covariance + covariance.T) / 2
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    gained = float(gap @ covariance @ gap) / 2
    return told.fit + _explained(told, believed) + gained - float(np.linalg.slogdet(mixed)[1]) / 2, mean, root


def _explained(told: _Told, believed: Floats) -> float:
    """Return the log-likelihood at what is believed beside that at the best slopes, of which ``fit`` speaks."""
    best, *_ = np.linalg.lstsq(told.precision, told.info, rcond=None)
    away = best - believed
    return -float(away @ told.precision @ away) / 2


def _lingering(spent: Floats, linger: float) -> Floats:
    """Return what works in each period: some of it was spent in those before."""
    weights = linger ** np.arange(_LAGS) if linger else np.ones(1)
    weights = weights / weights.sum()
    found = np.zeros_like(spent)
    for lag, weight in enumerate(weights.tolist()):
        found[lag:] += weight * spent[: len(spent) - lag]
    return found


def _level_and_season(periods: int, periods_yearly: int) -> Floats:
    """Return what would have moved margin anyway: level, trend, and waves of a year where it is at least that long."""
    time = np.arange(periods)
    columns = [np.ones(periods), time / periods - 0.5]
    waves = 2 if periods >= periods_yearly else 0
    for wave in range(1, waves + 1):
        turn = 2 * np.pi * wave * time / periods_yearly
        columns += [np.sin(turn), np.cos(turn)]
    return np.column_stack(columns)


def _without(others: Floats, values: Floats) -> Floats:
    best, *_ = np.linalg.lstsq(others, values, rcond=None)
    return np.asarray(values - others @ best)


def _correlation(left: Floats) -> float:
    """Return by how much neighbours that err alike widen what is known (first-order autocorrelation)."""
    own = float(left @ left)
    alike = float(left[1:] @ left[:-1]) / own if own > 0 else 0.0
    alike = min(max(alike, 0.0), _CORRELATED_MAX)
    return (1 + alike) / (1 - alike)
