"""Alerts on their way out: raised with the movement that caused them, delivered afterwards at least once on each channel.

A claim is a promise with an end: whoever dies between claim and delivery holds nobody up for longer than the wait before
the next try. The alert's id is the same at every try, so that a receiver can tell a second delivery from a second alert.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from fenhao.books.database import Session, instant, read, write

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert: the balance that crossed a mark, what it had used of what, and the key of the movement that took it there.

    ``kind`` is warn, used_up or over. ``attempts`` counts tries on the channel asked about, 0 when none was asked about.
    """

    id: int
    kind: str
    balance: str
    currency: str
    used_minor: int
    funded_minor: int
    key: str
    at: datetime
    attempts: int
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How many alerts a call of ``deliver`` sent, and how many will be tried again."""

    sent: int
    failed: int


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: a minute, doubled each time, up to six hours."""
    assert attempts > 0, "a wait follows a try"
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def deliver(
    send: Callable[[Raised], bool],
    *,
    channel: str,
    at: datetime,
    limit: int = 100,
    since: datetime | None = None,
) -> Delivery:
    """Hand alerts to ``send`` that this channel has not delivered, oldest first; each is claimed before it is sent.

    ``send`` returns whether the receiver took it; when it does not, or raises, the alert is tried again later. ``since``
    leaves out what was raised before, for a channel that is new.
    """
    claimed = write(lambda session: _claim(session, channel=channel, at=at, limit=limit, since=since))
    sent = 0
    for alert in claimed:
        try:
            taken = send(alert)
        except Exception:  # noqa: BLE001 - whatever is wrong with one receiver or alert, the next one has its turn
            taken = False
        if taken:
            write(partial(_delivered, alert=alert.id, channel=channel, at=at))
            sent += 1
    return Delivery(sent, len(claimed) - sent)


def alerts(*, channel: str = "", waiting: bool = False, limit: int = 100) -> tuple[Raised, ...]:
    """Return the newest alerts first, with what became of them on the channel; ``waiting`` for the undelivered alone."""
    condition = "WHERE d.delivered_at IS NULL" if waiting else ""
    return read(
        lambda session: _rows(session, condition, channel=channel, tail=f"ORDER BY o.id DESC LIMIT {limit}")
    )


def alerts_of_months(session: Session, labels: Sequence[str]) -> tuple[Raised, ...]:
    """Return every alert about a line of these months, oldest first, delivered or not."""
    if not labels:
        return ()
    condition, values = session.among("b.period", labels)
    return _rows(
        session,
        f"WHERE b.level = 'line' AND b.horizon = 'month' AND {condition}",
        channel="",
        tail="ORDER BY o.id",
        values=values,
    )


def _claim(
    session: Session, *, channel: str, at: datetime, limit: int, since: datetime | None
) -> tuple[Raised, ...]:
    """Take alerts whose turn it is, and say when the next try would be."""
    found = _rows(
        session,
        "WHERE d.delivered_at IS NULL AND (d.try_at IS NULL OR d.try_at <= ?) AND o.at >= ?",
        channel=channel,
        tail=f"ORDER BY o.id LIMIT {limit}"
        + (" FOR UPDATE OF o SKIP LOCKED" if session.on_postgresql else ""),
        values=(at, since or _EVER),
    )
    session.run_each(
        "INSERT INTO budgets_delivery (outbox_id, channel, attempts, try_at) VALUES (?, ?, 1, ?)"
        " ON CONFLICT (outbox_id, channel) DO UPDATE SET attempts = budgets_delivery.attempts + 1,"
        " try_at = excluded.try_at",
        [(alert.id, channel, at + wait_after(alert.attempts + 1)) for alert in found],
    )
    return found


_EVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _delivered(session: Session, *, alert: int, channel: str, at: datetime) -> None:
    """Write down that the receiver has it."""
    session.run(
        "UPDATE budgets_delivery SET delivered_at = ? WHERE outbox_id = ? AND channel = ?",
        (at, alert, channel),
    )


def _rows(
    session: Session, condition: str, *, channel: str, tail: str, values: Sequence[object] = ()
) -> tuple[Raised, ...]:
    """Return alerts and how far the channel is with them."""
    rows = session.rows(
        "SELECT o.id, o.kind, b.name, b.currency, o.used_minor, o.funded_minor, o.key, o.at, coalesce(d.attempts, 0),"
        " d.delivered_at FROM budgets_outbox o JOIN budgets_balance b ON b.id = o.balance_id"
        f" LEFT JOIN budgets_delivery d ON d.outbox_id = o.id AND d.channel = ? {condition} {tail}",
        (channel, *values),
    )
    return tuple(
        Raised(
            cast("int", row[0]),
            str(row[1]),
            str(row[2]),
            str(row[3]),
            cast("int", row[4]),
            cast("int", row[5]),
            str(row[6]),
            cast("datetime", instant(row[7])),
            cast("int", row[8]),
            instant(row[9]),
        )
        for row in rows
    )
