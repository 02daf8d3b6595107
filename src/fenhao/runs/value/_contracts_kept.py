"""What contracts are worth, kept for pages: the summary beside the other results, and every contract's row in a file of its own."""

from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.engine.value.lifetime import renewals
from fenhao.runs.book import Advance, Book, Kept, Refused, keep_worked, kept, stamp_now
from fenhao.runs.value._contract_levels import COVARIATES, ContractLevel, ContractTrial
from fenhao.runs.value._contracts import ContractRules, ContractValuation, value_contracts
from fenhao.runs.value._kept_rows import keep_rows, rows_file
from fenhao.runs.value._valued import FitTold, fit_told
from fenhao.warehouse import Engine

_NAME = "contracts"
_LARGEST = 20


@dataclass(frozen=True, slots=True)
class ContractsAsked:
    """What a person chooses: ``apart`` names COVARIATES, ``months`` is how far ahead, ``discount_percent`` a year.

    Without a choice all of them are tried: they stay in the model only where they earn their place.
    """

    apart: tuple[str, ...] = COVARIATES
    months: int = 36
    discount_percent: int = 10


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in force: ``renews_next`` is the chance of its next renewal. All after ``renewals`` but the margin of a period are estimates."""

    contract: str
    customer: str
    plan: str
    channel: str
    period_months: int
    renewals: int
    renews_next: float
    renewals_expected: float
    renewals_low: int
    renewals_high: int
    margin_minor: int
    net_minor: int
    net_low_minor: int
    net_high_minor: int


_COLUMNS = (
    "contract_id",
    "customer_id",
    "plan",
    "channel",
    "period_months",
    "renewals",
    "renews_next",
    "renewals_expected",
    "renewals_low",
    "renewals_high",
    "margin_minor",
    "clv_net_minor",
    "clv_net_low_minor",
    "clv_net_high_minor",
)


@dataclass(frozen=True, slots=True)
class ContractGain:
    """What aging (``ages``) or groups (``groups``) were good for: ``chance`` is how often what means nothing would fit as much better."""

    of: str
    chance: float
    kept: bool


@dataclass(frozen=True, slots=True)
class ContractsMade:
    """What came out, without its contracts but for those worth most; fields as those of ``ContractValuation``."""

    asked: ContractsAsked
    observed_on: date
    contracts: int
    passed_over: int
    customers: int
    lost: int
    in_force: int
    fit: FitTold
    gains: tuple[ContractGain, ...]
    trial: ContractTrial
    renewals_expected: float
    gross_minor: int
    net_minor: int
    served_a_month_minor: int
    course: tuple[renewals.Renewal, ...]
    levels: tuple[ContractLevel, ...]
    largest: tuple[ContractRow, ...]


def work_contracts(*, book: Book, asked: ContractsAsked, at: datetime, advance: Advance) -> None:
    """Work out what contracts are worth, and keep it with every contract's row; why it cannot be had is kept as well."""
    rows = list[pa.Table]()

    def write(part: pa.Table) -> None:
        """Take contracts in."""
        rows.append(part.select(_COLUMNS))

    def made() -> ContractsMade:
        """Value them; also where nothing is found, what was written before goes."""
        try:
            rules = ContractRules(
                on=None,
                hold_out_days=0,
                apart=asked.apart,
                dated=None,
                span_months=asked.months,
                discount_yearly=asked.discount_percent / 100,
                seed=0,
            )
            found = value_contracts(
                book=book, rules=rules, at=at, engine=Engine.duckdb, advance=advance, write=write
            )
        finally:
            keep_rows(book, _NAME, rows, order=("customer_id", "contract_id"))
        return _made(found, asked, rows)

    keep_worked(book=book, name=_NAME, work=made, at=at)


def kept_contracts(*, book: Book) -> Kept[ContractsMade] | Kept[Refused] | None:
    """Return what was kept, why there is none, or nothing."""
    return kept(ContractsMade, book=book, name=_NAME, now=stamp_now(book))


def contracts_of(*, book: Book, customer: str) -> tuple[ContractRow, ...]:
    """Return what is kept of a customer's contracts in force, worth most first."""
    if not rows_file(book, _NAME).is_file():
        return ()
    return _rows(pq.read_table(rows_file(book, _NAME), filters=[("customer_id", "=", customer)]))


def contract_list(*, book: Book) -> tuple[ContractRow, ...]:
    """Return every contract in force, worth most first; nothing where nothing is kept."""
    return _rows(pq.read_table(rows_file(book, _NAME))) if rows_file(book, _NAME).is_file() else ()


def _rows(table: pa.Table) -> tuple[ContractRow, ...]:
    held = (ContractRow(*row.values()) for row in table.select(list(_COLUMNS)).to_pylist())
    return tuple(sorted(held, key=lambda each: (-each.net_minor, each.contract)))


def _made(found: ContractValuation, asked: ContractsAsked, rows: list[pa.Table]) -> ContractsMade:
    """Return what pages read of it."""
    return ContractsMade(
        asked=asked,
        observed_on=found.observed_on,
        contracts=found.contracts,
        passed_over=found.passed_over,
        customers=found.customers,
        lost=found.lost,
        in_force=found.in_force,
        fit=fit_told(found.fit),
        gains=tuple(ContractGain(name, gain.chance, gain.earns_its_place) for name, gain in found.gains),
        trial=found.trial,
        renewals_expected=found.renewals_expected,
        gross_minor=found.gross_minor,
        net_minor=found.net_minor,
        served_a_month_minor=round(found.served_a_month),
        course=found.course,
        levels=found.levels,
        largest=_rows(pa.concat_tables(rows))[:_LARGEST] if rows else (),
    )
