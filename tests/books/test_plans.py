"""The year's budget as a document: prepared together, edited under a token, compared, never enforced by accident."""

import pytest

from fenhao.books.people import NotAllowed
from fenhao.books.plans import PlanVerdict, SaveRefusal
from fenhao.engine.budget import (
    RESERVE_CATEGORY,
    CellKey,
    Change,
    EditVerdict,
    PreparedBudget,
    Selection,
    SetAmount,
    SetHeld,
    Spending,
    guided,
)
from fenhao.kernel import Trouble
from tests.books.planning import (
    CALENDAR,
    TOTAL,
    Company,
    amounts,
    answered,
    approved,
    edited,
    in_force,
    prepared,
    proposal,
    state,
    submitted,
    to,
    token,
)
from tests.books.stage import NOW, Stage
from tests.tables import rows


def test_a_proposal_becomes_a_draft_whose_lines_and_reserves_are_its_total(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    found = plans.plan(by=company.auditor, at=NOW, version=version)
    assert found is not None
    assert (found.version.number, found.version.state.value, found.version.token) == (1, "draft", 1)
    assert found.sheet.total_minor == TOTAL
    assert amounts(version)["2026-06//emergency_reserve"] == 100
    assert [(step.code, step.amount_minor) for step in found.steps] == [
        ("fixed_budget", 400),
        ("total", TOTAL),
    ]
    assert [(part.department, part.amount_minor, part.ready) for part in found.parts] == [
        ("care", 400, False),
        ("marketing", 2500, False),
    ]
    again = prepared(company)
    assert again == version
    assert len(plans.listed(by=company.auditor, at=NOW)) == 1
    other = plans.prepare(
        key="other", by=None, at=NOW, fiscal_year=2026, calendar=CALENDAR,
        prepared=PreparedBudget("2026", 0, (), (), ()), name="empty", currency="EUR",
    )  # fmt: skip
    assert [each.number for each in plans.listed(by=None, at=NOW, fiscal_year=2026)] == [1, 2]
    assert amounts(other.version) == {}


def test_a_new_version_leaves_each_line_with_the_department_that_had_it(stage: Stage) -> None:
    """Whoever prepares says nothing of departments: those of the newest version go on, and a line without one stays so."""
    from fenhao.books.plans import operations as plans

    def made(key: str) -> dict[str, str]:
        """Prepare once more without a word about owners; return them by tier and category."""
        told = plans.prepare(
            key=key, by=company.operations, at=NOW, fiscal_year=2026, calendar=CALENDAR,
            prepared=proposal(), name=key, currency="EUR", fixed_categories=frozenset({"staff"}),
        )  # fmt: skip
        found = plans.plan(by=None, at=NOW, version=told.version)
        assert found is not None
        return {f"{cell.key.tier}/{cell.key.category}": cell.department for cell in found.sheet.cells}

    company = Company.hired()
    assert set(made("first").values()) == {""}, "there is nothing to go on with"
    version = prepared(company)
    before = plans.plan(by=None, at=NOW, version=version)
    assert before is not None
    owners = {f"{cell.key.tier}/{cell.key.category}": cell.department for cell in before.sheet.cells}
    assert set(owners.values()) == {"marketing", "care", ""}
    assert made("second") == owners
    assert made("second") == owners, "the same once more changes nothing"


def test_an_equal_split_of_a_year_loses_nothing(stage: Stage) -> None:
    """100 000 over 12 months: 8333.33 and 8333.34, never 99 999.996."""
    from fractions import Fraction

    from fenhao.books.plans import operations as plans
    from fenhao.engine.budget import BudgetPolicy, TierShare

    policy = BudgetPolicy(
        "t", Fraction(0), Fraction(0), (TierShare("A", Fraction(1)),), Fraction(0), Fraction(1)
    )
    made = guided(
        label="2026", year=plans.year_quarters(CALENDAR, 2026), staff=(),
        spending=[Spending("crm", 100_000_00, fixed=True)], policy=policy,
    )  # fmt: skip
    told = plans.prepare(
        key="equal", by=None, at=NOW, fiscal_year=2026, calendar=CALENDAR, prepared=made, name="equal",
        currency="EUR", fixed_categories=frozenset({"crm"}),
    )  # fmt: skip
    lines = [minor for place, minor in amounts(told.version).items() if RESERVE_CATEGORY not in place]
    assert (sum(lines), sorted(set(lines))) == (100_000_00, [833333, 833334])


def test_an_auditor_reads_and_changes_nothing(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    for act in (
        lambda: plans.edit(
            key="e", by=company.auditor, at=NOW, version=version, token=1, change=to(1, tier="A")
        ),
        lambda: plans.undo(key="u", by=company.auditor, at=NOW, version=version, token=1),
        lambda: plans.submit(key="s", by=company.auditor, at=NOW, version=version, token=1),
        lambda: plans.withdraw(key="w", by=company.auditor, at=NOW, version=version, why="x"),
        lambda: plans.comment(key="c", by=company.auditor, at=NOW, version=version, text="x"),
        lambda: plans.revise(key="r", by=company.auditor, at=NOW, version=version),
        lambda: plans.mark(
            key="m", by=company.auditor, at=NOW, version=version, department="care", ready=True
        ),
        lambda: in_force(version, company=Company(*[company.auditor] * 8)),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (state(version), token(version)) == ("draft", 1)


def test_a_stale_save_is_refused_with_what_both_started_from_yours_and_theirs(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    first = edited(version, to(1200, month="2026-05", tier="A"), by=company.finance)
    assert (first.verdict, first.token, first.total_minor) == (EditVerdict.saved, 2, TOTAL + 200)
    late = edited(version, to(900, month="2026-05", tier="A"), by=company.marketer, at_token=1)
    assert (late.verdict, late.token) == (SaveRefusal.stale, 2)
    assert [
        (
            "/".join(each.key),
            *(cell.amount_minor if cell else None for cell in (each.base, each.yours, each.theirs)),
        )
        for each in late.conflicts
    ] == [("2026-05/A/coupons", 1000, 900, 1200)]
    assert amounts(version)["2026-05/A/coupons"] == 1200
    elsewhere = edited(version, to(450, tier="B"), by=company.marketer, at_token=1)
    assert len(elsewhere.conflicts) == 2
    assert token(version) == 2
    undone = plans.undo(key="late undo", by=company.finance, at=NOW, version=version, token=1)
    assert undone.verdict is SaveRefusal.stale


def test_the_same_key_saves_once_and_answers_the_same(stage: Stage) -> None:
    company = Company.hired()
    version = prepared(company)
    first = edited(version, to(10, tier="B"), key="k")
    again = edited(version, to(10, tier="B"), key="k", at_token=1)
    assert (again.replayed, again.token, again.changes) == (True, first.token, first.changes)
    with pytest.raises(Trouble) as conflict:
        edited(version, to(11, tier="B"), key="k", at_token=1)
    assert conflict.value.code == "books.key_conflict"


REFUSED = """
# change         | verdict           | detail
  all held       | all_held          | 1000
  held exceed    | held_exceed_total | 1000
  negative       | negative          | -5
  nothing there  | no_cells          |
  the same again | unchanged         |
"""


@pytest.mark.parametrize(("case", "verdict", "detail"), rows(REFUSED))
def test_an_impossible_edit_is_refused_with_its_reason_and_leaves_no_trace(
    stage: Stage, case: str, verdict: str, detail: str
) -> None:
    company = Company.hired()
    version = prepared(company)
    edited(version, SetHeld(Selection(month="2026-05", tier="A"), held=True))
    before = amounts(version)
    changes: dict[str, Change] = {
        "all held": to(5, month="2026-05", tier="A"),
        "held exceed": to(999, tier="A"),
        "negative": to(-5, tier="A"),
        "nothing there": to(5, tier="Z"),
        "the same again": SetHeld(Selection(month="2026-05", tier="A"), held=True),
    }
    told = edited(version, changes[case], key="refused")
    assert (told.verdict.value, told.detail, told.token) == (verdict, detail, 2)
    assert (amounts(version), token(version)) == (before, 2)
    free = edited(version, to(7, tier="B"), key="refused")
    assert free.saved, "a refused edit does not use its key up"


def test_held_cells_survive_saves_and_other_editors_and_undo_leads_back_step_by_step(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    beginning = amounts(version)
    edited(version, SetHeld(Selection(month="2026-05", tier="A"), held=True), by=company.marketer)
    edited(version, to(1600, tier="A"), by=company.finance)
    assert amounts(version)["2026-05/A/coupons"] == 1000
    assert amounts(version)["2026-06/A/coupons"] == 600
    whole = SetAmount(Selection(), 2200)
    edited(version, whole, by=company.boss)
    assert amounts(version)["2026-05/A/coupons"] == 1000
    assert sum(amounts(version).values()) == 2200
    for step in range(3):
        told = plans.undo(
            key=f"undo {step}", by=company.finance, at=NOW, version=version, token=token(version)
        )
        assert told.saved
    assert amounts(version) == beginning
    nothing = plans.undo(key="undo all", by=company.finance, at=NOW, version=version, token=token(version))
    assert nothing.verdict is SaveRefusal.nothing_to_undo


def test_departments_prepare_their_own_lines_and_submitting_says_who_is_missing(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    assert edited(version, to(300, category="staff"), by=company.server).saved
    foreign = edited(version, to(1, category="staff"), by=company.marketer)
    assert (foreign.verdict, foreign.detail) == (EditVerdict.not_owner, "2026-05//staff")
    reserve = edited(version, to(1, category=RESERVE_CATEGORY), by=company.marketer)
    assert reserve.verdict is EditVerdict.not_owner
    now = token(version)

    def mark(key: str, by: int, department: str, *, ready: bool = True) -> str:
        told = plans.mark(key=key, by=by, at=NOW, version=version, department=department, ready=ready)
        return told.verdict.value

    assert mark("a", company.server, "marketing") == "not_owner"
    assert mark("b", company.server, "sales") == "unknown_part"
    assert mark("c", company.server, "care") == "done"
    assert mark("d", company.server, "care") == "already"
    closed = edited(version, to(5, category="staff"), by=company.finance)
    assert (closed.verdict, closed.detail) == (EditVerdict.part_ready, "care")
    early = plans.submit(key="s1", by=company.finance, at=NOW, version=version, token=now)
    assert (early.verdict, early.detail) == (PlanVerdict.parts_missing, "marketing")
    assert mark("e", company.marketer, "marketing") == "done"
    assert mark("f", company.server, "care", ready=False) == "done"
    again = plans.submit(key="s2", by=company.finance, at=NOW, version=version, token=now)
    assert (again.verdict, again.detail) == (PlanVerdict.parts_missing, "care")
    assert mark("g", company.finance, "care") == "done"
    nobody = plans.submit(key="s3", by=company.server, at=NOW, version=version, token=now)
    assert nobody.verdict is PlanVerdict.not_owner
    old = plans.submit(key="s4", by=company.finance, at=NOW, version=version, token=now - 1)
    assert old.verdict is PlanVerdict.stale
    assert (
        plans.submit(key="s5", by=company.finance, at=NOW, version=version, token=now).verdict
        is PlanVerdict.done
    )
    assert state(version) == "submitted"


def test_comments_stay_where_they_were_made(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    cell = CellKey("2026-05", "A", "coupons")
    plans.comment(key="a", by=company.marketer, at=NOW, version=version, text="Too little for May", cell=cell)
    plans.comment(key="b", by=company.finance, at=NOW, version=version, text="As last year")
    empty = plans.comment(key="c", by=company.finance, at=NOW, version=version, text=" ")
    stray = plans.comment(
        key="d", by=company.finance, at=NOW, version=version, text="?", cell=CellKey("2026-05", "Z", "x")
    )
    assert (empty.verdict, stray.verdict) == (PlanVerdict.empty, PlanVerdict.unknown_part)
    found = plans.plan(by=company.auditor, at=NOW, version=version)
    assert found is not None
    assert [(each.cell, each.text, each.by) for each in found.comments] == [
        (cell, "Too little for May", company.marketer),
        (None, "As last year", company.finance),
    ]


def test_what_is_submitted_is_not_edited_and_each_answer_leads_where_it_should(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    assert submitted(version, company).verdict is PlanVerdict.done
    assert edited(version, to(1, tier="A"), by=company.finance).verdict is SaveRefusal.not_draft
    assert answered(version, company.finance) == "own_request"
    assert answered(version, company.controller) == "waiting"
    assert answered(version, company.operations, allow=False, why="too much") == "rejected"
    assert state(version) == "rejected"
    copy = plans.revise(key="copy", by=company.finance, at=NOW, version=version, name="second try")
    assert (state(copy.version), amounts(copy.version)) == ("draft", amounts(version))
    assert submitted(copy.version, company).verdict is PlanVerdict.done
    other = plans.withdraw(key="w1", by=company.controller, at=NOW, version=copy.version, why="no")
    assert other.verdict is PlanVerdict.not_requester
    gone = plans.withdraw(key="w2", by=company.finance, at=NOW, version=copy.version, why="a mistake")
    assert (gone.verdict, state(copy.version)) == (PlanVerdict.done, "withdrawn")
    third = plans.revise(key="copy 2", by=company.finance, at=NOW, version=copy.version)
    approved(third.version, company)
    assert state(third.version) == "approved"
    assert in_force(version, company).verdict is PlanVerdict.wrong_state


def test_a_case_that_nobody_answers_in_time_leaves_the_version_withdrawn(stage: Stage) -> None:
    from fenhao.books.database import read
    from fenhao.books.inbox import operations as inbox
    from fenhao.books.plans import operations as plans
    from tests.books.stage import later

    company = Company.hired()
    version = prepared(company)
    submitted(version, company)
    (case,) = inbox.waiting(user=company.controller, at=NOW)
    assert read(lambda session: plans.recheck(session, case=case, at=NOW))[0].value == "passes"
    assert read(lambda session: plans.recheck(session, case=case, at=later(days=30)))[0].value == "gone"
    assert inbox.expire(at=later(days=30)) == (case.id,)
    assert state(version) == "withdrawn"


def test_a_scenario_is_edited_and_compared_and_never_on_its_way_into_force(stage: Stage) -> None:
    from django.db import IntegrityError

    from fenhao.books.plans import operations as plans
    from fenhao.books.plans.models import Version

    company = Company.hired()
    version = prepared(company)
    scenario = plans.branch(key="b", by=company.finance, at=NOW, version=version, name="A +20 %").version
    assert edited(scenario, to(2400, tier="A"), by=company.finance).saved
    assert submitted(scenario, company).verdict is PlanVerdict.scenario
    assert in_force(scenario, company).verdict is PlanVerdict.scenario
    revised = plans.revise(key="r", by=company.finance, at=NOW, version=scenario)
    assert revised.verdict is PlanVerdict.scenario
    with pytest.raises(IntegrityError):
        Version.objects.filter(pk=scenario).update(state="approved")
    told = plans.compared(by=company.auditor, at=NOW, before=version, after=scenario)
    assert told is not None
    assert (told.sums[-1].before_minor, told.sums[-1].after_minor) == (TOTAL, TOTAL + 400)
    assert ["/".join(each.key) for each in told.cells] == ["2026-05/A/coupons", "2026-06/A/coupons"]
    adopted = plans.adopt(key="a", by=company.finance, at=NOW, version=scenario)
    assert (state(adopted.version), amounts(adopted.version)) == ("draft", amounts(scenario))
    assert (
        plans.adopt(key="a2", by=company.finance, at=NOW, version=version).verdict is PlanVerdict.wrong_state
    )


def test_a_version_that_is_not_there_is_said_to_be_unknown(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    who = company.finance
    assert plans.plan(by=company.finance, at=NOW, version=99) is None
    assert plans.sheet_rows(by=company.finance, at=NOW, version=99) is None
    assert plans.compared(by=company.finance, at=NOW, before=99, after=99) is None
    assert (
        plans.edit(key="e", at=NOW, version=99, token=1, change=to(1), by=who).verdict.value
        == "unknown_version"
    )
    assert plans.undo(key="u", at=NOW, version=99, token=1, by=who).verdict.value == "unknown_version"
    for told in (
        plans.mark(key="m", at=NOW, version=99, department="x", ready=True, by=who),
        plans.comment(key="c", at=NOW, version=99, text="x", by=who),
        plans.revise(key="r", at=NOW, version=99, by=who),
        plans.submit(key="s", at=NOW, version=99, token=1, by=who),
        plans.withdraw(key="w", at=NOW, version=99, why="", by=who),
        in_force(99, company),
    ):
        assert told.verdict is PlanVerdict.unknown_version
