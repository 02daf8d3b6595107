"""What contracts are worth: renewals are counted, a model fitted by group and tried on days it has not seen, contracts scored.

All that comes out is an estimate, and is never added to booked money.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.random import PCG64, Generator

from fenhao.engine import ledger, value
from fenhao.engine.value import contracts as facts, lifetime
from fenhao.engine.value.lifetime import bdw, covariates, renewals as dates
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, Row, given, number, rows_of
from fenhao.runs.value._contract_levels import ContractLevel, ContractTrial, levels_of
from fenhao.runs.value._courses import courses_of
from fenhao.warehouse import Engine, Snapshot, open_session

CONTRACT_COLUMNS = (
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
    "renewals_discounted",
    "margin_minor",
    "served_minor",
    "clv_gross_minor",
    "clv_net_minor",
    "clv_net_low_minor",
    "clv_net_high_minor",
)
"""Of the row of a contract in force. Everything after ``renewals`` but its margin is an estimate; amounts are rounded once."""

_DRAWS = 200
_TAIL = (0.9, 0.1)


@dataclass(frozen=True, slots=True)
class ContractRules:
    """What a person chooses; ``on`` is the last day observed (without it today), ``hold_out_days`` 0 holds back a third.

    ``apart`` names COVARIATES by which contracts are told apart, ``dated`` is a table of what else does and since when, a row a
    change; ``span_months`` is how far ahead, ``discount_yearly`` at which
    rate, ``seed`` fixes the draws.
    """

    on: date | None
    hold_out_days: int
    apart: tuple[str, ...]
    dated: Path | None
    span_months: int
    discount_yearly: float
    seed: int


@dataclass(frozen=True, slots=True)
class ContractValuation:
    """What came out; amounts are sums of the contracts' estimates in minor units.

    ``fits`` stand in the order in which they were tried, the one in force first: aging and groups where these earn their place
    (``gains`` tells by how much, name by name), otherwise everybody alike. ``course`` is how many were still there after each renewal.
    """

    currency: str
    digits: int
    observed_on: date
    contracts: int
    passed_over: int
    customers: int
    lost: int
    in_force: int
    fit: lifetime.Fit
    gains: tuple[tuple[str, covariates.Gain], ...]
    trial: ContractTrial
    scored: bool
    renewals_expected: float
    gross_minor: int
    net_minor: int
    served_a_month: float
    course: tuple[dates.Renewal, ...]
    levels: tuple[ContractLevel, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The contracts as arrays, and how each one's covariates ran."""

    rows: pa.Table
    lost: lifetime.IntArray
    renewals: lifetime.IntArray
    courses: bdw.Courses
    names: tuple[str, ...]
    totals: Row

    def counts(self, *, grouped: bool) -> bdw.ContractCounts:
        """Return the distinct histories."""
        courses = self.courses if grouped else _alike(len(self.lost))
        keys = np.column_stack([self.renewals, self.lost, _flat(courses)])
        held, customers = np.unique(keys, axis=0, return_counts=True)
        return bdw.ContractCounts(
            group=np.arange(len(held)),
            renewals=held[:, 0].astype(np.int64),
            is_lost=held[:, 1],
            customers=customers.astype(np.int64),
            courses=_unflat(held[:, 2:], len(self.names) if grouped else 0),
            names=self.names if grouped else (),
        )

    def whole(self, name: str) -> lifetime.IntArray:
        """Return a column of whole numbers."""
        return np.asarray(self.rows[name].to_numpy(), dtype=np.int64)


