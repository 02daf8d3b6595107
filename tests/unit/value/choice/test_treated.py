"""The effect on the treated is recovered where who was treated follows what also drives the outcome."""

import numpy as np
import pytest

from fenhao.engine.value.choice import Trial, effect_on_treated
from fenhao.kernel import Trouble


def chosen(seed: int, *, rows: int, effect: float) -> Trial:
    """Return customers of whom those who buy much are invited more often."""
    draw = np.random.default_rng(seed)
    known = draw.normal(size=(rows, 3))
    invited = draw.random(rows) < 1 / (1 + np.exp(-0.8 * known[:, 0]))
    outcome = 300 + 150 * known[:, 0] + effect * invited + draw.normal(size=rows) * 100
    keys = draw.integers(0, 2**63, rows).astype(np.uint64)
    given = invited.astype(np.int64)
    return Trial(("others", "invited"), given, outcome, np.zeros((rows, 2)), known, keys)


def test_the_interval_holds_the_truth_where_a_plain_comparison_is_far_off() -> None:
    held = []
    for seed in range(20):
        trial = chosen(seed, rows=1_000, effect=30.0)
        found = effect_on_treated(trial, seed=0)
        held.append(found.effect.low <= 30.0 <= found.effect.high)
        inside = trial.given == 1
        plain = trial.outcome[inside].mean() - trial.outcome[~inside].mean()
        assert plain > 80
        assert not found.like_a_lot
    assert sum(held) >= 16, sum(held)


def test_where_nobody_like_the_treated_was_left_out_there_is_no_answer() -> None:
    trial = chosen(1, rows=600, effect=0.0)
    known = trial.covariates.copy()
    known[:, 1] = 20.0 * trial.given
    with pytest.raises(Trouble, match=r"choose\.no_overlap"):
        effect_on_treated(
            Trial(trial.arms, trial.given, trial.outcome, trial.cost, known, trial.keys), seed=0
        )
