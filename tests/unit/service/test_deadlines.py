"""Deadlines: a table that a service lead could read, and a count minute by minute that knows nothing of intervals."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.service import Goal, Pause, StandingState, WorkClock, due_at, goal_at, standing
from fenhao.kernel import BusinessHours, NamedDay, Shift

OFFICE = (Shift(9 * 60, 12 * 60), Shift(13 * 60, 18 * 60))
SPRING = tuple(NamedDay(date(2026, 2, 16) + timedelta(days=day), "春节") for day in range(8))
SHANGHAI = BusinessHours(
    breaks=(Shift(12 * 60, 13 * 60),),
    holidays=(NamedDay(date(2025, 10, 1), "国庆节"), *SPRING),
    workdays=(NamedDay(date(2026, 2, 28), "春节"),),
    special=((date(2026, 2, 13), OFFICE[:1]),),
)
SUNDAYS = BusinessHours(weekdays=frozenset(), windows=((7, (Shift(0, 24 * 60),)),))


def shanghai(begins_on: date = date(2025, 12, 1)) -> WorkClock:
    """Return the clock of the office."""
    return WorkClock(SHANGHAI, time_zone="Asia/Shanghai", begins_on=begins_on)


def at(text: str, zone: str = "Asia/Shanghai") -> int:
    """Return the moment of a wall clock."""
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone)).timestamp())


def shown(moment: int | None, zone: str = "Asia/Shanghai") -> str:
    """Return what the wall clock shows at a moment."""
    return (
        "--" if moment is None else datetime.fromtimestamp(moment, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    )


# opened           | hours | paused from .. to                    | due
TABLE = """
2026-01-05 09:00   | 1     |                                      | 2026-01-05 10:00
2026-01-05 11:30   | 1     |                                      | 2026-01-05 13:30
2026-01-05 17:00   | 2     |                                      | 2026-01-06 10:00
2026-01-05 17:00   | 1     |                                      | 2026-01-05 18:00
2026-01-05 20:00   | 1     |                                      | 2026-01-06 10:00
2026-01-09 17:00   | 8     |                                      | 2026-01-12 17:00
2026-01-05 09:00   | 4     | 2026-01-05 10:00 .. 2026-01-05 15:00 | 2026-01-05 18:00
2026-01-05 09:00   | 4     | 2026-01-05 12:00 .. 2026-01-05 13:00 | 2026-01-05 14:00
2026-01-05 09:00   | 4     | 2026-01-05 10:00 ..                  | --
2026-01-05 09:00   | 1     | 2026-01-05 10:00 ..                  | 2026-01-05 10:00
2026-01-05 09:00   | 4     | 2026-01-04 10:00 .. 2026-01-05 10:00 | 2026-01-05 15:00
2026-02-13 11:00   | 2     |                                      | 2026-02-24 10:00
2026-02-27 17:00   | 2     |                                      | 2026-02-28 10:00
2026-12-31 17:00   | 2     |                                      | 2027-01-01 10:00
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_deadline_counts_working_time_alone(line: str) -> None:
    opened, hours, paused, due = (part.strip() for part in line.split("|"))
    clock = shanghai()
    starts, _, ends = paused.partition("..")
    pauses = [Pause(at(starts.strip()), at(ends.strip()) if ends.strip() else None)] if paused else []
    assert shown(due_at(clock, opened=at(opened), seconds=int(hours) * 3600, pauses=pauses)) == due


def test_a_year_without_known_holidays_is_told_and_goes_by_the_week() -> None:
    clock = shanghai(date(2026, 12, 1))
    assert clock.unlisted == set()
    clock.after(at("2026-12-31 17:00"), 7200)
    assert 2027 in clock.unlisted


# On 8 March 2026 New York's clocks go from 2:00 to 3:00, on 1 November from 2:00 back to 1:00.
@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 3, 15), 24)]
)
def test_a_day_has_the_hours_that_its_clocks_give_it(day: date, hours: int) -> None:
    clock = WorkClock(SUNDAYS, time_zone="America/New_York", begins_on=date(2026, 1, 1))
    start = at(f"{day} 00:00", "America/New_York")
    assert clock.between(start, start + 30 * 3600) == hours * 3600


