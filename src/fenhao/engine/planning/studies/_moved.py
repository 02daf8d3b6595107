"""What differs between two proposals, and a proposal with amounts that a person gave."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fenhao.engine.budget import NO_TIER, RESERVE_CATEGORY
from fenhao.engine.planning.studies._annual import Proposal, ProposedCell


@dataclass(frozen=True, slots=True)
class Move:
    """What one proposal has for a place and another has: of total, tier, category or cell. ``name`` says which one."""

    of: str
    name: str
    before_minor: int
    after_minor: int


def set_by_hand(proposal: Proposal, amounts: Mapping[tuple[str, str, str], int]) -> Proposal:
    """Return the proposal with some lines at amounts that a person gave; their arithmetic stays beside them.

    A key (quarter, '', RESERVE_CATEGORY) is a quarter's reserve. Where fixed and variable cost share a line, the difference goes to the
    variable part as far as that reaches. A key that the proposal does not have is a KeyError; no amount is below zero.
    """
    reserves = {(each.quarter, NO_TIER, RESERVE_CATEGORY): each for each in proposal.reserves}
    held: dict[tuple[str, str, str], int] = defaultdict(int)
    for each in proposal.cells:
        held[each.key] += each.amount_minor
    for key, amount in amounts.items():
        if (key not in held and key not in reserves) or amount < 0:
            raise KeyError("/".join(key))
    left = {key: amounts[key] - held[key] for key in amounts if key in held}
    cells = list(proposal.cells)
    for at in sorted(range(len(cells)), key=lambda at: cells[at].fixed):
        each = cells[at]
        step = max(left.get(each.key, 0), -each.amount_minor)
        if step:
            left[each.key] -= step
            amount, by_hand = each.amount_minor + step, each.by_hand_minor + step
            cells[at] = replace(each, amount_minor=amount, by_hand_minor=by_hand)
    return replace(
        proposal,
        cells=tuple(cells),
        reserves=tuple(
            replace(each, reserve_minor=amounts.get(key, each.reserve_minor))
            for key, each in reserves.items()
        ),
    )


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
