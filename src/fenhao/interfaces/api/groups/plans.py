"""Versions of the year's budget: read, compare, edit cell by cell, prepare together, submit, put in force."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import Field

from fenhao.books.people import Right
from fenhao.books.plans import PlanAnswer, SaveAnswer, SheetRow, Version, operations as plans
from fenhao.engine.budget import (
    AddLine,
    Change,
    Comparison,
    Selection,
    SetAmount,
    SetHeld,
    SetNote,
    SetOwner,
    guided,
)
from fenhao.interfaces.api._fields import (
    Asked,
    Flag,
    Month,
    Name,
    NeededName,
    NoAmount,
    Nothing,
    QueryId,
    Why,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole


class Versions(Asked):
    """Versions of a fiscal year; of all when it is left out."""

    fiscal_year: int | None = None


class Two(Asked):
    """Two versions."""

    before: QueryId
    after: QueryId


class EmptyBudget(Asked):
    """A fiscal year that is to have a budget, and what its version is called; without lines to begin with."""

    fiscal_year: Annotated[int, Field(strict=True, ge=1900, le=2200)]
    name: Name = ""
    scenario: Flag = False


class Named(Asked):
    """What a new version is called."""

    name: Name = ""


class ReadAt(Asked):
    """The version as it was read: its token, which every save changes."""

    token: NoAmount


class Cells(ReadAt):
    """Cells of a version. ``tier`` left out: every tier; empty: none."""

    quarter: Name = ""
    month: Month | None = None
    tier: Name | None = None
    category: Name = ""
    department: Name = ""

    def chosen(self) -> Selection:
        """Return them as the sheet names them."""
        return Selection(self.quarter, self.month or "", self.tier, self.category, self.department)


class CellsEdit(Cells):
    """A total for the cells chosen, spread over those not held."""

    amount_minor: NoAmount


class HoldCells(Cells):
    """Whether the cells keep their amounts whatever is spread around them."""

    held: Flag


class Own(Cells):
    """To which department the cells belong from now on; empty leaves them to finance and management."""

    owner: Name = ""


class CellNote(Cells):
    """A note on the cells; empty takes it away."""

    note: Words = ""


class NewLine(ReadAt):
    """A tier's category: an empty cell in every month."""

    tier: Name = ""
    category: NeededName
    owner: Name = ""


class Submission(ReadAt):
    """The version as it was read, and why it is submitted."""

    why: Words = ""


class BudgetRemark(Asked):
    """A comment on the version."""

    text: Words


class Ready(Asked):
    """Whether a department's part is ready."""

    department: NeededName
    ready: Flag


class Swap(Asked):
    """How a version comes into force."""

    why: Words = ""
    allow_below_use: Flag = False
    over_newer: Flag = False


Edited = TypeVar("Edited", bound=ReadAt)


def _one(here: Here, _: Nothing) -> Version | None:
    """Return one version."""
    found = plans.listed(by=here.by, at=here.at)
    return next((each for each in found if each.id == here.number), None)


def _prepare(here: Here, asked: EmptyBudget, key: str) -> PlanAnswer:
    """Begin a budget without lines."""
    calendar, policy = here.book.calendar, here.book.policies.budget
    label, year = calendar.year(asked.fiscal_year).label, plans.year_quarters(calendar, asked.fiscal_year)
    prepared = guided(label=label, year=year, staff=(), spending=(), policy=policy)
    return plans.prepare(
        key=key,
        by=here.by,
        at=here.at,
        fiscal_year=asked.fiscal_year,
        calendar=calendar,
        prepared=prepared,
        name=asked.name or prepared.label,
        currency=here.book.settings.currency,
        scenario=asked.scenario,
    )


def _cells(here: Here, _: Nothing) -> tuple[SheetRow, ...]:
    """Return a version's cells."""
    found = plans.sheet_rows(by=here.by, at=here.at, version=here.number)
    return found.rows if found else ()


def _edit(path: str, summary: str, body: type[Edited], change: Callable[[Edited], Change]) -> Offer:
    """Return the offer of an edit; a stale one is refused with what both changed."""

    def save(here: Here, asked: Edited, key: str) -> SaveAnswer:
        """Save it."""
        return plans.edit(
            key=key, by=here.by, at=here.at, version=here.number, token=asked.token, change=change(asked)
        )

    return Deed(f"budgets/{{number}}/{path}", Right.prepare_budget, summary, body, SaveAnswer, save)


def _total(asked: CellsEdit) -> SetAmount:
    """Return what is to be changed."""
    return SetAmount(asked.chosen(), asked.amount_minor)


def _look(here: Here, asked: CellsEdit, _: str) -> SaveAnswer:
    """Return what an edit would change."""
    return plans.preview(by=here.by, at=here.at, version=here.number, token=asked.token, change=_total(asked))


