"""Outcome models of each arm by ridge regression, cross-fitted from moments: the data is passed once a split.

What an arm would have brought is a slope common to all arms and, penalised apart, how the arm departs from it. The
second penalty may be without end: then every customer gains the same from an arm, which is what data without evidence
of anything else deserves.
"""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.choice._trial import Floats, Keys, Trial, Wholes

FOLDS = 5
_COMMON = (1e-4, 1e-2, 1e-1, 1.0)
_APART = (np.inf, 3.0, 1.0, 0.3, 0.1, 0.01)
"""Penalties per customer, the simplest first: a tie goes to the simpler model."""


def fold_of(keys: Keys, *, seed: int) -> Wholes:
    """Return the fold of each key, 0 to FOLDS - 1; the same key and seed give the same fold (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = keys + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(FOLDS)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums of products of (1, covariates, outcome) by fold and arm: all that the models need of the data."""

    products: Floats


def moments(trial: Trial, standard: Floats, folds: Wholes) -> Moments:
    """Return the moments of a trial whose covariates are ``standard``."""
    arms = len(trial.arms)
    group = folds * arms + trial.given
    order = np.argsort(group, kind="stable")
    whole = np.column_stack([np.ones(trial.customers), standard, trial.outcome])[order]
    ends = np.cumsum(np.bincount(group, minlength=FOLDS * arms))
    size = whole.shape[1]
    products = np.empty((FOLDS * arms, size, size))
    begin = 0
    for place, end in enumerate(ends.tolist()):
        part = whole[begin:end]
        products[place] = part.T @ part
        begin = end
    return Moments(products.reshape(FOLDS, arms, size, size))


def coefficients(products: Floats, *, common: Floats, apart: Floats) -> Floats:
    """Return (..., common, apart, arms, 1 + p): intercept and slopes of each arm from moments (..., arms, q, q).

    One model for each pair of penalties; they are solved together, which is what makes many folds affordable.
    """
    count = np.maximum(products[..., 0, 0], 1.0)
    middle = products[..., 0, :] / count[..., None]
    centred = products - count[..., None, None] * middle[..., :, None] * middle[..., None, :]
    inner, cross = centred[..., 1:-1, 1:-1], centred[..., 1:-1, -1]
    one = np.eye(inner.shape[-1])
    all_inner = inner.sum(axis=-3)[..., None, :, :]
    all_count = count.sum(axis=-1)[..., None, None, None]
    shared = np.linalg.solve(
        all_inner + common[:, None, None] * all_count * one, cross.sum(axis=-2)[..., None, :, None]
    )[..., 0]  # (..., common, p)
    left = cross[..., None, :, :] - np.einsum("...aij,...cj->...cai", inner, shared)
    bent = np.isfinite(apart)
    weight = np.where(bent, apart, 1.0)[:, None, None, None] * count[..., None, :, None, None]
    own = np.linalg.solve(
        (inner[..., None, :, :, :] + weight * one)[..., None, :, :, :, :], left[..., :, None, :, :, None]
    )[..., 0]  # (..., common, apart, arms, p)
    slopes = shared[..., :, None, None, :] + own * bent[:, None, None]
    intercepts = middle[..., None, None, :, -1] - (middle[..., None, None, :, 1:-1] * slopes).sum(axis=-1)
    return np.asarray(np.concatenate([intercepts[..., None], slopes], axis=-1))


def chosen_penalties(held: Moments, folds: tuple[int, ...]) -> tuple[float, float]:
    """Return the two penalties with the smallest squared error on held-out folds among ``folds``."""
    used = held.products[list(folds)]
    models = coefficients(used.sum(axis=0) - used, common=np.array(_COMMON), apart=np.array(_APART))
    vector = np.concatenate([-models, np.ones((*models.shape[:-1], 1))], axis=-1)
    errors = np.einsum("fcdai,faij,fcdaj->cd", vector, used, vector, optimize=True)
    best, found = np.inf, (_COMMON[0], _APART[0])
    for d, apart in enumerate(_APART):
        for c, common in enumerate(_COMMON):
            if errors[c, d] < best * (1 - 1e-9):
                best, found = float(errors[c, d]), (common, apart)
    return found


def fitted(held: Moments, *, without: int) -> Floats:
    """Return (arms, 1 + p) learnt from every fold but one, penalties included; all folds for ``without`` -1."""
    folds = tuple(fold for fold in range(FOLDS) if fold != without)
    common, apart = chosen_penalties(held, folds)
    products = held.products[list(folds)].sum(axis=0)
    return np.asarray(coefficients(products, common=np.array([common]), apart=np.array([apart]))[0, 0])
