"""Charts in the notation of finance reporting (IBCS), drawn as SVG text.

Fill is the scenario: actual solid, plan outlined, forecast hatched. Colour is the variance alone: green adds
to profit, red takes from it. Time runs across, structure runs down. No axis is cut. Charts know neither
language nor currency: a ``Voice`` writes their figures. Same values, same text, to the byte.
"""

from importlib.resources import files

from fenhao.interfaces.charts._bridge import Effect, Step, bridge
from fenhao.interfaces.charts._cells import (
    bar_cell,
    bar_scale,
    bullet,
    delta_cell,
    delta_scale,
    pin_cell,
    pin_scale,
    sparkline,
)
from fenhao.interfaces.charts._columns import Column, columns
from fenhao.interfaces.charts._lines import Curve, Fan, Line, lines, whale_curve
from fenhao.interfaces.charts._maps import Axis, Dot, Heat, heat_map, scatter
from fenhao.interfaces.charts._response import ResponsePoint, Standing, response_curve
from fenhao.interfaces.charts._scale import Scale, Voice, magnification
from fenhao.interfaces.charts._stacks import Part, Stack, stacks

__all__ = [
    "Axis",
    "Column",
    "Curve",
    "Dot",
    "Effect",
    "Fan",
    "Heat",
    "Line",
    "Part",
    "ResponsePoint",
    "Scale",
    "Stack",
    "Standing",
    "Step",
    "Voice",
    "bar_cell",
    "bar_scale",
    "bridge",
    "bullet",
    "columns",
    "delta_cell",
    "delta_scale",
    "heat_map",
    "lines",
    "magnification",
    "pin_cell",
    "pin_scale",
    "response_curve",
    "scatter",
    "sparkline",
    "stacks",
    "style",
    "whale_curve",
]


def style() -> str:
    """Return the colours of both themes and the rules that the charts need, as CSS."""
    folder = files("fenhao.interfaces.charts")
    return "".join((folder / name).read_text(encoding="utf-8") for name in ("tokens.css", "charts.css"))
