"""Reads a table of amounts as each language writes them, and asks what must hold for any amount."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.interfaces.report import survey_percent
from fenhao.interfaces.report._figures import MINUS, NO_DATA, figures, share
from fenhao.interfaces.report._reader import reader_of
from fenhao.interfaces.report._sums import campaign_name
from fenhao.interfaces.words import Language
from tests.faces.report.sample import sample_report

# language currency    minor | spoken                  exact
SAID = """
  en     USD             0 | USD 0.00                0.00 USD
  en     USD           -30 | USD −0.30               −0.30 USD
  en     USD         99999 | USD 999.99              999.99 USD
  en     USD        831250 | USD 8,312               8,312.50 USD
  en     USD       1284567 | USD 12.8k               12,845.67 USD
  en     USD     128299838 | USD 1.28m               1,282,998.38 USD
  en     JPY       1284567 | JPY 1.28m               1,284,567 JPY
  en     KWD      12845678 | KWD 12.8k               12,845.678 KWD
  zh     CNY        831250 | 8,312_元                8,312.50_元
  zh     CNY       7000000 | 7.0_万元                70,000.00_元
  zh     CNY   12000000000 | 1.20_亿元               120,000,000.00_元
  zh     USD    -128299838 | −128.3_万美元           −1,282,998.38_美元
  zh     JPY       1284567 | 128.5_万日元            1,284,567_日元
"""


def rows() -> list[tuple[str, str, int, str, str]]:
    found = []
    for line in SAID.strip().splitlines():
        asked, told = line.split("|")
        lang, currency, minor = asked.split()
        spoken, exact = (part for part in told.strip().split("  ") if part)
        found.append(
            (lang, currency, int(minor), spoken.strip().replace("_", " "), exact.strip().replace("_", " "))
        )
    return found


@pytest.mark.parametrize(("lang", "currency", "minor", "spoken", "exact"), rows())
def test_an_amount_is_said_as_the_table_says(
    lang: Language, currency: str, minor: int, spoken: str, exact: str
) -> None:
    write = figures(lang=lang, currency=currency, largest_minor=0)
    assert (write.spoken(minor), write.exact(minor)) == (spoken, exact)


# language    largest (major) | unit              that amount
PAGES = """
  zh              99999 | 元                99,999
  zh             100000 | 万元              10.00
  zh           75271234 | 万元              7,527.1
  zh        10000000000 | 亿元              100.00
  en              99999 | CNY               99,999
  en             100000 | CNY thousand      100.00
  en            1205300 | CNY thousand      1,205.3
  en          752700000 | CNY thousand      752,700
  en       123456789000 | CNY million       123,456.8
