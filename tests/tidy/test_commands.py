"""Every line that a document gives to be typed is taken apart: the command is there, and so is each option."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from rich.console import Console

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._main import COMMANDS, command
from tests.tidy.tree import ROOT, told

PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")])
FENCE = re.compile(r"^```(?:sh|text)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^(?:\$ )?(fenhao|\./run|\.\./run) (.+)$", re.MULTILINE)
WORDS_OF_RUN = {path.stem for path in (ROOT / "tools").glob("*.py")}
"""What ``./run`` does besides commands of fenhao."""


def lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each line that is to be typed with its words, one by one where several are joined."""
    for block in FENCE.findall(path.read_text(encoding="utf-8")):
        for typed in TYPED.finditer(block):
            line = re.sub(r"\s+#.*$", "", typed.group(0).removeprefix("$ "))
            for each in re.split(r"\s+&&\s+", line):
                yield each, shlex.split(each)


@pytest.fixture(scope="module")
def commands() -> dict[str, click.Command]:
    """Return every command by what users type."""

    def nothing(*_: object, **__: object) -> None:
        """Open and serve nothing."""

    console = Console()
    frame = Frame(lang="en", folder=ROOT, out=console, err=console, connect=nothing, serve=nothing)
    built = (command(file, frame) for file in COMMANDS)
    return {str(each.name): each for each in built}


def wrong(words: list[str], commands: dict[str, click.Command]) -> str:
    """Return what of a line is not there; empty when all is."""
    called, *rest = words
    if rest[:1] == ["--book"]:
        rest = rest[2:]
    if not rest or rest[0].startswith("-") or (called != "fenhao" and rest[0] in WORDS_OF_RUN):
        return ""
    found = commands.get(rest[0])
    if found is None:
        return rest[0]
    options = {name for each in found.params for name in each.opts}
    rest = rest[1:]
    while isinstance(found, click.Group) and rest and rest[0] in found.commands:
        found, rest = found.commands[rest[0]], rest[1:]
        options |= {name for each in found.params for name in each.opts}
    if isinstance(found, click.Group) and rest and not rest[0].startswith("-") and not found.params:
        return rest[0]
    known = options | {"--help", "-h"}
    return next((word for word in rest if word.startswith("--") and word.split("=")[0] not in known), "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_gives_to_be_typed_is_there(path: Path, commands: dict[str, click.Command]) -> None:
    found = [f"{line}: {missing}" for line, words in lines(path) if (missing := wrong(words, commands))]
    assert not found, told(found, "Name a command, subcommand and option as --help does.")


def test_a_wrong_line_is_seen(commands: dict[str, click.Command]) -> None:
    assert wrong(["fenhao", "improve", "opne"], commands) == "opne"
    assert wrong(["fenhao", "value", "--customer", "x"], commands) == "--customer"
    assert wrong(["fenhao", "nothing"], commands) == "nothing"
    assert wrong(["./run", "test"], commands) == ""
    assert wrong(["fenhao", "tiers", "assess", "2026-10-01"], commands) == ""
