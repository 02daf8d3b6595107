"""Bring the cases up to what the facts show: new ones open, changed ones follow, those that are gone are withdrawn."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, given, write
from fenhao.books.journal import once
from fenhao.books.people import Right, require
from fenhao.engine.waste import CaseState
from fenhao.runs.report import FoundEntry, FoundYear

CASE = Table(
    "findings_case",
    (
        ("rule", "text"),
        ("subledger", "text"),
        ("source", "text"),
        ("entry_id", "text"),
        ("found_on", "date"),
        ("occurred_on", "date"),
        ("found_month", "text"),
        ("spent_month", "text"),
        ("customer", "text"),
        ("campaign", "text"),
        ("tier", "text"),
        ("line_tier", "text"),
        ("category", "text"),
        ("cost_type", "text"),
        ("department", "text"),
        ("amount_minor", "bigint"),
        ("counted_minor", "bigint"),
        ("evidence", "text"),
        ("batch", "text"),
        ("year", "text"),
        ("week_on", "date"),
        ("currency", "text"),
        ("policy", "text"),
        ("opened_at", "timestamptz"),
        ("state", "text"),
        ("owner_id", "bigint"),
        ("decided_by", "bigint"),
        ("appealed_by", "bigint"),
        ("recovered_minor", "bigint"),
        ("why", "text"),
        ("changed_at", "timestamptz"),
    ),
)
_Key = tuple[str, str, str, str]
_Owners = Mapping[tuple[str, str], int]
_FOLLOWS = frozenset({CaseState.open, CaseState.withdrawn})
"""States in which nobody has decided: the case follows the facts."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did. found = new + changed + returned + unchanged + differing.

    ``differing`` cases were decided on figures that the facts no longer show; they keep the figures decided on.
    """

    found: int
    new: int
    changed: int
    returned: int
    unchanged: int
    differing: int
    withdrawn: int


class _Kept(NamedTuple):
    """What is kept of a finding."""

    id: int
    state: CaseState
    figures: tuple[object, ...]
    batch: str


def refresh(found: FoundYear, *, key: str, by: int | None, at: datetime) -> Refreshed:
    """Return what became of the cases of a fiscal year; the same facts again change nothing.

    A case whose finding is gone is withdrawn with the reason (its load undone, or no longer found), whatever people had
    decided; only what was recovered wholly stays. One that comes back is open again.
    """

    def work(session: Session) -> Refreshed:
        """Compare and write."""
        require(session, by, Right.answer_finding, at=at)
        body = {"year": found.label, "as_of": found.as_of.isoformat(), "facts": _digest(found)}

        def act(session: Session) -> tuple[str, dict[str, str | int | bool | None]]:
            """Do it the first time."""
            told = _bring_up(session, found, by=by, at=at)
            return "refreshed", {each.name: getattr(told, each.name) for each in fields(told)}

        kept = once(session, key=key, act="refresh_findings", body=body, by=by, at=at, work=act)
        return Refreshed(**{name: cast("int", value) for name, value in kept.answer.items()})

    return write(work)


def _bring_up(session: Session, found: FoundYear, *, by: int | None, at: datetime) -> Refreshed:
    """Insert what is new, update what nobody has decided about, withdraw what is gone."""
    session.lock_structure()
    before = _kept(session, "findings_case WHERE year = ?", (found.label,))
    shown = {_key(each): each for each in found.entries}
    assert len(shown) == len(found.entries), "a rule finds an entry once"
    before |= _elsewhere(session, [key for key in shown if key not in before])
    new = [entry for key, entry in shown.items() if key not in before]
    again = [(before[key], entry) for key, entry in shown.items() if key in before]
    moved = [(kept, entry) for kept, entry in again if kept.figures != _figures(entry, found)]
    returned = [(kept, entry) for kept, entry in again if kept.state is CaseState.withdrawn]
    changed = [(kept, entry) for kept, entry in moved if kept.state is CaseState.open]
    differing = [pair for pair in moved if pair[0].state not in _FOLLOWS]
    gone = [
        kept
        for key, kept in before.items()
        if key not in shown and kept.state not in {CaseState.withdrawn, CaseState.recovered}
    ]
    owners = _owners(session)
    session.append(CASE, [_row(entry, found, owners, at=at) for entry in new])
    _update(session, [*changed, *returned], found, at=at)
    _withdraw(session, gone, found, by=by, at=at)
    _record_returned(session, [kept for kept, _ in returned], by=by, at=at)
    session.run("DELETE FROM findings_week WHERE year = ?", (found.label,))
    session.run_each(
        "INSERT INTO findings_week (year, week_on, cost_minor, currency) VALUES (?, ?, ?, ?)",
        [(found.label, week_on, minor, found.currency) for week_on, minor in found.weeks],
    )
    unchanged = len(again) - len(changed) - len(returned) - len(differing)
    counts = Refreshed(
        found=len(shown),
        new=len(new),
        changed=len(changed),
        returned=len(returned),
        unchanged=unchanged,
        differing=len(differing),
        withdrawn=len(gone),
    )
    after = {each.name: getattr(counts, each.name) for each in fields(counts)}
    record(session, Act(at, by, "refresh_findings", f"findings/{found.label}", {}, after))
    return counts


def _update(
    session: Session, pairs: Sequence[tuple[_Kept, FoundEntry]], found: FoundYear, *, at: datetime
) -> None:
    """Let cases follow the facts; they are open afterwards."""
    stay = {"opened_at", "owner_id", "recovered_minor"}
    places = [place for place, (name, _) in enumerate(CASE.columns) if name not in stay]
    rows = [(kept.id, _row(entry, found, {}, at=at)) for kept, entry in pairs]
    source, values = given(
        session,
        [("its_id", "bigint"), *(CASE.columns[place] for place in places)],
        [(case, *(row[place] for place in places)) for case, row in rows],
    )
    told = ", ".join(f"{CASE.columns[place][0]} = given.{CASE.columns[place][0]}" for place in places)
    session.run(f"UPDATE findings_case SET {told} FROM {source} WHERE id = its_id", values)


def _withdraw(
    session: Session, gone: Sequence[_Kept], found: FoundYear, *, by: int | None, at: datetime
) -> None:
    """Withdraw cases whose finding is gone, and say why."""
    reasons = [
        (kept, f"load_undone {kept.batch}" if kept.batch in found.undone else "no_longer_found")
        for kept in gone
    ]
    source, values = given(
        session, (("its_id", "bigint"), ("its_why", "text")), [(kept.id, why) for kept, why in reasons]
    )
    session.run(
        f"UPDATE findings_case SET state = 'withdrawn', why = its_why, changed_at = ? FROM {source} WHERE id = its_id",
        (at, *values),
    )
    record(
        session,
        *(
            Act(
                at, by, "withdraw", f"finding/{kept.id}", {"state": kept.state.value},
                {"state": CaseState.withdrawn.value}, why,
            )
            for kept, why in reasons
        ),
    )  # fmt: skip


def _record_returned(session: Session, returned: Iterable[_Kept], *, by: int | None, at: datetime) -> None:
    """Write down that withdrawn cases are open again."""
    then, now = {"state": CaseState.withdrawn.value}, {"state": CaseState.open.value}
    record(session, *(Act(at, by, "return", f"finding/{kept.id}", then, now) for kept in returned))


def _kept(session: Session, source: str, values: Sequence[object]) -> dict[_Key, _Kept]:
    """Return kept cases by identity."""
    return {
        (str(row[0]), str(row[1]), str(row[2]), str(row[3])): _Kept(
            cast("int", row[4]), CaseState(str(row[5])), tuple(str(each) for each in row[7:]), str(row[6])
        )
        for row in session.rows(
            "SELECT rule, subledger, source, entry_id, id, state, batch, year, found_on, occurred_on, line_tier,"
            f" category, tier, amount_minor, counted_minor, evidence FROM {source}",
            values,
        )
    }


def _elsewhere(session: Session, keys: Sequence[_Key]) -> dict[_Key, _Kept]:
    """Return those of these findings that are kept under another year: their entry's day was corrected."""
    if not keys:
        return {}
    source, values = given(session, [(f"its_{name}", kind) for name, kind in CASE.columns[:4]], keys)
    same = " AND ".join(f"{name} = its_{name}" for name, _ in CASE.columns[:4])
    return _kept(session, f"{source} JOIN findings_case ON {same}", values)


