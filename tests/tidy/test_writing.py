"""Docstrings and comments, read off the text: everything public says what it is, and nothing is left for later."""

import ast
import re

from tests.tidy.tree import Code, files, functions, told

LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d+)")


def public_parts(code: Code) -> list[tuple[int, str, str | None]]:
    """Return line, name and docstring of the module and of each public class, function and method in it."""
    parts: list[tuple[int, str, str | None]] = [(1, "the module", ast.get_docstring(code.tree))]
    holders: list[tuple[str, list[ast.stmt]]] = [("", code.tree.body)]
    for prefix, body in holders:
        for node in body:
            if isinstance(
                node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ) and not node.name.startswith("_"):
                parts.append((node.lineno, prefix + node.name, ast.get_docstring(node)))
                if isinstance(node, ast.ClassDef):
                    holders.append((f"{node.name}.", node.body))
    return parts


def test_everything_public_says_what_it_is() -> None:
    found = [
        f"{code.name}:{line} {name}"
        for code in files("src", "tools", "benchmarks")
        for line, name, docstring in public_parts(code)
        if not docstring
    ]
    assert not found, told(
        found,
        'Write one line that completes "This will ..." or begins with Return; then units, sign, order, emptiness.',
    )


def test_a_docstring_begins_with_one_finished_line() -> None:
    found = [
        f"{code.name}:{line} {name}: {docstring.splitlines()[0]}"
        for code in files("src", "tools", "benchmarks")
        for line, name, docstring in public_parts(code)
        if docstring and not re.search(r"[.?!:。][)\"']?$", docstring.splitlines()[0])
    ]
    assert not found, told(
        found, "The first line is a sentence of its own; the rest follows after an empty line."
    )


def test_a_test_module_says_how_it_tests() -> None:
    found = [
        code.name
        for code in files("tests")
        if code.path.name.startswith("test_") and len((ast.get_docstring(code.tree) or "").split()) < 5
    ]
    assert not found, told(found, "Open a test module with a docstring that says how it tests.")


def test_test_names_finish_a_sentence() -> None:
    found = [
        f"{code.name}:{function.lineno} {function.name}"
        for code in files("tests")
        for function in functions(code)
        if function.name.startswith("test_")
        and (function.name.count("_") < 3 or re.search(r"_\d+$", function.name))
    ]
    assert not found, told(
        found, "A test's name finishes a sentence: test_the_same_file_twice_changes_nothing."
    )


def test_nothing_is_left_for_later_without_an_issue() -> None:
    found = [
        f"{code.name}:{number} {line.strip()}"
        for code in files("src", "tests", "tools", "benchmarks")
        if code.path.name != "test_writing.py"
        for number, line in enumerate(code.text.splitlines(), start=1)
        if LATER.search(line)
    ]
    assert not found, told(found, "Do it now, or name the issue it waits for: TODO #12.")
