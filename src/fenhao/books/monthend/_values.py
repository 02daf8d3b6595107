"""What the end of a month answers: verdicts, what stands in the way, and a month as it was closed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from fenhao.books.database import Session
from fenhao.books.journal import Month
from fenhao.engine.budget import CellKey, ClosingFault, ClosingLine, HoldRule, OverspendRule, UnspentRule


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that must be put right before a month can close: a code whose words tell what, and what fills them."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


ClosingCheck = Callable[[Session, Month], Sequence[Obstacle]]
"""What a check of another room says about a month, inside the transaction that closes it; nothing when all is well."""


class CloseVerdict(Enum):
    """Every way closing can end, in the order checked; only ``closed`` leaves a trace."""

    unknown_period = "unknown_period"
    wrong_state = "wrong_state"  # only a month that is closing can be closed
    earlier_month_open = "earlier_month_open"
    not_ready = "not_ready"  # a check of another room found something
    rules_missing = "rules_missing"  # of some line nobody wrote down what becomes of what it leaves
    not_settled = "not_settled"  # a rule cannot be carried out: see the detail
    closed = "closed"


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """A month as it was closed. Every line tells its four parts; the seal is the digest of its totals afterwards."""

    month: str
    rules: str
    lines: tuple[ClosingLine, ...]
    seal: str
    by: int | None
    at: datetime

    @property
    def totals(self) -> dict[str, int]:
        """The month in sums: what every part came to, in minor units.

        funded - actual = holds_carried's backing + unspent_* - overspend_* + credit, to the unit.
        """
        sums = {
            "funded": sum(line.funded_minor for line in self.lines),
            "actual": sum(line.actual_minor for line in self.lines),
            "backing": sum(line.backing_minor for line in self.lines),
            "credit": sum(line.credit_minor for line in self.lines),
        }
        for holds in (HoldRule.carry, HoldRule.release, HoldRule.expire):
            sums[f"holds_{holds.value}"] = sum(
                line.reserved_minor for line in self.lines if line.rule.holds is holds
            )
        for unspent in (UnspentRule.carry, UnspentRule.lapse, UnspentRule.to_reserve):
            sums[f"unspent_{unspent.value}"] = sum(
                line.unspent_minor for line in self.lines if line.rule.unspent is unspent
            )
        for over in (OverspendRule.carry, OverspendRule.write_off):
            sums[f"overspend_{over.value}"] = sum(
                line.overspend_minor for line in self.lines if line.rule.overspend is over
            )
        return sums


@dataclass(frozen=True, slots=True)
class CloseAnswer:
    """The verdict and what explains it: obstacles, or each line's faults, or what could not be settled, or the report."""

    verdict: CloseVerdict
    obstacles: tuple[Obstacle, ...] = ()
    faults: tuple[tuple[CellKey, tuple[ClosingFault, ...]], ...] = ()
    detail: str = ""
    report: MonthEnd | None = None
    replayed: bool = False


class ReopenVerdict(Enum):
    """Every way asking to open a month again can end, in the order checked."""

    unknown_period = "unknown_period"
    wrong_state = "wrong_state"  # only a closed month is opened again
    reason_missing = "reason_missing"
    already_asked = "already_asked"
    asked = "asked"


@dataclass(frozen=True, slots=True)
class ReopenAnswer:
    """The verdict, and the case that management answers; 0 when nobody is asked."""

    verdict: ReopenVerdict
    case: int = 0
    replayed: bool = False
