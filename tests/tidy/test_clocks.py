"""Calls that read this machine's clock, found in the syntax trees of the doors: each is told to the company's own clock."""

import ast

from tests.tidy.tree import dotted, files, told

HOMES = {
    "interfaces/cli/_frame.py",  # commands read it there and hand it down
    "interfaces/cli/demo.py",  # sets the demonstration's clock
    "interfaces/notebook/_book.py",  # a notebook brings its own
}


def test_a_page_or_command_tells_the_time_by_the_companys_clock() -> None:
    found = []
    for code in files("src"):
        if not code.room.startswith("interfaces/") or code.room in HOMES:
            continue
        told_to_the_book = {
            id(argument)
            for node in ast.walk(code.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "moment"
            for argument in node.args
        }
        found += [
            f"{code.name}:{node.lineno}"
            for node in ast.walk(code.tree)
            if isinstance(node, ast.Call)
            and dotted(node.func) in {"datetime.now", "timezone.now", "date.today"}
            and id(node) not in told_to_the_book
        ]
    assert not found, told(
        found,
        "A demonstration's clock stands in its year: ask Surroundings.at, Frame.now or book.moment(datetime.now(UTC)).",
    )
