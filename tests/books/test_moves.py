"""Moves on real books: transfers by rule, draws from the emergency reserve, and a total that never changes."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fenhao.books.budgets import Act, Ask, Leg, Request
from fenhao.books.moves import MoveAnswer
from fenhao.books.people import Role
from fenhao.engine.budget import DEFAULT_MOVES, RESERVE_CATEGORY
from fenhao.kernel import Trouble
from tests.books.cast import Cast, person
from tests.books.stage import NOW, Stage, later, of

Cell = tuple[str, str, str]
MAY_A: Cell = ("2026-05", "A", "coupons")
MAY_GIFTS: Cell = ("2026-05", "A", "gifts")
MAY_D: Cell = ("2026-05", "D", "coupons")
RESERVE: Cell = ("2026-06", "", RESERVE_CATEGORY)


def fund(**minor: int) -> None:
    """Fund May's lines by name, and the reserve of its quarter."""
    from fenhao.books.budgets import operations as books

    legs = {
        "coupons": of(1),
        "gifts": of(1, category="gifts"),
        "wakeups": of(1, tier="D"),
        "reserve": of(1, month=6, tier="", category=RESERVE_CATEGORY),
    }
    wanted = [replace(legs[name], amount_minor=amount) for name, amount in minor.items()]
    assert books.fund(key=f"fund/{minor}", legs=wanted, currency="EUR", by=None, at=NOW).passed


def rules(**changes: Fraction | int) -> None:
    """Put rules in force that leave everything to the case at hand."""
    from fenhao.books.moves import operations as moves

    policy = replace(
        DEFAULT_MOVES, version=f"{changes}", line_cap_share=Fraction(1), year_cap_share=Fraction(1)
    )
    policy = replace(policy, **changes)  # type: ignore[arg-type]
    moves.set_policy(policy, key=f"{changes}", by=None, at=NOW, why="the case at hand")


def move(
    by: int | None, giver: Cell, taker: Cell, amount: int, *, key: str = "m", at: datetime = NOW
) -> MoveAnswer:
    from fenhao.books.budgets.operations import LineKey
    from fenhao.books.moves import operations as moves

    return moves.propose_transfer(
        key=key,
        giver=LineKey(*giver),
        taker=LineKey(*taker),
        amount_minor=amount,
        currency="EUR",
        why="wake-ups bring little",
        by=by,
        at=at,
    )


def draw(by: int, amount: int, *, key: str = "d", quarter: str = "2026-Q2") -> MoveAnswer:
    from fenhao.books.budgets.operations import LineKey
    from fenhao.books.moves import operations as moves

    return moves.propose_draw(
        key=key,
        quarter=quarter,
        taker=LineKey(*MAY_A),
        amount_minor=amount,
        currency="EUR",
        why="a recall",
        by=by,
        at=NOW,
    )


def say(case: int | None, by: int, *, allow: bool = True, at: datetime = NOW, why: str = "") -> str:
    from fenhao.books.inbox import operations as inbox

    assert case is not None, "there is a case to answer"
    return inbox.answer(key=f"{case}/{by}/{at}", case=case, allow=allow, by=by, at=at, why=why).verdict.value


def funded(at: datetime = NOW) -> dict[Cell, int]:
    from fenhao.books.budgets.operations import month_standing
    from fenhao.books.database import read

    lines = read(lambda session: month_standing(session, ["2026-05", "2026-06"], at=at))
    return {(line.key.period, line.key.tier, line.key.category): line.funded_minor for line in lines}


def states(at: datetime = NOW) -> list[str]:
    from fenhao.books.moves import operations as moves

    return [state.value for _, state in moves.moves_at(by=None, at=at)]


