"""The entries and the lines that a filter leaves, as a workbook whose total is the page's, and as CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from fenhao.books.budgets.operations import LineStanding, month_standing
from fenhao.books.database import Session, read
from fenhao.books.journal import LedgerRow, Sums, Wanted, newest_entry, sums, sweep
from fenhao.books.people import Right
from fenhao.connectors import harmless
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.period import moment
from fenhao.interfaces.report import (
    WORKBOOK_TYPE,
    SheetColumn,
    SheetKind,
    SheetValue,
    Stream,
    stream_workbook,
    text_of,
)
from fenhao.interfaces.web._files import saved_as
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import Asked, chips, read_asked, told_span
from fenhao.interfaces.web._ledger_read import departments_called, resolve, who_of
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.lines import Picked, asked_lines, chips_of, picked, rows_of, told_months
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble

ROWS_MAX = 50_000
"""So many rows a workbook of this page holds: more would keep a reader waiting beyond some seconds. CSV holds any number."""
_TRIES = 3
_LINE_BREAK = "\r\n"
_MARK = b"\xef\xbb\xbf"
"""What tells spreadsheets that a text is UTF-8."""
_COLUMNS: tuple[tuple[str, SheetKind, int], ...] = (
    ("web.entry.number", SheetKind.count, 10),
    ("web.ledger.posted", SheetKind.text, 16),
    ("web.entry.day", SheetKind.day, 12),
    ("web.month", SheetKind.text, 10),
    ("web.ledger.belongs", SheetKind.text, 10),
    ("web.tier", SheetKind.text, 12),
    ("web.category", SheetKind.text, 14),
    ("web.entry.kind", SheetKind.text, 12),
    ("web.entry.type", SheetKind.text, 18),
    ("web.entry.customer", SheetKind.text, 14),
    ("web.entry.campaign", SheetKind.text, 14),
    ("web.ledger.department", SheetKind.text, 14),
    ("web.ledger.channel", SheetKind.text, 12),
    ("web.ledger.by", SheetKind.text, 12),
    ("web.ledger.document", SheetKind.text, 24),
    ("web.entry.fact.load", SheetKind.text, 18),
    ("web.ledger.reverses", SheetKind.count, 10),
    ("web.column.funded", SheetKind.amount, 16),
    ("web.column.reserved", SheetKind.amount, 16),
    ("web.column.spent", SheetKind.amount, 16),
)
_LINE_COLUMNS: tuple[tuple[str, SheetKind, int], ...] = (
    ("web.month", SheetKind.text, 12),
    ("web.tier", SheetKind.text, 14),
    ("web.category", SheetKind.text, 18),
    ("web.state", SheetKind.text, 12),
    ("web.column.funded", SheetKind.amount, 16),
    ("web.column.spent", SheetKind.amount, 16),
    ("web.column.reserved", SheetKind.amount, 16),
    ("web.column.left", SheetKind.amount, 16),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What rows are told with: the lines and people they name."""

    names: Names
    lines: Mapping[int, LineStanding]
    people: Mapping[int, str]
    departments: Mapping[str, str]
    types: Mapping[str, str]


