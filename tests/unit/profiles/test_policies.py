"""The written policies: the requirements' numbers by default, layers over them, and versions that follow the content."""

from fractions import Fraction

import pytest

from fenhao.engine.allocation import PoolRule
from fenhao.engine.budget import TierShare
from fenhao.engine.waste import BenefitCap, CheapChannels, Entitlement, GateRule, Strictness
from fenhao.kernel import Trouble
from fenhao.profiles import (
    check_fit,
    default_text,
    profile_names,
    read_chart,
    read_policies,
    reference_ranges,
    starting_policy,
)
from tests.tables import rows

DRIVERS = ("contacts", "orders", "revenue", "equal")


def test_the_default_policies_are_the_requirements_numbers() -> None:
    policies = read_policies("")
    assert policies.waste.wake_ups_unanswered_max == 3
    assert policies.waste.participation_min == Fraction(1, 10)
    assert policies.waste.share_target == Fraction(1, 20)
    assert Entitlement("A", "dedicated_service") in policies.waste.entitlements
    assert Entitlement("C", "dedicated_service") not in policies.waste.entitlements
    assert policies.budget.tier_shares == (
        TierShare("A", Fraction(2, 5)),
        TierShare("B", Fraction(3, 10)),
        TierShare("C", Fraction(1, 5)),
        TierShare("D", Fraction(1, 10)),
    )
    assert policies.budget.reserve_share == Fraction(1, 10)
    assert policies.budget.warn_at == Fraction(4, 5)


def test_the_default_text_reads_as_the_default() -> None:
    assert read_policies(default_text("policy")) == read_policies("")


@pytest.mark.parametrize("profile", profile_names())
def test_a_new_company_starts_with_its_industrys_policies(profile: str) -> None:
    policies = read_policies("", profile=profile)
    assert read_policies(starting_policy(profile)) == policies
    assert read_policies(starting_policy(profile), profile=profile) == policies
    assert policies.tiers != read_policies("").tiers
    check_fit(chart=read_chart("", profile=profile), policies=policies, drivers=DRIVERS)


def test_a_companys_words_lie_over_its_industrys_over_the_default() -> None:
    text = "[tiers]\ncore_orders_min = 9\n"
    tiers = read_policies(text, profile="manufacturing").tiers
    assert (tiers.core_orders_min, tiers.window_days, tiers.core_share) == (9, 730, Fraction(1, 5))
    assert read_policies(text).tiers.window_days == 365


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ('"12.5%"', "1/8"),
        ('"1/3"', "1/3"),
        ('"５％"'.replace("５", "5"), "1/20"),
        ('" 0 % "', "0"),
        ('"100%"', "1"),
    ],
)
def test_a_share_is_read_exactly(written: str, share: str) -> None:
    assert read_policies(f"[waste]\nshare_target = {written}\n").waste.share_target == Fraction(share)


def test_growth_may_shrink_and_exceed_the_whole() -> None:
    budget = read_policies('[budget]\ngrowth = "-15%"\nfixed_growth = "150%"\n').budget
    assert (budget.growth, budget.fixed_growth) == (Fraction(-3, 20), Fraction(3, 2))


def test_a_version_follows_the_content_of_its_own_policy_alone() -> None:
    before = read_policies("")
    after = read_policies('[waste]\nshare_target = "4%"\n')
    assert after.waste.version != before.waste.version
    assert (after.tiers.version, after.budget.version) == (before.tiers.version, before.budget.version)
    assert read_policies('[waste]\nshare_target = "1/20"  # the same\n').waste.version == before.waste.version


def test_a_named_version_does_not_hide_a_change() -> None:
    first = read_policies('version = "2026a"\n').tiers.version
    second = read_policies('version = "2026a"\n[tiers]\ncore_orders_min = 5\n').tiers.version
    assert first == f"2026a+{read_policies('').tiers.version}"
    assert second.startswith("2026a+")
    assert second != first


