"""A version of the year's budget, what was said about it, and how acts on it end."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from fenhao.engine.budget import (
    BudgetMonths,
    BudgetStep,
    CellChange,
    CellConflict,
    CellKey,
    EditVerdict,
    Sheet,
    VersionState,
)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a fiscal year's budget.

    ``token`` is its last save: whoever edits says which one was read. ``over`` is the version that was in force when this
    one was made, None when there was none. ``baseline`` is the year's first that was put in force.
    """

    id: int
    fiscal_year: int
    number: int
    name: str
    state: VersionState
    scenario: bool
    baseline: bool
    currency: str
    token: int
    quarters: tuple[BudgetMonths, ...]
    based_on: int | None
    over: int | None
    case: int | None
    made_by: int | None
    made_at: datetime
    in_force_at: datetime | None
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said about a version, or about one of its cells."""

    cell: CellKey | None
    text: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What a department has in a draft, and whether it says that this is ready."""

    department: str
    amount_minor: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A version with all that belongs to it."""

    version: Version
    sheet: Sheet
    steps: tuple[BudgetStep, ...]
    parts: tuple[Part, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A version as a page shows it: with the year's other versions, its cells, who is ready and what was said."""

    version: Version
    siblings: tuple[Version, ...]
    sheet: Sheet
    ready: frozenset[str]
    comments: tuple[Comment, ...]


class SaveRefusal(Enum):
    """Why an edit was not looked at, in the order checked."""

    unknown_version = "unknown_version"
    not_draft = "not_draft"
    control_total_differs = "control_total_differs"  # the detail is the sum of the rows
    stale = "stale"  # the detail is the token there is
    nothing_to_undo = "nothing_to_undo"


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """How an edit ended. ``saved`` alone left a trace: then ``token`` is the next one to edit with.

    A stale edit shows in ``conflicts`` each cell as it was read, as the edit would have it, and as it is by now.
    ``detail`` names what a refusal is about: a cell, a department, what held cells keep.
    """

    verdict: SaveRefusal | EditVerdict
    token: int
    total_minor: int
    changes: tuple[CellChange, ...] = ()
    conflicts: tuple[CellConflict, ...] = ()
    detail: str = ""
    replayed: bool = False

    @property
    def saved(self) -> bool:
        """Whether the version is another now."""
        return self.verdict is EditVerdict.saved


class Copy(Enum):
    """How a version is copied. Nothing but ``adopt`` leads from a scenario to a budget."""

    revise = "revise"  # a version to a draft
    branch = "branch"  # any version to a scenario
    adopt = "adopt"  # a scenario to a draft


class PlanVerdict(Enum):
    """Every way an act on a whole version can end, in the order checked; ``done`` alone leaves a trace."""

    unknown_version = "unknown_version"
    scenario = "scenario"  # a scenario is never submitted, put in force or revised, only adopted
    wrong_state = "wrong_state"  # the detail is the state it is in
    stale = "stale"  # the version is another than the one that was read
    unknown_part = "unknown_part"
    not_owner = "not_owner"
    already = "already"
    empty = "empty"
    parts_missing = "parts_missing"  # the detail names the departments that are not ready
    not_requester = "not_requester"
    base_moved = "base_moved"  # another version came in force since this one was made
    reason_missing = "reason_missing"
    month_closed = "month_closed"  # a closed month keeps its budget; the changes say what differs
    below_use = "below_use"  # a line would have less than is reserved and spent
    not_fundable = "not_fundable"  # control says why in the detail
    done = "done"


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """How an act ended, and the version it was about or made; 0 when there is none."""

    verdict: PlanVerdict
    version: int
    detail: str = ""
    replayed: bool = False


class NotSaved(Exception):
    """Take everything back and give this answer: what is refused leaves no trace. Never leaves this room."""

    def __init__(self, answer: SaveAnswer) -> None:
        super().__init__(answer.verdict.value)
        self.answer = answer


class NotDone(Exception):
    """The same for an act on a whole version."""

    def __init__(self, answer: PlanAnswer) -> None:
        super().__init__(answer.verdict.value)
        self.answer = answer
