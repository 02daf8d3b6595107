"""What customers are worth: the order log is counted, a model fitted and tried on days it has not seen, customers are scored.

Scores are worked out once for every distinct history. All that comes out is an estimate, never added to booked money.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

import numpy as np
import pyarrow as pa

from fenhao.engine.value import lifetime
from fenhao.engine.value.lifetime import covariates, gamma_gamma, spend_by_frequency
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, Row, number
from fenhao.runs.value._apart import Apart, Told, told_apart
from fenhao.runs.value._held_back import Trial, held_back
from fenhao.runs.value._log import Counted, counted, fits_tried, log_as_known, none_yet, order_log
from fenhao.runs.value._seasons import Dated, by_seasons
from fenhao.runs.value._worth import Scored, Worth, gross_total, scored_rows
from fenhao.warehouse import Engine, Session

EVERY_ATTRIBUTE = Apart(names=None, file=None)
"""Customers are told apart by whatever their facts hold, where that earns its place."""

MODEL_NAMES = tuple(each.code for each in lifetime.MODELS)


class SpendSource(Enum):
    """Where the value of a purchase comes from, in the order in which it is asked."""

    none = "none"  # no order carries revenue: customers are expected to buy, but worth cannot be told
    model = "model"  # Gamma-Gamma: each customer's own mean, shrunk towards everybody's
    by_frequency = (
        "by_frequency"  # how often a customer buys and what it spends go together, or Gamma-Gamma fails
    )
    mean = "mean"  # everybody's mean purchase, because the model found nothing that tells customers apart


@dataclass(frozen=True, slots=True)
class ValueRules:
    """What a person chooses.

    ``model`` is one of MODEL_NAMES, or '' for the first that can be fitted. ``on`` is the last day observed; without it the
    day of the last order that is not dated in the future. ``hold_out_days`` is how many days the trial holds back; 0 holds
    back a third of the log, from 28 to 273 days. ``apart`` is what customers may be told apart by, ``seasonal`` whether
    the company's seasons are asked for. ``span_days``, ``discount_yearly``, ``draws`` and ``seed``: see Outlook.
    """

    model: str
    on: date | None
    hold_out_days: int
    outlook: lifetime.Outlook
    apart: Apart = EVERY_ATTRIBUTE
    seasonal: bool = True


@dataclass(frozen=True, slots=True)
class Valuation:
    """What came out.

    ``fits`` are all that were tried; the last is the one in force when it was found. ``seasons`` is it with the company's seasons,
    ``apart`` that told apart by attributes, where there are any: such a fit is in force, and one of ``fits``, only where it is ``used``.

    ``orders_expected`` of all customers within the span, with its standard error from the fit; the worths are sums of the
    customers' estimates, each in minor units, ``largest_minor`` of them that of the one customer with most to win or to lose; ``scored`` tells whether there are any. ``merged`` orders fell on a day on which
    their customer had bought already; ``contracted`` buyers are or were under contract, and no part of it. ``won_minor`` is what the ledger names for winning these
    customers. ``gross_otherwise_minor`` is what the gross worth would be under Gamma-Gamma where spend
    follows frequency instead; None elsewhere.
    """

    currency: str
    digits: int
    rules: ValueRules
    first_on: date
    observed_on: date
    orders_in_future: int
    orders_anonymous: int
    returns: int
    orders_without_margin: int
    customers: int
    repeaters: int
    purchases: int
    histories: int
    merged: int
    fits: tuple[lifetime.Fit, ...]
    seasons: Dated
    apart: Told
    trial: lifetime.HoldOut
    spend_source: SpendSource
    spend: lifetime.Fit | None
    independence: gamma_gamma.Independence | None
    worth: Worth
    scored: bool
    orders_expected: float
    orders_error: float
    gross_minor: int
    largest_customer: str
    largest_minor: int
    net_minor: int
    won_minor: int
    gross_otherwise_minor: int | None
    contracted: int

    @property
    def fit(self) -> lifetime.Fit:
        """Return the fit in force, or the last refusal."""
        return self.fits[-1]


def value_customers(
    *,
    book: Book,
    rules: ValueRules,
    at: datetime,
    engine: Engine,
    advance: Advance,
    write: Callable[[pa.Table], None],
) -> Valuation:
    """Return what the customers are worth; hand every customer's row to ``write``, some thousands at a time.

    Without a fit nothing is written and the valuation tells why. Trouble ``value.no_orders`` for a log without orders of
    customers up to the day, ``value.only_ahead`` where all are dated after today, ``value.day_in_future`` for a day after today, ``value.no_model`` for a name that no model has.
    """
    if rules.model and rules.model not in MODEL_NAMES:
        raise Trouble("value.no_model", {"name": rules.model, "names": ", ".join(MODEL_NAMES)})
    today = book.today(at)
    if rules.on is not None and rules.on > today:
        raise Trouble("value.day_in_future", {"day": rules.on.isoformat(), "today": today.isoformat()})
    snapshot = book.warehouse.snapshot()
    log = order_log(snapshot, engine=engine, today=today)
    first_on, last_on = log["first_on"], log["last_on"]
    if not isinstance(first_on, date) or not isinstance(last_on, date):
        raise none_yet(log, day=rules.on or today)
    observed_on = rules.on or last_on
    trial = held_back(
        book,
        snapshot,
        Trial(rules.model, rules.apart, rules.seasonal, rules.hold_out_days, rules.outlook.seed),
        first_on=first_on,
        until=observed_on,
        engine=engine,
        advance=advance,
    )
    advance("step.counting", 0, 1)
    with log_as_known(
        book, snapshot, observed_on=observed_on, until_on=observed_on, engine=engine
    ) as session:
        seen = counted(session)
        if not len(seen.counts):
            raise Trouble("value.no_orders", {"day": observed_on.isoformat()})
        advance("step.counting", 1, 1)
        advance("step.fitting", 0, 1)
        fits = fits_tried(seen.counts, rules.model)
        dated = by_seasons(
            session,
            seasons=book.policies.seasons if rules.seasonal else (),
            plain=fits[-1],
            counts=seen.counts,
            observed_on=observed_on,
            span_days=rules.outlook.span_days,
        )
        if dated.used:
            fits = (*fits, dated.fit)
        apart = told_apart(
            session,
            apart=rules.apart,
            model=dated.model,
            alike=dated.fit,
            counts=seen.counts,
            days_after=seen.days_after,
        )
        if apart.used and apart.tried is not None:
            fits = (*fits, apart.tried)
        spend = gamma_gamma.fit(seen.spend)
        advance("step.fitting", 1, 1)
        return _valued(
            book, rules, log, observed_on, trial, seen, fits, dated, apart, spend, session, advance, write
        )


def _valued(
    book: Book,
    rules: ValueRules,
    log: Row,
    observed_on: date,
    trial: lifetime.HoldOut,
    seen: Counted,
    fits: tuple[lifetime.Fit, ...],
    dated: Dated,
    apart: Told,
    spend: lifetime.Fit,
    session: Session,
    advance: Advance,
    write: Callable[[pa.Table], None],
) -> Valuation:
    """Score the customers when there is a fit, and put the answer together."""
    first_on, fit = log["first_on"], fits[-1]
    assert isinstance(first_on, date)
    independence = gamma_gamma.independence(seen.spend) if seen.spend.total > 1 else None
    source, curve = spend_source(seen, spend, independence)
    worth = Worth.of(seen.totals, theta=spend.values if source is SpendSource.model else (), curve=curve)
    orders, error, sums, otherwise = 0.0, 0.0, _Sums(), None
    if fit.is_found:
        advance("step.scoring", 0, 2)
        used = curve or (spend if source is SpendSource.model else None)
        made = _scored(apart, dated.model, used, replace(rules.outlook, sway=trial.sway))
        orders = float(made.scores.orders @ made.counts.customers)
        error = _error(apart, dated.model, fit, seen.counts, rules.outlook.span_days)
        advance("step.scoring", 1, 2)
        for rows in scored_rows(session, scored=made, worth=worth):
            sums.add(rows)
            write(rows)
        if curve is not None and spend.is_found and gamma_gamma.has_mean(spend.values):
            other = replace(worth, theta=spend.values, curve=None)
            otherwise = gross_total(session, scored=made, worth=other)
        advance("step.scoring", 2, 2)
    return Valuation(
        currency=book.settings.currency,
        digits=book.digits,
        rules=rules,
        first_on=first_on,
        observed_on=observed_on,
        orders_in_future=number(log, "orders_in_future"),
        orders_anonymous=number(log, "orders_anonymous"),
        returns=number(log, "returns"),
        orders_without_margin=number(log, "orders_without_margin"),
        customers=seen.counts.total,
        repeaters=seen.counts.repeaters,
        purchases=number(seen.totals, "purchase_days"),
        histories=len(seen.counts),
        merged=number(seen.totals, "orders") - number(seen.totals, "purchase_days"),
        fits=fits,
        seasons=dated,
        apart=apart,
        trial=trial,
        spend_source=source,
        spend=spend,
        independence=independence,
        worth=worth,
        scored=fit.is_found,
        orders_expected=orders,
        orders_error=error,
        gross_minor=sums.gross,
        largest_customer=sums.largest[1],
        largest_minor=sums.largest[0],
        net_minor=sums.net,
        won_minor=number(seen.totals, "won_minor"),
        gross_otherwise_minor=otherwise,
        contracted=seen.contracted,
    )


class _Sums:
    """Adds the customers' rows up, and keeps the one with most to win or to lose."""

    def __init__(self) -> None:
        self.gross = self.net = 0
        self.largest = (0, "")

    def add(self, rows: pa.Table) -> None:
        """Take some customers in."""
        self.gross += int(np.sum(rows["clv_gross_minor"]))
        self.net += int(np.sum(rows["clv_net_minor"]))
        at = int(np.argmax(np.abs(np.asarray(rows["clv_gross_minor"].to_numpy()))))
        there = (rows["clv_gross_minor"][at].as_py(), rows["customer_id"][at].as_py())
        self.largest = max(self.largest, there, key=lambda each: abs(each[0]))


