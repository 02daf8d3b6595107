"""What the commits of a fact's table say of its loads, read once by a process: a commit that stands never changes.

A company that loads by the hour has tens of thousands of commits. Whoever asks again reads those that came since; a look at
two files says whether there are any.
"""

from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from fenhao.kernel import Trouble
from fenhao.warehouse._batches import (
    BATCH_KEY,
    WITHDRAWN_KEY,
    Batch,
    Withdrawal,
    batch_from,
    withdrawal_from,
)

TABLES_KEPT = 256
"""More than any company has; a process that goes through many companies begins anew."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A log as far as it was read: the newest commit then, what its file looked like, and the acts, oldest first."""

    version: int
    mark: tuple[int, int, int]
    acts: tuple[Batch | Withdrawal, ...]
    last: str


_READ: dict[Path, _Read] = {}


def opened(folder: Path, version: int | None = None) -> DeltaTable:
    """Return a fact's table; Trouble ``warehouse.log_unreadable`` when its log was damaged."""
    try:
        return DeltaTable(folder, version=version)
    except DeltaError as error:
        raise _unreadable(folder, error) from error


def commit_file(folder: Path, version: int) -> Path:
    """Return where a table's commit lies."""
    return folder / "_delta_log" / f"{version:020d}.json"


def acts_of(folder: Path) -> tuple[Batch | Withdrawal, ...]:
    """Return what was loaded into a fact's table and withdrawn from it, oldest first; nothing where there is no table.

    Trouble ``warehouse.log_unreadable``.
    """
    # Not the folder alone: a process that died while it made the table leaves the folder without a commit.
    if not commit_file(folder, 0).is_file():
        return ()
    known = _READ.get(folder)
    if known is not None and _mark(folder, known.version) != known.mark:
        known = None  # another table has taken the place, or a copy was put back
    if known is not None and not commit_file(folder, known.version + 1).is_file():
        return known.acts
    found = _read(folder, known)
    if len(_READ) >= TABLES_KEPT:
        _READ.clear()
    _READ[folder] = found
    return found.acts


def forget(folder: Path) -> None:
    """Read a log anew when it is asked for next: whoever verifies believes nothing that was read before."""
    _READ.pop(folder, None)


def _read(folder: Path, known: _Read | None) -> _Read:
    """Return the log read as far as it goes; it may have grown while it was, so where known acts begin is seen by the text."""
    table = opened(folder)
    newest = table.version()
    mark = _mark(folder, newest)
    try:
        texts = None
        if known is not None and known.last:
            texts = _since(known.last, _texts(table, newest - known.version + 1))
        before = () if known is None or texts is None else known.acts
        if texts is None:
            texts = _texts(table, None)
        acts = (*before, *(_act(key, text) for key, text in reversed(texts)))
        loaded = {act.batch_id for act in acts if isinstance(act, Batch)}
        for act in acts[len(before) :]:
            if act.batch_id not in loaded:
                raise ValueError(f"{act.batch_id} was withdrawn, but never loaded")
    except (DeltaError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(folder, error) from error
    last = texts[0][1] if texts else known.last if known is not None else ""
    return _Read(newest, mark, acts, last)


def _texts(table: DeltaTable, count: int | None) -> list[tuple[str, str]]:
    """Return what the newest commits say of loads, newest first, each with the key it stands under."""
    return [
        (key, commit[key])
        for commit in table.history(count)
        for key in (BATCH_KEY, WITHDRAWN_KEY)
        if key in commit
    ]


def _since(last: str, texts: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """Return the texts that came after the last that is known; None where that one is not among them."""
    places = [place for place, (_, text) in enumerate(texts) if text == last]
    return texts[: places[0]] if places else None


def _act(key: str, text: str) -> Batch | Withdrawal:
    return batch_from(text) if key == BATCH_KEY else withdrawal_from(text)


def _mark(folder: Path, version: int) -> tuple[int, int, int]:
    """Return what tells one commit's file from another put in its place."""
    try:
        seen = commit_file(folder, version).stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (seen.st_ino, seen.st_size, seen.st_mtime_ns)


def _unreadable(folder: Path, error: Exception) -> Trouble:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    details = {"table": folder.name, "folder": str(folder / "_delta_log"), "reason": reason}
    return Trouble("warehouse.log_unreadable", details)
