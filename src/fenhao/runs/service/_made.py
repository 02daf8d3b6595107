"""Facts of service made by chance from a stated seed: for the demonstration, whose retailer has none, and for measurements.

Nothing here is anybody's data. Whatever shows rows of this source says that they are generated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from fenhao.engine.service import NEVER, Moments
from fenhao.runs.service._texts import CATEGORIES, KINDS, text_of

GENERATED = "generated"
"""The source under which generated facts are loaded."""
CHANNELS = ("phone", "chat", "mail", "self_service", "bot")
PRIORITIES = ("urgent", "high", "normal", "low")
_CHANNEL_SHARES = (0.30, 0.26, 0.16, 0.12, 0.16)
_PRIORITY_SHARES = (0.06, 0.16, 0.66, 0.12)
_WEEKDAYS = (1.25, 1.1, 1.05, 1.0, 1.05, 0.55, 0.35)
_ANSWER_MINUTES = {"phone": 2.0, "chat": 3.0, "mail": 150.0, "self_service": 90.0, "bot": 6.0}
_HANDLE_SECONDS = {"phone": 430.0, "chat": 330.0, "mail": 380.0, "self_service": 0.0, "bot": 0.0}
_TEAMS = {"phone": "phone", "chat": "chat", "mail": "written", "self_service": "written", "bot": "chat"}
_AGENTS_A_TEAM = 12
DEPARTMENT = "Service"
"""Who pays for the people of all channels in the example's ledger: contacts and staff time name it, tickets their own team."""
_DAY, _HOUR = 86_400, 3600
_OVER = ("resolved", "reopened")
_UNSOLVED_DAYS, _UNSOLVED_EVERY = 30, 8
"""Of how many days' complaints one in how many is not solved yet: what waits long is what the page of complaints is for."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ServiceWish:
    """What to make: how many tickets of which customers, between two moments, known as of the second; by which seed."""

    tickets: int
    customers: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    seed: int


def make_service(wish: ServiceWish) -> dict[str, pa.Table]:
    """Return generated tickets, ticket_events and service_contacts by name of their fact table; the same for the same wish."""
    chance = Generator(PCG64(wish.seed))
    opened = _openings(wish, chance)
    count, now = len(opened), int(wish.ends_at.timestamp())
    channel = chance.choice(len(CHANNELS), count, p=_CHANNEL_SHARES)
    priority = chance.choice(len(PRIORITIES), count, p=_PRIORITY_SHARES)
    kind = chance.choice(len(KINDS), count, p=[share for _, share in KINDS])
    category = chance.integers(0, len(CATEGORIES), count)
    bot = channel == CHANNELS.index("bot")
    handed = bot & (chance.random(count) < 0.38)
    alone = (bot & ~handed) | ((channel == CHANNELS.index("self_service")) & (chance.random(count) < 0.7))
    speed = np.array([1.6, 1.25, 1.0, 0.8])[priority]
    first = opened + _lasting(
        chance, np.array([_ANSWER_MINUTES[each] for each in CHANNELS])[channel] * 60 / speed
    )
    solved = first + _lasting(chance, np.full(count, 9.0 * _HOUR) / speed, spread=1.1)
    solved = np.where(alone, opened + chance.integers(30, 600, count), solved)
    moves, ends = _moves(chance, opened=opened, first=first, solved=solved, alone=alone)
    complaint = kind == [name for name, _ in KINDS].index("complaint")
    waiting = _unsolved(complaint & ~alone & (opened > now - _UNSOLVED_DAYS * _DAY))
    moves = [
        (whose[keep], when[keep], what)
        for whose, when, what in moves
        for keep in [~(waiting[whose] & np.isin(what, _OVER))]
    ]
    ends = np.where(waiting, now, ends)
    team = np.where(complaint & ~alone, "complaints", np.array([_TEAMS[each] for each in CHANNELS])[channel])
    agent = _agents(team, alone, chance)
    ids = np.array([f"G{number:07d}" for number in range(1, count + 1)])
    chinese = chance.random(count) < 0.5
    words = chance.integers(0, 1 << 30, count)
    said = [
        text_of(CATEGORIES[c], KINDS[k][0], chinese=bool(z), draw=int(w))
        for c, k, z, w in zip(category, kind, chinese, words, strict=True)
    ]
    customers = np.array(wish.customers)[_customers(chance, count, len(wish.customers))]
    escalated = complaint & (ends - opened > 3 * _DAY)
    tickets = pa.table(
        {
            "ticket_id": ids,
            "customer_id": customers,
            "opened_at": _moments(opened),
            "channel": np.array(CHANNELS)[channel],
            "kind": np.array([name for name, _ in KINDS])[kind],
            "priority": np.array(PRIORITIES)[priority],
            "category": np.array(CATEGORIES)[category],
            "subject": [subject for subject, _ in said],
            "text": [text for _, text in said],
            "team": pa.array(team, mask=alone),
            "agent": pa.array(agent, mask=alone),
            "escalated": escalated,
            "bot_handled": bot,
            "handed_over": handed,
        }
    )
    return {
        "tickets": tickets,
        "ticket_events": _events(ids, moves, now),
        "service_contacts": _contacts(
            chance, ids=ids, customers=customers, opened=opened, first=first, channel=channel, handed=handed, alone=alone, agent=agent, category=category, now=now
        ),
    }  # fmt: skip


def _openings(wish: ServiceWish, chance: Generator) -> Moments:
    """Return moments of opening in order: by day as busy as its weekday is, most of them in the daytime of the zone."""
    zone = ZoneInfo(wish.time_zone)
    first, last = wish.starts_at.astimezone(zone), wish.ends_at.astimezone(zone)
    days = max(1, (last.date() - first.date()).days + 1)
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    offset = int(start.timestamp())
    weights = np.array(
        [_WEEKDAYS[(start.weekday() + day) % 7] * (1 + 0.25 * day / days) for day in range(days)]
    )
    day = chance.choice(days, wish.tickets, p=weights / weights.sum())
    second = np.clip(chance.normal(13.8, 3.6, wish.tickets), 0.05, 23.95) * _HOUR
    found = np.sort(offset + day * _DAY + second.astype(np.int64))
    known: Moments = found[found < int(wish.ends_at.timestamp())]
    return known


def _lasting(chance: Generator, middle: Floats, *, spread: float = 0.9) -> Moments:
    """Return lengths of time around their middles, in whole seconds, a minute at least."""
    drawn: Moments = np.maximum(60, chance.lognormal(0.0, spread, len(middle)) * middle).astype(np.int64)
    return drawn


def _customers(chance: Generator, count: int, customers: int) -> Moments:
    """Return who asks: some do much more often than others."""
    weights = chance.gamma(0.6, 1.0, customers)
    return np.asarray(chance.choice(customers, count, p=weights / weights.sum()), dtype=np.int64)


def _moves(
    chance: Generator, *, opened: Moments, first: Moments, solved: Moments, alone: NDArray[np.bool_]
) -> tuple[list[tuple[Moments, Moments, str]], Moments]:
    """Return what became of tickets as (whose, when, what), and when each was solved for good."""
    count, ends = len(opened), solved.copy()
    moves: list[tuple[Moments, Moments, str]] = []
    people = np.flatnonzero(~alone)
    moves.append((people, first[people], "agent_replied"))
    waits = people[chance.random(len(people)) < 0.27]
    asked = first[waits] + chance.integers(60, _HOUR, len(waits))
    back = asked + _lasting(chance, np.full(len(waits), 14.0 * _HOUR))
    moves += [(waits, asked, "waiting_customer"), (waits, back, "customer_replied")]
    moves.append((waits, back + _lasting(chance, np.full(len(waits), 2.0 * _HOUR)), "agent_replied"))
    ends[waits] = np.maximum(ends[waits], back + 2 * _HOUR) + (back - asked) // 2
    held = people[chance.random(len(people)) < 0.08]
    pauses = ends[held] + chance.integers(60, _HOUR, len(held))
    moves.append((held, pauses, "on_hold"))
    moves.append((held, pauses + 2 * _DAY, "in_progress"))
    ends[held] = pauses + 2 * _DAY + 3 * _HOUR
    moves.append((np.arange(count), ends.copy(), "resolved"))
    again = people[chance.random(len(people)) < 0.06]
    moves.append((again, ends[again] + _DAY, "reopened"))
    ends[again] += _DAY + _lasting(chance, np.full(len(again), 6.0 * _HOUR))
    moves.append((again, ends[again], "resolved"))
    return moves, ends


def _unsolved(among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return one in some of those among whom it may be, by count and not by chance: every other fact stays as it was."""
    waiting = np.zeros(len(among), dtype=np.bool_)
    waiting[np.flatnonzero(among)[::_UNSOLVED_EVERY]] = True
    return waiting


