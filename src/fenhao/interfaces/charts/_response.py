"""A response curve: what spending brings, with the band that four of five futures lie in, and where spending stands on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from fenhao.interfaces.charts._scale import Voice, scale_over
from fenhao.interfaces.charts._svg import box, drawing, mark, room_for, stroke, trail, words

_SIDE = 8
_SQUARE = 9


@dataclass(frozen=True, slots=True)
class ResponsePoint:
    """What a spending brings: low, expected and high, whole minor units."""

    spent: int
    low: int
    mid: int
    high: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where spending stands on a curve. ``scenario`` is actual (solid) or plan (outlined)."""

    name: str
    scenario: str
    spent: int


def response_curve(
    points: Sequence[ResponsePoint],
    standings: Sequence[Standing],
    voice: Voice,
    *,
    width: int,
    height: int,
    caption: str,
) -> str:
    """Return the curve, dashed because it is an estimate; both axes begin at nothing and end in their figures."""
    across = scale_over([each.spent for each in points], start=_SIDE, end=width - _SIDE)
    tall = scale_over([edge for each in points for edge in (each.low, each.high)], start=height - 22, end=34)
    top = [(across.at(each.spent), tall.at(each.high)) for each in points]
    bottom = [(across.at(each.spent), tall.at(each.low)) for each in reversed(points)]
    line = [(across.at(each.spent), tall.at(each.mid)) for each in points]
    zero = tall.at(0)
    parts = [
        trail([*top, *bottom], "fh-fan", closed=True),
        stroke(_SIDE, zero, width - _SIDE, zero, "fh-axis-thin"),
        trail(line, "fh-line-forecast"),
    ]
    taken: list[Fraction] = []
    for place, each in enumerate(standings):
        x, brings = across.at(each.spent), _brings(points, each.spent)
        y = tall.at(brings)
        parts.append(stroke(x, zero, x, y, "fh-tie"))
        square = box(
            x - Fraction(_SQUARE, 2), y - Fraction(_SQUARE, 2), _SQUARE, _SQUARE, f"fh-{each.scenario}"
        )
        title = f"{caption} · {each.name}: {voice.amount(each.spent)} → {voice.amount(brings)}"
        parts.append(mark(square, title=title, href=""))
        label = f"{each.name} {voice.short(each.spent)}"
        half = Fraction(room_for(label), 2)
        middle = max(half, min(x, width - half))
        height_of = Fraction(12 + 13 * sum(abs(middle - other) < room_for(label) for other in taken))
        taken.append(middle)
        parts.append(
            words(middle, height_of, label, "fh-value" if place else "fh-value fh-strong", anchor="middle")
        )
    last = points[-1]
    parts += [
        words(_SIDE, height - 6, voice.short(0), "fh-tick"),
        words(width - _SIDE, height - 6, voice.short(last.spent), "fh-tick", anchor="end"),
        words(width - _SIDE, tall.at(last.low) + 13, voice.short(last.mid), "fh-tick", anchor="end"),
    ]
    return drawing(width, height, parts, caption=caption)


def _brings(points: Sequence[ResponsePoint], spent: int) -> int:
    """Return what is expected of a spending, on the line between the points beside it."""
    for left, right in pairwise(points):
        if left.spent <= spent <= right.spent and right.spent > left.spent:
            return left.mid + int(
                (right.mid - left.mid) * Fraction(spent - left.spent, right.spent - left.spent)
            )
    return points[-1].mid if points else 0
