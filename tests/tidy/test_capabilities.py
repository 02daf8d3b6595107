"""The page of capabilities is read: every test that it names is there, and every capability has one."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "capabilities.md"
ROOMS = ROOT / "src" / "fenhao" / "books"
_OPERATION = re.compile(r"`(\w+)\.(\w+)`")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> list[str]:
    """Return the lines of both tables."""
    return [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not set(line) <= set("|-") and " test 测试 |" not in line
    ]


def test_every_operation_is_offered_by_its_room() -> None:
    named = {each for line in rows() for each in _OPERATION.findall(line.split("|")[2])}
    rooms = {room for room, _ in named if (ROOMS / room).is_dir()}
    assert {"budgets", "requests", "plans", "moves", "monthend", "findings", "postings"} <= rooms
    missing = [
        f"{room}.{name}"
        for room, name in sorted(named)
        if room in rooms and f'"{name}"' not in (ROOMS / room / "operations.py").read_text(encoding="utf-8")
    ]
    assert not missing, "no such operation: " + ", ".join(missing)


def test_every_capability_names_a_test_that_is_there() -> None:
    lines = rows()
    assert len(lines) > 40, "the tables are where they were"
    unproved = [line for line in lines if not _NAMED.search(line)]
    assert not unproved, "each capability needs a test: " + "\n".join(unproved)
    missing = [
        f"{file}::{name}"
        for line in lines
        for file, name in _NAMED.findall(line)
        if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert not missing, "no such test: " + ", ".join(missing)