def test_a_small_transfer_inside_a_tier_moves_at_once_and_keeps_the_total(stage: Stage) -> None:
    from fenhao.books.audit.models import Record
    from fenhao.books.budgets import operations as books

    cast = Cast.hired()
    fund(coupons=1000, gifts=1000)
    told = move(cast.requester, MAY_GIFTS, MAY_A, 200)
    assert (told.verdict.value, told.case) == ("moves_at_once", None)
    assert funded() == {MAY_A: 1200, MAY_GIFTS: 800}
    again = move(cast.requester, MAY_GIFTS, MAY_A, 200)
    assert (again.move, again.replayed) == (told.move, True)
    with pytest.raises(Trouble, match="key_conflict"):
        move(cast.requester, MAY_GIFTS, MAY_A, 201)
    assert funded() == {MAY_A: 1200, MAY_GIFTS: 800}
    acts = list(Record.objects.filter(subject=f"move/{told.move}").order_by("id").values_list("action", "by"))
    assert acts == [("propose_transfer", cast.requester), ("move", cast.requester)]
    assert books.differences() == ()
    with pytest.raises(Trouble, match="not_allowed"):
        move(cast.auditor, MAY_GIFTS, MAY_A, 1, key="a")


def test_a_refused_transfer_leaves_no_trace_and_its_key_free(stage: Stage) -> None:
    cast = Cast.hired()
    fund(coupons=1000, gifts=1000)
    told = move(cast.requester, MAY_GIFTS, MAY_A, 201 + 200)
    assert (told.verdict.value, told.most_minor, told.move) == ("year_cap_reached", 400, None)
    assert states() == []
    assert move(cast.requester, MAY_GIFTS, MAY_A, 400).verdict.value == "moves_at_once"


def test_between_tiers_finance_and_management_are_asked_before_anything_moves(stage: Stage) -> None:
    cast = Cast.hired()
    rules()
    fund(coupons=1000, wakeups=1000)
    told = move(cast.requester, MAY_D, MAY_A, 300)
    assert (told.verdict.value, told.across) == ("needs_approval", True)
    assert say(told.case, cast.requester) == "own_request"
    assert say(told.case, cast.finance) == "waiting"
    assert funded() == {MAY_A: 1000, MAY_D: 1000}
    assert say(told.case, cast.boss) == "approved"
    assert funded() == {MAY_A: 1300, MAY_D: 700}
    assert states() == ["moved"]
    back = move(cast.requester, MAY_A, MAY_D, 1, key="back")
    assert (back.verdict.value, back.ping_pong) == ("needs_approval", True)


def test_what_came_into_a_line_does_not_leave_it_in_the_same_month_unless_somebody_agrees(
    stage: Stage,
) -> None:
    cast = Cast.hired()
    rules()
    fund(coupons=1000, gifts=1000)
    assert move(cast.requester, MAY_GIFTS, MAY_A, 10).verdict.value == "moves_at_once"
    assert move(cast.requester, MAY_GIFTS, MAY_A, 10, key="same way").verdict.value == "moves_at_once"
    back = move(cast.requester, MAY_A, MAY_GIFTS, 5, key="back")
    assert (back.verdict.value, back.ping_pong, back.across) == ("needs_approval", True, False)
    assert say(back.case, cast.finance) == "approved"
    in_june = move(cast.requester, MAY_A, MAY_GIFTS, 5, key="june", at=later(days=20))
    assert in_june.verdict.value == "moves_at_once"


