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


def only_names(tree: ast.Module) -> bool:
    """Whether a file is a front door and nothing else: a docstring, imports, and the list of what is offered."""
    return all(
        isinstance(each, ast.ImportFrom)
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        or (isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "__all__")
        for each in tree.body
    )


def test_a_front_door_that_does_something_is_no_mere_list() -> None:
    assert only_names(ast.parse('"""Doors."""\nfrom x import y\n__all__ = ["y"]'))
    assert not only_names(ast.parse('from x import y\n__all__ = ["y"]\nz = y + 1'))


def test_a_file_fits_in_a_head() -> None:
    too_long = []
    for code in files("src", "tests", "tools", "benchmarks"):
        docstring = " ".join((ast.get_docstring(code.tree) or "").split())
        limit = LONG_FILE_LINES_MAX if re.search(r"\b[Ll]ong because\b", docstring) else FILE_LINES_MAX
        lines = len(code.text.splitlines())
        made = "Made from docs/openapi.json" in docstring  # read by machines: by type checkers and editors
        if lines > limit and not made and not only_names(code.tree):
            too_long.append(f"{code.name} has {lines} lines, at most {limit}")
    assert not too_long, told(
        too_long,
        f"At most {FILE_LINES_MAX} lines a file: split it where something can be hidden, or, up to {LONG_FILE_LINES_MAX}, "
        'give the reason in the module docstring as a sentence with "long because".',
    )
