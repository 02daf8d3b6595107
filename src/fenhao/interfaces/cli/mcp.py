"""``fenhao mcp``: a door for agents over standard input and output."""

import os
from importlib.util import find_spec

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble

TOKEN = "FENHAO_TOKEN"  # noqa: S105 - the name of a variable


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("mcp", help=frame.word("cli.mcp.help"))
    def mcp() -> int:
        if find_spec("mcp") is None:
            raise Trouble("agents.not_installed", {})
        secret = os.environ.get(TOKEN, "").strip()
        if not secret:
            raise Trouble("agents.no_token", {})
        book = frame.book()
        frame.connect(book.root, book.settings.database)
        from fenhao.interfaces.agents import Door, serve_stdio

        door = Door(frame.book, secret, frame.now, frame.lang)
        door.seat()
        serve_stdio(door)
        return 0

    return mcp
