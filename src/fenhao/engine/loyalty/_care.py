"""Whom to call: renewals coming up, memberships that end, birthdays, and good customers who have been quiet for longer than is their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction


class Reason(Enum):
    """Why somebody should be called, the most pressing first."""

    detractor = "detractor"
    warned = "warned"
    renewal = "renewal"
    membership = "membership"
    quiet = "quiet"
    birthday = "birthday"


@dataclass(frozen=True, slots=True)
class CareRules:
    """What a company sets: how far ahead to look, when silence is long, and who is a good customer.

    ``contacts_max`` calls of this kind a customer within ``contacts_days``; 0 for no limit. ``quiet_times`` is how many of a customer's
    usual pauses have to pass, ``orders_min`` how many orders make a rhythm.
    """

    renewal_days: int
    birthday_days: int
    follow_up_days: int
    quiet_times: Fraction
    orders_min: int
    tiers: tuple[str, ...]
    contacts_max: int
    contacts_days: int


def next_birthday(told: str, on: date) -> date | None:
    """Return the next birthday from a day on, that day included; None for what is no month and day.

    ``told`` is MM-DD, or a date of which the year is not looked at. The 29th of February is kept on the 1st of March.
    """
    parts = told.strip().split("-")[-2:]
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        return None
    month, day = (int(part) for part in parts)
    for year in (on.year, on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                return None
            found = date(year, 3, 1)
        if found >= on:
            return found
    return None


def rhythm_days(*, first_on: date, last_on: date, orders: int) -> Fraction | None:
    """Return the usual pause between two orders in days; None for somebody who ordered once, or all on one day."""
    return Fraction((last_on - first_on).days, orders - 1) if orders > 1 and last_on > first_on else None


def is_quiet(rules: CareRules, *, first_on: date, last_on: date, orders: int, on: date) -> bool:
    """Whether a customer has been silent for longer than is his way."""
    if orders < rules.orders_min:
        return False
    usual = rhythm_days(first_on=first_on, last_on=last_on, orders=orders)
    return usual is not None and (on - last_on).days > usual * rules.quiet_times


def contacts_left(rules: CareRules, contacted: Sequence[date], on: date) -> int | None:
    """Return how many calls a customer may still get today; None without a limit."""
    if not rules.contacts_max:
        return None
    since = on - timedelta(days=rules.contacts_days)
    return max(0, rules.contacts_max - sum(1 for day in contacted if since < day <= on))
