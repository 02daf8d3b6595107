"""What becomes of a commitment and of an entry: consume, release, expire, reverse; and when funding may leave a line."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Refusal(Enum):
    """Every way a request can end before money is asked for, in the order checked; none of them leaves a trace."""

    key_conflict = "key_conflict"  # the key was used for something else
    no_legs = "no_legs"
    unknown_currency = "unknown_currency"
    unpriced = (
        "unpriced"  # nobody knows yet what it costs; it is no reservation, or nothing says what to hold
    )
    amount_not_positive = "amount_not_positive"
    amount_too_large = "amount_too_large"
    two_amounts = "two_amounts"  # in the books' own currency and in another one
    bad_reference = (
        "bad_reference"  # another system's number that says nothing, or stands where it means nothing
    )
    reserve_not_spendable = "reserve_not_spendable"  # an emergency reserve is drawn by a transfer
    not_allowed = "not_allowed"
    unknown_authorisation = "unknown_authorisation"
    unknown_commitment = "unknown_commitment"
    unknown_reference = "unknown_reference"  # no reservation was given this number
    reference_taken = "reference_taken"  # another system's number means another reservation already
    unknown_entry = "unknown_entry"
    not_reversible = "not_reversible"
    already_settled = "already_settled"
    already_released = "already_released"
    already_expired = "already_expired"
    waits_for_approval = "waits_for_approval"
    exceeds_commitment = "exceeds_commitment"
    exceeds_original = "exceeds_original"
    unknown_period = "unknown_period"
    no_open_period = "no_open_period"
    no_line = "no_line"
    no_rate = "no_rate"  # of another currency, on that day
    currency_mismatch = "currency_mismatch"
    below_used = "below_used"


class HeldState(Enum):
    """Where a commitment stands. Only ``open`` holds money; each of the others is final."""

    open = "open"
    settled = "settled"
    released = "released"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class Held:
    """A commitment: what it still holds, and until when; ``expires_at`` None holds for ever.

    One that ``waits`` for somebody's agreement holds money and cannot be spent yet.
    """

    remaining_minor: int
    state: HeldState
    expires_at: datetime | None
    waits: bool = False

    def state_at(self, at: datetime) -> HeldState:
        """Return the state by stored time: nobody has to come by for a commitment to expire."""
        due = self.expires_at is not None and self.expires_at <= at
        return HeldState.expired if due and self.state is HeldState.open else self.state


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a consumption or release does. ``used + returned`` leaves the reservation; ``excess`` asks control anew."""

    used_minor: int
    returned_minor: int
    excess_minor: int
    state: HeldState


FINAL = {
    HeldState.settled: Refusal.already_settled,
    HeldState.released: Refusal.already_released,
    HeldState.expired: Refusal.already_expired,
}


def consumption(held: Held, *, amount_minor: int, final: bool, at: datetime) -> Refusal | Resolution:
    """Return what spending so much of a commitment does; the rest stays reserved unless this is the final spend."""
    assert amount_minor > 0, "a consumption is positive"
    if (refusal := FINAL.get(held.state_at(at))) is not None:
        return refusal
    if held.waits:
        return Refusal.waits_for_approval
    used = min(amount_minor, held.remaining_minor)
    left = held.remaining_minor - used
    settled = final or left == 0
    return Resolution(
        used_minor=used,
        returned_minor=left if final else 0,
        excess_minor=amount_minor - used,
        state=HeldState.settled if settled else HeldState.open,
    )


def release(held: Held, *, amount_minor: int, at: datetime) -> Refusal | Resolution:
    """Return what giving back so much does; 0 gives back all that is left."""
    assert amount_minor >= 0, "a release is not negative"
    if (refusal := FINAL.get(held.state_at(at))) is not None:
        return refusal
    if amount_minor > held.remaining_minor:
        return Refusal.exceeds_commitment
    returned = amount_minor or held.remaining_minor
    whole = returned == held.remaining_minor
    return Resolution(0, returned, 0, HeldState.released if whole else HeldState.open)


def reversal(*, original_minor: int, reversed_minor: int, amount_minor: int) -> Refusal | None:
    """Return why so much of an entry may not be reversed; None when it may. All reversals total at most the original."""
    assert 0 <= reversed_minor <= original_minor, "no more is reversed than was posted"
    return Refusal.exceeds_original if amount_minor > original_minor - reversed_minor else None


def may_leave(*, funded_minor: int, reserved_minor: int, actual_minor: int, amount_minor: int) -> bool:
    """Whether so much funding may leave: never below what is reserved and spent."""
    return funded_minor - amount_minor >= reserved_minor + actual_minor
