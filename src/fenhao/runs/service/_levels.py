"""Service levels over a whole book: every ticket's clocks, run again from its own history, as arrays.

What is distinct (promise, calendar) is worked out once; no Python runs per ticket. The rows are written beside the book for
pages and lists, the sums are kept as a result.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine import service
from fenhao.engine.service import NEVER, Clock, Moments, ServicePolicy, WorkClock
from fenhao.kernel import Trouble
from fenhao.profiles import read_sla
from fenhao.runs.book import SLA_FILE, Advance, Book, Kept, Refused, keep, kept, stamp_now
from fenhao.runs.service._due import Escalation, Escalations, Running, reached_steps
from fenhao.runs.service._made import GENERATED
from fenhao.runs.service._rows import write_rows
from fenhao.runs.service._tickets import TOLD, TOLD_TOO, Told, read_tickets
from fenhao.warehouse import Engine, open_session

SERVICE_LEVELS, SERVICE_ESCALATIONS = "service_levels", "service_escalations"
"""The names under which the sums and the steps of escalation are kept."""
GROUPED_BY = ("channel", "team", "agent", "tier", "priority", "queue", "month")


@dataclass(frozen=True, slots=True)
class Met:
    """How one group of tickets fares by one clock: counts by state. ``by`` is one of GROUPED_BY, or all."""

    by: str
    name: str
    clock: str
    met: int
    missed: int
    late: int
    paused: int
    running: int

    @property
    def judged(self) -> int:
        """Return how many have met or missed: those in time and not done are not judged yet."""
        return self.met + self.missed + self.late


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """Service levels at a moment. ``without_time`` tickets have no moment of opening, ``without_goal`` no promise.

    ``unlisted_years`` are those that a clock ran into and of which no holidays are known. ``generated`` of the tickets are
    nobody's: made by chance for a demonstration.
    """

    at: datetime
    policy: str
    tickets: int
    without_time: int
    without_goal: int
    open_now: int
    reopened: int
    unlisted_years: tuple[int, ...]
    generated: int
    groups: tuple[Met, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Goals:
    """What each version of the promises (rows) promises tickets that are alike to it (columns); ``which`` column is each ticket's.

    The place of the calendar (-1: no promise), and the goal of each clock in seconds (0: none).
    """

    which: Moments
    calendar: Moments
    seconds: dict[Clock, Moments]

    def of(self, clock: Clock, owner: Moments, versions: Moments) -> tuple[Moments, Moments]:
        """Return calendar and goal of each run of a clock."""
        at = versions, self.which[owner]
        return self.calendar[at], self.seconds[clock][at]


def kept_levels(book: Book) -> Kept[ServiceLevels] | Kept[Refused] | None:
    """Return the sums as they were kept last; None where there are none."""
    return kept(ServiceLevels, book=book, name=SERVICE_LEVELS, now=stamp_now(book))


def kept_escalations(book: Book) -> tuple[Escalation, ...]:
    """Return the steps of escalation that were reached when the clocks were last run."""
    found = kept(Escalations, book=book, name=SERVICE_ESCALATIONS, now=stamp_now(book))
    return found.value.rows if found is not None and isinstance(found.value, Escalations) else ()


def service_policy(book: Book) -> ServicePolicy:
    """Return the written policy of service levels; the default one where the book has no sla.toml."""
    path = book.root / SLA_FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return read_sla(text, hours=book.hours, time_zone=book.settings.time_zone)


def assess_service(
    *, book: Book, at: datetime, engine: Engine, advance: Advance
) -> tuple[ServiceLevels, Escalations]:
    """Work out every ticket's clocks as of a moment, write the rows, keep the sums and what must be told, and return both.

    Trouble ``service.no_tickets`` when none was loaded.
    """
    policy, stamp, now = service_policy(book), stamp_now(book), int(at.timestamp())
    advance("step.service_read", 0, 1)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        tickets = read_tickets(session, policy)
        advance("step.service_read", 1, 1)
    if not len(tickets.opened):
        raise Trouble("service.no_tickets", {})
    advance("step.service_clocks", 0, 1)
    levels, reached, rows = _levels(book, policy, tickets, at=at, now=now)
    advance("step.service_clocks", 1, 1)
    write_rows(book, rows, tickets.events)
    keep(book=book, name=SERVICE_ESCALATIONS, value=reached, stamp=stamp, at=at)
    keep(book=book, name=SERVICE_LEVELS, value=levels, stamp=stamp, at=at)
    return levels, reached


def _levels(
    book: Book, policy: ServicePolicy, tickets: Told, *, at: datetime, now: int
) -> tuple[ServiceLevels, Escalations, pa.Table]:
    """Return the sums, the steps of escalation that are reached, and the rows."""
    zone = ZoneInfo(book.settings.time_zone)
    months = _months(tickets.opened, zone)
    goals = _goals(policy, tickets)
    begins_on = datetime.fromtimestamp(int(tickets.opened.min()), UTC).date() - timedelta(days=2)
    clocks = [
        WorkClock(each.hours, time_zone=each.time_zone, begins_on=begins_on) for each in policy.calendars
    ]
    rows, history = tickets.rows, tickets.history
    columns: dict[str, pa.Array] = {name: rows[name].combine_chunks() for name in (*TOLD, *TOLD_TOO)}
    columns |= {
        "month": months,
        "opened": pa.array(tickets.opened),
        "answered": pa.array(history.answered),
        "done": pa.array(history.done),
        "reopened": pa.array(history.reopened),
        "paused_now": pa.array(_paused_now(history, now)),
    }
    groups: list[Met] = []
    running: list[Running] = []
    without_goal = 0
    keys = {name: columns[name] for name in GROUPED_BY}
    for clock in Clock:
        owner, opened, done = _runs_of(clock, tickets)
        versions = _versions_of(policy, tickets.opened[owner], done, zone=zone, now=now)
        calendar, allowed = goals.of(clock, owner, versions)
        found = _stood(
            clocks, calendar, allowed, opened=opened, done=done, pauses=history.pauses.of(owner), now=now
        )
        groups.extend(_grouped(clock, owner, found[0], keys))
        running.append(Running(clock, owner, opened, done, allowed, calendar, found[1]))
        if clock is Clock.resolution:
            columns["calendar"] = _named(calendar, [each.name for each in policy.calendars])
            without_goal = int(np.sum(calendar < 0))
        columns |= _columns_of(clock, owner, found, len(tickets.opened))
    open_now = int(np.sum((history.done == NEVER) | (history.done > now)))
    levels = ServiceLevels(
        at=at,
        policy=policy.version,
        tickets=len(tickets.opened),
        without_time=tickets.without_time,
        without_goal=without_goal,
        open_now=open_now,
        reopened=int(np.sum(history.reopened > 0)),
        unlisted_years=_unlisted(policy, clocks),
        generated=int(pc.sum(pc.equal(columns["source"], GENERATED)).as_py() or 0),
        groups=tuple(groups),
    )
    reached = reached_steps(policy, running, columns, clocks=clocks, pauses=history.pauses, now=now)
    return levels, Escalations(at, reached), pa.table(columns).sort_by("ticket_id")


def _unlisted(policy: ServicePolicy, clocks: Sequence[WorkClock]) -> tuple[int, ...]:
    """Return the years without known holidays, of calendars to which holidays mean something."""
    pairs = zip(policy.calendars, clocks, strict=True)
    return tuple(sorted({year for each, clock in pairs if each.hours.weekdays for year in clock.unlisted}))


def _goals(policy: ServicePolicy, tickets: Told) -> _Goals:
    """Return what every version of the promises promises; what is alike is looked up once."""
    rows = tickets.rows
    names = [each.name for each in policy.calendars]
    asked = [
        pc.fill_null(rows[name].combine_chunks(), other).dictionary_encode()
        for name, other in (("priority", "normal"), ("channel", ""), ("tier", ""))
    ]
    codes = [np.asarray(each.indices, dtype=np.int64) for each in asked]
    shape = [max(1, len(each.dictionary)) for each in asked]
    alike, which = np.unique(np.ravel_multi_index(tuple(codes), tuple(shape)), return_inverse=True)
    calendar = np.full((len(policy.versions), len(alike)), -1, dtype=np.int64)
    seconds = {clock: np.zeros_like(calendar) for clock in Clock}
    words = [each.dictionary.to_pylist() for each in asked]
    for place, version in enumerate(policy.versions):
        for number, code in enumerate(alike):
            priority, channel, tier = (
                words[at][each] for at, each in enumerate(np.unravel_index(int(code), tuple(shape)))
            )
            promise = version.of(priority=priority, channel=channel, tier=tier)
            if promise is None:
                continue
            calendar[place, number] = names.index(promise.calendar)
            for clock in Clock:
                seconds[clock][place, number] = promise.minutes(clock) * 60
    return _Goals(which.astype(np.int64), calendar, seconds)


def _versions_of(
    policy: ServicePolicy, opened: Moments, done: Moments, *, zone: ZoneInfo, now: int
) -> Moments:
    """Return the place of the promises that hold for each run of a clock.

    Those of the day on which its ticket was opened, or later ones that took in what was open: what was over by then stays judged
    by what had been promised.
    """
    starts = [
        int(datetime(each.since.year, each.since.month, each.since.day, tzinfo=zone).timestamp())
        for each in policy.versions
    ]
    places = np.searchsorted(np.array(starts), opened, side="right") - 1
    found: Moments = np.maximum(places, 0)
    until = np.where((done == NEVER) | (done > now), now, done)
    for place, version in enumerate(policy.versions):
        if version.open_too:
            found = np.where((found < place) & (until >= starts[place]), place, found)
    return found


def _runs_of(clock: Clock, tickets: Told) -> tuple[Moments, Moments, Moments]:
    """Return what a clock runs for: the places of tickets, from when, until when."""
    history = tickets.history
    if clock is Clock.next_response:
        waits = history.waits
        return waits.ticket, waits.begins, waits.ends
    done = history.done if clock is Clock.resolution else history.answered
    return np.arange(len(tickets.opened)), tickets.opened, done


def _stood(
    clocks: Sequence[WorkClock],
    calendar: Moments,
    allowed: Moments,
    *,
    opened: Moments,
    done: Moments,
    pauses: service.Pauses,
    now: int,
) -> tuple[Moments, Moments, Moments, Moments]:
    """Return state (-1 without a goal), deadline, seconds used and allowed of each run of a clock."""
    state = np.full(len(opened), -1, dtype=np.int64)
    due, used = np.full(len(opened), NEVER, dtype=np.int64), np.zeros(len(opened), dtype=np.int64)
    for place, each in enumerate(clocks):
        these = np.flatnonzero((calendar == place) & (allowed > 0) & (opened <= now))
        if not len(these):
            continue
        found = service.stand(
            each,
            opened=opened[these],
            done=done[these],
            allowed=allowed[these],
            pauses=pauses.of(these),
            now=now,
        )
        state[these], due[these], used[these] = found.state, found.due, found.used
    return state, due, used, allowed


def _grouped(clock: Clock, owner: Moments, state: Moments, keys: dict[str, pa.Array]) -> list[Met]:
    """Return the counts by state of every group."""
    judged = np.flatnonzero(state >= 0)
    states = len(service.STATES)
    whole = np.bincount(state[judged], minlength=states)
    made = [Met("all", "", clock.value, *(int(each) for each in whole))]
    for by, column in keys.items():
        coded = pc.fill_null(column, "").dictionary_encode()
        codes = np.asarray(coded.indices, dtype=np.int64)[owner[judged]]
        names = coded.dictionary.to_pylist()
        counts = np.bincount(codes * states + state[judged], minlength=len(names) * states)
        for name, row in sorted(zip(names, counts.reshape(-1, states).tolist(), strict=True)):
            if sum(row):
                made.append(Met(by, name, clock.value, *row))
    return made


def _columns_of(
    clock: Clock, owner: Moments, found: tuple[Moments, Moments, Moments, Moments], count: int
) -> dict[str, pa.Array]:
    """Return the columns that a clock gives the rows; of several waits the last one's deadline and state."""
    state, due, used, allowed = (np.full(count, fill, dtype=np.int64) for fill in (-1, NEVER, 0, 0))
    for into, values in zip((state, due, used, allowed), found, strict=True):
        into[owner] = values
    states = pa.array([*service.STATES, ""])
    made = {
        f"{clock.value}_state": states.take(pa.array(np.where(state < 0, len(service.STATES), state))),
        f"{clock.value}_due": pa.array(due),
        f"{clock.value}_used": pa.array(used),
        f"{clock.value}_allowed": pa.array(allowed),
    }
    if clock is Clock.next_response:
        lost = (found[0] == service.STATES.index("missed")) | (found[0] == service.STATES.index("late"))
        made["next_response_missed"] = pa.array(np.bincount(owner[lost], minlength=count).astype(np.int64))
    return made


