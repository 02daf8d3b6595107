"""What people and the calendar do at the gate: checkpoints, freezing, appeals, publishing, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fenhao.engine.waste import GateRule, GateVerdict
from fenhao.kernel import Trouble
from tests.books.gating import TODAY, a, assessed, opened, ordered, published, spend, wake, woken
from tests.books.stage import NOW, Stage, later, of
from tests.tables import rows

# Today is 15 May; a campaign of ten days from 11 May is due today, at the end of its fifth day.
CHECKPOINTS = """
# first day | last day | taken part | -> at the checkpoint | freed
05-11       | 05-20    | 9 of 100   | frozen               | 70
05-11       | 05-20    | 10 of 100  | kept                 | 0
05-11       | 05-20    | 0 of 0     | kept                 | 0
05-12       | 05-21    | 0 of 100   | not due              | 0
04-01       | 04-30    | 0 of 100   | frozen               | 70
"""


@pytest.mark.parametrize(("begins", "ends", "part", "verdict", "freed"), rows(CHECKPOINTS))
def test_the_checkpoint_freezes_the_rest_and_frees_what_it_held(
    stage: Stage, begins: str, ends: str, part: str, verdict: str, freed: str
) -> None:
    from fenhao.books.budgets import operations as books

    opened(funded=100)
    joined, invited = (int(each) for each in part.split(" of "))
    days = [date.fromisoformat(f"2026-{each}") for each in (begins, ends)]
    published(("spring", days[0], days[1], invited, joined))
    legs = [a(50, campaign="spring"), a(30, campaign="spring")]
    held = books.reserve(key="r", legs=legs, currency="EUR", by=None, at=NOW)
    books.consume(key="c", commitment=held.commitments[0], amount_minor=10, by=None, at=NOW)
    assert not spend("full", a(21)).passed
    told = books.judge_checkpoints(as_of=TODAY, by=None, at=NOW)
    assert [each.verdict.value for each in told] == ([] if verdict == "not due" else [verdict])
    assert sum(each.amount_minor for answer in told for each in answer.freed) == int(freed)
    assert books.judge_checkpoints(as_of=TODAY, by=None, at=NOW) == ()
    frozen = verdict == "frozen"
    assert (spend("more", a(10, campaign="spring")).verdict is GateVerdict.campaign_frozen) == frozen
    assert spend("freed", a(61)).passed == frozen
    assert books.differences() == ()


def test_what_was_freed_is_told_by_line_and_a_person_lets_the_campaign_go_on(stage: Stage) -> None:
    from fenhao.books.audit.models import Record
    from fenhao.books.budgets import operations as books

    opened(funded=100)
    books.fund(key="f2", legs=[of(50, tier="B")], currency="EUR", by=None, at=NOW)
    legs = [a(20, campaign="spring"), replace(a(30, campaign="spring"), tier="B"), a(5)]
    held = books.reserve(key="r", legs=legs, currency="EUR", by=None, at=NOW)
    with pytest.raises(Trouble, match="reason_missing"):
        books.freeze_campaign("spring", key="z", why="", by=None, at=NOW)
    told = books.freeze_campaign("spring", key="z", why="the agency is gone", by=None, at=NOW)
    assert [(each.line.tier, each.reservations, each.amount_minor) for each in told.freed] == [
        ("A", 1, 20),
        ("B", 1, 30),
    ]
    again = books.freeze_campaign("spring", key="z", why="the agency is gone", by=None, at=NOW)
    assert (again.replayed, again.freed) == (True, told.freed)
    other = books.freeze_campaign("spring", key="y", why="again", by=None, at=NOW)
    assert other.verdict is books.FreezeVerdict.frozen_already
    gone = books.consume(key="c", commitment=held.commitments[0], amount_minor=1, by=None, at=NOW)
    assert gone.verdict.value == "already_released"
    kept = books.consume(key="c2", commitment=held.commitments[2], amount_minor=5, by=None, at=NOW)
    assert kept.passed
    assert not spend("s1", a(10, campaign="spring")).passed
    thawed = books.thaw_campaign("spring", key="t", why="another agency", by=None, at=NOW)
    assert thawed.verdict is books.FreezeVerdict.thawed
    assert spend("s2", a(10, campaign="spring")).passed
    acts = list(Record.objects.filter(subject="campaign/spring").values_list("action", "why"))
    assert acts == [("freeze_campaign", "the agency is gone"), ("thaw_campaign", "another agency")]
    assert books.differences() == ()


def test_an_appeal_is_answered_by_another_person_and_used_once(stage: Stage) -> None:
    from fenhao.books.audit.models import Record
    from fenhao.books.gates import operations as gates
    from fenhao.books.gates.models import Pass
    from tests.books.cast import Cast

    opened()
    cast = Cast.hired()
    woken({"d1": [9, 5, 2]})

    def appealed(key: str, by: int | None) -> int:
        asked = gates.appeal(
            key=key,
            rule=GateRule.wake_ups_exhausted,
            customer="d1",
            campaign="",
            why="she wrote on paper",
            until=later(days=2),
            by=by,
            at=NOW,
        )
        return asked.id

    def answered(number: int, key: str, by: int | None, *, allow: bool = True) -> str:
        told = gates.answer_appeal(number, key=key, allow=allow, why="fair", by=by, at=NOW)
        return told.value

    with pytest.raises(Trouble, match="not_allowed"):
        appealed("q0", cast.auditor)
    first = appealed("q1", cast.finance)
    assert appealed("q1", cast.finance) == first
    assert answered(first, "n1", cast.finance) == "own_request"
    with pytest.raises(Trouble, match="not_allowed"):
        answered(first, "n1", cast.service)
    assert not spend("s1", wake()).passed
    assert answered(first, "n1", cast.boss) == "allowed"
    assert answered(first, "n1", cast.boss) == "allowed"
    assert answered(first, "n2", cast.boss) == "already_answered"
    assert answered(first + 9, "n3", cast.boss) == "unknown"
    no = appealed("q2", cast.service)
    assert answered(no, "n4", cast.boss, allow=False) == "refused"
    dear = spend("s2", wake(channel="phone"))
    assert dear.verdict is GateVerdict.channel_too_dear
    told = spend("s3", wake())
    assert told.passed
    assert [(said.verdict, said.evidence[0]) for said in told.gates] == [
        ("allowed_once", ("rule", "wake_ups_exhausted"))
    ]
    assert Pass.objects.get(pk=first).used_key == "s3"
    assert spend("s4", wake()).verdict is GateVerdict.wake_ups_exhausted
    assert spend("s5", wake("d2")).passed
    assert Record.objects.filter(action__in=("appeal", "answer_appeal")).count() == 4


def test_one_appeal_lets_one_of_a_batch_pass(stage: Stage) -> None:
    from fenhao.books.budgets import Act, Ask, Request, operations as books
    from fenhao.books.gates import operations as gates

    opened()
    books.freeze_campaign("spring", key="z", why="stop", by=None, at=NOW)
    asked = gates.appeal(
        key="q", rule=GateRule.campaign_frozen, customer="", campaign="spring", why="a promise",
        until=later(days=1), by=None, at=NOW,
    )  # fmt: skip
    gates.answer_appeal(asked.id, key="n", allow=True, why="kept", by=None, at=NOW)
    batch = [
        Ask(Request(Act.spend, f"s{at}", (a(1, campaign="spring"),), "EUR"), None, NOW) for at in range(3)
    ]
    assert [each.passed for each in books.post(batch)] == [True, False, False]
    two = spend("two", a(1, campaign="spring"), a(1, campaign="spring"))
    assert two.verdict is GateVerdict.campaign_frozen


def test_an_appeal_that_is_over_lets_nothing_pass(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.gates import operations as gates

    opened()
    ordered(("b1", 40_000, 4, None))
    asked = gates.appeal(
        key="q", rule=GateRule.benefit_above_cap, customer="b1", campaign="", why="a wedding",
        until=later(hours=1), by=None, at=NOW,
    )  # fmt: skip
    gates.answer_appeal(asked.id, key="n", allow=True, why="once", by=None, at=NOW)
    legs = [a(1001, customer="b1", benefit="coupons")]
    late = books.spend(key="s1", legs=legs, currency="EUR", by=None, at=later(hours=1))
    assert late.verdict is GateVerdict.benefit_above_cap
    assert books.spend(key="s2", legs=legs, currency="EUR", by=None, at=NOW).passed


def test_publishing_again_changes_nothing_and_a_change_is_carried_over_alone(stage: Stage) -> None:
    from fenhao.books.gates import operations as gates

    tiers = {f"c{each}": "ABCD"[each % 4] for each in range(50)}
    assert assessed(tiers, since=date(2026, 1, 1)) == 50
    assert assessed(tiers, since=date(2026, 4, 1)) == 0
    assert assessed({**tiers, "c7": "A"}, since=date(2026, 5, 1)) == 1
    assert [row.tier for row in gates.customer("c7", on=TODAY, at=NOW).history] == ["D", "A"]
    told = [(name, 100, 1, date(2026, 5, 1)) for name in tiers]
    assert [ordered(*told), ordered(*told), ordered(*told[1:], ("c0", 200, 2, TODAY))] == [50, 0, 1]
    sent = {name: [9, 5] for name in tiers}
    assert [woken(sent), woken(sent), woken({**sent, "c1": [5]})] == [50, 0, 1]
    days = (date(2026, 5, 1), date(2026, 5, 9))
    spring = ("spring", *days, 10, 1)
    assert [published(spring), published(spring), published(("spring", *days, 10, 2))] == [1, 0, 1]


def test_what_the_books_sent_after_the_last_day_published_stays(stage: Stage) -> None:
    from fenhao.books.gates import operations as gates

    opened()
    woken({"d1": [9, 5]})
    assert spend("s", wake("d1"), wake("d2")).passed
    gates.record_response(key="k", customer="d3", on=TODAY, by=None, at=NOW)
    woken({"d1": [5]})
    woken({})

    def sent(name: str) -> list[date]:
        return [each.on for each in gates.customer(name, on=TODAY, at=NOW).unanswered]

    assert [sent("d1"), sent("d2"), sent("d3")] == [[TODAY], [TODAY], []]
    woken({"d1": [9, 5, 0]}, until=TODAY)
    assert sent("d1") == [TODAY - timedelta(days=9), TODAY - timedelta(days=5), TODAY]
    assert sent("d2") == []
