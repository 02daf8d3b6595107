"""Findings as cases on real books: brought in, decided by people, recovered, and the cut of next month that follows."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from fenhao.books.people import NotAllowed, Role
from fenhao.engine.waste import CaseAct, CaseState, CaseVerdict
from fenhao.kernel import Trouble
from fenhao.runs.report import FoundEntry, FoundYear
from tests.books.stage import NOW, Stage, later, of

ANA, BO, AUDITOR, BOSS = 1, 2, 3, 4
"""Two from finance, somebody who may only look, and a manager."""


def cast_of_four() -> None:
    from fenhao.books.people import operations as people

    for number, name, role in ((AUDITOR, "auditor", Role.auditor), (BOSS, "boss", Role.management)):
        user = people.add_user(by=None, username=name, email="", password="", at=later(days=-30))
        assert user.pk == number
        people.grant_role(user_id=number, role=role, by=None, at=later(days=-30))


def entry(
    number: int, minor: int = 100, *, month: int = 5, day: int = 10, counted: int | None = None
) -> FoundEntry:
    on = date(2026, month, day)
    label = f"2026-{month:02d}"
    return FoundEntry(
        rule="benefit_outside_tier",
        subledger="benefits",
        source="crm",
        entry_id=f"b{number}",
        found_on=on,
        occurred_on=on,
        found_month=label,
        spent_month=label,
        customer=f"c{number}",
        campaign="",
        tier="A",
        line_tier="A",
        category="coupons",
        cost_type="coupon_cost",
        department="",
        amount_minor=minor,
        counted_minor=minor if counted is None else counted,
        evidence="benefit=vip tier=A",
        batch="benefits-1",
    )


def year(*entries: FoundEntry, undone: frozenset[str] = frozenset()) -> FoundYear:
    return FoundYear(
        label="2026",
        as_of=date(2026, 5, 15),
        currency="EUR",
        policy="waste w1",
        share_target=Fraction(1, 20),
        entries=entries,
        weeks=((date(2026, 5, 4), 4000), (date(2026, 5, 11), 1000)),
        undone=undone,
    )


def brought_in(*entries: FoundEntry, key: str = "r", at: datetime = NOW) -> None:
    from fenhao.books.findings import operations as findings

    findings.refresh(year(*entries), key=key, by=ANA, at=at)


def states() -> dict[str, CaseState]:
    from fenhao.books.database import read
    from fenhao.books.findings import CaseFilter, listed

    rows = read(lambda session: listed(session, CaseFilter(year="2026"), rows_max=100))
    return {each.entry_id: each.state for each in rows}


def done(case: int, act: CaseAct, *, by: int, why: str = "", key: str = "", minor: int = 0) -> CaseVerdict:
    from fenhao.books.findings import operations as findings

    told = findings.answer_cases(
        [case], act, key=key or f"{case}{act}{by}{why}", by=by, at=NOW, why=why, amount_minor=minor
    )
    return told[0].verdict


def test_a_refresh_opens_new_cases_and_the_same_facts_again_change_nothing(stage: Stage) -> None:
    from fenhao.books.findings import operations as findings

    facts = year(entry(1), entry(2), entry(3, counted=0))
    first = findings.refresh(facts, key="r1", by=ANA, at=NOW)
    assert (first.found, first.new, first.unchanged) == (3, 3, 0)
    assert findings.refresh(facts, key="r1", by=ANA, at=later(days=1)) == first
    again = findings.refresh(facts, key="r2", by=ANA, at=later(days=1))
    assert (again.new, again.unchanged, again.changed, again.withdrawn) == (0, 3, 0, 0)
    with pytest.raises(Trouble) as refused:
        findings.refresh(year(entry(1)), key="r1", by=ANA, at=NOW)
    assert refused.value.code == "books.key_conflict"


def test_a_case_follows_the_facts_until_somebody_has_decided_about_it(stage: Stage) -> None:
    from fenhao.books.findings import operations as findings

    brought_in(entry(1), entry(2), entry(3))
    assert done(2, CaseAct.accept, by=ANA) is CaseVerdict.done
    told = findings.refresh(year(entry(1, 70), entry(2, 80), entry(3)), key="r2", by=ANA, at=later(days=1))
    assert (told.changed, told.differing, told.unchanged) == (1, 1, 1)
    from fenhao.books.database import read
    from fenhao.books.findings import find

    kept = read(lambda session: find(session, [1, 2]))
    assert (kept[1].counted_minor, kept[2].counted_minor) == (70, 100)


def test_a_finding_that_is_gone_is_withdrawn_with_its_reason_and_opens_again_when_it_returns(
    stage: Stage,
) -> None:
    from fenhao.books.database import read
    from fenhao.books.findings import find, operations as findings

    brought_in(entry(1), entry(2)._replace(batch="benefits-2"), entry(3))
    assert done(1, CaseAct.accept, by=ANA) is CaseVerdict.done
    gone = year(entry(3), undone=frozenset({"benefits-1"}))
    told = findings.refresh(gone, key="r2", by=ANA, at=later(days=1))
    assert (told.withdrawn, told.unchanged) == (2, 1)
    cases = read(lambda session: find(session, [1, 2]))
    assert [case.state for case in cases.values()] == [CaseState.withdrawn] * 2
    assert [case.why for case in cases.values()] == ["load_undone benefits-1", "no_longer_found"]
    back = findings.refresh(year(entry(1), entry(3)), key="r3", by=ANA, at=later(days=2))
    assert (back.returned, back.new) == (1, 0)
    assert states() == {"b1": CaseState.open, "b2": CaseState.withdrawn, "b3": CaseState.open}


def test_who_may_only_look_decides_nothing_and_an_appeal_is_answered_by_another(stage: Stage) -> None:
    cast_of_four()
    brought_in(entry(1))
    with pytest.raises(NotAllowed):
        done(1, CaseAct.accept, by=AUDITOR)
    assert done(1, CaseAct.dismiss, by=ANA) is CaseVerdict.reason_missing
    assert done(1, CaseAct.dismiss, by=ANA, why="promised by phone") is CaseVerdict.done
    assert done(1, CaseAct.appeal, by=BO, why="no promise on record") is CaseVerdict.done
    assert done(1, CaseAct.accept, by=BO) is CaseVerdict.own_appeal
    assert done(1, CaseAct.accept, by=ANA) is CaseVerdict.own_decision
    assert done(1, CaseAct.accept, by=BOSS) is CaseVerdict.done
    assert done(1, CaseAct.appeal, by=BO, why="again") is CaseVerdict.already_appealed
    from fenhao.books.database import read

    acts = read(
        lambda session: session.rows(
            'SELECT action, "by", why FROM audit_record WHERE subject = ? ORDER BY id', ("finding/1",)
        )
    )
    assert acts == [
        ("dismiss", ANA, "promised by phone"),
        ("appeal", BO, "no promise on record"),
        ("accept", BOSS, ""),
    ]


def test_a_batch_answers_each_case_by_itself_once_under_its_key(stage: Stage) -> None:
    from fenhao.books.findings import operations as findings

    brought_in(entry(1), entry(2))
    done(2, CaseAct.dismiss, by=ANA, why="VIP")
    told = findings.answer_cases([2, 1, 9], CaseAct.accept, key="k", by=BO, at=NOW)
    assert [each.verdict.value for each in told] == ["done", "wrong_state", "unknown_case"]
    again = findings.answer_cases([9, 2, 1], CaseAct.accept, key="k", by=BO, at=later(days=1))
    assert [each.verdict for each in again] == [each.verdict for each in told]
    assert all(each.replayed for each in again)
    nothing = findings.answer_cases([9], CaseAct.accept, key="free", by=BO, at=NOW)
    assert nothing[0].verdict is CaseVerdict.unknown_case
    later_on = findings.answer_cases([2], CaseAct.appeal, key="free", by=BO, at=NOW, why="no VIP")
    assert later_on[0].verdict is CaseVerdict.done


def test_what_comes_back_is_linked_to_a_reversal_that_is_not_used_twice(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.findings import Link, operations as findings

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=ANA, at=NOW)
    paid = books.spend(key="s", legs=[of(300)], currency="EUR", by=ANA, at=NOW)
    back = books.reverse(key="v", entry=paid.entries[0], amount_minor=120, by=ANA, at=NOW)
    brought_in(entry(1), entry(2))
    findings.answer_cases([1, 2], CaseAct.accept, key="a", by=ANA, at=NOW)

    def recover(case: int, minor: int, link: Link, key: str) -> CaseVerdict:
        told = findings.answer_cases(
            [case], CaseAct.recover, key=key, by=BO, at=NOW, amount_minor=minor, link=link
        )
        return told[0].verdict

    assert recover(1, 30, Link(), "1") is CaseVerdict.link_missing
    assert recover(1, 30, Link(reversal=paid.entries[0]), "2") is CaseVerdict.unknown_reversal
    assert recover(1, 40, Link(reversal=back.entries[0]), "3") is CaseVerdict.done
    assert states()["b1"] is CaseState.accepted
    assert recover(1, 61, Link(reversal=back.entries[0]), "4") is CaseVerdict.exceeds_counted
    assert recover(1, 0, Link(reversal=back.entries[0]), "5") is CaseVerdict.done
    assert states()["b1"] is CaseState.recovered
    assert recover(2, 21, Link(reversal=back.entries[0]), "6") is CaseVerdict.exceeds_reversal
    assert recover(2, 0, Link(credit="CN-2026-17"), "7") is CaseVerdict.done
    assert states()["b2"] is CaseState.recovered


def test_the_weekly_list_sums_by_rule_and_owner_and_knows_its_share_of_cost(stage: Stage) -> None:
    from fenhao.books.database import read
    from fenhao.books.findings import ineffective_share, operations as findings, weekly

    findings.set_owner(category="coupons", department="*", owner=BO, key="o", by=ANA, at=NOW)
    brought_in(
        entry(1, 100, day=10), entry(2, 40, day=11), entry(3, 60, day=12), entry(4, 10, day=12, counted=0)
    )
    findings.assign([3], owner=ANA, key="as", by=ANA, at=NOW)
    done(2, CaseAct.dismiss, by=ANA, why="VIP")
    done(3, CaseAct.accept, by=ANA)
    rows = read(lambda session: weekly(session, year="2026"))
    told = [
        (
            row.week_on.day,
            row.owner,
            row.cases,
            row.counted_minor,
            row.open_minor,
            row.accepted_minor,
            row.share,
        )
        for row in rows
    ]
    assert told == [
        (4, BO, 1, 100, 100, 0, Fraction(1, 40)),
        (11, ANA, 1, 60, 0, 60, Fraction(6, 100)),
        (11, BO, 2, 40, 0, 0, Fraction(0)),
    ]
    assert read(lambda session: ineffective_share(session, year="2026")) == Fraction(160, 5000)


def answered_cut(case: int, *, allow: bool, by: int, at: datetime = NOW) -> str:
    from fenhao.books.approvals import answer
    from fenhao.books.database import Session, write
    from fenhao.books.findings.operations import on_answered

    def work(session: Session) -> str:
        told = answer(session, case=case, by=by, allow=allow, why="weekly list", at=at)
        assert told.case is not None
        if told.case.state.value != "waiting":
            on_answered(session, case=told.case, at=at, by=by)
        return told.verdict.value

    return write(work)


def available(month: str, category: str) -> int:
    from fenhao.books.budgets.operations import month_standing
    from fenhao.books.database import read

    lines = read(lambda session: month_standing(session, [month], at=NOW))
    return sum(line.available_minor for line in lines if line.key.category == category)


def test_accepted_cases_cut_the_same_line_of_next_month_into_the_reserve_once(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.findings import operations as findings

    cast_of_four()
    books.fund(key="f", legs=[of(1000, month=6)], currency="EUR", by=ANA, at=NOW)
    books.spend(key="s", legs=[of(850, month=6)], currency="EUR", by=ANA, at=NOW)
    brought_in(entry(1, 90), entry(2, 80), entry(3, 70))
    findings.answer_cases([1, 2], CaseAct.accept, key="a", by=ANA, at=NOW)
    (proposal,) = findings.propose_cuts("2026-05", key="p", by=BO, at=NOW)
    assert (proposal.verdict.value, proposal.wanted_minor, proposal.amount_minor) == ("proposed", 170, 150)
    assert findings.propose_cuts("2026-05", key="p2", by=BO, at=NOW) == ()
    assert done(1, CaseAct.appeal, by=BOSS, why="wrong") is CaseVerdict.feeds_a_cut
    (cut,) = findings.cuts("2026-05")
    assert (cut.cases, cut.state.value) == ((1, 2), "waiting")
    books.spend(key="s2", legs=[of(30, month=6)], currency="EUR", by=ANA, at=NOW)
    assert answered_cut(cut.approval, allow=True, by=ANA) == "approved"
    (cut,) = findings.cuts("2026-05")
    assert (cut.state.value, cut.cut_minor) == ("approved", 120)
    assert available("2026-06", "coupons") == 0
    assert available("2026-06", "emergency_reserve") == 120
    assert books.differences() == ()


def test_a_rejected_cut_is_final_and_a_case_withdrawn_since_does_not_count(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.findings import operations as findings

    books.fund(key="f", legs=[of(1000, month=6)], currency="EUR", by=ANA, at=NOW)
    brought_in(entry(1, 90), entry(2, 80))
    findings.answer_cases([1], CaseAct.accept, key="a", by=ANA, at=NOW)
    (first,) = findings.propose_cuts("2026-05", key="p", by=BO, at=NOW)
    (cut,) = findings.cuts()
    assert answered_cut(cut.approval, allow=False, by=ANA) == "rejected"
    assert findings.propose_cuts("2026-05", key="p2", by=BO, at=NOW) == ()
    findings.answer_cases([2], CaseAct.accept, key="a2", by=ANA, at=NOW)
    (second,) = findings.propose_cuts("2026-05", key="p3", by=BO, at=NOW)
    assert (first.amount_minor, second.amount_minor) == (90, 80)
    brought_in(entry(1, 90), key="gone")
    cut = findings.cuts()[-1]
    assert answered_cut(cut.approval, allow=True, by=ANA) == "approved"
    assert findings.cuts()[-1].state.value == "spent"
    assert available("2026-06", "coupons") == 1000


def test_a_line_that_next_month_does_not_have_says_why_nothing_is_cut(stage: Stage) -> None:
    from fenhao.books.findings import operations as findings

    brought_in(entry(1, 90), entry(2, month=12, day=3))
    findings.answer_cases([1], CaseAct.accept, key="a", by=ANA, at=NOW)
    assert [each.verdict.value for each in findings.propose_cuts("2026-05", key="p", by=BO, at=NOW)] == [
        "no_line"
    ]
    assert [each.verdict.value for each in findings.propose_cuts("2026-12", key="q", by=BO, at=NOW)] == [
        "no_next_month"
    ]


def test_more_findings_than_one_question_can_name_come_in_and_stay(stage: Stage) -> None:
    from fenhao.books.findings import operations as findings

    many = year(*(entry(number) for number in range(12_000)))
    assert findings.refresh(many, key="r1", by=ANA, at=NOW).new == 12_000
    assert findings.refresh(many, key="r2", by=ANA, at=NOW).unchanged == 12_000
