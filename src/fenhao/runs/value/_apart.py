"""Telling customers apart: their attributes become groups, a model is fitted to all groups at once, and kept where that teaches more.

An attribute is what is known of a customer whatever he buys: his region, his industry, where he came from. It is given by the
customers' facts, or by a table of the company's own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors.files import read_columns
from fenhao.engine import value
from fenhao.engine.value import lifetime
from fenhao.engine.value.lifetime import FloatArray, IntArray, PurchaseCounts, covariates
from fenhao.kernel import Trouble
from fenhao.runs.value._design import column_of
from fenhao.warehouse import Session

ATTRIBUTES = ("acquisition_channel", "industry", "region")
"""What the customers' facts tell customers apart by."""

LEVEL_MIN = 30
LEVELS_MAX = 12
BANDS = 10
"""A column of more than LEVELS_MAX different numbers is cut into so many bands of buyers: each counts by its mean."""

_NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?")
"""A number as people write it; 02139 is a code."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What customers may be told apart by. ``names`` of attributes; None for all that there are, () for none.

    ``file`` is a table with a row per customer and a column customer_id; without it the customers' facts are asked.
    """

    names: tuple[str, ...] | None
    file: Path | None


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an attribute that is told apart from its commonest one, ``against``, and how many buyers have it.

    Of an attribute that is a number there is no level: ``step`` is how much more of it is told, its standard deviation among the
    buyers who have one. Elsewhere it is nought.
    """

    name: str
    attribute: str
    level: str
    against: str
    customers: int
    step: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Buyers in groups: ``ids`` with the group of each in ``places``, and each group's row of ``design`` for ``levels``.

    A row holds noughts and ones; of a number, how many standard deviations the group's band lies above the mean.
    """

    levels: tuple[Level, ...]
    design: FloatArray
    ids: pa.Array
    places: IntArray

    def of(self, customers: pa.ChunkedArray) -> IntArray:
        """Return the group of each customer."""
        at = pc.fill_null(pc.index_in(customers, value_set=self.ids), 0)
        return self.places[np.asarray(at.to_numpy(), dtype=np.int64)]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A model told apart, beside everybody alike: ``used`` is whether it is in force.

    ``parts`` are the groups with their own view of the fit in force; one where all are alike.
    """

    groups: Groups | None
    counts: covariates.GroupedCounts | None
    tried: lifetime.Fit | None
    gain: covariates.Gain | None
    used: bool
    parts: tuple[lifetime.HeldBack, ...]


def told_apart(
    session: Session,
    *,
    apart: Apart,
    model: lifetime.LifetimeModel,
    alike: lifetime.Fit,
    counts: PurchaseCounts,
    days_after: IntArray,
) -> Told:
    """Return the fit to groups where it earns its place, otherwise ``alike``, the fit of ``model`` to all; Trouble for attributes that there are not."""
    nobody = Told(None, None, None, None, used=False, parts=(lifetime.HeldBack(alike, counts, days_after),))
    held = _attributes(session, apart)
    if not alike.is_found or held is None:
        return nobody
    buyers = pa.Table.from_batches(
        [
            batch.select(["customer_id", "frequency", "recency_days", "age_days", "days_after"])
            for batch in session.stream(value.CUSTOMER_BUYING.name)
        ]
    )
    groups = _groups(buyers["customer_id"], held)
    if groups is None:
        return nobody
    parts = _counted(buyers, groups)
    grouped = covariates.GroupedCounts(
        tuple(part for part, _ in parts), groups.design, tuple(each.name for each in groups.levels)
    )
    tried = covariates.fit(model=model, alike=alike, counts=grouped, unit_days=alike.unit_days)
    if not tried.is_found:
        return Told(groups, grouped, tried, None, used=False, parts=nobody.parts)
    gain = covariates.gain(alike=alike, apart=tried)
    views = tuple(
        lifetime.HeldBack(covariates.of_group(tried, model=model, row=row), part, after)
        for row, (part, after) in zip(groups.design, parts, strict=True)
    )
    used = gain.earns_its_place
    return Told(groups, grouped, tried, gain, used=used, parts=views if used else nobody.parts)


def _attributes(session: Session, apart: Apart) -> pa.Table | None:
    """Return the table of attributes as words with customer_id first; None where there is none to ask."""
    if apart.names == ():
        return None
    if apart.file is None:
        table, known, name = session.fetch("customers"), ATTRIBUTES, "customers"
    else:
        table, name = read_columns(apart.file), apart.file.name
        known = tuple(each for each in table.column_names if each != "customer_id")
    ids = column_of(table, "customer_id", file=name)
    wanted = known if apart.names is None else apart.names
    columns = {each: pc.fill_null(column_of(table, each, file=name), "") for each in wanted}
    if len(pc.unique(ids)) < table.num_rows:
        raise Trouble("value.customer_twice", {"file": name})
    return pa.table({"customer_id": ids, **columns}) if table.num_rows and columns else None


def _groups(customers: pa.ChunkedArray, held: pa.Table) -> Groups | None:
    """Return the groups of buyers; None where no attribute has two levels of LEVEL_MIN buyers.

    A level of fewer buyers, or beyond the commonest LEVELS_MAX, counts with the commonest one. Who has no number counts as the mean.
    """
    ids = customers.combine_chunks()
    at = pc.index_in(ids, value_set=held["customer_id"].combine_chunks())
    columns: list[FloatArray] = []
    levels: list[Level] = []
    for name in held.column_names[1:]:
        words = pc.fill_null(held[name].combine_chunks().take(at), "")
        numbers = _numbers(words)
        if numbers is not None:
            column, step = _banded(numbers)
            columns.append(column)
            levels.append(Level(name, name, "", "", int(np.isfinite(numbers).sum()), step))
            continue
        counts = sorted(
            pc.value_counts(words).to_pylist(), key=lambda each: (-each["counts"], each["values"])
        )
        common = [each for each in counts if each["counts"] >= LEVEL_MIN][:LEVELS_MAX]
        for each in common[1:]:
            columns.append(
                np.asarray(pc.equal(words, each["values"]).to_numpy(zero_copy_only=False), np.float64)
            )
            level, against = each["values"], common[0]["values"]
            levels.append(Level(f"{name}={level}", name, level, against, each["counts"]))
    if not columns:
        return None
    rows, places = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    return Groups(tuple(levels), rows.astype(np.float64), ids, places.reshape(-1).astype(np.int64))


def _numbers(words: pa.Array) -> FloatArray | None:
    """Return a column's numbers, none where nothing is written; None where it holds words, or few different numbers: those are levels."""
    told = [each for each in pc.unique(words).to_pylist() if each.strip()]
    if len(told) <= LEVELS_MAX or not all(_NUMBER.fullmatch(each.strip()) for each in told):
        return None
    held = np.array([float(each) if each.strip() else np.nan for each in words.to_pylist()])
    many = int(np.isfinite(held).sum()) >= 2 * LEVEL_MIN
    return held if many and float(np.nanstd(held)) > 0 else None


