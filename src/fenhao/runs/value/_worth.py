"""From purchases to money, customer by customer: each order's margin and cost to serve, leant on everybody's where little is known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa

from fenhao.engine import value
from fenhao.engine.value.lifetime import (
    FloatArray,
    IntArray,
    PurchaseCounts,
    Scores,
    gamma_gamma,
    spend_by_frequency,
)
from fenhao.runs.book import Row, number
from fenhao.warehouse import Session

SCORE_COLUMNS = (
    "customer_id",
    "frequency",
    "recency_days",
    "age_days",
    "alive",
    "orders_expected",
    "orders_low",
    "orders_high",
    "orders_discounted",
    "order_value_minor",
    "order_margin_minor",
    "order_served_minor",
    "clv_gross_minor",
    "clv_gross_low_minor",
    "clv_gross_high_minor",
    "clv_net_minor",
    "clv_net_low_minor",
    "clv_net_high_minor",
    "order_treated_minor",
    "won_minor",
    "clv_after_won_minor",
)
"""Of a customer's row. What follows age_days is an estimate but for ``won_minor``, which the ledger holds; amounts are rounded
once, to whole minor units. ``order_treated_minor`` is the part of ``order_served_minor`` that benefits and contacts cost;
``clv_after_won_minor`` is what is left of the net value once the winning is paid for."""

_ROWS_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True)
class Worth:
    """What everybody's purchases brought and cost: what a customer's own history is leant on.

    ``margin_share`` is margin (returns taken off) over the revenue of purchases, and may be negative; ``served`` is the cost
    to serve of one purchase, ``treated`` the part of it that benefits and contacts are. A customer's own figures count with their weight, everybody's with that of one average
    customer (``spend_weight`` of revenue, ``purchase_weight`` purchases). ``curve`` is what a purchase is worth by how often
    a customer buys; without it ``theta`` are Gamma-Gamma's parameters, and without these everybody's mean purchase,
    ``order_value``, stands for all.
    """

    order_value: float
    margin_share: float
    served: float
    treated: float
    spend_weight: float
    purchase_weight: float
    theta: tuple[float, ...]
    curve: spend_by_frequency.SpendCurve | None

    @classmethod
    def of(
        cls, totals: Row, *, theta: tuple[float, ...], curve: spend_by_frequency.SpendCurve | None
    ) -> Self:
        """Return the worth of a base from its totals; all nought where nothing was bought or paid."""
        spend, purchases = number(totals, "spend_minor"), number(totals, "purchase_days")
        customers = number(totals, "customers")
        return cls(
            order_value=spend / purchases if purchases else 0.0,
            margin_share=number(totals, "margin_minor") / spend if spend else 0.0,
            served=number(totals, "served_minor") / purchases if purchases else 0.0,
            treated=number(totals, "treated_minor") / purchases if purchases else 0.0,
            spend_weight=spend / customers if customers else 0.0,
            purchase_weight=purchases / customers if customers else 0.0,
            theta=theta,
            curve=curve,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _History:
    """The customers of one batch, column by column."""

    frequency: IntArray
    recency: IntArray
    age: IntArray
    spend: FloatArray
    repeat_spend: FloatArray
    margin: FloatArray
    served: FloatArray
    treated: FloatArray
    won: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The scores of histories, entry by entry of ``counts``; ``group`` is the group each entry belongs to.

    ``group_of`` tells the groups of customers by their ids; None where there is one group alone.
    """

    counts: PurchaseCounts
    scores: Scores
    group: IntArray
    group_of: Callable[[pa.ChunkedArray], IntArray] | None

    @classmethod
    def alike(cls, counts: PurchaseCounts, scores: Scores) -> Self:
        """Return the scores of customers who are one group."""
        return cls(counts, scores, np.zeros(len(counts), dtype=np.int64), None)


