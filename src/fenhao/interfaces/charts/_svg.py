"""The few SVG shapes that charts are made of. Lengths are exact; the text shows a tenth of a pixel."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape

Length = int | Fraction


def px(length: Length) -> str:
    """Return ``length`` in pixels to one decimal, without a trailing ``.0``."""
    if isinstance(length, int):
        return str(length)
    top, bottom = length.numerator, length.denominator
    tenths = (abs(top) * 20 + bottom) // (bottom * 2)  # half away from zero; pages write thousands of these
    whole, rest = divmod(tenths, 10)
    sign = "-" if top < 0 and tenths else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def element(name: str, attributes: Mapping[str, str | Length], inner: str = "") -> str:
    """Return one element; ``inner`` is markup already."""
    written = "".join(f' {key}="{_attribute(value)}"' for key, value in attributes.items() if value != "")
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def words(x: Length, y: Length, text: str, css: str, *, anchor: str = "") -> str:
    """Return ``text`` with its baseline at ``y``; ``anchor`` is empty (start), middle or end."""
    return (
        element("text", {"x": x, "y": y, "class": css, "text-anchor": anchor}, escape(text)) if text else ""
    )


def box(x: Length, y: Length, width: Length, height: Length, css: str, *, fill: str = "") -> str:
    """Return a rectangle; negative widths and heights are turned round."""
    left: Length = x if width >= 0 else x + width
    top: Length = y if height >= 0 else y + height
    place: dict[str, str | Length] = {"x": left, "y": top, "width": _size(width), "height": _size(height)}
    return element("rect", place | {"class": css, "fill": fill})


def stroke(from_x: Length, from_y: Length, to_x: Length, to_y: Length, css: str) -> str:
    """Return a straight line."""
    return element("line", {"x1": from_x, "y1": from_y, "x2": to_x, "y2": to_y, "class": css})


def trail(points: Iterable[tuple[Length, Length]], css: str, *, closed: bool = False) -> str:
    """Return a line through ``points``, or the area that they enclose."""
    steps = " ".join(f"{'M' if not i else 'L'}{px(x)} {px(y)}" for i, (x, y) in enumerate(points))
    return element("path", {"d": steps + ("Z" if closed else ""), "class": css})


def mark(inner: str, *, title: str, href: str) -> str:
    """Return shapes that tell their value on hover, and open the rows behind them when ``href`` is given."""
    told = f"<title>{escape(title)}</title>" if title else ""
    group = f'<g class="fh-mark">{told}{inner}</g>'
    return element("a", {"href": href, "aria-label": title}, group) if href else group


def hatch(name: str, css: str) -> str:
    """Return the pattern of forecasts. ``name`` is unique on the page."""
    inner = element("path", {"d": "M-1 1L1 -1M0 6L6 0M5 7L7 5", "class": css})
    pattern = element(
        "pattern", {"id": name, "width": 6, "height": 6, "patternUnits": "userSpaceOnUse"}, inner
    )
    return element("defs", {}, pattern)


def drawing(
    width: Length, height: Length, parts: Iterable[str], *, caption: str, stretches: bool = False
) -> str:
    """Return the finished picture. Charts whose marks are links stay readable to a screen reader mark by mark.

    One that ``stretches`` has no letters: a page may give it any width.
    """
    inner = "".join(parts)
    role = "group" if "<a " in inner else "img"
    return element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "fh-chart fh-stretch" if stretches else "fh-chart",
            "preserveAspectRatio": "none" if stretches else "",
            "viewBox": f"0 0 {px(width)} {px(height)}",
            "width": width,
            "height": height,
            "role": role,
            "aria-label": caption,
        },
        inner,
    )


def room_for(text: str) -> int:
    """Return about how many pixels ``text`` takes at the charts' 11 px: Chinese is as wide as high."""
    return sum(11 if ord(letter) > 0x2E80 else 7 if letter in "%+−ABCDGHMNOQUmw" else 6 for letter in text)


def _size(length: Length) -> Length:
    return length if length >= 0 else -length


def _attribute(value: str | Length) -> str:
    return escape(value, quote=True) if isinstance(value, str) else px(value)
