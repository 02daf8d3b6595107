"""Trials whose truth is known: customers drawn, arms given, outcomes made from a stated effect."""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.choice import Trial


@dataclass(frozen=True)
class Made:
    """A trial and the true mean effect of each arm but the control."""

    trial: Trial
    effects: tuple[float, ...]


def made(
    seed: int,
    *,
    customers: int = 2_000,
    effects: tuple[float, ...] = (0.0, 0.0),
    apart: float = 0.0,
    by_lot: bool = True,
    cost: float = 10.0,
) -> Made:
    """Return a trial with spends as shops see them: most buy nothing, some buy much.

    ``apart`` is how much the effects differ with the second covariate, in opposite directions for two arms. Without a
    lot the chance of an arm follows what also drives the outcome.
    """
    draw = np.random.default_rng(seed)
    known = draw.normal(size=(customers, 4))
    arms = len(effects) + 1
    if by_lot:
        given = draw.integers(0, arms, customers)
    else:
        lean = np.column_stack(
            [np.zeros(customers), 0.6 * known[:, 0], -0.6 * known[:, 0], np.zeros(customers)]
        )
        chance = np.exp(lean[:, :arms])
        chance /= chance.sum(axis=1, keepdims=True)
        given = (draw.random(customers)[:, None] > chance.cumsum(axis=1)).sum(axis=1)
    signs = [0.0, 1.0, -1.0, 0.5][:arms]
    effect = np.array([0.0, *effects]) + apart * np.outer(known[:, 1], signs)
    mean = 500 + 120 * known[:, 0] + 60 * known[:, 1] + effect[np.arange(customers), given] / 0.3
    outcome = np.where(draw.random(customers) < 0.3, mean * draw.gamma(2, 0.5, customers), 0.0)
    costs = np.full((customers, arms), cost)
    costs[:, 0] = 0.0
    names = ("none", "mail", "call", "gift")[:arms]
    keys = draw.integers(0, 2**63, customers).astype(np.uint64)
    trial = Trial(names, given.astype(np.int64), outcome, costs, known, keys)
    return Made(trial, tuple(float(x) for x in effect.mean(axis=0)[1:]))


def mailed(seed: int, *, lifts: tuple[float, float] = (0.0, 0.0), apart: bool = False) -> Trial:
    """Return an e-mail test by lot as shops know it: nothing, or one of two mails; one customer in a hundred then spends.

    ``lifts`` is how much oftener the two mails make customers buy; ``apart`` lets each mail work for half of them alone.
    """
    draw = np.random.default_rng(seed)
    customers = 12_000
    recency, history = draw.integers(1, 13, customers), draw.gamma(1.2, 200, customers)
    kind, is_new = draw.integers(0, 2, customers), draw.integers(0, 2, customers)
    given = draw.integers(0, 3, customers)
    lift = np.array([0.0, *lifts])[given]
    if apart:
        lift = np.where(given > 0, 0.05 * (given - 1 == kind), 0.0)
    bought = draw.random(customers) < 0.006 + 0.004 * (recency < 5) + lift
    costs = np.full((customers, 3), 5.0)
    costs[:, 0] = 0.0
    known = np.column_stack([recency, np.log1p(history), kind, is_new]).astype(np.float64)
    margin = np.where(bought, draw.gamma(2, 58, customers) * 30, 0.0)
    keys = draw.integers(0, 2**63, customers).astype(np.uint64)
    return Trial(("none", "mens", "womens"), given.astype(np.int64), margin, costs, known, keys)


def converted(seed: int, *, customers: int, lift: float = 0.10) -> Trial:
    """Return a test by lot in which one customer in ten spends 50; each of two free mails makes half of them do so oftener by the lift."""
    draw = np.random.default_rng(seed)
    half, known = draw.integers(0, 2, customers), draw.normal(size=(customers, 3))
    given = draw.integers(0, 3, customers)
    chance = 0.10 + 0.03 * known[:, 0].clip(-1, 1) + np.where(given - 1 == half, lift, 0.0)
    outcome = np.where(draw.random(customers) < chance, 5_000.0, 0.0)
    keys = draw.integers(0, 2**63, customers).astype(np.uint64)
    covariates = np.column_stack([half, known]).astype(np.float64)
    return Trial(
        ("none", "a", "b"), given.astype(np.int64), outcome, np.zeros((customers, 3)), covariates, keys
    )


def reordered(trial: Trial, seed: int) -> Trial:
    """Return the same customers in another order."""
    order = np.random.default_rng(seed).permutation(trial.customers)
    return Trial(
        trial.arms,
        trial.given[order],
        trial.outcome[order],
        trial.cost[order],
        trial.covariates[order],
        trial.keys[order],
    )
