"""What a customer's silence would cost, and what is gained by treating those who are worth it."""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.lifetime import Fit, FloatArray, LifetimeModel, Outlook, PurchaseCounts


def orders_lost(
    *,
    model: LifetimeModel,
    later: LifetimeModel,
    fit: Fit,
    counts: PurchaseCounts,
    outlook: Outlook,
    silent_days: int,
) -> FloatArray:
    """Return the discounted purchases that each history is expected to lose by that many days of silence.

    What it is expected to buy from today on, less what it will be expected to buy from then on if nothing came until then:
    one model, asked twice. ``later`` is the model as it is asked then: the same one unless it lives by a calendar. Not negative but for rounding.
    """
    unit = fit.unit_days
    frequency = counts.frequency.astype(np.float64)
    recency, age = counts.recency_days / unit, counts.age_days / unit
    span, wait = outlook.span_days / unit, silent_days / unit
    rate = float(np.log1p(outlook.discount_yearly)) * unit / 365
    now = model.discounted(fit.values, frequency, recency, age, span, rate)
    rest = max(span - wait, 0.0)
    then = (
        later.discounted(fit.values, frequency, recency, age + wait, rest, rate)
        if rest
        else np.zeros(len(age))
    )
    return np.asarray(np.maximum(now - then * np.exp(-rate * wait), 0.0), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to keep a customer: what it costs each, and which share of the silent it makes buy after all.

    The share is an assumption of whoever asks, or the outcome of a trial; no model here knows it.
    """

    cost_minor: int
    saves: float


def expected_gain(*, chances: FloatArray, losses: FloatArray, treatment: Treatment) -> FloatArray:
    """Return what treating each customer brings on average, in minor units: what it saves less what it costs."""
    return np.asarray(
        chances * treatment.saves * np.maximum(losses, 0.0) - treatment.cost_minor, dtype=np.float64
    )


def saves_needed(*, chances: FloatArray, losses: FloatArray, cost_minor: int) -> FloatArray:
    """Return the share of the silent that a treatment would have to save to pay for itself; infinite where it never does."""
    stake = chances * np.maximum(losses, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(stake > 0, cost_minor / stake, np.inf), dtype=np.float64)
