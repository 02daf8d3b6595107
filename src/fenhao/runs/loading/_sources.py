"""Facts from systems: what sources.toml asks for, fetched page by page, committed batch by batch with its cursor.

Each batch is one commit of rows and of how far the system was read, so a run that is cut off goes on behind its last
commit, and a run that was cut off between the two does not exist.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from fenhao.connectors import Problem, Reading
from fenhao.connectors.files import ReadSettings, mapping_path, mapping_text, read_file
from fenhao.connectors.pull import (
    Asked,
    FileKind,
    Found,
    Page,
    Reach,
    RecordKind,
    Secrets,
    chunks,
    feed_mapping,
)
from fenhao.connectors.systems import KINDS, kind_of
from fenhao.engine.relation import Table
from fenhao.kernel import Trouble
from fenhao.profiles import Feed, Source, SourceWritten, read_sources, with_source, written_source
from fenhao.runs.book import Book, Voice, say_nothing
from fenhao.runs.loading._import import PROBLEMS_SHOWN, first_rows
from fenhao.runs.loading._load import (
    BOOKS_SOURCE,
    LoadResult,
    Place,
    file_settings,
    load_reading,
    loadable,
    loadable_names,
)

SOURCES_FILE = "sources.toml"
SOURCE_KINDS = tuple(each.keys for each in KINDS)
"""What each kind of source asks for, in the order in which help names them."""
_TRIED_ROWS = 5


@dataclass(frozen=True, slots=True)
class FedFact:
    """What one feed brought: a result for each batch, and the trouble that ended it, if any.

    ``repeated`` are records that the system gave twice; they are counted as read and as already there.
    """

    feed: Feed
    results: tuple[LoadResult, ...]
    repeated: int
    trouble: Trouble | None

    @property
    def rows_read(self) -> int:
        """Return how many records came. rows_read = loaded + already_there + rejected."""
        return sum(each.rows_read for each in self.results) + self.repeated

    @property
    def loaded(self) -> int:
        """Return how many are new."""
        return sum(each.loaded for each in self.results)

    @property
    def changed(self) -> int:
        """Return how many of those loaded are newer versions of rows that were there."""
        return sum(each.newer for each in self.results)

    @property
    def already_there(self) -> int:
        """Return how many were known, those that came twice among them."""
        return sum(each.already_there for each in self.results) + self.repeated

    @property
    def rejected(self) -> int:
        """Return how many could not be taken."""
        return sum(each.rejected for each in self.results)


@dataclass(frozen=True, slots=True)
class TriedFeed:
    """The first rows of a feed as they would be taken, money in major units; nothing is loaded."""

    feed: Feed
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]


Tell = Callable[[FedFact], None]


def sources(book: Book) -> tuple[Source, ...]:
    """Return the sources that sources.toml names; none without the file. Trouble says which key is wrong."""
    return _checked(_text(book))


def _text(book: Book) -> str:
    """Return sources.toml; empty without the file."""
    try:
        return (book.root / SOURCES_FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as wrong:
        raise Trouble("profile.bad_toml", {"file": SOURCES_FILE, "problem": str(wrong)}) from wrong


def _checked(text: str) -> tuple[Source, ...]:
    """Return the sources that a text names; Trouble says which key is wrong."""
    found = read_sources(text, kinds=SOURCE_KINDS, facts=loadable_names())
    for source in found:
        if source.name == BOOKS_SOURCE:
            raise Trouble("load.source_reserved", {"source": source.name})
        for feed in source.feeds:
            if feed.columns:
                feed_mapping(source, feed, loadable(feed.fact))
    return found


def source_written(book: Book, name: str) -> SourceWritten | None:
    """Return a source as sources.toml has it; None when it has none of that name."""
    return written_source(_text(book), name)


def with_source_of(book: Book, name: str, wanted: SourceWritten, *, new: bool) -> str:
    """Return sources.toml with this source in it; Trouble names the key that is wrong, or ``sources.name_taken``."""
    text = _text(book)
    if new and written_source(text, name) is not None:
        raise Trouble("sources.name_taken", {"source": name})
    changed = with_source(text, name, wanted)
    _checked(changed)
    return changed


def put_sources(book: Book, text: str) -> None:
    """Write sources.toml, whole or not at all."""
    path = book.root / SOURCES_FILE
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def source_of(book: Book, name: str) -> Source:
    """Return the source of that name; Trouble ``sources.unknown`` with those that there are."""
    known = {each.name: each for each in sources(book)}
    if name not in known:
        raise Trouble("sources.unknown", {"source": name, "known": ", ".join(known) or "–"})
    return known[name]


def secret_names(source: Source) -> tuple[tuple[str, bool], ...]:
    """Return what a source is opened with: each secret's name, and whether it is needed."""
    keys = kind_of(source.kind).keys
    return (*((each, True) for each in keys.secrets), *((each, False) for each in keys.secrets_optional))


