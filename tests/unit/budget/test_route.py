"""Routes and cases as tables: who is asked about what, and what each answer does; no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    DEFAULT_APPROVALS,
    CaseReply,
    CaseStand,
    CaseState,
    CaseVerdict,
    RouteKind,
    RouteRule,
    answer_verdict,
    restart_place,
    route,
    route_faults,
    withdrawal_verdict,
)
from tests.tables import rows

DUE = datetime(2026, 5, 15, 9, tzinfo=UTC)
ROLES = frozenset({"finance", "operations", "customer_service", "management"})

ROUTES = """
# kind            | amount   | departments  | who is asked, in order
  plan            | 0        |              | finance operations customer_service management
  plan            | 99999999 | night        | finance operations customer_service management
  spend           | 0        |              | finance
  spend           | 999999   |              | finance
  spend           | 1000000  |              | finance management
  spend           | 9999999  |              | finance management
  spend           | 10000000 |              | finance operations management
  override        | 1        |              | finance management
  transfer        | 999999   |              | finance
  transfer        | 1000000  |              | finance management
  transfer_across | 1        |              | finance management
  draw            | 1        |              | finance management
  cut             | 1        |              | finance
  cut             | 1        | night        | head:night finance
  cut             | 1        | night day    | head:night head:day finance
  cut             | 1        | night night  | head:night finance
  reopen          | 0        |              | management
"""


@pytest.mark.parametrize(("kind", "amount", "departments", "asked"), rows(ROUTES))
def test_the_built_in_policy_asks_these_people(kind: str, amount: str, departments: str, asked: str) -> None:
    steps = route(
        kind=RouteKind(kind),
        amount_minor=int(amount),
        departments=departments.split(),
        policy=DEFAULT_APPROVALS,
    )
    assert [step.role or f"head:{step.department}" for step in steps] == asked.split()


@given(st.sampled_from(RouteKind), st.integers(0, 10**15), st.lists(st.sampled_from(["a", "b", ""])))
def test_somebody_is_always_asked_and_more_money_never_asks_fewer(
    kind: RouteKind, amount: int, departments: list[str]
) -> None:
    less = route(kind=kind, amount_minor=amount, departments=departments, policy=DEFAULT_APPROVALS)
    more = route(kind=kind, amount_minor=amount * 2, departments=departments, policy=DEFAULT_APPROVALS)
    assert 1 <= len(less) <= len(more)


def test_a_policy_that_leaves_somebody_unasked_is_found() -> None:
    def faults(*rules: RouteRule, answer_days: int = 7, pool: int = 0) -> tuple[str, ...]:
        kept = tuple(rule for rule in DEFAULT_APPROVALS.rules if rule.kind is not RouteKind.reopen)
        policy = replace(
            DEFAULT_APPROVALS, rules=(*kept, *rules), answer_days=answer_days, override_pool_minor=pool
        )
        return route_faults(policy, roles=ROLES)

    assert route_faults(DEFAULT_APPROVALS, roles=ROLES) == ()
    good = RouteRule(RouteKind.reopen, 0, ("management",))
    assert faults() == ("reopen 0",)
    assert faults(replace(good, from_minor=1)) == ("reopen 0",)
    assert faults(good, good) == ("reopen 0",)
    assert faults(replace(good, roles=())) == ("reopen 0",)
    assert faults(good, replace(good, from_minor=5, roles=("auditor",))) == ("reopen 5 auditor",)
    assert faults(good, answer_days=0, pool=-1) == ("answer_days 0", "override_pool_minor -1")
    with pytest.raises(ValueError, match="asks nobody"):
        route(
            kind=RouteKind.reopen,
            amount_minor=0,
            departments=(),
            policy=replace(DEFAULT_APPROVALS, rules=()),
        )


ANSWERS = """
# state    | due | place | seen | by | entitled | before | says | why | verdict
  approved | no  | 0     | 9    | 1  | no       | yes    | no   |     | already_ended
  rejected | yes | 0     | 0    | 2  | yes      | no     | yes  |     | already_ended
  waiting  | yes | 0     | 9    | 1  | no       | yes    | no   |     | expired
  waiting  | no  | 0     | 9    | 1  | no       | yes    | no   |     | changed
  waiting  | no  | 0     | 4    | 1  | no       | yes    | no   |     | own_request
  waiting  | no  | 0     | 4    | 2  | no       | yes    | no   |     | answered_before
  waiting  | no  | 0     | 0    | 2  | no       | no     | no   |     | not_entitled
  waiting  | no  | 0     | 0    | 2  | yes      | no     | no   |     | reason_missing
  waiting  | no  | 0     | 0    | 2  | yes      | no     | no   | why | rejected
  waiting  | no  | 1     | 0    | 2  | yes      | no     | no   | why | rejected
  waiting  | no  | 0     | 4    | 2  | yes      | no     | yes  |     | waiting
  waiting  | no  | 1     | 4    | 2  | yes      | no     | yes  |     | approved
