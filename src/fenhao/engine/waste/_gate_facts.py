"""What the gate knows of a customer and a campaign: values that a store fills in, and how they change by the day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from fenhao.engine.waste._gate_policy import GateRule

SENT_KEPT = 40
"""How many wake-ups of a customer are kept at least; more than anybody sends without an answer."""


class WakeUp(NamedTuple):
    """One wake-up that was sent, or for which money is reserved; ``ref`` is the contact's id or the entry's."""

    on: date
    ref: str


@dataclass(frozen=True, slots=True)
class WakeUps:
    """A customer's wake-ups since the last answers, both oldest first. An answer is a response or an order."""

    sent: tuple[WakeUp, ...] = ()
    answered_on: tuple[date, ...] = ()

    def unanswered(self, on: date) -> tuple[WakeUp, ...]:
        """Return the wake-ups up to ``on`` that nothing answered before that day.

        As in the weekly rule, an answer counts from the day after it came and answers every wake-up up to and
        including its own day: what is asked on the day of an answer does not know it yet.
        """
        answered = max((day for day in self.answered_on if day < on), default=date.min)
        return tuple(each for each in self.sent if answered < each.on <= on)

    def with_sent(self, wake_up: WakeUp, *, kept: int = SENT_KEPT) -> "WakeUps":
        """Return the history with one more wake-up; the oldest give way beyond ``kept``."""
        return replace(self, sent=tuple(sorted((*self.sent, wake_up)))[-kept:])

    def without(self, ref: str) -> "WakeUps":
        """Return the history without a wake-up whose money was given back: it was never sent."""
        return replace(self, sent=tuple(each for each in self.sent if each.ref != ref))

    def with_answer(self, on: date) -> "WakeUps":
        """Return the history with an answer; wake-ups that an older answer has settled are forgotten."""
        answers = tuple(sorted({*self.answered_on, on}))[-2:]
        settled = answers[0] if len(answers) == 2 else date.min
        return WakeUps(tuple(each for each in self.sent if each.on > settled), answers)


class TierInForce(NamedTuple):
    """A customer's tier, the day since when, and where it comes from: ``assessed``, or ``decided`` by a person."""

    tier: str
    since: date
    source: str


class TierRow(NamedTuple):
    """One line of a customer's tier history. ``source`` is assessed or decided.

    A decided one goes before every assessment from ``since`` until ``until`` (excluded; None for ever); with an empty
    tier it takes an earlier decision back. An assessment holds until the next.
    """

    tier: str
    since: date
    until: date | None
    source: str


def tier_on(history: Sequence[TierRow], on: date) -> TierInForce | None:
    """Return the tier in force on a day, None before the first; ``history`` stands in the order it was written.

    What was written later about the same day holds: an assessment made again, a decision changed.
    """
    for source in ("decided", "assessed"):
        begun = [row for row in history if row.source == source and row.since <= on]
        row = max(reversed(begun), key=lambda each: each.since, default=None)
        if row is not None and row.tier and (row.until is None or on < row.until):
            return TierInForce(row.tier, row.since, source)
    return None


class Spend(NamedTuple):
    """What a customer's orders brought and how many there were, up to a day: the average is spend / orders."""

    spend_minor: int
    orders: int
    as_of: date


class CampaignStand(NamedTuple):
    """A campaign's participation as last published, the day it was judged, and whether the rest of it is frozen."""

    invited: int
    participated: int
    judged_on: date | None
    frozen: bool


@dataclass(frozen=True, slots=True)
class GateFacts:
    """All that the gate looks at for one ask. ``allowed`` are the rules that a person lets pass this once."""

    tier: TierInForce | None = None
    spend: Spend | None = None
    wake_ups: WakeUps = WakeUps()
    campaign: CampaignStand | None = None
    allowed: frozenset[GateRule] = frozenset()


def checkpoint_on(*, starts_on: date, ends_on: date, at: Fraction) -> date:
    """Return the day at whose end a campaign is judged: the first by which that share of its days is over.

    ``ends_on`` is its last day, included; a share of 1 judges when the weekly rule does.
    """
    days = (ends_on - starts_on).days + 1
    over = -(-days * at.numerator // at.denominator)
    return starts_on + timedelta(days=max(over, 1) - 1)


def participates_too_little(*, invited: int, participated: int, least: Fraction) -> bool:
    """Whether participated / invited lies below the least share; a campaign that invited nobody is not judged."""
    return participated * least.denominator < least.numerator * invited
