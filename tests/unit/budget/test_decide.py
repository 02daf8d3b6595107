"""Hard control by a table that walks the verdicts in order of precedence, and against a naive book of random traffic."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    Ceiling,
    Control,
    Position,
    Request,
    RequestKind,
    Verdict,
    decide,
    decide_at_every_level,
    is_passed,
    weigh_every_level,
)
from fenhao.kernel import Money
from tests.tables import rows

# Each row breaks the rules below it too, until the last few break none: the first rule broken is the answer.
VERDICTS = """
# limit posted pending ask_above control      state  | ask          -> | verdict             | available after
  1000    700     200       500  block        open   | 100 EUR         | committed           |    0
  1000    700     200       500  block        open   | 101 EUR         | exceeds_limit       |  100
  1000      0       0       500  block        closed |   1 EUR         | period_closed       | 1000
  1000      0       0       500  block        closed |   0 USD         | amount_not_positive | 1000
  1000      0       0       500  block        open   |  -1 EUR         | amount_not_positive | 1000
  1000      0       0       500  block        closed | 2000 USD        | period_closed       | 1000
  1000      0       0       500  block        open   | 2000 USD        | currency_mismatch   | 1000
  1000      0       0       500  block        open   | 1001 EUR        | exceeds_limit       | 1000
  1000      0       0       500  approve_over open   | 1001 EUR        | needs_override      | 1000
  1000      0       0       500  track        open   | 1001 EUR        | needs_approval      | 1000
  1000      0       0      5000  track        open   | 1001 EUR        | committed_over      |   -1
  1000      0       0      5000  track        open   | 1000 EUR        | committed           |    0
  1000      0       0       500  block        open   |  501 EUR        | needs_approval      | 1000
  1000      0       0       500  approve_over open   |  501 EUR        | needs_approval      | 1000
  1000      0       0       500  block        open   |  500 EUR        | committed           |  500
  1000   1200       0       500  block        open   |    1 EUR        | exceeds_limit       | -200
  1000    700     300       500  block        open   |    1 EUR        | exceeds_limit       |    0
# a tolerance lets a little pass and says so; an override opens the line that asks for one, never the one that blocks
  1000    950       0       500  block+60     open   | 110 EUR         | committed_tolerated |  -60
  1000    950       0       500  block+60     open   | 111 EUR         | exceeds_limit       |   50
  1000   1040       0       500  block+60     open   |  20 EUR         | committed_tolerated |  -60
  1000    950       0       500  warn         open   | 100 EUR         | committed_warned    |  -50
  1000    950       0       500  warn+50      open   | 100 EUR         | committed_tolerated |  -50
  1000    950       0        50  warn         open   | 100 EUR         | needs_approval      |   50
  1000    950       0        50  warn         open   | 100 EUR spend approved     | committed_warned      | -50
  1000      0       0       500  block        open   | 600 EUR spend approved     | committed             | 400
  1000    950       0       500  approve_over open   | 100 EUR spend override=50  | committed_by_override | -50
  1000    950       0       500  approve_over open   | 100 EUR spend override=49  | needs_override        |  50
  1000    950       0       500  block        open   | 100 EUR spend override=50  | exceeds_limit         |  50
  1000    950       0       500  approve_over closed | 100 EUR spend override=50  | period_closed         |  50
# what cannot be stopped is recorded: over the line, above the approval mark and in a closed period too
  1000   1200       0       500  block        open   | 100 EUR reversal | recorded           | -100
  1000   1200       0        50  block        closed | 900 EUR reversal | recorded           |  700
  1000    700     200        50  block        open   | 100 EUR fact     | recorded           |    0
  1000    700     200        50  block        open   | 101 EUR fact     | recorded_over      |   -1
  1000    700     200        50  block        closed | 101 EUR fact     | recorded_over      |   -1
  1000      0       0       500  block        closed |   1 USD fact     | currency_mismatch  | 1000
  1000      0       0       500  block        closed |   1 USD reversal | currency_mismatch  | 1000
  1000      0       0       500  block        open   |   0 EUR reversal | amount_not_positive | 1000
  1000      0       0       500  block        open   |   0 EUR fact     | amount_not_positive | 1000