"""


def stand(state: str = "waiting", place: int = 0) -> CaseStand:
    return CaseStand(CaseState(state), opened_by=1, due_at=DUE, place=place, steps=2, version=4)


@pytest.mark.parametrize(
    ("state", "due", "place", "seen", "by", "entitled", "before", "says", "why", "verdict"), rows(ANSWERS)
)
def test_the_first_thing_that_stands_in_the_way_of_an_answer_is_its_verdict(
    state: str,
    due: str,
    place: str,
    seen: str,
    by: str,
    entitled: str,
    before: str,
    says: str,
    why: str,
    verdict: str,
) -> None:
    told = answer_verdict(
        stand(state, int(place)),
        CaseReply(int(by), allow=says == "yes", why=why, version=int(seen)),
        at=DUE if due == "yes" else DUE - timedelta(microseconds=1),
        entitled=entitled == "yes",
        answered_before=before == "yes",
    )
    assert told.value == verdict


WITHDRAWALS = """
# state    | due | by | verdict
  expired  | no  | 1  | already_ended
  waiting  | yes | 1  | expired
  waiting  | no  | 2  | not_requester
  waiting  | no  | 1  | withdrawn
  waiting  | no  | -  | withdrawn
"""


@pytest.mark.parametrize(("state", "due", "by", "verdict"), rows(WITHDRAWALS))
def test_only_who_asked_or_the_system_withdraws_what_still_waits(
    state: str, due: str, by: str, verdict: str
) -> None:
    at = DUE if due == "yes" else DUE - timedelta(seconds=1)
    told = withdrawal_verdict(stand(state), by=None if by == "-" else int(by), at=at)
    assert told.value == verdict


def test_every_verdict_stands_in_a_table_or_belongs_to_the_books() -> None:
    tabled = {row[-1] for row in rows(ANSWERS) + rows(WITHDRAWALS)}
    of_the_books = {"unknown", "no_longer_passes"}
    assert tabled | of_the_books == {verdict.value for verdict in CaseVerdict}


def test_a_case_expires_by_stored_time_alone_and_an_end_stays() -> None:
    assert stand().state_at(DUE - timedelta(seconds=1)) is CaseState.waiting
    assert stand().state_at(DUE) is CaseState.expired
    assert stand("approved").state_at(DUE) is CaseState.approved


RESTARTS = """
# before              | after               | answered | grew | asked next
  finance management  | finance management  | 0        | no   | 0
  finance management  | finance management  | 1        | no   | 1
  finance management  | finance management  | 1        | yes  | 0
  finance ops boss    | finance boss        | 2        | no   | 1
  finance ops boss    | finance             | 2        | no   | 0
  finance boss        | ops boss            | 1        | no   | 0
"""


@pytest.mark.parametrize(("before", "after", "answered", "grew", "place"), rows(RESTARTS))
def test_an_edit_asks_again_from_the_first_step_that_has_not_agreed_to_it(
    before: str, after: str, answered: str, grew: str, place: str
) -> None:
    told = restart_place(
        before=before.split(), after=after.split(), answered=int(answered), grew=grew == "yes"
    )
    assert told == int(place)
