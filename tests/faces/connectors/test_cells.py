"""Writes one cell of each kind into a small CSV and compares what is read with a table of what it means.

A word with a dot on the right is the reason for which the row must be rejected; everything else is the value.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faces.connectors.desk import Desk, cases

AMOUNTS = cases("""
# cell           | minor units or reason
  1234.50        | 123450
  1,234.50       | 123450
  1,234,567      | 123456700
  ￥70           | 7000
  ¥1,150.5       | 115050
  70元           | 7000
  (30)           | -3000
  （30.5）       | -3050
  -30            | -3000
  -1,234.50      | -123450
  +5             | 500
  ０.０５        | 5
  .5             | 50
  70万           | 70000000
  1.2亿          | 12000000000
  0              | 0
  12.3400        | 1234
  12.345         | amount.decimals
  1,23           | amount.grouping
  12,34,567      | amount.grouping
  $70            | amount.other_currency
  1e5            | amount.scientific
  1.5E+10        | amount.scientific
  seventy        | amount.not_a_number
  1.2.3          | amount.not_a_number
  99999999999999999999 | amount.too_large
  --             | load.value_missing
                 | load.value_missing
  NULL           | load.value_missing
""")

DAYS = cases("""
# cell                      | day or reason
  2026-10-01                | 2026-10-01
  2026-10-1                 | 2026-10-01
  2026/10/1                 | 2026-10-01
  2026.10.01                | 2026-10-01
  2026年10月1日             | 2026-10-01
  ２０２６年１０月１日      | 2026-10-01
  20261001                  | 2026-10-01
  2026-10-01 23:59:59       | 2026-10-01
  2026/10/1 8:30            | 2026-10-01
  2026-10-01T23:59:59.5     | 2026-10-01
  2026-10-01T16:00:00Z      | 2026-10-02
  2026-10-01 15:59:59+00:00 | 2026-10-01
  2024-02-29                | 2024-02-29
  2026-02-29                | load.date_impossible
  2026-13-01                | load.date_impossible
  20261301                  | load.date_impossible
  2026-10-01 25:00:00       | load.date_impossible
  03/04/2026                | load.date_ambiguous
  3.4.26                    | load.date_ambiguous
  1026-10-01                | load.date_out_of_range
  9999-12-31                | load.date_out_of_range
  46296                     | load.date_not_understood
  October 1                 | load.date_not_understood
  昨天                      | load.date_not_understood
  --                        | load.value_missing
""")

IDS = cases("""
# cell            | id or reason
  A1              | A1
  00042           | 00042
  客户-7          | 客户-7
  1.23457E+15     | load.id_rounded
  A\x07           | load.control_characters
  A\ufffd         | load.lost_characters
                  | load.value_missing
  NULL            | load.value_missing
  A\u200bB        | load.unseen_character
  A\ufeffB        | load.unseen_character
  A\u202eB        | load.unseen_character
  A\ufffe         | load.unseen_character
  A\uffff         | load.unseen_character
  A\ufdd0         | load.unseen_character
  A\U0001ffff     | load.unseen_character
  A\u0091B        | load.unseen_character
  客户·七😀       | 客户·七😀
  café            | café
""")

COST_TYPES = cases("""
# cell       | cost type or reason
  team_pay   | team_pay
  Team Pay   | team_pay
  团队薪酬   | team_pay
  coupons    | coupons
  team_play  | load.unknown_cost_type
  差旅       | load.unknown_cost_type