"""


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def position_of(text: str) -> Position:
    limit, posted, pending, above, control, state = text.split()
    return Position(
        limit=euros(int(limit)),
        posted=euros(int(posted)),
        pending=euros(int(pending)),
        approval_above=euros(int(above)),
        control=Control(control.partition("+")[0]),
        tolerance_minor=int(control.partition("+")[2] or 0),
        closed=state == "closed",
    )


def request_of(text: str) -> Request:
    minor, currency, *rest = text.replace("->", "").split()
    kind = RequestKind(rest[0]) if rest else RequestKind.spend
    override = next((int(word.partition("=")[2]) for word in rest if word.startswith("override=")), 0)
    return Request(Money(int(minor), currency), kind, override_minor=override, approved="approved" in rest)


@pytest.mark.parametrize(("position", "ask", "verdict", "after"), rows(VERDICTS))
def test_hard_control_answers_with_the_first_rule_that_is_broken(
    position: str, ask: str, verdict: str, after: str
) -> None:
    decision = decide(position=position_of(position), request=request_of(ask))
    assert (decision.verdict, decision.available) == (Verdict(verdict), euros(int(after)))


def test_the_table_shows_every_verdict() -> None:
    assert {Verdict(row[2]) for row in rows(VERDICTS)} == set(Verdict)


OPEN = Position(limit=euros(0), posted=euros(0), pending=euros(0), approval_above=euros(10**9))


@given(
    limit=st.integers(0, 1000),
    asks=st.lists(st.tuples(st.integers(1, 400), st.sampled_from(RequestKind)), max_size=30),
)
def test_a_blocked_line_never_lets_spend_take_it_over(
    limit: int, asks: list[tuple[int, RequestKind]]
) -> None:
    posted = 0
    for minor, kind in asks:
        position = replace(OPEN, limit=euros(limit), posted=euros(posted))
        decision = decide(position=position, request=Request(euros(minor), kind))
        fits = posted + minor <= limit
        assert is_passed(decision.verdict) == (fits or kind is not RequestKind.spend)
        if is_passed(decision.verdict):
            posted += -minor if kind is RequestKind.reversal else minor
        assert decision.available == euros(limit - posted)


@given(limit=st.integers(0, 10_000), amount=st.integers(1, 500))
def test_equal_requests_are_admitted_exactly_as_often_as_the_money_lasts(limit: int, amount: int) -> None:
    pending, admitted = 0, 0
    while (
        decide(
            position=replace(OPEN, limit=euros(limit), pending=euros(pending)), request=Request(euros(amount))
        ).verdict
        is Verdict.committed
    ):
        pending += amount
        admitted += 1
    assert admitted == limit // amount


def test_two_children_cannot_each_spend_the_whole_group_budget() -> None:
    group = replace(OPEN, limit=euros(100))
    child = replace(OPEN, limit=euros(100))
    verdict, decisions = decide_at_every_level(positions=(child, group), request=Request(euros(70)))
    assert (verdict, [each.available for each in decisions]) == (Verdict.committed, [euros(30), euros(30)])
    spent = replace(group, posted=euros(70))
    verdict, decisions = decide_at_every_level(positions=(child, spent), request=Request(euros(40)))
    assert verdict is Verdict.exceeds_limit
    assert [each.verdict for each in decisions] == [Verdict.committed, Verdict.exceeds_limit]
    assert [each.available for each in decisions] == [euros(100), euros(30)]


@given(
    levels=st.lists(
        st.builds(
            Position,
            limit=st.integers(0, 30).map(euros),
            posted=st.integers(0, 30).map(euros),
            pending=st.just(euros(0)),
            approval_above=st.integers(0, 30).map(euros),
            control=st.sampled_from(Control),
            closed=st.booleans(),
            tolerance_minor=st.integers(0, 5),
        ),
        min_size=1,
        max_size=4,
    ),
    amount=st.integers(0, 30),
    kind=st.sampled_from(RequestKind),
)
def test_levels_kept_as_plain_numbers_are_weighed_as_positions_are_decided(
    levels: list[Position], amount: int, kind: RequestKind
) -> None:
    request = Request(euros(amount), kind)
    verdict, decisions = decide_at_every_level(positions=levels, request=request)
    ceilings = [
        Ceiling(
            (each.limit - each.posted).minor,
            each.approval_above.minor,
            each.control,
            each.closed,
            each.tolerance_minor,
        )
        for each in levels
    ]
    told = [(each.verdict, each.available.minor) for each in decisions]
    assert weigh_every_level(ceilings, request, same_currency=True) == (verdict, told)


def test_the_breach_on_the_last_of_ten_levels_is_found() -> None:
    wide = replace(OPEN, limit=euros(1000))
    narrow = replace(OPEN, limit=euros(1))
    verdict, _ = decide_at_every_level(positions=(*[wide] * 9, narrow), request=Request(euros(2)))
    assert verdict is Verdict.exceeds_limit


def test_the_gravest_verdict_of_all_levels_wins() -> None:
    closed = replace(OPEN, limit=euros(1), closed=True)
    tracked = replace(OPEN, limit=euros(1), control=Control.track)
    full = replace(OPEN, limit=euros(1))
    wide = replace(OPEN, limit=euros(10))
    ask = Request(euros(2))
    assert decide_at_every_level(positions=(full, closed, tracked), request=ask)[0] is Verdict.period_closed
    assert decide_at_every_level(positions=(wide, tracked), request=ask)[0] is Verdict.committed_over
    with pytest.raises(ValueError, match="somewhere"):
        decide_at_every_level(positions=(), request=ask)
