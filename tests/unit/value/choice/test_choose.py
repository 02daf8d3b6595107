"""The choice is set beside brute force on small problems, and beside its own bound on large ones."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.value.choice import NOBODY, Chosen, Limit, Problem, bound_of, choose, curve
from fenhao.engine.value.choice._choose import _solved
from fenhao.engine.value.choice._dual import lowest
from fenhao.engine.value.choice._problem import gained, worth_of
from fenhao.engine.value.choice._repair import repaired
from fenhao.kernel import Trouble


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Return a problem small enough for brute force; gains are often equal, costs often zero."""
    arms, rows = draw(st.integers(1, 3)), draw(st.integers(0, 4))
    whole = st.integers(-3, 9)

    def grid(of: st.SearchStrategy[int]) -> list[list[int]]:
        return draw(st.lists(st.lists(of, min_size=rows, max_size=rows), min_size=arms, max_size=arms))

    limits = tuple(
        Limit(frozenset(draw(st.sets(st.integers(0, arms - 1), min_size=1))), draw(st.integers(0, 3)))
        for _ in range(draw(st.integers(0, 2)))
    )
    return Problem(
        np.array(grid(whole), dtype=np.float64).reshape(arms, rows),
        np.array(grid(st.integers(0, 5)), dtype=np.int64).reshape(arms, rows),
        np.array(grid(st.sampled_from((0, 1, 1, 1))), dtype=bool).reshape(arms, rows),
        draw(st.none() | st.integers(0, 12)),
        limits,
    )


def kept(problem: Problem, arm: tuple[int, ...]) -> bool:
    treated = [(each, row) for row, each in enumerate(arm) if each != NOBODY]
    if not all(problem.allowed[each] for each in treated):
        return False
    if problem.budget is not None and sum(int(problem.cost[each]) for each in treated) > problem.budget:
        return False
    return all(sum(each in limit.arms for each, _ in treated) <= limit.most for limit in problem.limits)


def brute(problem: Problem) -> float:
    """Return the most that any choice brings, by trying all of them."""
    arms, rows = problem.gain.shape
    best = 0.0
    for arm in itertools.product(range(-1, arms), repeat=rows):
        if kept(problem, arm):
            best = max(
                best, sum(float(problem.gain[each, row]) for row, each in enumerate(arm) if each != NOBODY)
            )
    return best


@settings(deadline=None, max_examples=50)
@given(problem=problems())
def test_a_small_problem_is_answered_as_by_brute_force(problem: Problem) -> None:
    found = choose(problem)
    assert found.exact
    assert found.gain == pytest.approx(brute(problem))
    assert kept(problem, tuple(found.arm.tolist()))
    assert found.gain <= bound_of(problem) + 1e-6


@settings(deadline=None, max_examples=50)
@given(problem=problems())
def test_prices_and_repair_alone_stay_within_the_gap_they_report(problem: Problem) -> None:
    worth = worth_of(problem)
    if not len(worth.rows):
        return
    held = lowest(worth)
    arm = repaired(worth, held)
    best = brute(problem)
    assert gained(worth, arm) <= best + 1e-9 <= held.bound + 1e-6
    whole = np.full(problem.gain.shape[1], NOBODY)
    whole[worth.rows] = arm
    assert kept(problem, tuple(whole.tolist()))


def large(seed: int, *, rows: int, equal: bool, limits: tuple[Limit, ...]) -> Problem:
    draw = np.random.default_rng(seed)
    gain = draw.gamma(1, 100, (4, rows)) - 60
    cost = draw.integers(1, 200, (4, rows))
    if equal:
        gain = np.repeat(np.array([[50.0], [60.0], [20.0], [80.0]]), rows, axis=1)
        cost = np.repeat(np.array([[5], [6], [1], [9]]), rows, axis=1)
    return Problem(gain, cost, np.ones((4, rows), dtype=bool), 3 * rows if equal else rows * 10, limits)


