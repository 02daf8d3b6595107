"""``fenhao serve``: the books in a browser."""

import click

from fenhao.interfaces.cli._frame import Frame


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("serve", help=frame.word("cli.serve.help"))
    @click.option("--host", default="127.0.0.1", show_default=True, help=frame.word("cli.serve.host"))
    @click.option(
        "--port",
        default=8000,
        show_default=True,
        type=click.IntRange(0, 65535),
        help=frame.word("cli.serve.port"),
    )
    def serve(host: str, port: int) -> int:
        book = frame.book()

        def ready(address: str) -> None:
            """Say where to look."""
            frame.print("cli.serve.ready", {"company": book.settings.company, "address": address})
            from fenhao.books.people import operations as people

            if not people.somebody_signs_in():
                frame.print("cli.serve.nobody")

        frame.serve(book.root, book.settings.database, host=host, port=port, search=False, ready=ready)
        return 0

    return serve
