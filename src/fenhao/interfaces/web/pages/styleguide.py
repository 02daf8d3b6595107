"""Every component of the pages in one place, in the reader's language and colours: what a new page is put together from."""

from datetime import timedelta
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.people import Right
from fenhao.interfaces.charts import (
    Column,
    bullet,
    columns,
    delta_cell,
    delta_scale,
    pin_cell,
    pin_scale,
    sparkline,
)
from fenhao.interfaces.web._forms import Form
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

_MONTHS = ((120_000, 110_000), (95_000, 100_000), (130_000, 120_000), (0, 125_000))
"""Actual and budget of four months, in minor units; the last one is to come."""
_COLOURS = ("bg", "card", "ink", "ink-2", "edge", "soft", "ac", "good", "bad", "warn", "blue", "track")


@for_readers(Right.see)
def styleguide(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the components; every figure on this page is made up."""
    names = Names(here)
    form = Form(here, {})
    form.wrong("web.form.bad_day", "day")
    return shown(
        request,
        here,
        "web/styleguide.html",
        {
            "charts": _charts(names),
            "cells": _cells(names),
            "colours": _COLOURS,
            "times": [
                here.at - timedelta(**span)
                for span in ({"minutes": 5}, {"hours": 3}, {"days": 2}, {"days": 40})
            ],
            "minors": (123_456_789, -4_711, 0),
            "problems": form.problems,
            "unit": names.figures(0).unit,
        },
    )


def _charts(names: Names) -> list[SafeString]:
    """Return a chart of columns and a bridge."""
    write = names.figures(130_000)
    items = [
        Column(
            label=names.month(f"2026-{place:02}"),
            actual=actual or None,
            plan=plan,
            forecast=False,
            title=f"{write.exact(actual)} / {write.exact(plan)}",
            href="",
        )
        for place, (actual, plan) in enumerate(_MONTHS, 1)
    ]
    caption = say("web.styleguide.columns", {}, names.lang)
    drawn = columns(items, names.voice(write), width=340, key="style", caption=caption)
    line = sparkline([actual for actual, _ in _MONTHS], width=240, title=caption)
    return [mark_safe(drawn), mark_safe(line)]  # noqa: S308 - our own SVG


def _cells(names: Names) -> list[tuple[str, int, int, SafeString, SafeString, SafeString]]:
    """Return rows of a variance table: name, actual, budget, difference, relative difference, use."""
    write = names.figures(130_000)
    rows = [(names.tier(tier), *pair) for tier, pair in zip("ABC", _MONTHS, strict=False)]
    gaps = [actual - plan for _, actual, plan in rows]
    shares = [Fraction(actual - plan, plan) for _, actual, plan in rows]
    texts, percents = [write.delta(gap) for gap in gaps], [write.delta_percent(part) for part in shares]
    delta, pin = delta_scale(gaps, texts, width=150), pin_scale(shares, percents, width=116)
    return [
        (
            name,
            actual,
            plan,
            mark_safe(delta_cell(gap, text, scale=delta, width=150, more_is_bad=True, title=name)),  # noqa: S308
            mark_safe(pin_cell(part, percent, scale=pin, width=116, more_is_bad=True, title=name)),  # noqa: S308
            mark_safe(  # noqa: S308 - our own SVG, all three
                bullet(
                    Fraction(actual, plan),
                    goal=Fraction(1),
                    full=Fraction(5, 4),
                    missed=gap > 0,
                    width=100,
                    title=name,
                )
            ),
        )
        for (name, actual, plan), gap, text, part, percent in zip(
            rows, gaps, texts, shares, percents, strict=True
        )
    ]
