"""Cases on real books: who is asked now, who has spoken, and what the one door lets through."""

from dataclasses import replace
from datetime import datetime

import pytest

from fenhao.books import approvals
from fenhao.books.approvals import CaseAnswer
from fenhao.books.people import Role
from fenhao.engine.budget import DEFAULT_APPROVALS, CaseVerdict, RouteKind, RouteRule
from fenhao.kernel import Trouble
from tests.books.cast import Cast, person
from tests.books.stage import NOW, Stage, later, of


def opened(cast: Cast, amount: int = 2_000_000, *, key: str = "q") -> int:
    """Return the case of a request for spend that was submitted."""
    from fenhao.books.budgets import operations as books
    from fenhao.books.requests import operations as requests

    books.fund(key="fund", legs=[of(90_000_000)], currency="EUR", by=None, at=NOW)
    wish = requests.Wish("posters", (of(amount),), "EUR", later(days=60))
    case = requests.submit(wish, key=key, by=cast.requester, at=NOW).case
    assert case is not None, "the money was there"
    return case


def say(
    case: int,
    by: int,
    *,
    allow: bool = True,
    why: str = "",
    at: datetime = NOW,
    version: int = 0,
    key: str = "",
) -> CaseAnswer:
    from fenhao.books.inbox import operations as inbox

    key = key or f"{case}/{by}/{allow}/{at}/{version}/{why}"
    return inbox.answer(key=key, case=case, allow=allow, by=by, at=at, why=why, version=version)


def inbox_of(user: int, at: datetime = NOW) -> list[int]:
    from fenhao.books.inbox import operations as inbox

    return [case.id for case in inbox.waiting(user=user, at=at)]


def happened(case: int) -> list[tuple[str, int, int | None, int | None]]:
    from fenhao.books.database import read

    events = read(lambda session: approvals.history(session, case))
    return [(each.what.value, each.place, each.by, each.stands_for) for each in events]


def test_each_verdict_is_the_first_thing_that_stands_in_the_way(stage: Stage) -> None:
    cast = Cast.hired()
    case = opened(cast)
    seen = {
        "nobody's case": say(999, cast.finance),
        "an older look": say(case, cast.requester, version=9),
        "one's own": say(case, cast.requester),
        "another step's": say(case, cast.boss),
        "no reason": say(case, cast.finance, allow=False),
        "the first step": say(case, cast.finance, version=1),
        "the same person": say(case, cast.finance),
        "the last step": say(case, cast.boss),
        "after the end": say(case, cast.second_finance),
    }
    assert [told.verdict.value for told in seen.values()] == [
        "unknown",
        "changed",
        "own_request",
        "not_entitled",
        "reason_missing",
        "waiting",
        "answered_before",
        "approved",
        "already_ended",
    ]
    assert happened(case) == [
        ("opened", 0, cast.requester, None),
        ("allowed", 0, cast.finance, None),
        ("allowed", 1, cast.boss, None),
    ]
    with pytest.raises(Trouble, match="not_allowed"):
        say(case, cast.auditor)


