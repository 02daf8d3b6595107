"""Charts of one table cell: structure runs down the rows, so every cell of a column shares one scale."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from fenhao.interfaces.charts._memory import remembered
from fenhao.interfaces.charts._scale import Scale, scale_over
from fenhao.interfaces.charts._svg import box, drawing, mark, room_for, stroke, trail, words

_HEIGHT = 38
_MIDDLE = Fraction(_HEIGHT, 2)


def bar_scale(values: Sequence[int], *, width: int) -> Scale:
    """Return the scale that the cells of one column share; negative values stand left of its axis."""
    return scale_over(values, start=1, end=width - 1)


def bar_cell(value: int, *, plan: int | None, scale: Scale, width: int, title: str) -> str:
    """Return a solid bar for the actual with the plan as an outline behind its upper edge."""
    zero = scale.at(0)
    inner = "" if plan is None else box(zero, 9, scale.length(plan), 10, "fh-plan")
    inner += box(zero, 13, scale.length(value), 12, "fh-actual")
    parts = [mark(inner, title=title, href=""), stroke(zero, 0, zero, _HEIGHT, "fh-axis-thin")]
    return drawing(width, _HEIGHT, parts, caption=title, stretches=True)


def delta_scale(values: Sequence[int], texts: Sequence[str], *, width: int) -> Scale:
    """Return the scale of a column of differences that leaves room for their labels on both sides."""
    room = max((room_for(text) for text in texts), default=0) + 8
    left = room if any(value < 0 for value in values) else 2
    right = room if any(value >= 0 for value in values) else 2
    return scale_over(values, start=left, end=width - right)


def delta_cell(value: int, text: str, *, scale: Scale, width: int, more_is_bad: bool, title: str) -> str:
    """Return a difference as a bar from the axis: red where it costs profit, green where it adds to it."""
    zero, reach = scale.at(0), scale.length(value)
    css = "even" if not value else "bad" if (value > 0) == more_is_bad else "good"
    beside = (reach + 5, "") if value >= 0 else (reach - 5, "end")
    inner = box(zero, 13, reach, 12, f"fh-{css}")
    inner += words(zero + beside[0], _MIDDLE + 4, text, f"fh-note fh-{css}-ink", anchor=beside[1])
    parts = [mark(inner, title=title, href=""), stroke(zero, 0, zero, _HEIGHT, "fh-axis-thin")]
    return drawing(width, _HEIGHT, parts, caption=title)


def pin_cell(value: Fraction, text: str, *, scale: Scale, width: int, more_is_bad: bool, title: str) -> str:
    """Return a relative difference as a pin."""
    zero, reach = scale.at(0), scale.length(value)
    css = "even" if not value else "bad" if (value > 0) == more_is_bad else "good"
    beside = (reach + 8, "") if value >= 0 else (reach - 8, "end")
    inner = stroke(zero, _MIDDLE, zero + reach, _MIDDLE, f"fh-pin fh-{css}")
    inner += box(zero + reach - 3, _MIDDLE - 3, 6, 6, "fh-actual")
    inner += words(zero + beside[0], _MIDDLE + 4, text, f"fh-note fh-{css}-ink", anchor=beside[1])
    parts = [mark(inner, title=title, href=""), stroke(zero, 0, zero, _HEIGHT, "fh-axis-thin")]
    return drawing(width, _HEIGHT, parts, caption=title)


def pin_scale(values: Sequence[Fraction], texts: Sequence[str], *, width: int) -> Scale:
    """Return the scale of a column of pins, with room for their labels."""
    room = max((room_for(text) for text in texts), default=0) + 12
    left = room if any(value < 0 for value in values) else 4
    right = room if any(value >= 0 for value in values) else 4
    return scale_over(values, start=left, end=width - right)


@lru_cache(maxsize=4096)
@remembered
def bullet(
    share: Fraction, *, goal: Fraction | None, full: Fraction, missed: bool, width: int, title: str
) -> str:
    """Return a bar on a track that ends at ``full``, with a tick at the goal; red when the goal is missed."""
    scale = Scale(low=Fraction(0), high=full, start=0, end=width)
    reach = max(Fraction(0), min(scale.length(share), Fraction(width)))
    parts = [box(0, 6, width, 8, "fh-track"), box(0, 6, reach, 8, "fh-bad" if missed else "fh-actual")]
    if goal is not None and goal <= full:
        parts.append(box(min(scale.at(goal), Fraction(width - 2)), 3, 2, 14, "fh-goal"))
    return drawing(width, 20, [mark("".join(parts), title=title, href="")], caption=title, stretches=True)


@remembered
def sparkline(values: Sequence[int], *, width: int, title: str) -> str:
    """Return the course of a figure without its labels; the dot is the last value."""
    tall = scale_over(values, start=23, end=5)
    step = Fraction(width - 8, max(len(values) - 1, 1))
    points = [(4 + step * i, tall.at(value)) for i, value in enumerate(values)]
    inner = trail(points, "fh-line") if len(points) > 1 else ""
    if points:
        inner += box(points[-1][0] - 2, points[-1][1] - 2, 4, 4, "fh-actual")
    return drawing(width, 28, [mark(inner, title=title, href="")] if points else [], caption=title)
