"""What a history of events says of tickets: when each was answered and solved, and from when to when its clock stood still."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.service._clock import Moments
from fenhao.engine.service._many import NEVER, Pauses
from fenhao.engine.service._policy import ANSWERED, RESUMES, UNCHANGED

OPEN, PAUSING, DONE, ASKED, REPLIED, NOTHING = range(6)
"""What an event does: a status by its kind, the customer's message, the answer, nothing to any clock."""


def effect(event: str, *, pausing: Collection[str], done: Collection[str]) -> int:
    """Return what an event of that name does."""
    if event in (RESUMES, ANSWERED):
        return ASKED if event == RESUMES else REPLIED
    if event in UNCHANGED:
        return NOTHING
    return PAUSING if event in pausing else DONE if event in done else OPEN


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Each message of a customer after an answer: whose ticket, from when, until when answered (NEVER: not yet)."""

    ticket: Moments
    begins: Moments
    ends: Moments


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Of each ticket, by its place: first answer, solved for good, times reopened, pauses; and the waits of all."""

    answered: Moments
    done: Moments
    reopened: Moments
    pauses: Pauses
    waits: Waits


def history(
    *,
    opened: Moments,
    answered: Moments,
    done: Moments,
    ticket: Moments,
    at: Moments,
    effects: Moments,
) -> History:
    """Return what became of tickets; ``ticket`` is the place of an event's ticket, events come in any order.

    ``answered`` and ``done`` are what the tickets themselves tell (NEVER: nothing); they count where no event of the kind is
    known. What is done and opened again stood still in between. A ticket that is solved needs no further answer.
    """
    count = len(opened)
    ticket, at, effects = _with_told(count, (ticket, at, effects), answered=answered, done=done)
    status, times, kinds = _statuses(ticket, at, effects)
    is_done = kinds == DONE
    later_open = _last_of(count, status, ~is_done) > np.arange(len(status))
    solved = np.full(count, NEVER, dtype=np.int64)
    final = np.flatnonzero(is_done & ~later_open)[::-1]  # the first of them is written last
    solved[status[final]] = times[final]
    starts_still = (kinds == PAUSING) | (is_done & later_open)
    following = _following(status, times)
    still = np.flatnonzero(starts_still)
    number = np.bincount(status[still], minlength=count).astype(np.int64)
    again = np.flatnonzero(is_done[:-1] & ~is_done[1:] & (status[:-1] == status[1:]))
    replied = effects == REPLIED
    first = np.full(count, NEVER, dtype=np.int64)
    backwards = np.flatnonzero(replied & (at >= opened[ticket]))[::-1]
    first[ticket[backwards]] = at[backwards]
    quiet = (solved != NEVER) & ((first == NEVER) | (first > solved))
    return History(
        answered=np.where(quiet, solved, first),
        done=solved,
        reopened=np.bincount(status[again], minlength=count).astype(np.int64),
        pauses=Pauses(np.cumsum(number) - number, number, times[still], following[still]),
        waits=_waits(ticket, at, effects, solved),
    )


def _with_told(
    count: int, events: tuple[Moments, Moments, Moments], *, answered: Moments, done: Moments
) -> tuple[Moments, Moments, Moments]:
    """Return the events in the order of tickets and time, with those that only the tickets themselves tell of."""
    ticket, _, effects = events
    parts = [events]
    for told, kind in ((answered, REPLIED), (done, DONE)):
        known = np.zeros(count, dtype=bool)
        known[ticket[effects == kind]] = True
        more = np.flatnonzero((told != NEVER) & ~known)
        parts.append((more, told[more], np.full(len(more), kind, dtype=np.int64)))
    whole = tuple(np.concatenate([part[column] for part in parts]) for column in range(3))
    order = np.lexsort((whole[1], whole[0]))
    return whole[0][order], whole[1][order], whole[2][order]


def _statuses(ticket: Moments, at: Moments, effects: Moments) -> tuple[Moments, Moments, Moments]:
    """Return the events that set a status; a customer's message ends a pause, and opens nothing that is done."""
    told = effects <= DONE
    place = np.where(told, np.arange(len(ticket)), -1)
    last = np.maximum.accumulate(place) if len(place) else place
    same = (last >= 0) & (ticket[last] == ticket)
    resumes = (effects == ASKED) & same & (effects[last] == PAUSING)
    kept = np.flatnonzero(told | resumes)
    return ticket[kept], at[kept], np.where(effects[kept] == ASKED, OPEN, effects[kept])


def _last_of(count: int, ticket: Moments, which: NDArray[np.bool_]) -> Moments:
    """Return, at each event, the place of its ticket's last event of a kind; -1 where it has none."""
    last = np.full(count, -1, dtype=np.int64)
    found = np.flatnonzero(which)
    last[ticket[found]] = found
    of_event: Moments = last[ticket]
    return of_event


def _following(ticket: Moments, at: Moments) -> Moments:
    """Return when the ticket's next event was; NEVER at its last one."""
    found = np.full(len(ticket), NEVER, dtype=np.int64)
    if len(ticket) > 1:
        found[:-1] = np.where(ticket[:-1] == ticket[1:], at[1:], NEVER)
    return found


def _waits(ticket: Moments, at: Moments, effects: Moments, solved: Moments) -> Waits:
    """Return the customers' messages that waited for an answer; several in a row wait from the first one on."""
    talk = np.flatnonzero((effects == ASKED) | (effects == REPLIED))
    whose, when, asked = ticket[talk], at[talk], effects[talk] == ASKED
    if not len(talk):
        nobody = np.zeros(0, dtype=np.int64)
        return Waits(nobody, nobody, nobody)
    begins = np.flatnonzero(asked[1:] & ~asked[:-1] & (whose[1:] == whose[:-1])) + 1
    answer = np.where(~asked, np.arange(len(talk)), len(talk))
    nearest = np.minimum.accumulate(answer[::-1])[::-1][begins]
    there = nearest < len(talk)
    there[there] = whose[nearest[there]] == whose[begins][there]
    ends = np.full(len(begins), NEVER, dtype=np.int64)
    ends[there] = when[nearest[there]]
    over = solved[whose[begins]]
    ended = (over != NEVER) & (over >= when[begins]) & ((ends == NEVER) | (ends > over))
    return Waits(whose[begins], when[begins], np.where(ended, over, ends))
