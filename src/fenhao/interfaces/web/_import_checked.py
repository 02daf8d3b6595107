"""What the check of a file found, in the reader's words: the rows that cannot be taken, and marks of another currency."""

from collections.abc import Mapping

from fenhao.connectors import reason_in_words
from fenhao.interfaces.words import Language, say
from fenhao.runs.loading import CheckedFile

OF_CHART = frozenset({"cost_type", "benefit_type"})
"""Columns of codes of the chart, which are shown by their names."""


def wrong_rows(
    found: CheckedFile, types: Mapping[str, str], lang: Language
) -> list[tuple[int, list[str], tuple[str, ...]]]:
    """Return the rows that cannot be taken: line, reasons, cells. ``types`` are the names of cost types by code."""

    def words(code: str, details: dict[str, str]) -> str:
        """Say it in the reader's language; what this page can mend, it says how."""
        if "close" in details:
            close = (types.get(each, each) for each in details["close"].split(", "))
            details = {**details, "close": "、".join(close) if lang == "zh" else ", ".join(close)}
        return say("web.import.other_currency" if code == "amount.other_currency" else code, details, lang)

    return [
        (each.line_no, [reason_in_words(one, words) for one in each.problems], each.cells)
        for each in found.wrong
    ]


def foreign_marks(found: CheckedFile) -> str:
    """Return the marks of another currency for which rows were turned away, '' for none."""
    problems = (one for each in found.wrong for one in each.problems if one.code == "amount.other_currency")
    return " ".join(sorted({dict(each.details)["mark"] for each in problems}))
