"""Sizes are read off the syntax tree: a function fits on a screen, a file in a head."""

import ast
import re

from tests.tidy.tree import files, functions, told

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
LONG_FILE_LINES_MAX = 600


def test_a_function_fits_on_a_screen() -> None:
    too_long = [
        f"{code.name}:{function.lineno} {function.name} has {lines} lines"
        for code in files("src", "tests", "tools", "benchmarks")
        for function in functions(code)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not too_long, told(
        too_long,
        f"At most {FUNCTION_LINES_MAX} lines a function: let one function steer and leaves compute, each with a name "
        "that says what it returns.",
    )


def test_a_file_fits_in_a_head() -> None:
    too_long = []
    for code in files("src", "tests", "tools", "benchmarks"):
        docstring = " ".join((ast.get_docstring(code.tree) or "").split())
        limit = LONG_FILE_LINES_MAX if re.search(r"\b[Ll]ong because\b", docstring) else FILE_LINES_MAX
        lines = len(code.text.splitlines())
        if lines > limit:
            too_long.append(f"{code.name} has {lines} lines, at most {limit}")
    assert not too_long, told(
        too_long,
        f"At most {FILE_LINES_MAX} lines a file: split it where something can be hidden, or, up to {LONG_FILE_LINES_MAX}, "
        'give the reason in the module docstring as a sentence with "long because".',
    )
