"""How studies look on a page: their questions as a form, their tables, and the tornado of a purchase."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from fenhao.engine.planning.studies import Asked, Field, StudyKind, Worth, YearFacts
from fenhao.interfaces.charts import delta_cell, delta_scale
from fenhao.interfaces.report import StudyColumn, StudyMeans, StudyTable, StudyVoice
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.web._value_shown import value_of
from fenhao.interfaces.words import knows, say
from fenhao.runs.planning import (
    STUDY_FIELDS,
    choices_of,
    kept_year_facts,
    planned_year,
    study_defaults,
    study_parts,
)

ROWS_SHOWN = 400
"""How many rows of a table a page shows; the workbook has them all."""
TORNADO_WIDTH = 220


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as the template reads it."""

    title: str
    headings: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, bool, str], ...], ...]
    total: tuple[tuple[str, bool, str], ...]
    left_out: int


def planning_facts(here: Surroundings) -> YearFacts | None:
    """Return the newest year's facts as they were kept; None where there are none."""
    label = planned_year(here.book)
    return value_of(kept_year_facts(book=here.book, label=label)) if label else None


def voice_of(here: Surroundings) -> StudyVoice:
    """Return who reads."""
    return StudyVoice(here.lang, here.book.chart, here.book.settings.currency)


def typed_answers(
    given: Mapping[str, object], here: Surroundings, kind: StudyKind, facts: YearFacts | None
) -> dict[str, str]:
    """Return what was typed into the study's own questions; an answer that is the default is not typed."""
    parts = study_parts(here.book, facts)
    defaults = study_defaults(here.book, kind, facts, here.book.today(here.at))
    found = {}
    for field in STUDY_FIELDS[kind]:
        for name in field.names(parts):
            text = str(given.get(name, "")).strip()
            if name in given and text != defaults.get(name, field.default):
                found[name] = text
    return found


def question_groups(
    here: Surroundings, kind: StudyKind, typed: Mapping[str, str], facts: YearFacts | None
) -> list[tuple[str, list[Mapping[str, object]]]]:
    """Return the questions by group, as the form shows them."""
    parts = study_parts(here.book, facts)
    defaults = study_defaults(here.book, kind, facts, here.book.today(here.at))
    groups: dict[str, list[Mapping[str, object]]] = {}
    for field in STUDY_FIELDS[kind]:
        for name in field.names(parts):
            value = typed.get(name, defaults.get(name, field.default))
            groups.setdefault(say(f"planning.group.{field.group}", {}, here.lang), []).append(
                {
                    "name": name,
                    "label": question_label(here, name),
                    "value": value,
                    "choices": _choices(here, field),
                    "number": field.asked is not Asked.text,
                }
            )
    return list(groups.items())


def _choices(here: Surroundings, field: Field) -> list[tuple[str, str]]:
    """Return the choices of a question with their names; none where it is typed."""
    if field.asked is not Asked.choice:
        return []
    return [
        (each, say(f"planning.choice.{each}", {}, here.lang) if knows(f"planning.choice.{each}") else each)
        for each in field.choices or choices_of(field.name)
    ]


def question_label(here: Surroundings, name: str) -> str:
    """Return what a question is called, with the tier or category that it is about."""
    return voice_of(here).question(name)


def answer_text(here: Surroundings, text: str) -> str:
    """Return an answer as its reader typed or chose it: a choice by its name."""
    return voice_of(here).answer(text)


def kind_name(here: Surroundings, kind: str) -> str:
    """Return what a kind of study is called."""
    return say(f"planning.kind.{kind}", {}, here.lang)


def help_text_of(here: Surroundings, slug: str) -> str:
    """Return what a study is for, in a sentence."""
    return say(f"web.plan_help.{slug.replace('-', '_')}", {}, here.lang)


def shown_table(table: StudyTable, voice: StudyVoice) -> ShownTable:
    """Return a table with its cells written and, where a row rests on entries, the way to them."""
    rows = []
    for place, row in enumerate(table.rows[:ROWS_SHOWN]):
        cells = []
        for column, cell in zip(table.columns, row, strict=True):
            href = ""
            if column.code == "base" and table.behind and table.behind[place][0]:
                month, tier, category = table.behind[place]
                asked = {"from": month, "to": month, "tier": tier, "category": category, "what": "spent"}
                href = f"{reverse('web:ledger')}?{urlencode(asked)}"
            cells.append((voice.cell(column, cell), column.is_number, href))
        rows.append(tuple(cells))
    total = tuple(
        (voice.cell(column, cell) if cell is not None else "", column.is_number, "")
        for column, cell in zip(table.columns, table.total, strict=False)
    )
    return ShownTable(
        voice.title(table),
        tuple((voice.heading(column), column.is_number) for column in table.columns),
        tuple(rows),
        total,
        max(len(table.rows) - ROWS_SHOWN, 0),
    )


def tornado(here: Surroundings, found: Worth) -> list[tuple[str, str, str]]:
    """Return each assumption with what it does to NPV when it is lower and higher, drawn around the NPV there is."""
    voice = voice_of(here)
    column = StudyColumn("npv", StudyMeans.estimate)
    drawn = [
        (each.name, tuple(_nearest(side - found.npv) for side in (each.low, each.high)))
        for each in found.swings
    ]
    values = [value for _, pair in drawn for value in pair]
    texts = [voice.cell(column, value) for value in values]
    if not values:
        return []
    scale = delta_scale(values, texts, width=TORNADO_WIDTH)
    rows: list[tuple[str, str, str]] = []
    for name, pair in drawn:
        label = question_label(here, name)
        bars = [
            delta_cell(
                value,
                voice.cell(column, value),
                scale=scale,
                width=TORNADO_WIDTH,
                more_is_bad=False,
                title=f"{label}: {voice.cell(column, value)}",
            )
            for value in pair
        ]
        rows.append((label, SafeString(bars[0]), SafeString(bars[1])))
    return rows


def _nearest(value: Fraction) -> int:
    """Return an estimate to its nearest minor unit, for drawing."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole
