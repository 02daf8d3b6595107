"""Money by hand: its text in currencies of every number of decimals, and that two currencies never meet."""

import operator
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import (
    CurrencyMismatch,
    Money,
    Trouble,
    amount_text,
    currency_codes,
    grouped_text,
    major_text,
    minor_digits,
    parse_amount,
)
from tests.tables import rows

TEXTS = """
# minor  | currency | text
  123450 | CNY      | 1234.50
  -5     | USD      | -0.05
  0      | EUR      | 0.00
  7      | JPY      | 7
  -7     | KRW      | -7
  1      | KWD      | 0.001
  -12034 | BHD      | -12.034
"""


@pytest.mark.parametrize(("minor", "currency", "text"), rows(TEXTS))
def test_an_amount_is_written_exactly(minor: str, currency: str, text: str) -> None:
    assert Money(int(minor), currency).text() == text


@given(minor=st.integers(-(2**63) + 1, 2**63 - 1), currency=st.sampled_from(sorted(currency_codes())))
def test_the_text_of_an_amount_reads_back_as_the_amount(minor: int, currency: str) -> None:
    digits = minor_digits(currency)
    assert parse_amount(Money(minor, currency).text(), digits=digits, currency=currency) == minor
    assert Decimal(major_text(minor, digits=digits)).scaleb(digits) == minor


READ = """
# minor      | currency | as people read it
  123450     | CNY      | 1,234.50 CNY
  -99        | USD      | -0.99 USD
  -100000000 | USD      | -1,000,000.00 USD
  99999      | EUR      | 999.99 EUR
  1000       | JPY      | 1,000 JPY
  -1234567   | BHD      | -1,234.567 BHD
"""


@pytest.mark.parametrize(("minor", "currency", "text"), rows(READ))
def test_people_read_thousands_apart(minor: str, currency: str, text: str) -> None:
    assert amount_text(int(minor), currency=currency) == text


@given(minor=st.integers(-(2**63) + 1, 2**63 - 1), digits=st.sampled_from((0, 2, 3)))
def test_what_people_read_reads_back_as_the_amount(minor: int, digits: int) -> None:
    assert parse_amount(grouped_text(minor, digits=digits), digits=digits) == minor


def test_money_adds_subtracts_and_turns_within_its_currency() -> None:
    assert Money(5, "CNY") + Money(7, "CNY") == Money(12, "CNY")
    assert Money(5, "CNY") - Money(7, "CNY") == Money(-2, "CNY")
    assert -Money(5, "CNY") == Money(-5, "CNY")


@pytest.mark.parametrize(
    ("compare", "less", "same", "more"),
    [
        (operator.lt, True, False, False),
        (operator.le, True, True, False),
        (operator.gt, False, False, True),
        (operator.ge, False, True, True),
    ],
)
def test_money_is_ordered_by_amount(
    compare: Callable[[Money, Money], bool], less: bool, same: bool, more: bool
) -> None:
    five = Money(5, "CNY")
    assert [compare(Money(minor, "CNY"), five) for minor in (4, 5, 6)] == [less, same, more]


@pytest.mark.parametrize(
    "meet", [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]
)
def test_two_currencies_never_meet(meet: Callable[[Money, Money], object]) -> None:
    with pytest.raises(CurrencyMismatch, match="CNY and USD"):
        meet(Money(1, "CNY"), Money(1, "USD"))
    with pytest.raises(TypeError):
        meet(Money(1, "CNY"), 1)  # type: ignore[arg-type]


def test_the_same_number_in_two_currencies_is_not_the_same_money() -> None:
    assert Money(1, "CNY") != Money(1, "USD")


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1), "1"])
def test_money_is_made_of_whole_units_only(minor: int) -> None:
    with pytest.raises(TypeError, match="whole"):
        Money(minor, "CNY")


@pytest.mark.parametrize("code", ["RMB", "cny", "", "XAU", "￥"])
def test_a_currency_must_exist(code: str) -> None:
    with pytest.raises(Trouble) as trouble:
        Money(1, code)
    assert (trouble.value.code, trouble.value.details) == ("currency.unknown", {"currency": code})


def test_currencies_are_counted_in_none_two_or_three_decimals() -> None:
    assert {minor_digits(code) for code in currency_codes()} == {0, 2, 3}
    shown = {code: minor_digits(code) for code in ("JPY", "ISK", "CNY", "USD", "MGA", "KWD", "TND")}
    assert shown == {"JPY": 0, "ISK": 0, "CNY": 2, "USD": 2, "MGA": 2, "KWD": 3, "TND": 3}