def _banded(numbers: FloatArray) -> tuple[FloatArray, float]:
    """Return by how many standard deviations each buyer's band of a number lies above the mean, and that deviation."""
    there = np.isfinite(numbers)
    held = numbers[there]
    middle, spread = float(held.mean()), float(held.std())
    edges = np.unique(np.quantile(held, np.arange(1, BANDS) / BANDS))
    band = np.searchsorted(edges, held, side="right")
    means = np.bincount(band, weights=held) / np.maximum(np.bincount(band), 1)
    column = np.zeros(len(numbers))
    column[there] = (means[band] - middle) / spread
    return column, spread


def _counted(buyers: pa.Table, groups: Groups) -> Sequence[tuple[PurchaseCounts, IntArray]]:
    """Return each group's distinct histories, and what was bought after them."""
    names = ("frequency", "recency_days", "age_days", "days_after")
    columns = np.stack([np.asarray(buyers[name].to_numpy(), dtype=np.int64) for name in names])
    order = np.argsort(groups.places, kind="stable")
    ends = np.cumsum(np.bincount(groups.places, minlength=len(groups.design)))
    found = []
    for start, end in zip(np.concatenate([[0], ends[:-1]]), ends, strict=True):
        rows, customers = np.unique(columns[:, order[start:end]], axis=1, return_counts=True)
        found.append((PurchaseCounts(rows[0], rows[1], rows[2], customers.astype(np.int64)), rows[3]))
    return found
