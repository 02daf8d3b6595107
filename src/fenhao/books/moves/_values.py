"""A move, and what became of a proposal, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from fenhao.books.budgets.operations import LineKey
from fenhao.engine.budget import MoveKind, MoveVerdict


class MoveState(Enum):
    """Where a move stands."""

    waiting = "waiting"
    moved = "moved"
    rejected = "rejected"
    withdrawn = "withdrawn"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class Move:
    """A proposed move. ``case`` decides about it, None when it moved at once; ``entry`` brought the funding."""

    id: int
    kind: MoveKind
    giver: LineKey
    taker: LineKey
    amount_minor: int
    currency: str
    why: str
    policy: str
    proposed_by: int | None
    proposed_at: datetime
    case: int | None
    entry: int | None
    moved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """What became of a proposal. ``move`` is None when the rules refuse it; ``case`` when nobody is asked.

    ``most_minor`` is the largest amount that the rule which refused would have let pass; ``detail`` names the sum that
    would have fallen below its use, where that is not the line itself.
    """

    verdict: MoveVerdict
    move: int | None = None
    case: int | None = None
    most_minor: int = 0
    ping_pong: bool = False
    across: bool = False
    detail: str = ""
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Bought:
    """What was spent on a line after a draw, by cost type and campaign; net of corrections."""

    cost_type: str
    campaign: str
    spent_minor: int


@dataclass(frozen=True, slots=True)
class DrawReport:
    """A draw, and the spend on its line that came after it. ``left_minor`` is what the line has now."""

    move: Move
    bought: tuple[Bought, ...]
    left_minor: int

    @property
    def spent_minor(self) -> int:
        """What was spent on the line after the draw."""
        return sum(each.spent_minor for each in self.bought)
