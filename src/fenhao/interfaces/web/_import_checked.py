"""What the check of a file found, in the reader's words: the rows that cannot be taken, and marks of another currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from fenhao.connectors import StrangeWord, reason_in_words
from fenhao.connectors.files import choices
from fenhao.engine.ledger import Chart
from fenhao.interfaces.words import Language, say
from fenhao.runs.loading import CheckedFile

OF_CHART = frozenset({"cost_type", "benefit_type"})
"""Columns of codes of the chart, which are shown by their names."""

_MENDED_HERE = {
    "amount.other_currency": "web.import.other_currency",
    "load.unknown_cost_type": "web.import.unknown_word",
    "load.unknown_code": "web.import.unknown_word",
}
"""What this page can mend, and says so: code -> the code that it is told by."""


@dataclass(frozen=True, slots=True)
class WordAsked:
    """A word that is none of its column's list: ``near`` and ``others`` are what it may stand for, as (code, name)."""

    column: str
    word: str
    rows: int
    near: list[tuple[str, str]]
    others: list[tuple[str, str]]


def words_asked(table: str, found: CheckedFile, chart: Chart, lang: Language) -> list[WordAsked]:
    """Return the words of the file whose meaning a person can say, those of most rows first."""

    def asked(strange: StrangeWord) -> WordAsked:
        """Return a word with what it may stand for, the names nearest to it in either language first."""
        called = _names(table, strange.column, chart)
        names = {code: each[lang] for code, each in called.items()}
        codes = {name.casefold(): code for code, each in called.items() for name in each.values()}
        near = get_close_matches(strange.word[:60].casefold(), list(codes), n=3, cutoff=0.3)
        nearest = list(dict.fromkeys(codes[each] for each in near))
        return WordAsked(
            strange.column,
            strange.word,
            strange.rows,
            [(code, names[code]) for code in nearest],
            sorted((code, name) for code, name in names.items() if code not in nearest),
        )

    return [asked(each) for each in found.strange]


def _names(table: str, column: str, chart: Chart) -> dict[str, dict[Language, str]]:
    """Return what the codes of a column's list are called: code -> language -> name."""
    if column == "cost_type":
        return {each.code: {"zh": each.name_zh, "en": each.name_en} for each in chart.cost_types}
    return {code: {"zh": chinese, "en": code.replace("_", " ")} for code, chinese in choices(table, column)}


def words_said(told: Mapping[str, str], found: CheckedFile) -> dict[str, dict[str, str]]:
    """Return column -> word of the file -> what it stands for, as the form of ``words_asked`` sends it."""
    asked = {(each.column, each.word) for each in found.strange}
    said: dict[str, dict[str, str]] = {}
    for name, column in told.items():
        number = name.removeprefix("column-")
        word, meaning = told.get(f"word-{number}", ""), told.get(f"meaning-{number}", "")
        if number != name and meaning and (column, word) in asked:
            said.setdefault(column, {})[word] = meaning
    return said


def wrong_rows(
    found: CheckedFile, types: Mapping[str, str], lang: Language
) -> list[tuple[int, list[str], tuple[str, ...]]]:
    """Return the rows that cannot be taken: line, reasons, cells. ``types`` are the names of cost types by code."""

    def words(code: str, details: dict[str, str]) -> str:
        """Say it in the reader's language; what this page can mend, it says how."""
        if "close" in details:
            close = (types.get(each, each) for each in details["close"].split(", "))
            details = {**details, "close": "、".join(close) if lang == "zh" else ", ".join(close)}
        return say(_MENDED_HERE.get(code, code), details, lang)

    return [
        (each.line_no, [reason_in_words(one, words) for one in each.problems], each.cells)
        for each in found.wrong
    ]


def foreign_marks(found: CheckedFile) -> str:
    """Return the marks of another currency for which rows were turned away, '' for none."""
    problems = (one for each in found.wrong for one in each.problems if one.code == "amount.other_currency")
    return " ".join(sorted({dict(each.details)["mark"] for each in problems}))
