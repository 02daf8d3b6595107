"""Who is about to fall silent: a model's chances, mended by what came on days it had not seen, with reasons and what is at stake.

Silence is no purchase within the days asked for. All that comes out is an estimate, and is never added to booked money.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine.value import churn, lifetime
from fenhao.engine.value.churn import FACTS, Calibration, CalibrationVerdict, Treatment
from fenhao.engine.value.lifetime import FloatArray, IntArray
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.value._lifetime import spend_source
from fenhao.runs.value._log import Counted, counted, fits_tried, log_as_known, none_yet, order_log
from fenhao.runs.value._seasons import Dated, by_seasons
from fenhao.runs.value._worth import Scored, Worth, scored_rows
from fenhao.warehouse import Engine, Session, Snapshot

CHURN_COLUMNS = (
    "customer_id",
    "frequency",
    "quiet_days",
    "age_days",
    "silent",
    "silent_modelled",
    "raised_by",
    "lowered_by",
    "clv_net_minor",
    "loss_minor",
    "expected_loss_minor",
    "gain_minor",
)
"""Of a customer's row. ``raised_by`` and ``lowered_by`` are codes of Fact, '' for none; amounts are estimates in minor units:
``loss_minor`` is lost if the customer falls silent, ``gain_minor`` what treating it brings on average."""

_BEFORE_MIN_DAYS = 28


@dataclass(frozen=True, slots=True)
class ChurnRules:
    """What a person chooses. ``days`` without a purchase are silence; ``outlook`` is how far what is lost reaches.

    ``on`` is the last day observed, without it the day of the last order. ``treatment`` is what could be done, at a cost of
    0 nothing but the stake is told. ``largest`` is how many of the largest expected losses are wanted; whoever loses nothing by going is none of them.
    ``seasonal`` is whether the company's seasons are asked for.
    """

    days: int
    on: date | None
    outlook: lifetime.Outlook
    treatment: Treatment
    largest: int
    seasonal: bool = True


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One customer: the chance of silence, the facts that moved it most, and what is at stake in minor units."""

    customer: str
    frequency: int
    quiet_days: int
    age_days: int
    silent: float
    raised_by: str
    lowered_by: str
    loss_minor: int
    expected_loss_minor: int
    gain_minor: int


@dataclass(frozen=True, slots=True)
class Churn:
    """What came out. ``fit`` is the one in force, with ``seasons`` where these are kept; where it is not found nothing else is told.

    ``silent_expected`` customers of ``customers`` are expected to be silent; ``expected_loss_minor`` is what that costs on
    average. ``worth_treating`` customers bring more than the treatment costs, ``gain_minor`` together. ``typical`` are the
    facts of the typical customer: days quiet, purchases after the first, days known. ``contracted`` buyers are or were under contract, and no part of it.
    """

    currency: str
    digits: int
    rules: ChurnRules
    observed_on: date
    customers: int
    fit: lifetime.Fit
    seasons: Dated
    calibration: Calibration
    typical: tuple[int, int, int]
    silent_expected: float
    expected_loss_minor: int
    worth_treating: int
    gain_minor: int
    largest: tuple[AtRisk, ...]
    contracted: int


