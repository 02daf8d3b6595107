"""Business hours: lists as people paste them, and what is a working day by them."""

from datetime import UTC, date, datetime

import pytest

from fenhao.kernel import BusinessHours, NamedDay, Trouble
from fenhao.profiles import holiday_lists, pasted_days, read_hours

NOTICE = """
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
鼓励单位和个人错峰出行。
"""


def days(found: tuple[NamedDay, ...]) -> list[str]:
    return [f"{each.on} {each.name}" for each in found]


def test_a_public_notice_is_read_as_it_was_published() -> None:
    found = pasted_days(NOTICE, year=2026)
    assert days(found.holidays)[:3] == ["2026-01-01 元旦", "2026-01-02 元旦", "2026-01-03 元旦"]
    assert len(found.holidays) == 12
    assert days(found.holidays)[-1] == "2026-02-23 春节"
    assert days(found.workdays) == ["2026-01-04 元旦", "2026-02-14 春节", "2026-02-28 春节"]
    assert found.unread == ("鼓励单位和个人错峰出行。",)


def test_plain_lines_in_english_or_by_date_are_read_too() -> None:
    told = "2026-12-24 to 2026-12-26 holiday Christmas\n2027/1/1 day off New Year\n2026-12-19 workday Christmas\n"
    found = pasted_days(told, year=2026)
    assert days(found.holidays) == [
        "2026-12-24 Christmas",
        "2026-12-25 Christmas",
        "2026-12-26 Christmas",
        "2027-01-01 New Year",
    ]
    assert days(found.workdays) == ["2026-12-19 Christmas"]


@pytest.mark.parametrize(
    "text", ["春节：2月30日放假。", "国庆节：10月7日至1日放假。", "节：1月1日至12月31日放假。"]
)
def test_days_that_there_are_not_are_refused(text: str) -> None:
    with pytest.raises(Trouble) as wrong:
        pasted_days(text, year=2026)
    assert wrong.value.code == "profile.bad_day"


def test_the_list_that_comes_along_names_its_source_and_every_day_of_the_notice() -> None:
    (given,) = holiday_lists()
    found = pasted_days(given.text, year=given.year)
    assert "2025-11-04" in given.source
    assert (len(found.holidays), len(found.workdays), found.unread) == (33, 6, ())


CASES = """
  day        | worked | next       | why
  2026-02-13 | yes    | 2026-02-13 | a Friday
  2026-02-14 | yes    | 2026-02-14 | a Saturday worked for the festival
  2026-02-16 | no     | 2026-02-24 | the festival
  2026-03-07 | no     | 2026-03-09 | a Saturday
"""


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    (given,) = holiday_lists()
    found = pasted_days(given.text, year=given.year)
    hours = BusinessHours(holidays=found.holidays, workdays=found.workdays)
    for line in CASES.strip().splitlines()[1:]:
        day, worked, following, _ = (cell.strip() for cell in line.split("|"))
        assert hours.is_workday(date.fromisoformat(day)) == (worked == "yes"), line
        assert hours.workday_from(date.fromisoformat(day)).isoformat() == following, line
    assert hours.workday_before(date(2026, 2, 24)) == date(2026, 2, 14)


def test_a_moment_outside_hours_waits_for_the_next_opening() -> None:
    hours = read_hours('opens = "08:30"\n[holidays]\n2026-03-09 = "Women"\n')
    friday_night = datetime(2026, 3, 6, 12, tzinfo=UTC)  # 20:00 in Shanghai
    assert hours.opens_next(friday_night, time_zone="Asia/Shanghai") == datetime(
        2026, 3, 10, 0, 30, tzinfo=UTC
    )
    inside = datetime(2026, 3, 6, 2, tzinfo=UTC)
    assert hours.opens_next(inside, time_zone="Asia/Shanghai") == inside


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('opens = "nine"', "profile.wrong_value"),
        ('opens = "18:00"\ncloses = "09:00"', "profile.wrong_value"),
        ("weekdays = []", "profile.wrong_value"),
        ('[holidays]\n2026-02-31 = "x"', "profile.bad_day"),
        ("open = 1", "profile.unknown_key"),
    ],
)
def test_hours_that_cannot_be_are_refused(text: str, code: str) -> None:
    with pytest.raises(Trouble) as wrong:
        read_hours(text)
    assert wrong.value.code == code
