"""What can be done with alerts: take in what was seen, and answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.books.watch._rows import ABOVE, AlertRow, Verdict, alerts
from fenhao.books.watch._seen import OVERRUN, Seen
from fenhao.kernel import Trouble

__all__ = ["WHY_MAX", "TakenIn", "answer", "take_in"]

WHY_MAX = 500
_HOLD = timedelta(days=7)
_ALERT = Table(
    "watch_alert",
    (
        ("kind", "text"),
        ("tier", "text"),
        ("what", "text"),
        ("channel", "text"),
        ("first_on", "date"),
        ("noticed_on", "date"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
_SIGHTING = Table(
    "watch_sighting",
    (
        ("alert_id", "bigint"),
        ("last_on", "date"),
        ("actual_minor", "bigint"),
        ("expected_minor", "bigint"),
        ("at", "timestamptz"),
    ),
)
_ANSWER = Table(
    "watch_answer",
    (
        ("alert_id", "bigint"),
        ("verdict", "text"),
        ("why", "text"),
        ("until_on", "date"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many of what was seen are new alerts, how many were known, and how many somebody expects."""

    new: int
    known: int
    quiet: int


def take_in(seen: Sequence[Seen], *, key: str, by: int | None, at: datetime) -> TakenIn:
    """Make an alert of whatever was seen and is not known yet, and not expected; of a known one keep how it looks now.

    What was seen in one place, in one direction and within a week of a known alert is that alert. Whoever prepares the budget may.
    """

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Compare with what is known, then write down."""
        known = list(alerts(session))
        counts = {"new": 0, "known": 0, "quiet": 0}
        for each in seen:
            mine = next((held for held in known if _is_same(held, each)), None)
            if mine is not None:
                counts["known"] += 1
                told = (each.last_on, each.actual_minor, each.expected_minor)
                if told != (mine.last_on, mine.actual_minor, mine.expected_minor):
                    session.insert(_SIGHTING, [(mine.id, *told, at)])
            elif any(held.quiets(kind=each.kind, place=each.place, on=each.noticed_on) for held in known):
                counts["quiet"] += 1
            else:
                counts["new"] += 1
                _raise(session, each, by=by, at=at)
        record(session, Act(at, by, "watch_cost", "watch", {}, dict(counts)))
        return "done", dict(counts)

    def work(session: Session) -> TakenIn:
        """Ask for the right, then do it."""
        require(session, by, Right.prepare_budget, at=at)
        body: dict[str, Plain] = {"seen": len(seen)}
        told = once(session, key=key, act="watch_cost", body=body, by=by, at=at, work=first).answer
        return TakenIn(*(int(str(told[name])) for name in ("new", "known", "quiet")))

    return write(work)


def answer(
    alert: int,
    verdict: Verdict,
    *,
    why: str,
    until_on: date | None,
    key: str,
    by: int | None,
    at: datetime,
) -> None:
    """Say what an alert is. What is expected until a day is not told again of that place and direction up to it.

    Trouble ``watch.unknown``, ``watch.why_missing``, and ``watch.until_missing`` for something expected without its last day.
    """
    said = " ".join(why.split())[:WHY_MAX]

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Write it down."""
        held = next((each for each in alerts(session) if each.id == alert), None)
        if held is None:
            raise Trouble("watch.unknown", {"alert": str(alert)})
        if not said:
            raise Trouble("watch.why_missing", {})
        if verdict is Verdict.expected and (until_on is None or until_on < held.first_on):
            raise Trouble("watch.until_missing", {"first": held.first_on.isoformat()})
        until = until_on if verdict is Verdict.expected else None
        session.insert(_ANSWER, [(alert, verdict.value, said, until, by, at)])
        before = {"verdict": held.verdict.value if held.verdict else ""}
        after: dict[str, str] = {"verdict": verdict.value, "why": said}
        if until is not None:
            after["until"] = until.isoformat()
        record(session, Act(at, by, "answer_alert", f"watch/{alert}", before, after))
        return "done", {}

    def work(session: Session) -> None:
        """Ask for the right, then do it."""
        require(session, by, Right.prepare_budget, at=at)
        body: dict[str, Plain] = {
            "alert": alert,
            "verdict": verdict.value,
            "why": said,
            "until": until_on.isoformat() if until_on else "",
        }
        once(session, key=key, act="answer_alert", body=body, by=by, at=at, work=first)

    write(work)


def _is_same(held: AlertRow, each: Seen) -> bool:
    """Return whether what was seen is a known alert."""
    if (held.kind == OVERRUN) != (each.kind == OVERRUN) or held.place != each.place:
        return False
    if held.kind == OVERRUN:
        return held.first_on == each.first_on  # one a line and year
    return (
        (held.kind in ABOVE) == (each.kind in ABOVE)
        and each.first_on <= held.last_on + _HOLD
        and held.first_on <= each.last_on + _HOLD
    )


def _raise(session: Session, each: Seen, *, by: int | None, at: datetime) -> None:
    """Write a new alert down."""
    row = (each.kind, *each.place, each.first_on, each.noticed_on, by, at)
    number = session.insert(_ALERT, [row])[0]
    session.insert(_SIGHTING, [(number, each.last_on, each.actual_minor, each.expected_minor, at)])
