"""The end of a month on real books: closing by rule, reopening; under races and crashes too."""

import threading
from collections.abc import Sequence

import pytest

from fenhao.books.database import Session
from fenhao.books.journal import Month
from fenhao.books.people import NotAllowed, Role
from fenhao.engine.budget import (
    ANY,
    ClosingRule,
    ClosingRules,
    HoldRule,
    OverspendRule,
    UnspentRule,
)
from tests.books.stage import NOW, Stage, later, of

ANA, BO, BOSS, AUDITOR = 1, 2, 3, 4
"""Two from finance, a manager, somebody who may only look."""


def cast_of_four() -> None:
    from fenhao.books.people import operations as people

    for number, name, role in ((BOSS, "boss", Role.management), (AUDITOR, "auditor", Role.auditor)):
        user = people.add_user(by=None, username=name, email="", password="", at=later(days=-300))
        assert user.pk == number
        people.grant_role(user_id=number, role=role, by=None, at=later(days=-300))


def ruled(
    *particular: ClosingRule,
    holds: HoldRule = HoldRule.carry,
    unspent: UnspentRule = UnspentRule.carry,
    overspend: OverspendRule = OverspendRule.carry,
    version: str = "r1",
) -> None:
    from fenhao.books.monthend import operations as month

    rules = ClosingRules(version, (ClosingRule(ANY, ANY, holds, unspent, overspend), *particular))
    month.set_rules(rules, key=f"rules {version}", by=ANA, at=NOW, why="year 2026")


def closed(label: str = "2026-01", *, key: str = "c") -> str:
    from fenhao.books.monthend import operations as month

    assert month.begin_closing(label, key=f"{key} begin", by=ANA, at=NOW).value == "turned"
    return month.close(label, checks=[], key=key, by=ANA, at=NOW).verdict.value


def stands(label: str) -> dict[str, tuple[int, int, int]]:
    """Return funded, reserved and actual of a month's lines that hold anything."""
    from fenhao.books.budgets.operations import month_standing
    from fenhao.books.database import read

    lines = read(lambda session: month_standing(session, [label], at=NOW))
    return {
        f"{line.key.tier}/{line.key.category}": (line.funded_minor, line.reserved_minor, line.actual_minor)
        for line in lines
        if line.funded_minor or line.reserved_minor or line.actual_minor
    }


def january() -> int:
    """Spend January: one line with a reservation and money left, one over, one empty; return the reservation."""
    from fenhao.books.budgets import operations as books

    books.fund(
        key="f",
        legs=[
            of(1000, month=1),
            of(500, month=1, category="gifts"),
            of(300, month=1, category="calls"),
            of(400, month=2, category="gifts"),
        ],
        currency="EUR",
        by=ANA,
        at=NOW,
    )
    books.spend(key="s", legs=[of(600, month=1)], currency="EUR", by=ANA, at=NOW)
    books.record_fact(key="o", legs=[of(550, month=1, category="gifts")], currency="EUR", by=ANA, at=NOW)
    held = books.reserve(
        key="r", legs=[of(100, month=1, cost_type="print", campaign="spring")], currency="EUR", by=ANA, at=NOW
    )
    return held.commitments[0]


