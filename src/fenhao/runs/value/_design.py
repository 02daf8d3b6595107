"""Columns of a table as numbers: amounts, arms, and covariates encoded once and then alike for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fenhao.kernel import Trouble

LEVELS_MAX = 20
PARTS = 1000
"""Costs are counted in thousandths of a minor unit: an e-mail may cost a third of a cent."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one covariate becomes columns: its mean where it is a number, its levels where it is a word."""

    name: str
    mean: float
    has_gaps: bool
    levels: tuple[str, ...]
    is_number: bool

    @property
    def columns(self) -> int:
        """Return how many columns it makes."""
        return 1 + self.has_gaps if self.is_number else len(self.levels) + 1


def column_of(table: pa.Table, name: str, *, file: str) -> pa.ChunkedArray:
    """Return a column; Trouble ``choose.no_column`` when the file lacks it."""
    if name not in table.column_names:
        raise Trouble(
            "choose.no_column", {"file": file, "column": name, "known": ", ".join(table.column_names)}
        )
    return table.column(name)


def numbers(cells: pa.ChunkedArray, *, column: str) -> Floats:
    """Return a column of numbers, NaN where nothing stands; Trouble ``choose.not_a_number`` with the first offender."""
    plain = pc.replace_substring(cells, ",", "")
    try:
        return np.asarray(pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    except pa.ArrowInvalid:
        for value in pc.unique(cells).to_pylist():
            if value is not None and not _is_number(value):
                raise Trouble("choose.not_a_number", {"column": column, "value": value}) from None
        raise


def _is_number(text: str) -> bool:
    try:
        pc.cast(pa.array([text.replace(",", "")]), pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def whole_column(cells: pa.ChunkedArray, *, column: str) -> Floats:
    """Return a column of numbers without gaps; Trouble ``choose.value_missing`` tells how many are empty."""
    if cells.null_count:
        raise Trouble("choose.value_missing", {"column": column, "count": str(cells.null_count)})
    return numbers(cells, column=column)


_YES = ("yes", "true", "y", "是", "有")
_NO = ("no", "false", "n", "否", "无")


def outcome_column(cells: pa.ChunkedArray, *, column: str) -> Floats:
    """Return an outcome without gaps: numbers, or 1 and 0 where every cell says yes or no; Trouble as for ``whole_column``."""
    words = {text.strip().casefold() for text in pc.unique(cells).drop_null().to_pylist()}
    if not cells.null_count and words and words <= {*_YES, *_NO}:
        plain = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
        return np.asarray(
            pc.is_in(plain, value_set=pa.array(_YES)).to_numpy(zero_copy_only=False), dtype=np.float64
        )
    return whole_column(cells, column=column)


def parts_of(text: str, *, digits: int) -> int:
    """Return an amount in thousandths of a minor unit; Trouble ``choose.bad_amount`` when it is none or finer."""
    try:
        exact = Fraction(text.replace(",", "")) * Fraction(10) ** digits * PARTS
    except (ValueError, ZeroDivisionError):
        raise Trouble("choose.bad_amount", {"value": text}) from None
    if exact.denominator != 1 or exact < 0:
        raise Trouble("choose.bad_amount", {"value": text})
    return int(exact.numerator)


def keys_of(ids: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each id that is the same wherever the id stands."""
    return np.array(
        [int.from_bytes(blake2b(each.encode(), digest_size=8).digest(), "little") for each in ids],
        dtype=np.uint64,
    )


def encodings(table: pa.Table, names: Sequence[str], *, file: str) -> tuple[Encoding, ...]:
    """Return how the covariates of a table are read: numbers where every cell is one, otherwise words."""
    found = []
    for name in names:
        cells = column_of(table, name, file=file)
        words = pc.unique(cells).drop_null().to_pylist()
        if words and all(_is_number(word) for word in words[:1000]):
            values = numbers(cells, column=name)
            found.append(
                Encoding(name, float(np.nanmean(values)), bool(np.isnan(values).any()), (), is_number=True)
            )
            continue
        counts = pc.value_counts(cells.drop_null()).to_pylist()
        ranked = sorted(counts, key=lambda each: (-each["counts"], each["values"]))
        # The commonest level is what the others are set beside; rare ones are one level together.
        levels = tuple(each["values"] for each in ranked[1:LEVELS_MAX])
        common = ranked[0]["values"] if ranked else ""
        found.append(Encoding(name, 0.0, has_gaps=False, levels=(common, *levels), is_number=False))
    return tuple(found)


def encoded(table: pa.Table, held: Sequence[Encoding], *, file: str) -> tuple[Floats, tuple[str, ...]]:
    """Return (n, columns) covariates and, for each column, the covariate that it came from."""
    parts: list[Floats] = []
    names: list[str] = []
    for each in held:
        cells = column_of(table, each.name, file=file)
        if each.is_number:
            values = numbers(cells, column=each.name)
            gaps = np.isnan(values)
            parts.append(np.where(gaps, each.mean, values))
            names.append(each.name)
            if each.has_gaps:
                parts.append(gaps.astype(np.float64))
                names.append(each.name)
            continue
        places = pc.fill_null(pc.index_in(cells, value_set=pa.array(each.levels, pa.string())), -1)
        at = np.asarray(places.to_numpy())
        for place in (-1, *range(1, len(each.levels))):
            parts.append((at == place).astype(np.float64))
            names.append(each.name)
    whole = np.column_stack(parts) if parts else np.zeros((table.num_rows, 0))
    return np.ascontiguousarray(whole, dtype=np.float64), tuple(names)
