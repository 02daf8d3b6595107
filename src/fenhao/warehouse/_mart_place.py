"""Where marts stand: a folder each, written in the dark and then named in one step; one pointer says which is in force."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from fenhao.kernel import Trouble
from fenhao.warehouse._mart import MartDraft

_CURRENT = "current"
_DRAFT = ".draft-"


@contextmanager
def mart_draft(root: Path) -> Iterator[MartDraft]:
    """Give a draft in a folder of its own; what is not ``placed`` is gone afterwards.

    Trouble ``mart.being_made`` while somebody else makes one: two would come to the same.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Trouble("mart.being_made", {"folder": str(root)}) from None
    try:
        for left in root.glob(f"{_DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=root))
        draft = MartDraft(folder)
        try:
            yield draft
        finally:
            draft.close()
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def current_mart(root: Path) -> str:
    """Return the name of the mart in force; empty when there is none."""
    try:
        return (root / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def place_mart(draft: MartDraft, name: str) -> None:
    """Give a finished draft its name and put it in force; the one before stays for whoever reads it, older ones go."""
    root = draft.folder.parent
    before = current_mart(root)
    if name != before:
        shutil.rmtree(root / name, ignore_errors=True)
        draft.folder.rename(root / name)
        pointer = root / f".{_CURRENT}"
        pointer.write_text(name, encoding="utf-8")
        pointer.replace(root / _CURRENT)
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in (name, before) and not folder.name.startswith("."):
            shutil.rmtree(folder, ignore_errors=True)


def drop_mart(root: Path) -> None:
    """Put no mart in force: pages find none. The last one stays for whoever reads it until another is placed."""
    (root / _CURRENT).unlink(missing_ok=True)
