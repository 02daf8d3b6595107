"""Histories of single tickets as a table: what was answered, solved, paused, and how long customers waited."""

import numpy as np
import pytest

from fenhao.engine.service import NEVER, History, effect, history

PAUSING, DONE = ("waiting_customer", "on_hold"), ("resolved", "closed")

# told (answered, done) | events at minute                                                        | answered | done | reopened | pauses        | waits
TABLE = """
 -  -   |                                                                                          |  - |  - | 0 |               |
 5  60  |                                                                                          |  5 | 60 | 0 |               |
 -  60  |                                                                                          | 60 | 60 | 0 |               |
 5  60  | agent_replied 7, resolved 50                                                             |  7 | 50 | 0 |               |
 -  -   | agent_replied 7, waiting_customer 10, customer_replied 30, agent_replied 40, resolved 50 |  7 | 50 | 0 | 10-30         | 30-40
 -  -   | agent_replied 7, waiting_customer 10, in_progress 20, on_hold 25                         |  7 |  - | 0 | 10-20, 25--   |
 -  -   | waiting_customer 10, on_hold 20, open 30                                                 |  - |  - | 0 | 10-20, 20-30  |
 -  -   | resolved 10, closed 20                                                                   | 10 | 10 | 0 |               |
 -  -   | agent_replied 5, resolved 10, reopened 30, resolved 40                                   |  5 | 40 | 1 | 10-30         |
 -  -   | agent_replied 5, resolved 10, reopened 30                                                |  5 |  - | 1 | 10-30         |
 -  -   | agent_replied 5, resolved 10, customer_replied 20                                        |  5 | 10 | 0 |               | 20--
 -  -   | agent_replied 5, customer_replied 6, customer_replied 9, agent_replied 12                |  5 |  - | 0 |               | 6-12
 -  -   | customer_replied 3, agent_replied 5, assigned 6, escalated 7, customer_replied 8         |  5 |  - | 0 |               | 8--
 -  -   | agent_replied 5, customer_replied 8, resolved 11                                         |  5 | 11 | 0 |               | 8-11
"""


def number(text: str) -> int:
    """Return a minute, NEVER for none."""
    return NEVER if text.strip() in ("-", "") else int(text)


def spans(
    starts: "np.ndarray[tuple[int], np.dtype[np.int64]]", ends: "np.ndarray[tuple[int], np.dtype[np.int64]]"
) -> str:
    """Return spans as the table writes them."""
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    return ", ".join(f"{a}-{'-' if b == NEVER else b}" for a, b in pairs)


def told(line: str, *, shuffled: bool) -> tuple[History, list[str]]:
    """Return the history of a line between two tickets that are nobody's, and what it must be."""
    first, events, *wanted = (cell.strip() for cell in line.split("|"))
    answered, done = (number(each) for each in first.split())
    moves = [(name, int(at)) for name, at in (each.split() for each in events.split(",") if each.strip())]
    moves = moves[::-1] if shuffled else moves
    found = history(
        opened=np.zeros(3, dtype=np.int64),
        answered=np.array([NEVER, answered, NEVER]),
        done=np.array([NEVER, done, NEVER]),
        ticket=np.full(len(moves), 1),
        at=np.array([at for _, at in moves], dtype=np.int64),
        effects=np.array([effect(name, pausing=PAUSING, done=DONE) for name, _ in moves], dtype=np.int64),
    )
    return found, wanted


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_history_says_when_a_ticket_was_answered_solved_and_paused(line: str, *, shuffled: bool) -> None:
    found, (answered, done, reopened, pauses, waits) = told(line, shuffled=shuffled)
    assert (found.answered[1], found.done[1]) == (number(answered), number(done))
    assert found.reopened.tolist() == [0, int(reopened), 0]
    assert spans(found.pauses.starts, found.pauses.ends) == pauses
    assert found.pauses.count.tolist() == [0, len(found.pauses.starts), 0]
    assert spans(found.waits.begins, found.waits.ends) == waits
    assert set(found.waits.ticket.tolist()) <= {1}


def test_no_tickets_have_no_history() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = history(
        opened=nothing, answered=nothing, done=nothing, ticket=nothing, at=nothing, effects=nothing
    )
    assert len(found.done) == len(found.pauses.starts) == len(found.waits.begins) == 0
