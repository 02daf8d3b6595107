"""Whether funding may move from one line to another, as a pure function; the total never changes."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.budget._control import ANY
from fenhao.engine.budget._line import RESERVE_CATEGORY


class MoveVerdict(Enum):
    """Every way a proposed move can end, in the order checked."""

    amount_not_positive = "amount_not_positive"
    same_line = "same_line"
    unknown_line = "unknown_line"
    reserve_is_drawn = "reserve_is_drawn"  # an emergency reserve gives by a draw, and receives nothing
    not_a_reserve = "not_a_reserve"
    other_quarter = "other_quarter"  # a reserve is for lines of its own quarter
    currency_mismatch = "currency_mismatch"
    month_closed = "month_closed"
    pair_not_allowed = "pair_not_allowed"
    below_used = "below_used"  # the giver would fall below what is reserved and spent
    line_cap_reached = "line_cap_reached"
    year_cap_reached = "year_cap_reached"
    needs_approval = "needs_approval"
    moves_at_once = "moves_at_once"


MOVING = frozenset({MoveVerdict.needs_approval, MoveVerdict.moves_at_once})
"""The verdicts after which the rules have nothing against the move."""


class MoveKind(Enum):
    """A transfer between lines, or a draw from the emergency reserve."""

    transfer = "transfer"
    draw = "draw"


@dataclass(frozen=True, slots=True)
class MovePair:
    """An allowed pair: funding may leave lines of one tier and category for lines of another; each may be ANY."""

    from_tier: str
    from_category: str
    to_tier: str
    to_category: str


@dataclass(frozen=True, slots=True)
class MovePolicy:
    """The written rules of moves.

    A line gives at most ``line_cap_share`` of what it was funded with, and all lines of a fiscal year together at most
    ``year_cap_share`` of theirs; draws count to neither. A transfer up to ``at_once_minor`` inside one tier moves at once.
    """

    version: str
    pairs: tuple[MovePair, ...]
    line_cap_share: Fraction
    year_cap_share: Fraction
    at_once_minor: int


DEFAULT_MOVES = MovePolicy(
    version="built-in",
    pairs=(MovePair(ANY, ANY, ANY, ANY),),
    line_cap_share=Fraction(1, 2),
    year_cap_share=Fraction(1, 5),
    at_once_minor=100_000,
)
"""What holds until the company writes its own."""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One side of a move as it stands. ``funded_minor`` is what it has now; ``gave_minor`` what transfers took from it.

    ``gave_this_month`` and ``received_this_month`` look at the month in which the move is made.
    """

    tier: str
    category: str
    period: str
    quarter: str
    currency: str
    closed: bool
    funded_minor: int
    used_minor: int
    gave_minor: int
    gave_this_month: bool
    received_this_month: bool


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """What is proposed: the lines, None where there is none, and what the year's lines had and gave.

    ``year_funded_minor`` is the funding of all lines of the giver's year, ``year_gave_minor`` what transfers moved in it.
    """

    kind: MoveKind
    amount_minor: int
    currency: str
    giver: MoveLine | None
    taker: MoveLine | None
    year_funded_minor: int
    year_gave_minor: int


@dataclass(frozen=True, slots=True)
class MoveDecision:
    """The verdict; ``most_minor`` is the largest amount that the rule asked last would have let pass.

    ``ping_pong`` when a side has moved the other way in this month, ``across`` when the tiers differ.
    """

    verdict: MoveVerdict
    most_minor: int = 0
    ping_pong: bool = False
    across: bool = False


def judge_move(asked: MoveAsked, policy: MovePolicy) -> MoveDecision:
    """Return what the rules say to a move; change nothing."""
    giver, taker = asked.giver, asked.taker
    if asked.amount_minor <= 0:
        return MoveDecision(MoveVerdict.amount_not_positive)
    if giver is None or taker is None:
        return MoveDecision(MoveVerdict.unknown_line)
    if (giver.period, giver.tier, giver.category) == (taker.period, taker.tier, taker.category):
        return MoveDecision(MoveVerdict.same_line)
    if (wrong := _reserve_wrong(asked.kind, giver, taker)) is not None:
        return MoveDecision(wrong)
    if {giver.currency, taker.currency} != {asked.currency}:
        return MoveDecision(MoveVerdict.currency_mismatch)
    if giver.closed or taker.closed:
        return MoveDecision(MoveVerdict.month_closed)
    if asked.kind is MoveKind.transfer and not _is_allowed(giver, taker, policy):
        return MoveDecision(MoveVerdict.pair_not_allowed)
    free = giver.funded_minor - giver.used_minor
    if asked.amount_minor > free:
        return MoveDecision(MoveVerdict.below_used, max(0, free))
    if asked.kind is MoveKind.draw:
        return MoveDecision(MoveVerdict.needs_approval, free)
    return _transfer(asked, giver, taker, policy, free=free)


def _transfer(
    asked: MoveAsked, giver: MoveLine, taker: MoveLine, policy: MovePolicy, *, free: int
) -> MoveDecision:
    """Return what caps say to a transfer that the lines can bear, and whether somebody is asked."""
    line_left = _share(giver.funded_minor + giver.gave_minor, policy.line_cap_share) - giver.gave_minor
    if asked.amount_minor > line_left:
        return MoveDecision(MoveVerdict.line_cap_reached, max(0, line_left))
    year_left = _share(asked.year_funded_minor, policy.year_cap_share) - asked.year_gave_minor
    if asked.amount_minor > year_left:
        return MoveDecision(MoveVerdict.year_cap_reached, max(0, year_left))
    ping_pong = giver.received_this_month or taker.gave_this_month
    across = giver.tier != taker.tier
    at_once = asked.amount_minor <= policy.at_once_minor and not across and not ping_pong
    verdict = MoveVerdict.moves_at_once if at_once else MoveVerdict.needs_approval
    return MoveDecision(verdict, min(free, line_left, year_left), ping_pong, across)


def _reserve_wrong(kind: MoveKind, giver: MoveLine, taker: MoveLine) -> MoveVerdict | None:
    """Return what is wrong about emergency reserves in a move; None when nothing is."""
    drawn = giver.category == RESERVE_CATEGORY
    if taker.category == RESERVE_CATEGORY or (drawn and kind is MoveKind.transfer):
        return MoveVerdict.reserve_is_drawn
    if kind is MoveKind.draw and not drawn:
        return MoveVerdict.not_a_reserve
    if kind is MoveKind.draw and giver.quarter != taker.quarter:
        return MoveVerdict.other_quarter
    return None


def _is_allowed(giver: MoveLine, taker: MoveLine, policy: MovePolicy) -> bool:
    """Whether the policy lets funding go this way."""
    return any(
        pair.from_tier in {giver.tier, ANY}
        and pair.from_category in {giver.category, ANY}
        and pair.to_tier in {taker.tier, ANY}
        and pair.to_category in {taker.category, ANY}
        for pair in policy.pairs
    )


def _share(amount_minor: int, share: Fraction) -> int:
    """Return a share of an amount in whole minor units, never more than the share."""
    return amount_minor * share.numerator // share.denominator
