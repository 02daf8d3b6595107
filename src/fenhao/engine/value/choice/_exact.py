"""The proven best answer of a small problem: states that nothing else beats, cut by the bound (Nemhauser and Ullmann)."""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.choice._dual import Priced
from fenhao.engine.value.choice._problem import NOBODY, Places, Worth

CUSTOMERS_MAX = 200
_STATES_MAX = 20_000


@dataclass(frozen=True, slots=True)
class _State:
    """One way to have served the customers so far: its cost, its gain, and the choices as a chain."""

    cost: int
    gain: float
    chain: "tuple[int, _State] | None"


def exactly(worth: Worth, held: Priced, *, at_least: float) -> Places | None:
    """Return a choice proven best, or None when that would take too many states or none beats ``at_least``.

    ``at_least`` is the gain of an answer already in hand: only states that may yet exceed it are kept.
    """
    rows = worth.gain.shape[1]
    has_budget = worth.budget is not None
    budget = worth.budget if worth.budget is not None else int(worth.cost.max(axis=0).sum())
    ahead = np.concatenate([np.cumsum(held.reduced[::-1])[::-1], [0.0]])
    budget_price = float(held.prices[0]) if has_budget else 0.0
    limit_prices = held.prices[int(has_budget) :].tolist()
    counts_of = [tuple(int(arm in limit.arms) for limit in worth.limits) for arm in range(len(worth.gain))]
    mosts = tuple(limit.most for limit in worth.limits)
    states: dict[tuple[int, ...], list[_State]] = {(0,) * len(mosts): [_State(0, 0.0, None)]}
    for row in range(rows):
        options = [
            (arm, float(worth.gain[arm, row]), int(worth.cost[arm, row]))
            for arm in range(len(worth.gain))
            if np.isfinite(worth.gain[arm, row])
        ]
        grown: dict[tuple[int, ...], list[_State]] = {}
        for counts, kept in states.items():
            for state in kept:
                grown.setdefault(counts, []).append(_State(state.cost, state.gain, (NOBODY, state)))
                for arm, gain, cost in options:
                    taken = tuple(a + b for a, b in zip(counts, counts_of[arm], strict=True))
                    if state.cost + cost <= budget and all(a <= b for a, b in zip(taken, mosts, strict=True)):
                        grown.setdefault(taken, []).append(
                            _State(state.cost + cost, state.gain + gain, (arm, state))
                        )
        states = {}
        for counts, kept in grown.items():
            room = sum(p * (most - n) for p, most, n in zip(limit_prices, mosts, counts, strict=True))
            hope = float(ahead[row + 1]) + room + 1e-9
            live = _undominated(
                [s for s in kept if s.gain + hope + budget_price * (budget - s.cost) > at_least]
            )
            if live:
                states[counts] = live
        if sum(len(kept) for kept in states.values()) > _STATES_MAX:
            return None
    finished = [state for kept in states.values() for state in kept]
    best = max(finished, key=lambda state: (state.gain, -state.cost), default=None)
    return None if best is None else _unchained(best, rows)


def _undominated(states: list[_State]) -> list[_State]:
    """Return the states that cost less or bring more than any other."""
    kept: list[_State] = []
    for state in sorted(states, key=lambda each: (each.cost, -each.gain)):
        if not kept or state.gain > kept[-1].gain:
            kept.append(state)
    return kept


def _unchained(state: _State, rows: int) -> Places:
    arm = np.full(rows, NOBODY, dtype=np.int32)
    for row in range(rows - 1, -1, -1):
        assert state.chain is not None
        arm[row], state = state.chain
    return arm
