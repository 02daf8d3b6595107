"""Ten thousand tickets against a count of every minute that knows nothing of intervals; and many at once against one by one."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fenhao.engine.service import (
    NEVER,
    STATES,
    Goal,
    Pause,
    Pauses,
    WorkClock,
    due_at,
    reached_at,
    stand,
    standing,
)
from fenhao.kernel import BusinessHours, NamedDay, Shift

ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Europe/Berlin")
CALENDARS, TICKETS, DAYS = 20, 500, 30
FIRST = int(
    datetime(2026, 10, 10, tzinfo=UTC).timestamp()
)  # clocks are changed in these weeks in four of the zones


def hours_by_chance(dice: Random) -> BusinessHours:
    """Return a week with breaks, holidays, half days and days made up."""

    def day() -> tuple[Shift, ...]:
        edges = sorted(dice.sample(range(97), 2 * dice.randint(0, 3)))
        return tuple(Shift(15 * a, 15 * b) for a, b in zip(edges[::2], edges[1::2], strict=True))

    first = date(2026, 10, 8)
    return BusinessHours(
        weekdays=frozenset(dice.sample(range(1, 8), 5)),
        breaks=(Shift(720, 720 + 15 * dice.randint(1, 6)),),
        windows=((dice.randint(1, 7), day()),),
        special=tuple((first + timedelta(days=each), day()) for each in dice.sample(range(30), 4)),
        holidays=tuple(NamedDay(first + timedelta(days=each), "") for each in dice.sample(range(30), 4)),
        workdays=tuple(NamedDay(first + timedelta(days=each), "") for each in dice.sample(range(30), 3)),
    )


def works(hours: BusinessHours, zone: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Return whether each minute is worked, asking the wall clock of each, by rules written again here."""
    windows, special = dict(hours.windows), dict(hours.special)
    free, made_up = {each.on for each in hours.holidays}, {each.on for each in hours.workdays}
    lunch = hours.breaks[0]
    found = np.zeros(DAYS * 1440, dtype=bool)
    for minute in range(len(found)):
        here = datetime.fromtimestamp(FIRST + 60 * minute, ZoneInfo(zone))
        day, now = here.date(), here.hour * 60 + here.minute
        usual = 540 <= now < 1080 and not lunch.begins <= now < lunch.ends
        own = windows.get(here.isoweekday())
        in_own = any(each.begins <= now < each.ends for each in own or ())
        if day in special:
            found[minute] = any(each.begins <= now < each.ends for each in special[day])
        elif day in made_up:
            found[minute] = in_own if own else usual
        elif day not in free:
            found[minute] = in_own if own is not None else usual and here.isoweekday() in hours.weekdays
    return found


@pytest.mark.parametrize("seed", range(CALENDARS))
def test_five_hundred_deadlines_are_those_that_counting_every_minute_finds(seed: int) -> None:
    dice = Random(seed)
    hours, zone = hours_by_chance(dice), ZONES[seed % len(ZONES)]
    worked = works(hours, zone)
    clock = WorkClock(hours, time_zone=zone, begins_on=date(2026, 10, 8))
    opened = np.array([dice.randrange(DAYS * 720) for _ in range(TICKETS)])
    minutes = np.array([dice.randint(1, 900) for _ in range(TICKETS)])
    paused: list[list[tuple[int, int]]] = []
    for start in opened:
        edges = sorted(dice.sample(range(start, start + 6000), 2 * dice.randint(0, 3)))
        held = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        paused.append([*held[:-1], (held[-1][0], NEVER)] if held and dice.random() < 0.3 else held)
    flat = [each for held in paused for each in held]
    count = np.array([len(held) for held in paused])
    pauses = Pauses(
        np.cumsum(count) - count,
        count,
        np.array([FIRST + 60 * a for a, _ in flat], dtype=np.int64),
        np.array([NEVER if b == NEVER else FIRST + 60 * b for _, b in flat], dtype=np.int64),
    )
    due = reached_at(clock, opened=FIRST + 60 * opened, seconds=60 * minutes, pauses=pauses)
    for row in range(TICKETS):
        runs = worked[opened[row] :].copy()
        for a, b in paused[row]:
            runs[a - opened[row] : len(runs) if b == NEVER else b - opened[row]] = False
        passed = np.flatnonzero(runs)
        if len(passed) >= minutes[row]:
            assert due[row] == FIRST + 60 * (opened[row] + passed[minutes[row] - 1] + 1), row
        else:
            assert due[row] == NEVER or due[row] > FIRST + 60 * len(worked), row


@pytest.mark.parametrize("seed", range(8))
def test_many_at_once_stand_where_each_stands_alone(seed: int) -> None:
    dice = Random(100 + seed)
    hours, zone, now = hours_by_chance(dice), ZONES[seed % len(ZONES)], FIRST + 15 * 86_400
    clock = WorkClock(hours, time_zone=zone, begins_on=date(2026, 10, 8))
    opened = [FIRST + dice.randrange(15 * 86_400) for _ in range(200)]
    done = [NEVER if dice.random() < 0.4 else start + dice.randrange(20 * 86_400) for start in opened]
    allowed = [dice.randint(1, 200_000) for _ in opened]
    held: list[list[Pause]] = []
    for start in opened:
        edges = sorted(start + dice.randrange(500_000) for _ in range(2 * dice.randint(0, 3)))
        pauses = [Pause(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        held.append(
            [*pauses[:-1], Pause(pauses[-1].starts, None)] if pauses and dice.random() < 0.3 else pauses
        )
    flat = [each for pauses in held for each in pauses]
    count = np.array([len(pauses) for pauses in held])
    found = stand(
        clock,
        opened=np.array(opened),
        done=np.array(done),
        allowed=np.array(allowed),
        pauses=Pauses(
            np.cumsum(count) - count,
            count,
            np.array([each.starts for each in flat], dtype=np.int64),
            np.array([NEVER if each.ends is None else each.ends for each in flat], dtype=np.int64),
        ),
        now=now,
    )
    for row, start in enumerate(opened):
        alone = standing(
            clock,
            opened=start,
            done=None if done[row] == NEVER else done[row],
            goals=[Goal(0, allowed[row])],
            pauses=held[row],
            now=now,
        )
        assert STATES[found.state[row]] == alone.state.value, row
        assert (found.due[row], found.used[row]) == (NEVER if alone.due is None else alone.due, alone.used), (
            row
        )
        assert alone.due == due_at(
            clock,
            opened=start,
            seconds=allowed[row],
            pauses=[
                Pause(
                    each.starts,
                    None
                    if (done[row] == NEVER or done[row] > now) and each.ends and each.ends > now
                    else each.ends,
                )
                for each in held[row]
                if each.starts <= (done[row] if NEVER != done[row] <= now else now)
            ],
        )
