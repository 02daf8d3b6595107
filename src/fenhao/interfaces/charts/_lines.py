"""Time across: lines with an optional fan of intervals, and the whale curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.interfaces.charts._columns import labelled
from fenhao.interfaces.charts._scale import Scale, Voice, scale_over
from fenhao.interfaces.charts._svg import Length, box, drawing, element, mark, room_for, stroke, trail, words

_CSS = {"actual": "fh-line", "plan": "fh-line-plan", "forecast": "fh-line-forecast"}


@dataclass(frozen=True, slots=True)
class Line:
    """One series. ``scenario`` is actual, plan or forecast; unknown values leave a gap at the end or start."""

    name: str
    scenario: str
    values: tuple[int | None, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """An interval around a forecast: the lower and upper edge of each point, unknown where there is none."""

    edges: tuple[tuple[int, int] | None, ...]


def lines(
    labels: Sequence[str],
    series: Sequence[Line],
    fans: Sequence[Fan],
    voice: Voice,
    *,
    width: int,
    height: int,
    caption: str,
) -> str:
    """Return lines over time; each ends in its name and last value."""
    edges = [edge for fan in fans for pair in fan.edges if pair is not None for edge in pair]
    values = [value for each in series for value in each.values if value is not None]
    names = [f"{each.name} {voice.short(_last(each)[1])}" for each in series]
    room = max((room_for(name) for name in names), default=0) + 12
    tall = scale_over([*values, *edges], start=height - 22, end=14)
    step = Fraction(width - room - 8, max(len(labels) - 1, 1))
    parts = [_fan(fan, tall, step) for fan in fans]
    ends = _apart([tall.at(_last(each)[1]) for each in series])
    for each, name, end in zip(series, names, ends, strict=True):
        points = [(4 + step * i, tall.at(value)) for i, value in enumerate(each.values) if value is not None]
        parts.append(trail(points, _CSS[each.scenario]) if len(points) > 1 else "")
        parts += [_dot(x, y, each.titles[i], "fh-dot") for i, x, y in _places(each, tall, step)]
        parts.append(words(4 + step * _last(each)[0] + 8, end + 4, name, "fh-value"))
    parts.append(stroke(0, tall.at(0), width - room, tall.at(0), "fh-axis-thin"))
    parts += [
        words(4 + step * i, height - 6, label, "fh-tick", anchor="middle" if i else "")
        for i, label in enumerate(labels)
        if labelled(i, labels, step)
    ]
    return drawing(width, height, parts, caption=caption)


def _last(line: Line) -> tuple[int, int]:
    return next(((i, v) for i, v in reversed(list(enumerate(line.values))) if v is not None), (0, 0))


def _places(line: Line, tall: Scale, step: Fraction) -> list[tuple[int, Fraction, Fraction]]:
    return [(i, 4 + step * i, tall.at(v)) for i, v in enumerate(line.values) if v is not None]


def _apart(ends: Sequence[Fraction]) -> list[Fraction]:
    """Return label heights moved so that no two of them overlap, in the order given."""
    placed: list[Fraction] = []
    for end in ends:
        height = end
        while any(abs(height - other) < 13 for other in placed):
            height += 13
        placed.append(height)
    return placed


def _dot(x: Length, y: Length, title: str, css: str) -> str:
    return mark(element("circle", {"cx": x, "cy": y, "r": 4, "class": css}), title=title, href="")


def _fan(fan: Fan, tall: Scale, step: Fraction) -> str:
    there = [(4 + step * i, edge) for i, edge in enumerate(fan.edges) if edge is not None]
    upper = [(x, tall.at(edge[1])) for x, edge in there]
    lower = [(x, tall.at(edge[0])) for x, edge in reversed(there)]
    return trail([*upper, *lower], "fh-fan", closed=True) if there else ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A whale curve: customers counted from the best, and what they bring together."""

    points: tuple[tuple[int, int], ...]
    peak_note: str
    end_note: str
    across: str


def whale_curve(curve: Curve, voice: Voice, *, width: int, height: int, caption: str) -> str:
    """Return the curve with its peak and its end: the fall between them is what the last customers cost."""
    points = curve.points if curve.points and curve.points[0][0] == 0 else ((0, 0), *curve.points)
    count = max(points[-1][0], 1)
    across = scale_over([count], start=8, end=width - 12)
    tall = scale_over([profit for _, profit in points], start=height - 36, end=34)
    peak = max(points, key=lambda point: point[1])
    places = [(across.at(customers), tall.at(profit)) for customers, profit in points]
    zero = tall.at(0)
    area = [(places[0][0], zero), *places, (places[-1][0], zero)]
    fall = [(across.at(n), tall.at(v)) for n, v in points if n >= peak[0]]
    level = tall.at(points[-1][1])
    parts = [trail(area, "fh-area", closed=True)]
    if len(fall) > 1:
        parts.append(trail([*fall, (fall[0][0], level)], "fh-bad-area", closed=True))
    parts += [stroke(8, zero, width - 12, zero, "fh-axis-thin"), trail(places, "fh-line")]
    parts += [
        mark(
            element("circle", {"cx": x, "cy": y, "r": 5, "class": "fh-ghost"}),
            title=_told(point, count, voice),
            href="",
        )
        for point, (x, y) in zip(points, places, strict=True)
    ]
    parts += _notes(curve, (across.at(peak[0]), tall.at(peak[1])), (places[-1][0], level), width)
    parts += [
        words(
            across.at(Fraction(count * part, 4)),
            height - 20,
            voice.percent(Fraction(part, 4)),
            "fh-tick",
            anchor=place,
        )
        for part, place in ((0, ""), (1, "middle"), (2, "middle"), (3, "middle"), (4, "end"))
    ]
    parts.append(words(Fraction(width, 2), height - 4, curve.across, "fh-tick", anchor="middle"))
    return drawing(width, height, parts, caption=caption)


def _told(point: tuple[int, int], count: int, voice: Voice) -> str:
    return f"{voice.percent(Fraction(point[0], count))} · {voice.amount(point[1])}"


def _notes(
    curve: Curve, peak: tuple[Fraction, Fraction], end: tuple[Fraction, Fraction], width: int
) -> list[str]:
    """Return the two labels, kept inside the picture: the peak's above the curve, the end's below."""
    half = Fraction(room_for(curve.peak_note), 2)
    x = max(half, min(peak[0], width - half))
    parts = [box(peak[0] - 4, peak[1] - 4, 8, 8, "fh-actual"), box(end[0] - 4, end[1] - 4, 8, 8, "fh-actual")]
    parts.append(words(x, peak[1] - 12, curve.peak_note, "fh-value fh-strong", anchor="middle"))
    parts.append(words(end[0] + 4, end[1] + 20, curve.end_note, "fh-value", anchor="end"))
    return parts
