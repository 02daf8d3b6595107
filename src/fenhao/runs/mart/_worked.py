"""The results that pages of value show: worked out once, kept beside the book, and read in a moment.

What cannot be worked out is kept as well, with the reason, so that a page can tell it without trying again.
"""

import csv
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.runs.book import Advance, Book, Kept, Refused, keep_worked, kept, stamp_now, whole_file
from fenhao.runs.mart._read import CustomerFilter, open_mart
from fenhao.runs.report import CostBridge, bridge_cost
from fenhao.runs.value import (
    CONTROL_ARM,
    TREATED_ARM,
    Choice,
    ChoiceRules,
    Cohorts,
    KeptTrial,
    Returns,
    TrialTable,
    build_cohorts,
    build_returns,
    campaign_frame,
    choose_customers,
)
from fenhao.warehouse import Engine

Found = TypeVar("Found")
_FOLDER = "results"
_SEED = 0
_PARTS_DIGITS = 3
"""A choice counts costs in thousandths of a minor unit."""


@dataclass(frozen=True, slots=True)
class ChoiceMade:
    """A choice with the question that it answers; the customers chosen are in a file of their own.

    ``campaign`` is the campaign whose invitations stand for a trial, or the address of a trial by lot; then ``unit_cost`` is
    empty, as each arm has its own.
    """

    campaign: str
    campaign_name: str
    unit_cost: str
    budget: str
    contacts_max: int
    choice: Choice


def work_bridge(*, book: Book, label: str, against: str, at: datetime, advance: Advance) -> None:
    """Work out why the cost of a period differs from another period or the plan, and keep it."""

    def found() -> CostBridge:
        """Work it out."""
        return bridge_cost(
            book=book, label=label, against=against, at=at, engine=Engine.duckdb, advance=advance
        )

    keep_worked(book=book, name=bridge_name(label, against), work=found, at=at)


def work_returns(*, book: Book, label: str, at: datetime, advance: Advance) -> None:
    """Work out what customers cost to win and what spending on them returned, and keep it.

    Customers' values are those of the mart where it has any.
    """

    def found() -> Returns:
        """Work it out."""
        return build_returns(
            book=book,
            label=label,
            campaign="",
            clv=_values(book),
            at=at,
            seed=_SEED,
            engine=Engine.duckdb,
            advance=advance,
        )

    keep_worked(book=book, name=f"returns-{label}", work=found, at=at)


