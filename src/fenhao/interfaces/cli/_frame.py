"""What every command shares: the language, the book, the screen, the clock, and how trouble is told."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from fenhao.interfaces.words import Language, knows, language, say
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, current_book

EXIT_CHECK_FAILED = 1
EXIT_TROUBLE = 2


class Serve(Protocol):
    """Shows a company's books to browsers until interrupted; ``ready`` is told the address once it can be opened.

    With ``search`` a port that is taken gives way to the next free one.
    """

    def __call__(
        self,
        root: Path,
        database: str,
        /,
        *,
        host: str,
        port: int,
        search: bool,
        ready: Callable[[str], None],
    ) -> None:
        """Serve the books of that folder, or those behind the URL when it is not empty."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of one command. ``folder`` is where the book is looked for, ``connect`` opens its books."""

    lang: Language
    folder: Path
    out: Console
    err: Console
    connect: Callable[[Path, str], None]
    serve: Serve

    def now(self) -> datetime:
        """Return the moment as the company's clock tells it: commands read the clock here and hand it down."""
        real = datetime.now(UTC)
        try:
            return self.book().moment(real)
        except (Trouble, OSError):
            return real

    def word(self, code: str, details: Mapping[str, str] | None = None) -> str:
        """Return a message in the user's language, safe to print among markup."""
        return escape(say(code, details or {}, self.lang))

    def named(self, subject: str, code: str) -> str:
        """Return the word of a channel, tier or other code of a subject; the code itself where it has none, – for no code."""
        known = f"{subject}.{code or 'none'}"
        return self.word(known) if knows(known) else escape(code) or "–"

    def print(self, code: str, details: Mapping[str, str] | None = None, *, style: str = "") -> None:
        """Print a message on the ordinary screen."""
        self.out.print(self.word(code, details), style=style, soft_wrap=True)

    def book(self) -> Book:
        """Return the book of the folder, or of the nearest folder above it that holds one."""
        return _book(self.folder)

    @contextmanager
    def steps(self) -> Iterator["Steps"]:
        """Show a progress bar per step on the error screen, so that results can be piped away."""
        bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.err,
            transient=False,
        )
        try:
            yield Steps(self, bars)
        finally:
            if bars.tasks:
                bars.stop()


class Steps:
    """A list of progress bars: one line a step."""

    def __init__(self, frame: Frame, bars: Progress) -> None:
        self._frame = frame
        self._bars = bars
        self._open: dict[str, TaskID] = {}

    def __call__(self, code: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of the step named by ``code`` is through; total 0 means not known."""
        if not self._open:
            self._bars.start()
        if code not in self._open:
            self._open[code] = self._bars.add_task(self._frame.word(code), total=total or None)
        self._bars.update(self._open[code], completed=done, total=total or None)


def preferred_language(argv: list[str], folder: Path) -> Language:
    """Return the language to speak: ``--lang``, then FENHAO_LANG, the book of the folder, and the system's."""
    for at, word in enumerate(argv):
        if word.startswith("--lang="):
            return language(word.removeprefix("--lang="))
        if word == "--lang" and at + 1 < len(argv):
            return language(argv[at + 1])
    if named := os.environ.get("FENHAO_LANG"):
        return language(named)
    try:
        return language(_book(folder).settings.language)
    except (Trouble, OSError):
        return language(
            os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
        )


def _book(folder: Path) -> Book:
    """Return the book of the folder, or of the nearest folder above it that holds one."""
    for place in (folder, *folder.resolve().parents):
        if (place / "fenhao.toml").is_file():
            return current_book(place)
    return current_book(folder)


def told(frame: Frame, said: str) -> None:
    """Say what happened, why, and what to do."""
    frame.err.print(
        f"[bold red]{frame.word('cli.trouble')}[/]{escape(said)}",
        soft_wrap=True,
    )
