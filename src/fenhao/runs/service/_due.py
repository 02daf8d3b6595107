"""What is due in service at a moment: who must be told of which ticket, and where tickets that wait in no queue belong."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine import service
from fenhao.engine.service import NEVER, Clock, Moments, Pauses, RouteReason, ServicePolicy, WorkClock
from fenhao.runs.book import Book
from fenhao.runs.service._rows import all_rows


@dataclass(frozen=True, slots=True)
class Escalation:
    """One step of the path that one ticket has reached: by which clock, since when, and who is to be told.

    ``due`` is the clock's deadline, None while it stands still.
    """

    ticket_id: str
    source: str
    customer_id: str
    clock: str
    step: str
    since: datetime
    due: datetime | None
    tell: tuple[str, ...]
    team: str
    agent: str


@dataclass(frozen=True, slots=True)
class Escalations:
    """The steps reached by tickets that are open, the latest first."""

    at: datetime
    rows: tuple[Escalation, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket that waits in no queue belongs, and why; ``queue`` is '' where no route is for it."""

    ticket_id: str
    channel: str
    kind: str
    priority: str
    queue: str
    team: str
    reason: RouteReason


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """What one clock runs for: the places of tickets, from when, until when, the goal in seconds, and which calendar."""

    clock: Clock
    owner: Moments
    opened: Moments
    done: Moments
    allowed: Moments
    calendar: Moments
    due: Moments


def reached_steps(
    policy: ServicePolicy,
    running: Sequence[Running],
    rows: Mapping[str, pa.Array],
    *,
    clocks: Sequence[WorkClock],
    pauses: Pauses,
    now: int,
) -> tuple[Escalation, ...]:
    """Return every step that a clock which still runs has reached by now."""
    found: list[Escalation] = []
    for each in running:
        for place, clock in enumerate(clocks):
            still = (each.done == NEVER) | (each.done > now)
            these = np.flatnonzero(
                still & (each.calendar == place) & (each.allowed > 0) & (each.opened <= now)
            )
            if len(these):
                found.extend(_of_clock(policy, each, these, rows, clock=clock, pauses=pauses, now=now))
    return tuple(sorted(found, key=lambda one: (one.since, one.ticket_id, one.clock, one.step), reverse=True))


def _of_clock(
    policy: ServicePolicy,
    running: Running,
    these: Moments,
    rows: Mapping[str, pa.Array],
    *,
    clock: WorkClock,
    pauses: Pauses,
    now: int,
) -> Iterator[Escalation]:
    """Yield the steps that some runs of a clock have reached."""
    owner, allowed = running.owner[these], running.allowed[these]
    for step in policy.steps:
        if running.clock not in step.clocks:
            continue
        seconds = allowed * step.percent // 100 + step.after_minutes * 60
        at = service.reached_at(
            clock, opened=running.opened[these], seconds=np.maximum(seconds, 1), pauses=pauses.of(owner)
        )
        for hit in np.flatnonzero((at != NEVER) & (at <= now)).tolist():
            told = {name: rows[name][int(owner[hit])].as_py() or "" for name in _NAMED}
            if not step.which.fits(**{name: told[name] for name in _MATCHED}):
                continue
            due = int(running.due[these[hit]])
            yield Escalation(
                ticket_id=told["ticket_id"],
                source=told["source"],
                customer_id=told["customer_id"],
                clock=running.clock.value,
                step=step.code,
                since=datetime.fromtimestamp(int(at[hit]), UTC),
                due=None if due == NEVER else datetime.fromtimestamp(due, UTC),
                tell=step.tell,
                team=told["team"],
                agent=told["agent"],
            )


_MATCHED = ("priority", "channel", "tier", "kind", "category")
_NAMED = ("ticket_id", "source", "customer_id", "team", "agent", *_MATCHED)


def route_waiting(*, book: Book, policy: ServicePolicy, everyone: bool) -> tuple[Route, ...]:
    """Return where open tickets that wait in no queue belong, the oldest first; ``everyone`` asks of all open ones.

    Each is added to its queue's load before the next one is asked about.
    """
    columns = ["ticket_id", "queue", "opened", "done", *_MATCHED]
    rows = all_rows(book, columns)
    if not rows.num_rows:
        return ()
    held = rows.filter(pc.equal(rows["done"], NEVER)).sort_by(
        [("opened", "ascending"), ("ticket_id", "ascending")]
    )
    told = held.to_pylist()
    load: Counter[str] = Counter() if everyone else Counter(each["queue"] for each in told if each["queue"])
    found = []
    teams = {each.code: each.team for each in policy.queues}
    for each in told:
        if each["queue"] and not everyone:
            continue
        matched = {name: each[name] or "" for name in _MATCHED}
        matched["priority"] = matched["priority"] or "normal"
        goes = service.route(policy, load=tuple(load.items()), **matched)
        load[goes.queue] += 1
        found.append(
            Route(
                each["ticket_id"], matched["channel"], matched["kind"], matched["priority"], goes.queue, teams.get(goes.queue, ""), goes.reason
            )
        )  # fmt: skip
    return tuple(found)


def queue_loads(book: Book) -> tuple[tuple[str, int], ...]:
    """Return how many open tickets wait in each queue, by its code; '' are those that wait in none."""
    rows = all_rows(book, ["queue", "done"])
    if not rows.num_rows:
        return ()
    held = rows.filter(pc.equal(rows["done"], NEVER))
    return tuple(sorted(Counter(each or "" for each in held["queue"].to_pylist()).items()))
