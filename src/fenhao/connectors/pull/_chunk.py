"""Records become readings: as many pages as make a batch, mapped like a company's own files, doubles dropped.

A record that comes twice, because a page was delivered twice or rows moved while they were paged through, is the same
record: it is counted and not taken again. Two records of one id that differ are left to the loading to judge.
"""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pyarrow as pa

from fenhao.connectors._reading import Reading
from fenhao.connectors.files import (
    NO_SHAPE,
    ColumnMapping,
    RawBatch,
    ReadSettings,
    missing,
    read_rows,
    targets,
)
from fenhao.connectors.pull._told import MISSING, text_of, value_at
from fenhao.connectors.pull._values import Page, Record
from fenhao.engine.relation import Table
from fenhao.kernel import Trouble
from fenhao.profiles import Feed, Source

_SHOWN_MAX = 30


@dataclass(frozen=True, slots=True)
class Chunk:
    """As many records as make a batch. ``place`` is from where to go on once they are committed; empty: not known.

    ``repeated`` counts records that had come before in the same chunk; ``total`` what the system says there is in all.
    """

    reading: Reading
    place: str
    repeated: int
    total: int


def feed_mapping(source: Source, feed: Feed, table: Table) -> ColumnMapping:
    """Return a feed's mapping; Trouble names a field that the fact does not have, or a needed one that nothing fills."""
    known = [*(each.field for each in targets(table)), "currency"]
    for field, _ in (*feed.columns, *feed.constants, *feed.defaults):
        if field not in known:
            details = {"source": source.name, "field": field, "fact": feed.fact, "known": ", ".join(known)}
            raise Trouble("sources.unknown_field", details)
    mapping = ColumnMapping(
        tuple((field, name) for field, name in feed.columns if name), feed.constants, feed.defaults, NO_SHAPE
    )
    absent = missing(mapping, table)
    if absent:
        names = ", ".join(each.name.removesuffix("_minor") for each in absent)
        raise Trouble("sources.field_open", {"source": source.name, "fact": feed.fact, "fields": names})
    return mapping


def chunks(
    pages: Iterator[Page], *, source: Source, feed: Feed, table: Table, settings: ReadSettings
) -> Iterator[Chunk]:
    """Give the pages as readings of ``batch_rows`` rows and a page more at most; each is closed by who takes it."""
    gathered = _Gathered(source, feed, table)
    try:
        for page in pages:
            gathered.add(page)
            if gathered.rows >= source.batch_rows:
                yield gathered.chunk(settings)
                gathered = _Gathered(source, feed, table)
        if gathered.rows:
            yield gathered.chunk(settings)
    finally:
        gathered.drop()


class _Gathered:
    """Records on disk, until they are enough."""

    def __init__(self, source: Source, feed: Feed, table: Table) -> None:
        self._source, self._feed, self._table = source, feed, table
        self._mapping = feed_mapping(source, feed, table)
        self._headers = tuple(dict.fromkeys(name for _, name in self._mapping.columns))
        self._schema = pa.schema([(str(place), pa.string()) for place in range(len(self._headers))])
        self._folder = Path(tempfile.mkdtemp(prefix="fenhao-fetch-"))
        self._sink = pa.OSFile(str(self._folder / "records.arrow"), "wb")
        self._writer = pa.ipc.new_file(self._sink, self._schema)
        self._digest = hashlib.sha256()
        self._seen: set[bytes] = set()
        self._absent: set[str] = set(self._headers)
        self._place, self._repeated, self._total = "", 0, 0
        self._given = False
        self.rows = 0

    def add(self, page: Page) -> None:
        """Take a page; Trouble ``sources.field_missing`` when a mapped field is in none of its records."""
        cells: list[list[str | None]] = []
        absent = set(self._headers)
        for record in page.records:
            row = self._row(record, absent)
            mark = hashlib.blake2b(json.dumps(row).encode(), digest_size=16).digest()
            if mark in self._seen:
                self._repeated += 1
                continue
            self._seen.add(mark)
            self._digest.update(mark)
            cells.append(row)
        if page.records:
            self._look_for_drift(page, absent)
        if cells and self._headers:
            columns = [pa.array(column, pa.string()) for column in zip(*cells, strict=True)]
            self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self.rows += len(cells)
        self._place = page.place or self._place
        self._total = max(self._total, page.total)

    def chunk(self, settings: ReadSettings) -> Chunk:
        """Return what was gathered as a reading."""
        self._finish()
        rows = _RecordRows(self._folder / "records.arrow", self._headers, self.rows)
        reading = read_rows(
            rows,
            table=self._table,
            mapping=self._mapping,
            settings=settings,
            serials=False,
            origin=re.sub(r"[^\w-]+", "-", f"{self._source.name}-{self._feed.object}"),
            digest=self._digest.hexdigest(),
            workspace=self._folder,
        )
        self._given = True
        return Chunk(reading, self._place, self._repeated, self._total)

    def drop(self) -> None:
        """Give the disk back, unless a reading has it."""
        if not self._given:
            self._finish()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _finish(self) -> None:
        if not self._sink.closed:
            self._writer.close()
            self._sink.close()

    def _row(self, record: Record, absent: set[str]) -> list[str | None]:
        row: list[str | None] = []
        for header in self._headers:
            value = value_at(record, header)
            if value is MISSING:
                row.append(None)
            else:
                absent.discard(header)
                row.append(text_of(value))  # type: ignore[arg-type]
        return row

    def _look_for_drift(self, page: Page, absent: set[str]) -> None:
        """Refuse a page without a mapped field. Where empty fields are left out, only one that must be filled tells."""
        self._absent &= absent
        if page.sparse:
            needed = {each.name for each in self._table.columns if each.needed}
            needed |= {name.removesuffix("_minor") for name in needed}
            wanted = {name for field, name in self._mapping.columns if field in needed}
            absent = self._absent & wanted
        if absent:
            raise field_missing(self._source, self._feed, min(absent), found=tuple(page.records[0]))


def field_missing(source: Source, feed: Feed, name: str, *, found: tuple[str, ...]) -> Trouble:
    """Return the trouble of a field that the system no longer has, with what it has instead, the likest names first."""
    field = next((field for field, header in feed.columns if header == name), "cursor")
    found = tuple(sorted(found, key=lambda each: -_likeness(name, each)))
    listed = ", ".join(found[:_SHOWN_MAX]) + (f", … ({len(found)})" if len(found) > _SHOWN_MAX else "")
    return Trouble(
        "sources.field_missing",
        {
            "source": source.name,
            "object": feed.object,
            "field": field,
            "column": name,
            "found": listed or "–",
        },
    )


def _likeness(name: str, other: str) -> float:
    """Return how much of two names is the same, 0 to 1."""
    return SequenceMatcher(None, name.lower(), other.lower()).ratio()


@dataclass(frozen=True, slots=True)
class _RecordRows:
    """Records as rows; their line numbers are their places in the chunk."""

    path: Path
    headers: tuple[str, ...]
    total: int

    def batches(self) -> Iterator[RawBatch]:
        """Read them from the beginning."""
        begins = 1
        with pa.memory_map(str(self.path)) as source:
            reader = pa.ipc.open_file(source)
            for place in range(reader.num_record_batches):
                batch = reader.get_batch(place)
                rows = batch.num_rows
                numbers = pa.array(range(begins, begins + rows), pa.int64())
                yield RawBatch(tuple(batch.columns), numbers, (), rows)
                begins += rows