def work_cohorts(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out who comes back, by month of first order, and keep it."""

    def found() -> Cohorts:
        """Work it out."""
        return build_cohorts(book=book, until=None, at=at, engine=Engine.duckdb, advance=advance)

    keep_worked(book=book, name="cohorts", work=found, at=at)


def work_choice(
    *,
    book: Book,
    campaign: str,
    budget: str,
    contacts_max: int,
    at: datetime,
    advance: Advance,
) -> None:
    """Judge a campaign's invitations against those not invited, choose whom to spend on, and keep both.

    Nobody drew who was invited by lot, so the comparison is adjusted for what is known of the customers, and says so.
    ``budget`` is in major units, '' for none; ``contacts_max`` -1 for no limit.
    """

    def found() -> ChoiceMade:
        """Work it out."""
        advance("step.read", 0, 1)
        frame = campaign_frame(book=book, campaign=campaign, at=at, engine=Engine.duckdb, advance=advance)
        unit = Fraction(max(frame.cost_minor, 0), max(frame.invited, 1))
        cost = _major(unit, digits=book.digits)
        path = _trial_file(book, campaign)
        pq.write_table(frame.table, path)
        made = choose_customers(
            trial=TrialTable(
                file=path,
                arm="arm",
                control=CONTROL_ARM,
                outcome="margin_minor",
                covariates=frame.covariates,
                customer="customer_id",
                worth=10.0**-book.digits,
                costs={TREATED_ARM: cost},
                observed=True,
            ),
            rules=ChoiceRules(None, budget, {}, contacts_max, "tier", {}, "", 1),
            digits=book.digits,
            seed=_SEED,
            advance=advance,
        )
        _write_list(book, campaign, made)
        slim = replace(made, chosen=())
        return ChoiceMade(frame.campaign_id, frame.name, cost, budget, contacts_max, slim)

    keep_worked(book=book, name=choice_name(campaign), work=found, at=at)


def work_trial(
    *, book: Book, trial: KeptTrial, budget: str, contacts_max: int, at: datetime, advance: Advance
) -> None:
    """Judge a trial by lot, choose whom to spend on by what it showed, and keep both.

    ``budget`` is in major units, '' for none; ``contacts_max`` -1 for no limit.
    """
    address = trial_address(trial.code)

    def found() -> ChoiceMade:
        """Work it out."""
        made = choose_customers(
            trial=trial.table,
            rules=ChoiceRules(None, budget, {}, contacts_max, "tier", {}, "", 1),
            digits=book.digits,
            seed=_SEED,
            advance=advance,
        )
        _write_list(book, address, made)
        return ChoiceMade(address, trial.name_en, "", budget, contacts_max, replace(made, chosen=()))

    keep_worked(book=book, name=choice_name(address), work=found, at=at)


def trial_address(code: str) -> str:
    """Return how a trial stands among campaigns; no campaign's id begins so by accident."""
    return f"trial/{code}"


def kept_bridge(*, book: Book, label: str, against: str) -> Kept[CostBridge] | Kept[Refused] | None:
    """Return the bridge that was kept, why there is none, or nothing."""
    return kept(CostBridge, book=book, name=bridge_name(label, against), now=stamp_now(book))


def kept_returns(*, book: Book, label: str) -> Kept[Returns] | Kept[Refused] | None:
    """Return the returns that were kept, why there are none, or nothing."""
    return kept(Returns, book=book, name=f"returns-{label}", now=stamp_now(book))


def kept_cohorts(*, book: Book) -> Kept[Cohorts] | Kept[Refused] | None:
    """Return the cohorts that were kept, why there are none, or nothing."""
    return kept(Cohorts, book=book, name="cohorts", now=stamp_now(book))


def kept_choice(*, book: Book, campaign: str) -> Kept[ChoiceMade] | Kept[Refused] | None:
    """Return the choice that was kept, why there is none, or nothing."""
    return kept(ChoiceMade, book=book, name=choice_name(campaign), now=stamp_now(book))


def bridge_name(label: str, against: str) -> str:
    """Return what a bridge is kept under."""
    return f"bridge-{label}-{against or 'before'}"


def choice_name(campaign: str) -> str:
    """Return what a choice is kept under: a campaign's id may hold signs that a file's name may not."""
    return f"choice-{campaign.encode().hex()}"


def choice_list(*, book: Book, campaign: str) -> Path:
    """Return the file with the customers chosen: id, arm, cost and expected gain in major units."""
    return book.root / _FOLDER / f"{choice_name(campaign)}.csv"


def _values(book: Book) -> Path | None:
    """Write the mart's values where the returns can read them; None where no customer has one."""
    mart = open_mart(book)
    if mart is None or mart.facts.value is None or not mart.facts.value.scored:
        return None
    path = book.root / _FOLDER / "values.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    ids: list[str] = []
    worth: list[str] = []
    for each in mart.every(CustomerFilter(), sort="customer_id", descending=False):
        if each.clv_net is not None:
            ids.append(each.customer_id)
            worth.append(str(int(each.clv_net.mid)))
    pq.write_table(pa.table({"customer_id": ids, "clv_net_minor": worth}), path)
    return path


def _trial_file(book: Book, campaign: str) -> Path:
    path = book.root / _FOLDER / f"{choice_name(campaign)}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _write_list(book: Book, campaign: str, made: Choice) -> None:
    """Write the customers chosen, whole or not at all."""
    path = choice_list(book=book, campaign=campaign)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(["customer_id", "arm", "cost", "expected_gain"])
        for each in made.chosen:
            cost = _major(Fraction(each.cost_parts, 10**_PARTS_DIGITS), digits=book.digits)
            gain = _major(Fraction(each.gain_minor), digits=book.digits)
            named = each.customer_id
            # A spreadsheet would take such an id for a formula.
            out.writerow([f"'{named}" if named[:1] in "=+-@" else named, each.arm, cost, gain])


def _major(minor: Fraction, *, digits: int) -> str:
    """Return minor units as major ones, to the thousandth of a minor unit."""
    places = digits + _PARTS_DIGITS
    held = minor * 10**_PARTS_DIGITS
    steps = (2 * abs(held.numerator) + held.denominator) // (2 * held.denominator)
    whole, rest = divmod(steps, 10**places)
    return f"{'-' if minor < 0 and steps else ''}{whole}.{rest:0{places}d}"
