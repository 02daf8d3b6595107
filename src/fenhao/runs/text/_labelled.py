"""Texts with labels: tickets and surveys of the facts, or the rows of a file, and whose they are and of which day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from fenhao.connectors.files import read_columns
from fenhao.engine.text import Kind
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.warehouse import open_session

COMPLAINT, CALM = "complaint", "calm"
"""The labels of complaint risk."""
NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
"""The labels of sentiment where they come from scores of surveys."""
FILE_ROWS_MAX = 1_000_000

_POOR, _GOOD = 0.4, 0.7  # of a survey's scale
_SCALES: Mapping[str, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", re.ASCII)
_WHOSE = ("source", "customer_id")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with their labels, and the ticket that each is of; '' for a row of a file. ``origin`` is where they came from.

    ``writers`` and ``days`` tell whose texts they are and of which day; they may be empty as a whole, '' and None where not told.
    """

    origin: str
    tickets: tuple[str, ...]
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    corrections: int = 0
    writers: tuple[str, ...] = ()
    days: tuple[date | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldText:
    """A text of the facts with its label, whose it is and of which day; '' and None where nothing is told."""

    ticket: str
    text: str
    label: str
    writer: str
    day: date | None


def texts_told(book: Book, kind: Kind) -> Iterator[ToldText]:
    """Give every row that has a text."""
    if kind is Kind.sentiment:
        yield from _surveyed(book)
        return
    columns = ["ticket_id", "subject", "text", "category", "queue", "kind", "escalated", *_WHOSE, "opened_on"]
    for row in _rows(book, "tickets", columns):
        text = " ".join(str(row[name]) for name in ("subject", "text") if row[name])
        if not text:
            continue
        if kind is Kind.risk:
            label = COMPLAINT if row["kind"] == "complaint" or row["escalated"] else CALM
        else:
            label = str(row[kind.value] or "")
        yield ToldText(str(row["ticket_id"]), text, label, _writer(row), _civil(row["opened_on"]))


def _writer(row: Mapping[str, object]) -> str:
    """Return whose text a row is, '' for nobody's."""
    return f"{row['source']}/{row['customer_id']}" if row["customer_id"] else ""


def _civil(day: object) -> date | None:
    return day if isinstance(day, date) else None


def _surveyed(book: Book) -> Iterator[ToldText]:
    """Give what people wrote into surveys, with what their score says of it."""
    columns = [
        "survey_id",
        "ticket_id",
        "kind",
        "text",
        "score",
        "scale_low",
        "scale_high",
        *_WHOSE,
        "asked_on",
    ]
    for row in _rows(book, "surveys", columns):
        usual = _SCALES.get(str(row["kind"]), (None, None))
        low, high = (
            own if own is not None else other
            for own, other in zip((row["scale_low"], row["scale_high"]), usual, strict=True)
        )
        score = row["score"]
        if not row["text"]:
            continue
        label = ""
        if isinstance(low, int) and isinstance(high, int) and isinstance(score, int) and high > low:
            share = (score - low) / (high - low)
            label = NEGATIVE if share <= _POOR else POSITIVE if share >= _GOOD else NEUTRAL
        said = str(row["ticket_id"] or row["survey_id"])
        yield ToldText(said, str(row["text"]), label, _writer(row), _civil(row["asked_on"]))


def _rows(book: Book, table: str, columns: Sequence[str]) -> Iterator[dict[str, object]]:
    with open_session(book.warehouse.snapshot()) as session:
        for batch in session.stream(table):
            chosen: pa.RecordBatch = batch.select(columns)
            yield from chosen.to_pylist()


def labelled_tickets(*, book: Book, kind: Kind, corrections: Mapping[str, str]) -> Labelled:
    """Return tickets' texts with the labels of the facts; what a person put right counts instead.

    Complaint risk is taught by tickets that are complaints or were escalated, sentiment by surveys with words and a score.
    """
    known: list[tuple[ToldText, str]] = []
    used = 0
    for told in texts_told(book, kind):
        said = corrections.get(told.ticket, "")
        used += bool(said)
        if told.text and (said or told.label):
            known.append((told, said or told.label))
    return Labelled(
        "tickets",
        tuple(told.ticket for told, _ in known),
        tuple(told.text for told, _ in known),
        tuple(label for _, label in known),
        used,
        tuple(told.writer for told, _ in known),
        tuple(told.day for told, _ in known),
    )


def labelled_file(path: Path, *, text: str, label: str, writer: str = "", day: str = "") -> Labelled:
    """Return the rows of a file with a column of texts and one of labels: CSV, Excel or Parquet, as facts are read.

    ``writer`` and ``day`` name the columns that tell whose texts they are and of which day; '' where a file does not tell.
    Trouble ``text.column_missing`` names the columns that there are, ``text.no_days`` a column without a day,
    ``columns.`` and ``load.`` what cannot be read: a line in another encoding is not taught as other words.
    """
    table = read_columns(path)
    wanted = dict.fromkeys(each for each in (text, label, writer, day) if each)
    for column in wanted:
        if column not in table.column_names:
            names = ", ".join(table.column_names) or "–"
            raise Trouble("text.column_missing", {"file": path.name, "column": column, "columns": names})
    rows: list[dict[str, str | None]] = table.select(list(wanted)).slice(0, FILE_ROWS_MAX).to_pylist()
    found = [((row[text] or "").strip(), (row[label] or "").strip(), row) for row in rows]
    kept_rows = [each for each in found if each[0] and each[1]]
    days = tuple(_day(row[day]) for _, _, row in kept_rows) if day else ()
    if day and kept_rows and not any(days):
        raise Trouble("text.no_days", {"file": path.name, "column": day})
    return Labelled(
        path.name,
        ("",) * len(kept_rows),
        tuple(words for words, _, _ in kept_rows),
        tuple(said for _, said, _ in kept_rows),
        writers=tuple((row[writer] or "").strip() for _, _, row in kept_rows) if writer else (),
        days=days,
    )


def _day(cell: str | None) -> date | None:
    """Return the day at the beginning of a cell, None for none: 2026-03-01, 2026/3/1 9:30, 2026年3月1日, 20260301."""
    found = _DAY.match((cell or "").strip())
    try:
        return date(*(int(each) for each in found.groups())) if found else None
    except ValueError:
        return None
