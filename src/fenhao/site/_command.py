"""The ``fenhao`` command with its books: wiring alone. Django is not touched before a command opens the books."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from fenhao.interfaces import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fenhao`` and return its exit code.

    Linear algebra runs in one thread unless the surroundings say otherwise: its matrices are small, and threads that wait
    for each other beside other work have cost fourteen times the processor time of one.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return cli.main(argv, connect=_connect, serve=_serve)


def _connect(root: Path, database: str) -> None:
    """Make the books of that folder, or behind that URL, this process's own, at this version's structure."""
    from fenhao.site._configure import configure, migrate_when_behind

    configure(root, database=database)
    migrate_when_behind()


def _serve(
    root: Path, database: str, *, host: str, port: int, search: bool, ready: Callable[[str], None]
) -> None:
    """Show the books to browsers."""
    from fenhao.site._serve import serve

    serve(root, database, host=host, port=port, search=search, ready=ready)
