"""Draws every chart from small numbers, measures its marks, and holds the drawings to kept ones.

Write the kept drawings anew after a wanted change: ``FENHAO_GOLDEN=write ./run test tests/unit/charts``.
"""

import os
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.interfaces.charts import (
    Axis,
    Column,
    Curve,
    Dot,
    Effect,
    Fan,
    Heat,
    Line,
    Part,
    ResponsePoint,
    Stack,
    Standing,
    Step,
    Voice,
    bar_cell,
    bar_scale,
    bridge,
    bullet,
    columns,
    delta_cell,
    delta_scale,
    heat_map,
    lines,
    magnification,
    pin_cell,
    pin_scale,
    response_curve,
    scatter,
    sparkline,
    stacks,
    style,
    whale_curve,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "charts"


def signed(value: int) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value)}"


VOICE = Voice(
    amount=lambda value: str(value).replace("-", "−"),
    short=lambda value: str(value).replace("-", "−"),
    delta=signed,
    percent=lambda share: f"{int(share * 100)}%",
    delta_percent=lambda share: signed(int(share * 100)),
    actual="AC",
    plan="PL",
    difference="ΔPL",
    relative="ΔPL %",
    magnified=lambda times: f"×{times}",
    no_data="--",
)


def year(*, forecast_from: int = 12) -> tuple[Column, ...]:
    actual = (667, 575, 719, 746, 777, 854, 759, 774, 821, 834, 963, 858)
    plan = (684, 582, 735, 758, 780, 840, 736, 743, 778, 796, 925, 825)
    return tuple(
        Column(str(i + 1), a, p, i >= forecast_from, f"month {i + 1}", f"#m{i + 1}")
        for i, (a, p) in enumerate(zip(actual, plan, strict=True))
    )


def drawn_columns() -> str:
    return columns(year(forecast_from=10), VOICE, width=700, key="k", caption="Cost by month")


def drawn_stacks() -> str:
    items = [
        Stack(str(i), (Part(30 + i, "fixed", "#f"), Part(50 - i * 20, "variable", "#v"))) for i in range(4)
    ]
    return stacks(items, ("fixed", "variable"), VOICE, width=320, height=120, caption="Parts")


def drawn_bridge() -> str:
    items = (
        Step("Plan", 100, Effect.plan, "", "plan", ""),
        Step("Price", 30, Effect.bad, "30%", "price", "#p"),
        Step("Volume", -50, Effect.good, "", "volume", "#v"),
        Step("Actual", 80, Effect.total, "", "actual", ""),
    )
    return bridge(items, VOICE, width=400, caption="From plan to actual")


def drawn_lines() -> str:
    series = (
        Line("AC", "actual", (10, 20, 30, None), ("a", "b", "c", "")),
        Line("FC", "forecast", (None, None, 30, 42), ("", "", "c", "d")),
    )
    fan = Fan((None, None, (30, 30), (36, 50)))
    return lines(("1", "2", "3", "4"), series, (fan,), VOICE, width=300, height=160, caption="Lines")


def drawn_whale() -> str:
    curve = Curve(((25, 80), (50, 120), (75, 110), (100, 70)), "peak 120", "end 70", "customers")
    return whale_curve(curve, VOICE, width=320, height=200, caption="Whale")


def drawn_response() -> str:
    points = [ResponsePoint(0, 0, 0, 0), ResponsePoint(100, 80, 120, 150), ResponsePoint(200, 100, 160, 230)]
    standings = [Standing("AC", "actual", 100), Standing("PL", "plan", 150)]
    return response_curve(points, standings, VOICE, width=310, height=190, caption="A benefits")


def drawn_heat() -> str:
    rows: list[list[Heat | None]] = [
        [Heat("84", Fraction(84, 100), "warn", "t", "#a"), None],
        [Heat("112", Fraction(1), "bad", "t", ""), Heat("9", Fraction(9, 100), "plain", "t", "")],
    ]
    return heat_map(("A", "B"), ("1", "2"), rows, width=200, caption="Heat")


def drawn_scatter() -> str:
    dots = (
        Dot("7", Fraction(5, 100), Fraction(40), True, "seven", "#7"),
        Dot("8", Fraction(20, 100), Fraction(10), False, "eight", "#8"),
    )
    across = Axis("participation", ((Fraction(0), "0%"), (Fraction(1, 5), "20%")), Fraction(1, 10))
    return scatter(
        dots,
        across,
        Axis("cost", ((Fraction(0), "0"), (Fraction(40), "40")), None),
        width=300,
        height=180,
        caption="Dots",
    )


def drawn_cells() -> str:
    gaps, shares = (50, -20), (Fraction(1, 10), Fraction(-1, 20))
    return "\n".join(
        (
            bar_cell(120, plan=100, scale=bar_scale((120, 60), width=100), width=100, title="bar"),
            delta_cell(
                50,
                "+50",
                scale=delta_scale(gaps, ("+50", "−20"), width=140),
                width=140,
                more_is_bad=True,
                title="delta",
            ),
            pin_cell(
                shares[1],
                "−5%",
                scale=pin_scale(shares, ("+10%", "−5%"), width=120),
                width=120,
                more_is_bad=True,
                title="pin",
            ),
            bullet(
                Fraction(7, 100),
                goal=Fraction(5, 100),
                full=Fraction(1, 10),
                missed=True,
                width=100,
                title="bullet",
            ),
            sparkline((3, 5, 4, 9), width=90, title="course"),
        )
    )


