"""The split against vectors computed by hand with exact fractions, and against what must hold for every split.

The properties fix the largest-remainder method completely: the sum, the quota (no part is a whole unit away from its
exact share), who receives the units that are left, and the mirror.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import Money, split
from tests.tables import rows

GOLDEN = """
# what                                    | total       | weights               | parts
  98/2, half-up would give 182.26         | 18225       | 98 2                  | 17861 364
  thirds, half-up would give 785.09       | 78508       | 33.33 33.33 33.34     | 26167 26167 26174
  three decimals, naive 1.003             | 1002        | 33 33 34              | 331 330 341
  a cent at 95/5 keeps its zero leg       | 1           | 95 5                  | 1 0
  100 000.00 over twelve months           | 10000000    | 1 1 1 1 1 1 1 1 1 1 1 1 | 833334 833334 833334 833334 833333 833333 833333 833333 833333 833333 833333 833333
  a million and a cent at 40/30/20/10     | 100000001   | 40 30 20 10           | 40000001 30000000 20000000 10000000
  the mirror of the first                 | -18225      | 98 2                  | -17861 -364
  80 un-held over 10 and 30               | 80          | 10 30                 | 20 60
  40 un-held over 20 and 30               | 40          | 20 30                 | 16 24
  ties go by declared order               | 2           | 1 1 1                 | 1 1 0
  and so does their mirror                | -2          | 1 1 1                 | -1 -1 0
  a larger remainder goes first           | 10          | 1 1 4                 | 2 2 6
  the last may have the larger remainder  | 1           | 1 2                   | 0 1
  a zero weight gets nothing              | 5           | 0 1 0 1               | 0 3 0 2
  fractions                               | 100         | 1/3 1/3 1/3           | 34 33 33
  nothing to give                         | 0           | 3 4                   | 0 0
"""

exact_weights = st.one_of(
    st.integers(0, 10**12),
    st.fractions(min_value=0, max_value=10**6, max_denominator=10**6),
    st.decimals(min_value=0, max_value=10**6, places=4),
)
weight_lists = st.lists(exact_weights, min_size=1, max_size=12).filter(any)
totals = st.integers(-(10**18), 10**18)


@pytest.mark.parametrize(("what", "total", "weights", "parts"), rows(GOLDEN))
def test_a_split_gives_what_exact_fractions_give(what: str, total: str, weights: str, parts: str) -> None:
    asked = [Fraction(weight) for weight in weights.split()]
    assert split(int(total), asked) == tuple(int(part) for part in parts.split())


@given(total=totals, weights=weight_lists)
def test_the_parts_sum_to_the_whole(total: int, weights: list[int | Fraction | Decimal]) -> None:
    assert sum(split(total, weights)) == total


@given(total=totals, weights=weight_lists)
def test_the_units_left_over_go_to_the_largest_remainders_first_declared_first(
    total: int, weights: list[int | Fraction | Decimal]
) -> None:
    whole = sum(Fraction(weight) for weight in weights)
    exact = [abs(total) * Fraction(weight) / whole for weight in weights]
    extra = [abs(part) - quota.__floor__() for part, quota in zip(split(total, weights), exact, strict=True)]
    assert set(extra) <= {0, 1}
    places = sorted(range(len(exact)), key=lambda at: (exact[at].__floor__() - exact[at], at))
    assert [extra[at] for at in places] == sorted(extra, reverse=True)


@given(total=totals, weights=weight_lists)
def test_a_reversal_mirrors_its_original(total: int, weights: list[int | Fraction | Decimal]) -> None:
    assert split(-total, weights) == tuple(-part for part in split(total, weights))


@given(total=totals, weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(any))
def test_only_the_proportion_of_the_weights_matters(total: int, weights: list[int]) -> None:
    assert split(total, weights) == split(total, [Fraction(weight, 7) for weight in weights])
    assert split(total, weights) == split(total, [Decimal(weight) * 1000 for weight in weights])


@pytest.mark.parametrize(
    "weights", [[], [0], [0, Fraction(0)], [1, -1], [Decimal("NaN"), 1], [Decimal("Infinity")]]
)
def test_weights_that_say_nothing_are_refused(weights: list[int | Fraction | Decimal]) -> None:
    with pytest.raises(ValueError, match="weight"):
        split(100, weights)


def test_floats_are_refused_on_either_side() -> None:
    with pytest.raises(TypeError, match="exact"):
        split(100, [0.5, 0.5])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="whole"):
        split(100.0, [1, 1])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="whole"):
        split(True, [1, 1])


def test_money_is_split_within_its_currency() -> None:
    assert Money(100, "JPY").split([1, 1, 1]) == (Money(34, "JPY"), Money(33, "JPY"), Money(33, "JPY"))
