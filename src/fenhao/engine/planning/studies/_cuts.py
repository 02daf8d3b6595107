"""Money is short: which cuts hurt least, line by line, with what each is expected to lose.

A line of average return r brings V = r x amount, and its last yuan brings less than its first: cutting the share s of what can
be cut loses V x (1 - (1 - s)^b). What was ineffective loses nothing and goes first. The slices with the smallest loss a unit
go first, which is the least loss there is for curves of this shape; a larger cut never gives a line back what a smaller took.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.budget import scaled
from fenhao.engine.planning.studies._fields import Answers, Asked, Field
from fenhao.engine.planning.studies._year import YearFacts
from fenhao.kernel import split

_NOTHING, _ALL = Fraction(0), Fraction(1)
SLICES = 20

CUT_FIELDS = (
    Field("version", Asked.count, "", low=_NOTHING, group="target"),
    Field("cut", Asked.share, "30%", low=_NOTHING, high=_ALL, group="target"),
    Field("amount", Asked.money, "", low=_NOTHING, group="target"),
    Field("most", Asked.share, "80%", low=_NOTHING, high=_ALL, group="limits"),
    Field("keep", Asked.share, "", per="tier", low=_NOTHING, high=_ALL, group="limits"),
    Field("diminishing", Asked.share, "50%", low=Fraction(1, 20), high=_ALL, group="limits"),
    Field("reserve_cut", Asked.share, "0%", low=_NOTHING, high=_ALL, group="limits"),
)
"""``cut`` of the whole budget, or an ``amount``; no line loses more than ``most`` of what is free, a tier keeps at least ``keep``
of its budget; ``diminishing`` is b."""


class Guard(Enum):
    """Why some of a line cannot be cut, in the order checked."""

    closed = "closed"
    fixed = "fixed"
    reserve = "reserve"
    committed = "committed"
    free = "free"


@dataclass(frozen=True, slots=True)
class CuttableLine:
    """A line of the budget: what it has, what is reserved and spent already, whether its month is over."""

    month: str
    tier: str
    category: str
    amount_minor: int
    committed_minor: int
    fixed: bool
    reserve: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class LineCut:
    """What a line gives. ``loss`` is an estimate in minor units of margin; ``per_cost`` the return it rests on.

    ``ineffective_minor`` is the part of the cut that bought nothing last year. ``guard`` is what protects the rest.
    """

    month: str
    tier: str
    category: str
    amount_minor: int
    committed_minor: int
    cut_minor: int
    ineffective_minor: int
    per_cost: Fraction | None
    waste_share: Fraction
    loss: float
    guard: Guard
    fixed: bool
    reserve: bool

    @property
    def left_minor(self) -> int:
        """What the line keeps."""
        return self.amount_minor - self.cut_minor


@dataclass(frozen=True, slots=True)
class Cuts:
    """The answer: lines in the order of least loss for each unit. ``short_minor`` is what the limits do not let go."""

    total_minor: int
    wanted_minor: int
    cut_minor: int
    lines: tuple[LineCut, ...]

    @property
    def short_minor(self) -> int:
        """What is missing to the target: the limits and commitments protect the rest."""
        return self.wanted_minor - self.cut_minor

    @property
    def loss(self) -> float:
        """The margin that is expected to be lost, an estimate in minor units."""
        return sum(each.loss for each in self.lines)


@dataclass(frozen=True, slots=True)
class _Slice:
    """A slice of a line: place of its line, amount, loss a unit, and whether it bought nothing."""

    line: int
    amount: int
    rate: float
    idle: bool


def least_cuts(*, lines: Sequence[CuttableLine], facts: YearFacts | None, answers: Answers) -> Cuts:
    """Return which lines give how much so that the target is met and least is lost.

    The sum of cuts is the target to the minor unit, unless what may be cut is less: then all of that.
    """
    total = sum(each.amount_minor for each in lines)
    wanted = answers.money("amount") if answers.is_given("amount") else scaled(total, answers.share("cut"))
    wanted = min(wanted, total)
    free = [_free(each, answers) for each in lines]
    free = _kept(lines, free, answers)
    slices = sorted(
        (
            part
            for place, each in enumerate(lines)
            for part in _slices(place, each, free[place], facts, answers)
        ),
        key=lambda part: part.rate,
    )
    cut, idle, loss = [0] * len(lines), [0] * len(lines), [0.0] * len(lines)
    left = wanted
    for part in slices:
        if not left:
            break
        taken = min(part.amount, left)
        cut[part.line] += taken
        idle[part.line] += taken if part.idle else 0
        loss[part.line] += part.rate * taken
        left -= taken
    found = [
        LineCut(
            each.month, each.tier, each.category, each.amount_minor, each.committed_minor, cut[place], idle[place],
            _return_of(each, facts), _waste_share(each, facts), loss[place], _guard(each), each.fixed, each.reserve,
        )
        for place, each in enumerate(lines)
    ]  # fmt: skip
    order = sorted(
        range(len(found)),
        key=lambda at: (not found[at].cut_minor, loss[at] * (1 / cut[at]) if cut[at] else 0.0, at),
    )
    return Cuts(total, wanted, wanted - left, tuple(found[at] for at in order))


def _guard(line: CuttableLine) -> Guard:
    """Return what protects a line."""
    if line.closed:
        return Guard.closed
    if line.fixed:
        return Guard.fixed
    if line.reserve:
        return Guard.reserve
    return Guard.committed if line.committed_minor >= line.amount_minor else Guard.free


def _free(line: CuttableLine, answers: Answers) -> int:
    """Return how much of a line may go at most."""
    if line.closed or line.fixed:
        return 0
    open_minor = max(line.amount_minor - line.committed_minor, 0)
    return scaled(open_minor, answers.share("reserve_cut" if line.reserve else "most"))


def _kept(lines: Sequence[CuttableLine], free: list[int], answers: Answers) -> list[int]:
    """Return the free amounts less what tiers have to keep: what is too much is taken off their lines by size."""
    found = list(free)
    for tier in dict.fromkeys(each.tier for each in lines if each.tier):
        at = [place for place, each in enumerate(lines) if each.tier == tier]
        keep = answers.share(f"keep.{tier}")
        most = sum(lines[place].amount_minor for place in at)
        most -= scaled(most, keep)
        over = sum(found[place] for place in at) - most
        if over > 0:
            parts = split(most, [found[place] for place in at])
            for place, part in zip(at, parts, strict=True):
                found[place] = part
    return found


def _slices(
    place: int, line: CuttableLine, free: int, facts: YearFacts | None, answers: Answers
) -> Iterable[_Slice]:
    """Yield a line's slices: first what bought nothing, then the rest, each dearer than the one before."""
    if not free:
        return
    idle = min(scaled(line.amount_minor, _waste_share(line, facts)), free)
    if idle:
        yield _Slice(place, idle, 0.0, idle=True)
    rest = line.amount_minor - idle
    worth = float(_return_of(line, facts) or 1)
    power = float(answers.share("diminishing"))
    gone = 0
    for part in split(free - idle, [1] * SLICES):
        if part:
            lost = (1 - gone / rest) ** power - (1 - (gone + part) / rest) ** power
            yield _Slice(place, part, worth * rest * lost / part, idle=False)
            gone += part


def _return_of(line: CuttableLine, facts: YearFacts | None) -> Fraction | None:
    """Return the margin that a unit of the tier's cost came with, everybody's for a line without a tier."""
    if facts is None:
        return None
    tier = facts.tier_of.get(line.tier)
    found = tier.per_cost if tier is not None else facts.per_cost
    return max(found, Fraction(0)) if found is not None else None


def _waste_share(line: CuttableLine, facts: YearFacts | None) -> Fraction:
    """Return the share of the line's cost that bought nothing last year."""
    if facts is None or line.fixed or line.reserve:
        return Fraction(0)
    shares = (
        facts.waste_share(tier=line.tier, category=line.category, quiet=quiet) for quiet in (True, False)
    )
    return min(sum(shares, Fraction(0)), Fraction(1))
