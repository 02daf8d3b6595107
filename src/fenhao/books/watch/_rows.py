"""Alerts as they are read: each with what was seen of it last and what was answered last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import cast

from fenhao.books.database import Session, instant
from fenhao.books.watch._seen import OVERRUN

ABOVE = frozenset({"spike", "rise", OVERRUN})
_ANY = "*"


class Verdict(Enum):
    """What a person says of an alert: it is real, there was nothing, or it is expected for a while."""

    real = "real"
    mistaken = "mistaken"
    expected = "expected"


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert with its newest sighting and answer; ``verdict`` is None while nobody has answered."""

    id: int
    kind: str
    tier: str
    what: str
    channel: str
    first_on: date
    noticed_on: date
    last_on: date
    actual_minor: int
    expected_minor: int
    at: datetime
    verdict: Verdict | None
    why: str
    until_on: date | None
    answered_by: int | None
    answered_at: datetime | None

    @property
    def impact_minor(self) -> int:
        """How much more (or less) than was to be expected."""
        return self.actual_minor - self.expected_minor

    @property
    def place(self) -> tuple[str, str, str]:
        """Tier, cost type (or category) and channel."""
        return self.tier, self.what, self.channel

    def quiets(self, *, kind: str, place: tuple[str, str, str], on: date) -> bool:
        """Return whether an answer says that something of that kind and place is expected on that day."""
        return (
            self.verdict is Verdict.expected
            and self.until_on is not None
            and self.first_on <= on <= self.until_on
            and (self.kind in ABOVE) == (kind in ABOVE)
            and all(mine in (_ANY, theirs) for mine, theirs in zip(self.place, place, strict=True))
        )


_ALERTS = (
    "SELECT a.id, a.kind, a.tier, a.what, a.channel, a.first_on, a.noticed_on, s.last_on, s.actual_minor,"
    " s.expected_minor, a.at, w.verdict, w.why, w.until_on, w.by, w.at FROM watch_alert a"
    " JOIN watch_sighting s ON s.id = (SELECT max(x.id) FROM watch_sighting x WHERE x.alert_id = a.id)"
    " LEFT JOIN watch_answer w ON w.id = (SELECT max(y.id) FROM watch_answer y WHERE y.alert_id = a.id)"
)


def alerts(session: Session) -> tuple[AlertRow, ...]:
    """Return every alert, the newest first."""
    return tuple(_alert(row) for row in session.rows(f"{_ALERTS} ORDER BY a.noticed_on DESC, a.id DESC"))


def _alert(row: Sequence[object]) -> AlertRow:
    at = instant(cast("datetime", row[10]))
    assert at is not None, "an alert has its moment"
    return AlertRow(
        id=cast("int", row[0]),
        kind=str(row[1]),
        tier=str(row[2]),
        what=str(row[3]),
        channel=str(row[4]),
        first_on=_day(row[5]),
        noticed_on=_day(row[6]),
        last_on=_day(row[7]),
        actual_minor=cast("int", row[8]),
        expected_minor=cast("int", row[9]),
        at=at,
        verdict=Verdict(row[11]) if row[11] else None,
        why=str(row[12] or ""),
        until_on=_day(row[13]) if row[13] else None,
        answered_by=cast("int | None", row[14]),
        answered_at=instant(cast("datetime | None", row[15])),
    )


def _day(held: object) -> date:
    """Return a civil day, which SQLite keeps as text."""
    return held if isinstance(held, date) else date.fromisoformat(str(held))
