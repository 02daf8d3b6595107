"""Self-service and bots: their share, what the next points of it would free, and what the ledger says of it afterwards.

Freed minutes are no money saved. They become idle capacity first, and money only when a team is paid for fewer hours.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.service.costing._minutes import MINUTE_SECONDS


@dataclass(frozen=True, slots=True)
class Mix:
    """Contacts of a period: all of them, those that a bot or self-service began, and of these those handed to a person or given up.

    What began with a bot and went on with a person is one contact here, though its cost is that of two.
    """

    contacts: int
    begun: int
    handed_over: int
    abandoned: int = 0

    @property
    def solved(self) -> int:
        """Contacts that were solved and no person had to take up."""
        return self.begun - self.handed_over - self.abandoned

    @property
    def share(self) -> Fraction | None:
        """The share that was solved without a person; None without a contact."""
        return Fraction(self.solved, self.contacts) if self.contacts else None

    @property
    def bounce_share(self) -> Fraction:
        """The share of what was begun that had to be handed over."""
        return Fraction(self.handed_over, self.begun) if self.begun else Fraction(0)

    def points_missing(self, goal: Fraction) -> Fraction:
        """Return by how much the share lies below the goal; 0 when it is reached or there was no contact."""
        return max(Fraction(0), goal - self.share) if self.share is not None else Fraction(0)


@dataclass(frozen=True, slots=True)
class ChannelTime:
    """Contacts of one channel, the seconds that they took, and what they carry."""

    channel: str
    contacts: int
    seconds: int
    minor: int

    @property
    def seconds_each(self) -> Fraction:
        """The seconds of one contact on average; 0 without contacts."""
        return Fraction(self.seconds, self.contacts) if self.contacts else Fraction(0)

    @property
    def minor_each(self) -> Fraction | None:
        """What one contact costs on average."""
        return Fraction(self.minor, self.contacts) if self.contacts else None


@dataclass(frozen=True, slots=True)
class NextPoints:
    """What moving so many points of all contacts out of a channel would do. No booked money: amounts are expectations.

    ``moved`` contacts a period leave the channel; ``bounced`` of them come back to a person, and carry both. The freed seconds
    are worth ``freed_minor`` at the capacity cost rate of the team: idle first, money once it is paid for so many hours less.
    ``added_minor`` is the time that the digital channel takes, at its rate.
    """

    channel: str
    points: Fraction
    moved: Fraction
    bounced: Fraction
    freed_seconds: Fraction
    freed_minor: Fraction
    added_minor: Fraction

    @property
    def net_minor(self) -> Fraction:
        """What is saved a period once capacity has fallen."""
        return self.freed_minor - self.added_minor


def next_points(
    *,
    mix: Mix,
    source: ChannelTime,
    digital: ChannelTime,
    points: Fraction,
    rate_minor: Fraction,
) -> NextPoints:
    """Return what it frees to move ``points`` (a share of all contacts) from a channel of people to bots and self-service.

    No more is moved than the channel has. ``rate_minor`` is the capacity cost rate of those who serve it, a minute. Bots are
    taken to hand over as many of the next contacts as they did of the last, and to cost as much each.
    """
    moved = min(mix.contacts * points, Fraction(source.contacts))
    bounced = moved * mix.bounce_share
    freed = (moved - bounced) * source.seconds_each
    return NextPoints(
        channel=source.channel,
        points=points,
        moved=moved,
        bounced=bounced,
        freed_seconds=freed,
        freed_minor=freed * rate_minor / MINUTE_SECONDS,
        added_minor=moved * (digital.minor_each or 0),
    )


@dataclass(frozen=True, slots=True)
class TeamMonth:
    """What a later month is held against: all contacts, those of the channel, and the teams that serve it, added up.

    ``channel_seconds`` is the time of the channel's contacts. ``ledger_minor`` is what the teams cost in the ledger, ``idle_minor`` the part
    of it that was not used.
    """

    label: str
    contacts: int
    channel_contacts: int
    channel_seconds: int
    ledger_minor: int
    idle_minor: int
    capacity_seconds: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What was expected of moving contacts, stated in a month, and the month that it was stated from."""

    base: TeamMonth
    teams: tuple[str, ...]
    rate_minor: Fraction
    stated: NextPoints


class Confirmed(Enum):
    """What a later month's ledger says of an expectation, in the order checked."""

    not_moved = "not_moved"  # no fewer minutes than the same contacts would have taken
    saved = "saved"  # the teams cost at least as much less as was expected
    partly_saved = "partly_saved"  # they cost less, but not as much as was expected
    idle = "idle"  # minutes were freed, and are still paid for


@dataclass(frozen=True, slots=True)
class Realised:
    """An expectation beside a later month.

    ``moved_seconds`` were freed because a smaller share of contacts came by the channel, ``shorter_seconds`` because a contact took
    less time; both at the later month's number of contacts, so that a quiet month is no saving. ``freed_minor`` is their sum at
    the stated rate. ``ledger_minor`` is how much less the teams cost in the ledger, ``idle_minor`` how much more of it lay idle.
    """

    now: TeamMonth
    moved_points: Fraction
    moved_seconds: Fraction
    shorter_seconds: Fraction
    freed_minor: Fraction
    ledger_minor: int
    idle_minor: int
    verdict: Confirmed


def confirm(stated: Expectation, now: TeamMonth) -> Realised:
    """Return what became of an expectation in a later month."""
    base = stated.base
    share_before, share_now = _share(base), _share(now)
    each_before, each_now = _each(base), _each(now)
    moved = now.contacts * (share_before - share_now) * each_before
    shorter = now.contacts * share_now * (each_before - each_now)
    saved = base.ledger_minor - now.ledger_minor
    if moved + shorter <= 0:
        verdict = Confirmed.not_moved
    elif saved > 0 and saved >= stated.stated.freed_minor:
        verdict = Confirmed.saved
    else:
        verdict = Confirmed.partly_saved if saved > 0 else Confirmed.idle
    return Realised(
        now=now,
        moved_points=share_before - share_now,
        moved_seconds=moved,
        shorter_seconds=shorter,
        freed_minor=(moved + shorter) * stated.rate_minor / MINUTE_SECONDS,
        ledger_minor=saved,
        idle_minor=now.idle_minor - base.idle_minor,
        verdict=verdict,
    )


def _share(month: TeamMonth) -> Fraction:
    return Fraction(month.channel_contacts, month.contacts) if month.contacts else Fraction(0)


def _each(month: TeamMonth) -> Fraction:
    return Fraction(month.channel_seconds, month.channel_contacts) if month.channel_contacts else Fraction(0)
