"""Whoever does what the distance asks for has the next tier; drawn companies are assessed before and after, by the oracle."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings, strategies as st

from fenhao.engine.value import (
    Edges,
    Gap,
    Measure,
    RankedBy,
    Standing,
    TierFlow,
    distance_up,
    movement_of,
    thresholds,
)
from tests.oracle.case import TIER_POLICY, UNIT_MINOR, Case, Row, Rows
from tests.oracle.customers import borders, decision, tier_standings
from tests.oracle.ledger import whole
from tests.twins.cases.drawn import cases

DAY = date(2026, 1, 20)
INPUTS = st.lists(
    st.fixed_dictionaries(
        {
            "revenue_minor": st.integers(-3000, 9000),
            "net_minor": st.integers(-3000, 3000),
            "orders": st.integers(0, 4),
            "quiet_days": st.integers(0, 30),
            "tier_before": st.sampled_from(("", "A", "B", "C", "D")),
            "since_before": st.none(),
        }
    ),
    min_size=1,
    max_size=8,
)


def standing_of(row: Row) -> Standing:
    return Standing(
        orders=whole(row["orders"]),
        quiet_days=whole(row["quiet_days"]),
        place=whole(row["place"]),
        awake=whole(row["awake"]),
        tier_before=str(row["tier_before"]),
        revenue_minor=whole(row["revenue_minor"]),
        net_minor=whole(row["net_minor"]),
        stays=row["stays"] is True,
    )


def with_gaps_closed(row: Row, way: tuple[Gap, ...]) -> Row:
    """Return the inputs of a customer who does what one way asks for; an order ends the silence."""
    done = dict(row)
    for gap in way:
        name = {Measure.orders: "orders", Measure.revenue: "revenue_minor", Measure.net: "net_minor"}[
            gap.measure
        ]
        done[name] = whole(row[name]) + gap.missing
        if gap.measure is Measure.orders:
            done["quiet_days"] = 0
    return done


@settings(
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
@given(case=cases(), drawn=INPUTS, data=st.data())
def test_closing_every_gap_of_one_way_brings_the_next_tier(
    case: Case, drawn: Rows, data: st.DataObject
) -> None:
    policy = case.tier_policy
    # What is no order is no customer awake: revenue without orders would be a return before the window.
    inputs: Rows = [row | {"customer_id": f"c{at}"} for at, row in enumerate(drawn)]
    standings = tier_standings(case, inputs, assessed_on=DAY)
    edge = borders(case, standings)
    at = data.draw(st.integers(0, len(inputs) - 1))
    row = standings[at]
    before = decision(row)
    told = distance_up(
        thresholds(policy, unit_minor=UNIT_MINOR),
        standing_of(row),
        edges=Edges(
            whole(edge["core_place"]),
            whole(edge["potential_place"]),
            None if edge["core_value_minor"] is None else whole(edge["core_value_minor"]),
            None if edge["potential_value_minor"] is None else whole(edge["potential_value_minor"]),
        ),
        ranked_by=policy.ranked_by,
        value_minor=whole(row["value_minor"]),
    )
    assert told.next_tier == {"A": "", "B": "A", "C": "B", "D": "C"}[str(before["tier"])]
    for way in told.ways:
        after = [each if each is not inputs[at] else with_gaps_closed(each, way) for each in inputs]
        reached = decision(tier_standings(case, after, assessed_on=DAY)[at])["tier"]
        assert str(reached) <= told.next_tier, (way, before, reached)


def test_the_distance_is_told_in_the_unit_of_each_criterion() -> None:
    policy = replace(TIER_POLICY, core_net_min=30, potential_net_min=-10)
    told = distance_up(
        thresholds(policy, unit_minor=UNIT_MINOR),
        Standing(
            orders=1,
            quiet_days=2,
            place=5,
            awake=8,
            tier_before="C",
            revenue_minor=10_000,
            net_minor=-1500,
        ),
        edges=Edges(core_place=2, potential_place=4, core_value_minor=90_000, potential_value_minor=42_000),
        ranked_by=RankedBy.revenue,
        value_minor=10_000,
    )
    assert told.next_tier == "B"
    assert told.ways == (
        (Gap(Measure.revenue, 32_001), Gap(Measure.net, 500)),
        (Gap(Measure.orders, 2), Gap(Measure.net, 500)),
    )
    assert told.quiet_days_left == 10


def test_a_share_without_a_place_says_that_there_is_no_way() -> None:
    told = distance_up(
        thresholds(TIER_POLICY, unit_minor=UNIT_MINOR),
        Standing(orders=9, quiet_days=2, place=1, awake=3, tier_before="B", revenue_minor=5),
        edges=Edges(0, 1, None, 5),
        ranked_by=RankedBy.revenue,
        value_minor=5,
    )
    assert (told.next_tier, told.ways) == ("A", ())


def test_a_movement_counts_everybody_once_and_tells_what_each_tier_kept() -> None:
    # from to customers value then, now
    told = movement_of(
        (
            TierFlow("A", "A", 6, 600, 700),
            TierFlow("A", "B", 3, 300, 100),
            TierFlow("A", "", 1, 50, 0),
            TierFlow("B", "A", 2, 40, 80),
            TierFlow("B", "D", 2, 40, 0),
            TierFlow("", "C", 5, 0, 25),
        )
    )
    assert {tier: told.then(tier) for tier in ("", *"ABCD")} == {"": 5, "A": 10, "B": 4, "C": 0, "D": 0}
    assert {tier: told.now(tier) for tier in ("", *"ABCD")} == {"": 1, "A": 8, "B": 3, "C": 5, "D": 2}
    assert str(told.retention("A")) == "3/5"
    assert str(told.retention("B")) == "1/2"
    assert told.retention("C") is None
    assert told.moved == 7
