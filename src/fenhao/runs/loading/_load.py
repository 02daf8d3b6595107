"""Loading facts: a file or a connected source becomes one batch of the warehouse, or says why not.

The order matters. A reading is checked to its end before anything is written; then the writers' lock is taken, the
rows already there are set apart, tiers are stamped, and one commit makes the new rows visible. A load that dies
anywhere on the way has changed nothing, and the same load again does it once.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from fenhao.connectors import Problem, Reading, Reject, Step, connector, write_rejects
from fenhao.connectors.files import ReadSettings, mapping_path, read_file
from fenhao.engine.facts import BENEFITS, CONTACTS, COST_ENTRIES, STAMPED, TABLES, TIER_ASSIGNMENTS
from fenhao.engine.relation import Table
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, Reason, Voice
from fenhao.runs.tiers import assess_tiers
from fenhao.warehouse import Batch, Compared

SHORT_NAMES = {"costs": "cost_entries", "members": "campaign_members"}
"""What people call a table on the command line, where that differs from its own name."""

COSTING = (COST_ENTRIES.name, BENEFITS.name, CONTACTS.name)
"""The tables whose rows may cost something."""

BOOKS_SOURCE = "books"
"""The source of what was spent through the books; no file may be loaded under it."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. rows_read = loaded + already_there + rejected; ``newer`` of those loaded are newer versions of known rows.

    ``minutes`` are the file's headers of lengths of time that name no unit and were taken for minutes.
    """

    batch_id: str
    table: str
    source: str
    rows_read: int
    loaded: int
    already_there: int
    rejected: int
    rejects_file: str
    control_total_minor: int
    unchanged: bool
    loaded_at: datetime
    newer: int = 0
    minutes: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether no row at all could be taken."""
        return self.rejected == self.rows_read


def loadable_names() -> tuple[str, ...]:
    """Return the names that ``load --as`` takes, in the order of the fact tables."""
    short = {table: name for name, table in SHORT_NAMES.items()}
    return tuple(short.get(each.name, each.name) for each in TABLES if each is not TIER_ASSIGNMENTS)


def loadable(name: str) -> Table:
    """Return the fact table that a user means; Trouble for a name that is none."""
    wanted = SHORT_NAMES.get(name, name)
    for each in TABLES:
        if each.name == wanted and each is not TIER_ASSIGNMENTS:
            return each
    raise Trouble("load.unknown_kind", {"kind": name, "kinds": ", ".join(loadable_names())})


def load_file(
    *,
    book: Book,
    path: Path,
    table: Table,
    source: str,
    sheet: str,
    strict: bool,
    at: datetime,
    voice: Voice,
    mappings: Path | None = None,
) -> LoadResult:
    """Load one file as one batch, and write the rows that could not be taken beside it.

    ``source`` is the name within which ids are unique. With ``strict`` one bad row means that nothing is loaded. ``mappings``
    is the folder of column mappings, the book's own unless said otherwise; a load of which nothing is taken leaves none there.
    """
    if source == BOOKS_SOURCE:
        raise Trouble("load.source_reserved", {"source": source})
    folder = mappings or book.mappings
    settings = file_settings(book, source=source, sheet=sheet, mappings=folder)
    kept_at = mapping_path(folder, table=table, source=source)
    before = kept_at.read_bytes() if kept_at.exists() else None

    def read(step: Step) -> None:
        voice.advance("step.read", step.done, step.total)

    with read_file(path, table=table, settings=settings, progress=read) as reading:
        # What stood before the header counts among the bytes, but not among those of the rows.
        voice.advance("step.read", reading.rows_read, reading.rows_read)
        refused = True
        try:
            result = load_reading(
                book=book, reading=reading, source=source, strict=strict, at=at, voice=voice
            )
            refused = result.is_refused
        finally:
            if refused:
                _put_back(kept_at, before)
    return result


def _put_back(path: Path, before: bytes | None) -> None:
    """Leave a mapping as it was before a load that was refused: what was found of that file need not fit the next."""
    if before is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(before)


def file_settings(book: Book, *, source: str, sheet: str, mappings: Path) -> ReadSettings:
    """Return what reading a file must know of a company, its column mappings in that folder."""
    return ReadSettings(
        digits=book.digits,
        currency=book.settings.currency,
        time_zone=book.settings.time_zone,
        cost_types=frozenset(each.code for each in book.chart.cost_types),
        cost_type_names=tuple(
            (name, each.code) for each in book.chart.cost_types for name in (each.name_zh, each.name_en)
        ),
        mappings=mappings,
        source=source,
        sheet=sheet,
    )


