"""What a choice costs: customers x treatments under a budget and contact limits, and the judging of a trial.

``python benchmarks/choice.py [customers] [treatments]``. Times are processor seconds of this process, beside the wall
clock; the gap is what may have been missed of the bound that no choice can exceed.
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from fenhao.engine.value.choice import NOBODY, Limit, Problem, Trial, choose, curve, judge


def drawn(customers: int, treatments: int, *, limits: tuple[Limit, ...], equal: bool) -> Problem:
    """Return a problem: gains as a model gives them, or the same gain for everybody as where personalising does not pay."""
    draw = np.random.default_rng(7)
    gain = draw.gamma(1, 100, (treatments, customers)) - 60
    cost = draw.integers(1, 200, (treatments, customers))
    if equal:
        gain = np.repeat(draw.gamma(1, 100, (treatments, 1)), customers, axis=1)
        cost = np.repeat(draw.integers(1, 200, (treatments, 1)), customers, axis=1)
    allowed = draw.random((treatments, customers)) < 0.9
    return Problem(gain, cost, allowed, customers * 10, limits)


def trial(customers: int, covariates: int) -> Trial:
    """Return a randomised trial of three arms."""
    draw = np.random.default_rng(9)
    known = draw.normal(size=(customers, covariates))
    given = draw.integers(0, 3, customers)
    outcome = 100 + 20 * known[:, 0] + 5 * (given == 1) + draw.normal(size=customers) * 50
    keys = draw.integers(0, 2**63, customers).astype(np.uint64)
    return Trial(("none", "mail", "call"), given, outcome, np.zeros((customers, 3)), known, keys)


def timed(name: str, work: Callable[[], str]) -> None:
    """Print what a piece of work took and what it says of itself."""
    wall, processor = time.perf_counter(), time.process_time()
    said = work()
    took = time.process_time() - processor
    print(f"{name:44} {took:7.2f} s of processor {time.perf_counter() - wall:7.2f} s  {said}", flush=True)


def main() -> int:
    """Run every measurement."""
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    treatments = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    caps = (
        Limit(frozenset({0}), customers // 20),
        Limit(frozenset({1, 2}), customers // 10),
        Limit(frozenset(range(treatments)), customers // 3),
    )
    print(f"{customers:,} customers x {treatments} treatments")
    for name, limits, equal in (
        ("budget", (), False),
        ("budget, all worth the same", (), True),
        ("budget and three contact limits", caps, False),
        ("budget and limits, all worth the same", caps, True),
    ):
        problem = drawn(customers, treatments, limits=limits, equal=equal)

        def once(asked: Problem = problem) -> str:
            found = choose(asked)
            return f"gap {found.gap:.2e}, {int((found.arm != NOBODY).sum()):,} customers"

        timed(f"choose: {name}", once)
    problem = drawn(customers, treatments, limits=caps, equal=False)
    timed("profit against budget, 13 points", lambda: f"{curve(problem)[-1].gain:,.0f}")
    asked = trial(customers, 10)
    timed("judge a trial, 3 arms, 10 covariates", lambda: judge(asked, by_lot=True, seed=0).verdict.value)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