def test_who_is_asked_follows_roles_limits_and_cover_as_they_are_now(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    small = person("small", Role.finance, limit_minor=1_999_999)
    case = opened(cast)
    assert inbox_of(cast.finance) == inbox_of(cast.second_finance) == [case]
    assert inbox_of(small) == [], "the amount is above the limit"
    assert inbox_of(cast.boss) == [], "not yet"
    assert inbox_of(cast.requester) == []
    people.delegate(
        giver_id=cast.finance,
        taker_id=cast.stranger,
        role=Role.finance,
        kind=people.Cover.out_of_office,
        starts_at=NOW,
        ends_at=later(days=3),
        reason="ill",
        by=cast.finance,
        at=NOW,
    )
    assert inbox_of(cast.finance) == [], "the absent are not asked"
    assert inbox_of(cast.stranger) == [case]
    people.deactivate(user_id=cast.second_finance, by=cast.administrator, at=NOW, why="left")
    assert inbox_of(cast.second_finance) == []
    assert say(case, cast.stranger).verdict is CaseVerdict.waiting
    assert happened(case)[-1] == ("allowed", 0, cast.stranger, cast.finance)
    assert inbox_of(cast.boss) == [case]


def test_neither_a_person_nor_a_stand_in_answers_two_steps_unless_the_policy_lets_him(stage: Stage) -> None:
    from fenhao.books.approvals import operations
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    people.grant_role(user_id=cast.finance, role=Role.management, by=cast.administrator, at=NOW)
    people.delegate(
        giver_id=cast.boss,
        taker_id=cast.second_finance,
        role=Role.management,
        kind=people.Cover.delegation,
        starts_at=NOW,
        ends_at=later(days=30),
        reason="travel",
        by=cast.boss,
        at=NOW,
    )
    first = opened(cast)
    assert say(first, cast.second_finance).verdict is CaseVerdict.waiting
    assert say(first, cast.second_finance, key="boss's").verdict is CaseVerdict.answered_before
    assert inbox_of(cast.second_finance) == []
    assert say(first, cast.finance).verdict is CaseVerdict.approved
    loose = replace(DEFAULT_APPROVALS, version="small company", one_step_each=False)
    operations.set_policy(loose, key="p", by=cast.boss, at=NOW, why="there are three of us")
    second = opened(cast, key="q2")
    assert say(second, cast.finance).verdict is CaseVerdict.waiting
    assert say(second, cast.finance, key="again").verdict is CaseVerdict.approved


def test_a_case_keeps_the_route_of_the_policy_that_drew_it(stage: Stage) -> None:
    from fenhao.books.approvals import operations
    from fenhao.books.inbox import operations as inbox

    cast = Cast.hired()
    before = opened(cast, 100)
    rules = tuple(rule for rule in DEFAULT_APPROVALS.rules if rule.kind is not RouteKind.spend)
    strict = replace(
        DEFAULT_APPROVALS, version="strict", rules=(*rules, RouteRule(RouteKind.spend, 0, ("management",)))
    )
    operations.set_policy(strict, key="p", by=cast.finance, at=NOW, why="a lean year")
    after = opened(cast, 100, key="q2")
    files = [inbox.case_file(case=case, by=cast.auditor, at=NOW) for case in (before, after)]
    assert [(file.case.policy, [step.role for step in file.case.steps]) for file in files if file] == [
        ("built-in", [Role.finance]),
        ("strict", [Role.management]),
    ]
    with pytest.raises(Trouble, match="version_taken"):
        operations.set_policy(strict, key="p2", by=cast.finance, at=NOW, why="again")
    with pytest.raises(Trouble, match="policy_faults"):
        operations.set_policy(replace(strict, version="x", rules=()), key="p3", by=None, at=NOW, why="none")
    with pytest.raises(Trouble, match="not_allowed"):
        operations.set_policy(replace(strict, version="x"), key="p4", by=cast.requester, at=NOW, why="mine")


def test_time_ends_what_nobody_answers_whether_or_not_anybody_comes_by(stage: Stage) -> None:
    from fenhao.books.inbox import operations as inbox

    cast = Cast.hired()
    one, two = opened(cast), opened(cast, key="q2")
    due = later(days=7)
    assert inbox_of(cast.finance, later(days=6)) == [one, two]
    assert inbox_of(cast.finance, due) == []
    file = inbox.case_file(case=one, by=cast.auditor, at=due)
    assert file is not None
    assert (file.state.value, file.asked) == ("expired", ())
    assert say(one, cast.finance, at=due).verdict is CaseVerdict.expired
    withdrawn = inbox.withdraw(key="w", case=one, by=cast.requester, at=due)
    assert withdrawn.verdict is CaseVerdict.already_ended, "the answer that came too late ended it"
    assert inbox.expire(at=due) == (two,)
    assert inbox.expire(at=due) == ()
    assert [happened(case)[-1][0] for case in (one, two)] == ["expired", "expired"]


def test_a_head_of_a_department_is_asked_about_a_cut_before_finance(stage: Stage) -> None:
    from fenhao.books.database import read, write
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    people.add_department(code="care", name="Care", parent="", by=cast.administrator, at=NOW)
    people.set_head(code="care", user_id=cast.service, by=cast.administrator, at=NOW, why="new")
    way = read(
        lambda session: approvals.routed(
            session, kind=RouteKind.cut, amount_minor=10, at=NOW, departments=["care"]
        )
    )
    case = write(
        lambda session: approvals.open_case(
            session,
            kind="cut",
            subject_id=1,
            steps=way.steps,
            amount_minor=10,
            currency="EUR",
            by=cast.requester,
            at=NOW,
            due_at=way.due_at,
            title="wake-ups",
        )
    )

    def answered(by: int) -> str:
        return write(
            lambda session: approvals.answer(session, case=case, by=by, allow=True, why="", at=NOW)
        ).verdict.value

    assert answered(cast.finance) == "not_entitled"
    assert answered(cast.service) == "waiting"
    assert answered(cast.finance) == "approved"


@pytest.mark.parametrize("table", ["approvals_policy", "approvals_step", "approvals_event"])
@pytest.mark.parametrize("attack", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
def test_the_database_itself_keeps_what_was_answered(stage: Stage, table: str, attack: str) -> None:
    from django.db import DatabaseError, connection

    from fenhao.books.approvals import operations

    cast = Cast.hired()
    operations.set_policy(replace(DEFAULT_APPROVALS, version="v"), key="p", by=None, at=NOW, why="kept")
    say(opened(cast), cast.finance)
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute(attack.format(table))