def test_the_gate_asks_by_the_requirements_numbers_and_by_those_of_the_weekly_rules() -> None:
    text = '[waste]\nwake_ups_unanswered_max = 4\n[waste.gates]\nbenefit_above_cap = "warn"\n'
    gates = read_policies(text).gates
    assert gates.benefit_caps == (BenefitCap("B", Fraction(1, 10)),)
    assert gates.cheap_channels == (CheapChannels("D", ("sms", "wecom")),)
    assert gates.wake_ups_unanswered_max == 4
    assert gates.entitlements == read_policies("").waste.entitlements
    stricts = {rule: gates.how_strict(rule) for rule in GateRule}
    assert stricts.pop(GateRule.benefit_above_cap) is Strictness.warn
    assert stricts.pop(GateRule.customer_unknown) is Strictness.warn
    assert set(stricts.values()) == {Strictness.block}


def test_the_gate_changes_its_version_and_no_other_when_its_own_words_change() -> None:
    before, after = read_policies(""), read_policies('[waste.benefit_caps]\nC = "5%"\n')
    assert after.gates.version != before.gates.version
    assert after.waste.version == before.waste.version


def test_a_time_driven_pool_counts_its_capacity_in_seconds() -> None:
    text = "[pools.campaign_team]\nseconds_per_unit = 90\ncapacity_hours_per_year = 3400\n"
    pools = {pool.pool_id: pool for pool in read_policies(text).pools}
    assert pools["campaign_team"] == PoolRule(
        "campaign_team", "活动团队", "Campaign team", "contacts", 90, 12_240_000
    )


