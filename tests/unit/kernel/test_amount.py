"""Amounts as they stand in real files: a table of what is read and a table of what is refused and why."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import AMOUNT_MINOR_MAX, Trouble, parse_amount
from tests.tables import rows

READ = """
# written          | minor units
  1234.50          | 123450
  1,234.50         | 123450
  12,345,678       | 1234567800
  ￥70              | 7000
  ¥70.5            | 7050
  70元              | 7000
  人民币70元         | 7000
  RMB 70           | 7000
  cny70            | 7000
  70 USD           | 7000
  US$1,000         | 100000
  $1.5             | 150
  -$1.5            | -150
  $-1.5            | -150
  €.5              | 50
  (30)             | -3000
  （３０．５０）      | -3050
  ($30)            | -3000
  $(30)            | -3000
  （￥1，234．50）    | -123450
  -30              | -3000
  －３０             | -3000
  −30              | -3000
  –30              | -3000
  30-              | -3000
  +30              | 3000
  70万              | 70000000
  70 万元           | 70000000
  -1.2亿            | -12000000000
  (3千)             | -300000
  5百               | 50000
  2百万             | 200000000
  2千万             | 2000000000
  1万亿             | 100000000000000
  1.5萬             | 1500000
  1.25億            | 12500000000
  0.00001万         | 10
  1.2300000        | 123
  00012            | 1200
  5.               | 500
  -0               | 0
  92,233,720,368,547,758.07 | 9223372036854775807
"""

REFUSED = """
# written         | reason
  1.2E+05         | scientific
  1e5             | scientific
  70块             | not_a_number
  n/a             | not_a_number
  -               | not_a_number
  ￥               | not_a_number
  .               | not_a_number
  --5             | not_a_number
  -(30)           | not_a_number
  -30-            | not_a_number
  (30             | not_a_number
  30)             | not_a_number
  $€5             | not_a_number
  €5元             | not_a_number
  1²              | not_a_number
  ½               | not_a_number
  ٣               | not_a_number
  20%             | not_a_number
  1 234.50        | not_a_number
  1.234,50        | not_a_number
  1.234.567       | not_a_number
  0x10            | not_a_number
  1_000           | not_a_number
  inf             | not_a_number
  2026-10-01      | not_a_number
  70万万           | not_a_number
  1,23            | grouping
  12,34,567       | grouping
  1234,567        | grouping
  1,2345          | grouping
  1,              | grouping
  12.345          | decimals
  0.001           | decimals
  0.0000001万      | decimals
  92233720368547758.08 | too_large
  -92233720368547758.08 | too_large
  1000000000000000000000000000000000 | too_large
"""


@pytest.mark.parametrize(("written", "minor"), rows(READ))
def test_an_amount_is_read_exactly(written: str, minor: str) -> None:
    assert parse_amount(f"  {written}\u00a0", digits=2) == int(minor)


@pytest.mark.parametrize(("written", "reason"), rows(REFUSED))
def test_what_is_no_amount_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(Trouble) as trouble:
        parse_amount(written, digits=2)
    assert trouble.value.code == f"amount.{reason}"
    assert trouble.value.details["value"] == written


@pytest.mark.parametrize("written", ["", "  ", "\u3000", "\ufeff", "\t\u00a0"])
def test_an_empty_cell_is_not_zero(written: str) -> None:
    with pytest.raises(Trouble) as trouble:
        parse_amount(written, digits=2)
    assert trouble.value.code == "amount.blank"


def test_the_decimals_allowed_are_the_currencys() -> None:
    assert parse_amount("1.234", digits=3) == 1234
    assert parse_amount("1.0", digits=0) == 1
    assert parse_amount("1.5万", digits=0) == 15000
    with pytest.raises(Trouble) as trouble:
        parse_amount("1.5", digits=0)
    assert trouble.value.details == {"value": "1.5", "digits": "0"}


@pytest.mark.parametrize(
    ("written", "currency", "fits"),
    [
        ("￥70", "CNY", True),
        ("￥70", "JPY", True),
        ("￥70", "USD", False),
        ("70元", "CNY", True),
        ("$70", "HKD", True),
        ("$70", "CNY", False),
        ("US$70", "HKD", False),
        ("70 usd", "USD", True),
        ("70 EUR", "USD", False),
        ("(€70)", "USD", False),
        ("70", "USD", True),
    ],
)
def test_a_mark_of_another_currency_is_refused(written: str, currency: str, fits: bool) -> None:
    if fits:
        assert parse_amount(written, digits=2, currency=currency) == (-7000 if "(" in written else 7000)
        return
    with pytest.raises(Trouble) as trouble:
        parse_amount(written, digits=2, currency=currency)
    assert trouble.value.code == "amount.other_currency"
    assert trouble.value.details["currency"] == currency


@given(minor=st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX), digits=st.sampled_from((0, 2, 3)))
def test_every_way_of_writing_an_amount_reads_the_same(minor: int, digits: int) -> None:
    grouped = f"{Decimal(abs(minor)).scaleb(-digits):,.{digits}f}"
    signed = f"-{grouped}" if minor < 0 else grouped
    bracketed = f"({grouped})" if minor < 0 else grouped
    wide = signed.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789,.-"})
    for text in (signed, bracketed, wide, signed.replace(",", ""), f"￥{signed}", f"{signed}元"):
        assert parse_amount(text, digits=digits) == minor


@given(text=st.text(max_size=12) | st.text(alphabet="0123456789.,-+()¥$€元万亿％ eE", max_size=8))
def test_any_text_is_either_read_or_refused_in_words(text: str) -> None:
    assert _reading(text) in {"read"} | {f"amount.{reason}" for reason in REASONS}


REASONS = ("blank", "scientific", "not_a_number", "grouping", "other_currency", "decimals", "too_large")


def _reading(text: str) -> str:
    """Return ``read`` or the code of the trouble; anything else escapes."""
    try:
        minor = parse_amount(text, digits=2)
    except Trouble as trouble:
        return trouble.code
    return (
        "read" if abs(minor) <= AMOUNT_MINOR_MAX and re.search("[0-9０-９]", text) else f"{text!r} as {minor}"
    )


def test_an_amount_as_long_as_a_file_is_refused_at_once() -> None:
    with pytest.raises(Trouble) as trouble:
        parse_amount("9" * 100_000, digits=2)
    assert trouble.value.code == "amount.too_large"
