"""Every command that a document shows is taken apart as the program would: a word too many or an option that is none fails here."""

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import click
import pytest
from rich.console import Console

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._main import _group
from tests.tidy.tree import ROOT, told

PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
SHELLS = ("```sh", "```bash", "```console", "```")
_CALL = re.compile(r"(?:\$ )?(?:fenhao|\./run(?= (?:--book|--lang|demo|init|load|serve)\b)) (.*)")


def commands(page: Path) -> Iterator[str]:
    """Yield the lines of a page's examples that call the program."""
    block = ""
    for line in page.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if line.startswith("```"):
            block = "" if block else line.strip()
        elif block in SHELLS and (found := _CALL.match(line)):
            yield found[1]


def mistake(words: list[str]) -> str:
    """Return what the program would object to in these words, '' for nothing; nothing is carried out."""
    screen = Console(quiet=True)
    frame = Frame(lang="en", folder=ROOT, out=screen, err=screen, connect=_nowhere, serve=_nowhere)
    here: click.Command = _group(frame)
    parent: click.Context | None = None
    try:
        while True:
            context = here.make_context(here.name, words, parent=parent, obj=frame)
            left = [*context._protected_args, *context.args]
            if not isinstance(here, click.Group) or not left:
                return ""
            name, command, words = here.resolve_command(context, left)
            if command is None:
                return f"no command {name}"
            here, parent = command, context
    except click.exceptions.Exit:
        return ""
    except click.ClickException as error:
        return error.format_message()


def _nowhere(*_: object, **__: object) -> None:
    raise AssertionError("nothing is carried out here")


@pytest.mark.parametrize("page", [each for each in PAGES if [*commands(each)]], ids=lambda each: each.name)
def test_the_commands_that_a_page_shows_are_commands(page: Path) -> None:
    wrong = []
    for line in commands(page):
        words = [*takewhile(lambda word: word not in ("|", ">", "&&"), shlex.split(line, comments=True))]
        reason = mistake(words)
        if reason and "does not exist" not in reason:
            wrong.append(f"fenhao {line}: {reason}")
    assert not wrong, told(wrong, "Write the command as the program takes it; see --help.")
