"""A tier does not flap: drawn customers go from assessment to assessment, and their tiers are watched."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.value import Standing, TierPolicy, TierReason, stay_cutoff, thresholds, tier_of

POLICY = TierPolicy(
    version="t1",
    window_days=365,
    dormant_after_days=100,
    core_share=Fraction(1),
    core_orders_min=10,
    potential_share=Fraction(1),
    potential_orders_min=1000,
    keep_margin=Fraction(0),
    core_revenue_min=1000,
    core_net_min=100,
    potential_revenue_min=200,
    potential_net_min=-50,
    keep_band=Fraction(1, 10),
)
UNIT_MINOR = 100

# revenue  net  orders  quiet days  tier before | tier  reason
TABLE = """
   1000.00  100.00  10    1   C  | A  core_value
    999.99  100.00  10    1   C  | B  potential_value
    999.99  100.00  10    1   A  | A  core_kept
    900.00   90.00   9    1   A  | A  core_kept
    899.99   90.00   9    1   A  | B  potential_value
    900.00   89.99   9    1   A  | B  potential_value
    900.00   90.00   8    1   A  | B  potential_value
    200.00  -50.00   1    1   -  | B  potential_value
    200.00  -50.01   1    1   C  | C  other
    200.00  -55.00   1    1   B  | B  potential_kept
    200.00  -55.01   1    1   B  | C  other
    180.00    0.00   1    1   A  | B  potential_kept
    179.99    0.00   1    1   B  | C  other
    200.00    0.00   1  101   -  | D  quiet
    200.00    0.00   1  101   D  | D  quiet
    200.00    0.00   1  101   B  | B  potential_value
    200.00    0.00   1  110   C  | B  potential_value
    200.00    0.00   1  111   B  | D  quiet
"""


def minor(text: str) -> int:
    return int(text.replace(".", ""))


@pytest.mark.parametrize("line", [line.strip() for line in TABLE.strip().splitlines()])
def test_a_tier_is_won_at_the_threshold_and_lost_below_the_band(line: str) -> None:
    revenue, net, orders, quiet, before, _, tier, reason = line.split()
    standing = Standing(
        orders=int(orders),
        quiet_days=int(quiet),
        place=1,
        awake=1,
        tier_before="" if before == "-" else before,
        revenue_minor=minor(revenue),
        net_minor=minor(net),
    )
    decision = tier_of(thresholds(POLICY, unit_minor=UNIT_MINOR), standing)
    assert (decision.tier, decision.reason) == (tier, TierReason(reason))


@given(
    revenues=st.lists(st.integers(90_000, 109_999), min_size=2, max_size=20),
    quiets=st.lists(st.integers(91, 109), min_size=20, max_size=20),
    orders=st.lists(st.integers(9, 11), min_size=20, max_size=20),
    places=st.lists(st.integers(15, 25), min_size=20, max_size=20),
)
def test_whoever_swings_within_the_bands_changes_tier_at_most_once(
    revenues: list[int], quiets: list[int], orders: list[int], places: list[int]
) -> None:
    policy = replace(POLICY, core_share=Fraction(20, 100), keep_margin=Fraction(5, 100))
    tiers = ["B"]
    for revenue, quiet, count, place in zip(revenues, quiets, orders, places, strict=False):
        standing = Standing(
            orders=count,
            quiet_days=quiet,
            place=place,
            awake=100,
            tier_before=tiers[-1],
            revenue_minor=revenue,
            net_minor=10_000,
        )
        tiers.append(tier_of(thresholds(policy, unit_minor=UNIT_MINOR), standing).tier)
    changes = sum(before != after for before, after in pairwise(tiers))
    assert changes <= 1, tiers


@given(
    months=st.integers(0, 14),
    steps=st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 150_000), st.integers(0, 300)), min_size=1, max_size=12
    ),
    day=st.integers(1, 28),
)
def test_no_tier_is_lost_before_its_minimum_stay_is_over_and_every_rise_is_free(
    months: int, steps: list[tuple[int, int, int]], day: int
) -> None:
    policy = replace(POLICY, stay_months_min=months, keep_band=Fraction(0))
    borders = thresholds(policy, unit_minor=UNIT_MINOR)
    month, tier, since = 2020 * 12, "", None
    for later, revenue, quiet in steps:
        month += later
        on = date(month // 12, month % 12 + 1, day)
        stays = since is not None and since > stay_cutoff(policy, assessed_on=on)
        standing = Standing(
            orders=10,
            quiet_days=quiet,
            place=1,
            awake=1,
            tier_before=tier,
            revenue_minor=revenue,
            net_minor=10_000,
            stays=stays,
        )
        ruled = tier_of(borders, replace(standing, stays=False)).tier
        given_tier = tier_of(borders, standing).tier
        held = 0 if since is None else (on.year - since.year) * 12 + on.month - since.month
        if tier and ruled > tier and held < months:
            assert given_tier == tier, "a tier is kept in its first months"
        else:
            assert given_tier == ruled, "afterwards, and upwards, the rules decide"
        if given_tier != tier:
            tier, since = given_tier, on


def test_the_minimum_stay_ends_on_the_day_of_the_month_or_the_last_one_before() -> None:
    policy = replace(POLICY, stay_months_min=3)
    for on, cutoff in (
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2025, 12, 1)),
        (date(2024, 5, 30), date(2024, 2, 29)),
    ):
        assert stay_cutoff(policy, assessed_on=on) == cutoff