def value_contracts(
    *,
    book: Book,
    rules: ContractRules,
    at: datetime,
    engine: Engine,
    advance: Advance,
    write: Callable[[pa.Table], None],
) -> ContractValuation:
    """Return what the contracts in force are worth; hand their rows to ``write``.

    Trouble ``contracts.none`` without any by that day, ``value.day_in_future`` for a day after today.
    """
    today = book.today(at)
    observed = rules.on or today
    if observed > today:
        raise Trouble("value.day_in_future", {"day": observed.isoformat(), "today": today.isoformat()})
    snapshot = book.warehouse.snapshot()
    advance("step.counting", 0, 1)
    seen = _look(book, snapshot, rules, observed_on=observed, until_on=observed, engine=engine)
    advance("step.counting", 1, 1)
    if not len(seen.lost):
        raise Trouble("contracts.none", {"day": observed.isoformat()})
    advance("step.trial", 0, 1)
    trial = _trial(book, snapshot, rules, observed=observed, engine=engine)
    advance("step.trial", 1, 1)
    advance("step.fitting", 0, 1)
    fit, gains = _fit(seen)
    advance("step.fitting", 1, 1)
    months = number(seen.totals, "months")
    served = number(seen.totals, "served_minor") / months if months else 0.0
    rows = _scored(seen, fit, rules, served) if fit.is_found else None
    if rows is not None:
        write(rows)
    return ContractValuation(
        currency=book.settings.currency,
        digits=book.digits,
        observed_on=observed,
        contracts=len(seen.lost),
        passed_over=number(seen.totals, "passed_over"),
        customers=number(seen.totals, "customers"),
        lost=number(seen.totals, "lost"),
        in_force=int(np.sum(seen.lost == 0)),
        fit=fit,
        gains=gains,
        trial=trial,
        scored=rows is not None,
        renewals_expected=float(np.sum(rows["renewals_expected"])) if rows is not None else 0.0,
        gross_minor=int(np.sum(rows["clv_gross_minor"])) if rows is not None else 0,
        net_minor=int(np.sum(rows["clv_net_minor"])) if rows is not None else 0,
        served_a_month=served,
        course=dates.renewals_seen(fit, seen.counts(grouped=fit.names[-1] in seen.names), seed=rules.seed),
        levels=levels_of(seen.rows, rows) if rows is not None else (),
    )


def _look(
    book: Book, snapshot: Snapshot, rules: ContractRules, *, observed_on: date, until_on: date, engine: Engine
) -> _Seen:
    """Return the contracts as they were known on a day."""
    days = {"observed_on": observed_on, "until_on": until_on}
    with open_session(snapshot, engine=engine) as session:
        session.give(ledger.CHART, given(ledger.CHART, ledger.chart_rows(book.chart)))
        for relation in (value.CUSTOMER_SERVED, value.CONTRACTS_BEGUN, *facts.RELATIONS):
            session.define(relation, days)
        rows = session.fetch(facts.CONTRACT_HISTORY.name)
        (totals,) = rows_of(session, facts.CONTRACT_TOTALS)
    courses, names = courses_of(rows, apart=rules.apart, dated=rules.dated, observed_on=observed_on)
    return _Seen(
        rows=rows,
        lost=np.asarray(rows["is_lost"].to_numpy(), dtype=np.int64),
        renewals=np.asarray(rows["renewals"].to_numpy(), dtype=np.int64),
        courses=courses,
        names=names,
        totals=totals,
    )


def _fit(seen: _Seen) -> tuple[lifetime.Fit, tuple[tuple[str, covariates.Gain], ...]]:
    """Return the fit in force: aging, then groups, each kept where chance would hardly gain as much.

    Where nothing tells customers apart, all of them leave at one rate.
    """
    law = bdw.fit
    best = law(seen.counts(grouped=False), ages=False)
    if best.state is lifetime.FitState.all_alike:
        law = bdw.fit_alike
        best = law(seen.counts(grouped=False), ages=False)
    gains: list[tuple[str, covariates.Gain]] = []
    for name, grouped in (("ages", False), ("groups", True)):
        if not best.is_found or (grouped and not seen.names):
            continue
        tried = law(seen.counts(grouped=grouped), ages="c" in best.names or not grouped)
        if tried.is_found:
            gain = covariates.gain(alike=best, apart=tried)
            gains.append((name, gain))
            best = tried if gain.earns_its_place else best
    return best, tuple(gains)