def find_churn(
    *,
    book: Book,
    rules: ChurnRules,
    at: datetime,
    engine: Engine,
    advance: Advance,
    write: Callable[[pa.Table], None],
) -> Churn:
    """Return who is about to fall silent; hand every customer's row (CHURN_COLUMNS) to ``write``, some thousands at a time.

    Trouble ``value.no_orders``, ``value.only_ahead`` and ``value.day_in_future`` as for the value of customers.
    """
    today = book.today(at)
    if rules.on is not None and rules.on > today:
        raise Trouble("value.day_in_future", {"day": rules.on.isoformat(), "today": today.isoformat()})
    snapshot = book.warehouse.snapshot()
    log = order_log(snapshot, engine=engine, today=today)
    first_on, last_on = log["first_on"], log["last_on"]
    if not isinstance(first_on, date) or not isinstance(last_on, date):
        raise none_yet(log, day=rules.on or today)
    until = rules.on or last_on
    advance("step.trial", 0, 1)
    calibration = _tried(book, snapshot, rules, first_on=first_on, until=until, engine=engine)
    advance("step.trial", 1, 1)
    with log_as_known(book, snapshot, observed_on=until, until_on=until, engine=engine) as session:
        seen = counted(session)
        if not len(seen.counts):
            raise Trouble("value.no_orders", {"day": until.isoformat()})
        advance("step.fitting", 0, 1)
        span = max(rules.days, rules.outlook.span_days)
        dated = _fitted(book, session, seen, rules, observed_on=until, span_days=span)
        advance("step.fitting", 1, 1)
        told = _Told.of(dated, seen, calibration, rules) if dated.fit.is_found else None
        worth, made = _worth(seen, dated, rules)
        found = _Sums(rules.largest)
        if told is not None and made is not None:
            advance("step.scoring", 0, 1)
            for rows in scored_rows(session, scored=Scored.alike(seen.counts, made), worth=worth):
                part = told.rows(rows, rules.treatment)
                found.add(part)
                write(part)
            advance("step.scoring", 1, 1)
    return Churn(
        currency=book.settings.currency,
        digits=book.digits,
        rules=rules,
        observed_on=until,
        customers=seen.counts.total,
        fit=dated.fit,
        seasons=dated,
        calibration=calibration,
        typical=told.typical if told is not None else (0, 0, 0),
        silent_expected=found.silent,
        expected_loss_minor=found.loss,
        worth_treating=found.worth_treating,
        gain_minor=found.gain,
        largest=tuple(found.largest),
        contracted=seen.contracted,
    )


def _fitted(
    book: Book, session: Session, seen: Counted, rules: ChurnRules, *, observed_on: date, span_days: int
) -> Dated:
    """Return the model in force: with the company's seasons where these teach more."""
    return by_seasons(
        session,
        seasons=book.policies.seasons if rules.seasonal else (),
        plain=fits_tried(seen.counts, "")[-1],
        counts=seen.counts,
        observed_on=observed_on,
        span_days=span_days,
    )


def _worth(seen: Counted, dated: Dated, rules: ChurnRules) -> tuple[Worth, lifetime.Scores | None]:
    """Return what a purchase is worth, and the scores of every history; the ranges are not asked for."""
    spend = lifetime.gamma_gamma.fit(seen.spend)
    alike = lifetime.gamma_gamma.independence(seen.spend) if seen.spend.total > 1 else None
    source, curve = spend_source(seen, spend, alike)
    worth = Worth.of(seen.totals, theta=spend.values if source.value == "model" else (), curve=curve)
    if not dated.fit.is_found:
        return worth, None
    made = lifetime.scores(
        model=dated.model, fit=dated.fit, spend=None, counts=seen.counts, outlook=rules.outlook
    )
    return worth, made


def _tried(
    book: Book, snapshot: Snapshot, rules: ChurnRules, *, first_on: date, until: date, engine: Engine
) -> Calibration:
    """Return what the last days of the log teach about chances told before them."""
    if (until - first_on).days < rules.days + _BEFORE_MIN_DAYS:
        return churn.uncalibrated(CalibrationVerdict.untried, days=rules.days)
    observed = until - timedelta(days=rules.days)
    with log_as_known(book, snapshot, observed_on=observed, until_on=until, engine=engine) as session:
        seen = counted(session)
        if not len(seen.counts):
            return churn.uncalibrated(CalibrationVerdict.untried, days=rules.days)
        dated = _fitted(book, session, seen, rules, observed_on=observed, span_days=rules.days)
    if not dated.fit.is_found:
        return churn.uncalibrated(CalibrationVerdict.untried, days=rules.days)
    chances = _chance(dated, rules.days)(*_columns(seen.counts))
    held = seen.counts.customers
    return churn.calibrate(
        chances=chances, silent=np.where(seen.days_after == 0, held, 0), customers=held, days=rules.days
    )


