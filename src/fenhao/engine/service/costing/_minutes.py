"""Minutes a contact: as measured, and by a time equation where nobody measured."""

from collections.abc import Sequence
from dataclasses import dataclass

MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class TimeEquation:
    """How long a contact takes: the minutes of its channel and, where its category takes longer or shorter, so many more.

    ``otherwise`` are the minutes of a channel that is not named. A sum below nought counts as nought.
    """

    channels: tuple[tuple[str, int], ...]
    categories: tuple[tuple[str, int], ...]
    otherwise: int

    def seconds(self, channel: str, category: str) -> int:
        """Return the seconds of one contact."""
        minutes = dict(self.channels).get(channel, self.otherwise) + dict(self.categories).get(category, 0)
        return max(0, minutes) * MINUTE_SECONDS


@dataclass(frozen=True, slots=True)
class Bounces:
    """Contacts that a bot or self-service began and a person had to take up: both are paid for.

    ``began`` and ``taken_up`` are places of contacts, pair by pair. ``lost`` are those handed over of which no person's
    contact is known: their second half is in the ledger, but nobody can say where.
    """

    began: tuple[int, ...]
    taken_up: tuple[int, ...]
    lost: tuple[int, ...]


def bounces(*, ticket: Sequence[str], handed_over: Sequence[bool], unmanned: Sequence[bool]) -> Bounces:
    """Return which contact of a person took up what was handed over; contacts are given in the order in which they were made.

    The next contact of the same ticket that is neither a bot's nor self-service takes it up, and with it all that was handed
    over before: then it stands in several pairs. Contacts without a ticket are paired with nobody.
    """
    waiting: dict[str, list[int]] = {}
    began, taken, lost = list[int](), list[int](), list[int]()
    for place, (name, handed, alone) in enumerate(zip(ticket, handed_over, unmanned, strict=True)):
        if alone:
            if handed and name:
                waiting.setdefault(name, []).append(place)
            elif handed:
                lost.append(place)
        elif name in waiting:
            before = waiting.pop(name)
            began += before
            taken += [place] * len(before)
    lost += [place for each in waiting.values() for place in each]
    return Bounces(tuple(began), tuple(taken), tuple(sorted(lost)))


def repeats(
    *, customer: Sequence[str], category: Sequence[str], day: Sequence[int], within_days: int
) -> tuple[int, ...]:
    """Return the contacts that repeat an earlier one: same customer and category, at most so many days after the last.

    Contacts are given in the order in which they were made, ``day`` counting from any day. Those of unknown customers repeat none.
    """
    last: dict[tuple[str, str], int] = {}
    found = []
    for place, (who, what, on) in enumerate(zip(customer, category, day, strict=True)):
        if not who:
            continue
        before = last.get((who, what))
        if before is not None and on - before <= within_days:
            found.append(place)
        last[(who, what)] = on
    return tuple(found)
