"""How often a trial of three e-mail arms is judged rightly: drawn customers, whose truth is known, judged as a company would.

``python -m benchmarks.arms [repeats] [customers]``. Each case is drawn ``repeats`` times, with the seeds 0, 1, ... A customer got
no e-mail, one about men's or one about women's goods, by lot; the outcome is whether it bought within two weeks, worth 30 each,
and an e-mail costs nothing. What is told is counted, case by case; the seconds are of the processor.
"""

import sys
import time
from collections import Counter

import numpy as np

from fenhao.engine.value.choice import Trial, judge
from fenhao.kernel import Trouble

ARMS = ("none", "men", "women")
WORTH_MINOR = 3_000
BASE = 0.10
CASES = {
    "no arm does anything": ((0.0, 0.0), 0.0),
    "one arm, +1.2 points for all": ((0.0, 0.012), 0.0),
    "both arms, +2.0 points for all": ((0.02, 0.02), 0.0),
    "men +6 points and women -2, the other way round for half": ((0.02, 0.02), 0.04),
}
"""What each e-mail adds to the chance of buying, and by how much more for one half of the customers, less for the other."""


def drawn(case: str, *, customers: int, seed: int) -> Trial:
    """Return the trial of a case."""
    (men, women), opposed = CASES[case]
    draw = np.random.default_rng(seed)
    half = draw.random(customers) < 0.5
    spent = draw.gamma(2, 50, customers)
    given = draw.integers(0, 3, customers)
    side = np.where(half, 1.0, -1.0)
    lift = np.select([given == 1, given == 2], [men + opposed * side, women - opposed * side], 0.0)
    outcome = WORTH_MINOR * (draw.random(customers) < BASE + 0.0002 * (spent - 100) + lift).astype(np.float64)
    keys = draw.integers(0, 2**63, customers).astype(np.uint64)
    known = np.column_stack([half.astype(np.float64), spent])
    return Trial(ARMS, given, outcome, np.zeros((customers, 3)), known, keys)


def main() -> int:
    """Count the verdicts of every case."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    customers = int(sys.argv[2]) if len(sys.argv) > 2 else 30_000
    print(f"{repeats} trials a case, {customers:,} customers each, bought by {BASE:.0%} without an e-mail")
    for case in CASES:
        began, verdicts, best = time.process_time(), Counter[str](), Counter[str]()
        truth = judged = 0
        for seed in range(repeats):
            try:
                said = judge(drawn(case, customers=customers, seed=seed), by_lot=True, seed=seed)
            except Trouble as trouble:
                verdicts[trouble.code] += 1
                continue
            verdicts[said.verdict.value] += 1
            best[ARMS[said.best]] += 1
            adds = dict(zip(ARMS[1:], CASES[case][0], strict=True))
            truth += sum(
                each.effect.low <= WORTH_MINOR * adds[each.arm] <= each.effect.high for each in said.effects
            )
            judged += len(said.effects)
        told = ", ".join(f"{name} {count}" for name, count in verdicts.most_common())
        which = ", ".join(f"{name} {count}" for name, count in best.most_common())
        print(
            f"{case:56} {told}; best: {which}; {truth} of {judged} intervals hold the truth; "
            f"{time.process_time() - began:.0f} s",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
