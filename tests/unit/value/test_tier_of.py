"""The tier policy is read off a table, row by row in the order in which its rules are asked."""

from fractions import Fraction

import pytest

from fenhao.engine.value import Standing, TierPolicy, TierReason, thresholds, tier_of

POLICY = TierPolicy(
    version="t1",
    window_days=365,
    dormant_after_days=90,
    core_share=Fraction(20, 100),
    core_orders_min=3,
    potential_share=Fraction(50, 100),
    potential_orders_min=6,
    keep_margin=Fraction(5, 100),
)

# orders  quiet days  place of awake  tier before | tier  reason
TABLE = """
       0       -       1 of 100        A  | D  no_order
       0     400       1 of 100        A  | D  no_order
       9      91       1 of 100        A  | D  quiet
       9      90       1 of 100        -  | A  core_value
       3       1      20 of 100        -  | A  core_value
       3       1      21 of 100        -  | B  potential_value
       3       1      21 of 100        B  | B  potential_value
       3       1      21 of 100        A  | A  core_kept
       3       1      25 of 100        A  | A  core_kept
       3       1      26 of 100        A  | B  potential_value
       2       1       1 of 100        A  | B  potential_value
       5       1      50 of 100        C  | B  potential_value
       5       1      51 of 100        C  | C  other
       5       1      51 of 100        B  | B  potential_kept
       5       1      55 of 100        A  | B  potential_kept
       5       1      56 of 100        B  | C  other
       6       1     100 of 100        -  | B  potential_orders
       1       1       1 of   1        -  | C  other
       3       1       1 of   4        -  | B  potential_value
       3       1       1 of   5        -  | A  core_value
"""


@pytest.mark.parametrize("line", [line.strip() for line in TABLE.strip().splitlines()])
def test_the_first_rule_that_holds_gives_the_tier(line: str) -> None:
    orders, quiet, place, _, awake, before, _, tier, reason = line.split()
    decision = tier_of(
        thresholds(POLICY, unit_minor=100),
        Standing(
            orders=int(orders),
            quiet_days=None if quiet == "-" else int(quiet),
            place=int(place),
            awake=int(awake),
            tier_before="" if before == "-" else before,
        ),
    )
    assert (decision.tier, decision.reason) == (tier, TierReason(reason))