@pytest.mark.parametrize(
    ("done", "now", "goals", "state", "left"),
    [
        ("2026-01-05 13:00", "2026-01-06 09:00", {"2026-01-01 00:00": 4}, StandingState.met, 1),
        ("2026-01-05 16:00", "2026-01-06 09:00", {"2026-01-01 00:00": 4}, StandingState.missed, -2),
        ("2026-01-05 16:00", "2026-01-05 11:00", {"2026-01-01 00:00": 4}, StandingState.running, 2),
        (None, "2026-01-05 16:00", {"2026-01-01 00:00": 4}, StandingState.late, -2),
        (None, "2026-01-05 16:00", {"2026-01-01 00:00": 4, "2026-01-05 15:00": 8}, StandingState.running, 2),
        ("2026-01-05 14:30", "2026-01-06 16:00", {"2026-01-01 00:00": 4, "2026-01-05 15:00": 8}, StandingState.missed, -0.5),
        (None, "2026-01-08 10:00", {"2026-01-01 00:00": 12}, StandingState.paused, 4),
    ],
)  # fmt: skip
def test_a_ticket_stands_against_the_goal_in_force(
    done: str | None, now: str, goals: dict[str, float], state: StandingState, left: float
) -> None:
    clock = shanghai()
    told = standing(
        clock,
        opened=at("2026-01-05 09:00"),
        done=None if done is None else at(done),
        goals=[Goal(at(since), int(hours * 3600)) for since, hours in goals.items()],
        pauses=[Pause(at("2026-01-06 09:00"), at("2026-01-09 09:00"))],
        now=at(now),
    )
    assert (told.state, told.left) == (state, left * 3600)
    assert (told.due is None) == (state is StandingState.paused)


def test_before_any_goal_the_first_one_holds() -> None:
    goals = [Goal(200, 2), Goal(100, 1)]
    assert [goal_at(goals, moment).seconds for moment in (50, 100, 199, 200)] == [1, 1, 1, 2]
    with pytest.raises(ValueError, match="no goal"):
        goal_at([], 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({8})},
        {"windows": ((9, OFFICE),)},
        {"windows": ((1, OFFICE[::-1]),)},
        {"special": ((date(2026, 1, 1), OFFICE[::-1]),)},
        {"breaks": (Shift(0, 24 * 60),)},
    ],
)
def test_hours_that_no_clock_could_run_by_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"no such hours|out of order"):
        BusinessHours(**wrong)  # type: ignore[arg-type]


def test_a_deadline_that_no_working_time_ever_reaches_is_refused() -> None:
    minute = BusinessHours(weekdays=frozenset(), windows=((1, (Shift(0, 1),)),))
    with pytest.raises(ValueError, match="do not come to pass"):
        WorkClock(minute, time_zone="UTC", begins_on=date(2026, 1, 1)).after(
            at("2026-01-05 09:00"), 10_000_000
        )


ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu")
FIRST = date(2025, 10, 20)
Week = tuple[BusinessHours, str]


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Return a week of up to three shifts a day, holidays, halves of them and days made up, and a zone."""

    def day() -> tuple[Shift, ...]:
        edges = sorted(draw(st.sets(st.integers(0, 96), min_size=0, max_size=6)))
        return tuple(Shift(15 * a, 15 * b) for a, b in zip(edges[::2], edges[1::2], strict=False))

    shifts = {weekday: day() for weekday in range(1, 8)}
    if not any(shifts.values()):
        shifts[3] = OFFICE
    days = draw(st.sets(st.integers(0, 40), max_size=6))
    special = tuple((FIRST + timedelta(days=ahead), day()) for ahead in sorted(days))
    hours = BusinessHours(weekdays=frozenset(), windows=tuple(shifts.items()), special=special)
    return hours, draw(st.sampled_from(ZONES))


def minute_by_minute(week: Week, opened: int, minutes: int, pauses: list[Pause], until: int) -> int | None:
    """Return the end of the minute in which the last one allowed is used up; None when there is none until then."""
    hours, zone, used = week[0], ZoneInfo(week[1]), 0
    windows, special = dict(hours.windows), dict(hours.special)
    for minute in range(opened, until, 60):
        here = datetime.fromtimestamp(minute, UTC).astimezone(zone)
        now = here.hour * 60 + here.minute
        shifts = special.get(here.date(), windows[here.isoweekday()])
        works = any(shift.begins <= now < shift.ends for shift in shifts)
        still = any(each.starts <= minute and (each.ends is None or minute < each.ends) for each in pauses)
        used += works and not still
        if used == minutes:
            return minute + 60
    return None


MINUTES = st.integers(0, 25 * 24 * 60).map(lambda minute: at("2025-10-20 00:00", "UTC") + 60 * minute)
PAUSES = st.lists(st.tuples(MINUTES, st.none() | st.integers(0, 3000)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(week=weeks(), opened=MINUTES, minutes=st.integers(1, 1500), paused=PAUSES)
def test_a_deadline_is_the_one_that_counting_every_minute_finds(
    week: Week, opened: int, minutes: int, paused: list[tuple[int, int | None]]
) -> None:
    pauses = [Pause(start, None if length is None else start + 60 * length) for start, length in paused]
    clock = WorkClock(week[0], time_zone=week[1], begins_on=FIRST - timedelta(days=2))
    due = due_at(clock, opened=opened, seconds=minutes * 60, pauses=pauses)
    until = opened + 12 * 24 * 3600
    counted = minute_by_minute(week, opened, minutes, pauses, until)
    if counted is not None:
        assert due == counted
    else:
        assert due is None or due > until
