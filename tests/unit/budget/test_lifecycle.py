"""What becomes of a commitment and of an entry, by tables: one row a way it can end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    Held,
    HeldState,
    Refusal,
    Resolution,
    consumption,
    may_leave,
    release,
    reversal,
)
from tests.tables import rows

NOW = datetime(2026, 5, 15, tzinfo=UTC)

CONSUMPTIONS = """
# held | state    | ends in | spend | final | used | returned | excess | or the state, or why not
   100 | open     | -       |    60 | no    |   60 |        0 |      0 | open
   100 | open     | -       |    60 | yes   |   60 |       40 |      0 | settled
   100 | open     | 1       |   100 | no    |  100 |        0 |      0 | settled
   100 | open     | -       |   130 | no    |  100 |        0 |     30 | settled
   100 | open     | 0       |     1 | no    |    0 |        0 |      0 | already_expired
   100 | waits    | -       |     1 | no    |    0 |        0 |      0 | waits_for_approval
   100 | waits    | 0       |     1 | no    |    0 |        0 |      0 | already_expired
     0 | released | -       |     1 | no    |    0 |        0 |      0 | already_released
     0 | settled  | 0       |     1 | yes   |    0 |        0 |      0 | already_settled
     0 | expired  | -       |     1 | no    |    0 |        0 |      0 | already_expired
"""


def held(amount: str, state: str, ends: str) -> Held:
    until = None if ends == "-" else NOW + timedelta(seconds=int(ends))
    waits = state == "waits"
    return Held(int(amount), HeldState.open if waits else HeldState(state), until, waits=waits)


@pytest.mark.parametrize(
    ("amount", "state", "ends", "spend", "final", "used", "returned", "excess", "end"), rows(CONSUMPTIONS)
)
def test_a_commitment_is_spent_by_the_table(
    amount: str,
    state: str,
    ends: str,
    spend: str,
    final: str,
    used: str,
    returned: str,
    excess: str,
    end: str,
) -> None:
    told = consumption(held(amount, state, ends), amount_minor=int(spend), final=final == "yes", at=NOW)
    if end.startswith(("already", "waits")):
        assert told is Refusal(end)
    else:
        assert told == Resolution(int(used), int(returned), int(excess), HeldState(end))


RELEASES = """
# held | state    | ends in | give back | returned | the state, or why not
   100 | open     | -       |         0 |      100 | released
   100 | open     | -       |        40 |       40 | open
   100 | open     | -       |       100 |      100 | released
   100 | open     | -       |       101 |        0 | exceeds_commitment
   100 | open     | 0       |         1 |        0 | already_expired
     0 | settled  | -       |         0 |        0 | already_settled
"""


@pytest.mark.parametrize(("amount", "state", "ends", "back", "returned", "end"), rows(RELEASES))
def test_a_commitment_is_given_back_by_the_table(
    amount: str, state: str, ends: str, back: str, returned: str, end: str
) -> None:
    told = release(held(amount, state, ends), amount_minor=int(back), at=NOW)
    if isinstance(told, Refusal):
        assert told is Refusal(end)
    else:
        assert (told.returned_minor, told.state) == (int(returned), HeldState(end))


@given(amount=st.integers(1, 1000), spend=st.integers(1, 1500), final=st.booleans())
def test_nothing_of_a_commitment_is_lost_when_it_is_spent(amount: int, spend: int, final: bool) -> None:
    told = consumption(Held(amount, HeldState.open, None), amount_minor=spend, final=final, at=NOW)
    assert isinstance(told, Resolution)
    left = amount - told.used_minor - told.returned_minor
    assert told.used_minor + told.excess_minor == spend
    assert left >= 0
    assert (left == 0) == (told.state is HeldState.settled)


REVERSALS = """
# posted | reversed | ask | answer
     100 |        0 | 100 | passes
     100 |       60 |  40 | passes
     100 |       60 |  41 | exceeds_original
     100 |      100 |   1 | exceeds_original
"""


@pytest.mark.parametrize(("posted", "taken", "ask", "answer"), rows(REVERSALS))
def test_all_reversals_of_an_entry_total_at_most_the_entry(
    posted: str, taken: str, ask: str, answer: str
) -> None:
    told = reversal(original_minor=int(posted), reversed_minor=int(taken), amount_minor=int(ask))
    assert (told.value if told else "passes") == answer


def test_funding_leaves_a_line_down_to_what_is_used_and_no_further() -> None:
    assert may_leave(funded_minor=100, reserved_minor=30, actual_minor=30, amount_minor=40)
    assert not may_leave(funded_minor=100, reserved_minor=30, actual_minor=30, amount_minor=41)
