"""``fenhao satisfaction``: CSAT, NPS and CES with their answers and intervals, and what goes with spending on service."""

from collections.abc import Sequence

import click

from fenhao.engine.satisfaction import Figure, Kind
from fenhao.interfaces.cli._books import Cell, Column, Kind as Shown, json_option, say_json, show
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import (
    elasticity_text,
    survey_figure,
    survey_interval,
    survey_response,
)
from fenhao.runs.service import PARTS, Satisfaction, measure_satisfaction
from fenhao.warehouse import Engine

_COLUMNS = (
    Column("kind"),
    Column("part"),
    Column("asked", Shown.count),
    Column("response"),
    Column("answered", Shown.count),
    Column("figure"),
    Column("interval"),
    Column("note"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("satisfaction", help=frame.word("cli.satisfaction.help"))
    @click.option(
        "--by",
        type=click.Choice(("month", *PARTS)),
        default="month",
        show_default=True,
        help=frame.word("cli.satisfaction.by"),
    )
    @click.option("--question", default="", help=frame.word("cli.satisfaction.question"))
    @json_option(frame)
    def satisfaction(by: str, question: str, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = measure_satisfaction(book=book, at=frame.now(), engine=Engine.duckdb, advance=steps)
        if as_json:
            _say(found, by=by, question=question)
            return 0
        rows = [_row(frame, kind, part, figure) for kind, part, figure in _figures(found, by, question)]
        show(frame, _COLUMNS, rows, noun="satisfaction", as_json=False, digits=0)
        if by in PARTS and not any(found.parts(kind, by) for kind in found.kinds()):
            frame.print(f"cli.satisfaction.no_{by}")
        for outcome, each in (("score", found.score_elasticity), ("renewal", found.renewal_elasticity)):
            about = frame.word(f"web.survey_elasticity.{outcome}")
            frame.out.print(
                f"{about}{':' if frame.lang == 'en' else '：'} {elasticity_text(each, outcome, frame.lang)}"
            )
        return 0

    return satisfaction


def _figures(found: Satisfaction, by: str, question: str) -> list[tuple[Kind, str, Figure]]:
    """Return the whole of each kind, then its months or parts; months in which nobody was asked are left out."""
    asked = question or None
    made = []
    for kind in found.kinds():
        made.append((kind, "", found.of(kind, question=asked)))
        if by == "month":
            figures = [(each, found.of(kind, question=asked, month=each)) for each in found.months]
        else:
            figures = [
                (each, found.of(kind, question=asked, by=by, part=each)) for each in found.parts(kind, by)
            ]
        made += [(kind, name, figure) for name, figure in figures if figure.asked]
    return made


def _row(frame: Frame, kind: Kind, part: str, found: Figure) -> Sequence[Cell]:
    """Return a figure as a row; few answers are said to be few."""
    note = frame.word("web.survey.too_few") if found.is_few else ""
    return (
        kind.value,
        part or frame.word("cli.satisfaction.all"),
        found.asked,
        survey_response(found),
        found.answered,
        survey_figure(found),
        survey_interval(found, frame.lang),
        note,
    )


def _say(found: Satisfaction, *, by: str, question: str) -> None:
    """Print a line a figure, then a line an elasticity; shares are numbers from 0 to 1, the NPS is in points."""
    for kind, part, figure in _figures(found, by, question):
        line = figure.headline
        say_json(
            {
                "kind": kind.value,
                "part": part,
                "asked": figure.asked,
                "answered": figure.answered,
                "off_scale": figure.off_scale,
                "good": figure.good,
                "neither": figure.neither,
                "bad": figure.bad,
                "value": line.mid if line else None,
                "low": line.low if line else None,
                "high": line.high if line else None,
                "too_few": figure.is_few,
            }
        )
    for outcome, each in (("score", found.score_elasticity), ("renewal", found.renewal_elasticity)):
        ends = each.percent
        say_json(
            {
                "elasticity": outcome,
                "verdict": each.verdict.value,
                "cells": each.cells,
                "percent": ends.mid if ends else None,
                "low": ends.low if ends else None,
                "high": ends.high if ends else None,
            }
        )