def _trial(
    book: Book, snapshot: Snapshot, rules: ContractRules, *, observed: date, engine: Engine
) -> ContractTrial:
    """Return the trial: the same fit on what was known before the days held back, asked for the renewals in them."""
    starts = [
        each.first_on for each in book.warehouse.batches() if each.table == "contracts" and each.first_on
    ]
    days = rules.hold_out_days or min(365, (observed - min(starts)).days // 3 if starts else 0)
    before = observed - timedelta(days=days)
    seen = _look(book, snapshot, rules, observed_on=before, until_on=observed, engine=engine)
    if days < 1 or not len(seen.lost):
        return ContractTrial(days)
    fit, _ = _fit(seen)
    due, came = seen.whole("due_after"), seen.whole("renewed_after")
    expected = 0.0
    if fit.is_found:
        for ahead in np.unique(due[due > 0]):
            at = due == ahead
            expected += float(
                np.sum(
                    bdw.renewals_expected(
                        fit,
                        renewals=seen.renewals[at].astype(np.float64),
                        courses=_used(fit, seen).of(np.flatnonzero(at)),
                        span=int(ahead),
                        discount=1.0,
                    )
                )
            )
    return ContractTrial(days, fit.is_found, int(np.sum(due)), int(np.sum(came)), expected)


def _used(fit: lifetime.Fit, seen: _Seen) -> bdw.Courses:
    """Return the courses that a fit goes by: without groups they have no levels."""
    return seen.courses if fit.names[-1] in seen.names else _alike(len(seen.lost))


def _alike(contracts: int) -> bdw.Courses:
    return bdw.Courses.steady(np.zeros((contracts, 0)))


def _flat(courses: bdw.Courses) -> lifetime.FloatArray:
    """Return courses as a row of numbers each, so that those that are alike can be found."""
    return np.concatenate([courses.begins, courses.levels.reshape(len(courses.begins), -1)], axis=1)


def _unflat(rows: lifetime.FloatArray, levels: int) -> bdw.Courses:
    """Return the courses that such rows stand for."""
    pieces = rows.shape[1] // (1 + levels)
    return bdw.Courses(rows[:, :pieces], rows[:, pieces:].reshape(len(rows), pieces, levels))


def _scored(seen: _Seen, fit: lifetime.Fit, rules: ContractRules, served_a_month: float) -> pa.Table:
    """Return a row for each contract in force; whatever shares renewals, group and period is worked out once."""
    there = np.flatnonzero(seen.lost == 0)
    courses, period = _used(fit, seen).of(there), seen.whole("period_months")[there]
    renewals = seen.renewals[there].astype(np.float64)
    alike, at = np.unique(np.column_stack([renewals, period, _flat(courses)]), axis=0, return_inverse=True)
    worked = np.array([_outlook(fit, row, courses.levels.shape[2], rules) for row in alike]).reshape(-1, 5)[
        at.reshape(-1)
    ]
    margin = seen.whole("margin_minor")[there].astype(np.float64)
    served = np.asarray(served_a_month * period, dtype=np.float64)
    net: lifetime.FloatArray = np.asarray(margin - served, dtype=np.float64)
    rows = seen.rows.take(pa.array(there))
    low, high = worked[:, 2], worked[:, 3]
    # what is discounted stands to what is expected as the range of renewals does to that of their worth
    share = np.divide(worked[:, 4], worked[:, 1], out=np.zeros(len(there)), where=worked[:, 1] > 0)
    ends = np.sort(np.stack([low * share * net, high * share * net]), axis=0)
    return pa.table(
        {name: rows[name] for name in CONTRACT_COLUMNS[:6]}
        | {
            "renews_next": worked[:, 0],
            "renewals_expected": worked[:, 1],
            "renewals_low": low.astype(np.int64),
            "renewals_high": high.astype(np.int64),
            "renewals_discounted": worked[:, 4],
            "margin_minor": rows["margin_minor"],
            "served_minor": _whole(served),
            "clv_gross_minor": _whole(worked[:, 4] * margin),
            "clv_net_minor": _whole(worked[:, 4] * net),
            "clv_net_low_minor": _whole(ends[0]),
            "clv_net_high_minor": _whole(ends[1]),
        }
    )


def _outlook(
    fit: lifetime.Fit, row: lifetime.FloatArray, levels: int, rules: ContractRules
) -> tuple[float, ...]:
    """Return the chance of the next renewal, renewals expected, their range, and the same discounted."""
    renewals, period = float(row[0]), int(row[1])
    span = rules.span_months // period
    steps = np.arange(span + 1, dtype=np.float64)
    courses = _unflat(np.tile(row[2:], (span + 1, 1)), levels)
    chance = Generator(PCG64(rules.seed))

    def reach(values: tuple[float, ...]) -> lifetime.FloatArray:
        """Return the chance of each of the next renewals under some parameters."""
        there = bdw.survival(fit.at(values), renewals=renewals + steps, courses=courses)
        return np.asarray(there / there[0] if there[0] > 0 else np.zeros(span + 1), dtype=np.float64)

    likely = reach(fit.values)
    drawn = np.mean(
        [reach(theta) for theta in lifetime.drawn_parameters(fit, draws=_DRAWS, chance=chance)], axis=0
    )
    low, high = (int(np.sum(drawn[1:] >= tail)) for tail in _TAIL)
    discount = (1 + rules.discount_yearly) ** (-period / 12)
    return (
        float(likely[1]) if span else 0.0,
        float(np.sum(likely[1:])),
        low,
        high,
        float(np.sum(likely[1:] * discount ** steps[1:])),
    )


def _whole(amounts: lifetime.FloatArray) -> lifetime.IntArray:
    """Return estimates as whole minor units, halves to even."""
    return np.rint(amounts).astype(np.int64)