def _put_in_force(here: Here, asked: Swap, key: str) -> PlanAnswer:
    """Put an approved version in force."""
    return plans.put_in_force(
        key=key,
        by=here.by,
        at=here.at,
        version=here.number,
        calendar=here.book.calendar,
        why=asked.why,
        allow_below_use=asked.allow_below_use,
        over_newer=asked.over_newer,
    )


OFFERS: tuple[Offer, ...] = (
    Many(
        "budgets",
        Right.see,
        "Versions of budgets",
        Version,
        whole(
            lambda here, asked: plans.listed(by=here.by, at=here.at, fiscal_year=asked.fiscal_year),
            place=lambda each: (each.id,),
        ),
        Versions,
    ),
    Deed("budgets", Right.prepare_budget, "Begin a budget without lines", EmptyBudget, PlanAnswer, _prepare),
    One("budgets/{number}", Right.see, "One version", Version, _one, Nothing),
    Many(
        "budgets/{number}/cells",
        Right.see,
        "The cells of a version",
        SheetRow,
        whole(_cells, place=lambda each: (each.quarter, each.month, each.tier, each.category)),
        Nothing,
    ),
    One(
        "budgets/compared",
        Right.see,
        "Two versions cell by cell, where they differ",
        Comparison,
        lambda here, asked: plans.compared(by=here.by, at=here.at, before=asked.before, after=asked.after),
        Two,
    ),
    _edit("edit", "Set the total of cells", CellsEdit, _total),
    _edit(
        "hold",
        "Hold cells, or let them go",
        HoldCells,
        lambda asked: SetHeld(asked.chosen(), held=asked.held),
    ),
    _edit("owner", "Give cells to a department", Own, lambda asked: SetOwner(asked.chosen(), asked.owner)),
    _edit("note", "Write a note on cells", CellNote, lambda asked: SetNote(asked.chosen(), asked.note)),
    _edit(
        "line",
        "Add a tier's category",
        NewLine,
        lambda asked: AddLine(asked.tier, asked.category, department=asked.owner),
    ),
    Deed(
        "budgets/{number}/preview",
        Right.prepare_budget,
        "What an edit would change",
        CellsEdit,
        SaveAnswer,
        _look,
        keyed=False,
    ),
    Deed(
        "budgets/{number}/undo",
        Right.prepare_budget,
        "Undo the last save",
        ReadAt,
        SaveAnswer,
        lambda here, asked, key: plans.undo(
            key=key, by=here.by, at=here.at, version=here.number, token=asked.token
        ),
    ),
    Deed(
        "budgets/{number}/comment",
        Right.prepare_budget,
        "Comment on a version",
        BudgetRemark,
        PlanAnswer,
        lambda here, asked, key: plans.comment(
            key=key, by=here.by, at=here.at, version=here.number, text=asked.text
        ),
    ),
    Deed(
        "budgets/{number}/ready",
        Right.prepare_budget,
        "Say whether a department's part is ready",
        Ready,
        PlanAnswer,
        lambda here, asked, key: plans.mark(
            key=key,
            by=here.by,
            at=here.at,
            version=here.number,
            department=asked.department,
            ready=asked.ready,
        ),
    ),
    Deed(
        "budgets/{number}/branch",
        Right.prepare_budget,
        "Make a scenario of a version",
        Named,
        PlanAnswer,
        lambda here, asked, key: plans.branch(
            key=key, by=here.by, at=here.at, version=here.number, name=asked.name
        ),
    ),
    Deed(
        "budgets/{number}/adopt",
        Right.prepare_budget,
        "Make a draft of a scenario",
        Named,
        PlanAnswer,
        lambda here, asked, key: plans.adopt(
            key=key, by=here.by, at=here.at, version=here.number, name=asked.name
        ),
    ),
    Deed(
        "budgets/{number}/revise",
        Right.prepare_budget,
        "Begin a revision of the version in force",
        Named,
        PlanAnswer,
        lambda here, asked, key: plans.revise(
            key=key, by=here.by, at=here.at, version=here.number, name=asked.name
        ),
    ),
    Deed(
        "budgets/{number}/submit",
        Right.prepare_budget,
        "Submit a version for approval",
        Submission,
        PlanAnswer,
        lambda here, asked, key: plans.submit(
            key=key, by=here.by, at=here.at, version=here.number, token=asked.token, why=asked.why
        ),
    ),
    Deed(
        "budgets/{number}/withdraw",
        Right.prepare_budget,
        "Withdraw a version",
        Why,
        PlanAnswer,
        lambda here, asked, key: plans.withdraw(
            key=key, by=here.by, at=here.at, version=here.number, why=asked.why
        ),
    ),
    Deed(
        "budgets/{number}/put-in-force",
        Right.put_budget_in_force,
        "Put an approved version in force",
        Swap,
        PlanAnswer,
        _put_in_force,
    ),
)
