"""Amounts in other currencies: exact worth, the rate in force, and variances that sum."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    ForeignResolution,
    Held,
    HeldState,
    Priced,
    Rate,
    RateKind,
    Refusal,
    foreign_consumption,
    rate_on,
    variance,
    worth,
)
from tests.tables import rows

NOW = datetime(2026, 5, 15, tzinfo=UTC)
DAY = date(2026, 5, 1)

WORTH = """
# amount   | from | to  | rate    | in minor units of the target
  10000    | USD  | EUR | 0.92    | 9200
  1        | USD  | EUR | 0.5     | 1
  1        | USD  | EUR | 0.49    | 0
  100      | JPY  | CNY | 0.0481  | 481
  12345    | CNY  | JPY | 20.79   | 2567
  1000     | KWD  | USD | 3.25    | 325
  100      | USD  | KWD | 0.3077  | 308
  -10005   | USD  | EUR | 0.1     | -1001
  3        | USD  | EUR | 1/3     | 1
"""


def rate(value: str, source: str = "USD", target: str = "EUR", kind: RateKind = RateKind.actual) -> Rate:
    return Rate(source, target, kind, DAY, Fraction(value))


@pytest.mark.parametrize("case", rows(WORTH))
def test_an_amount_is_worth_its_exact_product_to_the_nearest_minor_unit(case: tuple[str, ...]) -> None:
    amount, source, target, value, expected = case
    assert worth(int(amount), rate(value, source, target)) == int(expected)


def test_the_newest_rate_of_the_pair_and_kind_on_the_day_counts() -> None:
    def since(day: int, value: int, kind: RateKind = RateKind.actual) -> Rate:
        return Rate("USD", "EUR", kind, date(2026, 5, day), Fraction(value))

    known = [since(10, 3), since(1, 1), since(1, 2), since(5, 9, RateKind.budget)]

    def found(day: int, kind: RateKind = RateKind.actual) -> int | None:
        told = rate_on(known, source="USD", target="EUR", kind=kind, on=date(2026, 5, day))
        return None if told is None else int(told.value)

    assert (found(1), found(9), found(10), found(31)) == (2, 2, 3, 3)
    assert (found(4, RateKind.budget), found(5, RateKind.budget)) == (None, 9)
    assert rate_on(known, source="EUR", target="USD", kind=RateKind.actual, on=DAY) is None


CONSUMPTIONS = """
# held | holds USD | spend USD | budget | actual | final | used | back | excess | cost | left | fx  | state
  9000 | 10000     | 10000     | 0.9    | 0.95   | no    | 9000 | 0    | 500    | 9500 | 0    | 500 | settled
  9000 | 10000     | 10000     | 0.9    | 0.80   | no    | 9000 | 0    | 0      | 8000 | 0    | -1000 | settled
  9000 | 10000     | 5000      | 0.9    | 0.95   | no    | 4500 | 0    | 250    | 4750 | 5000 | 250 | open
  9000 | 10000     | 5000      | 0.9    | 0.80   | yes   | 4500 | 4500 | 0      | 4000 | 0    | -500 | settled
  9000 | 10000     | 12000     | 0.9    | 1      | no    | 9000 | 0    | 3000   | 12000 | 0   | 1200 | settled
  1    | 10        | 9         | 0.1    | 0.2    | no    | 1    | 0    | 1      | 2    | 0    | 1   | settled
"""


@pytest.mark.parametrize("case", rows(CONSUMPTIONS))
def test_a_foreign_commitment_gives_its_share_and_shows_what_the_rate_alone_cost(
    case: tuple[str, ...],
) -> None:
    held, holds, spend, budget, actual, final, *expected = case
    told = foreign_consumption(
        Held(int(held), HeldState.open, None),
        left_minor=int(holds),
        foreign_minor=int(spend),
        planned=rate(budget, kind=RateKind.budget),
        actual=rate(actual),
        final=final == "yes",
        at=NOW,
    )
    assert isinstance(told, ForeignResolution)
    used, back, excess, cost, left, fx, state = expected
    assert (told.used_minor, told.returned_minor, told.excess_minor) == (int(used), int(back), int(excess))
    assert (told.cost_minor, told.left_minor, told.fx_difference_minor) == (int(cost), int(left), int(fx))
    assert told.state.value == state


def test_a_foreign_commitment_that_is_resolved_is_not_resolved_again() -> None:
    over = Held(0, HeldState.settled, None)
    told = foreign_consumption(
        over, left_minor=0, foreign_minor=1, planned=rate("1"), actual=rate("1"), final=False, at=NOW
    )
    assert told is Refusal.already_settled


RATES = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=10_000)


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=6),
    st.integers(1, 3000),
    RATES,
    RATES,
)
def test_whatever_the_rates_a_commitment_never_gives_more_or_less_than_it_held(
    spends: list[int], foreign: int, budget: Fraction, actual: Fraction
) -> None:
    planned = Rate("USD", "EUR", RateKind.budget, DAY, budget)
    today = Rate("USD", "EUR", RateKind.actual, DAY, actual)
    reserved = worth(foreign, planned)
    held, left, gone = Held(reserved, HeldState.open, None), foreign, 0
    if not reserved:
        return
    for place, spend in enumerate(spends):
        told = foreign_consumption(
            held,
            left_minor=left,
            foreign_minor=spend,
            planned=planned,
            actual=today,
            final=place == len(spends) - 1,
            at=NOW,
        )
        if isinstance(told, Refusal):
            break
        gone += told.used_minor + told.returned_minor
        held = Held(held.remaining_minor - told.used_minor - told.returned_minor, told.state, None)
        left = told.left_minor
        assert told.cost_minor == worth(spend, today)
    assert held.remaining_minor == 0
    assert held.state is HeldState.settled
    assert gone == reserved


@given(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), RATES),
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), RATES),
)
def test_volume_price_and_rate_sum_to_the_whole_difference(
    plan: tuple[int, int, Fraction], spend: tuple[int, int, Fraction]
) -> None:
    def priced(told: tuple[int, int, Fraction]) -> Priced:
        return Priced(Fraction(told[0]), Fraction(told[1]), Rate("USD", "EUR", RateKind.actual, DAY, told[2]))

    told = variance(plan=priced(plan), spend=priced(spend))
    whole = [worth(each[0] * each[1], priced(each).rate) for each in (plan, spend)]
    assert told.total_minor == whole[1] - whole[0]


def test_the_same_units_and_price_at_another_rate_differ_by_the_rate_alone() -> None:
    plan = Priced(Fraction(100), Fraction(250), rate("0.9", kind=RateKind.budget))
    told = variance(plan=plan, spend=Priced(Fraction(100), Fraction(250), rate("0.95")))
    assert (told.volume_minor, told.price_minor, told.fx_minor) == (0, 0, 1250)
    told = variance(plan=plan, spend=Priced(Fraction(110), Fraction(240), rate("0.95")))
    assert (told.volume_minor, told.price_minor, told.fx_minor) == (2250, -990, 1320)
