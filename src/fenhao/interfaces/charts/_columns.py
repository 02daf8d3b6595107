"""Time across: columns of actual against plan, the difference as bars, the relative difference as pins."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.interfaces.charts._memory import remembered
from fenhao.interfaces.charts._scale import Scale, Voice, magnification, scale_over
from fenhao.interfaces.charts._svg import Length, box, drawing, hatch, mark, room_for, stroke, words

_PINS, _COLUMNS = 26, 120
_FOOT = 24


@dataclass(frozen=True, slots=True)
class Column:
    """One period. ``actual`` or ``plan`` may be unknown; ``forecast`` says that the actual is only expected."""

    label: str
    actual: int | None
    plan: int | None
    forecast: bool
    title: str
    href: str

    def difference(self) -> int | None:
        """Return actual minus plan, if both are known."""
        return None if self.actual is None or self.plan is None else self.actual - self.plan

    def relative(self) -> Fraction | None:
        """Return the difference as a share of the plan; unknown for a plan of nothing."""
        gap = self.difference()
        return None if gap is None or not self.plan else Fraction(gap, abs(self.plan))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the columns stand: the gutter on the left holds the names of the tiers."""

    gutter: int
    width: int
    count: int

    @property
    def step(self) -> Fraction:
        return Fraction(self.width - self.gutter - 6, max(self.count, 1))

    def middle(self, index: int) -> Fraction:
        return self.gutter + self.step * index + self.step * Fraction(1, 2)


@remembered
def columns(
    items: Sequence[Column], voice: Voice, *, width: int, key: str, caption: str, more_is_bad: bool = True
) -> str:
    """Return columns with their two tiers of variance. ``key`` is unique on the page."""
    named = (voice.relative, voice.difference, voice.actual)
    frame = _Frame(gutter=max(room_for(name) for name in named) + 12, width=width, count=len(items))
    values = [value for item in items for value in (item.actual, item.plan) if value is not None]
    gaps = [gap for item in items if (gap := item.difference()) is not None]
    times = magnification(gaps, values)
    unit = scale_over(values, start=_COLUMNS, end=0)
    rise, fall = _reach([-unit.length(gap) * times for gap in gaps])
    shares = [share for item in items if (share := item.relative()) is not None]
    pins_at = 18 + (_PINS if any(share > 0 for share in shares) else 0)
    bars_at = pins_at + (_PINS + 16 if any(share < 0 for share in shares) else 6) + 22 + rise
    top = bars_at + fall + 38
    tall = scale_over(values, start=top + _COLUMNS, end=top)
    foot = tall.at(min([0, *values])) + _FOOT
    parts = [hatch(f"{key}-{tone}", f"fh-hatch-{tone}") for tone in _tones(items, more_is_bad=more_is_bad)]
    parts += _pins(items, voice, frame, at=pins_at, more_is_bad=more_is_bad)
    parts += _bars(items, voice, frame, at=bars_at, unit=unit, times=times, more_is_bad=more_is_bad, key=key)
    parts += _columns(items, voice, frame, tall, key=key)
    parts += _tier_names(voice, frame, pins_at, bars_at, tall.at(0), times)
    parts += [
        words(frame.middle(i), foot - 6, item.label, "fh-tick", anchor="middle")
        for i, item in enumerate(items)
        if labelled(i, [each.label for each in items], frame.step)
    ]
    return drawing(width, foot, parts, caption=caption)


