"""Generated facts around tickets: surveys, staff time, tools, points and levels; made from the tickets' own rows and a seed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import PCG64, Generator

from fenhao.engine.service import Moments
from fenhao.runs.service._made import ServiceWish, months_between

_DAY = 86_400
_SAID = (
    ("态度好，解决快", "Kind and quick"),
    ("等太久了", "I waited far too long"),
    ("问题没解决", "Not solved"),
    ("还可以", "All right"),
)
_USED, _USED_ELSE = {"phone": 0.62, "chat": 0.71, "mail": 0.55}, 0.6
"""Share of the time at work that is spent with customers, by channel."""


def make_around(wish: ServiceWish, made: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Return generated surveys, staff_time, tool_usage, points and memberships by name of their fact table."""
    chance = Generator(PCG64(wish.seed + 1))
    return {
        "surveys": _surveys(wish, chance, made["tickets"], made["ticket_events"]),
        "staff_time": _staff_time(wish, made["service_contacts"]),
        "tool_usage": _tools(wish, chance),
        "points": _points(wish, chance),
        "memberships": _memberships(wish, chance),
    }


def _surveys(wish: ServiceWish, chance: Generator, tickets: pa.Table, events: pa.Table) -> pa.Table:
    """Return what was asked after tickets were solved; the longer it took, the lower the score, and most do not answer."""
    solved = (
        events.filter(pc.equal(events["event"], "resolved"))
        .group_by("ticket_id")
        .aggregate([("happened_at", "max")])
    )
    place = pc.index_in(solved["ticket_id"], value_set=tickets["ticket_id"].combine_chunks())
    whose = tickets.take(place)
    asked = chance.random(solved.num_rows) < 0.6
    whose, solved = whose.filter(pa.array(asked)), solved.filter(pa.array(asked))
    count = solved.num_rows
    end, begun = _seconds(solved["happened_at_max"]), _seconds(whose["opened_at"])
    kind = chance.choice(3, count, p=(0.6, 0.25, 0.15))
    answered = chance.random(count) < 0.31
    at = end + chance.integers(600, 2 * _DAY, count)
    answered &= at < int(wish.ends_at.timestamp())
    mood = np.clip(
        0.86
        - (end - begun) / (14 * _DAY)
        - 0.12 * np.asarray(pc.equal(whose["kind"], "complaint"))
        + chance.normal(0, 0.18, count),
        0,
        1,
    )
    low, high = np.array([1, 0, 1])[kind], np.array([5, 10, 7])[kind]
    score = low + np.rint(mood * (high - low)).astype(np.int64)
    words = [
        _SAID[0 if m > 0.75 else 3 if m > 0.5 else 1 + n % 2][n % 2] if n % 3 == 0 else None
        for n, m in enumerate(mood.tolist())
    ]
    return pa.table(
        {
            "survey_id": np.char.add("V", np.char.zfill(np.arange(1, count + 1).astype(np.str_), 7)),
            "customer_id": whose["customer_id"],
            "ticket_id": whose["ticket_id"],
            "kind": np.array(("csat", "nps", "ces"))[kind],
            "asked_at": _moments(end + 300),
            "answered_at": pa.array((at * 1_000_000), pa.timestamp("us", tz="UTC"), mask=~answered),
            "answered_on": _days(at, wish, mask=~answered),
            "score": pa.array(score, mask=~answered),
            "text": pa.array(
                [word if a else None for word, a in zip(words, answered.tolist(), strict=True)], pa.string()
            ),
            "channel": whose["channel"],
            "team": whose["team"],
            "agent": whose["agent"],
        }
    )


