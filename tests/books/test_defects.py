"""Defects read in other systems' budget control, each as a case that must come out right here."""

from dataclasses import replace
from fractions import Fraction

from fenhao.books.budgets import Answer
from fenhao.engine.budget import (
    ANY,
    DEFAULT_CONTROL,
    NEVER_ASKS,
    Control,
    ControlPolicy,
    ControlRule,
    Horizon,
    Level,
    Refusal,
    Verdict,
)
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage, later, of


def controlled(version: str, *rules: tuple[Level, Horizon, Control]) -> ControlPolicy:
    """Return a policy with these rules beside the line's own month."""
    cells = tuple(
        ControlRule(ANY, ANY, level, horizon, control, 0, Fraction(0), NEVER_ASKS)
        for level, horizon, control in rules
    )
    return replace(DEFAULT_CONTROL, version=version, rules=(*DEFAULT_CONTROL.rules, *cells))


def test_two_lines_of_a_group_cannot_each_spend_the_whole_group_budget(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100, tier="A"), of(100, tier="B")], currency="EUR", by=1, at=NOW)
    lines = (books.LineKey("2026-05", "A", "coupons"), books.LineKey("2026-05", "B", "coupons"))
    books.set_cap(
        books.Cap(pool="both", lines=lines), 100, key="cap", currency="EUR", on=NOW.date(), by=1, at=NOW
    )
    assert books.spend(key="a", legs=[of(70, tier="A")], currency="EUR", by=1, at=NOW).passed
    told = books.spend(key="b", legs=[of(40, tier="B")], currency="EUR", by=1, at=NOW)
    assert told.verdict is Verdict.exceeds_limit
    assert [level.balance for level in told.levels if level.shortfall_minor] == ["pool/whole//both"]
    assert books.spend(key="c", legs=[of(30, tier="B")], currency="EUR", by=1, at=NOW).passed