def _agents(team: NDArray[np.str_], alone: NDArray[np.bool_], chance: Generator) -> NDArray[np.str_]:
    """Return staff numbers: the team's letter and one of a dozen."""
    letters = np.array([each[0].upper() for each in team])
    numbers = chance.integers(1, _AGENTS_A_TEAM + 1, len(team))
    made: NDArray[np.str_] = np.char.add(letters, np.char.zfill(numbers.astype(np.str_), 2))
    return np.where(alone, "", made)


def _moments(seconds: Moments) -> pa.Array:
    """Return moments as Arrow has them, none for NEVER."""
    return pa.array(seconds * 1_000_000, pa.timestamp("us", tz="UTC"), mask=seconds == NEVER)


def _events(ids: NDArray[np.str_], moves: Sequence[tuple[Moments, Moments, str]], now: int) -> pa.Table:
    """Return what became of tickets so far."""
    whose = np.concatenate([each for each, _, _ in moves])
    when = np.concatenate([each for _, each, _ in moves])
    what = np.concatenate([np.full(len(each), name) for each, _, name in moves])
    known = np.flatnonzero(when < now)
    order = known[np.lexsort((what[known], when[known], whose[known]))]
    same = (
        (whose[order][1:] == whose[order][:-1])
        & (when[order][1:] == when[order][:-1])
        & (what[order][1:] == what[order][:-1])
    )
    order = order[np.concatenate([[True], ~same])] if len(order) else order
    return pa.table(
        {"ticket_id": ids[whose[order]], "happened_at": _moments(when[order]), "event": what[order]}
    )


