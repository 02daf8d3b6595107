"""What can be done with the year's budget as a document. Every write carries a key, who acts and when."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fenhao.books.budgets.operations import month_standing
from fenhao.books.database import Session, read, write
from fenhao.books.journal import months
from fenhao.books.people import Right, require
from fenhao.books.plans._draft import copy_version, make_version, year_quarters
from fenhao.books.plans._force import put_version_in_force
from fenhao.books.plans._rows import ExportedSheet, apply_rows, rows_of
from fenhao.books.plans._save import edit_version, preview_edit, undo_edit
from fenhao.books.plans._store import frozen, in_force, opened, plan_of, sheet_in, version_of, versions
from fenhao.books.plans._together import add_comment, mark_part
from fenhao.books.plans._turn import KIND, on_answered, recheck, submit_version, withdraw_version
from fenhao.books.plans._values import (
    Copy,
    NotDone,
    NotSaved,
    Plan,
    PlanAnswer,
    SaveAnswer,
    Version,
)
from fenhao.engine.budget import (
    CellKey,
    Change,
    Comparison,
    LineOutcome,
    Outcome,
    PreparedBudget,
    Sheet,
    compare,
    outcomes,
)
from fenhao.kernel import FiscalCalendar, Trouble

__all__ = [
    "KIND",
    "adopt",
    "apply_sheet",
    "baseline",
    "branch",
    "comment",
    "compared",
    "edit",
    "listed",
    "mark",
    "on_answered",
    "opened",
    "outcome",
    "plan",
    "prepare",
    "preview",
    "put_in_force",
    "recheck",
    "revise",
    "sheet_rows",
    "submit",
    "undo",
    "version_in_force",
    "versions",
    "withdraw",
    "year_quarters",
]


def prepare(
    *,
    key: str,
    by: int | None,
    at: datetime,
    fiscal_year: int,
    calendar: FiscalCalendar,
    prepared: PreparedBudget,
    name: str,
    currency: str,
    fixed_categories: frozenset[str] = frozenset(),
    owners: Mapping[str, str] | None = None,
    scenario: bool = False,
) -> PlanAnswer:
    """Keep a proposal (from ``engine.budget.prepare``, from ``guided``, or one without lines) as a draft or scenario.

    ``fixed_categories`` say which lines without a tier are fixed cost; ``owners`` are departments by category, a category
    without one is finance's and management's own. Without ``owners``, each line stays with the department that has it in
    the newest version of the year, or of the newest year before.
    """
    return _done(
        lambda session: make_version(
            session,
            key=key,
            by=by,
            at=at,
            fiscal_year=fiscal_year,
            calendar=calendar,
            prepared=prepared,
            name=name,
            currency=currency,
            fixed_categories=fixed_categories,
            owners=owners,
            scenario=scenario,
        )
    )


def revise(*, key: str, by: int | None, at: datetime, version: int, name: str = "") -> PlanAnswer:
    """Make a draft that starts as a copy of a version; what is in force stays in force."""
    return _done(
        lambda session: copy_version(
            session, key=key, by=by, at=at, version=version, name=name, how=Copy.revise
        )
    )


def branch(*, key: str, by: int | None, at: datetime, version: int, name: str = "") -> PlanAnswer:
    """Make a scenario that starts as a copy of a version. It is edited and compared, never submitted or put in force."""
    return _done(
        lambda session: copy_version(
            session, key=key, by=by, at=at, version=version, name=name, how=Copy.branch
        )
    )


def adopt(*, key: str, by: int | None, at: datetime, version: int, name: str = "") -> PlanAnswer:
    """Make a draft of a scenario; nobody has agreed to it yet."""
    return _done(
        lambda session: copy_version(
            session, key=key, by=by, at=at, version=version, name=name, how=Copy.adopt
        )
    )


def edit(
    *,
    key: str,
    by: int | None,
    at: datetime,
    version: int,
    token: int,
    change: Change,
    known: Sheet | None = None,
) -> SaveAnswer:
    """Make one change to a draft or scenario as it was at ``token``; ``known`` are its cells, where they are at hand."""
    return _saved(
        lambda session: edit_version(
            session, key=key, by=by, at=at, version=version, token=token, change=change, known=known
        )
    )


def preview(*, by: int | None, at: datetime, version: int, token: int, change: Change) -> SaveAnswer:
    """Return what would become of a change; nothing is written. The token in the answer is the one there is."""
    return read(
        lambda session: preview_edit(session, by=by, at=at, version=version, token=token, change=change)
    )


def undo(*, key: str, by: int | None, at: datetime, version: int, token: int) -> SaveAnswer:
    """Take back the last save that is not taken back yet."""
    return _saved(lambda session: undo_edit(session, key=key, by=by, at=at, version=version, token=token))


def mark(*, key: str, by: int | None, at: datetime, version: int, department: str, ready: bool) -> PlanAnswer:
    """Say that a department's part of a draft is ready, or reopen it."""
    return _done(
        lambda session: mark_part(
            session, key=key, by=by, at=at, version=version, department=department, done=ready
        )
    )


def comment(
    *, key: str, by: int | None, at: datetime, version: int, text: str, cell: CellKey | None = None
) -> PlanAnswer:
    """Say something about a version or one of its cells."""
    return _done(
        lambda session: add_comment(session, key=key, by=by, at=at, version=version, text=text, cell=cell)
    )


