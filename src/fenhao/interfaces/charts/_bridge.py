"""Structure down: a bridge from a total through its parts, drawn as rows so that it fits a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.interfaces.charts._memory import remembered
from fenhao.interfaces.charts._scale import Voice, scale_over
from fenhao.interfaces.charts._svg import box, drawing, mark, room_for, stroke, words

_ROW = 30


class Effect(Enum):
    """How a step is drawn: a total stands on the axis, the others start where the step before ended."""

    total = "total"
    plan = "plan"
    part = "part"
    good = "good"
    bad = "bad"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a bridge; ``note`` follows the figure (a share)."""

    label: str
    amount: int
    effect: Effect
    note: str
    title: str
    href: str


@remembered
def bridge(items: Sequence[Step], voice: Voice, *, width: int, caption: str) -> str:
    """Return the bridge. Its totals must be what the steps before them add up to, or it is not one."""
    spans = _spans(items)
    gutter = min(max((room_for(item.label) for item in items), default=0) + 14, width * 45 // 100)
    notes = [f"{voice.amount(item.amount)}{' · ' + item.note if item.note else ''}" for item in items]
    room = max((room_for(note) for note in notes), default=0) + 10
    scale = scale_over([edge for span in spans for edge in span], start=gutter, end=width - room)
    parts = []
    for i, (item, (begin, end)) in enumerate(zip(items, spans, strict=True)):
        y = _ROW * i + 4
        inner = box(scale.at(begin), y + 3, scale.at(end) - scale.at(begin), 16, _CSS[item.effect])
        css = "fh-value fh-strong" if item.effect in (Effect.total, Effect.plan) else "fh-value"
        inner += words(max(scale.at(begin), scale.at(end)) + 6, y + 15, notes[i], css)
        inner += words(gutter - 8, y + 15, item.label, css if css != "fh-value" else "fh-label", anchor="end")
        parts.append(mark(inner, title=item.title, href=item.href))
        if i + 1 < len(items):
            parts.append(stroke(scale.at(end), y + 19, scale.at(end), y + _ROW + 3, "fh-tie"))
    parts.append(stroke(scale.at(0), 0, scale.at(0), _ROW * len(items) + 2, "fh-axis-thin"))
    return drawing(width, _ROW * len(items) + 4, parts, caption=caption)


_CSS = {
    Effect.total: "fh-actual",
    Effect.plan: "fh-plan",
    Effect.part: "fh-shade-2",
    Effect.good: "fh-good",
    Effect.bad: "fh-bad",
}


def _spans(items: Sequence[Step]) -> list[tuple[int, int]]:
    """Return where each step begins and ends."""
    spans: list[tuple[int, int]] = []
    here = 0
    for i, item in enumerate(items):
        if item.effect in (Effect.total, Effect.plan):
            assert i == 0 or here == item.amount, (
                f"{item.label}: the steps add up to {here}, not {item.amount}"
            )
            spans.append((0, item.amount))
            here = item.amount
        else:
            spans.append((here, here + item.amount))
            here += item.amount
    return spans
