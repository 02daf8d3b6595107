"""The chart of cost types: a tree whose leaves say what a cost is by nature, purpose and life-cycle stage."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Nature(Enum):
    """Fixed cost is accounted by the year, variable cost by the quarter."""

    fixed = "fixed"
    variable = "variable"


class Purpose(Enum):
    """What the money is for (requirement A2)."""

    acquisition = "acquisition"
    service = "service"
    retention = "retention"
    complaint = "complaint"
    churn = "churn"
    data = "data"
    tools = "tools"


class Stage(Enum):
    """The customer's life-cycle stage that the cost belongs to."""

    acquire = "acquire"
    onboard = "onboard"
    grow = "grow"
    keep = "keep"
    win_back = "win_back"
    all = "all"


@dataclass(frozen=True, slots=True)
class CostType:
    """A leaf.

    ``category`` (环节) is the branch that budget lines speak of; ``pool_id`` names the pool that
    takes its entries when they carry no customer, and is empty when nothing may allocate them. ``branch`` is the
    branch below the category that holds the leaf, empty for none. From ``retired_on`` on nothing new is booked to it.
    """

    code: str
    category: str
    name_zh: str
    name_en: str
    nature: Nature
    purpose: Purpose
    stage: Stage
    pool_id: str
    branch: str = ""
    retired_on: date | None = None

    def takes(self, on: date) -> bool:
        """Whether cost of that day may still be booked to it."""
        return self.retired_on is None or on < self.retired_on


@dataclass(frozen=True, slots=True)
class Category:
    """A branch of the chart: what budget lines are made of."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch below a category: it orders the leaves for people, budget lines do not know it.

    ``parent`` is the code of a category or of another branch; a branch comes after its parent.
    """

    code: str
    parent: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All categories, branches and leaves, in declared order; the order is part of the meaning (ties, reports)."""

    categories: tuple[Category, ...]
    cost_types: tuple[CostType, ...]
    branches: tuple[Branch, ...] = ()

    def leaf(self, code: str) -> CostType | None:
        """Return the leaf of that code; None when the chart does not know it."""
        return next((leaf for leaf in self.cost_types if leaf.code == code), None)
