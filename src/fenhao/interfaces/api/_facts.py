"""Facts in bulk: one batch a request, a verdict for every row, the same answer under the same key for ever.

A batch is small enough to be sent again, and the whole of an upload is as many batches as it takes: that is how an interrupted
one goes on. The body goes to disk as it comes and is read from there, row after row; memory holds neither.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Annotated, TypeVar, cast

from django.http import HttpResponseBase, StreamingHttpResponse
from pydantic import Field, StringConstraints

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, read, write
from fenhao.books.journal import answered, once
from fenhao.books.people import Right, require
from fenhao.connectors import Reject
from fenhao.engine.relation import Table
from fenhao.interfaces.api._carried import BINARY, BYTES, Carried, Sent
from fenhao.interfaces.api._door import JSON
from fenhao.interfaces.api._fields import Asked, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Many, Offer, whole
from fenhao.interfaces.api._problems import Refused, nowhere
from fenhao.interfaces.words import Language, say
from fenhao.kernel import Trouble
from fenhao.runs.book import whole_file
from fenhao.runs.loading import PostedFacts, loadable, loadable_names, post_facts

NDJSON, PARQUET = "application/x-ndjson", "application/vnd.apache.parquet"
"""Or simply bytes: their first ones say which of the two."""
_PARQUET_MARK = b"PAR1"
BATCH_BYTES_MAX = 32 << 20
WAITS_SECONDS = 30
"""How long a batch lets somebody else finish writing facts before it is told to come again."""
Done = TypeVar("Done")
Source = Annotated[
    str,
    StringConstraints(min_length=1, max_length=50, pattern=r"^[\w.-]+$"),
    Field(description="the system that the facts are from: within it the table's key is a row's id"),
]


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column of a table of facts: money is whole minor units, a day ``2026-03-31``, an instant with its offset."""

    name: str
    kind: str
    needed: bool
    note: str


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table that facts can be posted to; within a source its ``key`` is a row's id."""

    name: str
    note: str
    key: tuple[str, ...]
    columns: tuple[FactColumn, ...]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell of a row, or with the row where ``field`` is empty."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: its line in JSON, its number in Parquet, from 1."""

    row: int
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What became of a batch. Every row that is not among ``rejects`` is in the books of facts, from now on or already.

    ``rows_read`` = ``taken`` + ``already_there`` + ``rejected``; ``newer`` of those taken are another version of a row that
    was there. ``control_total_minor`` sums the amounts of the rows taken. ``replayed``: the key was used before, and this is
    what was answered then.
    """

    batch_id: str
    table: str
    source: str
    rows_read: int
    taken: int
    newer: int
    already_there: int
    rejected: int
    control_total_minor: int
    replayed: bool
    rejects: tuple[RejectedRow, ...]


class AboutBatch(Asked):
    """What a batch is brought with."""

    source: Source = "api"


def _take(sent: Sent, here: Here, asked: AboutBatch, key: str) -> HttpResponseBase:
    """Take one batch, or tell again what became of it."""
    try:
        table = loadable(here.named)
    except Trouble as unknown:
        raise nowhere() from unknown
    with tempfile.TemporaryDirectory(prefix="fenhao-batch-") as folder:
        path = Path(folder) / "batch"
        digest = sent.keep(path)
        body: Mapping[str, str] = {"table": table.name, "source": asked.source, "content": digest}
        _claim(here, key, body)
        before = read(lambda session: answered(session, [_answer_key(key)])).get(_answer_key(key))
        if before is not None:
            return _told(here, key, json.loads(before.answer), replayed=True)
        parquet = sent.media == PARQUET or (sent.media == BINARY and _is_parquet(path))
        done = _in_turn(lambda: _posted(here, path, table, source=asked.source, parquet=parquet, key=key))
    kept = write(lambda session: _keep(session, here, key, done))
    return _told(here, key, kept, replayed=False)


def _is_parquet(path: Path) -> bool:
    """Whether a body begins like a Parquet file."""
    with path.open("rb") as file:
        return file.read(len(_PARQUET_MARK)) == _PARQUET_MARK


def _claim(here: Here, key: str, body: Mapping[str, str]) -> None:
    """Write down what the key is for, before anything is changed; Trouble when it is for something else."""

    def work(session: Session) -> None:
        """Ask for the right, and keep the request."""
        require(session, here.by, Right.load, at=here.at)
        once(
            session,
            key=key,
            act="post_facts",
            body=body,
            by=here.by,
            at=here.at,
            work=lambda _: ("posted", {}),
        )

    write(work)


def _posted(here: Here, path: Path, table: Table, *, source: str, parquet: bool, key: str) -> PostedFacts:
    """Take the rows; those that were not are kept beside, so that the answer can be told again."""

    def keep_rejects(rejects: Iterable[Reject]) -> None:
        """Write them down, a line a row; no file where there are none."""
        found = iter(rejects)
        first = next(found, None)
        if first is None:
            return
        names = frozenset(column.name for column in table.columns)
        kept = _rejects_path(here, key)
        kept.parent.mkdir(exist_ok=True)
        with whole_file(kept) as draft, draft.open("w", encoding="utf-8") as file:
            for each in chain((first,), found):
                file.write(_line(each, names))

    return post_facts(
        book=here.book,
        path=path,
        table=table,
        source=source,
        parquet=parquet,
        at=here.at,
        keep_rejects=keep_rejects,
    )


def _line(reject: Reject, names: frozenset[str]) -> str:
    """Return a row that was not taken as it is kept; an amount is called as its column is."""
    told = [
        [
            f"{each.column}_minor" if f"{each.column}_minor" in names else each.column,
            each.code,
            dict(each.details),
        ]
        for each in reject.problems
    ]
    return json.dumps([reject.line_no, told], ensure_ascii=True) + "\n"


def _keep(session: Session, here: Here, key: str, done: PostedFacts) -> Mapping[str, object]:
    """Keep the answer under its key and record who brought the batch; return the answer that counts."""
    kept = once(
        session,
        key=_answer_key(key),
        act="post_facts_answer",
        body={},
        by=here.by,
        at=here.at,
        work=lambda _: ("answered", asdict(done)),
    )
    if done.taken and not kept.replayed:
        after: Facts = {"source": done.source, "rows": done.taken, "rejected": done.rejected}
        record(session, Act(here.at, here.by, "post_facts", f"load/{done.batch_id}", {}, after))
    return kept.answer


def _told(here: Here, key: str, kept: Mapping[str, object], *, replayed: bool) -> HttpResponseBase:
    """Return the answer, written as it is read."""
    head = json.dumps({**kept, "replayed": replayed}, ensure_ascii=False)[:-1] + ', "rejects": ['

    def parts() -> Iterator[bytes]:
        """Yield the head, each row, the end."""
        yield head.encode()
        for place, line in enumerate(_kept_lines(_rejects_path(here, key))):
            row = json.dumps(_row(line, here.lang), ensure_ascii=False)
            yield (", " if place else "").encode() + row.encode("utf-8", "replace")
        yield b"]}"

    answer = StreamingHttpResponse(parts(), content_type=JSON)
    answer["Cache-Control"] = "no-store"
    return answer


def _kept_lines(path: Path) -> Iterator[str]:
    """Yield what was kept of the rows that were not taken."""
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from file


def _row(line: str, lang: Language) -> Mapping[str, object]:
    """Return a row that was not taken in words."""
    row, problems = cast("tuple[int, list[tuple[str, str, dict[str, str]]]]", json.loads(line))
    told = [
        {"field": column, "code": code, "detail": say(code, details, lang)}
        for column, code, details in problems
    ]
    return {"row": row, "problems": told}


def _rejects_path(here: Here, key: str) -> Path:
    """Return where the rows of a batch that were not taken are kept."""
    return here.book.root / "posted" / f"{sha256(key.encode()).hexdigest()[:32]}.jsonl"


def _answer_key(key: str) -> str:
    """Return the key under which the answer is kept, beside the one that says what was asked."""
    return f"{key}#answer"


def _in_turn(work: Callable[[], Done]) -> Done:
    """Do work that writes facts once nobody else does."""
    until = time.monotonic() + WAITS_SECONDS
    while True:
        try:
            return work()
        except Trouble as busy:
            if busy.code != "warehouse.locked":
                raise
            if time.monotonic() > until:
                raise Refused(503, "api.facts_busy", headers={"Retry-After": "2"}) from busy
            time.sleep(0.05)


def _tables(here: Here, asked: Nothing) -> Iterator[FactTable]:  # noqa: ARG001 - as every list
    """Yield the tables that facts can be posted to."""
    for name in loadable_names():
        table = loadable(name)
        columns = tuple(
            FactColumn(each.name, each.kind.value, each.needed, each.note) for each in table.columns
        )
        yield FactTable(table.name, table.note, table.key, columns)


FACTS: tuple[Offer, ...] = (
    Many(
        "facts",
        Right.see,
        "The tables that facts can be posted to",
        FactTable,
        whole(_tables, place=lambda each: (each.name,)),
        Nothing,
    ),
    Carried(
        "facts/{name}",
        Right.load,
        "Post one batch of facts into a table of GET /facts, at most 32 MiB; sent again under its key it gives the same answer",
        AboutBatch,
        BatchAnswer,
        _take,
        bytes_max=BATCH_BYTES_MAX,
        content={
            NDJSON: {
                "type": "string",
                "description": "UTF-8, one JSON object a line, its fields the table's columns; a field that is none of them rejects its line",
            },
            PARQUET: BYTES,
            BINARY: BYTES,
        },
    ),
)
