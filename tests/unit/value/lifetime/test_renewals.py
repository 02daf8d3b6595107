"""Contracts still there after each renewal: counted as by hand, and inside the range of a fit that is right."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import bdw, renewals


def drawn(seed: int, *, a: float, b: float, customers: int) -> bdw.ContractCounts:
    """Return contracts drawn from sBG, each seen for one to twelve renewals."""
    chance = Generator(PCG64(seed))
    ends = chance.geometric(chance.beta(a, b, customers))
    seen = chance.integers(1, 13, customers)
    lost = np.bincount(ends[ends <= seen] - 1, minlength=12)
    kept = np.bincount(seen[ends > seen], minlength=13)
    return bdw.ContractCounts.alike(lost=lost, kept=kept)


def test_shares_are_those_of_the_contracts_that_came_to_each_renewal() -> None:
    counts = bdw.ContractCounts.alike(lost=np.array([40, 15]), kept=np.array([0, 60, 45]))
    first, second = renewals.renewals_seen(bdw.fit_alike(counts, ages=False), counts, seed=0)
    assert (first.at_risk, first.lost, second.at_risk, second.lost) == (160, 40, 60, 15)
    assert (first.kept, second.kept) == (0.75, 0.75 * 0.75)


def test_a_renewal_that_few_came_to_is_not_told() -> None:
    counts = bdw.ContractCounts.alike(
        lost=np.array([40, 5]), kept=np.array([0, 60, renewals.AT_RISK_MIN - 6])
    )
    assert len(renewals.renewals_seen(bdw.fit(counts, ages=False), counts, seed=0)) == 1


def test_of_bases_of_the_law_that_was_fitted_nearly_all_shares_lie_inside() -> None:
    inside = []
    for seed in range(30):
        counts = drawn(seed, a=0.8, b=4.0, customers=600)
        course = renewals.renewals_seen(bdw.fit(counts, ages=False), counts, seed=seed)
        inside += [each.low <= each.kept <= each.high for each in course]
        assert all(each.low <= each.expected <= each.high for each in course)
    assert np.mean(inside) > 0.93


def test_a_law_that_is_wrong_shows_outside() -> None:
    counts = bdw.ContractCounts.alike(lost=np.array([10, 400, 10, 200]), kept=np.array([0, 0, 0, 0, 380]))
    course = renewals.renewals_seen(bdw.fit_alike(counts, ages=False), counts, seed=0)
    assert sum(not each.low <= each.kept <= each.high for each in course) >= 2


def test_groups_are_expected_by_their_own_members() -> None:
    levels = np.array([[0.0], [1.0]])
    counts = bdw.ContractCounts(
        group=np.array([0, 0, 1, 1]),
        renewals=np.array([1, 1, 1, 1]),
        is_lost=np.array([1.0, 0.0, 1.0, 0.0]),
        customers=np.array([30, 270, 60, 40]),
        courses=bdw.Courses.steady(levels),
        names=("plan=gold",),
    )
    fit = bdw.fit_alike(counts, ages=False)
    (only,) = renewals.renewals_seen(fit, counts, seed=0)
    assert only.expected == pytest.approx(310 / 400, rel=1e-6)
