"""Time across, parts stacked: columns whose segments add up to the figure on top."""

from collections.abc import Sequence
from dataclasses import dataclass

from fenhao.interfaces.charts._columns import fitting, labelled
from fenhao.interfaces.charts._scale import Voice, scale_over
from fenhao.interfaces.charts._svg import Length, box, drawing, mark, room_for, stroke, words

_SHADES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One segment; negative ones (reversals) hang below the axis."""

    amount: int
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One period and its parts, in the order of the legend."""

    label: str
    parts: tuple[Part, ...]

    def total(self) -> int:
        """Return what the parts add up to."""
        return sum(part.amount for part in self.parts)


def stacks(
    items: Sequence[Stack], names: Sequence[str], voice: Voice, *, width: int, height: int, caption: str
) -> str:
    """Return stacked columns with their totals. At most five parts; the first stands on the axis."""
    assert len(names) <= _SHADES, "more than five shades of grey cannot be told apart"
    assert all(len(item.parts) == len(names) for item in items)
    ups = [sum(part.amount for part in item.parts if part.amount > 0) for item in items]
    downs = [sum(part.amount for part in item.parts if part.amount < 0) for item in items]
    legend, legend_height = _legend(names, width)
    tall = scale_over([*ups, *downs], start=legend_height + 18 + height, end=legend_height + 18)
    foot = tall.at(min([0, *downs])) + 22
    step = (tall.at(0) * 0 + width - 4) / max(len(items), 1)
    labels = fitting([item.total() for item in items], voice, step)
    texts = [item.label for item in items]
    parts = list(legend)
    for i, item in enumerate(items):
        middle = step * i + step / 2 + 2
        thick = step * 62 / 100 if step >= 14 else step * 75 / 100
        up = down = tall.at(0)
        for shade, part in enumerate(item.parts):
            reach = tall.length(part.amount)
            at = up if part.amount >= 0 else down
            if part.amount:
                css = f"fh-shade-{shade + 1}"
                parts.append(
                    mark(box(middle - thick / 2, at, thick, reach, css), title=part.title, href=part.href)
                )
            up, down = (up + reach, down) if part.amount >= 0 else (up, down + reach)
        parts.append(words(middle, up - 5, labels.get(i, ""), "fh-value", anchor="middle"))
        if labelled(i, texts, step):
            parts.append(words(middle, foot - 5, item.label, "fh-tick", anchor="middle"))
    parts.append(stroke(0, tall.at(0), width, tall.at(0), "fh-axis-thin"))
    return drawing(width, foot, parts, caption=caption)


def _legend(names: Sequence[str], width: int) -> tuple[list[str], int]:
    """Return the squares and names on top, and how much height they take. One part needs no legend."""
    if len(names) < 2:
        return [], 0
    parts: list[str] = []
    x: Length = 0
    y = 4
    for shade, name in enumerate(names):
        wide = 16 + room_for(name) + 14
        if x and x + wide > width:
            x, y = 0, y + 18
        parts.append(box(x, y, 10, 10, f"fh-shade-{shade + 1}"))
        parts.append(words(x + 16, y + 9, name, "fh-tick"))
        x = x + wide
    return parts, y + 16
