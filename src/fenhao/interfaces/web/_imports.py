"""Files on their way in: each in a folder of its own in the book until it was loaded or discarded, with where it stands."""

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from fenhao.connectors import Problem, StrangeWord
from fenhao.interfaces.jobs import under_way
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.runs.loading import CheckedFile, FileSource, LoadResult, WrongRow, loadable

UPLOAD_BYTES_MAX = 256 << 20
"""The largest file taken through a browser; the command line takes any size."""
KEPT_DAYS = 14
"""How long a file waits for its next step, and its result stays to be looked at."""
NAME_LENGTH_MAX = 80
_TOKEN = re.compile(r"[0-9a-f]{16}")
_STATE, _INSIDE = "state.json", "file"
INTERRUPTED = "web.import.interrupted"

BEFORE = {"checking": "columns", "loading": "checked"}
"""A stage that takes its time -> the stage from which it was asked for, and to which it falls back."""


@dataclass(frozen=True, slots=True)
class Import:
    """A file on its way: who brought it, what it is to fill, and what is known of it.

    ``stage`` is file, columns, checking, checked, loading or done. ``trouble`` is the code and details of what stopped the
    last step, '' for nothing. ``undone`` says that the batch was withdrawn from this page.
    """

    token: str
    file: str
    size: int
    by: int
    by_name: str
    at: datetime
    stage: str = "file"
    kind: str = ""
    source: str = "files"
    sheet: str = ""
    trouble: tuple[str, tuple[tuple[str, str], ...]] = ("", ())
    checked: CheckedFile | None = None
    result: LoadResult | None = None
    undone: bool = False

    @property
    def errand(self) -> str:
        """Return the name under which its work goes on."""
        return f"import-{self.token}"


def receive(*, book: Book, name: str, chunks: Iterable[bytes], by: int, by_name: str, at: datetime) -> Import:
    """Keep a file that somebody sent, under a clean name. Trouble when it is empty or too large: nothing is kept."""
    _sweep(book, at)
    token = secrets.token_hex(8)
    folder = _root(book) / token
    (folder / _INSIDE).mkdir(parents=True)
    try:
        size = 0
        with (folder / _INSIDE / clean_name(name)).open("xb") as target:
            for chunk in chunks:
                size += len(chunk)
                if size > UPLOAD_BYTES_MAX:
                    raise Trouble(
                        "web.import.too_large",
                        {"file": clean_name(name), "megabytes": str(UPLOAD_BYTES_MAX >> 20)},
                    )
                target.write(chunk)
        if not size:
            raise Trouble("load.empty_file", {"file": clean_name(name)})
        found = Import(token, clean_name(name), size, by, by_name, at)
        keep(book, found)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return found


def clean_name(name: str) -> str:
    """Return the last part of a file's name with letters, digits, blanks and ``._-()`` alone, never hidden, never long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = re.sub(r"[^\w.() -]+", "_", last).strip(". _") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:NAME_LENGTH_MAX]
    return f"{stem[: NAME_LENGTH_MAX - len(ending) - 1].rstrip()}.{ending}"


def keep(book: Book, state: Import) -> None:
    """Write down where a file stands, in one step."""
    path = _root(book) / state.token / _STATE
    told = asdict(state) | {"at": state.at.astimezone(UTC).isoformat()}
    if state.result is not None:
        told["result"] |= {"loaded_at": state.result.loaded_at.astimezone(UTC).isoformat()}
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def find(book: Book, token: str) -> Import | None:
    """Return where a file stands; None when there is none of that name.

    Work that a restart has ended left nothing half done: the file stands where it stood before.
    """
    if not _TOKEN.fullmatch(token):
        return None
    try:
        text = (_root(book) / token / _STATE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    state = _read(json.loads(text))
    if state.stage in BEFORE and under_way(state.errand) is None:
        # It may have ended between the two looks; what it wrote then is what counts.
        state = _read(json.loads((_root(book) / token / _STATE).read_text(encoding="utf-8")))
        if state.stage in BEFORE:
            return replace(state, stage=BEFORE[state.stage], trouble=(INTERRUPTED, ()))
    return state


def waiting_imports(book: Book) -> tuple[Import, ...]:
    """Return the files that are not loaded yet, newest first."""
    if not _root(book).is_dir():
        return ()
    found = (find(book, each.name) for each in _root(book).iterdir())
    waiting = [each for each in found if each is not None and each.stage != "done"]
    return tuple(sorted(waiting, key=lambda each: each.at, reverse=True))


def source_of(book: Book, state: Import) -> FileSource:
    """Return the file as a run reads it."""
    folder = _root(book) / state.token
    return FileSource(
        file_of(book, state), loadable(state.kind), state.source, state.sheet, folder / "mappings"
    )


def file_of(book: Book, state: Import) -> Path:
    """Return where the file lies."""
    return _root(book) / state.token / _INSIDE / state.file


def finish(book: Book, state: Import) -> None:
    """Keep the result and give the file's disk back."""
    keep(book, state)
    file_of(book, state).unlink(missing_ok=True)


