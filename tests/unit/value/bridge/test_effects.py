"""The bridge is set out as a table a controller could check by hand, and must sum exactly whatever comes."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.value.bridge import IDLE, PoolPart, Side, Traced, bridge
from tests.tables import rows

# One tier A beside B; B has no cost. Customers of all, of A, units and amount of A, before and now.
CASES = """
# all A  units amount | all A  units amount | volume  mix  rate price   why
  10  5  10    100    | 20  10 20    200    |   100    0     0    0     twice the customers
  10  5  10    100    | 10  10 20    200    |     0  100     0    0     all customers are A now
  10  5  10    100    | 10  5  20    200    |     0    0   100    0     twice the units a customer
  10  5  10    100    | 10  5  10    200    |     0    0     0  100     twice the cost a unit
  10  5  10    100    | 20  5  20    400    |   100 -100   100  200     one after another, later ones at new values
  10  5  10    100    | 10  5   0      0    |     0    0  -100    0     the spend has gone
  10  5   0      0    | 10  5  10    100    |     0    0   100    0     the spend is new
  10  5  10    100    | 10  0   0      0    |     0 -100     0    0     the tier has gone
  10  0   0      0    | 10  5  10    100    |     0  100     0    0     the tier is new
   0  0   0      0    | 10  5  10    100    |   100    0     0    0     everything is new
  10  5  10    100    |  0  0   0      0    |  -100    0     0    0     nothing is left
  10  5  -2    -30    | 10  5  10    100    |     0    0   130    0     credits alone have no price
   3  3   3    100    |  4  4   3    100    |    33    0   -33    0     thirds are rounded, and sum
"""


def side(label: str, cells: str) -> Side:
    everybody, own, units, amount = (int(cell) for cell in cells.split())
    traced = (Traced("A", "sms", "coupon", amount, units),) if units or amount else ()
    return Side(label, (("A", own), ("B", everybody - own)), traced, ())


@pytest.mark.parametrize("cells", rows(CASES), ids=lambda cells: cells[2].split(maxsplit=4)[-1])
def test_each_effect_is_what_a_controller_works_out_by_hand(cells: tuple[str, ...]) -> None:
    found = bridge(base=side("2025", cells[0]), now=side("2026", cells[1]))
    assert found.effects_minor[:4] == tuple(int(each) for each in cells[2].split(maxsplit=4)[:4])


def test_a_pool_moves_by_what_it_costs_and_by_who_bears_it() -> None:
    was = (PoolPart("care", "A", 60), PoolPart("care", "B", 30), PoolPart("care", IDLE, 10))
    has = (PoolPart("care", "A", 60), PoolPart("care", "B", 140))
    found = bridge(base=Side("2025", (), (), was), now=Side("2026", (), (), has))
    moved = {each.tier: each.effects_minor[3:] for each in found.moves}
    assert moved == {"A": (60, -60), "B": (30, 80), IDLE: (10, -20)}
    assert found.effects_minor == (0, 0, 0, 100, 0)


def test_a_new_pool_is_price_and_nobody_changed_the_allocation() -> None:
    has = (PoolPart("care", "A", 7), PoolPart("care", "B", 3))
    found = bridge(base=Side("2025", (), (), ()), now=Side("2026", (), (), has))
    assert found.effects_minor == (0, 0, 0, 10, 0)


def test_a_plan_without_units_has_no_price() -> None:
    plan = Side("plan", (("A", 10),), (Traced("A", "", "coupon", 1_000, None),), ())
    now = Side("2026", (("A", 12),), (Traced("A", "", "coupon", 1_500, None),), ())
    assert bridge(base=plan, now=now).effects_minor == (200, 0, 300, 0, 0)


tier = st.sampled_from(("A", "B", "C", ""))
amount = st.integers(-10_000, 10_000)
sides = st.builds(
    Side,
    label=st.just("x"),
    customers=st.dictionaries(tier, st.integers(0, 50)).map(lambda held: tuple(held.items())),
    traced=st.lists(
        st.builds(
            Traced,
            tier=tier,
            channel=st.sampled_from(("sms", "")),
            cost_type=st.sampled_from(("coupon", "mail")),
            amount_minor=amount,
            units=st.none() | st.integers(-3, 40),
        ),
        max_size=8,
    ).map(tuple),
    pools=st.lists(
        st.builds(
            PoolPart,
            pool_id=st.sampled_from(("care", "shop")),
            bearer=tier | st.just(IDLE),
            amount_minor=amount,
        ),
        max_size=8,
    ).map(tuple),
)


@settings(deadline=None)
@given(base=sides, now=sides, seed=st.integers(0, 99))
def test_effects_sum_exactly_for_any_two_sides_in_any_order(base: Side, now: Side, seed: int) -> None:
    found = bridge(base=base, now=now)
    assert found.base_minor + sum(found.effects_minor) == found.now_minor
    for each in found.moves:
        assert each.base_minor + sum(each.effects_minor) == each.now_minor
    assert sum(each.base_minor for each in found.moves) == base.total_minor
    assert sum(each.now_minor for each in found.moves) == now.total_minor
    draw = random.Random(seed)
    shuffled = [
        replace(
            each,
            customers=tuple(draw.sample(each.customers, len(each.customers))),
            traced=tuple(draw.sample(each.traced, len(each.traced))),
            pools=tuple(draw.sample(each.pools, len(each.pools))),
        )
        for each in (base, now)
    ]
    assert bridge(base=shuffled[0], now=shuffled[1]) == found


@given(side=sides)
def test_nothing_moved_between_a_side_and_itself(side: Side) -> None:
    assert set(bridge(base=side, now=side).effects_minor) == {0}
