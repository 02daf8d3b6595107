"""``fenhao demo``: the whole main job on a real retailer's year, then the application with the company in it."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli.load import tell
from fenhao.interfaces.cli.report import write_files
from fenhao.interfaces.report import terminal
from fenhao.interfaces.words import say
from fenhao.runs.book import Book, Voice
from fenhao.runs.example import DEMO_STARTS_AT, DEMO_YEAR, begin_demo, make_demo
from fenhao.runs.mart import build_mart
from fenhao.runs.report import build_report
from fenhao.runs.service import assess_service
from fenhao.warehouse import Engine

HALF_MADE = "books.making"
"""The file that stands in the folder while its books are being made: whoever finds it throws the books away."""
_BOOKS, _PASSWORD = "books.sqlite3", "demo-password.txt"


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("demo", help=frame.word("cli.demo.help"))
    @click.option(
        "--folder",
        type=click.Path(path_type=Path),
        default="demo-company",
        show_default=True,
        help=frame.word("cli.demo.folder"),
    )
    @click.option(
        "--port",
        default=8000,
        show_default=True,
        type=click.IntRange(0, 65535),
        help=frame.word("cli.demo.port"),
    )
    @click.option("--no-serve", is_flag=True, help=frame.word("cli.demo.no_serve"))
    def demo(folder: Path, port: int, no_serve: bool) -> int:
        frame.print("cli.demo.what")
        book = begin_demo(root=folder, real=datetime.now(UTC))
        if (book.root / HALF_MADE).exists() or not (book.root / _BOOKS).exists():
            _make(frame, book)
        else:
            frame.print("cli.demo.there", {"folder": str(folder)})
        if no_serve:
            _sign_in(frame, book)
            frame.print("cli.demo.next", {"folder": str(folder)})
            return 0

        def ready(address: str) -> None:
            """Say where to look and as whom."""
            if port and f":{port}/" not in address:
                frame.print("cli.demo.other_port", {"port": str(port)}, style="yellow")
            _sign_in(frame, book)
            frame.print(
                "cli.demo.ready", {"company": book.settings.company, "address": address}, style="bold"
            )

        frame.serve(book.root, book.settings.database, host="127.0.0.1", port=port, search=True, ready=ready)
        return 0

    return demo


def _make(frame: Frame, book: Book) -> None:
    """Load the year, write its report, and live through its books; say what came of it."""
    began = time.monotonic()
    (book.root / HALF_MADE).touch()
    for old in book.root.glob(f"{_BOOKS}*"):
        old.unlink()
    with frame.steps() as steps:
        made = make_demo(
            root=book.root,
            at=DEMO_STARTS_AT - timedelta(hours=3),
            voice=Voice(steps, lambda code, details: say(code, details, frame.lang)),
        )
        frame.connect(book.root, book.settings.database)
        # Rooms of the books open only once the site is set up.
        from fenhao.interfaces.demo import make_books, make_service, make_studies, make_worth

        make_books(book=book, advance=steps)
        now = book.moment(datetime.now(UTC))
        report = build_report(book=book, label=DEMO_YEAR, at=now, engine=Engine.duckdb, advance=steps)
        steps("step.write", 0, 1)
        files = write_files(frame, report, folder=book.reports)
        steps("step.write", 1, 1)
        build_mart(book=book, at=book.moment(datetime.now(UTC)), engine=Engine.duckdb, advance=steps)
        assess_service(book=book, at=book.moment(datetime.now(UTC)), engine=Engine.duckdb, advance=steps)
        make_worth(book=book, at=book.moment(datetime.now(UTC)), advance=steps)
        make_service(book=book, at=book.moment(datetime.now(UTC)), advance=steps)
        make_studies(book=book, at=book.moment(datetime.now(UTC)), advance=steps)
    (book.root / HALF_MADE).unlink()
    for each in made.loads:
        tell(frame, each, digits=book.digits, name=each.source)
    terminal(report, frame.out, frame.lang)
    for path in files:
        frame.print("cli.report.written", {"file": str(path)})
    frame.print("cli.demo.took", {"seconds": f"{time.monotonic() - began:.0f}"})


def _sign_in(frame: Frame, book: Book) -> None:
    """Say as whom one signs in, and with which password; a folder with people of its own keeps that to itself."""
    if not (book.root / _PASSWORD).exists():
        frame.print("cli.demo.own_people")
        return
    frame.connect(book.root, book.settings.database)
    from fenhao.interfaces.demo import people, sign_in

    frame.print("cli.demo.people", {"password": sign_in(book.root), "file": str(book.root / _PASSWORD)})
    for each in people():
        role = say(f"role.{each.role.value}", {}, frame.lang)
        frame.out.print(f"  {each.name:<12}{role}", highlight=False)
