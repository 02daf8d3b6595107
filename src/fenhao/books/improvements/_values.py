"""Improvement items and what was measured for them, as the books keep them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from fenhao.engine.metrics import Where
from fenhao.engine.satisfaction import Movement


class Source(Enum):
    """Where an item came from."""

    finding = "finding"
    survey = "survey"
    complaint = "complaint"
    hand = "hand"


class Measure(Enum):
    """By what an item is judged: the ledger's cost of a scope, or a survey's figure."""

    cost = "cost"
    csat = "csat"
    nps = "nps"
    ces = "ces"


class ImproveVerdict(Enum):
    """Every way an act on improvements can end, in the order checked; only ``done`` leaves a trace."""

    unknown_item = "unknown_item"
    unknown_task = "unknown_task"
    wrong_state = "wrong_state"
    task_done = "task_done"
    text_missing = "text_missing"
    owner_missing = "owner_missing"
    due_in_past = "due_in_past"
    amount_not_positive = "amount_not_positive"
    unknown_month = "unknown_month"
    no_baseline = "no_baseline"  # nothing was measured of the measure in the baseline month
    reason_missing = "reason_missing"
    not_measured = "not_measured"  # no month after the baseline has been measured
    too_few = "too_few"  # fewer than ten answers before or since: no result
    done = "done"


@dataclass(frozen=True, slots=True)
class Aim:
    """What an item is judged by: the ledger's cost of ``where``, or the survey of a ``part`` of ``by_part`` (tier, channel, team)."""

    measure: Measure
    where: Where
    by_part: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item to be opened. ``expected`` is the saving a month in minor units, for surveys the rise in whole points."""

    title: str
    note: str
    source: Source
    source_ref: str
    owner: int
    due_on: date
    aim: Aim
    baseline_month: str
    expected: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured of some months: cost and entries for cost, otherwise a survey's figure with its interval and answers.

    ``value``, ``low`` and ``high`` are points: percent of good answers, or the NPS; an estimate, never money.
    """

    first_month: str
    last_month: str
    months: int
    cost_minor: int = 0
    entries: int = 0
    answers: int = 0
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured since the baseline: for cost what was saved, for surveys how the figure moved.

    ``saved_minor`` is None for surveys, ``movement`` for cost. What other closed items of the same scope have claimed is taken off.
    """

    reading: Reading
    saved_minor: int | None = None
    movement: Movement | None = None
    gap: float = 0.0
    gap_low: float = 0.0
    gap_high: float = 0.0


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as it is kept."""

    id: int
    title: str
    note: str
    source: Source
    source_ref: str
    owner: int
    due_on: date
    aim: Aim
    baseline_month: str
    baseline_place: int
    baseline: Reading
    expected: int
    state: str
    result: Measured | None
    realised_minor: int | None
    why: str
    set_by: int | None
    set_at: datetime
    closed_at: datetime | None

    def is_overdue(self, on: date) -> bool:
        """Whether it should have been closed by now."""
        return self.state == "open" and self.due_on < on


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something that its owner has to do by a day: an item, or a task of one."""

    item: int
    is_task: bool
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A step towards an item."""

    id: int
    item: int
    title: str
    owner: int
    due_on: date
    done_by: int | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What somebody said about an item."""

    item: int
    by: int | None
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ImproveAnswer:
    """What became of an act: the item or task it was about (0: none)."""

    verdict: ImproveVerdict
    number: int = 0
    replayed: bool = False

    @property
    def passed(self) -> bool:
        """Whether it was done."""
        return self.verdict is ImproveVerdict.done