def _paused_now(history: service.History, now: int) -> Moments:
    """Return since when each ticket's clock stands still; NEVER while it runs."""
    pauses, found = history.pauses, np.full(len(history.done), NEVER, dtype=np.int64)
    owner = np.repeat(np.arange(len(pauses.count)), pauses.count)
    here = np.flatnonzero((pauses.starts <= now) & ((pauses.ends == NEVER) | (pauses.ends > now)))
    found[owner[here]] = pauses.starts[here]
    return found


def _named(places: Moments, names: Sequence[str]) -> pa.Array:
    """Return names by place, '' for -1."""
    return pa.array([*names, ""]).take(pa.array(np.where(places < 0, len(names), places)))


def _months(opened: Moments, zone: ZoneInfo) -> pa.Array:
    """Return each moment's month by the company's clocks; a month's bounds are looked up once."""
    first = datetime.fromtimestamp(int(opened.min()), zone).date().replace(day=1)
    last = int(opened.max())
    starts: list[int] = []
    names: list[str] = []
    day = first
    while not starts or starts[-1] <= last:
        starts.append(int(datetime(day.year, day.month, 1, tzinfo=zone).timestamp()))
        names.append(f"{day:%Y-%m}")
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    places = np.searchsorted(np.array(starts), opened, side="right") - 1
    return pa.array(names).take(pa.array(places))
