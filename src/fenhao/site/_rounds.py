"""What a served company does by itself once a minute: planned settings come into force, messages leave."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fenhao.books.policies.operations import bring_in_force
from fenhao.interfaces.messages import one_round
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, open_book, say_nothing
from fenhao.runs.service import assess_service, kept_levels
from fenhao.warehouse import Engine

SECONDS = 60
CLOCKS_EVERY = timedelta(minutes=15)


@contextmanager
def rounds(root: Path) -> Iterator[None]:
    """Do rounds in one thread while the block runs; the last one is not waited for longer than a channel may take."""
    stop = threading.Event()
    thread = threading.Thread(target=_until, args=(root, stop), name="messages", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1)


def round_at(root: Path, at: datetime) -> None:
    """Do one round; a file that is being edited right now is left for the next one."""
    try:
        bring_in_force(book=open_book(root=root), at=at)
        book = open_book(root=root)
        _run_clocks(book, book.moment(at))
        one_round(book, at=at)
    except Trouble as trouble:
        logging.getLogger("fenhao.messages").warning("no round: %s", trouble.code)
    except Exception:
        logging.getLogger("fenhao.messages").exception("a round failed")


def _run_clocks(book: Book, at: datetime) -> None:
    """Run the clocks of tickets anew where they were run before, and not a quarter of an hour ago."""
    held = kept_levels(book)
    if held is not None and at - held.made_at >= CLOCKS_EVERY:
        assess_service(book=book, at=at, engine=Engine.duckdb, advance=say_nothing)


def _until(root: Path, stop: threading.Event) -> None:
    """Do rounds until told to stop."""
    while not stop.wait(SECONDS):
        round_at(root, datetime.now(UTC))