def kept_place(book: Book, source: Source, feed: Feed) -> str:
    """Return how far a feed was read; empty when nothing of it was."""
    cursors = book.warehouse.cursors(loadable(feed.fact), source=source.name, stream=feed.stream)
    return cursors[-1] if cursors else ""


def fetch_source(
    *, book: Book, source: Source, secrets: Secrets, reach: Reach, afresh: bool, at: datetime, voice: Voice
) -> Iterator[FedFact]:
    """Load what is new, feed by feed in the order of the file; ``afresh`` reads each from its beginning.

    What a feed's trouble left committed stays, the later feeds are still read, and the next run goes on from there.
    """
    kind = kind_of(source.kind)
    for feed in source.feeds:
        fetch = _Fetch(book, source, feed, Asked(source, feed, secrets, reach), at, voice)
        yield (
            fetch.files(kind, afresh=afresh)
            if isinstance(kind, FileKind)
            else fetch.records(kind, afresh=afresh)
        )


def try_source(*, book: Book, source: Source, secrets: Secrets, reach: Reach) -> Iterator[TriedFeed]:
    """Fetch the first rows of each feed and show what they would become; nothing is loaded."""
    kind = kind_of(source.kind)
    for feed in source.feeds:
        table = loadable(feed.fact)
        settings = file_settings(book, source=source.name, sheet="", mappings=book.mappings)
        asked = Asked(source, feed, secrets, reach)
        with tempfile.TemporaryDirectory(prefix="fenhao-try-") as folder:
            if isinstance(kind, FileKind):
                found = next(kind.files(asked), None)
                if found is not None:
                    yield _tried_file(book, found, feed, table, settings, Path(folder))
                continue
            pages = (
                replace(page, records=page.records[:_TRIED_ROWS]) for page in islice(kind.pages(asked), 1)
            )
            for chunk in chunks(pages, source=source, feed=feed, table=table, settings=settings):
                with chunk.reading as reading:
                    yield _tried(book, feed, reading)


def _tried_file(
    book: Book, found: Found, feed: Feed, table: Table, settings: ReadSettings, folder: Path
) -> TriedFeed:
    """Show the first rows of a file."""
    mapped = _mapped(feed, table, settings, folder)
    with read_file(found.fetch(folder), table=table, settings=mapped) as reading:
        return _tried(book, feed, reading)


def _tried(book: Book, feed: Feed, reading: Reading) -> TriedFeed:
    """Show the first rows of a reading, and what is wrong with others."""
    filled = {field for field, _ in (*feed.columns, *feed.constants, *feed.defaults)}
    shown = [
        each
        for each in reading.table.columns
        if each.needed or not filled or filled & {each.name, each.name.removesuffix("_minor")}
    ]
    problems = (
        problem for reject in islice(reading.rejects(), PROBLEMS_SHOWN) for problem in reject.problems
    )
    return TriedFeed(
        feed,
        tuple(each.name for each in shown),
        first_rows(book=book, reading=reading, columns=shown),
        tuple(problems),
    )