def discard(book: Book, state: Import) -> None:
    """Forget a file."""
    shutil.rmtree(_root(book) / state.token, ignore_errors=True)


def _root(book: Book) -> Path:
    """Return the folder of the files on their way."""
    return book.root / "imports"


def _sweep(book: Book, at: datetime) -> None:
    """Remove what nobody has touched for long."""
    if not _root(book).is_dir():
        return
    old = (at - timedelta(days=KEPT_DAYS)).timestamp()
    for folder in _root(book).iterdir():
        if (
            _TOKEN.fullmatch(folder.name)
            and folder.stat().st_mtime < old
            and under_way(f"import-{folder.name}") is None
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _read(told: dict[str, object]) -> Import:
    """Return what ``keep`` wrote."""
    code, details = cast("tuple[str, list[list[str]]]", told["trouble"])
    checked = cast("dict[str, object] | None", told["checked"])
    result = cast("dict[str, object] | None", told["result"])
    return Import(
        token=str(told["token"]),
        file=str(told["file"]),
        size=cast("int", told["size"]),
        by=cast("int", told["by"]),
        by_name=str(told["by_name"]),
        at=datetime.fromisoformat(str(told["at"])),
        stage=str(told["stage"]),
        kind=str(told["kind"]),
        source=str(told["source"]),
        sheet=str(told["sheet"]),
        trouble=(code, tuple((name, text) for name, text in details)),
        checked=None if checked is None else _checked(checked),
        result=None if result is None else _result(result),
        undone=bool(told["undone"]),
    )


def _result(told: dict[str, object]) -> LoadResult:
    """Return what a load did."""
    return LoadResult(
        batch_id=str(told["batch_id"]),
        table=str(told["table"]),
        source=str(told["source"]),
        rows_read=cast("int", told["rows_read"]),
        loaded=cast("int", told["loaded"]),
        already_there=cast("int", told["already_there"]),
        rejected=cast("int", told["rejected"]),
        rejects_file=str(told["rejects_file"]),
        control_total_minor=cast("int", told["control_total_minor"]),
        unchanged=bool(told["unchanged"]),
        loaded_at=datetime.fromisoformat(str(told["loaded_at"])),
        newer=cast("int", told.get("newer", 0)),
        minutes=tuple(cast("list[str]", told.get("minutes", []))),
    )


def _checked(told: dict[str, object]) -> CheckedFile:
    """Return what a check found."""
    wrong = cast("list[dict[str, object]]", told["wrong"])
    return CheckedFile(
        columns=tuple(cast("list[str]", told["columns"])),
        rows=tuple(map(tuple, cast("list[list[str]]", told["rows"]))),
        rows_read=cast("int", told["rows_read"]),
        rows_rejected=cast("int", told["rows_rejected"]),
        headers=tuple(cast("list[str]", told["headers"])),
        wrong=tuple(
            WrongRow(
                cast("int", each["line_no"]),
                tuple(cast("list[str]", each["cells"])),
                tuple(_problem(one) for one in cast("list[dict[str, object]]", each["problems"])),
            )
            for each in wrong
        ),
        loaded_as=str(told["loaded_as"]),
        minutes=tuple(cast("list[str]", told.get("minutes", []))),
        strange=tuple(StrangeWord(**each) for each in cast("list[dict[str, Any]]", told.get("strange", []))),
    )


def _problem(told: dict[str, object]) -> Problem:
    """Return what is wrong with a cell."""
    details = cast("list[list[str]]", told["details"])
    return Problem(
        str(told["column"]),
        str(told["value"]),
        str(told["code"]),
        tuple((name, text) for name, text in details),
    )
