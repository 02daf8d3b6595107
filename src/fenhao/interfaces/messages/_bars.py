"""The chart of a mail: what was used beside what there is, as bars. Mail programs hide pictures of strangers, so it is none."""

import html
from dataclasses import dataclass
from fractions import Fraction

from fenhao.books.outgoing import Occasion, Outgoing
from fenhao.interfaces.report import share_text
from fenhao.interfaces.words import language, say

PAIRS = {
    Occasion.alert: ("used", "funded"),
    Occasion.weekly: ("counted", "cost"),
    Occasion.watch: ("actual", "expected"),
}
"""What is drawn beside what, by the names of the facts."""
_CELLS = 20
_WIDTH = 280
_INSIDE, _OVER, _WHOLE = "#2f6f5e", "#b3261e", "#9aa5a0"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, how long beside the longest, and its per cent of the whole; ``over`` when it is more than the whole."""

    name: str
    length: Fraction
    percent: str
    over: bool


def bars_of(message: Outgoing) -> tuple[Bar, ...]:
    """Return the bars of a message, the part before the whole; none where it tells no two amounts, or one below nothing."""
    pair = PAIRS.get(message.occasion)
    part, whole = (message.facts.get(f"{name}_minor") for name in pair) if pair else (None, None)
    if not isinstance(part, int) or not isinstance(whole, int) or part < 0 or whole <= 0:
        return ()
    assert pair is not None, "two amounts are a pair's"
    lang, longest = language(message.language), max(part, whole)
    return tuple(
        Bar(
            say(f"messages.bar.{name}", {}, lang),
            Fraction(amount, longest),
            _percent(Fraction(amount, whole)),
            over=amount > whole,
        )
        for name, amount in zip(pair, (part, whole), strict=True)
    )


def plain_bars(bars: tuple[Bar, ...]) -> str:
    """Return bars as lines of text."""
    lines = []
    for each in bars:
        cells = _cells(each, _CELLS)
        lines.append(f"{'█' * cells}{'░' * (_CELLS - cells)} {each.name} {each.percent}")
    return "\n".join(lines)


def html_bars(bars: tuple[Bar, ...]) -> str:
    """Return bars as a table that every mail program shows."""
    rows = []
    for place, each in enumerate(bars):
        ink = _OVER if each.over else _WHOLE if place else _INSIDE
        width = _cells(each, _WIDTH)
        rows.append(
            f'<tr><td style="padding:2px 8px 2px 0">{html.escape(each.name)}</td><td width="{_WIDTH}">'
            f'<div style="width:{width}px;height:14px;background:{ink};font-size:0">&nbsp;</div></td>'
            f'<td align="right" style="padding:2px 0 2px 8px">{html.escape(each.percent)}</td></tr>'
        )
    return f'<table cellspacing="0" cellpadding="0">{"".join(rows)}</table>' if rows else ""


def _percent(share: Fraction) -> str:
    """Return a share to the tenth of a per cent."""
    return share_text(share, decimals=1)


def _cells(bar: Bar, most: int) -> int:
    """Return how many of so many cells a bar fills; what is not nothing fills one."""
    return max(round(bar.length * most), 1) if bar.length else 0
