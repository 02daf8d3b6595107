"""A goal: where a metric stood, where it shall be and when; and whether it is on its way there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.metrics._metric import Better, Unit
from fenhao.kernel import Trouble

_TYPED = str.maketrans(
    {"％": "%", "−": "-", "－": "-", "＋": "+", ",": None, "，": None, " ": None, "￥": None, "¥": None}
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,8})?")


class Progress(Enum):
    """How a goal stands, in the order in which it is asked."""

    unmeasured = "unmeasured"  # nothing was measured since the baseline
    unsure = "unsure"  # an estimate whose interval holds both yes and no
    met = "met"
    missed = "missed"  # the month it was due in was measured, and the target not reached
    on_track = "on_track"  # at or beyond the straight line from baseline to target
    behind = "behind"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a goal wants. Months are counted from the baseline's last month: that is 0, the month due ``due``, at least 1."""

    better: Better
    baseline: Fraction
    target: Fraction
    due: int

    @property
    def upwards(self) -> bool:
        """Whether more is better; a metric without a direction of its own is to go towards its target."""
        if self.better is Better.as_set:
            return self.target >= self.baseline
        return self.better is Better.up


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured in the month so far after the baseline; ``low`` and ``high`` only of estimates."""

    month: int
    value: Fraction
    low: Fraction | None = None
    high: Fraction | None = None


def target_of(baseline: Fraction, *, amount: Fraction, relative: bool) -> Fraction:
    """Return the target in the metric's own unit; a relative one is a change of the baseline: -15 % is -3/20."""
    return baseline * (1 + amount) if relative else amount


def typed_target(text: str, *, unit: Unit, relative: bool, digits: int) -> Fraction:
    """Return a target as somebody types it: ``-15%`` or ``-15`` of a change or a share, ``1,200.50`` of an amount, ``3``.

    Amounts are typed in the currency's own unit, which has so many ``digits``. Trouble ``goals.bad_target`` for anything else.
    """
    plain = text.strip().translate(_TYPED)
    in_percent = relative or unit is Unit.share
    number = plain.removesuffix("%") if in_percent else plain
    if not _NUMBER.fullmatch(number):
        raise Trouble("goals.bad_target", {"text": text})
    found = Fraction(number)
    if in_percent:
        return found * Fraction(1, 100)
    return found * 10**digits if unit is Unit.minor else found


def path_at(aim: Aim, month: int) -> Fraction:
    """Return what is asked in a month on the straight line from the baseline to the target, the target from then on.

    A baseline that keeps the target already asks for the target all the way: standing still is no way back.
    """
    if _keeps(aim, aim.baseline, aim.target):
        return aim.target
    gone = Fraction(min(max(month, 0), aim.due), aim.due)
    return aim.baseline + (aim.target - aim.baseline) * gone


def progress_of(aim: Aim, reading: Reading | None) -> Progress:
    """Return how a goal stands by its newest reading."""
    if reading is None or reading.month <= 0:
        return Progress.unmeasured
    asked = aim.target if reading.month >= aim.due else path_at(aim, reading.month)
    if reading.low is not None and reading.high is not None:
        ends = {_keeps(aim, end, asked) for end in (reading.low, reading.high)}
        if len(ends) > 1:
            return Progress.unsure
    if _keeps(aim, reading.value, aim.target):
        return Progress.met
    if reading.month >= aim.due:
        return Progress.missed
    return Progress.on_track if _keeps(aim, reading.value, asked) else Progress.behind


def _keeps(aim: Aim, value: Fraction, mark: Fraction) -> bool:
    """Whether a value is at the mark or on its better side."""
    return value >= mark if aim.upwards else value <= mark


@dataclass(frozen=True, slots=True)
class Volume:
    """What a scope cost in some months, and the entries that it cost it for."""

    cost_minor: int
    entries: int
    months: int


def saving_of(before: Volume, since: Sequence[Volume], *, by_unit: bool) -> int:
    """Return what a scope cost less since then than before, in whole minor units, a part of one left away; negative for more.

    By month: each month at the baseline's cost of one, less what it cost. By unit: as many entries as there were, each at
    the baseline's cost, less what they cost. 0 where the baseline holds nothing to compare with.
    """
    spent = sum(each.cost_minor for each in since)
    over = before.entries if by_unit else before.months
    if over <= 0:
        return 0
    units = sum(each.entries if by_unit else each.months for each in since)
    return before.cost_minor * units // over - spent
