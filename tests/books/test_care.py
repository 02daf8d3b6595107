"""Calls of care on real books: one takes a call on, caps and gates speak first, what happened is always recorded."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fenhao.books.care import CareOutcome
from fenhao.books.people import NotAllowed
from fenhao.engine.loyalty import CareRules
from fenhao.engine.waste import GateRule
from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.gating import POLICY, opened
from tests.books.stage import NOW, Stage

TODAY = NOW.date()
RULES = CareRules(
    renewal_days=30,
    birthday_days=7,
    follow_up_days=3,
    quiet_times=Fraction(2),
    orders_min=3,
    tiers=("A",),
    contacts_max=2,
    contacts_days=30,
)


def take(
    ref: str,
    owner: int,
    *,
    key: str,
    by: int,
    customer: str = "a1",
    contacts: int = 0,
    channel: str = "phone",
) -> str:
    from fenhao.books.care import operations as care

    call = care.Call(ref, "quiet", customer, contacts)
    told = care.take(call, owner=owner, channel=channel, rules=RULES, on=TODAY, key=key, by=by, at=NOW)
    return f"{told.verdict.value} {told.detail}".rstrip()


def back(ref: str, *, key: str, by: int) -> str:
    from fenhao.books.care import operations as care

    return care.hand_back(care.Call(ref, "quiet", "a1", 0), key=key, by=by, at=NOW).verdict.value


def became(
    ref: str,
    outcome: CareOutcome,
    *,
    key: str,
    by: int,
    note: str = "",
    on: date = TODAY,
    customer: str = "a1",
) -> str:
    from fenhao.books.care import operations as care

    told = care.record_outcome(
        care.Call(ref, "quiet", customer, 0),
        outcome,
        channel="phone",
        on=on,
        note=note,
        today=TODAY,
        key=key,
        by=by,
        at=NOW,
    )
    return told.verdict.value


def standing(ref: str) -> tuple[int | None, str, bool]:
    """Return who has a call, what came of it last, and whether it is over."""
    from fenhao.books.care import standings
    from fenhao.books.database import read

    found = read(lambda session: standings(session, [ref])).get(ref)
    if found is None:
        return None, "", False
    return found.owner, found.last.outcome.value if found.last else "", found.is_over


def test_a_call_is_taken_on_handed_back_and_taken_by_another(stage: Stage) -> None:
    cast = Cast.hired()
    assert take("c1", cast.service, key="a", by=cast.service) == "done"
    assert take("c1", cast.operations, key="b", by=cast.operations) == "taken_by_other"
    assert standing("c1") == (cast.service, "", False)
    assert back("c1", key="c", by=cast.service) == "done"
    assert take("c1", cast.operations, key="d", by=cast.operations) == "done"
    assert standing("c1") == (cast.operations, "", False)


def test_a_call_that_was_tried_stays_and_one_that_reached_somebody_is_over(stage: Stage) -> None:
    cast = Cast.hired()
    for key, outcome in (("a", CareOutcome.no_answer), ("b", CareOutcome.later)):
        assert became("c1", outcome, key=key, by=cast.service) == "done"
        assert standing("c1")[1:] == (outcome.value, False)
    assert became("c1", CareOutcome.reached, key="c", by=cast.service) == "done"
    assert standing("c1")[2]
    assert became("c1", CareOutcome.no_answer, key="d", by=cast.service) == "call_over"
    assert take("c1", cast.service, key="e", by=cast.service) == "call_over"
    assert back("c1", key="f", by=cast.service) == "call_over"


def test_a_call_that_is_skipped_says_why_and_nothing_lies_ahead(stage: Stage) -> None:
    cast = Cast.hired()
    assert became("c1", CareOutcome.skipped, key="a", by=cast.service, note=" ") == "note_missing"
    tomorrow = TODAY + timedelta(days=1)
    assert became("c1", CareOutcome.reached, key="a", by=cast.service, on=tomorrow) == "in_future"
    assert standing("c1") == (None, "", False)
    assert became("c1", CareOutcome.skipped, key="a", by=cast.service, note="asked not to") == "done"


def test_contacts_of_the_books_and_of_the_facts_count_together_within_the_days(stage: Stage) -> None:
    cast = Cast.hired()
    old = TODAY - timedelta(days=30)
    assert became("old", CareOutcome.no_answer, key="a", by=cast.service, on=old) == "done"
    assert became("c1", CareOutcome.no_answer, key="b", by=cast.service) == "done"
    assert became("c1", CareOutcome.skipped, key="n", by=cast.service, customer="b1", note="no") == "done"
    assert take("c2", cast.service, key="c", by=cast.service, contacts=1) == "cap_reached 2"
    assert take("c2", cast.service, key="d", by=cast.service, contacts=0) == "done"
    assert take("c3", cast.service, key="e", by=cast.service, customer="b1", contacts=1) == "done"


def test_the_gate_of_tier_policy_keeps_a_cheap_tier_from_a_dear_channel(stage: Stage) -> None:
    cast = Cast.hired()
    opened(policy=replace(POLICY, channel_purposes=("care",)))
    told = take("c1", cast.service, key="a", by=cast.service, customer="d1", channel="phone")
    assert told == f"gate_refuses {GateRule.channel_too_dear.value}"
    assert take("c1", cast.service, key="w", by=cast.service, customer="d1", channel="wecom") == "done"
    assert take("c2", cast.service, key="b", by=cast.service, customer="a1", channel="phone") == "done"


def test_the_same_key_counts_once_and_for_something_else_conflicts(stage: Stage) -> None:
    cast = Cast.hired()
    assert take("c1", cast.service, key="a", by=cast.service) == "done"
    assert back("c1", key="b", by=cast.service) == "done"
    assert take("c1", cast.service, key="a", by=cast.service) == "done"
    assert standing("c1") == (None, "", False), "a retry does not take it again"
    with pytest.raises(Trouble, match="key_conflict"):
        take("c2", cast.service, key="a", by=cast.service)


def test_of_many_who_take_one_call_at_once_one_has_it(stage: Stage) -> None:
    cast = Cast.hired()
    people = [cast.service, cast.operations, cast.boss, cast.requester]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda who: take("c1", who, key=f"k{who}", by=who), people))
    assert sorted(told) == ["done", *["taken_by_other"] * 3]


@pytest.mark.parametrize("name", ["auditor", "administrator", "stranger"])
def test_who_may_not_improve_anything_takes_no_call(stage: Stage, name: str) -> None:
    cast = Cast.hired()
    who = getattr(cast, name)
    with pytest.raises(NotAllowed):
        take("c1", who, key="a", by=who)
    assert standing("c1") == (None, "", False)


def test_history_tells_the_newest_first_and_acts_are_on_record(stage: Stage) -> None:
    from fenhao.books.care import history
    from fenhao.books.database import read

    cast = Cast.hired()
    for place in range(3):
        assert became(f"c{place}", CareOutcome.reached, key=f"k{place}", by=cast.service) == "done"
    told = read(lambda session: history(session, limit=2))
    assert [(each.ref, each.by, each.at, each.on) for each in told] == [
        ("c2", cast.service, NOW, TODAY),
        ("c1", cast.service, NOW, TODAY),
    ]
    acts = read(
        lambda session: session.rows(
            "SELECT subject FROM audit_record WHERE action = 'record_call' ORDER BY id"
        )
    )
    assert [str(subject) for (subject,) in acts] == ["care/c0", "care/c1", "care/c2"]


@pytest.mark.parametrize("table", ["care_taken", "care_outcome"])
def test_nobody_changes_what_was_recorded(stage: Stage, table: str) -> None:
    from fenhao.books.database import write

    cast = Cast.hired()
    take("c1", cast.service, key="a", by=cast.service)
    became("c2", CareOutcome.reached, key="b", by=cast.service)
    for act in (f"UPDATE {table} SET ref = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match=r"append|never|changed|only"):
            write(lambda session, sql=act: session.rows(sql))  # type: ignore[misc]
