"""What delay does to a complaint: the closed form, the cap, and the two clocks."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.service.costing import (
    DelayClock,
    DelayDays,
    DelayPolicy,
    days_until_capped,
    modelled,
)
from fenhao.kernel import BusinessHours, NamedDay
from tests.tables import rows

POLICY = DelayPolicy(
    clock=DelayClock.calendar,
    growth=Fraction(6, 5),
    cap=Fraction(20),
    reputation_low=Fraction(5),
    reputation_mid=Fraction(13, 2),
    reputation_high=Fraction(8),
    base=None,
)

# Base 100.00. Figures worked out with bc: 1.2^7 = 3.5831808, 1.2^10 = 6.1917364224, 1.2^14 = 12.83918464464.
CASES = """
# days | escalated | factor         | recovery         | low              | high
 0     | no        | 1              | 10000            | 10000            | 10000
 7     | no        | 3.5831808      | 35831.808        | 35831.808        | 35831.808
 10    | no        | 6.1917364224   | 61917.364224     | 61917.364224     | 61917.364224
 14    | no        | 12.83918464464 | 128391.8464464   | 128391.8464464   | 128391.8464464
 14    | yes       | 12.83918464464 | 128391.8464464   | 770351.0786784   | 1155526.6180176
 17    | no        | 20             | 200000           | 200000           | 200000
 30    | yes       | 20             | 200000           | 1200000          | 1800000
"""


@pytest.mark.parametrize("case", rows(CASES))
def test_the_model_is_its_closed_form(case: tuple[str, ...]) -> None:
    days, escalated, factor, recovery, low, high = case
    found = modelled(base_minor=10000, days=int(days), escalated=escalated == "yes", policy=POLICY)
    for held, wanted in (
        (found.factor, factor),
        (found.recovery, recovery),
        (found.low, low),
        (found.high, high),
    ):
        assert held == pytest.approx(float(wanted), rel=1e-9)
    assert found.low <= found.mid <= found.high
    assert found.capped is (int(days) >= 17)


@given(days=st.integers(0, 2000), base=st.integers(0, 10**9), escalated=st.booleans())
def test_the_closed_form_holds_on_any_day(days: int, base: int, escalated: bool) -> None:
    found = modelled(base_minor=base, days=days, escalated=escalated, policy=POLICY)
    factor = min(Fraction(6, 5) ** days, Fraction(20))
    assert found.recovery == pytest.approx(float(base * factor), rel=1e-9)
    assert found.mid == pytest.approx(float(base * factor * (Fraction(15, 2) if escalated else 1)), rel=1e-9)


def test_the_cap_is_reached_on_a_day_that_can_be_named() -> None:
    assert days_until_capped(POLICY) == 17


def test_a_complaint_is_not_solved_before_it_is_opened() -> None:
    with pytest.raises(ValueError, match="before it is opened"):
        modelled(base_minor=1, days=-1, escalated=False, policy=POLICY)


HOURS = BusinessHours(
    holidays=(NamedDay(date(2026, 10, 1), "国庆"), NamedDay(date(2026, 10, 2), "国庆")),
    workdays=(NamedDay(date(2026, 9, 20), "调休"),),
)

DAYS = """
# opened     | until      | calendar | working
 2026-03-02  | 2026-03-16 | 14       | 10
 2026-03-06  | 2026-03-07 | 1        | 0
 2026-03-06  | 2026-03-06 | 0        | 0
 2026-03-06  | 2026-03-01 | 0        | 0
 2026-09-18  | 2026-09-21 | 3        | 2
 2026-09-30  | 2026-10-05 | 5        | 1
"""


@pytest.mark.parametrize("case", rows(DAYS))
def test_days_are_counted_in_the_clock_that_was_picked(case: tuple[str, ...]) -> None:
    opened, until = (date.fromisoformat(cell) for cell in case[:2])
    for clock, wanted in zip((DelayClock.calendar, DelayClock.working), case[2:], strict=True):
        counted = DelayDays(clock=clock, hours=HOURS, first=date(2026, 3, 1), last=date(2026, 12, 31))
        assert counted.between(opened, until) == int(wanted), clock


@given(opened=st.integers(0, 365), days=st.integers(0, 365))
def test_working_days_are_counted_one_by_one(opened: int, days: int) -> None:
    first = date(2026, 1, 1)
    start, end = first + timedelta(days=opened), first + timedelta(days=opened + days)
    counted = DelayDays(clock=DelayClock.working, hours=HOURS, first=first, last=first + timedelta(days=800))
    one_by_one = [start + timedelta(days=ahead) for ahead in range(1, days + 1)]
    assert counted.between(start, end) == sum(1 for day in one_by_one if HOURS.is_workday(day))
