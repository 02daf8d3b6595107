"""Checking a company's own data: files, control totals, conservation, and that results come out the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from fenhao.engine import facts
from fenhao.kernel import Grain, Period
from fenhao.runs.book import Advance, Book, say_nothing
from fenhao.runs.report._make import assemble
from fenhao.runs.report._period import ROWS_MAX, work_out
from fenhao.runs.report._results import Report
from fenhao.warehouse import Engine

_COSTS = (facts.COST_ENTRIES.name, facts.BENEFITS.name, facts.CONTACTS.name)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked: a code whose words tell what, its figures, and whether it holds.

    ``waits``: nothing is wrong, something is still to be done.
    """

    code: str
    details: tuple[tuple[str, str], ...]
    holds: bool
    waits: bool = False


def verify(*, book: Book, at: datetime, advance: Advance) -> tuple[Check, ...]:
    """Check every file and control total in force, and work out every fiscal year that has cost, twice.

    Nothing is mended and nothing is written but the tier assessments that a report would make too.
    """
    advance("step.verify", 0, 2)
    checks = list(_stored(book))
    advance("step.verify", 1, 2)
    if all(check.holds for check in checks):
        years = _years(book)
        for year in years:
            checks += _year_checks(book, year, at)
    advance("step.verify", 2, 2)
    return tuple(checks)


def _stored(book: Book) -> list[Check]:
    checked = book.warehouse.check()
    faults = [Check(fault.code, fault.details, holds=False) for fault in checked.faults]
    if faults:
        return faults
    counts = {"batches": f"{checked.batches:,}", "files": f"{checked.files:,}", "rows": f"{checked.rows:,}"}
    return [_check("verify.files", counts, holds=True), _check("verify.control_totals", counts, holds=True)]


def _years(book: Book) -> tuple[str, ...]:
    """Return the labels of the fiscal years in which some batch in force has cost."""
    held: set[date] = set()
    for batch in book.warehouse.batches():
        if batch.table in _COSTS and batch.first_on is not None and batch.last_on is not None:
            held |= {batch.first_on, batch.last_on}
    if not held:
        return ()
    days = sorted(held)
    spans = book.calendar.within(Period(days[0], date.fromordinal(days[-1].toordinal() + 1)), Grain.year)
    return tuple(span.label for span in spans)


def _year_checks(book: Book, label: str, at: datetime) -> list[Check]:
    first, second = _made(book, label, at), _made(book, label, at)
    totals = first.totals
    borne = totals.direct_minor + totals.allocated_minor + totals.unallocated_minor + totals.idle_minor
    by_tier = sum(tier.direct_minor + tier.allocated_minor for tier in first.tiers)
    year = {"period": label}
    checks = [
        _check("verify.conserved", year, holds=totals.total_minor == borne),
        _check(
            "verify.natures", year, holds=totals.total_minor == totals.fixed_minor + totals.variable_minor
        ),
        _check("verify.tiers", year, holds=by_tier == totals.direct_minor + totals.allocated_minor),
        _check(
            "verify.pools",
            year,
            holds=all(
                pool.amount_minor == pool.allocated_minor + pool.idle_minor + pool.unallocated_minor
                for pool in first.pools
            ),
        ),
        _check("verify.waste", year, holds=0 <= first.waste.counted_minor <= max(totals.total_minor, 0)),
        _check("verify.same_again", {**year, "hash": _hash(first)[:12]}, holds=_hash(first) == _hash(second)),
    ]
    if first.budget is not None:
        parts = sum(cell.budget_minor for cell in first.budget.cells)
        parts += sum(reserve.reserve_minor for reserve in first.budget.reserves)
        actual = sum(cell.actual_minor for cell in first.budget.cells)
        checks.append(
            _check("verify.budget", {"period": first.budget.label}, holds=parts == first.budget.total_minor)
        )
        checks.append(_check("verify.replayed", year, holds=actual == totals.total_minor))
    return checks


def _made(book: Book, label: str, at: datetime) -> Report:
    with work_out(
        book=book, label=label, at=at, engine=Engine.duckdb, rows_max=ROWS_MAX, advance=say_nothing
    ) as workings:
        return assemble(workings, advance=say_nothing)


def _hash(report: Report) -> str:
    return sha256(repr(report).encode()).hexdigest()


def _check(code: str, details: Mapping[str, str], *, holds: bool) -> Check:
    return Check(code, tuple(sorted(details.items())), holds)
