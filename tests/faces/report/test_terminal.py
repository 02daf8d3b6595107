"""Prints the sample as a terminal of 110 columns shows it, and holds it to the kept text.

Write the kept texts anew after a wanted change: ``FENHAO_GOLDEN=write ./run test tests/faces/report``.
"""

import io
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from fenhao.interfaces.report import terminal
from fenhao.interfaces.words import LANGUAGES, Language
from tests.faces.report.sample import empty_report, sample_report

FIGURE = re.compile(r"[+−]?\d[\d,]*\.\d+%?")
GOLDEN = Path(__file__).parents[2] / "golden" / "report"


def printed(lang: Language, *, width: int, empty: bool = False) -> str:
    out = io.StringIO()
    terminal(
        empty_report() if empty else sample_report(), Console(file=out, width=width, color_system=None), lang
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terminal_shows_what_it_is_known_to_show(lang: Language) -> None:
    kept, told = GOLDEN / f"terminal-{lang}.txt", printed(lang, width=110)
    if os.environ.get("FENHAO_GOLDEN") == "write":
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_narrow_terminal_loses_no_figure(lang: Language) -> None:
    wide, narrow = (Counter(FIGURE.findall(printed(lang, width=width))) for width in (160, 80))
    assert wide.total() > 100
    assert narrow == wide


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_period_without_anything_prints_without_trouble(lang: Language) -> None:
    assert ("2017 年没有成本入账" if lang == "zh" else "No cost was booked in 2017") in printed(
        lang, width=100, empty=True
    )
