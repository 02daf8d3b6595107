"""What somebody asserts of a balance on a day: kept, checked whenever the books are verified and before a month closes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, day, instant, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.books.postings._held import Condition
from fenhao.books.postings._tables import ASSERTION
from fenhao.kernel import Trouble, amount_text

_MEASURES: Mapping[str, str] = {
    "funded": "e.funded_minor",
    "reserved": "e.reserved_minor",
    "actual": "e.actual_minor",
    "available": "e.funded_minor - e.reserved_minor - e.actual_minor",
}
_DIMENSIONS: Mapping[str, str] = {
    "period": "l.period",
    "tier": "l.tier",
    "category": "l.category",
    "cost_type": "e.cost_type",
    "campaign": "e.campaign",
    "customer": "e.customer",
    "department": "e.department",
}
_SUBJECT = re.compile(r"([a-z]+)(?::(.*))?")


@dataclass(frozen=True, slots=True)
class Asserted:
    """An assertion held against the books: expected is what was asserted, actual what the entries say now."""

    id: int
    subject: str
    on: date
    expected_minor: int
    actual_minor: int
    note: str
    by: int | None
    at: datetime
    currency: str

    @property
    def difference_minor(self) -> int:
        """What the books have above what was asserted."""
        return self.actual_minor - self.expected_minor

    @property
    def holds(self) -> bool:
        """Whether both are the same."""
        return not self.difference_minor

    def text(self, minor: int) -> str:
        """Return an amount as people read it: whole units, their part and the currency."""
        return amount_text(minor, currency=self.currency)


def assert_balance(
    *,
    key: str,
    subject: str,
    on: date,
    amount_minor: int,
    currency: str,
    note: str,
    by: int | None,
    at: datetime,
) -> Asserted:
    """Keep what somebody says a balance is at the end of a day, and return it held against the books now.

    ``subject`` is ``funded``, ``reserved``, ``actual`` or ``available``, then what it is narrowed to:
    ``actual:period=2026-05,tier=A,category=benefits``. Entries count by the day they belong to. Trouble
    ``assert.bad_subject`` for anything else.
    """
    _parsed(subject)

    def work(session: Session) -> Asserted:
        """Write it once."""
        require(session, by, Right.record_facts, at=at)

        def put(session: Session) -> tuple[str, Mapping[str, int]]:
            """Append the assertion."""
            (each,) = session.insert(ASSERTION, [(subject, on, amount_minor, currency, note, None, by, at)])
            after: dict[str, str | int | bool | None] = {
                "subject": subject,
                "on": on.isoformat(),
                "amount_minor": amount_minor,
            }
            record(session, Act(at, by, "assert", f"assertion/{each}", {}, after, note))
            return "kept", {"id": each}

        body: dict[str, Plain] = {
            "subject": subject,
            "on": on.isoformat(),
            "amount_minor": amount_minor,
            "currency": currency,
            "note": note,
        }
        kept = once(session, key=key, act="assert", body=body, by=by, at=at, work=put)
        wanted = cast("int", kept.answer["id"])
        return next(each for each in _rows(session, everything=True) if each.id == wanted)

    return write(work)


def withdraw_assertion(*, key: str, assertion: int, why: str, by: int | None, at: datetime) -> bool:
    """Take an assertion back, with the reason; return whether there was one in force. Both stay in the books."""

    def work(session: Session) -> bool:
        """Append that it is withdrawn."""
        require(session, by, Right.record_facts, at=at)

        def put(session: Session) -> tuple[str, Mapping[str, int]]:
            """Withdraw it when it is in force."""
            there = next((each for each in _rows(session) if each.id == assertion), None)
            if there is None:
                return "unknown", {"id": assertion}
            session.insert(
                ASSERTION, [(there.subject, there.on, there.expected_minor, "", why, assertion, by, at)]
            )
            before: dict[str, str | int | bool | None] = {
                "subject": there.subject,
                "amount_minor": there.expected_minor,
            }
            record(session, Act(at, by, "withdraw_assertion", f"assertion/{assertion}", before, {}, why))
            return "withdrawn", {"id": assertion}

        body: dict[str, Plain] = {"assertion": assertion, "why": why}
        kept = once(session, key=key, act="withdraw_assertion", body=body, by=by, at=at, work=put)
        return kept.verdict == "withdrawn"

    return write(work)


def asserted(session: Session) -> tuple[Asserted, ...]:
    """Return every assertion in force, held against the books now, in the order of their days."""
    return tuple(sorted(_rows(session), key=lambda each: (each.on, each.id)))


def failing(session: Session, *, until: date | None) -> tuple[Condition, ...]:
    """Return the assertions that do not hold; with ``until``, of days up to that one."""
    return tuple(
        Condition(
            "assert.fails",
            (
                ("id", str(each.id)),
                ("subject", each.subject),
                ("on", each.on.isoformat()),
                ("expected", each.text(each.expected_minor)),
                ("actual", each.text(each.actual_minor)),
                ("difference", each.text(each.difference_minor)),
            ),
        )
        for each in asserted(session)
        if not each.holds and (until is None or each.on <= until)
    )


def _rows(session: Session, *, everything: bool = False) -> list[Asserted]:
    """Return assertions in force, or all that were ever made, each with what the books say."""
    gone = (
        ""
        if everything
        else " AND id NOT IN (SELECT withdraws_id FROM postings_assertion WHERE withdraws_id > 0)"
    )
    found = []
    for row in session.rows(
        'SELECT id, subject, "on", amount_minor, note, by, at, currency FROM postings_assertion WHERE withdraws_id IS NULL'
        f"{gone} ORDER BY id"
    ):
        at = instant(row[6])
        assert at is not None, "an assertion has its moment"
        subject, on = str(row[1]), day(row[2])
        found.append(
            Asserted(
                id=cast("int", row[0]),
                subject=subject,
                on=on,
                expected_minor=cast("int", row[3]),
                actual_minor=_balance(session, subject, on),
                note=str(row[4]),
                by=cast("int | None", row[5]),
                at=at,
                currency=str(row[7]),
            )
        )
    return found


def _balance(session: Session, subject: str, on: date) -> int:
    """Return a balance at the end of a day: the sum over the entries of days up to it."""
    measure, only = _parsed(subject)
    where = "".join(f" AND {_DIMENSIONS[name]} = ?" for name in only)
    (row,) = session.rows(
        f"SELECT coalesce(sum({_MEASURES[measure]}), 0) FROM journal_entry e JOIN budgets_line l ON l.id = e.line_id"
        f" WHERE e.occurred_on <= ?{where}",
        (on, *only.values()),
    )
    return int(cast("int", row[0]))


def _parsed(subject: str) -> tuple[str, dict[str, str]]:
    """Return what is measured, and what it is narrowed to."""
    told = _SUBJECT.fullmatch(subject)
    pairs = [part.partition("=") for part in (told[2] or "").split(",") if part] if told else []
    only = {name: value for name, equals, value in pairs if equals}
    if (
        told is None
        or told[1] not in _MEASURES
        or len(only) != len(pairs)
        or not set(only) <= set(_DIMENSIONS)
    ):
        details = {
            "subject": subject,
            "measures": ", ".join(_MEASURES),
            "dimensions": ", ".join(_DIMENSIONS),
        }
        raise Trouble("assert.bad_subject", details)
    return told[1], only
