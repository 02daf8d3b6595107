"""Who is likely to leave, kept for pages: the summary beside the other results, and every customer's row in a file of its own."""

from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.engine.value.churn import Calibration, Saves, Treatment
from fenhao.engine.value.lifetime import Outlook
from fenhao.runs.book import Advance, Book, Kept, Refused, keep_worked, kept, stamp_now
from fenhao.runs.value._churn import AtRisk, Churn, ChurnRules, find_churn
from fenhao.runs.value._kept_rows import keep_rows, rows_file
from fenhao.runs.value._saves import trial_saves
from fenhao.runs.value._valued import FitTold, SeasonsTold, fit_told, seasons_told
from fenhao.warehouse import Engine

_NAME = "churn"
_LARGEST = 50
_DRAWS = 20
"""Ranges are not told here; so few futures cost nothing."""
_COLUMNS = (
    "customer_id",
    "frequency",
    "quiet_days",
    "age_days",
    "silent",
    "raised_by",
    "lowered_by",
    "loss_minor",
    "expected_loss_minor",
    "gain_minor",
)


@dataclass(frozen=True, slots=True)
class ChurnAsked:
    """What a person chooses: so many days without a purchase are leaving, and what could be done about it.

    ``cost_minor`` is what treating one customer costs, 0 asks about no treatment; ``saves_percent`` of those about to leave
    buy after all because of it, unless an ``arm`` of a kept ``trial`` says how many. What is lost reaches ``years`` ahead, discounted by ``discount_percent`` a year.
    """

    days: int = 90
    cost_minor: int = 0
    saves_percent: int = 10
    years: int = 3
    discount_percent: int = 10
    trial: str = ""
    arm: str = ""


@dataclass(frozen=True, slots=True)
class ChurnMade:
    """What came out, without its customers but for the largest expected losses; fields as those of ``Churn``.

    ``saves`` is what the trial showed, None where the share was stated; ``seasons`` what the company's seasons do, None without any.
    """

    asked: ChurnAsked
    saves: Saves | None
    observed_on: date
    customers: int
    fit: FitTold
    calibration: Calibration
    typical: tuple[int, int, int]
    silent_expected: float
    expected_loss_minor: int
    worth_treating: int
    gain_minor: int
    largest: tuple[AtRisk, ...]
    seasons: SeasonsTold | None = None
    contracted: int = 0


def work_churn(*, book: Book, asked: ChurnAsked, at: datetime, advance: Advance) -> None:
    """Work out who is likely to leave, and keep it with every customer's row; why it cannot be had is kept as well."""
    rows = list[pa.Table]()

    def write(part: pa.Table) -> None:
        """Take some customers in."""
        rows.append(part.select(_COLUMNS))

    def made() -> ChurnMade:
        """Find out; also where nothing is found, what was written before goes."""
        try:
            shown = trial_saves(book=book, code=asked.trial, arm=asked.arm).saves if asked.trial else None
            rules = _rules(asked, shown)
            found = find_churn(
                book=book, rules=rules, at=at, engine=Engine.duckdb, advance=advance, write=write
            )
        finally:
            keep_rows(book, _NAME, rows, order=("customer_id",))
        return _made(found, asked, shown)

    keep_worked(book=book, name=_NAME, work=made, at=at)


def kept_churn(*, book: Book) -> Kept[ChurnMade] | Kept[Refused] | None:
    """Return what was kept, why there is none, or nothing."""
    return kept(ChurnMade, book=book, name=_NAME, now=stamp_now(book))


def churn_of(*, book: Book, customer: str) -> AtRisk | None:
    """Return what is kept of one customer; None where nothing is."""
    path = rows_file(book, _NAME)
    if not path.is_file():
        return None
    held = pq.read_table(path, columns=list(_COLUMNS), filters=[("customer_id", "=", customer)]).to_pylist()
    return AtRisk(*held[0].values()) if held else None


def churn_list(*, book: Book) -> tuple[AtRisk, ...]:
    """Return the customers whom treating pays, the largest gain first; without a treatment those who leave likelier than not."""
    held = kept_churn(book=book)
    if held is None or isinstance(held.value, Refused) or not rows_file(book, _NAME).is_file():
        return ()
    wanted = ("gain_minor", ">", 0) if held.value.asked.cost_minor else ("silent", ">", 0.5)
    rows = pq.read_table(rows_file(book, _NAME), columns=list(_COLUMNS), filters=[wanted]).to_pylist()
    return tuple(
        sorted(
            (AtRisk(*row.values()) for row in rows),
            key=lambda each: (-each.gain_minor, -each.expected_loss_minor, each.customer),
        )
    )


def _rules(asked: ChurnAsked, shown: Saves | None) -> ChurnRules:
    """Return the rules of the run; a treatment that a trial found to do harm saves nobody."""
    saves = asked.saves_percent / 100 if shown is None else max(0.0, shown.mid)
    return ChurnRules(
        days=asked.days,
        on=None,
        outlook=Outlook(
            span_days=asked.years * 365, discount_yearly=asked.discount_percent / 100, draws=_DRAWS, seed=0
        ),
        treatment=Treatment(cost_minor=asked.cost_minor, saves=saves),
        largest=_LARGEST,
    )


def _made(found: Churn, asked: ChurnAsked, shown: Saves | None) -> ChurnMade:
    """Return what pages read of it."""
    return ChurnMade(
        asked=asked,
        saves=shown,
        observed_on=found.observed_on,
        customers=found.customers,
        fit=fit_told(found.fit),
        calibration=found.calibration,
        typical=found.typical,
        silent_expected=found.silent_expected,
        expected_loss_minor=found.expected_loss_minor,
        worth_treating=found.worth_treating,
        gain_minor=found.gain_minor,
        largest=found.largest,
        seasons=seasons_told(found.seasons),
        contracted=found.contracted,
    )