def _scored(
    apart: Told,
    model: lifetime.LifetimeModel,
    spend: lifetime.Fit | spend_by_frequency.SpendCurve | None,
    outlook: lifetime.Outlook,
) -> Scored:
    """Return the scores of every history of every group, each by its group's view of the fit."""
    parts = apart.parts
    made = [
        lifetime.scores(model=model, fit=part.fit, spend=spend, counts=part.counts, outlook=outlook)
        for part in parts
    ]
    return Scored(
        counts=lifetime.put_together([part.counts for part in parts]),
        scores=lifetime.joined(made),
        group=np.repeat(np.arange(len(parts)), [len(part.counts) for part in parts]),
        group_of=apart.groups.of if apart.used and apart.groups is not None else None,
    )


def _error(
    apart: Told,
    model: lifetime.LifetimeModel,
    fit: lifetime.Fit,
    counts: lifetime.PurchaseCounts,
    span_days: int,
) -> float:
    """Return the standard error of all purchases expected."""
    if apart.used and apart.counts is not None:
        return covariates.total_error(model=model, fit=fit, counts=apart.counts, span_days=span_days)
    return lifetime.total_error(model=model, fit=fit, counts=counts, span_days=span_days)


def spend_source(
    seen: Counted, spend: lifetime.Fit, independence: gamma_gamma.Independence | None
) -> tuple[SpendSource, spend_by_frequency.SpendCurve | None]:
    """Return where the value of a purchase comes from, with the curve where it follows frequency."""
    if number(seen.totals, "spend_minor") <= 0:
        return SpendSource.none, None
    usable = spend.is_found and gamma_gamma.has_mean(spend.values)
    if usable and (independence is None or independence.holds):
        return SpendSource.model, None
    apart = spend.state is not lifetime.FitState.all_alike or not (independence is None or independence.holds)
    curve = spend_by_frequency.fit(seen.spend) if apart else None
    if curve is not None:
        return SpendSource.by_frequency, curve
    return (SpendSource.model if usable else SpendSource.mean), None
