"""Goals, what was measured for them and what is done for them, as the books keep them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from fractions import Fraction

from fenhao.engine.metrics import METRIC_OF, Aim, Metric, Progress, Reading, Volume, Where, progress_of


class GoalVerdict(Enum):
    """Every way an act on goals can end, in the order checked; only ``done`` leaves a trace."""

    unknown_metric = "unknown_metric"
    unknown_goal = "unknown_goal"
    unknown_initiative = "unknown_initiative"
    wrong_state = "wrong_state"
    reason_missing = "reason_missing"
    text_missing = "text_missing"
    owner_missing = "owner_missing"
    scope_not_offered = "scope_not_offered"  # the metric cannot be asked of a tier, category or department
    unknown_month = "unknown_month"
    due_before_baseline = "due_before_baseline"
    no_baseline = "no_baseline"  # the metric is not defined in the baseline period
    no_target = "no_target"  # a relative target of nothing
    amount_not_positive = "amount_not_positive"
    not_measured = "not_measured"
    more_than_measured = "more_than_measured"  # an initiative claims more than its goal's scope has saved
    short_without_reason = (
        "short_without_reason"  # an initiative is closed below its plan, and nobody says why
    )
    done = "done"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A goal to be set. ``amount`` is exact: 1/20, or -3/20 with ``relative``; a change of the baseline then."""

    metric: str
    where: Where
    amount: Fraction
    relative: bool
    due_month: str
    owner: int | None
    owner_department: str


@dataclass(frozen=True, slots=True)
class GoalAnswer:
    """What became of an act: the goal or initiative it was about (0: none), and for a claim what was measured."""

    verdict: GoalVerdict
    number: int = 0
    measured_minor: int = 0
    replayed: bool = False

    @property
    def passed(self) -> bool:
        """Whether it was done."""
        return self.verdict is GoalVerdict.done


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One month of a goal; ``value`` is None where the metric is not defined. ``place`` counts months from the baseline's last."""

    goal: int
    month: str
    place: int
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    cost_minor: int
    entries: int
    stamp: str
    measured_at: datetime
    frozen_at: datetime | None

    @property
    def reading(self) -> Reading | None:
        """The month as the rules read it."""
        return None if self.value is None else Reading(self.place, self.value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal. ``baseline_place`` is the number of the baseline's last month, ``due`` counts months from there.

    ``measures`` are in order of month.
    """

    id: int
    metric: str
    metric_version: int
    where: Where
    baseline_label: str
    baseline_month: str
    baseline_place: int
    baseline: Fraction
    baseline_low: Fraction | None
    baseline_high: Fraction | None
    before: Volume
    stamp: str
    relative: bool
    amount: Fraction
    target: Fraction
    due_month: str
    due: int
    owner: int | None
    owner_department: str
    state: str
    result_month: str
    result: Fraction | None
    result_progress: str
    why: str
    set_by: int | None
    set_at: datetime
    closed_by: int | None
    closed_at: datetime | None
    measures: tuple[MeasureRow, ...] = ()

    @property
    def definition(self) -> Metric:
        """The metric as the registry defines it now."""
        return METRIC_OF[self.metric]

    @property
    def aim(self) -> Aim:
        """What the goal wants, as the rules read it."""
        return Aim(self.definition.better, self.baseline, self.target, self.due)

    @property
    def newest(self) -> MeasureRow | None:
        """The newest month after the baseline in which the metric was defined."""
        return next(
            (each for each in reversed(self.measures) if each.place > 0 and each.value is not None), None
        )

    @property
    def progress(self) -> Progress:
        """How it stands; a closed goal as it stood when it was closed."""
        if self.result_progress:
            return Progress(self.result_progress)
        return progress_of(self.aim, self.newest.reading if self.newest else None)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What somebody said about a goal."""

    goal: int
    by: int | None
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """Something done for a goal; savings in minor units, None until it is closed."""

    id: int
    goal: int
    title: str
    owner: int
    planned_minor: int
    since_month: str
    due_month: str
    state: str
    realised_minor: int | None
    measured_minor: int | None
    why: str
    since_place: int