def test_requests_for_different_items_on_one_line_all_count(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    assert books.reserve(
        key="a", legs=[of(60, cost_type="pens", customer="c1")], currency="EUR", by=1, at=NOW
    ).passed
    told = books.reserve(
        key="b", legs=[of(60, cost_type="mugs", customer="c2")], currency="EUR", by=1, at=NOW
    )
    assert (told.verdict, told.available_minor) == (Verdict.exceeds_limit, 40)


def test_a_document_across_a_year_end_is_checked_in_both_years(stage: Stage) -> None:
    from datetime import date

    from fenhao.books.budgets import Leg, operations as books
    from fenhao.books.journal import open_year
    from fenhao.kernel import FiscalCalendar

    open_year(FiscalCalendar(), 2027)
    old, new = (
        Leg(date(2026, 12, 31), "A", "coupons", 50),
        Leg(date(2027, 1, 1), "A", "coupons", 50),
    )
    books.fund(key="f", legs=[old, replace(new, amount_minor=20)], currency="EUR", by=1, at=NOW)
    told = books.spend(key="s", legs=[old, new], currency="EUR", by=1, at=NOW)
    assert (told.verdict, told.detail) == (Verdict.exceeds_limit, "legs[1]")
    assert books.spend(key="t", legs=[old], currency="EUR", by=1, at=NOW).passed
    assert books.differences() == ()


def test_a_reversal_is_never_refused_however_far_its_line_is_over(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    bill = books.record_fact(key="bill", legs=[of(500)], currency="EUR", by=1, at=NOW)
    assert (bill.verdict, bill.available_minor) == (Verdict.recorded_over, -400)
    assert books.begin_closing("2026-05", by=1, at=NOW).value == "turned"
    part = books.reverse(key="v1", entry=bill.entries[0], amount_minor=100, by=1, at=NOW)
    assert part.passed
    rest = books.reverse(key="v2", entry=bill.entries[0], amount_minor=400, by=1, at=NOW)
    assert rest.passed
    assert books.differences() == ()


def test_the_breach_on_the_last_line_of_a_ten_line_document_is_found(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    legs = [of(100, category=f"c{place}") for place in range(10)]
    books.fund(key="f", legs=legs, currency="EUR", by=1, at=NOW)
    asked = [replace(leg, amount_minor=101 if place == 9 else 10) for place, leg in enumerate(legs)]
    told = books.spend(key="s", legs=asked, currency="EUR", by=1, at=NOW)
    assert (told.verdict, told.detail) == (Verdict.exceeds_limit, "legs[9]")
    for leg in legs:
        assert books.spend(key=leg.category, legs=[leg], currency="EUR", by=1, at=NOW).passed


def test_two_lines_of_one_request_with_different_rates_are_added_up_exactly(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(139)], currency="EUR", by=1, at=NOW)
    pieces = [
        of(10 * 3),
        of(1 * 110),
    ]  # quantity x rate each; all pieces at the dearer rate would be 11 x 110
    told = books.reserve(key="r", legs=pieces, currency="EUR", by=1, at=NOW)
    assert (told.verdict, told.detail) == (Verdict.exceeds_limit, "legs[1]")
    books.fund(key="f2", legs=[of(1)], currency="EUR", by=1, at=NOW)
    told = books.reserve(key="r2", legs=pieces, currency="EUR", by=1, at=NOW)
    assert told.verdict is Verdict.committed
    assert not books.spend(key="s", legs=[of(1)], currency="EUR", by=1, at=NOW).passed


def test_one_line_can_warn_the_company_early_and_block_its_group_late(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    warned = ControlRule(ANY, ANY, Level.line, Horizon.month, Control.warn, 0, Fraction(0), NEVER_ASKS)
    blocked = ControlRule(ANY, ANY, Level.tier, Horizon.year, Control.block, 0, Fraction(30, 100), NEVER_ASKS)
    policy = replace(DEFAULT_CONTROL, version="two", rules=(warned, blocked))
    books.set_policy(policy, by=1, at=NOW, why="two levels")
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    assert (
        books.spend(key="a", legs=[of(101)], currency="EUR", by=1, at=NOW).verdict is Verdict.committed_warned
    )
    assert books.spend(key="b", legs=[of(29)], currency="EUR", by=1, at=NOW).passed
    told = books.spend(key="c", legs=[of(1)], currency="EUR", by=1, at=NOW)
    assert told.verdict is Verdict.exceeds_limit
    assert [level.verdict for level in told.levels if level.balance.startswith("line/")] == [
        "committed_warned"
    ]


def test_a_transfer_never_takes_a_line_below_what_is_reserved_and_spent(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    books.reserve(key="r", legs=[of(30)], currency="EUR", by=1, at=NOW)
    books.spend(key="s", legs=[of(30)], currency="EUR", by=1, at=NOW)
    to_b = of(41, tier="B")
    told = books.transfer(key="t1", giver=of(41), taker=to_b, currency="EUR", by=1, at=NOW)
    assert told.verdict is Refusal.below_used
    fits = replace(to_b, amount_minor=40)
    assert books.transfer(key="t2", giver=of(40), taker=fits, currency="EUR", by=1, at=NOW).passed
    assert not books.spend(key="s2", legs=[of(1)], currency="EUR", by=1, at=NOW).passed
    assert books.spend(key="s3", legs=[fits], currency="EUR", by=1, at=NOW).passed
    assert books.differences() == ()


def test_a_dry_run_leaves_no_trace_and_blocks_nobody(stage: Stage) -> None:
    from fenhao.books.budgets import Act, Request, operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    question = Request(Act.spend, "dry", (of(100),), "EUR")
    assert books.check(question, at=NOW).verdict is Verdict.committed
    assert books.explain("dry") is None
    assert books.ask(question, by=1, at=NOW).verdict is Verdict.committed
    assert books.check(replace(question, key="again"), at=NOW).verdict is Verdict.exceeds_limit


def test_an_overrun_is_shown_as_a_negative_number(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    told = books.record_fact(key="b", legs=[of(130)], currency="EUR", by=1, at=NOW)
    assert told.available_minor == -30
    told = books.spend(key="s", legs=[of(1)], currency="EUR", by=1, at=NOW)
    assert (told.verdict, told.available_minor) == (Verdict.exceeds_limit, -30)


def test_an_overrun_given_back_does_not_become_new_money(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    bill = books.record_fact(key="b", legs=[of(150)], currency="EUR", by=1, at=NOW)
    books.reverse(key="v", entry=bill.entries[0], amount_minor=150, by=1, at=NOW)
    assert not books.spend(key="s", legs=[of(101)], currency="EUR", by=1, at=NOW).passed
    assert books.spend(key="t", legs=[of(100)], currency="EUR", by=1, at=NOW).passed


def test_partial_consumption_keeps_the_rest_reserved(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[of(100)], currency="EUR", by=1, at=NOW).commitments[0]
    books.consume(key="c", commitment=held, amount_minor=30, by=1, at=NOW)
    assert not books.spend(key="s", legs=[of(1)], currency="EUR", by=1, at=NOW).passed
    books.consume(key="d", commitment=held, amount_minor=20, final=True, by=1, at=NOW)
    assert books.spend(key="t", legs=[of(50)], currency="EUR", by=1, at=NOW).passed
    told = books.consume(key="e", commitment=held, amount_minor=1, by=1, at=NOW)
    assert told.verdict is Refusal.already_settled


def test_a_back_dated_document_is_checked_at_every_later_checkpoint_that_it_changes(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    legs = [of(100, month=month) for month in (2, 3, 4)]
    books.fund(key="f", legs=legs, currency="EUR", by=1, at=NOW)
    books.record_fact(key="b", legs=[of(260, month=4)], currency="EUR", by=1, at=NOW)
    books.set_policy(
        controlled("ytd", (Level.tier, Horizon.ytd, Control.block)), by=1, at=NOW, why="cumulative"
    )
    assert books.differences() == ()
    told = books.spend(key="s", legs=[of(41, month=2)], currency="EUR", by=1, at=NOW)
    assert told.verdict is Verdict.exceeds_limit
    short = {level.balance for level in told.levels if level.shortfall_minor}
    assert short == {f"tier/ytd/2026-{month:02d}/A" for month in range(4, 13)}
    assert books.spend(key="t", legs=[of(40, month=2)], currency="EUR", by=1, at=NOW).passed


def test_bypassing_a_control_is_for_one_event_expires_and_is_written_down(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = Cast.hired()
    asker = cast.requester
    own = ControlRule(ANY, ANY, Level.line, Horizon.month, Control.approve_over, 0, Fraction(0), NEVER_ASKS)
    books.set_policy(replace(DEFAULT_CONTROL, version="ask", rules=(own,)), by=1, at=NOW, why="ask first")
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    legs = [of(140)]
    assert books.spend(key="s0", legs=legs, currency="EUR", by=1, at=NOW).verdict is Verdict.needs_override
    told = books.ask_authorisation(
        books.Pass.override,
        books.LineKey("2026-05", "A", "coupons"),
        amount_minor=40,
        reason="fair",
        key="q",
        by=asker,
        at=NOW,
        expires_at=later(days=9),
    )
    given = told.authorisation

    def spend(key: str, minor: int, days: int = 0) -> Answer:
        return books.spend(
            key=key, legs=[of(minor)], currency="EUR", by=asker, at=later(days=days), authorisation=given
        )

    assert spend("s1", 140).verdict is Refusal.unknown_authorisation
    assert answered(told.case, asker) == "own_request"
    assert answered(told.case, cast.finance) == "waiting"
    assert answered(told.case, cast.boss) == "approved"
    assert spend("s2", 140, days=10).verdict is Refusal.unknown_authorisation
    passed = spend("s3", 140)
    assert (passed.verdict, passed.available_minor) == (Verdict.committed_by_override, -40)
    assert spend("s4", 1).verdict is Refusal.unknown_authorisation
    assert books.differences() == ()


def answered(case: int, by: int) -> str:
    from fenhao.books.inbox import operations as inbox

    return inbox.answer(key=f"yes/{case}/{by}", case=case, allow=True, by=by, at=NOW).verdict.value
