"""What differs between two proposals, and a proposal with amounts that a person gave."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fenhao.engine.planning.studies._annual import Proposal, ProposedCell


@dataclass(frozen=True, slots=True)
class Move:
    """What one proposal has for a place and another has: of total, tier, category or cell. ``name`` says which one."""

    of: str
    name: str
    before_minor: int
    after_minor: int


def set_by_hand(proposal: Proposal, amounts: Mapping[tuple[str, str, str], int]) -> Proposal:
    """Return the proposal with some cells at amounts that a person gave; their arithmetic stays beside them.

    A key that the proposal does not have is a KeyError; no amount is below zero.
    """
    known = {each.key for each in proposal.cells}
    for key, amount in amounts.items():
        if key not in known or amount < 0:
            raise KeyError("/".join(key))
    cells = tuple(
        replace(
            each,
            amount_minor=amounts[each.key],
            by_hand_minor=each.by_hand_minor + amounts[each.key] - each.amount_minor,
        )
        if each.key in amounts
        else each
        for each in proposal.cells
    )
    return replace(proposal, cells=cells)


def moves(before: Proposal, after: Proposal) -> tuple[Move, ...]:
    """Return what moved between two proposals: the total, then every tier, category and cell that differs."""
    found = [Move("total", "", before.total_minor, after.total_minor)]
    for of in ("tier", "category", "cell"):
        held: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for side, proposal in enumerate((before, after)):
            for each in proposal.cells:
                held[_name(of, each)][side] += each.amount_minor
            if of == "category":
                held[""][side] += proposal.reserve_minor
        found += [Move(of, name, old, new) for name, (old, new) in held.items() if old != new]
    return tuple(found)


def _name(of: str, cell: ProposedCell) -> str:
    if of == "cell":
        return "/".join(cell.key)
    return cell.tier if of == "tier" else cell.category