def _figures(entry: FoundEntry, found: FoundYear) -> tuple[object, ...]:
    """Return what a decision rests on, as text, in the order in which it is read back."""
    return tuple(
        str(each)
        for each in (
            found.label, entry.found_on, entry.occurred_on, entry.line_tier, entry.category, entry.tier,
            entry.amount_minor, entry.counted_minor, entry.evidence,
        )
    )  # fmt: skip


def _row(entry: FoundEntry, found: FoundYear, owners: _Owners, *, at: datetime) -> tuple[object, ...]:
    """Return the row of an open case."""
    monday = entry.found_on - timedelta(days=entry.found_on.weekday())
    owner = owner_of(owners, category=entry.category, department=entry.department)
    return (
        *entry, found.label, monday, found.currency, found.policy, at, CaseState.open.value, owner, 0, 0, 0, "", at,
    )  # fmt: skip


def _owners(session: Session) -> _Owners:
    """Return who answers for which category and department."""
    rows = session.rows("SELECT category, department, owner_id FROM findings_owner")
    return {(str(category), str(department)): cast("int", owner) for category, department, owner in rows}


def owner_of(owners: _Owners, *, category: str, department: str) -> int | None:
    """Return who answers for a finding: the department within the category, then the category, then the department."""
    cells = ((category, department), (category, "*"), ("*", department), ("*", "*"))
    return next((owners[cell] for cell in cells if cell in owners), None)


def _key(entry: FoundEntry) -> _Key:
    """Return the identity of a finding."""
    return entry.rule, entry.subledger, entry.source, entry.entry_id


def _digest(found: FoundYear) -> str:
    """Return what tells these facts from others."""
    return hashlib.sha256(
        repr(([*map(tuple, found.entries)], found.weeks, sorted(found.undone))).encode()
    ).hexdigest()