CHARTS: dict[str, Callable[[], str]] = {
    "columns": drawn_columns,
    "stacks": drawn_stacks,
    "bridge": drawn_bridge,
    "lines": drawn_lines,
    "whale": drawn_whale,
    "response": drawn_response,
    "heat": drawn_heat,
    "scatter": drawn_scatter,
    "cells": drawn_cells,
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_as_it_is_known_to_be_drawn(name: str) -> None:
    kept = GOLDEN / f"{name}.svg"
    told = CHARTS[name]().replace("><", ">\n<") + "\n"
    if os.environ.get("FENHAO_GOLDEN") == "write":
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_well_formed_and_every_colour_is_a_word_of_the_style(name: str) -> None:
    for svg in CHARTS[name]().split("\n"):
        root = ET.fromstring(svg)
        classes = {css for each in root.iter() for css in each.get("class", "").split()}
        unknown = {
            css
            for css in classes
            if f".{css}" not in style() and css not in {"fh-mark", "fh-stretch", "fh-value", "fh-note"}
        }
        assert unknown == set()
        assert root.get("aria-label")


def marks(svg: str, css: str) -> list[dict[str, Fraction]]:
    found = []
    for each in ET.fromstring(svg).iter():
        if each.tag.endswith("rect") and css in each.get("class", "").split():
            found.append({name: Fraction(each.get(name, "0")) for name in ("x", "y", "width", "height")})
    return found


def test_columns_are_as_high_as_their_figures() -> None:
    items = [Column(str(i), 100 * i, None, False, "", "") for i in range(1, 5)]
    bars = marks(columns(items, VOICE, width=400, key="k", caption="c"), "fh-actual")
    assert [bar["height"] for bar in bars] == [30, 60, 90, 120]


@pytest.mark.parametrize(("more_is_bad", "colour"), [(True, "fh-bad"), (False, "fh-good")])
def test_colour_is_the_effect_on_profit_and_not_the_direction(more_is_bad: bool, colour: str) -> None:
    items = [Column("1", 120, 100, False, "", "")]
    svg = columns(items, VOICE, width=300, key="k", caption="c", more_is_bad=more_is_bad)
    assert len(marks(svg, colour)) == 1
    assert not marks(svg, "fh-good" if more_is_bad else "fh-bad")


def test_a_forecast_is_hatched_and_its_pattern_is_in_the_picture() -> None:
    svg = drawn_columns()
    asked = set(re.findall(r"url\(#([a-z-]+)\)", svg))
    assert asked == {"k-even", "k-bad"}
    assert asked <= set(re.findall(r'pattern id="([a-z-]+)"', svg))


def test_a_bridge_whose_steps_do_not_add_up_is_refused() -> None:
    steps = (Step("a", 10, Effect.part, "", "", ""), Step("sum", 11, Effect.total, "", "", ""))
    with pytest.raises(AssertionError, match="add up to 10, not 11"):
        bridge(steps, VOICE, width=300, caption="c")


# differences | values     | magnified
MAGNIFIED = """
  0            1000         1
  250          1000         1
  249          1000         1
  100          1000         3
  40           1000         5
  10           1000         20
"""


@pytest.mark.parametrize("line", MAGNIFIED.strip().splitlines())
def test_small_differences_are_drawn_larger_and_by_how_much_is_known(line: str) -> None:
    difference, value, times = (int(part) for part in line.split())
    assert magnification([difference], [value]) == times


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=24))
def test_no_mark_of_any_year_leaves_the_picture(amounts: list[int]) -> None:
    items = [Column(str(i), amount, -amount, False, "t", "") for i, amount in enumerate(amounts)]
    svg = columns(items, VOICE, width=340, key="k", caption="c")
    root = ET.fromstring(svg)
    wide, high = Fraction(root.get("width", "0")), Fraction(root.get("height", "0"))
    for css in ("fh-actual", "fh-plan", "fh-good", "fh-bad"):
        for box in marks(svg, css):
            assert box["y"] >= -4 and box["y"] + box["height"] <= high + 1
            assert box["x"] >= -4 and box["x"] + box["width"] <= wide + 4


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), st.integers(2, 5))
def test_the_segments_of_a_stack_are_as_high_as_its_whole(amounts: list[int], parts: int) -> None:
    items = [
        Stack(str(i), tuple(Part(amount * (p + 1), "", "") for p in range(parts)))
        for i, amount in enumerate(amounts)
    ]
    names = [str(p) for p in range(parts)]
    svg = stacks(items, names, VOICE, width=600, height=150, caption="c")
    segments = sum(
        (box["height"] for p in range(parts) for box in marks(svg, f"fh-shade-{p + 1}")), Fraction(0)
    )
    legend = 10 * parts
    highest = max(item.total() for item in items)
    expected = sum((Fraction(item.total() * 150, max(highest, 1)) for item in items), Fraction(0))
    assert abs(segments - legend - expected) <= Fraction(parts * len(items), 10)


def test_text_from_the_data_is_escaped() -> None:
    svg = stacks(
        [Stack("<b>", (Part(1, '"><script>', "#"),))], ("x",), VOICE, width=100, height=50, caption='"&'
    )
    assert "<script>" not in svg
    ET.fromstring(svg)


def test_both_themes_and_the_other_pair_of_colours_set_every_token_that_the_charts_use() -> None:
    css = style()
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", css))
    light = set(re.findall(r"--([a-z0-9-]+):", css[: css.index(":root[data-variance")]))
    dark = css[css.index("@media screen{") :]
    assert used <= light
    assert used <= set(re.findall(r"--([a-z0-9-]+):", dark))
