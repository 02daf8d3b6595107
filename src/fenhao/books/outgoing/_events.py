"""Single events for rooms and systems that subscribed to them: decided, refused, found, loaded.

Nobody is written to in person. An event is read from the record of what happened, so it cannot be lost before it is written down
as a message, and its key keeps it from being written down twice.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import cast

from fenhao.books.database import Session, instant
from fenhao.books.journal import REFUSING
from fenhao.books.outgoing._channels import channels
from fenhao.books.outgoing._values import EVENTS, News, Occasion
from fenhao.warehouse import Batch

OLDEST = timedelta(days=3)
"""How far back a round looks that tells of an occasion for the first time: not over a year, because a subscription is new.

What happened since somebody subscribed is told however late that round is. As much earlier than the last event told may an
event bear its moment and still be new: loads, searches for findings and files of requests bear the moment at which they were
begun, and end hours later.
"""
_SOON = timedelta(hours=1)
"""How much earlier than the last refusal told another may be whose number is lower: numbers are drawn before the books are written."""
_NEWEST = 1000
"""Of so many messages the highest number counts: those of one round are written in the order of their moments."""
_PLAN = "plan"
_NOBODY: frozenset[int] = frozenset()


def event_news(
    session: Session, wanted: Collection[Occasion], loads: Sequence[Batch], *, since: datetime, at: datetime
) -> tuple[News, ...]:
    """Return the events of these occasions ``since``; ``loads`` are the loads of facts in force."""
    begins = {each: _begins(session, each, since=since, at=at) for each in EVENTS if each in wanted}
    told: list[News] = []
    for occasion, first in begins.items():
        if occasion is Occasion.refused:
            told += _refused(session, first)
        elif occasion is Occasion.found:
            told += _found(session, first)
        elif occasion is Occasion.loaded:
            told += [_loaded(each) for each in loads if each.loaded_at >= first]
        else:
            told += _decided(session, occasion, first)
    return tuple(told)


def _begins(session: Session, occasion: Occasion, *, since: datetime, at: datetime) -> datetime:
    """Return from when on an event may not have been told yet."""
    rows = session.rows("SELECT max(at) FROM outgoing_message WHERE occasion = ?", (occasion.value,))
    last = instant(cast("datetime | None", rows[0][0]))
    if last is not None:
        return max(since, last - OLDEST)
    return max(since, min(at - OLDEST, _subscribed(session, occasion) or at))


def _subscribed(session: Session, occasion: Occasion) -> datetime | None:
    """Return when the first of those who are told of an occasion now subscribed to it, as the record has it."""
    found: list[datetime] = []
    for each in channels(session):
        if not each.active or occasion not in each.occasions:
            continue
        rows = session.rows(
            "SELECT at, after FROM audit_record WHERE subject = ? ORDER BY id", (f"channel/{each.id}",)
        )
        asked: datetime | None = None
        for moment, after in rows:
            told = json.loads(str(after))
            wants = told.get("active") and occasion.value in str(told.get("occasions", "")).split(", ")
            asked = (asked or instant(cast("datetime", moment))) if wants else None
        found += [asked] if asked is not None else []
    return min(found, default=None)


def _decided(session: Session, occasion: Occasion, first: datetime) -> list[News]:
    """Return the cases that came to their end: budgets, or everything else that is asked for."""
    sign = "=" if occasion is Occasion.budget_decided else "<>"
    rows = session.rows(
        "SELECT c.id, c.version, c.kind, c.subject_id, c.title, c.amount_minor, c.currency, c.state FROM approvals_case c"
        " JOIN approvals_event e ON e.case_id = c.id AND e.version = c.version"
        f" WHERE c.state <> 'waiting' AND c.kind {sign} ? AND e.at >= ? ORDER BY e.id",
        (_PLAN, first),
    )
    names = ("kind", "subject", "title", "amount_minor", "currency", "state")
    return [
        News(
            occasion,
            f"{occasion.value}/{number}.{version}",
            _NOBODY,
            dict(zip(names, cast("list[str | int]", told), strict=True)),
            f"/inbox/{number}/",
        )
        for number, version, *told in rows
    ]


def _refused(session: Session, first: datetime) -> list[News]:
    """Return what was asked of the budgets and did not pass; of three days' refusals those that may not have been told."""
    told = session.rows(
        "SELECT key, at FROM outgoing_message WHERE occasion = ? ORDER BY id DESC LIMIT ?",
        (Occasion.refused.value, _NEWEST),
    )
    above = max((int(str(key).split("/")[1]) for key, _ in told), default=0)
    last = max((moment for _, at in told if (moment := instant(cast("datetime", at)))), default=first)
    listed = ", ".join(f"'{each}'" for each in REFUSING)
    rows = session.rows(
        f"SELECT id, key, act, verdict FROM journal_command WHERE verdict IN ({listed}) AND at >= ?"
        " AND (id > ? OR at >= ?) ORDER BY at, id",
        (first, above, max(first, last - _SOON)),
    )
    return [
        News(
            Occasion.refused,
            f"refused/{number}",
            _NOBODY,
            {"request": str(key), "act": str(act), "verdict": str(verdict)},
            "/lines/",
        )
        for number, key, act, verdict in rows
    ]


def _found(session: Session, first: datetime) -> list[News]:
    """Return the findings that were opened, those of one refresh and rule together: there may be thousands."""
    rows = session.rows(
        "SELECT opened_at, rule, year, count(*), min(id), max(id), sum(counted_minor) FROM findings_case"
        " WHERE opened_at >= ? GROUP BY opened_at, rule, year ORDER BY opened_at, rule, year",
        (first,),
    )
    return [
        News(
            Occasion.found,
            f"found/{low}",
            _NOBODY,
            {
                "rule": str(rule),
                "year": str(year),
                "cases": cast("int", count),
                "first_case": cast("int", low),
                "last_case": cast("int", high),
                "counted_minor": int(cast("int", counted)),
            },
            f"/findings/cases/?rule={rule}",
        )
        for _, rule, year, count, low, high, counted in rows
    ]


def _loaded(load: Batch) -> News:
    """Return a load of facts that came to its end."""
    facts: dict[str, str | int] = {
        "batch": load.batch_id,
        "table": load.table,
        "source": load.source,
        "file": load.file_name,
        "rows": load.rows,
    }
    return News(Occasion.loaded, f"loaded/{load.batch_id}", _NOBODY, facts, "/imports/")
