"""Make a version: from a proposal, or as a copy of another. What is made is always a draft, or a scenario."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.books.plans._store import (
    changes_text,
    in_force,
    insert_version,
    next_number,
    sheet_in,
    steps,
    version_of,
)
from fenhao.books.plans._values import Copy, NotDone, PlanAnswer, PlanVerdict, Version
from fenhao.engine.budget import (
    BudgetMonths,
    BudgetStep,
    CellChange,
    PlanCell,
    PreparedBudget,
    Sheet,
    VersionState,
    sheet_of,
)
from fenhao.kernel import FiscalCalendar, Grain


def year_quarters(calendar: FiscalCalendar, fiscal_year: int) -> tuple[BudgetMonths, ...]:
    """Return a fiscal year's months by quarter."""
    months = calendar.spans(fiscal_year, Grain.month)
    return tuple(
        BudgetMonths(
            quarter.label, tuple(month.label for month in months if month.period.start in quarter.period)
        )
        for quarter in calendar.quarters(fiscal_year)
    )


def make_version(
    session: Session,
    *,
    key: str,
    by: int | None,
    at: datetime,
    fiscal_year: int,
    calendar: FiscalCalendar,
    prepared: PreparedBudget,
    name: str,
    currency: str,
    fixed_categories: frozenset[str],
    owners: Mapping[str, str] | None,
    scenario: bool,
) -> PlanAnswer:
    """Return the new version that holds the proposal, with its arithmetic."""
    require(session, by, Right.prepare_budget, at=at)
    quarters = year_quarters(calendar, fiscal_year)
    of = sheet_of(prepared, quarters=quarters, fixed_categories=fixed_categories, owners=owners or {})

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Insert it."""
        made = _Making(fiscal_year, quarters, name, currency, scenario=scenario, by=by, at=at)
        owned = _owned_as_before(session, fiscal_year, of) if owners is None else of
        return PlanVerdict.done.value, {"version": _insert(session, made, owned, prepared.steps)}

    body: dict[str, Plain] = {
        "fiscal_year": fiscal_year,
        "name": name,
        "currency": currency,
        "scenario": scenario,
        "total_minor": of.total_minor,
        "cells": _digest(of),
    }
    kept = once(session, key=key, act="plan_prepare", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, cast("int", kept.answer["version"]), replayed=kept.replayed)


def _owned_as_before(session: Session, fiscal_year: int, of: Sheet) -> Sheet:
    """Return the sheet with each line at the department that has it in the newest version of this year, or of one before.

    A line that was not there is its category's, where one department has all of that.
    """
    newest = session.rows(
        "SELECT id FROM plans_version WHERE fiscal_year <= ? ORDER BY fiscal_year DESC, id DESC LIMIT 1",
        (fiscal_year,),
    )
    if not newest:
        return of
    lines: dict[tuple[str, str], set[str]] = {}
    categories: dict[str, set[str]] = {}
    for row in session.rows(
        "SELECT DISTINCT tier, category, department FROM plans_cell WHERE version_id = ?", (newest[0][0],)
    ):
        tier, category, department = map(str, row)
        lines.setdefault((tier, category), set()).add(department)
        categories.setdefault(category, set()).add(department)

    def owned(cell: PlanCell) -> PlanCell:
        """Return the cell with its owner."""
        key = cell.key
        found = lines.get((key.tier, key.category), categories.get(key.category, set()))
        return replace(cell, department=next(iter(found)) if len(found) == 1 else "")

    return replace(of, cells=tuple(map(owned, of.cells)))


def copy_version(
    session: Session, *, key: str, by: int | None, at: datetime, version: int, name: str, how: Copy
) -> PlanAnswer:
    """Return a copy of a version, whatever state that is in: a draft to go on with, or a scenario to play with.

    An adopted scenario is a draft like any other, and has the whole route to go.
    """
    require(session, by, Right.prepare_budget, at=at)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Read the one, insert the other."""
        origin = version_of(session, version)
        if origin is None:
            raise NotDone(PlanAnswer(PlanVerdict.unknown_version, 0))
        if how is Copy.revise and origin.scenario:
            raise NotDone(PlanAnswer(PlanVerdict.scenario, version))
        if how is Copy.adopt and not origin.scenario:
            raise NotDone(PlanAnswer(PlanVerdict.wrong_state, version, origin.state.value))
        of = sheet_in(session, origin)
        made = _Making(
            origin.fiscal_year,
            origin.quarters,
            name or origin.name,
            origin.currency,
            scenario=how is Copy.branch,
            by=by,
            at=at,
            based_on=version,
        )
        return PlanVerdict.done.value, {"version": _insert(session, made, of, steps(session, version))}

    body: dict[str, Plain] = {"version": version, "name": name, "how": how.value}
    kept = once(session, key=key, act="plan_copy", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, cast("int", kept.answer["version"]), replayed=kept.replayed)


@dataclass(frozen=True, slots=True)
class _Making:
    """What a new version is told about itself."""

    fiscal_year: int
    quarters: tuple[BudgetMonths, ...]
    name: str
    currency: str
    scenario: bool
    by: int | None
    at: datetime
    based_on: int | None = None


def _insert(session: Session, made: _Making, of: Sheet, arithmetic: Sequence[BudgetStep]) -> int:
    """Return the id of the new version."""
    now = in_force(session, made.fiscal_year)
    version = Version(
        id=0,
        fiscal_year=made.fiscal_year,
        number=next_number(session, made.fiscal_year),
        name=made.name,
        state=VersionState.draft,
        scenario=made.scenario,
        baseline=False,
        currency=made.currency,
        token=1,
        quarters=made.quarters,
        based_on=made.based_on,
        over=now.id if now else None,
        case=None,
        made_by=made.by,
        made_at=made.at,
        in_force_at=None,
        superseded_at=None,
    )
    new = insert_version(session, version, of, arithmetic)
    after: Facts = {
        "fiscal_year": made.fiscal_year,
        "number": version.number,
        "scenario": made.scenario,
        "based_on": made.based_on,
        "total_minor": of.total_minor,
    }
    record(session, Act(made.at, made.by, "prepare", f"plan/{new}", {}, after))
    return new


def _digest(of: Sheet) -> str:
    """Return the fingerprint of a sheet: a request for other cells is another request."""
    changes = [CellChange(cell.key, None, cell) for cell in of.cells]
    return hashlib.sha256(changes_text(changes).encode()).hexdigest()
