"""The rejects file: what could not be loaded, why, and the row as it stood, for a person to mend in a spreadsheet."""

import csv
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from fenhao.connectors._reading import Problem, Reject

Words = Callable[[str, dict[str, str]], str]

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?")


def write_rejects(path: Path, *, headers: tuple[str, ...], rejects: Iterable[Reject], words: Words) -> int:
    """Write rejects as CSV that a spreadsheet opens, and return how many there were.

    The line and the reason come first, in the user's language by ``words`` (code, details) -> sentence; then the
    original cells under their own headers. A cell that a spreadsheet would run as a formula is written as text.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        titles = (words("load.rejects_line", {}), words("load.rejects_reason", {}), *headers)
        writer.writerow(tuple(map(harmless, titles)))
        for reject in rejects:
            reasons = " ".join(reason_in_words(each, words) for each in reject.problems)
            writer.writerow((str(reject.line_no), *map(harmless, (reasons, *reject.cells))))
            rows += 1
    return rows


def reason_in_words(problem: Problem, words: Words) -> str:
    """Return a problem in words. What is wrong with an amount is said without its column, so the column goes first."""
    details = dict(problem.details)
    sentence = words(problem.code, details)
    if not problem.code.startswith("amount."):
        return sentence
    return words("load.rejects_in", {"column": details.get("column", problem.column), "reason": sentence})


_BEGINS = frozenset("=+-@＝＋－＠")
"""What a formula begins with, also as wide as a Chinese letter, which some spreadsheets read alike."""


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay as they are."""
    clean = cell.replace("\0", "\ufffd")
    dangerous = clean.lstrip()[:1] in _BEGINS or clean[:1] in {"\t", "\r", "\n"}
    return f"'{clean}" if dangerous and not _NUMBER.fullmatch(clean.strip()) else clean
