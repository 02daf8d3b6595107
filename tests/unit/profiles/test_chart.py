"""The chart of cost types: the shipped one against the requirements' own list, and a company's changes to it."""

from datetime import date

import pytest

from fenhao.engine.ledger import CostType, Nature, Purpose, Stage
from fenhao.kernel import Trouble
from fenhao.profiles import chart_text, profile_names, read_chart, starting_chart
from tests.tables import rows

# Requirement A1 names these leaves and says whether they are fixed; A2 names the purposes.
REQUIRED = """
# leaf              | category    | nature   | purpose     | stage
  system_annual_fee | system      | fixed    | tools       | all
  system_upgrades   | system      | fixed    | tools       | all
  hardware          | system      | fixed    | tools       | all
  backup            | system      | fixed    | tools       | all
  team_pay          | team        | fixed    | retention   | all
  team_training     | team        | fixed    | retention   | all
  coupons           | benefits    | variable | retention   | grow
  points            | benefits    | variable | retention   | keep
  loyalty_discount  | benefits    | variable | retention   | keep
  coupon_match      | benefits    | variable | retention   | grow
  dedicated_service | benefits    | variable | retention   | keep
  seminars          | activities  | variable | retention   | grow
  online_games      | activities  | variable | retention   | grow
  mailing           | activities  | variable | retention   | grow
  sms               | activities  | variable | retention   | grow
  wake_up_benefits  | wake_up     | variable | churn       | win_back
  channel_placement | wake_up     | variable | churn       | win_back
  advertising       | acquisition | variable | acquisition | acquire
  social_media      | acquisition | variable | acquisition | acquire
  content           | acquisition | variable | acquisition | acquire
  trade_fairs       | acquisition | variable | acquisition | acquire
  sales_pay         | acquisition | fixed    | acquisition | acquire
  sales_commission  | acquisition | variable | acquisition | acquire
  sales_travel      | acquisition | variable | acquisition | acquire
  market_research   | acquisition | variable | acquisition | acquire
  lead_generation   | acquisition | variable | acquisition | acquire
  service_staff     | service     | fixed    | service     | keep
  service_channels  | service     | variable | service     | keep
  care_calls        | service     | variable | retention   | keep
  complaint_handling| complaints  | variable | complaint   | keep
  compensation      | complaints  | variable | complaint   | keep
  escalation        | complaints  | variable | complaint   | keep
  lost_sales        | wake_up     | variable | churn       | win_back
  win_back          | wake_up     | variable | churn       | win_back
  data_collection   | data        | variable | data        | all
  data_storage      | data        | fixed    | data        | all
  data_governance   | data        | fixed    | data        | all
  data_compliance   | data        | fixed    | data        | all
"""

LEAF = '{ code = "coupons", zh = "优惠券", en = "Coupons", nature = "variable", purpose = "retention", stage = "grow" }'
TINY = f'[benefits]\nzh = "权益"\nen = "Benefits"\ntypes = [\n  {LEAF},\n]\n'


@pytest.mark.parametrize(("leaf", "category", "nature", "purpose", "stage"), rows(REQUIRED))
def test_the_shipped_chart_holds_every_cost_of_the_requirements(
    leaf: str, category: str, nature: str, purpose: str, stage: str
) -> None:
    held = {each.code: each for each in read_chart("").cost_types}[leaf]
    assert (held.category, held.nature.value, held.purpose.value, held.stage.value) == (
        category,
        nature,
        purpose,
        stage,
    )


def test_every_purpose_and_stage_has_a_leaf() -> None:
    leaves = read_chart("").cost_types
    assert {leaf.purpose for leaf in leaves} == set(Purpose)
    assert {leaf.stage for leaf in leaves} == set(Stage)


def test_a_chart_of_ones_own_stands_alone() -> None:
    chart = read_chart(TINY)
    assert [category.code for category in chart.categories] == ["benefits"]
    assert chart.cost_types == (
        CostType(
            "coupons", "benefits", "优惠券", "Coupons", Nature.variable, Purpose.retention, Stage.grow, ""
        ),
    )


def test_an_extension_replaces_in_place_and_adds_at_the_end() -> None:
    before = [leaf.code for leaf in read_chart("").cost_types]
    cheap = LEAF.replace('stage = "grow"', 'stage = "keep"')
    added = LEAF.replace("coupons", "vouchers")
    chart = read_chart(
        f'extends = true\n[benefits]\nen = "Perks"\ntypes = [{cheap}, {added}]\n'
        f'[gifts_shop]\nzh = "礼品店"\nen = "Gift shop"\ntypes = [{LEAF.replace("coupons", "mugs")}]\n'
    )
    codes = [leaf.code for leaf in chart.cost_types]
    assert [code for code in codes if code not in ("vouchers", "mugs")] == before
    assert codes[-1] == "mugs"
    assert codes.index("vouchers") == codes.index("value_added_service") + 1
    assert {leaf.code: leaf.stage for leaf in chart.cost_types}["coupons"] is Stage.keep
    names = {category.code: (category.name_zh, category.name_en) for category in chart.categories}
    assert (names["benefits"], names["gifts_shop"]) == (("客户权益", "Perks"), ("礼品店", "Gift shop"))


