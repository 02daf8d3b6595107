"""Whom to call, as tables."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from fenhao.engine.loyalty import CareRules, contacts_left, is_quiet, next_birthday, rhythm_days

RULES = CareRules(
    renewal_days=60,
    birthday_days=14,
    follow_up_days=2,
    quiet_times=Fraction(2),
    orders_min=3,
    tiers=("A", "B"),
    contacts_max=2,
    contacts_days=30,
)
TODAY = date(2026, 3, 1)

# told | next birthday
BIRTHDAYS = (
    ("03-01", "2026-03-01"),
    ("02-28", "2027-02-28"),
    ("1980-12-05", "2026-12-05"),
    ("02-29", "2026-03-01"),
    ("13-01", ""),
    ("04-31", ""),
    ("", ""),
    ("May 3", ""),
)


@pytest.mark.parametrize(("told", "wanted"), BIRTHDAYS)
def test_the_next_birthday_is_found(told: str, wanted: str) -> None:
    assert next_birthday(told, TODAY) == (date.fromisoformat(wanted) if wanted else None)


# orders | days from first to last | days since the last | quiet
SILENCES = (
    (5, 40, 21, True),  # every ten days: more than twice that
    (5, 40, 20, False),
    (2, 10, 99, False),  # two orders are no rhythm here
    (3, 0, 99, False),  # all on one day
)


@pytest.mark.parametrize(("orders", "span", "since", "quiet"), SILENCES)
def test_silence_is_measured_by_the_customers_own_rhythm(
    orders: int, span: int, since: int, quiet: bool
) -> None:
    last = TODAY - timedelta(days=since)
    told = is_quiet(RULES, first_on=last - timedelta(days=span), last_on=last, orders=orders, on=TODAY)
    assert told is quiet


def test_somebody_who_ordered_once_has_no_rhythm() -> None:
    assert rhythm_days(first_on=TODAY, last_on=TODAY, orders=1) is None


def test_calls_of_the_last_days_count_against_the_cap() -> None:
    days = [TODAY, TODAY - timedelta(days=29), TODAY - timedelta(days=30)]
    assert contacts_left(RULES, days, TODAY) == 0
    assert contacts_left(RULES, days[1:], TODAY) == 1