def submit(*, key: str, by: int | None, at: datetime, version: int, token: int, why: str = "") -> PlanAnswer:
    """Ask for approval of a draft whose parts are all ready."""
    return _done(
        lambda session: submit_version(session, key=key, by=by, at=at, version=version, token=token, why=why)
    )


def withdraw(*, key: str, by: int | None, at: datetime, version: int, why: str) -> PlanAnswer:
    """Take a version back before it is in force."""
    return _done(lambda session: withdraw_version(session, key=key, by=by, at=at, version=version, why=why))


def put_in_force(
    *,
    key: str,
    by: int | None,
    at: datetime,
    version: int,
    calendar: FiscalCalendar,
    why: str = "",
    allow_below_use: bool = False,
    over_newer: bool = False,
) -> PlanAnswer:
    """Put an approved version in force in place of the one that is; until it is done, that one is."""
    return _done(
        lambda session: put_version_in_force(
            session,
            key=key,
            by=by,
            at=at,
            version=version,
            calendar=calendar,
            why=why,
            allow_below_use=allow_below_use,
            over_newer=over_newer,
        )
    )


def listed(*, by: int | None, at: datetime, fiscal_year: int | None = None) -> tuple[Version, ...]:
    """Return the versions of a year, or of all years, in order."""

    def work(session: Session) -> tuple[Version, ...]:
        """Read them."""
        require(session, by, Right.see, at=at)
        if fiscal_year is None:
            return versions(session, "1 = 1", ())
        return versions(session, "fiscal_year = ?", (fiscal_year,))

    return read(work)


def plan(*, by: int | None, at: datetime, version: int) -> Plan | None:
    """Return a version with its cells, arithmetic, parts and comments; None when there is none."""

    def work(session: Session) -> Plan | None:
        """Read it."""
        require(session, by, Right.see, at=at)
        found = version_of(session, version)
        return plan_of(session, found) if found else None

    return read(work)


def version_in_force(session: Session, fiscal_year: int) -> Version | None:
    """Return the version in force in a year; None before the first."""
    return in_force(session, fiscal_year)


def baseline(session: Session, fiscal_year: int) -> dict[CellKey, int]:
    """Return the amounts of the year's first version in force, as they were frozen; empty where there was none."""
    first = next(iter(versions(session, "fiscal_year = ? AND baseline = ?", (fiscal_year, True))), None)
    return {cell.key: cell.amount_minor for cell in frozen(session, first.id)} if first else {}


def compared(*, by: int | None, at: datetime, before: int, after: int) -> Comparison | None:
    """Return how the second version differs from the first, cell by cell and sum by sum; None when one is not there.

    Trouble ``plans.other_year`` for versions of two years: they have no cell in common.
    """

    def work(session: Session) -> Comparison | None:
        """Read both."""
        require(session, by, Right.see, at=at)
        old, new = version_of(session, before), version_of(session, after)
        if old is None or new is None:
            return None
        if old.fiscal_year != new.fiscal_year:
            raise Trouble("plans.other_year", {"before": str(old.fiscal_year), "after": str(new.fiscal_year)})
        return compare(sheet_in(session, old), sheet_in(session, new))

    return read(work)


def outcome(*, by: int | None, at: datetime, fiscal_year: int) -> tuple[Outcome, ...]:
    """Return utilisation and deviation of a year's lines, tiers, categories and whole.

    They are measured on the frozen baseline and on what is funded now; without a baseline its rates are None (n/a).
    """

    def work(session: Session) -> tuple[Outcome, ...]:
        """Read the baseline and where the lines stand."""
        require(session, by, Right.see, at=at)
        planned = baseline(session, fiscal_year)
        labels = [month.label for month in months(session) if month.fiscal_year == fiscal_year]
        there = {CellKey(*each.key): each for each in month_standing(session, labels, at=at)}
        keys = dict.fromkeys((*planned, *there))
        return outcomes(
            [
                LineOutcome(
                    key,
                    planned.get(key, 0),
                    there[key].funded_minor if key in there else 0,
                    there[key].reserved_minor if key in there else 0,
                    there[key].actual_minor if key in there else 0,
                )
                for key in keys
            ]
        )

    return read(work)


def sheet_rows(*, by: int | None, at: datetime, version: int) -> ExportedSheet | None:
    """Return a version as rows to be edited elsewhere; they carry the token they were read at."""
    found = plan(by=by, at=at, version=version)
    if found is None:
        return None
    return ExportedSheet(version, found.version.token, found.sheet.total_minor, rows_of(found.sheet))


def apply_sheet(
    *, key: str, by: int | None, at: datetime, exported: ExportedSheet, preview: bool
) -> SaveAnswer:
    """Make a draft what the rows say or, with ``preview``, only show the changes.

    Rows that say what is there already change nothing; a cell without a row stays as it is.
    """

    def work(session: Session) -> SaveAnswer:
        """Read the draft, then edit it with all rows as one change."""
        return apply_rows(session, key=key, by=by, at=at, exported=exported, preview=preview)

    return read(work) if preview else _saved(work)


def _done(work: Callable[[Session], PlanAnswer]) -> PlanAnswer:
    """Return how an act on a version ended; a refusal takes back everything that it wrote."""
    try:
        return write(work)
    except NotDone as refused:
        return refused.answer


def _saved(work: Callable[[Session], SaveAnswer]) -> SaveAnswer:
    """Return how an edit ended; a refusal takes back everything that it wrote."""
    try:
        return write(work)
    except NotSaved as refused:
        return refused.answer