def _mapped(feed: Feed, table: Table, settings: ReadSettings, folder: Path) -> ReadSettings:
    """Return the settings with the feed's own mapping where it has one; else that which the book keeps."""
    if not feed.columns:
        return settings
    mapping = feed_mapping(Source(settings.source, "", (), 1, ()), feed, table)
    path = mapping_path(folder / "mappings", table=table, source=settings.source)
    path.parent.mkdir(exist_ok=True)
    path.write_text(mapping_text(mapping, headers=(), table=table), encoding="utf-8")
    return replace(settings, mappings=path.parent)


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One feed on its way in."""

    book: Book
    source: Source
    feed: Feed
    asked: Asked
    at: datetime
    voice: Voice

    def records(self, kind: RecordKind, *, afresh: bool) -> FedFact:
        """Load pages until there are no more, or until trouble."""
        after = "" if afresh else kept_place(self.book, self.source, self.feed)
        table = loadable(self.feed.fact)
        settings = file_settings(self.book, source=self.source.name, sheet="", mappings=self.book.mappings)
        results: list[LoadResult] = []
        repeated = 0
        trouble: Trouble | None = None
        pages = self._told(kind.pages(replace(self.asked, after=after)))
        try:
            for chunk in chunks(pages, source=self.source, feed=self.feed, table=table, settings=settings):
                with chunk.reading as reading:
                    results.append(self._loaded(reading, Place(self.feed.stream, chunk.place, corrects=True)))
                repeated += chunk.repeated
        except Trouble as stop:
            trouble = stop
        return FedFact(self.feed, tuple(results), repeated, trouble)

    def files(self, kind: FileKind, *, afresh: bool) -> FedFact:
        """Load every file that was not taken before; one that cannot be read does not keep the others out."""
        results: list[LoadResult] = []
        trouble: Trouble | None = None
        asked = replace(self.asked, known=frozenset() if afresh else self._known_files())
        table = loadable(self.feed.fact)
        try:
            for number, found in enumerate(kind.files(asked), start=1):
                self.voice.advance("step.fetch", number, 0)
                try:
                    results.append(self._file(found, table))
                except Trouble as wrong:
                    if not wrong.code.startswith("load."):
                        raise
                    trouble = trouble or wrong
                    self._remember(found, "")
                    found.settle(well=False)
        except Trouble as stop:
            trouble = trouble or stop
        return FedFact(self.feed, tuple(results), 0, trouble)

    def _file(self, found: Found, table: Table) -> LoadResult:
        """Load one file."""
        settings = file_settings(self.book, source=self.source.name, sheet="", mappings=self.book.mappings)
        with tempfile.TemporaryDirectory(prefix="fenhao-fetch-") as folder:
            fetched = found.fetch(Path(folder))
            mapped = _mapped(self.feed, table, settings, Path(folder))
            with read_file(fetched, table=table, settings=mapped) as reading:
                result = self._loaded(reading, Place(self.feed.stream, json.dumps([found.name, found.stamp])))
        self._remember(found, result.batch_id)
        found.settle(well=not result.rejected)
        return result

    def _loaded(self, reading: Reading, place: Place) -> LoadResult:
        return load_reading(
            book=self.book,
            reading=reading,
            source=self.source.name,
            strict=False,
            at=self.at,
            voice=Voice(say_nothing, self.voice.reason),
            place=place,
        )

    def _told(self, pages: Iterator[Page]) -> Iterator[Page]:
        """Give the pages on, and tell how many records came."""
        rows = 0
        for page in pages:
            rows += len(page.records)
            self.voice.advance("step.fetch", rows, max(page.total, rows) if page.total else 0)
            yield page

    def _known_files(self) -> frozenset[tuple[str, str]]:
        """Return the files whose rows are in force, and those that brought none: what was withdrawn comes again."""
        table = loadable(self.feed.fact)
        cursors = self.book.warehouse.cursors(table, source=self.source.name, stream=self.feed.stream)
        known = {(name, stamp) for name, stamp in map(json.loads, cursors)}
        in_force = {each.batch_id for each in self.book.warehouse.batches()}
        for key, batch in self._remembered().items():
            if not batch or batch in in_force:
                name, stamp = json.loads(key)
                known.add((name, stamp))
        return frozenset(known)

    def _memory(self) -> Path:
        return self.book.root / "sources" / f"{self.source.name}-{self.feed.fact}.json"

    def _remembered(self) -> dict[str, str]:
        """Return what became of files: the batch, or nothing for those that brought none."""
        try:
            kept: dict[str, str] = json.loads(self._memory().read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return kept

    def _remember(self, found: Found, batch: str) -> None:
        """Write down what became of a file, whole or not at all. The rows themselves do not depend on it."""
        kept = self._remembered() | {json.dumps([found.name, found.stamp]): batch}
        path = self._memory()
        path.parent.mkdir(exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
        draft.replace(path)
