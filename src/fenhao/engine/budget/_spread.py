"""Edit a total as in a spreadsheet: held cells stay, the others share the rest as they did before."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.kernel import split


class SpreadVerdict(Enum):
    """Every way an edit can end, in the order checked."""

    no_cells = "no_cells"
    all_held = "all_held"
    held_exceed_total = "held_exceed_total"
    spread = "spread"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell under a total. ``held`` survives every spread; ``amount_minor`` is never negative."""

    amount_minor: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """The answer: the new amounts in the cells' order, or the old ones when the edit is refused.

    ``held_minor`` is what the held cells keep; a refusal shows it as the reason.
    """

    verdict: SpreadVerdict
    amounts_minor: tuple[int, ...]
    held_minor: int


def spread(cells: Sequence[SheetCell], *, total_minor: int) -> Spread:
    """Return the cells with their sum at ``total_minor``: the un-held share the rest by what they held before.

    Un-held cells that are all zero share evenly. A refused edit changes nothing.
    """
    before = tuple(cell.amount_minor for cell in cells)
    assert all(amount >= 0 for amount in before), "a budget cell is never negative"
    held = sum(cell.amount_minor for cell in cells if cell.held)
    free = [at for at, cell in enumerate(cells) if not cell.held]
    rest = total_minor - held
    if not cells:
        return Spread(SpreadVerdict.no_cells, before, held)
    if not free and rest != 0:
        return Spread(SpreadVerdict.all_held, before, held)
    if rest < 0:
        return Spread(SpreadVerdict.held_exceed_total, before, held)
    if not free:
        return Spread(SpreadVerdict.spread, before, held)
    amounts = list(before)
    for at, part in zip(free, spread_by(rest, [before[at] for at in free]), strict=True):
        amounts[at] = part
    return Spread(SpreadVerdict.spread, tuple(amounts), held)


def spread_by(total_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return the split by the weights, evenly where no weight is above zero. Negative weights count as zero."""
    seen = [max(weight, 0) for weight in weights]
    return split(total_minor, seen if any(seen) else [1] * len(seen))
