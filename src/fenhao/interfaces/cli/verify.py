"""``fenhao verify``: hashes, control totals and conservation, checked on the company's own data; then its books."""

import click

from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.runs.book import Advance, Book
from fenhao.runs.report import Check, verify as verify_book

BOOKS_FILE = "books.sqlite3"
"""The file that a company's books are in unless its settings name a database."""


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("verify", help=frame.word("cli.verify.help"))
    @click.option("--kept", default="", help=frame.word("cli.verify.kept"))
    def verify(kept: str) -> int:
        with frame.steps() as steps:
            book = frame.book()
            checks = verify_book(book=book, at=frame.now(), advance=steps)
            if book.settings.database or (book.root / BOOKS_FILE).is_file():
                checks += _books(frame, book, kept, steps)
        for check in checks:
            mark = "[yellow]•[/]" if check.waits else "[green]✓[/]" if check.holds else "[bold red]✗[/]"
            frame.out.print(f"{mark} {frame.word(check.code, dict(check.details))}", soft_wrap=True)
        failed = [check for check in checks if not check.holds]
        if failed:
            frame.print(
                "cli.verify.failed", {"count": str(len(failed)), "of": str(len(checks))}, style="bold red"
            )
            return EXIT_CHECK_FAILED
        frame.print("cli.verify.holds", {"count": str(len(checks))})
        return 0

    return verify


def _books(frame: Frame, book: Book, kept: str, advance: Advance) -> tuple[Check, ...]:
    """Return the checks of the company's books: nobody has to say who asks, for nothing is changed."""
    frame.connect(book.root, book.settings.database)
    from fenhao.books.postings.operations import verify_books

    return verify_books(book=book, kept=kept, at=frame.now(), advance=advance)
