"""The budgets of the demonstration: the year's own as stated, its review at mid-year, and next year's from this year's cost."""

import csv
from datetime import datetime

from fenhao.books.plans import PlanAnswer, PlanVerdict, operations as plans
from fenhao.engine.budget import (
    RESERVE_CATEGORY,
    BudgetLine,
    BudgetStep,
    CellKey,
    PreparedBudget,
    QuarterReserve,
    Selection,
    SetAmount,
    SetHeld,
)
from fenhao.interfaces.demo._cast import Cast, key, submitted_case
from fenhao.kernel import parse_amount
from fenhao.runs.book import Advance
from fenhao.runs.example import DEMO_YEAR, example_folder
from fenhao.runs.report import propose_budget

BUDGET_FILE = "budget.csv"
_OWNERS = {"activities": "campaigns", "benefits": "campaigns", "service": "service"}
_EVERYBODY = "controller operations service management"


def first_budget(cast: Cast, *, at: datetime, agreed_at: datetime) -> None:
    """Prepare the year's budget together, let four roles agree, and put it in force."""
    prepared = _stated(cast)
    fixed = frozenset({"system", "team", "service", "data"})
    version = _new(cast, prepared, int(DEMO_YEAR), name="budget_name", fixed=fixed, at=at)
    october = CellKey(f"{DEMO_YEAR}-10", "A", "activities")
    for name, said, cell in (("operations", "budget_comment", october), ("service", "budget_service", None)):
        plans.comment(
            key=key(said), by=cast.ids[name], at=at, version=version, text=cast.said[said], cell=cell
        )
    _decide(cast, version, token=1, at=at)
    cast.agree(submitted_case(version, at=at), _EVERYBODY, at=agreed_at)
    _in_force(cast, version, at=agreed_at)


def review(cast: Cast, *, at: datetime, agreed_at: datetime) -> None:
    """Raise the basic tier's benefits for the rest of the year, as a version of its own that replaces the first."""
    first = plans.listed(by=None, at=at)[0]
    copy = plans.revise(
        key=key("review"),
        by=cast.ids["finance"],
        at=at,
        version=first.id,
        name=cast.said["budget_revised"],
    )
    version, token = _done(copy), 1
    for month, major in (("09", 12_600), ("10", 12_900), ("11", 14_000)):
        token = _set(cast, version, token, f"{DEMO_YEAR}-{month}", "C", major * 100, at=at)
    _decide(cast, version, token=token, at=at)
    cast.agree(submitted_case(version, at=at), _EVERYBODY, at=agreed_at)
    _in_force(cast, version, at=agreed_at)


def next_year(cast: Cast, *, at: datetime, advance: Advance) -> None:
    """Prepare next year's budget from this year's cost and put it in force; then ask for a change that still waits."""
    policy = cast.book.policies.budget
    found = propose_budget(
        book=cast.book,
        label=DEMO_YEAR,
        growth=policy.growth,
        fixed_growth=policy.fixed_growth,
        at=at,
        advance=advance,
    )
    coming = str(found.fiscal_year)
    version = _new(
        cast, found.prepared, found.fiscal_year, name="next_name", fixed=found.fixed_categories, at=at
    )
    dormant = CellKey(f"{coming}-01", "D", "benefits")
    plans.comment(
        key=key("next_comment"),
        by=cast.ids["service"],
        at=at,
        version=version,
        text=cast.said["next_comment"],
        cell=dormant,
    )
    _decide(cast, version, token=1, at=at)
    cast.agree(submitted_case(version, at=at), _EVERYBODY, at=at)
    _in_force(cast, version, at=at)
    finance = cast.ids["finance"]
    copy = plans.revise(key=key("more"), by=finance, at=at, version=version, name=cast.said["next_revised"])
    more = _done(copy)
    token = _set(cast, more, 1, f"{coming}-05", "A", 2_500_000, at=at)
    _decide(cast, more, token=token, at=at)
    cast.agree(submitted_case(more, at=at), "controller operations", at=at)
    _draft(cast, version, f"{coming}-11", at=at)


def _draft(cast: Cast, version: int, month: str, *, at: datetime) -> None:
    """Leave a scenario to go on with: a copy with one held cell."""
    finance = cast.ids["finance"]
    copy = plans.branch(key=key("think"), by=finance, at=at, version=version, name="")
    held = SetHeld(Selection(month=month, tier="A", category="benefits"), held=True)
    told = plans.edit(key=key("hold"), by=finance, at=at, version=_done(copy), token=1, change=held)
    assert told.saved, told


def _stated(cast: Cast) -> PreparedBudget:
    """Return the budget that the example company states, line by line."""
    with (example_folder() / BUDGET_FILE).open(encoding="utf-8", newline="") as file:
        rows = [(row, parse_amount(row["amount"], digits=cast.book.digits)) for row in csv.DictReader(file)]
    quarter_of = {
        month: each.quarter
        for each in plans.year_quarters(cast.book.calendar, int(DEMO_YEAR))
        for month in each.months
    }
    total = sum(minor for _, minor in rows)
    return PreparedBudget(
        DEMO_YEAR,
        total,
        (BudgetStep("total", total, ""),),
        tuple(
            BudgetLine(row["month"], row["tier"], row["category"], minor)
            for row, minor in rows
            if row["category"] != RESERVE_CATEGORY
        ),
        tuple(
            QuarterReserve(quarter_of[row["month"]], minor)
            for row, minor in rows
            if row["category"] == RESERVE_CATEGORY
        ),
    )


def _new(
    cast: Cast, prepared: PreparedBudget, year: int, *, name: str, fixed: frozenset[str], at: datetime
) -> int:
    """Return the draft that holds a proposal."""
    told = plans.prepare(
        key=key(name),
        by=cast.ids["finance"],
        at=at,
        fiscal_year=year,
        calendar=cast.book.calendar,
        prepared=prepared,
        name=cast.said[name],
        currency=cast.currency,
        fixed_categories=fixed,
        owners=_OWNERS,
    )
    return _done(told)


def _set(cast: Cast, version: int, token: int, month: str, tier: str, minor: int, *, at: datetime) -> int:
    """Type an amount into a tier's benefits of one month; return the token after it."""
    change = SetAmount(Selection(month=month, tier=tier, category="benefits"), minor)
    told = plans.edit(
        key=key(f"edit-{version}-{token}"),
        by=cast.ids["finance"],
        at=at,
        version=version,
        token=token,
        change=change,
    )
    assert told.saved, told
    return told.token


def _decide(cast: Cast, version: int, *, token: int, at: datetime) -> None:
    """Say that each department's part is ready, and submit."""
    for department, name in (("campaigns", "operations"), ("service", "service")):
        told = plans.mark(
            key=key(f"ready-{version}-{department}"),
            by=cast.ids[name],
            at=at,
            version=version,
            department=department,
            ready=True,
        )
        _done(told)
    _done(
        plans.submit(
            key=key(f"submit-{version}"),
            by=cast.ids["finance"],
            at=at,
            version=version,
            token=token,
            why=cast.said["budget_why"],
        )
    )


def _in_force(cast: Cast, version: int, *, at: datetime) -> None:
    """Put an approved version in force."""
    _done(
        plans.put_in_force(
            key=key(f"force-{version}"),
            by=cast.ids["finance"],
            at=at,
            version=version,
            calendar=cast.book.calendar,
        )
    )


def _done(told: PlanAnswer) -> int:
    """Return the version of an act that was done."""
    assert told.verdict is PlanVerdict.done, told
    return told.version
