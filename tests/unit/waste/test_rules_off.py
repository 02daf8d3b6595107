"""A rule that is off gets what lets it find nothing, and the policy another version."""

from fenhao.engine.waste import entitlement_rows, waste_parameters
from fenhao.profiles import read_policies


def test_a_rule_that_is_off_has_nothing_to_find_with() -> None:
    on = read_policies("").waste
    off = read_policies(
        '[waste]\nrules_off = ["unanswered_wake_up", "low_participation", "benefit_outside_tier"]\n'
    ).waste
    assert entitlement_rows(on)
    assert entitlement_rows(off) == ()
    assert waste_parameters(off)["participation_parts"] == 0
    assert waste_parameters(off)["wake_ups_unanswered_max"] == 10**9
    assert waste_parameters(on)["wake_ups_unanswered_max"] == 3
    assert on.version != off.version
