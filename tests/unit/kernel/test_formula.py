"""What people type into cells: a table of what is worked out and a table of what is refused, and sums of any numbers."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import FORMULA_LENGTH_MAX, Trouble, parse_typed
from tests.tables import rows

READ = """
# typed              | minor units
  1,020              | 102000
  ￥1,150             | 115000
  70万                | 70000000
  (30)               | -3000
  =1000*1.06         | 106000
  =1,000*2           | 200000
  =1000*(1+6%)       | 106000
  =(1.2万+300)/2      | 615000
  =100/3             | 3333
  =200/3             | 6667
  =-0.005            | -1
  =0.005             | 1
  =0.0049            | 0
  =10-2-3            | 500
  =24/2/3            | 400
  =2+3*4             | 1400
  =3*-2              | -600
  =--5               | 500
  =.5                | 50
  =5.                | 500
  = 1 000            | amount.formula
  ＝１０００×２          | 200000
  =7÷2               | 350
  =                  | amount.formula
  =()                | amount.formula
  =1+                | amount.formula
  =(1                | amount.formula
  =1)                | amount.formula
  =1**2              | amount.formula
  =2^3               | amount.formula
  =1 2               | amount.formula
  =.+1               | amount.formula
  =万                 | amount.formula
  =1e5               | amount.formula
  =SUM(A1)           | amount.formula
  =__import__("os")  | amount.formula
  =1;2               | amount.formula
  =1/0               | amount.by_zero
  =1/(2-2)           | amount.by_zero
  =10,00             | amount.grouping
  =9999999999万*999万 | amount.too_large
  $5                 | amount.other_currency
  12a                | amount.not_a_number
"""


@pytest.mark.parametrize(("typed", "told"), rows(READ))
def test_what_is_typed_is_worked_out_or_refused(typed: str, told: str) -> None:
    if told.startswith("amount."):
        with pytest.raises(Trouble) as refused:
            parse_typed(typed, digits=2, currency="CNY")
        assert refused.value.code == told
    else:
        assert parse_typed(typed, digits=2, currency="CNY") == int(told)


@pytest.mark.parametrize("text", ["=" + "(" * 25 + "1" + ")" * 25, "=" + "1+" * FORMULA_LENGTH_MAX + "1"])
def test_what_would_take_long_is_refused(text: str) -> None:
    with pytest.raises(Trouble) as refused:
        parse_typed(text, digits=2)
    assert refused.value.code == "amount.formula"


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(1, 99))
def test_a_sum_times_a_share_is_the_exact_one_brought_to_the_nearest_unit(
    numbers: list[int], by: int
) -> None:
    minor = parse_typed(f"=({'+'.join(map(str, numbers))})*{by}%", digits=2)
    assert abs(Fraction(minor) - Fraction(sum(numbers) * by)) * 2 <= 1