def test_a_proposal_is_over_once_the_giver_needs_its_money_or_nobody_answers(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = Cast.hired()
    rules(at_once_minor=0)
    fund(coupons=1000, gifts=1000)
    eaten = move(cast.requester, MAY_GIFTS, MAY_A, 600, key="eaten")
    forgotten = move(cast.requester, MAY_GIFTS, MAY_A, 100, key="forgotten")
    refused = move(cast.requester, MAY_GIFTS, MAY_A, 100, key="refused")
    assert books.spend(
        key="s", legs=[of(401, category="gifts")], currency="EUR", by=cast.requester, at=NOW
    ).passed
    assert say(eaten.case, cast.finance) == "no_longer_passes"
    assert say(refused.case, cast.finance, allow=False, why="keep it") == "rejected"
    assert states() == ["expired", "waiting", "rejected"]
    assert states(later(days=7)) == ["expired", "expired", "rejected"]
    assert say(forgotten.case, cast.finance, at=later(days=7)) == "expired"
    assert funded() == {MAY_A: 1000, MAY_GIFTS: 1000}


def test_a_draw_takes_the_reserve_with_two_answers_and_reports_what_it_bought(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.moves import operations as moves

    cast = Cast.hired()
    fund(coupons=100, reserve=500)
    spend = {"currency": "EUR", "by": cast.requester, "at": NOW}
    assert books.spend(key="before", legs=[of(90, cost_type="coupon")], **spend).passed  # type: ignore[arg-type]
    assert move(cast.requester, RESERVE, MAY_A, 10).verdict.value == "reserve_is_drawn"
    assert draw(cast.requester, 501).most_minor == 500
    told = draw(cast.requester, 300)
    assert told.verdict.value == "needs_approval"
    assert moves.draw_reports(by=None, at=NOW) == ()
    assert say(told.case, cast.finance) == "waiting"
    assert say(told.case, cast.boss) == "approved"
    assert funded() == {MAY_A: 400, RESERVE: 200}
    paid = books.spend(key="after", legs=[of(250, cost_type="recall", campaign="may")], **spend)  # type: ignore[arg-type]
    assert paid.passed
    assert books.reverse(key="v", entry=paid.entries[0], amount_minor=50, by=cast.finance, at=NOW).passed
    report = moves.draw_reports(by=None, at=NOW)[0]
    assert [(each.cost_type, each.campaign, each.spent_minor) for each in report.bought] == [
        ("recall", "may", 200)
    ]
    assert (report.spent_minor, report.left_minor, report.move.why) == (200, 110, "a recall")
    assert books.differences() == ()
    with pytest.raises(Trouble, match="unknown_quarter"):
        draw(cast.requester, 1, key="q", quarter="1999-Q1")


def test_rules_of_moves_are_dated_and_kept(stage: Stage) -> None:
    from django.db import DatabaseError, connection

    from fenhao.books.moves import operations as moves

    cast = Cast.hired()
    strict = replace(DEFAULT_MOVES, version="strict", at_once_minor=0)
    put = {"by": cast.finance, "at": NOW, "why": "careful"}
    moves.set_policy(strict, key="p", **put)  # type: ignore[arg-type]
    moves.set_policy(strict, key="p", **put)  # type: ignore[arg-type]
    with pytest.raises(Trouble, match="version_taken"):
        moves.set_policy(strict, key="p2", **put)  # type: ignore[arg-type]
    with pytest.raises(Trouble, match="policy_faults"):
        moves.set_policy(replace(strict, version="v", line_cap_share=Fraction(2)), key="p3", **put)  # type: ignore[arg-type]
    with pytest.raises(Trouble, match="not_allowed"):
        moves.set_policy(replace(strict, version="v"), key="p4", by=cast.requester, at=NOW, why="mine")
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM moves_policy")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["transfer", "spend", "reserve", "answer", "answer"]),
        st.sampled_from([MAY_A, MAY_GIFTS, MAY_D]),
        st.sampled_from([MAY_A, MAY_GIFTS, MAY_D]),
        st.integers(1, 700),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_moves_the_total_stays_and_no_line_falls_below_its_use(
    stage: Stage, steps: list[tuple[str, Cell, Cell, int]]
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.operations import month_standing
    from fenhao.books.database import read
    from fenhao.books.inbox import operations as inbox

    mark = f"{len(states())}/{_count()}"
    answering = (2, person(f"boss-{_count()}", Role.management))
    fresh = [of(500), of(500, category="gifts"), of(500, tier="D")]
    books.fund(key=f"{mark}/fund", legs=fresh, currency="EUR", by=None, at=NOW)
    total = sum(funded().values())
    for number, (act, giver, taker, amount) in enumerate(steps):
        key = f"{mark}/{number}"
        if act == "transfer":
            move(1, giver, taker, amount, key=key)
        elif act == "answer":
            for case in inbox.open_cases(by=None, at=NOW)[:1]:
                inbox.answer(key=key, case=case.id, allow=True, by=answering[number % 2], at=NOW)
        else:
            leg = Leg(NOW.date(), giver[1], giver[2], amount)
            books.post([Ask(Request(Act[act], key, (leg,), "EUR"), 1, NOW)])
        lines = read(lambda session: month_standing(session, ["2026-05"], at=NOW))
        assert sum(line.funded_minor for line in lines) == total
        assert all(line.available_minor >= 0 for line in lines)
    assert books.differences() == ()


def _count() -> int:
    from fenhao.books.journal.models import Command

    return int(Command.objects.count())
