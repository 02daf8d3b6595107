"""Hold what was posted against what was loaded: sum(rows) = posting, for every load and for all of them, for ever after."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fenhao.books.database import Session, read
from fenhao.books.journal import Month, months, posted_under
from fenhao.books.postings._post import is_due, is_to_take_back
from fenhao.books.postings._sheet import REST, SheetRow, load_states, sheet_rows
from fenhao.kernel import amount_text
from fenhao.runs.book import Advance, Book
from fenhao.runs.loading import CostLoad, SubledgerSum, cost_loads, subledger_sums

KEYS_MAX = 5000
"""How many keys are looked up at once."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must be put right: a code whose words tell what, and what fills them in."""

    code: str
    details: tuple[tuple[str, str], ...]


_Cell = tuple[str, str, str, str]
"""Load, month, cost type, campaign: what never changes, whatever becomes of tiers and the chart."""


def unposted(session: Session, *, loads: Sequence[CostLoad], month: Month | None) -> tuple[Condition, ...]:
    """Return every load that is not posted, or undone and not taken back; with a month, only those with days in it."""
    near = [
        load
        for load in loads
        if month is None
        or (
            load.first_on is not None
            and load.last_on is not None
            and load.first_on < month.days.end
            and load.last_on >= month.days.start
        )
    ]
    states = load_states(session, [load.batch_id for load in near])
    known = frozenset(each.label for each in months(session))
    found = []
    for load in near:
        state = states.get(load.batch_id)
        if load.withdrawn and is_to_take_back(state):
            found.append(Condition("postings.not_taken_back", (("load", load.batch_id),)))
        elif not load.withdrawn and is_due(state, known):
            found.append(Condition("postings.unposted", (("load", load.batch_id),)))
    return tuple(found)


def posting_differences(*, book: Book, at: datetime, advance: Advance) -> tuple[Condition, ...]:
    """Return where the warehouse, what was decided to be posted and what lies in the books part from each other.

    Loads that are not posted at all are ``unposted``'s affair and not told here again.
    """
    loads = cost_loads(book=book)

    def look(session: Session) -> tuple[list[CostLoad], tuple[SheetRow, ...], frozenset[str]]:
        """Read what was decided of loads that are through."""
        states = load_states(session, [load.batch_id for load in loads])
        labels = frozenset(month.label for month in months(session))
        through = [
            load
            for load in loads
            if (state := states.get(load.batch_id)) is not None
            and not (is_to_take_back(state) if load.withdrawn else is_due(state, labels))
        ]
        return through, sheet_rows(session, [load.batch_id for load in through]), labels

    through, rows, known = read(look)
    in_force = [load.batch_id for load in through if not load.withdrawn]
    sums = subledger_sums(book=book, batch_ids=in_force, at=at, advance=advance)
    withdrawn = {load.batch_id for load in through if load.withdrawn}
    found = _against_rows(sums, rows, known, currency=book.settings.currency)
    found += _against_entries(rows, currency=book.settings.currency)
    found += [
        Condition(
            "postings.left_over",
            (("load", batch), ("actual", amount_text(total, currency=book.settings.currency))),
        )
        for batch, total in _by_batch(rows).items()
        if batch in withdrawn and total
    ]
    return tuple(found)


def posted_total(batches: Collection[str]) -> int:
    """Return what the books hold of these loads together."""
    rows = read(lambda session: sheet_rows(session, batches))
    return sum(_in_books(rows).values())


def _against_rows(
    sums: Iterable[SubledgerSum], rows: Sequence[SheetRow], known: frozenset[str], *, currency: str
) -> list[Condition]:
    """Return where what was decided is no longer the sum of the load's rows."""
    wanted: dict[_Cell, tuple[int, int]] = defaultdict(lambda: (0, 0))
    decided: dict[_Cell, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in sums:
        if each.month in known:
            cell = (each.batch_id, each.month, each.cost_type, each.campaign)
            amount, count = wanted[cell]
            wanted[cell] = (amount + each.amount_minor, count + each.rows)
    loads = {cell[0] for cell in wanted}
    for row in rows:
        if row.batch in loads:
            cell = (row.batch, row.month, row.cost_type, row.campaign)
            amount, count = decided[cell]
            decided[cell] = (amount + row.amount_minor, count + row.rows)
    return [
        Condition(
            "postings.rows_differ",
            (
                ("load", cell[0]),
                ("month", cell[1]),
                ("cost_type", cell[2]),
                ("campaign", cell[3]),
                ("expected", amount_text(wanted[cell][0], currency=currency)),
                ("actual", amount_text(decided[cell][0], currency=currency)),
                ("expected_rows", str(wanted[cell][1])),
                ("actual_rows", str(decided[cell][1])),
            ),
        )
        for cell in sorted({*wanted, *decided})
        if wanted[cell] != decided[cell]
    ]


def _against_entries(rows: Sequence[SheetRow], *, currency: str) -> list[Condition]:
    """Return the postings whose entries do not hold what was decided."""
    held = _in_books(rows)
    return [
        Condition(
            "postings.entry_differs",
            (
                ("load", row.batch),
                ("key", row.key),
                ("expected", amount_text(row.amount_minor, currency=currency)),
                ("actual", amount_text(held[row.key], currency=currency)),
            ),
        )
        for row in rows
        if held[row.key] != row.amount_minor
    ]


def _in_books(rows: Sequence[SheetRow]) -> Mapping[str, int]:
    """Return what lies in the books under each row's key, what was left over included."""
    held = {row.key: 0 for row in rows}
    keys = [each for row in rows for each in ((row.key, row.key + REST) if row.undoes else (row.key,))]
    for start in range(0, len(keys), KEYS_MAX):
        for key, posted in read(partial(posted_under, keys=keys[start : start + KEYS_MAX])).items():
            held[key.removesuffix(REST)] += sum(entry.actual_minor for entry in posted)
    return held


def _by_batch(rows: Sequence[SheetRow]) -> Mapping[str, int]:
    """Return what was decided of each load together: nothing of one that was taken back."""
    totals: dict[str, int] = defaultdict(int)
    for row in rows:
        totals[row.batch] += row.amount_minor
    return totals
