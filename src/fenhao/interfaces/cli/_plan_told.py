"""How studies are told on the screen: a sentence, tables, or JSON lines."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from fenhao.engine.planning.studies import Proposal, YearFacts
from fenhao.interfaces.cli._books import Desk, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import (
    StudyFound as Found,
    StudyTable,
    StudyVoice,
    plain_row,
    study_tables,
    study_title,
    write_proposal_workbook,
    write_study_workbook,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Refused
from fenhao.runs.planning import kept_year_facts, work_year_facts
from fenhao.runs.report import newest_year


def voice_of(frame: Frame, desk: Desk) -> StudyVoice:
    """Return who reads."""
    return StudyVoice(frame.lang, desk.book.chart, desk.book.settings.currency)


def typed_of(sets: Sequence[str]) -> dict[str, str]:
    """Return answers typed as NAME=VALUE; Trouble for anything else."""
    found = {}
    for text in sets:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise Trouble("planning.bad_answer", {"name": "--set", "text": text, "form": "growth.A=20%"})
        found[name.strip()] = value.strip()
    return found


def facts_of(frame: Frame, desk: Desk, label: str, *, again: bool = False) -> YearFacts | None:
    """Return a year's facts, worked out when they are not kept or have changed; None when there is no year at all."""
    label = label or newest_year(desk.book)
    if not label:
        return None
    held = kept_year_facts(book=desk.book, label=label)
    if again or held is None or held.stale:
        with frame.steps() as steps:
            work_year_facts(book=desk.book, label=label, at=desk.at, advance=steps)
        held = kept_year_facts(book=desk.book, label=label)
    assert held is not None, "what was worked out is kept"
    if isinstance(held.value, Refused):
        raise held.value.trouble
    return held.value


def show_tables(frame: Frame, tables: Sequence[StudyTable], voice: StudyVoice, *, as_json: bool) -> None:
    """Print tables, or a JSON line a row with the table's code."""
    for table in tables:
        if as_json:
            for row in table.rows:
                say_json({"table": table.code, **plain_row(table, row)})
            continue
        shown = Table(box=None, header_style="bold", title=escape(voice.title(table)), title_justify="left")
        for column in table.columns:
            shown.add_column(
                escape(voice.heading(column)),
                justify="right" if column.is_number else "left",
                overflow="fold",
            )
        for row in (*table.rows, *((table.total,) if table.total else ())):
            cells = zip(table.columns, row, strict=True)
            style = "bold" if row is table.total else ""
            shown.add_row(*(escape(voice.cell(column, cell)) for column, cell in cells), style=style)
        frame.out.print(shown)


def show_study(
    frame: Frame, found: Found, facts: YearFacts | None, voice: StudyVoice, *, as_json: bool, brief: bool
) -> None:
    """Print a study; ``brief`` leaves out the lines one by one."""
    if not as_json:
        frame.out.print(escape(study_title(found, voice)), style="bold", soft_wrap=True)
    tables = study_tables(found, facts, voice)
    show_tables(
        frame, [each for each in tables if not (brief and each.code == "cells")], voice, as_json=as_json
    )


def write_workbook(
    frame: Frame,
    path: Path,
    found: Found,
    facts: YearFacts | None,
    voice: StudyVoice,
    *,
    asked: Mapping[str, str],
    as_json: bool,
) -> None:
    """Write a study as a workbook, a proposal as one that recalculates and comes back, and say where it is."""
    tables = study_tables(found, facts, voice)
    if isinstance(found, Proposal):
        write_proposal_workbook(path, found, tables, asked=asked, voice=voice)
    else:
        write_study_workbook(path, tables, asked=asked, voice=voice)
    if as_json:
        say_json({"file": str(path)})
    else:
        frame.print("cli.plan.written", {"file": str(path)})