def test_a_month_does_not_close_before_somebody_wrote_down_what_becomes_of_what_it_leaves(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    january()
    told = month.close("2026-01", checks=[], key="early", by=ANA, at=NOW)
    assert told.verdict.value == "wrong_state"
    assert month.begin_closing("2026-01", key="b", by=ANA, at=NOW).value == "turned"
    before = stands("2026-01")
    told = month.close("2026-01", checks=[], key="c", by=ANA, at=NOW)
    assert told.verdict.value == "rules_missing"
    assert {"/".join(key[1:]): [fault.value for fault in faults] for key, faults in told.faults} == {
        "A/calls": ["unspent_unruled"],
        "A/coupons": ["holds_unruled", "unspent_unruled"],
        "A/gifts": ["overspend_unruled"],
    }
    assert stands("2026-01") == before
    assert month.closed_months() == ()
    assert books.differences() == ()


def test_a_request_goes_on_with_what_is_held_anew_of_its_reservation(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.inbox import operations as inbox
    from fenhao.books.requests import operations as requests

    cast_of_four()
    january()
    ruled()
    wish = requests.Wish("leaflets", (of(80, month=1),), "EUR", later(days=90))
    case = requests.submit(wish, key="q", by=ANA, at=NOW).case
    assert case is not None
    for number in (BO, BOSS):
        inbox.answer(key=f"yes {number}", case=case, allow=True, why="", by=number, at=NOW)
    (before,) = requests.requests_at(by=ANA, at=NOW)
    assert (before.state.value, before.held_minor) == ("approved", 80)
    assert closed() == "closed"
    (after,) = requests.requests_at(by=ANA, at=NOW)
    assert after.held_minor == 80
    assert [part.held_minor for part in after.parts] == [0, 80]
    assert after.parts[0].commitment == before.parts[0].commitment, "the earlier number stays with it"
    spent = books.consume(
        key="spent", commitment=after.parts[1].commitment, amount_minor=80, final=True, by=ANA, at=NOW
    )
    assert spent.passed
    assert books.differences() == ()


def test_closing_carries_reservations_unspent_and_overspend_and_explains_every_unit(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.monthend import operations as month

    held = january()
    ruled()
    assert month.begin_closing("2026-01", key="b", by=ANA, at=NOW).value == "turned"
    assert month.begin_closing("2026-01", key="b", by=ANA, at=NOW).value == "turned"
    told = month.close("2026-01", checks=[], key="c", by=ANA, at=NOW)
    assert told.verdict.value == "closed", told
    assert told.report is not None
    assert stands("2026-01") == {"A/coupons": (600, 0, 600), "A/gifts": (550, 0, 550)}
    assert stands("2026-02") == {"A/coupons": (400, 100, 0), "A/gifts": (350, 0, 0), "A/calls": (300, 0, 0)}
    totals = told.report.totals
    assert (totals["holds_carry"], totals["backing"], totals["unspent_carry"]) == (100, 100, 600)
    assert (totals["overspend_carry"], totals["unspent_lapse"], totals["credit"]) == (50, 0, 0)
    parts = totals["backing"] + totals["unspent_carry"] - totals["overspend_carry"]
    assert totals["funded"] - totals["actual"] == parts
    carried = read(
        lambda session: session.rows("SELECT from_commitment, to_commitment FROM monthend_carried")
    )
    ((old, new),) = carried
    assert old == held
    assert books.consume(key="use", commitment=int(str(new)), amount_minor=60, by=ANA, at=NOW).passed
    by_old = books.consume(key="old", commitment=held, amount_minor=30, by=ANA, at=NOW)
    assert by_old.passed, "whoever knows the earlier number alone still means the money"
    assert books.release(key="rest", commitment=held, by=ANA, at=NOW).passed
    gone = [
        books.consume(key=f"gone/{each}", commitment=each, amount_minor=1, by=ANA, at=NOW).verdict.value
        for each in (held, int(str(new)))
    ]
    assert gone == ["already_released", "already_released"], "each reservation is resolved once"
    assert stands("2026-02")["A/coupons"] == (400, 0, 90)
    again = month.close("2026-01", checks=[], key="c", by=ANA, at=later(days=1))
    assert (again.verdict.value, again.replayed, again.report) == ("closed", True, told.report)
    assert books.differences() == ()


def test_a_reservation_carried_twice_answers_to_its_first_number_and_a_refusal_changes_nothing(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import Act, Ask, Request, operations as books
    from fenhao.books.monthend import operations as month

    held = january()
    ruled()
    for label in ("2026-01", "2026-02"):
        month.begin_closing(label, key=f"b{label}", by=ANA, at=NOW)
        assert month.close(label, checks=[], key=f"c{label}", by=ANA, at=NOW).verdict.value == "closed"
    assert stands("2026-03")["A/coupons"] == (400, 100, 0)
    asks = [
        Ask(Request(Act.consume, key, target=held, amount_minor=minor), ANA, NOW)
        for key, minor in (("more", 601), ("some", 40), ("over", 602), ("rest", 60))
    ]
    told = [each.verdict.value for each in books.post(asks)]
    assert told == ["exceeds_limit", "done", "exceeds_limit", "done"]
    assert stands("2026-03")["A/coupons"] == (400, 0, 100)
    assert books.differences() == ()


def test_closing_lapses_returns_to_the_reserve_and_writes_off_by_the_most_particular_rule(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    january()
    ruled(
        ClosingRule(ANY, "calls", HoldRule.refuse, UnspentRule.lapse, OverspendRule.refuse),
        holds=HoldRule.release,
        unspent=UnspentRule.to_reserve,
        overspend=OverspendRule.write_off,
    )
    month.begin_closing("2026-01", key="b", by=ANA, at=NOW)
    told = month.close("2026-01", checks=[], key="c", by=ANA, at=NOW)
    assert told.report is not None, told
    assert stands("2026-01") == {"A/coupons": (600, 0, 600), "A/gifts": (500, 0, 550)}
    assert stands("2026-03") == {"/emergency_reserve": (400, 0, 0)}
    totals = told.report.totals
    assert (totals["holds_release"], totals["unspent_lapse"], totals["unspent_to_reserve"]) == (100, 300, 400)
    assert totals["overspend_write_off"] == 50
    assert [each.month for each in month.closed_months()] == ["2026-01"]
    assert books.differences() == ()


def test_a_rule_that_cannot_be_carried_out_leaves_the_month_as_it_was(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    january()
    books.spend(key="gone", legs=[of(390, month=2, category="gifts")], currency="EUR", by=ANA, at=NOW)
    ruled()
    month.begin_closing("2026-01", key="b", by=ANA, at=NOW)
    before = stands("2026-01"), stands("2026-02")
    told = month.close("2026-01", checks=[], key="c", by=ANA, at=NOW)
    assert (told.verdict.value, "below_used" in told.detail) == ("not_settled", True)
    assert (stands("2026-01"), stands("2026-02")) == before
    books.fund(key="more", legs=[of(100, month=2, category="gifts")], currency="EUR", by=ANA, at=NOW)
    assert month.close("2026-01", checks=[], key="c", by=ANA, at=NOW).verdict.value == "closed"
    assert books.differences() == ()


def test_a_month_closes_in_its_order_and_only_when_other_rooms_have_nothing_against_it(stage: Stage) -> None:
    from fenhao.books.monthend import operations as month

    cast_of_four()
    ruled()
    asked: list[str] = []

    def check(session: Session, of_month: Month) -> Sequence[month.Obstacle]:
        asked.append(of_month.label)
        return [month.Obstacle("postings.unposted", {"batch": "b1"})] if len(asked) == 1 else []

    with pytest.raises(NotAllowed):
        month.begin_closing("2026-02", key="x", by=AUDITOR, at=NOW)
    assert month.begin_closing("2026-02", key="b2", by=ANA, at=NOW).value == "turned"
    assert (
        month.close("2026-02", checks=[check], key="c2", by=ANA, at=NOW).verdict.value == "earlier_month_open"
    )
    assert month.close("2031-01", checks=[check], key="c9", by=ANA, at=NOW).verdict.value == "unknown_period"
    assert month.begin_closing("2026-01", key="b1", by=ANA, at=NOW).value == "turned"
    first = month.close("2026-01", checks=[check], key="c1", by=ANA, at=NOW)
    assert (first.verdict.value, first.obstacles[0].code) == ("not_ready", "postings.unposted")
    assert month.close("2026-01", checks=[check], key="c1", by=ANA, at=NOW).verdict.value == "closed"
    assert asked == ["2026-01", "2026-01"]


def reopened(case: int, *, by: int, allow: bool = True) -> str:
    from fenhao.books.approvals import answer
    from fenhao.books.database import write
    from fenhao.books.monthend.operations import on_answered

    def work(session: Session) -> str:
        told = answer(session, case=case, by=by, allow=allow, why="late bill", at=NOW)
        if (
            told.case is not None
            and told.case.state.value != "waiting"
            and told.verdict.value == told.case.state.value
        ):
            on_answered(session, case=told.case, at=NOW, by=by)
        return told.verdict.value

    return write(work)


def test_a_closed_month_opens_again_only_when_management_agrees_and_closes_under_a_new_seal(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    cast_of_four()
    january()
    ruled()
    closed()

    def ask(why: str, key: str) -> month.ReopenAnswer:
        return month.ask_reopening("2026-01", why=why, key=key, by=ANA, at=NOW, currency="EUR")

    assert month.ask_reopening(
        "2026-02", why="bill", key="no", by=ANA, at=NOW, currency="EUR"
    ).verdict.value == ("wrong_state")
    assert ask(" ", "blank").verdict.value == "reason_missing"
    asked = ask("supplier's bill was lost", "q")
    assert (asked.verdict.value, ask("again", "q2").verdict.value) == ("asked", "already_asked")
    assert reopened(asked.case, by=ANA) in {"own_request", "not_entitled"}
    assert reopened(asked.case, by=BO) == "not_entitled"
    assert reopened(asked.case, by=BOSS) == "approved"
    books.record_fact(key="late", legs=[of(70, month=1, category="calls")], currency="EUR", by=ANA, at=NOW)
    assert stands("2026-01")["A/calls"] == (0, 0, 70)
    assert closed(key="again") == "closed"
    first, second = month.closed_months("2026-01")
    assert first.seal != second.seal
    assert stands("2026-02")["A/calls"] == (230, 0, 0)
    assert books.differences() == ()


def test_spend_that_races_the_close_never_slips_into_a_sealed_month(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    books.fund(key="f", legs=[of(100_000, month=1)], currency="EUR", by=ANA, at=NOW)
    ruled(unspent=UnspentRule.lapse)
    passed: list[int] = []
    under_way = threading.Event()

    def spender(number: int) -> None:
        for each in range(15):
            if each == 3:
                under_way.set()
            told = books.spend(key=f"s{number}/{each}", legs=[of(7, month=1)], currency="EUR", by=ANA, at=NOW)
            late = books.record_fact(
                key=f"l{number}/{each}", legs=[of(3, month=1)], currency="EUR", by=ANA, at=NOW
            )
            assert late.passed
            passed.extend([7] * told.passed)

    spenders = [threading.Thread(target=spender, args=(number,)) for number in range(3)]
    for each in spenders:
        each.start()
    under_way.wait()
    assert month.begin_closing("2026-01", key="b", by=ANA, at=NOW).value == "turned"
    told = month.close("2026-01", checks=[], key="c", by=ANA, at=NOW)
    for each in spenders:
        each.join()
    assert told.report is not None
    (line,) = told.report.lines
    january_, later_on = stands("2026-01"), stands("2026-02")
    assert line.actual_minor > 0
    assert january_ == {"A/coupons": (line.actual_minor, 0, line.actual_minor)}
    assert line.actual_minor + sum(actual for _, _, actual in later_on.values()) == sum(passed) + 3 * 45
    assert books.differences() == ()


KILLED = """
import sys
from tests.books.test_monthend import ANA, NOW
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.monthend import _close, operations as month
import os

real = _close.turn_month
def die(*given, **named):
    real(*given, **named)
    os._exit(9)
_close.turn_month = die
month.close("2026-01", checks=[], key="c", by=ANA, at=NOW)
"""


def test_a_crash_in_the_middle_of_closing_leaves_the_month_open(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    january()
    ruled()
    month.begin_closing("2026-01", key="b", by=ANA, at=NOW)
    before = stands("2026-01"), stands("2026-02")
    child = stage.child(KILLED)
    _, said = child.communicate()
    assert child.returncode == 9, said
    assert (stands("2026-01"), stands("2026-02")) == before
    assert month.closed_months() == ()
    assert books.differences() == ()
    assert month.close("2026-01", checks=[], key="c", by=ANA, at=NOW).verdict.value == "closed"
    assert books.differences() == ()
