"""The signs that a customer shows within some days, and what became of the customer in the days after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FlagArray = NDArray[np.bool_]

CUTS_MAX = 13


class Sign(Enum):
    """What can be seen of a customer who was served; each counts within the days looked back."""

    contacts = "contacts"  # contacts with service
    repeats = "repeats"  # contacts that came back within a few days
    bounced = "bounced"  # a bot or self-service that ended with a person
    complaints = "complaints"  # complaints opened
    escalated = "escalated"  # tickets escalated
    reopened = "reopened"  # tickets opened again after they were solved
    breached = "breached"  # promises of service levels that were broken
    unhappy = "unhappy"  # bad answers to surveys
    pleased = "pleased"  # good answers to surveys
    angry = "angry"  # tickets whose words sound like a complaint
    quiet = "quiet"  # days without a purchase, of those looked back
    orders = "orders"  # days with a purchase


SIGNS = tuple(Sign)
TROUBLE = (
    Sign.repeats,
    Sign.bounced,
    Sign.complaints,
    Sign.escalated,
    Sign.reopened,
    Sign.breached,
    Sign.unhappy,
    Sign.angry,
)
"""Signs that count as trouble where nothing can be learnt."""


class Outcome(Enum):
    """What a warning is about."""

    unhappy = "unhappy"  # complains, has a ticket escalated, or answers a survey badly
    leaves = "leaves"  # had bought and buys nothing, or ends a contract
    either = "either"


@dataclass(frozen=True, slots=True)
class WarningRules:
    """What a company sets: days looked back and ahead, days within which a contact comes back, and what the warning is about.

    ``calls`` is how many of those most at risk the care list takes.
    """

    back_days: int = 90
    ahead_days: int = 60
    repeat_days: int = 7
    outcome: Outcome = Outcome.either
    calls: int = 50


def cut_days(*, first_on: date, last_on: date, rules: WarningRules) -> tuple[date, ...]:
    """Return the days on which one looks: the last one, whose outcome is not known yet, and earlier ones a span apart.

    What is looked back from each lies wholly behind ``first_on``; spans ahead do not overlap. The newest first.
    """
    found: list[date] = []
    on = last_on
    while len(found) < CUTS_MAX and (not found or on - timedelta(days=rules.back_days) >= first_on):
        found.append(on)
        on -= timedelta(days=rules.ahead_days)
    return tuple(found)


def signs_of(counts: Mapping[str, FloatArray], *, last_order: FloatArray, rules: WarningRules) -> FloatArray:
    """Return one column a sign of SIGNS from what was counted by its name.

    ``last_order`` is how many days ago the last purchase was, below nought for none within the days looked back.
    """
    size = len(last_order)
    columns = [counts.get(each.value, np.zeros(size)) for each in SIGNS]
    bought = last_order >= 0
    columns[SIGNS.index(Sign.quiet)] = np.where(bought, last_order, float(rules.back_days))
    return np.stack(columns, axis=1)


def outcomes(
    before: Mapping[str, FloatArray], after: Mapping[str, FloatArray], *, outcome: Outcome, size: int
) -> FlagArray:
    """Return who did what the warning is about in the days after, from what was counted before and after."""
    none = np.zeros(size)

    def came(name: str) -> FlagArray:
        """Whether a thing happened afterwards."""
        return np.asarray(after.get(name, none) > 0, dtype=np.bool_)

    unhappy = came("complaints") | came("escalated") | came("unhappy")
    stopped = (before.get("orders", none) > 0) & ~came("orders")
    leaves = stopped | came("ended")
    if outcome is Outcome.unhappy:
        return np.asarray(unhappy, dtype=np.bool_)
    if outcome is Outcome.leaves:
        return np.asarray(leaves, dtype=np.bool_)
    return np.asarray(unhappy | leaves, dtype=np.bool_)
