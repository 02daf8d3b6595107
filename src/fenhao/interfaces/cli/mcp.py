"""``fenhao mcp``: a door for agents over standard input and output, or over HTTP."""

import os
from importlib.util import find_spec

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble

TOKEN = "FENHAO_TOKEN"  # noqa: S105 - the name of a variable


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("mcp", help=frame.word("cli.mcp.help"))
    @click.option("--http", type=click.IntRange(1, 65535), default=None, help=frame.word("cli.mcp.http"))
    @click.option("--host", default="127.0.0.1", show_default=True, help=frame.word("cli.mcp.host"))
    def mcp(http: int | None, host: str) -> int:
        if find_spec("mcp") is None:
            raise Trouble("agents.not_installed", {})
        secret = os.environ.get(TOKEN, "").strip()
        if not secret and http is None:
            raise Trouble("agents.no_token", {})
        book = frame.book()
        frame.connect(book.root, book.settings.database)
        from fenhao.interfaces.agents import Door, serve_http, serve_stdio

        door = Door(frame.book, secret, frame.now, frame.lang)
        if http is not None:
            serve_http(
                door,
                host=host,
                port=http,
                ready=lambda address: click.echo(
                    say("cli.mcp.ready", {"address": address}, frame.lang), err=True
                ),
            )
            return 0
        door.seat()
        serve_stdio(door)
        return 0

    return mcp