def scored_rows(session: Session, *, scored: Scored, worth: Worth) -> Iterator[pa.Table]:
    """Yield the customers' rows with the columns of SCORE_COLUMNS, in no order, some at a time."""
    counts = scored.counts
    width = int(counts.age_days.max(initial=0)) + 1
    most = int(counts.frequency.max(initial=0)) + 1
    keys = ((scored.group * most + counts.frequency) * width + counts.recency_days) * width + counts.age_days
    order = np.argsort(keys)
    keys = keys[order]
    for batch in session.stream(value.CUSTOMER_BUYING.name):
        for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
            part = pa.Table.from_batches([batch.slice(start, _ROWS_AT_ONCE)])
            held = _history(part)
            history = held.frequency
            if scored.group_of is not None:
                history = scored.group_of(part["customer_id"]) * most + history
            wanted = (history * width + held.recency) * width + held.age
            at = order[np.searchsorted(keys, wanted)]
            yield _scored(part["customer_id"], held, at, scored.scores, worth)


def gross_total(session: Session, *, scored: Scored, worth: Worth) -> int:
    """Return what the customers together would be worth gross under another worth of a purchase."""
    rows = scored_rows(session, scored=scored, worth=worth)
    return sum(int(np.sum(each["clv_gross_minor"])) for each in rows)


def _history(rows: pa.Table) -> _History:
    def whole(name: str) -> IntArray:
        return np.asarray(rows[name].to_numpy(), dtype=np.int64)

    return _History(
        frequency=whole("frequency"),
        recency=whole("recency_days"),
        age=whole("age_days"),
        spend=whole("spend_minor").astype(np.float64),
        repeat_spend=whole("repeat_spend_minor").astype(np.float64),
        margin=whole("margin_minor").astype(np.float64),
        served=whole("served_minor").astype(np.float64),
        treated=whole("treated_minor").astype(np.float64),
        won=whole("won_minor"),
    )


def _order_value(held: _History, worth: Worth) -> FloatArray:
    """Return the expected revenue of a purchase of each customer."""
    if worth.curve is not None:
        return worth.curve.mean(purchases=held.frequency.astype(np.float64), spend=held.repeat_spend)
    if not worth.theta:
        return np.full(len(held.frequency), worth.order_value)
    return gamma_gamma.spend_mean(
        worth.theta, purchases=held.frequency.astype(np.float64), spend=held.repeat_spend
    )


def _scored(
    customers: pa.ChunkedArray, held: _History, at: IntArray, scores: Scores, worth: Worth
) -> pa.Table:
    """Return the rows of one batch."""
    revenue = _order_value(held, worth)
    heavy = held.spend + worth.spend_weight
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(heavy > 0, (held.margin + worth.margin_share * worth.spend_weight) / heavy, 0.0)
    margin = revenue * share
    purchases = held.frequency + 1
    heavier = purchases + worth.purchase_weight
    served = (held.served + worth.served * worth.purchase_weight) / heavier
    treated = (held.treated + worth.treated * worth.purchase_weight) / heavier
    net = margin - served
    low, high = scores.worth_low[at], scores.worth_high[at]
    discounted = scores.discounted[at]
    columns: dict[str, pa.ChunkedArray | IntArray | FloatArray] = {
        "customer_id": customers,
        "frequency": held.frequency,
        "recency_days": held.recency,
        "age_days": held.age,
        "alive": scores.alive[at],
        "orders_expected": scores.orders[at],
        "orders_low": scores.orders_low[at].astype(np.int64),
        "orders_high": scores.orders_high[at].astype(np.int64),
        "orders_discounted": discounted,
        "order_value_minor": _whole(revenue),
        "order_margin_minor": _whole(margin),
        "order_served_minor": _whole(served),
    }
    for name, each in (("clv_gross", margin), ("clv_net", net)):
        # an order that loses money turns the range around: the customer who buys most loses most
        columns[f"{name}_minor"] = _whole(discounted * each)
        columns[f"{name}_low_minor"] = _whole(np.where(each >= 0, low, high) * each)
        columns[f"{name}_high_minor"] = _whole(np.where(each >= 0, high, low) * each)
    columns["order_treated_minor"] = _whole(treated)
    columns["won_minor"] = held.won
    columns["clv_after_won_minor"] = _whole(discounted * net) - held.won
    return pa.table(columns)


def _whole(amounts: FloatArray) -> IntArray:
    """Return estimates as whole minor units, halves to even: the one place where an estimate becomes an amount to show."""
    return np.rint(amounts).astype(np.int64)
