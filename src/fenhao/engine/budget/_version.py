"""What a version of the year's budget may become, how two differ, and what putting one in force moves."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.engine.budget._edit import CellChange, differences_of
from fenhao.engine.budget._sheet import CellKey, PlanCell, Sheet

_Name = Callable[[Sheet, PlanCell], str | None]
"""Under which name a cell is summed; None where it is not."""


class VersionState(Enum):
    """The states of a version."""

    draft = "draft"
    submitted = "submitted"
    approved = "approved"
    in_force = "in_force"
    superseded = "superseded"
    rejected = "rejected"
    withdrawn = "withdrawn"


_NEXT: dict[VersionState, frozenset[VersionState]] = {
    VersionState.draft: frozenset({VersionState.submitted, VersionState.withdrawn}),
    VersionState.submitted: frozenset({VersionState.approved, VersionState.rejected, VersionState.withdrawn}),
    VersionState.approved: frozenset({VersionState.in_force, VersionState.withdrawn}),
    VersionState.in_force: frozenset({VersionState.superseded}),
    VersionState.superseded: frozenset(),
    VersionState.rejected: frozenset(),
    VersionState.withdrawn: frozenset(),
}


def may_become(state: VersionState, then: VersionState, *, scenario: bool) -> bool:
    """Whether a version may go from one state to another. A scenario stays a draft, or is withdrawn; nothing else."""
    if scenario and then is not VersionState.withdrawn:
        return False
    return then in _NEXT[state]


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A cell that somebody changed since the editor read it, or that the editor wants to change; None where not there."""

    key: CellKey
    base: PlanCell | None
    yours: PlanCell | None
    theirs: PlanCell | None


def conflicts(*, base: Sheet, yours: Sheet, theirs: Sheet) -> tuple[CellConflict, ...]:
    """Return every cell in which yours or theirs differs from what you both started from."""
    first, mine, other = base.by_key, yours.by_key, theirs.by_key
    keys = dict.fromkeys((*first, *mine, *other))
    return tuple(
        CellConflict(key, first.get(key), mine.get(key), other.get(key))
        for key in keys
        if not first.get(key) == mine.get(key) == other.get(key)
    )


@dataclass(frozen=True, slots=True)
class SumDifference:
    """A sum of two versions. ``of``: quarter, month, tier, category, reserve or total; ``name`` which one."""

    of: str
    name: str
    before_minor: int
    after_minor: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions cell by cell, where they differ, and every sum of both.

    Quarters hold their reserves. Months and tiers do not: months + reserve = tiers + reserve = categories = quarters = total.
    """

    cells: tuple[CellChange, ...]
    sums: tuple[SumDifference, ...]


def compare(before: Sheet, after: Sheet) -> Comparison:
    """Return how the second version differs from the first."""
    named: tuple[tuple[str, _Name], ...] = (
        ("quarter", lambda of, cell: of.quarter_of(cell.key.month)),
        ("month", lambda _, cell: None if cell.is_reserve else cell.key.month),
        ("tier", lambda _, cell: None if cell.is_reserve else cell.key.tier),
        ("category", lambda _, cell: cell.key.category),
        ("reserve", lambda of, cell: of.quarter_of(cell.key.month) if cell.is_reserve else None),
    )
    sums = []
    for what, name in named:
        old, new = _sums(before, name), _sums(after, name)
        sums += [
            SumDifference(what, each, old.get(each, 0), new.get(each, 0))
            for each in dict.fromkeys((*new, *old))
        ]
    total = SumDifference("total", "", before.total_minor, after.total_minor)
    return Comparison(differences_of(before, after), (*sums, total))


@dataclass(frozen=True, slots=True)
class FundingChange:
    """What a swap does to one line: more funding, or less."""

    key: CellKey
    fixed: bool
    delta_minor: int


def funding_changes(*, in_force: Iterable[PlanCell], coming: Sequence[PlanCell]) -> tuple[FundingChange, ...]:
    """Return what has to be posted so that the books go from one version to another; equal lines are left alone.

    Only the difference is posted, so that transfers, carried money and reserves drawn since then stay as they are.
    """
    old = {cell.key: cell for cell in in_force}
    new = {cell.key: cell for cell in coming}
    found = []
    for key in dict.fromkeys((*new, *old)):
        was, will = old.get(key), new.get(key)
        delta = (will.amount_minor if will else 0) - (was.amount_minor if was else 0)
        if delta:
            told = will or was
            assert told is not None, "a key comes from one of the two"
            found.append(FundingChange(key, told.fixed, delta))
    return tuple(found)


def _sums(of: Sheet, name: _Name) -> dict[str, int]:
    """Return the cells' sums by a name; what has none is left out."""
    found: dict[str, int] = {}
    for cell in of.cells:
        if (each := name(of, cell)) is not None:
            found[each] = found.get(each, 0) + cell.amount_minor
    return found
