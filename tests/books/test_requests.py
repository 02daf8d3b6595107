"""Requests for spend on real books: money is held while people are asked, and never a moment longer."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from fenhao.books.budgets import Act, Leg, Request
from fenhao.books.requests import RequestAnswer
from fenhao.engine.budget import (
    ANY,
    DEFAULT_APPROVALS,
    DEFAULT_CONTROL,
    Control,
    ControlRule,
    Horizon,
    Level,
    Refusal,
    Verdict,
)
from fenhao.kernel import Trouble
from tests.books.cast import Cast, person
from tests.books.stage import NOW, Stage, later, of

USE_UNTIL = later(days=30)
MARKED = ControlRule(ANY, ANY, Level.line, Horizon.month, Control.block, 0, Fraction(0), 50)


def asked(
    cast: Cast, *legs: Leg, key: str = "q", ask_override: bool = False, at: datetime = NOW
) -> RequestAnswer:
    from fenhao.books.requests import operations as requests

    wish = requests.Wish("spring coupons", legs, "EUR", USE_UNTIL, ask_override=ask_override)
    return requests.submit(wish, key=key, by=cast.requester, at=at)


def say(
    case: int | None, by: int, *, allow: bool = True, key: str = "", at: datetime = NOW, why: str = ""
) -> str:
    from fenhao.books.inbox import operations as inbox

    assert case is not None, "there is a case to answer"
    key = key or f"answer/{case}/{by}/{at.isoformat()}/{allow}"
    return inbox.answer(key=key, case=case, allow=allow, by=by, at=at, why=why).verdict.value


def fund(*legs: Leg) -> None:
    from fenhao.books.budgets import operations as books

    key = "/".join(f"{leg.occurred_on}={leg.amount_minor}" for leg in legs)
    assert books.fund(key=key, legs=legs, currency="EUR", by=None, at=NOW).passed


def free(leg: Leg, at: datetime = NOW) -> int | None:
    from fenhao.books.budgets import operations as books

    return books.check(Request(Act.spend, "", (replace(leg, amount_minor=1),), "EUR"), at=at).available_minor


def stands(at: datetime = NOW) -> list[tuple[str, int]]:
    from fenhao.books.requests import operations as requests

    return [(view.state.value, view.held_minor) for view in requests.requests_at(by=None, at=at)]


def test_a_request_holds_its_money_until_the_last_yes_and_then_lets_it_be_spent(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    fund(of(5_000_000))
    told = asked(cast, of(2_000_000))
    assert told.verdict.value == "submitted"
    assert free(of(1)) == 2_999_999
    held = requests.requests_at(by=None, at=NOW)[0].request.commitments[0]
    early = books.consume(key="c0", commitment=held, amount_minor=1, by=cast.requester, at=NOW)
    assert early.verdict is Refusal.waits_for_approval
    assert say(told.case, cast.finance) == "waiting"
    assert say(told.case, cast.boss) == "approved"
    assert stands() == [("approved", 2_000_000)]
    after_due = later(days=20)
    spent = books.consume(key="c1", commitment=held, amount_minor=2_000_000, by=cast.requester, at=after_due)
    assert spent.passed
    assert books.differences() == ()


@pytest.mark.parametrize(
    ("end", "state"), [("reject", "rejected"), ("withdraw", "withdrawn"), ("time", "expired")]
)
def test_every_other_end_gives_the_money_back_at_once(stage: Stage, end: str, state: str) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.inbox import operations as inbox

    cast = Cast.hired()
    fund(of(100))
    told = asked(cast, of(60))
    assert told.case is not None
    at = NOW
    if end == "reject":
        assert say(told.case, cast.finance, allow=False) == "reason_missing"
        assert say(told.case, cast.finance, allow=False, why="too late in the season") == "rejected"
    elif end == "withdraw":
        assert (
            inbox.withdraw(key="w0", case=told.case, by=cast.finance, at=NOW).verdict.value == "not_requester"
        )
        assert inbox.withdraw(key="w", case=told.case, by=cast.requester, at=NOW).verdict.value == "withdrawn"
    else:
        at = later(days=7)
        assert free(of(1), at=later(days=6)) == 39
        assert free(of(1), at=at) == 99  # by the clock alone
        assert say(told.case, cast.finance, at=at) == "expired"
    assert stands(at) == [(state, 0)]
    assert say(told.case, cast.finance, at=at, key="late") == "already_ended"
    assert books.spend(key="s", legs=[of(100)], currency="EUR", by=cast.requester, at=at).passed
    assert books.differences() == ()


def test_what_the_line_does_not_have_is_refused_with_the_whole_sum_and_nothing_is_left(stage: Stage) -> None:
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    fund(of(100))
    seen = requests.preview(legs=[of(101)], currency="EUR", by=cast.requester, at=NOW)
    assert seen.answer.verdict is Verdict.exceeds_limit
    assert [len(each) for each in seen.asked] == [4], "two of the cast and the two of the stage hold finance"
    told = asked(cast, of(101))
    assert (told.verdict.value, told.request, told.case) == ("refused", None, None)
    assert told.answer is not None
    assert [level.shortfall_minor for level in told.answer.levels] == [1]
    assert stands() == []
    with pytest.raises(Trouble, match="not_allowed"):
        requests.preview(legs=[of(1)], currency="EUR", by=cast.auditor, at=NOW)


def test_an_edit_swaps_the_money_whole_or_not_at_all_and_asks_the_right_step(stage: Stage) -> None:
    from fenhao.books.approvals import case_of
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    fund(of(30_000_000))
    told = asked(cast, of(20_000_000))
    assert told.case is not None
    assert told.request is not None
    assert say(told.case, cast.finance) == "waiting"
    assert say(told.case, cast.operations) == "waiting"

    def edited(
        amount: int, key: str, by: int = cast.requester, version: int = 0
    ) -> tuple[str, int, int, int | None]:
        assert told.request is not None
        answer = requests.edit(
            key=key, request=told.request, legs=[of(amount)], why="new offer", by=by, at=NOW, version=version
        )
        case = read(lambda session: case_of(session, told.case or 0))
        assert case is not None
        return answer.verdict.value, case.place, len(case.steps), free(of(1))

    assert edited(1, "e0", by=cast.finance)[0] == "not_requester"
    assert edited(1, "e1", version=1)[0] == "changed"
    assert edited(30_000_001, "e2") == ("refused", 2, 3, 9_999_999), "the old hold is still there"
    assert edited(15_000_000, "e3") == ("edited", 2, 3, 14_999_999), (
        "less of the same: two have agreed to more"
    )
    assert edited(15_000_000, "e3") == ("edited", 2, 3, 14_999_999), "once under its key"
    assert edited(2_000_000, "e4") == ("edited", 1, 2, 27_999_999), "a shorter route: finance still stands"
    assert say(told.case, cast.finance, key="again") == "answered_before"
    assert edited(2_000_001, "e5") == ("edited", 0, 2, 27_999_998), "more: everybody anew"
    assert say(told.case, cast.finance, key="anew") == "waiting"
    assert say(told.case, cast.boss) == "approved"
    assert edited(1, "e6")[0] == "already_ended"
    assert stands() == [("approved", 2_000_001)]
    assert books.differences() == ()


def test_a_yes_looks_at_the_money_again_and_waits_while_it_is_not_there(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = Cast.hired()
    fund(of(100))
    told = asked(cast, of(60))
    books.record_fact(key="bill", legs=[of(50)], currency="EUR", by=None, at=NOW)
    assert say(told.case, cast.finance, key="y1") == "no_longer_passes"
    assert stands() == [("waiting", 60)]
    fund(of(10))
    assert say(told.case, cast.finance, key="y1") == "approved", "a yes that was not kept leaves its key free"


def overridable(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    rule = replace(DEFAULT_CONTROL.rules[0], control=Control.approve_over)
    books.set_policy(
        replace(DEFAULT_CONTROL, version="v2", rules=(rule,)), by=None, at=NOW, why="overrides with an answer"
    )


def test_an_override_is_asked_for_granted_once_by_somebody_else_and_counted(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read

    cast = Cast.hired()
    overridable(stage)
    fund(of(100))
    told = asked(cast, of(130), ask_override=True)
    assert told.verdict.value == "override_asked"
    assert stands() == [("waiting", 0)]
    assert say(told.case, cast.requester) == "own_request"
    assert say(told.case, cast.finance) == "waiting"
    assert say(told.case, cast.boss) == "approved"
    assert stands() == [("approved", 130)]
    pool = read(lambda session: books.override_pool(session, 2026, at=NOW))
    assert (pool.allowed_minor, pool.count, pool.left_minor) == (30, 1, 4_999_970)
    assert books.differences() == ()


def test_the_override_pool_of_a_year_is_the_end_of_it(stage: Stage) -> None:
    from fenhao.books.approvals import operations as approvals
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read

    cast = Cast.hired()
    overridable(stage)
    approvals.set_policy(
        replace(DEFAULT_APPROVALS, version="small pool", override_pool_minor=50),
        key="p",
        by=cast.finance,
        at=NOW,
        why="a lean year",
    )
    fund(of(100), of(100, month=6))
    assert asked(cast, of(151), key="q0", ask_override=True).verdict.value == "override_pool_exhausted"
    first = asked(cast, of(130), key="q1", ask_override=True)
    second = asked(cast, of(121, month=6), key="q2", ask_override=True)
    for told in (first, second):
        assert say(told.case, cast.finance, key=f"f{told.case}") == "waiting"
    assert say(first.case, cast.boss) == "approved"
    assert say(second.case, cast.boss) == "no_longer_passes"
    pool = read(lambda session: books.override_pool(session, 2026, at=NOW))
    assert (pool.allowed_minor, pool.left_minor) == (30, 20)


def test_an_override_that_its_requester_takes_back_opens_nothing_and_names_no_answerer(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.inbox import operations as inbox
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    overridable(stage)
    fund(of(100))
    told = asked(cast, of(130), ask_override=True)
    assert told.case is not None
    given = requests.requests_at(by=None, at=NOW)[0].request.authorisation
    assert given is not None
    back = inbox.withdraw(key="w", case=told.case, by=cast.requester, at=NOW, why="not needed")
    assert back.verdict.value == "withdrawn"
    found = read(lambda session: books.authorisation_at(session, given))
    assert found is not None
    assert (found.allowed, found.used_key, found.amount_minor) == (False, "", 30)
    assert stands() == [("withdrawn", 0)]


def test_a_request_above_the_mark_is_held_and_approved_by_its_route(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    marked = replace(DEFAULT_CONTROL, version="marked", rules=(MARKED,))
    books.set_policy(marked, by=1, at=NOW, why="somebody looks at more than 50")
    fund(of(100))
    alone = books.spend(key="s", legs=[of(60)], currency="EUR", by=cast.requester, at=NOW)
    assert alone.verdict.value == "needs_approval"
    seen = requests.preview(legs=[of(60)], currency="EUR", by=cast.requester, at=NOW)
    assert seen.answer.passed
    told = asked(cast, of(60))
    assert stands() == [("waiting", 60)]
    assert say(told.case, cast.finance) == "approved"
    assert stands() == [("approved", 60)]


def test_what_blocks_is_not_open_to_an_override(stage: Stage) -> None:
    cast = Cast.hired()
    fund(of(100))
    told = asked(cast, of(130), ask_override=True)
    assert told.verdict.value == "override_impossible"
    assert stands() == []


def test_of_two_approvers_at_once_one_decides_and_a_message_that_comes_twice_counts_once(
    stage: Stage,
) -> None:
    from fenhao.books.inbox import operations as inbox

    cast = Cast.hired()
    fund(of(100))
    told = asked(cast, of(60))
    assert told.case is not None

    def one(by: int) -> str:
        return say(told.case, by, key=f"chat/{by}")

    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(one, [cast.finance, cast.second_finance] * 4))
    assert sorted(set(verdicts)) == ["already_ended", "approved"]
    winner = (
        cast.finance
        if say(told.case, cast.finance, key=f"chat/{cast.finance}") == "approved"
        else cast.second_finance
    )
    again = inbox.answer(key=f"chat/{winner}", case=told.case, allow=True, by=winner, at=later(days=1))
    assert (again.verdict.value, again.replayed) == ("approved", True)
    with pytest.raises(Trouble, match="key_conflict"):
        inbox.answer(key=f"chat/{winner}", case=told.case, allow=False, by=winner, at=NOW, why="no")
    assert stands() == [("approved", 60)]


def test_a_submission_that_is_sent_twice_is_one_request(stage: Stage) -> None:
    cast = Cast.hired()
    fund(of(100))
    first, again = asked(cast, of(60)), asked(cast, of(60), at=later(days=1))
    assert (again.request, again.case, again.replayed) == (first.request, first.case, True)
    assert stands() == [("waiting", 60)]
    with pytest.raises(Trouble, match="key_conflict"):
        asked(cast, of(61))


def test_money_that_was_approved_goes_back_when_nobody_used_it_in_time(stage: Stage) -> None:
    cast = Cast.hired()
    fund(of(100))
    told = asked(cast, of(60))
    assert say(told.case, cast.finance) == "approved"
    assert free(of(1), at=later(days=29)) == 39
    assert free(of(1), at=USE_UNTIL) == 99


def test_who_may_not_spend_may_not_ask(stage: Stage) -> None:
    cast = Cast.hired()
    fund(of(100))
    with pytest.raises(Trouble, match="not_allowed"):
        asked(replace(cast, requester=cast.auditor), of(1))
    with pytest.raises(Trouble, match="not_allowed"):
        asked(replace(cast, requester=person("newcomer")), of(1))