def _reach(lengths: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Return how far the longest bar rises above its axis, and how far the longest falls below."""
    return max([Fraction(0), *lengths]), -min([Fraction(0), *lengths])


def labelled(index: int, labels: Sequence[str], step: Fraction) -> bool:
    """Return whether the label of a column is written when columns stand ``step`` pixels apart."""
    widest = max((room_for(label) for label in labels), default=1) + 4
    every = -(-widest // max(int(step), 1))
    return index % every == 0


def fitting(values: Sequence[int], voice: Voice, step: Fraction) -> dict[int, str]:
    """Return the labels of columns: all in full, all shortened, or the extremes and the last alone."""
    for write in (voice.amount, voice.short):
        texts = [write(value) for value in values]
        told = write is voice.amount or all(len(text.strip("+−")) > 2 for text in texts)
        if told and all(room_for(text) <= step - 3 for text in texts):
            return dict(enumerate(texts))
    if not values:
        return {}
    chosen = [values.index(max(values)), values.index(min(values)), len(values) - 1]
    apart = [place for i, place in enumerate(chosen) if all(abs(place - p) * step >= 34 for p in chosen[:i])]
    chosen_texts = {place: voice.amount(values[place]) for place in apart}
    return {place: text for place, text in chosen_texts.items() if text.strip("0.,")}


def _effect(gap: int | Fraction, *, more_is_bad: bool) -> str:
    if not gap:
        return "even"
    return "bad" if (gap > 0) == more_is_bad else "good"


def _tones(items: Sequence[Column], *, more_is_bad: bool) -> tuple[str, ...]:
    """Return the hatchings that forecasts among ``items`` need."""
    expected = [item for item in items if item.forecast]
    gaps = {_effect(item.difference() or 0, more_is_bad=more_is_bad) for item in expected}
    return tuple(sorted({"even", *gaps})) if expected else ()


def _pins(items: Sequence[Column], voice: Voice, frame: _Frame, *, at: int, more_is_bad: bool) -> list[str]:
    shares = [item.relative() for item in items]
    longest = max((abs(share) for share in shares if share is not None), default=Fraction(0))
    scale = Scale(low=Fraction(0), high=longest, start=0, end=_PINS)
    texts = [voice.no_data if share is None else voice.delta_percent(share) for share in shares]
    written = all(room_for(text) <= frame.step for text in texts)
    parts = []
    for i, (item, share) in enumerate(zip(items, shares, strict=True)):
        if share is None:
            continue
        x, reach = frame.middle(i), scale.length(share)
        css = _effect(share, more_is_bad=more_is_bad)
        head = "fh-plan" if item.forecast else "fh-actual"
        inner = stroke(x, at, x, at - reach, f"fh-pin fh-{css}") + box(x - 3, at - reach - 3, 6, 6, head)
        if written:
            inner += words(
                x, at - reach + (-7 if share >= 0 else 14), texts[i], f"fh-note fh-{css}-ink", anchor="middle"
            )
        parts.append(mark(inner, title=f"{item.title} · {voice.relative} {texts[i]}", href=item.href))
    return [*parts, stroke(frame.gutter, at, frame.width, at, "fh-axis")]


def _bars(
    items: Sequence[Column],
    voice: Voice,
    frame: _Frame,
    *,
    at: Length,
    unit: Scale,
    times: int,
    more_is_bad: bool,
    key: str,
) -> list[str]:
    thick = frame.step * Fraction(55, 100)
    gaps = {i: gap for i, item in enumerate(items) if (gap := item.difference()) is not None}
    places = list(gaps)
    texts = _signed(list(gaps.values()), voice, frame.step)
    parts = []
    for order, i in enumerate(places):
        gap, item, x = gaps[i], items[i], frame.middle(i)
        reach = -unit.length(gap) * times
        css = _effect(gap, more_is_bad=more_is_bad)
        fill = f"url(#{key}-{css})" if item.forecast else ""
        shape = f"fh-expected-{css}" if item.forecast else f"fh-{css}"
        inner = box(x - thick / 2, at, thick, -reach, shape, fill=fill)
        if order in texts:
            inner += words(
                x,
                at - reach + (-5 if gap >= 0 else 13),
                texts[order],
                f"fh-note fh-{css}-ink",
                anchor="middle",
            )
        told = f"{item.title} · {voice.difference} {voice.delta(gap)}"
        parts.append(mark(inner, title=told, href=item.href))
    return [*parts, stroke(frame.gutter, at, frame.width, at, "fh-axis")]


def _signed(gaps: Sequence[int], voice: Voice, step: Fraction) -> dict[int, str]:
    texts = [voice.delta(gap) for gap in gaps]
    if all(room_for(text) <= step - 3 for text in texts):
        return dict(enumerate(texts))
    if not gaps:
        return {}
    chosen = [gaps.index(max(gaps)), gaps.index(min(gaps))]
    apart = [place for i, place in enumerate(chosen) if all(abs(place - p) * step >= 40 for p in chosen[:i])]
    return {place: texts[place] for place in apart}


def _columns(items: Sequence[Column], voice: Voice, frame: _Frame, tall: Scale, *, key: str) -> list[str]:
    thick = frame.step * Fraction(56, 100)
    aside = frame.step * Fraction(12, 100)
    zero = tall.at(0)
    labels = fitting([item.actual or 0 for item in items], voice, frame.step)
    parts = []
    for i, item in enumerate(items):
        x = frame.middle(i) - thick / 2
        inner = ""
        if item.plan is not None:
            inner += box(x - aside, zero, thick, tall.length(item.plan), "fh-plan")
        if item.actual is not None:
            css, fill = ("fh-expected-even", f"url(#{key}-even)") if item.forecast else ("fh-actual", "")
            inner += (
                box(x + aside / 2, zero, thick, tall.length(item.actual), "fh-paper") if item.forecast else ""
            )
            inner += box(x + aside / 2, zero, thick, tall.length(item.actual), css, fill=fill)
        peak: Length = min(tall.at(value) for value in (item.actual, item.plan, 0) if value is not None)
        inner += words(
            frame.middle(i),
            peak - 5,
            labels.get(i, "") if item.actual is not None else "",
            "fh-value",
            anchor="middle",
        )
        parts.append(mark(inner, title=item.title, href=item.href))
    return [*parts, stroke(frame.gutter, zero, frame.width, zero, "fh-axis-thin")]


def _tier_names(
    voice: Voice, frame: _Frame, pins_at: Length, bars_at: Length, zero: Length, times: int
) -> list[str]:
    x = frame.gutter - 8
    names = [
        words(x, pins_at + 4, voice.relative, "fh-tick", anchor="end"),
        words(x, bars_at + 4, voice.difference, "fh-tick", anchor="end"),
        words(x, zero - 48, voice.actual, "fh-tick", anchor="end"),
    ]
    if times > 1:
        names.append(words(x, bars_at + 17, voice.magnified(times), "fh-tick", anchor="end"))
    return names