def _staff_time(wish: ServiceWish, contacts: pa.Table) -> pa.Table:
    """Return each month's paid and used time by team and channel; customers' time is that of the contacts."""
    staffed = contacts.filter(pc.greater(contacts["handle_seconds"], 0))
    months = _days(_seconds(staffed["happened_at"]), wish, mask=None, first=True)
    used = (
        staffed.append_column("month_on", months)
        .group_by(["month_on", "team", "channel"])
        .aggregate([("handle_seconds", "sum")])
        .sort_by([("month_on", "ascending"), ("team", "ascending"), ("channel", "ascending")])
    )
    rows = used.to_pylist()
    customer = [int(row["handle_seconds_sum"]) for row in rows]
    available = [
        int(seconds / _USED.get(row["channel"], _USED_ELSE))
        for seconds, row in zip(customer, rows, strict=True)
    ]
    paid = [seconds * 118 // 100 for seconds in available]
    return pa.table(
        {
            "month_on": used["month_on"],
            "team": used["team"],
            "channel": used["channel"],
            "staff": [max(1, seconds // (160 * 3600)) for seconds in paid],
            "paid_seconds": paid,
            "available_seconds": available,
            "customer_seconds": customer,
            "paperwork_seconds": [seconds * 14 // 100 for seconds in available],
        }
    )


def _tools(wish: ServiceWish, chance: Generator) -> pa.Table:
    """Return seats paid and used of four tools, month by month."""
    tools = (
        ("Ticket desk", 48, 3_900, ""),
        ("Call centre", 24, 6_500, "phone"),
        ("Chat", 20, 2_900, "chat"),
        ("Bot", 1, 180_000, "bot"),
    )
    rows = [
        (
            name,
            month.date().replace(day=1),
            seats,
            max(1, int(seats * chance.uniform(0.6, 1.0))),
            seats * fee,
            channel or None,
        )
        for month in _local_months(wish)
        for name, seats, fee, channel in tools
    ]
    names = ("tool", "month_on", "seats", "active_users", "fee_minor", "channel")
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})


def _points(wish: ServiceWish, chance: Generator) -> pa.Table:
    """Return points earned each month by members, some of them redeemed later."""
    months = _local_months(wish)
    rows: list[tuple[str, date, str, int, date | None]] = []
    last = wish.ends_at.astimezone(ZoneInfo(wish.time_zone)).date()
    for customer in wish.customers[::3]:
        held = 0
        for month in months:
            earned, day = int(chance.gamma(1.2, 90)), month.date().replace(day=int(chance.integers(1, 28)))
            if day > last:
                continue
            expires = day.replace(year=day.year + 1)
            if earned:
                rows.append((customer, day, "earned", earned, expires))
                held += earned
            if held > 300 and chance.random() < 0.25:
                spent = held * int(chance.integers(3, 9)) // 10
                rows.append((customer, day, "redeemed", spent, None))
                held -= spent
    return pa.table(
        {
            "entry_id": [f"P{number:07d}" for number in range(1, len(rows) + 1)],
            "customer_id": [row[0] for row in rows],
            "happened_on": pa.array([row[1] for row in rows], pa.date32()),
            "movement": [row[2] for row in rows],
            "points": [row[3] for row in rows],
            "expires_on": pa.array([row[4] for row in rows], pa.date32()),
        }
    )


def _memberships(wish: ServiceWish, chance: Generator) -> pa.Table:
    """Return the level of each third customer from the first day on, and of some a better one later.

    The better levels last for a year and up to eleven months more, so that some end each month.
    """
    months, rows = _local_months(wish), []
    for customer in wish.customers[::3]:
        level = int(chance.choice(3, p=(0.7, 0.22, 0.08)))
        rows.append((customer, months[0].date(), level))
        if level < 2 and len(months) > 3 and chance.random() < 0.12:
            rows.append((customer, months[int(chance.integers(2, len(months)))].date(), level + 1))
    ends = [_ends_on(since, place) if level else None for place, (_, since, level) in enumerate(rows)]
    return pa.table(
        {
            "customer_id": [row[0] for row in rows],
            "since_on": pa.array([row[1] for row in rows], pa.date32()),
            "level": [("silver", "gold", "platinum")[row[2]] for row in rows],
            "ends_on": pa.array(ends, pa.date32()),
        }
    )


def _ends_on(since: date, place: int) -> date:
    """Return the last day of a level: a day in the middle of a month, a year and some months after it began."""
    months = since.month + place % 12
    return date(since.year + 1 + (months - 1) // 12, (months - 1) % 12 + 1, 15)


def _local_months(wish: ServiceWish) -> list[datetime]:
    """Return the months' first moments by the company's clocks."""
    zone = ZoneInfo(wish.time_zone)
    found = months_between(wish.starts_at, wish.ends_at, time_zone=wish.time_zone)
    return [each.astimezone(zone) for each in found]


def _seconds(moments: pa.ChunkedArray) -> Moments:
    """Return moments as seconds since 1970."""
    return (
        np.asarray(moments.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy(), dtype=np.int64)
        // 1_000_000
    )


def _moments(seconds: Moments) -> pa.Array:
    """Return moments as Arrow has them."""
    return pa.array(seconds * 1_000_000, pa.timestamp("us", tz="UTC"))


def _days(seconds: Moments, wish: ServiceWish, *, mask: object, first: bool = False) -> pa.Array:
    """Return civil days by the company's clocks, or the first days of their months."""
    local = pc.local_timestamp(_moments(seconds).cast(pa.timestamp("us", wish.time_zone)))
    days = (pc.floor_temporal(local, unit="month") if first else local).cast(pa.date32(), safe=False)
    return days if mask is None else pc.if_else(pa.array(mask), pa.scalar(None, pa.date32()), days)
