"""What a split must keep to: every rule bounds the sum of some cells, so that any of them can be named when they clash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.value.spending._curve import Cell


class RuleCode(Enum):
    """Which rule it is."""

    budget = "budget"  # no more than the budget less its reserve
    used = "used"  # at least so much of it is put to use
    tier_least = "tier_least"
    tier_most = "tier_most"
    programme_least = "programme_least"
    programme_most = "programme_most"
    cell_least = "cell_least"
    cell_most = "cell_most"


LEAST = frozenset({RuleCode.used, RuleCode.tier_least, RuleCode.programme_least, RuleCode.cell_least})


@dataclass(frozen=True, slots=True)
class Rule:
    """The cells (places) together get at least, or at most, ``minor``. ``tier`` and ``programme`` say whom it is about."""

    code: RuleCode
    tier: str
    programme: str
    cells: frozenset[int]
    minor: int

    @property
    def is_least(self) -> bool:
        """Whether it is a lower bound."""
        return self.code in LEAST


@dataclass(frozen=True, slots=True)
class Band:
    """A share of what can be spent, reserve taken off: at least and at most."""

    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: amounts in minor units a year.

    ``tiers`` are bands of shares. ``amounts`` bound a cell, a programme (a cell with tier '') or a tier (with programme ''):
    least and most, -1 for no bound. A cell without a most of its own may get up to ``times_most`` of what it spent in the
    past year: what nobody has tried, no curve knows. At least ``used_least`` of what can be spent is put to use.
    """

    budget_minor: int
    reserve: Fraction
    used_least: Fraction
    tiers: Mapping[str, Band]
    amounts: Mapping[Cell, tuple[int, int]]
    times_most: Fraction


def spendable(wanted: Wanted) -> int:
    """Return the budget less its reserve, which is rounded up."""
    return wanted.budget_minor - _up(wanted.budget_minor * wanted.reserve)


def rules_of(cells: Sequence[Cell], spent: Sequence[int], wanted: Wanted) -> tuple[Rule, ...]:
    """Return every rule in the order of RuleCode; a share becomes a whole amount, a unit in favour of the split."""
    whole = spendable(wanted)
    every = frozenset(range(len(cells)))
    found = [Rule(RuleCode.budget, "", "", every, whole)]
    if wanted.used_least > 0:
        found.append(Rule(RuleCode.used, "", "", every, int(whole * wanted.used_least)))
    for tier, band in wanted.tiers.items():
        here = frozenset(place for place, cell in enumerate(cells) if cell.tier == tier)
        if band.least > 0:
            found.append(Rule(RuleCode.tier_least, tier, "", here, int(whole * band.least)))
        if band.most < 1:
            found.append(Rule(RuleCode.tier_most, tier, "", here, _up(whole * band.most)))
    for asked, (least, most) in wanted.amounts.items():
        if not asked.tier or not asked.programme:
            here = frozenset(place for place, cell in enumerate(cells) if _covers(asked, cell))
            found += _bounds(asked, here, least, most)
    for place, cell in enumerate(cells):
        least, most = wanted.amounts.get(cell, (-1, -1))
        most = int(spent[place] * wanted.times_most) if most < 0 else most
        found += _bounds(cell, frozenset({place}), least, most)
    return tuple(found)


def _covers(asked: Cell, cell: Cell) -> bool:
    return asked.tier in ("", cell.tier) and asked.programme in ("", cell.programme)


def _bounds(asked: Cell, cells: frozenset[int], least: int, most: int) -> list[Rule]:
    codes = (RuleCode.cell_least, RuleCode.cell_most)
    if not asked.programme:
        codes = (RuleCode.tier_least, RuleCode.tier_most)
    elif not asked.tier:
        codes = (RuleCode.programme_least, RuleCode.programme_most)
    return [
        Rule(code, asked.tier, asked.programme, cells, minor)
        for code, minor in zip(codes, (least, most), strict=True)
        if minor >= 0 and (minor or code is codes[1])
    ]


def _up(amount: Fraction) -> int:
    return -int(-amount // 1)
