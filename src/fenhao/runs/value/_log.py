"""The order log as a fit sees it: opened as it was known on a day, counted, and the models tried on it in their order."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from fenhao.engine import ledger, value
from fenhao.engine.value import lifetime
from fenhao.engine.value.lifetime import gamma_gamma
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, Row, given, number, rows_of
from fenhao.warehouse import Engine, Session, Snapshot, open_session

UNIT_DAYS = 7
"""Parameters and likelihoods are told by the week; histories are counted by the day."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What one look at the order log gives; ``contracted`` buyers are left out of it, for they are or were under contract."""

    counts: lifetime.PurchaseCounts
    days_after: lifetime.IntArray
    spend: gamma_gamma.SpendCounts
    totals: Row
    contracted: int


def order_log(snapshot: Snapshot, *, engine: Engine, today: date, contracted: bool = False) -> Row:
    """Return what the whole order log holds, up to today: without customers under contract unless they are asked for."""
    with open_session(snapshot, engine=engine) as session:
        session.define(value.CONTRACTS_BEGUN, {"observed_on": date.min if contracted else today})
        session.define(value.ORDER_LOG, {"today": today})
        (log,) = rows_of(session, value.ORDER_LOG)
    return log


def none_yet(log: Row, *, day: date) -> Trouble:
    """Return the trouble of a log without orders up to a day: whether there are none, or all of them lie ahead of today."""
    ahead = number(log, "orders_in_future")
    if ahead:
        return Trouble("value.only_ahead", {"day": day.isoformat(), "count": f"{ahead:,}"})
    return Trouble("value.no_orders", {"day": day.isoformat()})


def log_as_known(
    book: Book, snapshot: Snapshot, *, observed_on: date, until_on: date, engine: Engine
) -> Session:
    """Return a session in which the log is counted as it was known on a day."""
    session = open_session(snapshot, engine=engine)
    try:
        session.give(ledger.CHART, given(ledger.CHART, ledger.chart_rows(book.chart)))
        for relation in value.LIFETIME_RELATIONS:
            session.define(relation, {"observed_on": observed_on, "until_on": until_on})
    except BaseException:
        session.close()
        raise
    return session


def counted(session: Session) -> Counted:
    """Return the distinct histories, what was bought after them, and the sums."""
    names = ("frequency", "recency_days", "age_days", "customers", "days_after")
    *histories, days_after = _columns(session, value.BUYING_COUNTS.name, names)
    frequency, spend, customers = _columns(
        session, value.SPEND_COUNTS.name, ("frequency", "repeat_spend_minor", "customers")
    )
    (totals,) = rows_of(session, value.BUYING_TOTALS)
    (left_out,) = rows_of(session, value.BUYERS_CONTRACTED)
    return Counted(
        counts=lifetime.PurchaseCounts(*histories),
        days_after=days_after,
        spend=gamma_gamma.SpendCounts(frequency, spend.astype(np.float64), customers),
        totals=totals,
        contracted=number(left_out, "customers"),
    )


def _columns(session: Session, relation: str, names: tuple[str, ...]) -> list[lifetime.IntArray]:
    """Return columns of a relation; its rows are let go here, for at ten million customers they are large."""
    rows = session.fetch(relation)
    return [np.asarray(rows.column(name).to_numpy(), dtype=np.int64) for name in names]


def fits_tried(counts: lifetime.PurchaseCounts, name: str) -> tuple[lifetime.Fit, ...]:
    """Return the fits tried in their order, up to the first that was found; of one model alone when it is named."""
    made = []
    for model in lifetime.MODELS:
        if name in ("", model.code):
            made.append(model.fit(counts, UNIT_DAYS))
            if made[-1].is_found:
                break
    return tuple(made)
