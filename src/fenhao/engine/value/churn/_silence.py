"""The chance that a customer stays silent: buys nothing within a span, whether it has left or is only slow."""

import numpy as np

from fenhao.engine.value.lifetime import Fit, FloatArray, LifetimeModel, pareto_nbd

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def silence(
    *,
    model: LifetimeModel,
    fit: Fit,
    frequency: FloatArray,
    recency_days: FloatArray,
    age_days: FloatArray,
    span_days: int,
) -> FloatArray:
    """Return each triple's chance of no purchase within the span after the last day observed.

    Of a living customer the pace is Gamma(r + x, alpha + T). Where customers leave after a purchase alone (BG/NBD, MBG/NBD)
    the next one needs nothing but the pace, by the model's own clock where days differ; where they may leave at any moment
    (Pareto/NBD) it must come before that.
    """
    if not fit.is_found:
        raise ValueError(f"{fit.model} ended as {fit.state.value}: there is nothing to foretell with")
    unit = fit.unit_days
    recency, age, span = recency_days / unit, age_days / unit, span_days / unit
    alive = model.alive(fit.values, frequency, recency, age)
    seen, ahead = model.times(fit.values, age, span) if model.times is not None else (age, span)
    shape, scale = fit.values[0] + frequency, fit.values[1] + seen
    if model.code == pareto_nbd.MODEL.code:
        buys = _buys_before_leaving(shape, scale, leaving=fit.values[2], wait=fit.values[3] + age, span=span)
    else:
        buys = -np.expm1(-shape * np.log1p(ahead / scale))
    return np.asarray(1 - alive * buys, dtype=np.float64)


def _buys_before_leaving(
    shape: FloatArray, scale: FloatArray, *, leaving: float, wait: FloatArray, span: float
) -> FloatArray:
    """Return the chance of a purchase within the span: its density, times the chance of being there still, integrated.

    Over w = log(1 + u / scale) the density is shape exp(-shape w), which is smooth whatever the shape.
    """
    end = np.log1p(span / scale)
    total = np.zeros(len(shape))
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        w = end * (node + 1) / 2
        later = scale * np.expm1(w)
        stays = np.exp(leaving * (np.log(wait) - np.log(wait + later)))
        total += weight * shape * np.exp(-shape * w) * stays
    return np.asarray(total * end / 2, dtype=np.float64)