def _columns(counts: lifetime.PurchaseCounts) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return frequency, recency and age in days."""
    held = (counts.frequency, counts.recency_days, counts.age_days)
    frequency, recency, age = (each.astype(np.float64) for each in held)
    return frequency, recency, age


def _chance(dated: Dated, days: int) -> Callable[[FloatArray, FloatArray, FloatArray], FloatArray]:
    """Return the chance of silence as a function of frequency, recency and age in days."""

    def chance(frequency: FloatArray, recency: FloatArray, age: FloatArray) -> FloatArray:
        told = partial(churn.silence, model=dated.model, fit=dated.fit, span_days=days)
        return told(frequency=frequency, recency_days=recency, age_days=age)

    return chance


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What is told of each distinct history, gathered customer by customer."""

    keys: IntArray
    order: IntArray
    width: int
    modelled: FloatArray
    mended: FloatArray
    raised: IntArray
    lowered: IntArray
    lost: FloatArray
    typical: tuple[int, int, int]

    @classmethod
    def of(cls, dated: Dated, seen: Counted, calibration: Calibration, rules: ChurnRules) -> "_Told":
        """Work it out."""
        counts = seen.counts
        chance = _chance(dated, rules.days)
        modelled = chance(*_columns(counts))
        why = churn.reasons(counts=counts, chance=chance)
        width = int(counts.age_days.max(initial=0)) + 1
        keys = (counts.frequency * width + counts.recency_days) * width + counts.age_days
        return cls(
            keys=keys,
            order=np.argsort(keys),
            width=width,
            modelled=modelled,
            mended=calibration.mended(modelled),
            raised=why.strongest(up=True),
            lowered=why.strongest(up=False),
            lost=churn.orders_lost(
                model=dated.model,
                later=dated.later(rules.days),
                fit=dated.fit,
                counts=counts,
                outlook=rules.outlook,
                silent_days=rules.days,
            ),
            typical=why.typical,
        )

    def rows(self, scored: pa.Table, treatment: Treatment) -> pa.Table:
        """Return the rows of some customers from their scores."""
        frequency, recency, age = (
            np.asarray(scored[name].to_numpy(), dtype=np.int64)
            for name in ("frequency", "recency_days", "age_days")
        )
        wanted = (frequency * self.width + recency) * self.width + age
        at = self.order[np.searchsorted(self.keys, wanted, sorter=self.order)]
        net = np.asarray(scored["order_margin_minor"].to_numpy()) - np.asarray(
            scored["order_served_minor"].to_numpy()
        )
        chances, losses = self.mended[at], self.lost[at] * net
        codes = np.array([*(each.value for each in FACTS), ""])
        return pa.table(
            {
                "customer_id": scored["customer_id"],
                "frequency": frequency,
                "quiet_days": age - recency,
                "age_days": age,
                "silent": chances,
                "silent_modelled": self.modelled[at],
                "raised_by": codes[self.raised[at]],
                "lowered_by": codes[self.lowered[at]],
                "clv_net_minor": scored["clv_net_minor"],
                "loss_minor": _whole(losses),
                "expected_loss_minor": _whole(chances * losses),
                "gain_minor": _whole(
                    churn.expected_gain(chances=chances, losses=losses, treatment=treatment)
                ),
            }
        )


_FINE = 1 << 40
"""Chances are added up as whole parts of this: rows come in any order, and the sum is the same in each."""


class _Sums:
    """Adds rows up, and keeps the largest expected losses."""

    def __init__(self, largest: int) -> None:
        self._silent = 0
        self.loss = self.worth_treating = self.gain = 0
        self.largest: list[AtRisk] = []
        self._wanted = largest

    @property
    def silent(self) -> float:
        """How many customers are expected to be silent."""
        return self._silent / _FINE

    def add(self, rows: pa.Table) -> None:
        """Take some customers in."""
        gains = np.asarray(rows["gain_minor"].to_numpy())
        losses = np.asarray(rows["expected_loss_minor"].to_numpy())
        self._silent += int(_whole(rows["silent"].to_numpy() * _FINE).sum())
        self.loss += int(np.sum(losses))
        self.worth_treating += int(np.sum(gains > 0))
        self.gain += int(np.sum(gains[gains > 0]))
        names = ("customer_id", "frequency", "quiet_days", "age_days", "silent", "raised_by", "lowered_by")
        amounts = ("loss_minor", "expected_loss_minor", "gain_minor")
        order = [("expected_loss_minor", "descending"), ("customer_id", "ascending")]
        top = pc.select_k_unstable(rows, self._wanted, sort_keys=order)
        top = rows.take(top).select([*names, *amounts])
        found = [AtRisk(*row.values()) for row in top.to_pylist() if row["expected_loss_minor"] > 0]
        self.largest = sorted(
            (*self.largest, *found), key=lambda each: (-each.expected_loss_minor, each.customer)
        )[: self._wanted]


def _whole(amounts: FloatArray) -> IntArray:
    """Return estimates as whole minor units, halves to even."""
    return np.rint(amounts).astype(np.int64)
