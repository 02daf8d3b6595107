"""Early warning after service, worked out once and kept: who is likely to complain, answer badly or leave, and by which signs.

Nothing is foreseen with what was not known on the day: signs count from the day on which they could be seen, and a chance is
measured on a later day than those that taught it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fenhao.engine import loyalty, satisfaction
from fenhao.engine.facts import ORDERS, SERVICE_CONTACTS, SURVEYS, TICKETS
from fenhao.engine.satisfaction import warning
from fenhao.engine.satisfaction.warning import (
    SIGNS,
    Cut,
    Lesson,
    Measured,
    Share,
    WarningRules,
    WarningVerdict,
)
from fenhao.engine.service import NEVER
from fenhao.engine.text import FloatArray, IntArray, risk_of_words
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, Kept, Refused, given, keep_worked, kept, stamp_now
from fenhao.runs.loyalty._points import loyalty_rules
from fenhao.runs.service import all_rows
from fenhao.warehouse import Engine, Session, open_session

WARNED_MAX = 300
"""Customers that are kept with the result; every customer's row lies in a file beside it."""
REASONS_MAX = 3
_NAME = "service-warnings"
_FILE = "service_warnings.parquet"
_ANGRY = 0.7
_TEXTS_AT_ONCE = 5_000
_SERVED = ("contacts", "complaints", "escalated", "reopened", "unhappy", "pleased", "angry", "breached")
"""Signs that make somebody a customer who was served; the others only go with them."""
_DUE = (
    ("first_response_state", "first_response_due"),
    ("resolution_state", "resolution_due"),
)


@dataclass(frozen=True, slots=True)
class WarnReason:
    """A sign that raised a customer's chance, and how much of it was seen within the days looked back: times, or days."""

    sign: str
    amount: int


@dataclass(frozen=True, slots=True)
class Warned:
    """One customer: the chance of the outcome (None where nothing could be learnt), the signs of trouble, the strongest reasons."""

    customer: str
    tier: str
    chance: float | None
    trouble: int
    reasons: tuple[WarnReason, ...]


@dataclass(frozen=True, slots=True)
class Warnings:
    """Who is at risk as of the last day of the facts, the most likely first; ``expected`` of ``customers`` are expected to.

    Without a verdict of ``told`` there are no chances: ``warned`` are then ordered by signs of trouble, and nobody is put on the care list.
    ``spans`` is how many days in the past were looked at. ``clocks_run`` says that broken promises of service levels were known.
    """

    as_of: date
    rules: WarningRules
    customers: int
    spans: int
    spans_needed: int
    verdict: WarningVerdict
    measured: Measured | None
    shares: tuple[Share, ...]
    expected: float
    clocks_run: bool
    warned: tuple[Warned, ...]

    @property
    def calls(self) -> tuple[Warned, ...]:
        """Return those who are put on the care list."""
        return self.warned[: self.rules.calls] if self.verdict is WarningVerdict.told else ()


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    """Customers who were served before one day: who they are, their signs, and what came after; nothing yet for the newest."""

    customers: pa.Array
    signs: FloatArray
    cut: Cut


def percent_of(each: Warned) -> int:
    """Return a customer's chance in whole per cent, 0 for none: for words, not for sums."""
    return int(np.rint(100 * (each.chance or 0.0)))