"""


@pytest.mark.parametrize("line", PAGES.strip().splitlines())
def test_a_page_takes_the_unit_that_suits_its_largest_amount(line: str) -> None:
    lang, largest = line.split("|")[0].split()
    unit, amount = (part.strip() for part in line.split("|")[1].strip().split("  ") if part.strip())
    write = figures(lang="zh" if lang == "zh" else "en", currency="CNY", largest_minor=int(largest) * 100)
    shown = write.amount(int(largest) * 100)
    assert (write.unit, shown) == (unit, amount)


@settings(deadline=None)
@given(minor=st.integers(-(10**15), 10**15), currency=st.sampled_from(("CNY", "JPY", "KWD")))
def test_the_exact_amount_gives_back_every_minor_unit(minor: int, currency: str) -> None:
    write = figures(lang="en", currency=currency, largest_minor=minor)
    digits = write.plain(minor).replace(",", "").replace(".", "").replace(MINUS, "-")
    assert int(digits) == minor


@settings(deadline=None)
@given(minor=st.integers(-(10**15), 10**15))
def test_a_shown_amount_is_at_most_half_a_step_away(minor: int) -> None:
    write = figures(lang="zh", currency="CNY", largest_minor=minor)
    shown = Fraction(write.amount(minor).replace(",", "").replace(MINUS, "-"))
    assert abs(shown * 10**write.power - minor) * 2 <= 10 ** (write.power - write.decimals)


@settings(deadline=None)
@given(minor=st.integers(1, 10**12))
def test_a_difference_has_its_sign_and_nothing_has_none(minor: int) -> None:
    write = figures(lang="en", currency="CNY", largest_minor=10)
    assert write.delta(minor) == f"+{write.amount(minor)}" or set(write.amount(minor)) <= set("0.")
    assert write.delta(-minor).startswith(MINUS) or set(write.amount(minor)) <= set("0.")
    assert write.delta(0) == write.amount(0)


def test_a_share_of_nothing_is_no_data_and_not_zero() -> None:
    write = figures(lang="en", currency="CNY", largest_minor=10)
    assert share(0, 0) is None
    assert write.percent(None) == write.mean(0, 0) == NO_DATA
    assert write.percent(Fraction(0)) == "0.0%"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (36, 361, "9.97%"),
        (10, 100, "10.0%"),
        (9999, 100_000, "9.999%"),
        (5, 100, "5.0%"),
        (101, 1000, "10.1%"),
    ],
)
def test_a_share_that_misses_a_mark_never_looks_like_it(part: int, whole: int, shown: str) -> None:
    write = figures(lang="en", currency="CNY", largest_minor=10)
    assert write.percent_beside(share(part, whole), Fraction(1, 10)) == shown


def test_a_section_of_small_amounts_is_written_in_a_smaller_unit() -> None:
    reader = reader_of(sample_report(), "zh")
    assert (reader.figures.unit, reader.figures.amount(177_071)) == ("万美元", "0.18")
    near = reader.closer(177_071)
    assert (near.figures.unit, near.figures.amount(177_071)) == ("美元", "1,770.71")
    assert reader.closer(10**9) is reader


def test_a_campaign_is_not_called_by_its_id_twice() -> None:
    campaign = sample_report().campaigns[0]
    assert campaign_name(campaign) == "Type A 1"
    assert campaign_name(replace(campaign, name="Spring")) == "1 Spring"
    assert campaign_name(replace(campaign, name="")) == "1"


# part of the whole | a share   in short   as a change  a chart's pin
SHARES = """
  0                 | 0.0%      0%         0.0%         0
  1/8               | 12.5%     12%        +12.5%       +12
  -1/8              | −12.5%    −12%       −12.5%       −12
  1/10000           | 0.0%      0%         0.0%         0
  99/10             | 990.0%    990%       +990.0%      +990
  10                | 10×       10×        +10×         +10×
  -41/2             | −20×      −20×       −20×         −20×
  13718867/100000   | 137×      137×       +137×        +137×
  13718867/1000     | >_1,000×  >_1,000×   >_1,000×     >_1,000×
  -5000             | <_−1,000× <_−1,000×  <_−1,000×    <_−1,000×
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("line", SHARES.strip().splitlines(), ids=lambda line: line.split("|")[0].strip())
def test_a_share_of_almost_nothing_is_told_as_a_multiple(lang: Language, line: str) -> None:
    part, told = line.split("|")
    value, write = Fraction(part.strip()), figures(lang=lang, currency="CNY", largest_minor=0)
    texts = (
        write.percent(value),
        write.percent_short(value),
        write.change(value),
        write.delta_percent(value),
    )
    assert [*texts] == [each.replace("_", " ") for each in told.split()]
    assert survey_percent(float(value), decimals=1) == texts[0]


def test_what_no_number_tells_is_no_share() -> None:
    write = figures(lang="en", currency="CNY", largest_minor=0)
    assert (write.percent(None), write.change(None)) == (NO_DATA, NO_DATA)
    assert (survey_percent(float("inf")), survey_percent(float("-inf"))) == ("> 1,000×", "< −1,000×")
