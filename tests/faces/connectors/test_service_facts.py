"""Reads the facts of service as help desks write them, and compares what is read with a table of what it means."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.faces.connectors.desk import Desk, cases

LENGTHS = cases("""
# header            | cell     | seconds or reason
  处理时长（分钟）  | 12.5     | 750
  处理时长（秒）    | 90       | 90
  处理时长(小时)    | 0.25     | 900
  处理工时          | 1        | 3600
  处理时长          | 2        | 120
  handle_seconds    | 61       | 61
  Handle minutes    | 1,000    | 60000
  handle hours      | 1.5      | 5400
  handle time       | 0:02:05  | 125
  handle_minutes    | 0.008333 | 0
  handle_minutes    | 0.025    | 2
  handle_minutes    | -1       | load.not_a_length
  handle_minutes    | two      | load.not_a_length
""")


@pytest.mark.parametrize(("header", "cell", "meant"), LENGTHS)
def test_a_length_of_time_is_whole_seconds_by_the_unit_of_its_header(
    tmp_path: Path, header: str, cell: str, meant: str
) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(
        desk.file(f'工单号,创建时间,渠道,类型,{header}\nT1,2026-10-01 09:00:00,电话,投诉,"{cell}"\n'),
        "tickets",
    )
    if meant.isdecimal():
        assert seen.column("handle_seconds") == [int(meant)]
    else:
        assert [code for _, code in seen.reasons] == [meant]


def test_a_help_desks_own_words_become_codes_and_its_other_words_stay(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = (
        "工单号,客户编号,创建时间,渠道,类型,优先级,内容,是否升级\n"
        "T1,K1,2026-10-01 23:30:00,热线,客诉,P1,包裹破损,是\n"
        "T2,,2026-10-02 09:00:00,WebChat,换货,加急件,Where is it?,no\n"
    )
    seen = desk.seen(desk.file(text), "tickets")
    assert seen.column("channel") == ["phone", "chat"]
    assert seen.column("kind") == ["complaint", "换货"]
    assert seen.column("priority") == ["urgent", "加急件"]
    assert seen.column("opened_on") == [date(2026, 10, 1), date(2026, 10, 2)]
    assert seen.column("opened_at")[0] == datetime(2026, 10, 1, 15, 30, tzinfo=UTC)
    assert seen.column("escalated") == [True, False]


def test_what_a_customer_wrote_is_read_though_a_character_of_it_cannot_be_printed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = (
        "工单号,创建时间,渠道,类型,内容\n"
        "T1,2026-10-01 09:00:00,mail,咨询,好质量关\x7f“义”\x0b两难\n"
        "T\x072,2026-10-01 09:00:00,mail,咨询,x\n"
    )
    seen = desk.seen(desk.file(text), "tickets")
    assert seen.column("text") == ["好质量关 “义” 两难"]
    assert seen.reasons == [(3, "load.control_characters")]


def test_a_status_history_is_read_with_its_days(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "工单号,变更时间,变更后状态,坐席工号\nT1,2026-10-01 00:10:00,待客户回复,S7\nT1,2026-10-01 08:00:00,Solved,S7\n"
    seen = desk.seen(desk.file(text), "ticket_events")
    assert seen.column("event") == ["waiting_customer", "resolved"]
    assert seen.column("happened_on") == [date(2026, 10, 1)] * 2
    assert seen.column("agent") == ["S7", "S7"]


def test_a_survey_is_asked_on_the_day_of_its_answer_where_a_file_tells_no_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    seen = desk.seen(desk.file("问卷编号,指标,答卷日期,得分\n1,净推荐值,2026-10-03,9\n"), "surveys")
    assert (seen.column("asked_on"), seen.column("answered_on")) == ([date(2026, 10, 3)], [date(2026, 10, 3)])
    asked = Desk(tmp_path, source="crm").seen(
        desk.file("问卷编号,指标,发送时间,答卷日期,得分\n1,csat,2026-10-01 10:00:00,,\n"), "surveys"
    )
    assert (asked.column("asked_on"), asked.column("score")) == ([date(2026, 10, 1)], [None])


BIRTHDAYS = cases("""
# cell       | kept or reason
  1990-05-01 | 05-01
  5月1日     | 05-01
  02-29      | 02-29
  02-30      | load.date_impossible
""")


@pytest.mark.parametrize(("cell", "kept"), BIRTHDAYS)
def test_of_a_birthday_only_month_and_day_are_kept(tmp_path: Path, cell: str, kept: str) -> None:
    seen = Desk(tmp_path).seen(Desk(tmp_path).file(f"客户编号,生日\nK1,{cell}\n"), "customers")
    assert (
        (seen.column("birthday") == [kept]) if "." not in kept else ([c for _, c in seen.reasons] == [kept])
    )


def test_movements_of_points_are_one_of_four(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "流水号,会员号,日期,类型,积分\n1,K1,2026-10-01,累积,120\n2,K1,2026-10-02,兑换,50\n3,K1,2026-10-03,借用,5\n"
    seen = desk.seen(desk.file(text), "points")
    assert seen.column("movement") == ["earned", "redeemed"]
    assert [code for _, code in seen.reasons] == ["load.unknown_code"]