def work_warnings(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out who is at risk and keep it with every customer's row, or the reason why there is nothing to say."""

    def found() -> Warnings:
        told, rows = measure_warnings(book=book, at=at, engine=Engine.duckdb, advance=advance)
        _write(book, rows)
        return told

    keep_worked(book=book, name=_NAME, work=found, at=at)


def kept_warnings(*, book: Book) -> Kept[Warnings] | Kept[Refused] | None:
    """Return what was worked out last; None when that never happened."""
    return kept(Warnings, book=book, name=_NAME, now=stamp_now(book))


def warning_rows(*, book: Book) -> pa.Table:
    """Return every customer's row as it was kept last, the most likely first; ValueError where nothing was kept."""
    path = _path(book)
    if not path.is_file():
        raise ValueError("no warnings were worked out")
    return pq.read_table(path, partitioning=None).sort_by(
        [("chance", "descending"), ("trouble", "descending"), ("customer_id", "ascending")]
    )


def warning_of(*, book: Book, customer: str) -> Warned | None:
    """Return what is kept of one customer; None where nothing is."""
    path = _path(book)
    if not path.is_file():
        return None
    rows = pq.read_table(path, filters=[("customer_id", "=", customer)], partitioning=None).to_pylist()
    return _warned(rows[0]) if rows else None


def measure_warnings(
    *, book: Book, at: datetime, engine: Engine, advance: Advance
) -> tuple[Warnings, pa.Table]:
    """Return who is at risk, and a row for every customer served, the most likely first.

    Trouble ``warnings.none`` while nobody was served.
    """
    rules = loyalty_rules(book).warnings
    first, last = _span(book, at=at)
    days = warning.cut_days(first_on=first, last_on=last, rules=rules)
    advance("step.warnings", 0, 3)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        clocks_run = _define(book, session, rules, days)
        advance("step.warnings", 1, 3)
        facts = pa.Table.from_batches(list(session.stream(warning.WARNING_FACTS.name)))
        tiers = session.fetch(loyalty.CARE_TIERS.name)
    looked = [_day(facts, place, on, rules) for place, on in enumerate(days)]
    today = looked[0]
    if not len(today.customers) and not any(len(each.customers) for each in looked):
        raise Trouble("warnings.none", {})
    advance("step.warnings", 2, 3)
    lesson = warning.learn([each.cut for each in looked[1:]])
    rows = _scored(today, lesson, tiers)
    advance("step.warnings", 3, 3)
    chances = rows["chance"]
    found = Warnings(
        as_of=last,
        rules=rules,
        customers=rows.num_rows,
        spans=len(looked) - 1,
        spans_needed=2,
        verdict=lesson.verdict,
        measured=lesson.measured,
        shares=lesson.shares,
        expected=float(pc.sum(chances).as_py() or 0.0),
        clocks_run=clocks_run,
        warned=tuple(_warned(row) for row in rows.slice(0, WARNED_MAX).to_pylist()),
    )
    return found, rows


def _span(book: Book, *, at: datetime) -> tuple[date, date]:
    """Return the first day of service and the last on which both service and orders are told: later, silence means nothing."""
    loads = book.warehouse.batches()
    served = [each for each in loads if each.table in (SERVICE_CONTACTS.name, TICKETS.name, SURVEYS.name)]
    firsts = [each.first_on for each in served if each.first_on is not None]
    lasts = [each.last_on for each in served if each.last_on is not None]
    if not firsts or not lasts:
        raise Trouble("warnings.none", {})
    bought = [each.last_on for each in loads if each.table == ORDERS.name and each.last_on is not None]
    ends = [max(lasts), book.today(at), *([max(bought)] if bought else [])]
    return min(firsts), min(ends)


def _define(book: Book, session: Session, rules: WarningRules, days: Sequence[date]) -> bool:
    """Hand the givens over and define what is read; return whether clocks had been run."""
    back, ahead = timedelta(days=rules.back_days), timedelta(days=rules.ahead_days)
    cuts = [(place, on - back, on, on + ahead if place else on) for place, on in enumerate(days)]
    session.give(warning.WARNING_CUTS, given(warning.WARNING_CUTS, cuts))
    scales = [(each.kind.value, each.low, each.bad, each.good, each.high) for each in satisfaction.SCALES]
    session.give(warning.WARNING_SCALES, given(warning.WARNING_SCALES, scales))
    broken = _broken(book)
    seen = pa.concat_tables([broken, _angry(session)])
    session.give(warning.WARNING_SEEN, seen)
    session.define(loyalty.CARE_TIERS, {"on": days[0]})
    for relation in warning.RELATIONS:
        session.define(relation, {"repeat_days": rules.repeat_days})
    return bool(broken.num_rows)


def _broken(book: Book) -> pa.Table:
    """Return broken promises by customer and the day on which they were broken, from the rows that the clocks wrote."""
    rows = all_rows(book, ["customer_id", *(name for pair in _DUE for name in pair)])
    parts = [_seen(pa.array([], pa.string()), pa.array([], pa.int64()), book, "breached")]
    for state, due in _DUE if rows.num_rows else ():
        lost = pc.and_(
            pc.is_in(rows[state], value_set=pa.array(["missed", "late"])), pc.not_equal(rows[due], NEVER)
        )
        there = rows.filter(pc.and_(lost, pc.is_valid(rows["customer_id"])))
        parts.append(_seen(there["customer_id"], there[due], book, "breached"))
    return _counted(pa.concat_tables(parts))


def _angry(session: Session) -> pa.Table:
    """Return tickets whose words sound like a complaint, by customer and day.

    By words alone: a model taught with the tickets' own labels would know the outcome that it is to foresee.
    """
    customers, days = [], []
    reader = session.stream(TICKETS.name)
    for batch in reader:
        some = batch.filter(pc.and_(pc.is_valid(batch["customer_id"]), pc.is_valid(batch["text"])))
        for start in range(0, some.num_rows, _TEXTS_AT_ONCE):
            part = some.slice(start, _TEXTS_AT_ONCE)
            angry = pa.array(risk_of_words(part["text"].to_pylist()) >= _ANGRY)
            customers.append(part["customer_id"].filter(angry))
            days.append(part["opened_on"].filter(angry))
    who = pa.chunked_array(customers, pa.string())
    when = pa.chunked_array(days, pa.date32())
    return _counted(_named(who, when, "angry"))


def _seen(customers: pa.ChunkedArray, seconds: pa.ChunkedArray, book: Book, sign: str) -> pa.Table:
    """Return rows of a sign by the company's civil days."""
    moments = pc.cast(pc.multiply(seconds, 1_000_000), pa.timestamp("us", tz="UTC"))
    zone = ZoneInfo(book.settings.time_zone)
    local = pc.local_timestamp(moments.cast(pa.timestamp("us", tz=zone.key)))
    return _named(customers, local.cast(pa.date32()), sign)


def _named(customers: pa.ChunkedArray, days: pa.ChunkedArray, sign: str) -> pa.Table:
    names = pa.repeat(pa.scalar(sign, pa.string()), len(customers))
    return pa.table({"customer_id": customers, "happened_on": days, "sign": names})


def _counted(rows: pa.Table) -> pa.Table:
    """Return rows counted by customer, day and sign."""
    counted = rows.group_by(["customer_id", "happened_on", "sign"]).aggregate([([], "count_all")])
    return counted.rename_columns(["customer_id", "happened_on", "sign", "amount"])


def _day(facts: pa.Table, place: int, on: date, rules: WarningRules) -> _Day:
    """Return the customers served before a day, their signs, and what came after."""
    own = facts.filter(pc.equal(facts["cut_no"], place))
    before = own.filter(pc.equal(own["is_after"], 0))
    served = before.filter(pc.is_in(before["sign"], value_set=pa.array(_SERVED)))
    customers = pc.unique(served["customer_id"]).sort()
    counts = dict(_columns(before, customers))
    after = dict(_columns(own.filter(pc.equal(own["is_after"], 1)), customers))
    orders = before.filter(pc.equal(before["sign"], "orders"))
    last_order = np.full(len(customers), -1.0)
    at, known = _places(orders, customers)
    ago = np.array([(on - each).days for each in orders["last_on"].to_pylist()], dtype=np.float64)
    last_order[at] = ago[known]
    signs = warning.signs_of(counts, last_order=last_order, rules=rules)
    came = warning.outcomes(counts, after, outcome=rules.outcome, size=len(customers))
    return _Day(customers, signs, Cut(signs, came))


def _columns(rows: pa.Table, customers: pa.Array) -> Iterator[tuple[str, FloatArray]]:
    """Yield each sign with how often each customer showed it."""
    for sign in pc.unique(rows["sign"]).to_pylist():
        some = rows.filter(pc.equal(rows["sign"], sign))
        column = np.zeros(len(customers))
        at, known = _places(some, customers)
        column[at] = np.asarray(some["amount"].to_numpy(), dtype=np.float64)[known]
        yield sign, column


def _places(rows: pa.Table, customers: pa.Array) -> tuple[IntArray, IntArray]:
    """Return which places rows' customers have, and which rows have one of these customers."""
    found = pc.fill_null(pc.index_in(rows["customer_id"], value_set=customers), -1)
    at = np.asarray(found.to_numpy(), dtype=np.int64)
    known = np.flatnonzero(at >= 0)
    return at[known], known


def _scored(day: _Day, lesson: Lesson, tiers: pa.Table) -> pa.Table:
    """Return a row for every customer, the most likely first."""
    count = len(day.customers)
    trouble = warning.trouble(day.signs)
    told = lesson.verdict is WarningVerdict.told and count > 0
    chances = lesson.chances(day.signs) if told else np.zeros(count)
    reasons = lesson.reasons(day.signs, most=REASONS_MAX)
    at = pc.index_in(day.customers, value_set=tiers["customer_id"])
    columns: dict[str, object] = {
        "customer_id": day.customers,
        "tier": pc.fill_null(tiers["tier"].take(at), ""),
        "chance": pa.array(chances, mask=np.full(count, not told)),
        "trouble": trouble.astype(np.int64),
    }
    names = np.array([*(each.value for each in SIGNS), ""])
    rows = np.arange(count)
    for place in range(REASONS_MAX):
        which = reasons[:, place] if count else np.zeros(0, dtype=np.int64)
        columns[f"sign_{place}"] = names[which]
        columns[f"amount_{place}"] = np.where(which < 0, 0, day.signs[rows, which]).astype(np.int64)
    table = pa.table(columns)
    order = np.lexsort((-trouble, -chances)) if count else rows
    return table.take(order)


def _warned(row: Mapping[str, object]) -> Warned:
    """Return a customer of a row."""
    chance, trouble = row["chance"], row["trouble"]
    assert chance is None or isinstance(chance, float), row
    assert isinstance(trouble, int), row
    reasons = []
    for place in range(REASONS_MAX):
        sign, amount = row[f"sign_{place}"], row[f"amount_{place}"]
        assert isinstance(sign, str), row
        assert isinstance(amount, int), row
        if sign:
            reasons.append(WarnReason(sign, amount))
    return Warned(str(row["customer_id"]), str(row["tier"]), chance, trouble, tuple(reasons))


def _write(book: Book, rows: pa.Table) -> None:
    """Put every customer's row in the place of those before, in one step."""
    path = _path(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    pq.write_table(rows.sort_by("customer_id"), draft, row_group_size=10_000)
    draft.replace(path)


def _path(book: Book) -> Path:
    return book.root / "results" / _FILE
