"""Two dimensions: a heat map of rows by columns, and a scatter of single things."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.interfaces.charts._scale import Scale
from fenhao.interfaces.charts._svg import drawing, element, mark, room_for, stroke, words

_ROW = 28
_TONES = frozenset({"plain", "warn", "good", "bad"})


@dataclass(frozen=True, slots=True)
class Heat:
    """One cell. ``strength`` from 0 to 1 is its shade; ``tone`` is plain, warn, good or bad."""

    text: str
    strength: Fraction
    tone: str
    title: str
    href: str


def heat_map(
    rows: Sequence[str],
    labels: Sequence[str],
    cells: Sequence[Sequence[Heat | None]],
    *,
    width: int,
    caption: str,
    row: int = _ROW,
) -> str:
    """Return the map; an absent cell stays empty. Text is small where cells are narrow, and left out below that."""
    assert len(cells) == len(rows)
    assert all(len(line) == len(labels) for line in cells)
    gutter = min(max((room_for(name) for name in rows), default=0) + 12, width * 30 // 100)
    step = Fraction(width - gutter, max(len(labels), 1))
    known = [cell for line in cells for cell in line if cell is not None]
    widest = max((room_for(cell.text) for cell in known), default=0)
    css = "" if widest + 6 <= step else "fh-fine" if widest * 9 <= step * 11 else None
    every = -(-(max((room_for(label) for label in labels), default=1) + 4) // max(int(step), 1))
    parts = [
        words(gutter + step * i + step / 2, 14, label, "fh-tick", anchor="middle")
        for i, label in enumerate(labels)
        if i % every == 0
    ]
    for r, (name, line) in enumerate(zip(rows, cells, strict=True)):
        y = 22 + row * r
        parts.append(words(gutter - 8, y + row // 2 + 4, name, "fh-label", anchor="end"))
        parts += [
            _heat(cell, gutter + step * c, y, (step, row), css)
            for c, cell in enumerate(line)
            if cell is not None
        ]
    return drawing(width, 24 + row * len(rows), parts, caption=caption)


def _heat(cell: Heat, x: Fraction, y: int, size: tuple[Fraction, int], css: str | None) -> str:
    assert cell.tone in _TONES
    opacity = min(max(cell.strength, Fraction(0)), Fraction(1)) * 100
    inner = element(
        "rect",
        {
            "x": x + 1,
            "y": y + 1,
            "width": size[0] - 2,
            "height": size[1] - 2,
            "class": f"fh-heat-{cell.tone}",
            "fill-opacity": f"{int(opacity * 55 / 100) + 4}%",
        },
    )
    if css is not None:
        inner += words(
            x + size[0] / 2,
            y + size[1] // 2 + 4,
            cell.text,
            f"fh-value fh-heat-{cell.tone}-ink {css}".strip(),
            anchor="middle",
        )
    return mark(inner, title=cell.title, href=cell.href)


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing at (``across``, ``up``); ``missed`` makes it red."""

    label: str
    across: Fraction
    up: Fraction
    missed: bool
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a scatter: its name, its end, the texts of its ticks, and a goal where there is one."""

    name: str
    ticks: tuple[tuple[Fraction, str], ...]
    goal: Fraction | None


def scatter(dots: Sequence[Dot], across: Axis, up: Axis, *, width: int, height: int, caption: str) -> str:
    """Return the scatter from zero on both axes; a goal is a dashed line."""
    gutter = max((room_for(text) for _, text in up.ticks), default=0) + 10
    horizontal = _axis_scale([dot.across for dot in dots], across, gutter, width - 14)
    vertical = _axis_scale([dot.up for dot in dots], up, height - 38, 22)
    parts = [words(0, 11, up.name, "fh-tick"), words(width, height - 4, across.name, "fh-tick", anchor="end")]
    parts += [stroke(gutter, vertical.at(0), width, vertical.at(0), "fh-axis-thin")]
    parts += [stroke(gutter, 22, gutter, vertical.at(0), "fh-axis-thin")]
    parts += [words(horizontal.at(v), height - 22, t, "fh-tick", anchor="middle") for v, t in across.ticks]
    parts += [words(gutter - 6, vertical.at(v) + 4, t, "fh-tick", anchor="end") for v, t in up.ticks]
    if across.goal is not None:
        x = horizontal.at(across.goal)
        parts.append(stroke(x, 22, x, vertical.at(0), "fh-goal-line"))
    if up.goal is not None:
        y = vertical.at(up.goal)
        parts.append(stroke(gutter, y, width, y, "fh-goal-line"))
    parts += _dots(dots, horizontal, vertical, width)
    return drawing(width, height, parts, caption=caption)


def _dots(dots: Sequence[Dot], horizontal: Scale, vertical: Scale, width: int) -> list[str]:
    """Return the dots, each named where its name meets no other name and no other dot."""
    places = [(horizontal.at(dot.across), vertical.at(dot.up)) for dot in dots]
    taken: list[tuple[Fraction, Fraction, int]] = []
    parts = []
    for i, dot in sorted(enumerate(dots), key=lambda each: (-each[1].up, each[0])):
        x, y = places[i]
        room = room_for(dot.label) + 8
        free = x + 8 + room <= width and not any(
            abs(y - other_y) < 12 and x + 8 < other_x + other_room and other_x < x + 8 + room
            for other_x, other_y, other_room in [
                *taken,
                *((px - 5, py, 10) for j, (px, py) in enumerate(places) if j != i),
            ]
        )
        inner = element(
            "circle", {"cx": x, "cy": y, "r": 5, "class": "fh-spot-bad" if dot.missed else "fh-spot"}
        )
        if free:
            taken.append((x + 8, y, room))
            inner += words(x + 8, y + 4, dot.label, "fh-tick")
        parts.append(mark(inner, title=dot.title, href=dot.href))
    return parts


def _axis_scale(values: Sequence[Fraction], axis: Axis, start: int, end: int) -> Scale:
    goal = [] if axis.goal is None else [axis.goal]
    high = max([*values, *(value for value, _ in axis.ticks), *goal, Fraction(0)])
    return Scale(low=Fraction(0), high=high or Fraction(1), start=start, end=end)