def test_a_company_adds_pools_and_entitlements_after_the_shipped_ones() -> None:
    policies = read_policies(
        '[pools.depot]\nzh = "仓库"\nen = "Depot"\ndriver = "orders"\n'
        "seconds_per_unit = 0\ncapacity_hours_per_year = 0\n"
        '[waste.entitlements]\ngift_box = ["B", "A"]\nseminars = ["A"]\n'
    )
    assert policies.pools[-1].pool_id == "depot"
    given = [(each.benefit_type, each.tier) for each in policies.waste.entitlements]
    assert given == [
        ("dedicated_service", "A"),
        ("seminars", "A"),
        ("wake_up_benefits", "D"),
        ("gift_box", "A"),
        ("gift_box", "B"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("[budget]\nwarn_at = 0.8\n", "profile.wrong_value", '"20%", "1/5"'),
        ("[budget]\nwarn_at = 1\n", "profile.wrong_value", "budget.warn_at"),
        ('[budget]\nwarn_at = "0.8"\n', "profile.wrong_value", "budget.warn_at"),
        ('[budget]\nwarn_at = "1/0"\n', "profile.wrong_value", "budget.warn_at"),
        ('[budget]\nwarn_at = "101%"\n', "profile.wrong_value", '"0%" … "100%"'),
        ('[budget]\nreserve_share = "-1%"\n', "profile.wrong_value", "budget.reserve_share"),
        ('[budget]\ngrowth = "-101%"\n', "profile.wrong_value", '"-100%" … "1000%"'),
        ('[budget.tier_shares]\nA = "41%"\n', "profile.shares_total", "101"),
        ('[budget.tier_shares]\nE = "0%"\n', "profile.unknown_key", "budget.tier_shares.E"),
        ("[waste]\nwake_ups_unanswered_max = 0\n", "profile.wrong_value", "1 … 1000"),
        ("[waste]\nwake_up_max = 3\n", "profile.unknown_key", "waste.wake_up_max"),
        ('[waste.entitlements]\ncoupons = ["E"]\n', "profile.wrong_value", "waste.entitlements.coupons"),
        ('[waste.entitlements]\ncoupons = ["A", "A"]\n', "profile.wrong_value", "waste.entitlements.coupons"),
        ('[waste.entitlements]\ncoupons = "A"\n', "profile.wrong_value", '["A"]'),
        ("[waste.entitlements]\ncoupons = [1]\n", "profile.wrong_value", "waste.entitlements.coupons"),
        ('[waste.benefit_caps]\nB = "0.1"\n', "profile.wrong_value", "waste.benefit_caps.B"),
        ('[waste.benefit_caps]\nE = "10%"\n', "profile.unknown_key", "waste.benefit_caps.E"),
        ('[waste.benefit_caps]\nC = "1001%"\n', "profile.wrong_value", '"0%" … "1000%"'),
        ('[waste.cheap_channels]\nD = "sms"\n', "profile.wrong_value", "waste.cheap_channels.D"),
        ('[waste.cheap_channels]\nD = ["SMS"]\n', "profile.wrong_value", "a-z 0-9 _"),
        ('[waste.cheap_channels]\nD = ["sms", "sms"]\n', "profile.wrong_value", "waste.cheap_channels.D"),
        ('[waste.gates]\nbenefit_above_cap = "stop"\n', "profile.wrong_value", "block, warn, off"),
        ('[waste.gates]\nbenefit_over_cap = "off"\n', "profile.unknown_key", "waste.gates.benefit_over_cap"),
        ('[waste.gates]\ncheckpoint_at = "101%"\n', "profile.wrong_value", "waste.gates.checkpoint_at"),
        ("[tiers]\ndormant_after_days = 366\n", "profile.wrong_value", "1 … 365"),
        ('[tiers]\ncore_share = "60%"\n', "profile.wrong_value", "≤ tiers.potential_share"),
        ("[tiers]\ncore_orders_min = -1\n", "profile.wrong_value", "tiers.core_orders_min"),
        ("[tears]\n", "profile.unknown_key", "tears"),
        (
            "[pools.systems]\nseconds_per_unit = 60\n",
            "profile.wrong_value",
            "pools.systems.capacity_hours_per_year",
        ),
        (
            "[pools.systems]\ncapacity_hours_per_year = 60\n",
            "profile.wrong_value",
            "pools.systems.seconds_per_unit",
        ),
        ('[pools.depot]\nzh = "仓库"\n', "profile.missing_key", "pools.depot.en"),
        ("version = 3\n", "profile.wrong_value", "version"),
        ("[tiers\n", "profile.bad_toml", "line 1"),
    ],
)
def test_a_mistake_in_the_policies_is_told_with_its_key(text: str, code: str, told: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_policies(text)
    assert trouble.value.code == code
    assert told in " ".join(trouble.value.details.values())
    assert trouble.value.details["file"] == "policy.toml"


def test_the_chart_and_the_policies_must_fit_together() -> None:
    leaf = '{ code = "x", zh = "x", en = "x", nature = "fixed", purpose = "tools", stage = "all", pool = "nowhere" }'
    chart = read_chart(f'[x]\nzh = "x"\nen = "x"\ntypes = [{leaf}]\n')
    with pytest.raises(Trouble) as trouble:
        check_fit(chart=chart, policies=read_policies(""), drivers=DRIVERS)
    assert trouble.value.code == "profile.unknown_pool"
    assert (trouble.value.details["cost_type"], trouble.value.details["pool"]) == ("x", "nowhere")


def test_a_pool_must_follow_a_driver_that_exists() -> None:
    policies = read_policies('[pools.systems]\ndriver = "weight"\n')
    with pytest.raises(Trouble) as trouble:
        check_fit(chart=read_chart(""), policies=policies, drivers=DRIVERS)
    assert trouble.value.code == "profile.unknown_driver"
    assert trouble.value.details["known"] == "contacts, orders, revenue, equal"


# Requirement D3; an industry without a published range shows none.
RANGES = """
# profile       | kind     | code              | low  | high
  retail        | industry | service           | 1/10 | 3/10
  service       | industry | service           | 1/10 | 3/10
  manufacturing | industry | b2b_manufacturing | 1/20 | 3/20
  finance       | stage    | start_up          | 3/10 | open
  finance       | stage    | stable            | 1/10 | 1/5
  technology    | model    | membership        | 1/5  | 2/5
  technology    | model    | one_off           | 1/20 | 3/20
"""


@pytest.mark.parametrize(("profile", "kind", "code", "low", "high"), rows(RANGES))
def test_the_usual_range_of_the_customer_budget_is_known(
    profile: str, kind: str, code: str, low: str, high: str
) -> None:
    held = {each.code: each for each in reference_ranges(profile)}[code]
    assert (held.kind, held.low, held.high) == (
        kind,
        Fraction(low),
        None if high == "open" else Fraction(high),
    )


def test_an_industry_without_a_published_range_shows_none() -> None:
    assert [each.kind for each in reference_ranges("finance")] == ["stage", "stage", "model", "model"]


def test_an_unknown_text_is_refused() -> None:
    with pytest.raises(Trouble, match=r"profile\.unknown"):
        default_text("../kernel/secret")