LIMITS = (Limit(frozenset({0}), 200), Limit(frozenset({1, 2}), 400), Limit(frozenset(range(4)), 1_500))


@pytest.mark.parametrize("limits", [(), LIMITS], ids=["budget", "budget and contacts"])
@pytest.mark.parametrize("equal", [False, True])
def test_a_large_problem_is_answered_within_a_thousandth(equal: bool, limits: tuple[Limit, ...]) -> None:
    problem = large(3, rows=5_000, equal=equal, limits=limits)
    found = choose(problem)
    assert found.gap < 0.001, found.gap
    assert found.cost <= 5_000 * 10
    assert again(problem).arm.tolist() == found.arm.tolist()


def test_customers_of_few_kinds_are_chosen_all_but_exactly() -> None:
    # Three tiers with rules of their own and the same gains for all: what is left when personalising does not pay.
    rows = 6_000
    gain = np.repeat(np.array([[50.0], [60.0], [20.0], [80.0]]), rows, axis=1)
    cost = np.repeat(np.array([[5], [6], [1], [9]]), rows, axis=1)
    allowed = np.ones((4, rows), dtype=bool)
    allowed[3, ::3] = False
    allowed[1, 1::3] = False
    limits = (Limit(frozenset({2}), 700), Limit(frozenset({1, 3}), 1_900), Limit(frozenset(range(4)), 4_100))
    found = choose(Problem(gain, cost, allowed, 21_000, limits))
    assert found.bound - found.gain <= 80.0
    assert found.cost <= 21_000
    assert bound_of(Problem(gain, cost, allowed, 21_000, limits)) >= found.gain - 1e-6


def again(problem: Problem) -> Chosen:
    return choose(problem)


def test_more_budget_never_brings_less_and_is_worth_ever_less() -> None:
    points = curve(large(5, rows=2_000, equal=False, limits=()))
    gains = [each.gain for each in points]
    prices = [each.price for each in points]
    assert gains == sorted(gains)
    assert prices == sorted(prices, reverse=True)
    assert points[0].gain == 0
    assert points[-1].price == 0


def test_nothing_is_done_where_nothing_is_gained() -> None:
    gain = np.full((2, 50), -1.0)
    cost = np.zeros((2, 50), dtype=np.int64)
    found = choose(Problem(gain, cost, np.ones((2, 50), dtype=bool), 100, ()))
    assert set(found.arm.tolist()) == {NOBODY}
    assert (found.gain, found.cost, found.gap, found.exact) == (0.0, 0, 0.0, True)


def test_the_shadow_price_is_what_one_more_unit_brings() -> None:
    gain = np.array([[9.0, 6.0, 4.0]])
    cost = np.array([[1, 1, 1]])
    found = choose(Problem(gain, cost, np.ones((1, 3), dtype=bool), 2, ()))
    assert found.arm.tolist() == [0, 0, NOBODY]
    assert 4.0 <= found.shadow_price <= 6.0


def test_problems_without_meaning_are_refused() -> None:
    one = np.ones((1, 1))
    flags, whole = one.astype(bool), one.astype(np.int64)
    bad = {
        "choose.bad_budget": Problem(one, whole, flags, -1, ()),
        "choose.bad_limit": Problem(one, whole, flags, 1, (Limit(frozenset({0}), -1),)),
        "choose.bad_cost": Problem(one, -whole, flags, 1, ()),
        "choose.not_finite": Problem(one * np.inf, whole, flags, 1, ()),
    }
    for code, problem in bad.items():
        with pytest.raises(Trouble, match=code):
            choose(problem)


def test_a_problem_without_budget_or_limits_gives_everybody_the_best_arm() -> None:
    problem = large(6, rows=1_000, equal=False, limits=())
    free = Problem(problem.gain, problem.cost, problem.allowed, None, ())
    best = np.where(problem.gain.max(axis=0) > 0, problem.gain.argmax(axis=0), NOBODY)
    assert choose(free).arm.tolist() == best.tolist()
    assert _solved(worth_of(free))[2]
