"""The rules of moves as a table, and what holds for every move; no database."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    ANY,
    DEFAULT_MOVES,
    MOVING,
    RESERVE_CATEGORY,
    MoveAsked,
    MoveKind,
    MoveLine,
    MovePair,
    MoveVerdict,
    judge_move,
)
from tests.tables import rows

POLICY = replace(
    DEFAULT_MOVES,
    pairs=(MovePair("D", ANY, "A", ANY), MovePair("A", ANY, "A", "coupons")),
    line_cap_share=Fraction(1, 2),
    year_cap_share=Fraction(1, 10),
    at_once_minor=100,
)


def line(
    tier: str = "A",
    category: str = "gifts",
    *,
    period: str = "2026-05",
    quarter: str = "2026-Q2",
    funded: int = 1000,
    used: int = 0,
    gave: int = 0,
) -> MoveLine:
    return MoveLine(
        tier=tier,
        category=category,
        period=period,
        quarter=quarter,
        currency="EUR",
        closed=False,
        funded_minor=funded,
        used_minor=used,
        gave_minor=gave,
        gave_this_month=False,
        received_this_month=False,
    )


GIVER, TAKER = line(), line(category="coupons")
RESERVE = line("", RESERVE_CATEGORY, period="2026-06", funded=300)
SIDES = {
    "gifts": GIVER,
    "coupons": TAKER,
    "wakeups": line("D"),
    "closed": replace(TAKER, closed=True),
    "dollars": replace(TAKER, currency="USD"),
    "used": replace(GIVER, used_minor=901),
    "over": replace(GIVER, used_minor=1100),
    "generous": replace(GIVER, funded_minor=600, gave_minor=400),
    "received": replace(GIVER, received_this_month=True),
    "gave": replace(TAKER, gave_this_month=True),
    "reserve": RESERVE,
    "drawn": replace(RESERVE, used_minor=1),
    "later": replace(TAKER, quarter="2026-Q3", period="2026-07"),
    "none": None,
}

MOVES = """
# kind     | from     | to      | amount | year funded, given | verdict             | at most
  transfer | none     | none    | 0      | 0 0                | amount_not_positive | 0
  transfer | none     | coupons | 1      | 10000 0            | unknown_line        | 0
  transfer | gifts    | none    | 1      | 10000 0            | unknown_line        | 0
  transfer | gifts    | gifts   | 1      | 10000 0            | same_line           | 0
  transfer | reserve  | coupons | 1      | 10000 0            | reserve_is_drawn    | 0
  transfer | gifts    | reserve | 1      | 10000 0            | reserve_is_drawn    | 0
  draw     | gifts    | coupons | 1      | 10000 0            | not_a_reserve       | 0
  draw     | reserve  | later   | 1      | 10000 0            | other_quarter       | 0
  transfer | gifts    | dollars | 1      | 10000 0            | currency_mismatch   | 0
  transfer | gifts    | closed  | 1      | 10000 0            | month_closed        | 0
  transfer | coupons  | gifts   | 1      | 10000 0            | pair_not_allowed    | 0
  transfer | used     | coupons | 100    | 10000 0            | below_used          | 99
  transfer | over     | coupons | 1      | 10000 0            | below_used          | 0
  transfer | gifts    | coupons | 501    | 10000 0            | line_cap_reached    | 500
  transfer | generous | coupons | 101    | 10000 0            | line_cap_reached    | 100
  transfer | gifts    | coupons | 100    | 10000 901          | year_cap_reached    | 99
  transfer | gifts    | coupons | 1      | 10000 1001         | year_cap_reached    | 0
  transfer | gifts    | coupons | 100    | 10000 0            | moves_at_once       | 500
  transfer | gifts    | coupons | 101    | 10000 0            | needs_approval      | 500
  transfer | used     | coupons | 99     | 10000 0            | moves_at_once       | 99
  transfer | wakeups  | coupons | 1      | 10000 0            | needs_approval      | 500
  transfer | received | coupons | 1      | 10000 0            | needs_approval      | 500
  transfer | gifts    | gave    | 1      | 10000 0            | needs_approval      | 500
  draw     | reserve  | coupons | 300    | 0 0                | needs_approval      | 300
  draw     | drawn    | coupons | 300    | 0 0                | below_used          | 299
"""


@pytest.mark.parametrize(("kind", "giver", "taker", "amount", "year", "verdict", "most"), rows(MOVES))
def test_the_first_rule_that_is_broken_is_the_verdict(
    kind: str, giver: str, taker: str, amount: str, year: str, verdict: str, most: str
) -> None:
    funded, gave = map(int, year.split())
    asked = MoveAsked(MoveKind(kind), int(amount), "EUR", SIDES[giver], SIDES[taker], funded, gave)
    told = judge_move(asked, POLICY)
    assert (told.verdict.value, told.most_minor) == (verdict, int(most))
    assert told.ping_pong == ("received" in (giver, taker) or "gave" in (giver, taker))
    assert told.across == (giver == "wakeups")


def test_every_verdict_stands_in_the_table() -> None:
    assert {row[5] for row in rows(MOVES)} == {verdict.value for verdict in MoveVerdict}


amounts = st.integers(0, 10**9)


@given(
    kind=st.sampled_from(MoveKind),
    amount=st.integers(-5, 10**9),
    funded=amounts,
    used=amounts,
    gave=amounts,
    year=amounts,
    given_before=amounts,
)
def test_nothing_moves_that_would_leave_the_giver_below_its_use_or_its_caps(
    kind: MoveKind, amount: int, funded: int, used: int, gave: int, year: int, given_before: int
) -> None:
    giver = RESERVE if kind is MoveKind.draw else GIVER
    giver = replace(giver, funded_minor=funded, used_minor=used, gave_minor=gave)
    told = judge_move(MoveAsked(kind, amount, "EUR", giver, TAKER, year, given_before), POLICY)
    if told.verdict not in MOVING:
        return
    assert amount > 0
    assert funded - amount >= used
    assert amount <= told.most_minor
    if kind is MoveKind.transfer:
        assert gave + amount <= (funded + gave) * POLICY.line_cap_share
        assert given_before + amount <= year * POLICY.year_cap_share