def _contacts(
    chance: Generator,
    *,
    ids: NDArray[np.str_],
    customers: NDArray[np.str_],
    opened: Moments,
    first: Moments,
    channel: Moments,
    handed: NDArray[np.bool_],
    alone: NDArray[np.bool_],
    agent: NDArray[np.str_],
    category: Moments,
    now: int,
) -> pa.Table:
    """Return the contacts: the first of each ticket, that of a person after the bot, and some that come back."""
    count = len(ids)
    more = np.flatnonzero(~alone & (chance.random(count) < 0.32))
    over = np.flatnonzero(handed)
    owner = np.concatenate([np.arange(count), over, more])
    at = np.concatenate([opened, first[over], first[more] + chance.integers(_HOUR, 2 * _DAY, len(more))])
    chat = CHANNELS.index("chat")
    by = np.concatenate([channel, np.full(len(over), chat), np.where(handed[more], chat, channel[more])])
    known = np.flatnonzero(at < now)
    order = known[np.argsort(at[known], kind="stable")]
    is_bot = (order < count) & np.isin(by[order], [CHANNELS.index("bot"), CHANNELS.index("self_service")])
    owner, by, at = owner[order], by[order], at[order]
    middles = np.array([_HANDLE_SECONDS[each] for each in CHANNELS])[by]
    middles = np.where(~is_bot & (middles == 0), 300.0, middles)
    seconds = np.where(is_bot, 0, _lasting(chance, middles + 1, spread=0.5))
    by = np.where(~is_bot & (by == CHANNELS.index("self_service")), CHANNELS.index("mail"), by)
    outcome = np.where(
        is_bot & (handed[owner] | ~alone[owner]),
        "handed_over",
        np.where(chance.random(len(owner)) < 0.05, "follow_up", "solved"),
    )
    return pa.table(
        {
            "contact_id": np.char.add("C", np.char.zfill(np.arange(1, len(owner) + 1).astype(np.str_), 8)),
            "ticket_id": ids[owner],
            "customer_id": customers[owner],
            "happened_at": _moments(at),
            "channel": np.array(CHANNELS)[by],
            "handle_seconds": seconds.astype(np.int64),
            "wait_seconds": pa.array(_lasting(chance, np.full(len(owner), 70.0)), mask=is_bot),
            "outcome": outcome,
            "category": np.array(CATEGORIES)[category[owner]],
            "team": pa.array(np.full(len(owner), DEPARTMENT), mask=is_bot),
            "agent": pa.array(agent[owner], mask=is_bot),
        }
    )


def months_between(starts_at: datetime, ends_at: datetime, *, time_zone: str) -> tuple[datetime, ...]:
    """Return the first moments of the months from one moment to another, in UTC."""
    zone, found = ZoneInfo(time_zone), []
    here = starts_at.astimezone(zone)
    month = datetime(here.year, here.month, 1, tzinfo=zone)
    while month < ends_at:
        found.append(month.astimezone(UTC))
        month = datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
    return tuple(found)
