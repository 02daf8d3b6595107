"""A watched folder: files that others put there, taken once they no longer grow; kept in place, or put away."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from fenhao.connectors.pull import Asked, FileKind, Found
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_SETTLE_SECONDS = 2
_UNFINISHED = re.compile(r"[.~].*|.*\.(tmp|part|partial|crdownload|filepart|lock)", re.IGNORECASE)


def _files(asked: Asked) -> Iterator[Found]:
    """Give the files that match, do not grow and were not taken before, the oldest first.

    Each is looked at twice: a file that somebody is still writing changes in between, and has its turn another time.
    """
    folder = asked.reach.root / asked.source.setting("folder")
    if not folder.is_dir():
        raise Trouble("sources.folder_missing", {"source": asked.source.name, "folder": str(folder)})
    before = _listed(asked, folder)
    if not before:
        return
    asked.reach.sleep(int(asked.source.setting("settle") or _SETTLE_SECONDS))
    after = _listed(asked, folder)
    stable = [(path, stamp) for path, stamp in after.items() if before.get(path) == stamp]
    for path, stamp in sorted(stable, key=lambda each: (int(each[1].split()[1]), each[0].name)):
        settle = partial(_put_away, path) if asked.source.setting("afterwards") == "move" else _stay
        yield Found(path.name, stamp, partial(_there, path), settle)


def _listed(asked: Asked, folder: Path) -> dict[Path, str]:
    """Return the files that are not known, with size and moment. Links are passed over: they lead out of the folder."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_file(follow_symlinks=False) or _UNFINISHED.fullmatch(entry.name):
                    continue
                told = entry.stat(follow_symlinks=False)
                stamp = f"{told.st_size} {told.st_mtime_ns}"
                if fnmatch(entry.name, asked.feed.object) and (entry.name, stamp) not in asked.known:
                    found[folder / entry.name] = stamp
    except PermissionError as wrong:
        raise Trouble(
            "sources.folder_missing", {"source": asked.source.name, "folder": str(folder)}
        ) from wrong
    return found


def _there(path: Path, folder: Path) -> Path:
    """Return the file where it lies: nothing has to be brought."""
    assert folder.is_dir()
    return path


def _put_away(path: Path, *, well: bool) -> None:
    """Move a file to those that were loaded, or to those that have something to be mended."""
    target = path.parent / ("loaded" if well else "rejected")
    target.mkdir(exist_ok=True)
    place, number = target / path.name, 1
    while place.exists():
        number += 1
        place = target / f"{path.stem}.{number}{path.suffix}"
    path.replace(place)


def _stay(*, well: bool) -> None:
    """Leave the file where it is; what became of it is remembered here."""
    assert isinstance(well, bool)


KIND = FileKind(
    SourceKeys(
        "folder",
        needed=("folder",),
        optional=("settle", "afterwards"),
        choices=(("settle", tuple(map(str, range(1, 601)))), ("afterwards", ("keep", "move"))),
        is_files=True,
        by_form=False,
    ),
    note_en="a watched folder",
    note_zh="监视文件夹",
    files=_files,
)