@pytest.mark.parametrize("profile", profile_names())
def test_a_new_company_starts_with_its_industrys_chart(profile: str) -> None:
    chart = read_chart("", profile=profile)
    assert read_chart(starting_chart(profile)) == chart
    assert read_chart(chart_text(chart)) == chart
    assert len(chart.cost_types) > len(read_chart("").cost_types)


@pytest.mark.parametrize(
    ("profile", "leaf"),
    [
        ("finance", "compliance_audit"),
        ("finance", "customer_education"),
        ("retail", "holiday_gifts"),
        ("technology", "system_iteration"),
    ],
)
def test_an_industry_changes_the_shape(profile: str, leaf: str) -> None:
    assert leaf in {each.code for each in read_chart("", profile=profile).cost_types}
    assert leaf not in {each.code for each in read_chart("").cost_types}


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (TINY.replace("grow", "growing"), "profile.wrong_value", "benefits.types[1].stage"),
        (TINY.replace('nature = "variable", ', ""), "profile.missing_key", "benefits.types[1].nature"),
        (TINY.replace("stage", "stag"), "profile.missing_key", "benefits.types[1].stage"),
        (TINY.replace(" }", ', pol = "x" }'), "profile.unknown_key", "benefits.types[1].pol"),
        (TINY.replace('code = "coupons"', 'code = "优惠券"'), "profile.wrong_value", "a-z 0-9 _"),
        (TINY.replace("[benefits]", '["权益"]'), "profile.bad_code", "权益"),
        (TINY.replace('zh = "权益"\n', ""), "profile.missing_key", "benefits.zh"),
        (TINY.replace(f"  {LEAF},", f"  {LEAF},\n  {LEAF},"), "profile.duplicate_cost_type", "coupons"),
        (TINY + TINY.replace("[benefits]", "[perks]"), "profile.duplicate_cost_type", "coupons"),
        (TINY.replace(f"  {LEAF},\n", ""), "profile.empty_chart", "chart.toml"),
        ("extends = false\n", "profile.empty_chart", "chart.toml"),
        ('extends = "yes"\n', "profile.wrong_value", "true, false"),
        (TINY.replace(f"[\n  {LEAF},\n]", "[1, 2]"), "profile.wrong_value", "benefits.types"),
        ("benefits = 3\n", "profile.wrong_value", "[benefits]"),
    ],
)
def test_a_mistake_in_the_chart_is_told_with_its_key(text: str, code: str, told: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_chart(text)
    assert trouble.value.code == code
    assert told in " ".join(trouble.value.details.values())


def test_an_unknown_industry_is_told_with_the_known_ones() -> None:
    with pytest.raises(Trouble) as trouble:
        read_chart("", profile="mining")
    assert trouble.value.details == {"profile": "mining", "known": ", ".join(profile_names())}


DEEP = """
[service]
zh = "客户服务"
en = "Service"
types = [
  { code = "service_staff", zh = "客服人员", en = "Service staff", nature = "fixed", purpose = "service", stage = "keep" },
]

[service.remote]
zh = "远程"
en = "Remote"

[service.remote.phone]
zh = "电话"
en = "Phone"
types = [
  { code = "phone_lines", zh = "电话线路", en = "Phone lines", nature = "variable", purpose = "service", stage = "keep", retired_on = 2026-07-01 },
]
"""


def test_a_category_may_have_branches_below_it_to_any_depth() -> None:
    chart = read_chart(DEEP)
    assert [(each.code, each.parent) for each in chart.branches] == [
        ("remote", "service"),
        ("phone", "remote"),
    ]
    assert [(leaf.code, leaf.category, leaf.branch) for leaf in chart.cost_types] == [
        ("service_staff", "service", ""),
        ("phone_lines", "service", "phone"),
    ]
    assert read_chart(chart_text(chart)) == chart


# day        | whether the leaf still takes cost
RETIRED = """
  2026-06-30 | yes
  2026-07-01 | no
"""


@pytest.mark.parametrize(("day", "taken"), rows(RETIRED))
def test_a_retired_leaf_takes_cost_of_earlier_days_alone(day: str, taken: str) -> None:
    leaf = read_chart(DEEP).leaf("phone_lines")
    assert leaf is not None
    assert leaf.takes(date.fromisoformat(day)) == (taken == "yes")


# what is written twice or wrong                   | the trouble
BROKEN = """
  [service.service]                                | profile.duplicate_branch
  [service.Phone]                                  | profile.bad_code
"""


@pytest.mark.parametrize(("head", "code"), rows(BROKEN))
def test_a_branch_that_cannot_be_told_apart_is_refused(head: str, code: str) -> None:
    text = f'[service]\nzh = "服"\nen = "S"\n\n{head}\nzh = "下"\nen = "B"\ntypes = [\n  {LEAF},\n]\n'
    with pytest.raises(Trouble) as raised:
        read_chart(text)
    assert raised.value.code == code


def test_a_day_of_retirement_that_is_none_is_refused() -> None:
    with pytest.raises(Trouble) as raised:
        read_chart(TINY.replace('"grow" }', '"grow", retired_on = "soon" }'))
    assert raised.value.code == "profile.wrong_value"
