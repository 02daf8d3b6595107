"""Publish what was spent through the books: entries become cost of the warehouse, each once, in runs of their ids.

A run is begun in the books, loaded, and then marked as done. Which rows it has follows from its ids alone, and the warehouse knows
a batch by what it says: whoever comes after a crash loads the same run again and changes nothing. What came from the warehouse,
the postings of loads, is left out: no cost comes back double.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, read, write
from fenhao.books.journal import posted_between, settled_entry
from fenhao.books.people import Right, require
from fenhao.books.postings._held import Condition
from fenhao.books.postings._sheet import REST, sheet_keys
from fenhao.books.postings._tables import PUBLICATION
from fenhao.kernel import amount_text
from fenhao.runs.book import Book, Voice
from fenhao.runs.loading import BooksCost, load_books_cost

RUN_ENTRIES = 20_000
"""How many ids one run covers at most."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of entry ids and where publishing it stands; ``batch`` is the load that it became, '' without a row."""

    first_id: int
    last_id: int
    state: str
    batch: str
    rows: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Published:
    """What a call published."""

    runs: int
    rows: int
    amount_minor: int
    batches: tuple[str, ...]


def publish(*, book: Book, by: int | None, at: datetime, voice: Voice) -> Published:
    """Publish every entry that is not published yet, and again what was withdrawn from the warehouse by hand."""
    read(lambda session: require(session, by, Right.record_facts, at=at))
    in_force = {batch.batch_id for batch in book.warehouse.batches()}
    done = [
        _load(book, run, by=by, at=at, voice=voice)
        for run in read(runs)
        if run.state == "begun" or (run.batch and run.batch not in in_force)
    ]
    upto = settled_entry()
    while (begun := _begin(upto, by=by, at=at)) is not None:
        done.append(_load(book, begun, by=by, at=at, voice=voice))
    return Published(
        len(done),
        sum(run.rows for run in done),
        sum(run.amount_minor for run in done),
        tuple(run.batch for run in done if run.batch),
    )


def runs(session: Session) -> tuple[Run, ...]:
    """Return every run in order, as its newest event has it."""
    found: dict[int, Run] = {}
    for row in session.rows(
        'SELECT first_id, last_id, state, batch, "rows", amount_minor FROM postings_publication ORDER BY id'
    ):
        run = Run(
            cast("int", row[0]),
            cast("int", row[1]),
            str(row[2]),
            str(row[3]),
            cast("int", row[4]),
            cast("int", row[5]),
        )
        found[run.first_id] = run
    return tuple(found[first] for first in sorted(found))


def unpublished(session: Session) -> tuple[Condition, ...]:
    """Return how many entries with cost of the books are not in the warehouse yet; nothing when all are."""
    through = [run.last_id for run in runs(session) if run.state == "done"]
    last = cast("int", session.rows("SELECT coalesce(max(id), 0) FROM journal_entry")[0][0])
    count = len(_costs(session, above=max(through, default=0), upto=last))
    return (Condition("postings.unpublished", (("count", str(count)),)),) if count else ()


def publication_differences(*, book: Book) -> tuple[Condition, ...]:
    """Return the runs whose load is gone from the warehouse or no longer sums to what the books hold."""
    loads = {batch.batch_id: batch for batch in book.warehouse.batches()}
    found = []
    for run in read(runs):
        if run.state != "done" or not run.rows:
            continue
        load = loads.get(run.batch)
        held = (load.rows, load.control_total_minor) if load else (0, 0)
        costs = _costs_of(run)
        wanted = (len(costs), sum(cost.amount_minor for cost in costs))
        if held != wanted:
            details = {
                "load": run.batch,
                "expected": amount_text(wanted[1], currency=book.settings.currency),
                "actual": amount_text(held[1], currency=book.settings.currency),
                "expected_rows": str(wanted[0]),
                "actual_rows": str(held[0]),
            }
            found.append(Condition("postings.published_differs", tuple(details.items())))
    return tuple(found)


def _begin(upto: int, *, by: int | None, at: datetime) -> Run | None:
    """Return the next run, begun by this call; None when every entry up to that id has its run."""

    def work(session: Session) -> Run | None:
        """Begin behind the last one."""
        session.lock_structure()
        last = max((run.last_id for run in runs(session)), default=0)
        if last >= upto:
            return None
        run = Run(last + 1, min(upto, last + RUN_ENTRIES), "begun", "", 0, 0)
        session.insert(PUBLICATION, [(run.first_id, run.last_id, "begun", "", 0, 0, by, at)])
        return run

    return write(work)


def _load(book: Book, run: Run, *, by: int | None, at: datetime, voice: Voice) -> Run:
    """Load a run's rows, the same ones whenever it is called, and write down what became of them."""
    costs = _costs_of(run)
    batch = ""
    if costs:
        name = f"books-{run.first_id}-{run.last_id}"
        batch = load_books_cost(book=book, name=name, rows=costs, at=at, voice=voice).batch_id
    amount = sum(cost.amount_minor for cost in costs)
    done = Run(run.first_id, run.last_id, "done", batch, len(costs), amount)

    def work(session: Session) -> None:
        """Mark the run, unless somebody else has just done so."""
        session.lock_structure()
        if done in runs(session):
            return
        session.insert(PUBLICATION, [(done.first_id, done.last_id, "done", batch, done.rows, amount, by, at)])
        if costs:
            after: dict[str, str | int | bool | None] = {
                "rows": done.rows,
                "amount_minor": amount,
                "load": batch,
            }
            record(session, Act(at, by, "publish", f"entries/{done.first_id}-{done.last_id}", {}, after))

    write(work)
    return done


def _costs_of(run: Run) -> tuple[BooksCost, ...]:
    """Return the cost entries of a run: the same ones whenever it is asked."""
    return read(lambda session: _costs(session, above=run.first_id - 1, upto=run.last_id))


def _costs(session: Session, *, above: int, upto: int) -> tuple[BooksCost, ...]:
    """Return the cost entries of a run that the books themselves brought about."""
    posted = posted_between(session, above=above, upto=upto)
    from_loads = sheet_keys(session, {entry.key for entry in posted})
    own = [entry for entry in posted if entry.key.removesuffix(REST) not in from_loads]
    tiers = _tiers(session, sorted({entry.line_id for entry in own if entry.line_id is not None}))
    return tuple(
        BooksCost(
            entry_id=str(entry.id),
            occurred_on=entry.occurred_on,
            cost_type=entry.cost_type,
            amount_minor=entry.actual_minor,
            customer=entry.customer,
            campaign=entry.campaign,
            channel=entry.channel,
            department=entry.department,
            tier=tiers.get(entry.line_id or 0, ""),
            reverses=str(entry.reverses_id or ""),
            note=entry.key,
        )
        for entry in own
    )


def _tiers(session: Session, line_ids: list[int]) -> Mapping[int, str]:
    """Return the tier of each line."""
    if not line_ids:
        return {}
    condition, values = session.among("id", line_ids)
    return {
        cast("int", each): str(tier)
        for each, tier in session.rows(f"SELECT id, tier FROM budgets_line WHERE {condition}", values)
    }
