"""From any figure to the entries behind it: what it is made of, and which rows of which file brought it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fenhao.engine import allocation, waste
from fenhao.engine.relation import Value
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, Row, number, text
from fenhao.runs.report._budget import replayed_month
from fenhao.runs.report._figure import Figure
from fenhao.runs.report._parts import Part, parts_of
from fenhao.runs.report._period import ROWS_MAX, Workings, work_out
from fenhao.warehouse import Engine

BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry behind a figure: where it is, what it says, and the file and row that brought it."""

    subledger: str
    source: str
    entry_id: str
    on: date
    cost_type: str
    amount_minor: int
    customer_id: str
    campaign_id: str
    tier: str
    batch_id: str
    file_name: str
    row_no: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure, its arithmetic, and its entries.

    ``total_minor`` = sum of the parts that sum. ``entries_minor`` = sum of all ``entries_total`` entries behind it,
    of which ``rows`` holds the first.
    """

    figure: str
    currency: str
    total_minor: int
    parts: tuple[Part, ...]
    rows: tuple[EntryRow, ...]
    entries_total: int
    entries_minor: int


def explain(
    *, book: Book, figure: Figure, at: datetime, rows_max: int, engine: Engine, advance: Advance
) -> Explanation:
    """Return the arithmetic of a figure and the first ``rows_max`` entries behind it."""
    with _opened(book=book, figure=figure, at=at, engine=engine, advance=advance) as opened:
        parts = parts_of(
            opened.workings, figure, entries=opened.entries_total, entries_minor=opened.entries_minor
        )
        return Explanation(
            figure=figure.text(),
            currency=book.settings.currency,
            total_minor=sum(part.amount for part in parts if part.sums),
            parts=parts,
            rows=tuple(row for _, row in zip(range(rows_max), opened.rows(), strict=False)),
            entries_total=opened.entries_total,
            entries_minor=opened.entries_minor,
        )


@contextmanager
def entries_behind(
    *, book: Book, figure: Figure, at: datetime, engine: Engine, advance: Advance
) -> Iterator[Iterator[EntryRow]]:
    """Give every entry behind a figure, in order of day and id, for a file that holds them all."""
    with _opened(book=book, figure=figure, at=at, engine=engine, advance=advance) as opened:
        yield opened.rows()


@dataclass(frozen=True, slots=True)
class _Opened:
    workings: Workings
    relation: str
    entries_total: int
    entries_minor: int
    files: dict[str, str]

    def rows(self) -> Iterator[EntryRow]:
        """Return the entries in the order of the relation's key."""
        for batch in self.workings.session.fetch(self.relation).to_batches(max_chunksize=BATCH_ROWS):
            for row in batch.to_pylist():
                yield _entry(row, self.files)


@contextmanager
def _opened(
    *, book: Book, figure: Figure, at: datetime, engine: Engine, advance: Advance
) -> Iterator[_Opened]:
    with work_out(
        book=book, label=figure.period, at=at, engine=engine, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        relation = waste.FINDINGS_BEHIND if figure.subject == "waste" else allocation.ENTRIES_BEHIND
        amount = "counted_minor" if figure.subject == "waste" else "amount_minor"
        session = workings.session
        session.define(relation, _filters(workings, figure))
        sums = session.fetch(relation.name).column(amount)
        files = {each.batch_id: each.file_name for each in book.warehouse.batches(include_withdrawn=True)}
        yield _Opened(workings, relation.name, len(sums), sum(sums.to_pylist()), files)


def _filters(workings: Workings, figure: Figure) -> dict[str, Value]:
    """Return the parameters that narrow the relation to the figure."""
    held: dict[str, Value] = {each.name: None for each in allocation.FILTERS}
    held |= {each.name: None for each in waste.FINDINGS_BEHIND.parameters}
    only = dict(figure.only)
    match figure.subject:
        case "total" if "part" in only:
            held["only_traced"] = "yes" if only["part"] == "direct" else "no"
        case "tier":
            held["only_tier_now"] = only["tier"]
        case "budget" if "month" in only:
            held |= {f"only_{key}": only[key] for key in ("tier", "category") if key in only}
            held["only_month"] = replayed_month(workings, only["month"])
        case "waste" if "week" in only:
            monday = _monday(only.pop("week"))
            held |= {f"only_{key}": value for key, value in only.items()}
            held |= {"only_from": monday, "only_until": monday + timedelta(days=7)}
        case _:
            held |= {f"only_{key}": value for key, value in only.items()}
    return held


def _monday(given: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise Trouble("explain.week_not_a_day", {"week": given}) from None
    return day - timedelta(days=day.weekday())


def _entry(row: Row, files: dict[str, str]) -> EntryRow:
    finding = "rule" in row
    on = row["found_on" if finding else "occurred_on"]
    assert isinstance(on, date)
    batch = "" if finding else text(row, "batch_id")
    return EntryRow(
        subledger=text(row, "subledger"),
        source=text(row, "source"),
        entry_id=text(row, "entry_id"),
        on=on,
        cost_type=text(row, "rule" if finding else "cost_type"),
        amount_minor=number(row, "counted_minor" if finding else "amount_minor"),
        customer_id=text(row, "customer_id"),
        campaign_id=text(row, "campaign_id"),
        tier=text(row, "tier"),
        batch_id=batch,
        file_name=files.get(batch, ""),
        row_no=0 if finding else number(row, "row_no"),
        evidence=text(row, "evidence") if finding else "",
    )