def load_connector(
    *, book: Book, name: str, settings: str, until: date, at: datetime, voice: Voice
) -> tuple[LoadResult, ...]:
    """Load everything that a connected source gives.

    A source gives its orders before the money spent on customers; the tiers that are due up to ``until`` are
    assessed in between, so that each of those rows is stamped with the tier of its day.
    """
    results: list[LoadResult] = []
    assessed = False
    for reading in connector(name).read(settings):
        with reading:
            if reading.table.name in STAMPED and not assessed:
                assess_tiers(book=book, until=until, redo=False, at=at, advance=voice.advance)
                assessed = True
            results.append(
                load_reading(book=book, reading=reading, source=name, strict=True, at=at, voice=voice)
            )
            voice.advance("step.load", len(results), len(results) + 1)
    voice.advance("step.load", len(results), len(results))
    return tuple(results)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a system's stream was read; it is committed together with the rows.

    A system whose records are read, not its files, ``corrects`` them: what it says last holds.
    """

    stream: str = ""
    cursor: str = ""
    corrects: bool = False


NO_PLACE = Place()


def load_reading(
    *,
    book: Book,
    reading: Reading,
    source: str,
    strict: bool,
    at: datetime,
    voice: Voice,
    place: Place = NO_PLACE,
) -> LoadResult:
    """Load what a connector read as one batch of the warehouse."""
    table = reading.table
    # What a load that died has left on disk is in nobody's way, and the next load is the one to clear it.
    book.warehouse.sweep()
    with book.warehouse.locked():
        known = book.warehouse.batches(include_withdrawn=True)
        same = [
            each
            for each in known
            if (each.table, each.source, each.content_hash) == (table.name, source, reading.content_hash)
        ]
        # A batch that left out rows known from another one says nothing of them once that other one is undone.
        whole = [each for each in same if each.withdrawn_at is None and each.rows == reading.rows_good]
        # What a system says last holds, also where that is what it said before something else.
        if whole and not place.corrects:
            return _unchanged(book, whole[0], reading, reason=voice.reason)
        voice.advance("step.compare", 0, 1)
        with book.warehouse.compare(
            table, reading.batches(), source=source, corrects=place.corrects
        ) as compared:
            voice.advance("step.compare", 1, 1)
            conflicts = conflicts_of(table, compared, reading)
            rejected = reading.rows_rejected + len(conflicts)
            rejects_file = ""
            if rejected:
                rejects_file = str(_write_rejects(book, reading, conflicts, reason=voice.reason))
            if strict and rejected:
                raise Trouble(
                    "load.strict", {"count": str(rejected), "file": reading.origin, "rejects": rejects_file}
                )
            batch = None
            if compared.new:
                batch = book.warehouse.append(
                    table,
                    compared.new_rows,
                    batch_id=batch_id_of(table, reading.content_hash, len(same)),
                    source=source,
                    file_name=reading.origin,
                    content_hash=reading.content_hash,
                    loaded_at=at,
                    stream=place.stream,
                    cursor=place.cursor,
                )
            return LoadResult(
                batch_id=batch.batch_id if batch else "",
                table=table.name,
                source=source,
                rows_read=reading.rows_read,
                loaded=compared.new,
                newer=compared.newer,
                already_there=compared.same,
                rejected=rejected,
                rejects_file=rejects_file,
                control_total_minor=batch.control_total_minor if batch else 0,
                unchanged=False,
                loaded_at=at,
                minutes=reading.minutes,
            )


def undo_load(*, book: Book, batch_id: str, at: datetime) -> Batch:
    """Withdraw a batch: its rows are out of force from now on; Trouble when there is no such batch in force.

    Trouble ``load.corrected_since`` names the load that corrected cost of the batch: that one is to be undone first.
    """
    with book.warehouse.locked():
        later = book.warehouse.corrected_by(batch_id, among=COSTING)
        if later:
            raise Trouble("load.corrected_since", {"batch": batch_id, "later": later})
        return book.warehouse.withdraw(batch_id, at=at)


def _write_rejects(book: Book, reading: Reading, conflicts: tuple[Reject, ...], *, reason: Reason) -> Path:
    """Write the rows that were not taken, in the order of the file, and return where they are."""
    path = _rejects_path(book, reading)
    rejects: Iterator[Reject] = heapq.merge(reading.rejects(), conflicts, key=lambda each: each.row_no)
    headers = reading.headers
    # Mended rejects that are still wrong do not get a second line number and reason beside the first.
    if headers[:2] == (reason("load.rejects_line", {}), reason("load.rejects_reason", {})):
        headers = headers[2:]
        rejects = (replace(each, cells=each.cells[2:]) for each in rejects)
    write_rejects(path, headers=headers, rejects=rejects, words=reason)
    return path


def _rejects_path(book: Book, reading: Reading) -> Path:
    return book.rejects / f"{Path(reading.origin).stem}-{reading.content_hash[:12]}.csv"


def _unchanged(book: Book, batch: Batch, reading: Reading, *, reason: Reason) -> LoadResult:
    """Return the result of loading what is there already, to the last byte; its rejects stay where they were."""
    rejects = _rejects_path(book, reading)
    if reading.rows_rejected and not rejects.exists():
        _write_rejects(book, reading, (), reason=reason)
    return LoadResult(
        batch_id=batch.batch_id,
        table=batch.table,
        source=batch.source,
        rows_read=reading.rows_read,
        loaded=0,
        newer=0,
        already_there=reading.rows_read - reading.rows_rejected,
        rejected=reading.rows_rejected,
        rejects_file=str(rejects) if reading.rows_rejected else "",
        control_total_minor=batch.control_total_minor,
        unchanged=True,
        loaded_at=batch.loaded_at,
        minutes=reading.minutes,
    )


def batch_id_of(table: Table, content_hash: str, used: int) -> str:
    """Return an id that says what the batch is made of; a number tells a file that was withdrawn and loaded again."""
    again = f".{used + 1}" if used else ""
    return f"{table.name}-{content_hash[:12]}{again}"


def conflicts_of(table: Table, compared: Compared, reading: Reading) -> tuple[Reject, ...]:
    """Return the rows whose id is taken: in the warehouse with other content or a later version, or earlier in the same load."""
    problems: dict[int, Problem] = {}
    for rows, code in (
        (compared.changed, "reject.id_taken"),
        (compared.repeated, "reject.id_repeated"),
        (compared.older, "reject.version_older"),
    ):
        for row in rows.select([*table.key, "row_no"]).to_pylist():
            key = " / ".join(str(row[name]) for name in table.key)
            problems[row["row_no"]] = Problem(" / ".join(table.key), key, code, (("id", key),))
    if not problems:
        return ()
    return tuple(
        Reject(found.row_no, found.line_no, found.cells, (problems[found.row_no],))
        for found in reading.originals(frozenset(problems))
    )