@for_readers(Right.see)
def ledger_xlsx(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Return the entries that pass the filters as a workbook; a page that says why not where they are too many."""
    names, asked = Names(here), read_asked(here, request.GET)
    for _ in range(_TRIES):
        told, wanted, whole = read(partial(_begin, here=here, names=names, asked=asked))
        if whole.count > ROWS_MAX:
            return _too_many(request, here, whole.count, asked)
        file = _new_file()
        if stream_workbook(
            file,
            _sheet(told, asked, wanted, whole),
            (_row(told, each) for each in _entries(wanted)),
            company=here.book.settings.company,
            digits=here.book.digits,
            made=here.at,
        ):
            return _file(file, _name(names, "web.ledger.file_name", told_span(names, asked)))
        file.close()
    raise Trouble("ledger.moved_meanwhile", {})


@for_readers(Right.see)
def ledger_csv(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Return the entries that pass the filters as CSV, however many there are."""
    names, asked = Names(here), read_asked(here, request.GET)
    told, wanted = read(partial(_stand, here=here, names=names, asked=asked))
    rows = (_row(told, each) for each in _entries(wanted))
    name = _name(names, "web.ledger.file_name", told_span(names, asked))
    return _csv(here, _COLUMNS, rows, name)


@for_readers(Right.see)
def lines_xlsx(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Return the lines that pass the filters as a workbook."""
    names, asked = Names(here), asked_lines(request.GET)
    found = read(lambda session: picked(session, names, asked))
    rows = _line_rows(names, found)
    totals = tuple(sum(cast("int", row[at]) for row in rows) for at in range(4, 8))
    facts = {
        "at": moment(here, here.at),
        "who": here.reader.name,
        "count": f"{len(rows):,}",
        "unit": names.figures(0).unit,
    }
    sheet = Stream(
        name=say("web.ledger.lines_sheet", {}, here.lang),
        title=say("web.ledger.lines_name", {"span": told_months(names, found)}, here.lang),
        notes=(
            _filter_note(names, chips_of(names, asked)),
            say("web.ledger.file_lines_stand", facts, here.lang),
        ),
        total=say("web.ledger.file_total", {}, here.lang),
        columns=_columns(here, _LINE_COLUMNS),
        count=len(rows),
        totals=totals,
    )
    file = _new_file()
    book = here.book
    whole = stream_workbook(
        file, sheet, rows, company=book.settings.company, digits=book.digits, made=here.at
    )
    assert whole, "the rows are those that were added up"
    return _file(file, _name(names, "web.ledger.lines_name", told_months(names, found)))


@for_readers(Right.see)
def lines_csv(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Return the lines that pass the filters as CSV."""
    names, asked = Names(here), asked_lines(request.GET)
    found = read(lambda session: picked(session, names, asked))
    name = _name(names, "web.ledger.lines_name", told_months(names, found))
    return _csv(here, _LINE_COLUMNS, _line_rows(names, found), name)


def _begin(session: Session, *, here: Surroundings, names: Names, asked: Asked) -> tuple[Told, Wanted, Sums]:
    """Return what is asked for as it stands now, and what it comes to."""
    told, wanted = _stand(session, here=here, names=names, asked=asked)
    return told, wanted, sums(session, wanted)


def _stand(session: Session, *, here: Surroundings, names: Names, asked: Asked) -> tuple[Told, Wanted]:
    """Return what is asked for up to the newest entry of now, with what its rows are told with."""
    calendar, people, lines, wanted = resolve(session, here.at, names, asked)
    if not lines:
        known = [each.label for each in calendar]
        lines = {line.id: line for line in month_standing(session, known, at=here.at)}
    types = type_names(here.book.chart, lang=here.lang)
    return Told(names, lines, people, departments_called(session), types), replace(
        wanted, upto=newest_entry(session)
    )


def _entries(wanted: Wanted) -> Iterator[LedgerRow]:
    """Give every entry asked for, newest first, a part at a time."""
    assert wanted.upto is not None, "a file has an end"
    below = wanted.upto + 1
    while below:
        rows, below = read(partial(sweep, wanted=wanted, below=below))
        yield from rows


def _row(told: Told, entry: LedgerRow) -> tuple[SheetValue, ...]:
    """Return an entry as a row of a file, in the order of the columns."""
    names = told.names
    line = told.lines.get(entry.line_id or 0)
    return (
        entry.id,
        moment(names.here, entry.at),
        entry.occurred_on,
        entry.period,
        entry.belongs_to,
        names.tier(line.key.tier) if line else "",
        names.category(line.key.category) if line else "",
        names.word("entry_kind", entry.kind),
        told.types.get(entry.cost_type, entry.cost_type),
        masked(entry.customer),
        entry.campaign,
        told.departments.get(entry.department, entry.department),
        names.word("channel", entry.channel) if entry.channel else "",
        who_of(names, told.people, entry.by),
        entry.key,
        entry.batch,
        entry.reverses_id,
        entry.funded_minor,
        entry.reserved_minor,
        entry.actual_minor,
    )


def _line_rows(names: Names, found: Picked) -> list[tuple[SheetValue, ...]]:
    """Return the lines as rows of a file."""
    return [
        (
            row.month,
            row.tier,
            row.category,
            names.word("standing", row.state),
            row.line.funded_minor,
            row.line.actual_minor,
            row.line.reserved_minor,
            row.line.available_minor,
        )
        for row in rows_of(names, found.lines)
    ]


def _sheet(told: Told, asked: Asked, wanted: Wanted, whole: Sums) -> Stream:
    """Return the sheet of the entries before its rows."""
    names = told.names
    here, lang = names.here, names.lang
    facts = {
        "at": moment(here, here.at),
        "entry": str(wanted.upto),
        "who": here.reader.name,
        "count": f"{whole.count:,}",
        "unit": names.figures(0).unit,
    }
    return Stream(
        name=say("web.ledger.sheet", {}, lang),
        title=say("web.page.ledger", {}, lang),
        notes=(_filter_note(names, chips(names, asked)), say("web.ledger.file_stand", facts, lang)),
        total=say("web.ledger.file_total", {}, lang),
        columns=_columns(here, _COLUMNS),
        count=whole.count,
        totals=(whole.funded_minor, whole.reserved_minor, whole.actual_minor),
    )


def _columns(here: Surroundings, columns: Sequence[tuple[str, SheetKind, int]]) -> tuple[SheetColumn, ...]:
    """Return columns in the reader's words; amounts are added up."""
    return tuple(
        SheetColumn(say(code, {}, here.lang), kind, width, kind is SheetKind.amount)
        for code, kind, width in columns
    )


def _filter_note(names: Names, told: Sequence[tuple[str, str]]) -> str:
    """Return the filters in force as a line of the file."""
    text = "; ".join(called for called, _ in told) or say("web.ledger.no_filter", {}, names.lang)
    return say("web.ledger.file_filter", {"filter": text}, names.lang)


def _name(names: Names, code: str, span: str) -> str:
    """Return what a file is called, without its ending."""
    return say(code, {"span": span}, names.lang).strip().replace("/", "-")


def _new_file() -> IO[bytes]:
    """Return a file that is gone when it is closed, which the answer does once it was sent."""
    return cast("IO[bytes]", TemporaryFile())


def _file(file: IO[bytes], name: str) -> FileResponse:
    """Return a workbook that was written."""
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK_TYPE)


def _csv(
    here: Surroundings,
    columns: Sequence[tuple[str, SheetKind, int]],
    rows: Iterable[Sequence[SheetValue]],
    name: str,
) -> StreamingHttpResponse:
    """Return a text file, given in pieces: a mark for spreadsheets, the header, row after row."""

    def pieces() -> Iterator[bytes]:
        """Give it."""
        yield _MARK
        yield _line([say(code, {}, here.lang) for code, _, _ in columns])
        for row in rows:
            cells = [
                text_of(value, kind, digits=here.book.digits)
                for value, (_, kind, _) in zip(row, columns, strict=True)
            ]
            # An amount below nothing begins with a minus and stays a number; what somebody wrote never is a formula.
            yield _line(
                [
                    cell if isinstance(value, int) else harmless(cell)
                    for cell, value in zip(cells, row, strict=True)
                ]
            )

    return saved_as(StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _line(cells: Sequence[str]) -> bytes:
    """Return a line of a text file."""
    out = StringIO()
    csv.writer(out, lineterminator=_LINE_BREAK).writerow(cells)
    return out.getvalue().encode()


def _too_many(request: HttpRequest, here: Surroundings, count: int, asked: Asked) -> HttpResponse:
    """Return why there is no workbook, and what to do."""
    facts = {"count": f"{count:,}", "limit": f"{ROWS_MAX:,}"}
    told = {
        "text": say("web.ledger.too_many", facts, here.lang),
        "query": asked.query(),
    }
    return shown(request, here, "web/ledger_too_many.html", told, status=422)
