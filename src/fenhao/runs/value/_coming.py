"""Tables of trials that wait for somebody to say what their columns mean: each in a folder of its own in the book."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from fenhao.runs.book import Book

KEPT_DAYS = 14
"""How long a file waits: it tells of customers."""
_TOKEN = re.compile(r"[0-9a-f]{16}")


@contextmanager
def receive_trial(book: Book, token: str, name: str) -> Iterator[Path]:
    """Give a path to write a file to; it waits under ``token`` when nothing went wrong, in the place of an earlier one."""
    folder = _coming(book)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".receiving-", dir=folder) as draft:
        path = Path(draft) / "whole" / name
        path.parent.mkdir()
        yield path
        target = folder / token
        shutil.rmtree(target, ignore_errors=True)
        path.parent.rename(target)


def coming_trial(book: Book, token: str) -> Path | None:
    """Return the file that waits under a token; None where there is none."""
    if not _TOKEN.fullmatch(token):
        return None
    return next((each for each in (_coming(book) / token).glob("*") if each.is_file()), None)


def sweep_coming(book: Book, *, at: datetime, also: str = "") -> None:
    """Put away files whose columns nobody has named for days, and the one under the token ``also``."""
    for folder in _coming(book).glob("[0-9a-f]*"):
        age = at - book.moment(datetime.fromtimestamp(folder.stat().st_mtime, UTC))
        if age > timedelta(days=KEPT_DAYS) or folder.name == also:
            shutil.rmtree(folder, ignore_errors=True)


def _coming(book: Book) -> Path:
    """Return where files wait."""
    return book.root / "trials" / "coming"
