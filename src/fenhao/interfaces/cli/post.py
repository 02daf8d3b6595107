"""``fenhao post``: requests as JSON lines in, answers as JSON lines out, for machines."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TextIO

import click

from fenhao.interfaces.cli._books import Desk, by_option, open_desk, say_json
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.cli._request import answer_facts, read_request
from fenhao.interfaces.words import explain_trouble
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    pass

BATCH = 1000
"""How many lines go to the books at once."""


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("post", help=frame.word("cli.post.help"))
    @click.argument("lines", type=click.File(encoding="utf-8"), default="-", metavar="[FILE]")
    @by_option(frame)
    def post(lines: TextIO, by: str) -> int:
        desk = open_desk(frame, by=by)
        done = wrong = 0
        for batch in _batches(lines):
            wrong += _post(frame, desk, batch)
            done += len(batch)
            count = {"count": str(done), "wrong": str(wrong)}
            frame.err.print(frame.word("cli.post.progress", count), soft_wrap=True)
        return EXIT_CHECK_FAILED if wrong else 0

    return post


def _batches(lines: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines that say something, numbered, a batch at a time."""
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    while batch := list(islice(numbered, BATCH)):
        yield batch


def _post(frame: Frame, desk: Desk, batch: list[tuple[int, str]]) -> int:
    """Answer a batch, a line each in its order; return how many could not be read."""
    from fenhao.books.budgets import Ask, operations as books

    asks: list[Ask] = []
    troubles: dict[int, Trouble] = {}
    for number, line in batch:
        try:
            asks.append(Ask(read_request(line), desk.by, desk.at))
        except Trouble as trouble:
            troubles[number] = trouble
    answers = iter(books.post(asks))
    for number, _ in batch:
        if (wrong := troubles.get(number)) is None:
            say_json({"line": number, **answer_facts(next(answers))})
        else:
            why = explain_trouble(wrong, frame.lang)
            say_json({"line": number, "error": wrong.code, **wrong.details, "why": why})
    return len(troubles)