""")


@pytest.mark.parametrize(("cell", "expected"), AMOUNTS)
@pytest.mark.parametrize("crowd", [False, True], ids=["alone", "among plain ones"])
def test_an_amount_is_read_exactly_or_rejected(tmp_path: Path, cell: str, expected: str, crowd: bool) -> None:
    others = [f"B{n},2026-10-01,{n}.25,sms" for n in range(3)] if crowd else []
    lines = ["id,date,amount,cost_type", *others, f'A1,2026-10-01,"{cell}",team_pay']
    desk = Desk(tmp_path)
    seen = desk.seen(desk.file("\n".join(lines)), "cost_entries")
    assert [row["amount_minor"] for row in seen.rows[: len(others)]] == [25, 125, 225][: len(others)]
    found = [str(row["amount_minor"]) for row in seen.rows[len(others) :]]
    assert found + [code for _, code in seen.reasons] == [expected]


@pytest.mark.parametrize(("cell", "expected"), DAYS)
def test_a_day_is_the_civil_day_of_the_company_or_rejected(tmp_path: Path, cell: str, expected: str) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(desk.file(f"id,date,amount,cost_type\nA1,{cell},1,team_pay\n"), "cost_entries")
    assert [str(row["occurred_on"]) for row in seen.rows] + [code for _, code in seen.reasons] == [expected]


@pytest.mark.parametrize(("cell", "expected"), IDS)
def test_an_id_is_kept_as_it_stands_or_rejected(tmp_path: Path, cell: str, expected: str) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(desk.file(f"id,date,amount,cost_type\n{cell},2026-10-01,1,team_pay\n"), "cost_entries")
    assert [row["entry_id"] for row in seen.rows] + [code for _, code in seen.reasons] == [expected]


@pytest.mark.parametrize(("cell", "expected"), COST_TYPES)
def test_a_cost_type_is_known_by_code_or_name_or_rejected(tmp_path: Path, cell: str, expected: str) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(desk.file(f"id,date,amount,cost_type\nA1,2026-10-01,1,{cell}\n"), "cost_entries")
    assert [row["cost_type"] for row in seen.rows] + [code for _, code in seen.reasons] == [expected]


@pytest.mark.parametrize(
    ("digits", "currency", "cell", "expected"),
    [
        (0, "JPY", "1,234", 1234),
        (0, "JPY", "12.0", 12),
        (0, "JPY", "¥70", 70),
        (3, "KWD", "1.234", 1234),
        (3, "KWD", "1,234.5", 1_234_500),
    ],
)
def test_amounts_follow_the_decimals_of_the_currency(
    tmp_path: Path, digits: int, currency: str, cell: str, expected: int
) -> None:
    desk = Desk(tmp_path, digits=digits, currency=currency)
    path = desk.file(f'id,date,amount,cost_type\nA1,2026-10-01,"{cell}",team_pay\n')
    assert desk.seen(path, "cost_entries").column("amount_minor") == [expected]


def test_the_unit_in_a_header_counts(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "凭证号,日期,金额（万元）,成本类型\nA1,2026-10-01,1.5,sms\nA2,2026-10-01,0.000001,sms\nA3,2026-10-01,0.0000001,sms\n"
    seen = desk.seen(desk.file(text), "cost_entries")
    assert seen.column("amount_minor") == [1_500_000, 1]
    assert seen.reasons == [(4, "amount.decimals")]


def test_amounts_in_minor_units_are_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(
        desk.file("id,date,amount_minor,cost_type\nA1,2026-10-01,1234,sms\nA2,2026-10-01,12.5,sms\n"),
        "cost_entries",
    )
    assert seen.column("amount_minor") == [1234]
    assert seen.reasons == [(3, "amount.decimals")]


def test_a_row_in_another_currency_is_rejected(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "id,date,amount,cost_type,币种\nA1,2026-10-01,5,sms,人民币\nA2,2026-10-01,5,sms,USD\n"
    seen = desk.seen(desk.file(text), "cost_entries")
    assert seen.column("entry_id") == ["A1"]
    assert seen.reasons == [(3, "load.other_currency")]


def test_a_moment_without_a_zone_is_the_company_wall_clock_and_gives_the_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "订单号,客户编号,下单时间,金额\n1,C1,2026-10-01 07:30:00,9\n2,C1,2026-09-30T23:30:00Z,9\n"
    seen = desk.seen(desk.file(text), "orders")
    assert seen.column("ordered_at") == [datetime(2026, 9, 30, 23, 30, tzinfo=UTC)] * 2
    assert [str(day) for day in seen.column("ordered_on")] == ["2026-10-01", "2026-10-01"]


def test_moments_in_a_doubled_or_missing_hour_are_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path, time_zone="America/New_York", currency="USD")
    text = "order_id,ordered_at,amount\n1,2026-11-01 01:30:00,9\n2,2026-03-08 02:30:00,9\n"
    seen = desk.seen(desk.file(text), "orders")
    assert [str(moment)[11:16] for moment in seen.column("ordered_at")] == ["05:30", "07:30"]


def test_a_row_tells_everything_that_is_wrong_with_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(desk.file("凭证号,日期,金额,成本类型\n,昨天,abc,nope\n"), "cost_entries")
    assert [(p.column, dict(p.details)["column"], p.code) for p in seen.rejects[0].problems] == [
        ("entry_id", "凭证号", "load.value_missing"),
        ("occurred_on", "日期", "load.date_not_understood"),
        ("cost_type", "成本类型", "load.unknown_cost_type"),
        ("amount", "金额", "amount.not_a_number"),
    ]


def test_a_contact_with_a_cost_needs_a_cost_type_and_a_known_purpose(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = """编号,客户编号,日期,渠道,目的,成本,成本类型
1,C1,2026-10-01,短信,唤醒,0.05,sms
2,C1,2026-10-01,短信,营销,0.05,
3,C1,2026-10-01,电话,关怀,,
4,C1,2026-10-01,电话,闲聊,,
"""
    seen = desk.seen(desk.file(text), "contacts")
    assert seen.column("purpose") == ["wake_up", "care"]
    assert seen.reasons == [(3, "load.cost_type_needed"), (5, "load.unknown_code")]


def test_a_benefit_named_like_a_cost_type_gets_its_code_and_any_other_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = """券号,客户编号,日期,权益类型,成本科目,面值,成本
1,C1,2026-10-01,Coupons,coupons,20,20
2,C1,2026-10-01,生日蛋糕,coupons,20,20
"""
    assert desk.seen(desk.file(text), "benefits").column("benefit_type") == ["coupons", "生日蛋糕"]


def test_a_campaign_may_not_end_before_it_starts_and_flags_are_words(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "活动编号,类型,开始日期,结束日期,是否线上\n1,沙龙,2026-10-01,2026-10-01,否\n2,游戏,2026-10-02,2026-10-01,是\n3,游戏,2026-10-02,2026-10-03,大概\n"
    seen = desk.seen(desk.file(text), "campaigns")
    assert seen.column("online") == [False]
    assert seen.reasons == [(3, "load.ends_before_start"), (4, "load.not_yes_or_no")]


def test_counts_are_whole_numbers(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = 'tool,month,seats,active_users,fee\ncrm,2026-10-01,"1,200",30.0,9\nbi,2026-10-01,3.5,2,9\n'
    seen = desk.seen(desk.file(text), "tool_usage")
    assert seen.column("seats") == [1200]
    assert seen.reasons == [(3, "load.not_whole_number")]
