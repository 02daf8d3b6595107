"""Put an approved version in force: one transaction, in which the books go from the old version's funding to the new one's.

Only the difference is posted, as funding given and funding taken, so that transfers, carried money and reserves drawn since
stay. Until it is written the old version is in force; there is no moment without one.
"""

from collections.abc import Sequence
from datetime import date, datetime

from fenhao.books.audit import Act, record
from fenhao.books.budgets import Act as Move, Ask, Leg, Request
from fenhao.books.budgets.operations import settle_within
from fenhao.books.database import Session
from fenhao.books.journal import TAKES_SPEND, Plain, add_year, months, once
from fenhao.books.people import Right, require
from fenhao.books.plans._draft import year_quarters
from fenhao.books.plans._store import FROZEN, frozen, in_force, sheet_in, versions
from fenhao.books.plans._turn import turn, turnable
from fenhao.books.plans._values import NotDone, PlanAnswer, PlanVerdict, Version
from fenhao.engine.budget import FundingChange, PlanCell, Refusal, VersionState, funding_changes
from fenhao.kernel import FiscalCalendar, Trouble


def put_version_in_force(
    session: Session,
    *,
    key: str,
    by: int | None,
    at: datetime,
    version: int,
    calendar: FiscalCalendar,
    why: str,
    allow_below_use: bool,
    over_newer: bool,
) -> PlanAnswer:
    """Return what became of the swap. The year's months are opened when they are not there yet.

    ``allow_below_use`` lets a line have less than is reserved and spent, with a reason that is kept: it shows an overrun.
    ``over_newer`` replaces a version that came in force after this one was made. Trouble ``plans.calendar_changed`` when
    the company's months are no longer those of the version.
    """
    require(session, by, Right.put_budget_in_force, at=at)
    session.lock_structure()

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge, move the funding, change the versions."""
        found = turnable(session, version, VersionState.in_force)
        if found.quarters != year_quarters(calendar, found.fiscal_year):
            raise Trouble("plans.calendar_changed", {"year": str(found.fiscal_year)})
        old = in_force(session, found.fiscal_year, lock=True)
        if old is not None and old.id != found.over and not over_newer:
            raise NotDone(PlanAnswer(PlanVerdict.base_moved, version, str(old.number)))
        if allow_below_use and not why.strip():
            raise NotDone(PlanAnswer(PlanVerdict.reason_missing, version))
        add_year(session, calendar, found.fiscal_year)
        coming = sheet_in(session, found).cells
        moves = funding_changes(in_force=frozen(session, old.id) if old else (), coming=coming)
        _move(session, found, moves, key=key, at=at, allow_below_use=allow_below_use)
        _swap(session, found, old, coming, by=by, at=at, why=why)
        return PlanVerdict.done.value, {"version": version}

    body: dict[str, Plain] = {
        "version": version,
        "allow_below_use": allow_below_use,
        "over_newer": over_newer,
    }
    kept = once(session, key=key, act="plan_in_force", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, version, replayed=kept.replayed)


def _move(
    session: Session,
    found: Version,
    moves: Sequence[FundingChange],
    *,
    key: str,
    at: datetime,
    allow_below_use: bool,
) -> None:
    """Post the difference; what control does not let pass takes the whole swap back."""
    there = {month.label: month for month in months(session)}
    shut = sorted({each.key.month for each in moves if there[each.key.month].state not in TAKES_SPEND})
    if shut:
        raise NotDone(PlanAnswer(PlanVerdict.month_closed, found.id, ", ".join(shut)))
    days = {label: month.days.start for label, month in there.items()}
    up = tuple(_leg(each, days[each.key.month]) for each in moves if each.delta_minor > 0)
    down = tuple(_leg(each, days[each.key.month]) for each in moves if each.delta_minor < 0)
    asks = [
        Ask(Request(act, f"{key}/{act.value}", legs, found.currency, below_use=below), None, at)
        for act, legs, below in ((Move.fund, up, False), (Move.defund, down, allow_below_use))
        if legs
    ]
    for answer in settle_within(session, asks) if asks else ():
        if answer.passed:
            continue
        below = answer.verdict is Refusal.below_used
        verdict = PlanVerdict.below_use if below else PlanVerdict.not_fundable
        told = answer.detail if below else f"{answer.verdict.value} {answer.detail}".rstrip()
        raise NotDone(PlanAnswer(verdict, found.id, told))


def _swap(
    session: Session,
    found: Version,
    old: Version | None,
    coming: Sequence[PlanCell],
    *,
    by: int | None,
    at: datetime,
    why: str,
) -> None:
    """Freeze the new version and change both states; the database holds that one is in force."""
    if old is not None:
        turn(session, old, VersionState.superseded, by=by, at=at, why=f"v{found.number}")
        session.run("UPDATE plans_version SET superseded_at = ? WHERE id = ?", (at, old.id))
    first = not versions(session, "fiscal_year = ? AND baseline = ?", (found.fiscal_year, True))
    session.insert(FROZEN, [(found.id, *cell.key, cell.fixed, cell.amount_minor) for cell in coming])
    turn(session, found, VersionState.in_force, by=by, at=at, why=why)
    session.run("UPDATE plans_version SET in_force_at = ?, baseline = ? WHERE id = ?", (at, first, found.id))
    if first:
        record(session, Act(at, by, "freeze_baseline", f"plan/{found.id}", {}, {"number": found.number}, why))


def _leg(change: FundingChange, on: date) -> Leg:
    """Return what one line gets or loses, on the first day of its month."""
    key = change.key
    return Leg(on, key.tier, key.category, abs(change.delta_minor), fixed=change.fixed)
