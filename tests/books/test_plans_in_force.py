"""Put a version in force: the swap is one moment, keeps what happened since, and never takes a line below its use unasked."""

import sqlite3
from fractions import Fraction
from functools import partial

import psycopg
import pytest

from fenhao.books.database import Session
from fenhao.books.plans import PlanVerdict
from fenhao.engine.budget import RESERVE_CATEGORY, AddLine, Refusal, Selection, SetAmount
from fenhao.kernel import FiscalCalendar, Pattern, Trouble
from tests.books.planning import (
    CALENDAR,
    TOTAL,
    Company,
    amounts,
    approved,
    first,
    funded,
    in_force,
    prepared,
    revised,
    spend,
    state,
    to,
)
from tests.books.stage import NOW, Stage, of


def test_the_first_version_is_all_funding_and_becomes_the_baseline(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company, owned=False)
    assert spend("before", 1) == "no_line"
    assert in_force(version, company).verdict is PlanVerdict.wrong_state
    approved(version, company)
    assert spend("approved", 1) == "no_line"
    told = in_force(version, company)
    assert told.verdict is PlanVerdict.done
    assert in_force(version, company).replayed
    assert funded() == amounts(version)
    found = plans.plan(by=None, at=NOW, version=version)
    assert found is not None
    assert (found.version.state.value, found.version.baseline, found.version.in_force_at) == (
        "in_force",
        True,
        NOW,
    )
    assert spend("all", 1000) == "committed"
    assert spend("more", 1) == "exceeds_limit"
    direct = books.spend(
        key="r", legs=[of(1, month=6, tier="", category=RESERVE_CATEGORY)], currency="EUR", by=None, at=NOW
    )
    assert direct.verdict is Refusal.reserve_not_spendable
    assert books.differences() == ()


def test_a_year_that_is_not_open_yet_is_opened_with_its_first_budget(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.plans import operations as plans
    from fenhao.engine.budget import BudgetLine, PreparedBudget

    company = Company.hired()
    made = PreparedBudget("2027", 70, (), (BudgetLine("2027-02", "A", "coupons", 70),), ())
    version = plans.prepare(
        key="p", by=company.finance, at=NOW, fiscal_year=2027, calendar=CALENDAR, prepared=made, name="2027",
        currency="EUR",
    ).version  # fmt: skip
    approved(version, company)
    changed = FiscalCalendar(pattern=Pattern.periods_13)
    with pytest.raises(Trouble, match="calendar_changed"):
        plans.put_in_force(key="f", by=company.boss, at=NOW, version=version, calendar=changed)
    assert in_force(version, company).verdict is PlanVerdict.done
    assert funded() == {"2027-02/A/coupons": 70}
    assert books.differences() == ()


def test_a_swap_posts_the_difference_and_keeps_transfers_and_spending(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    old = first(company)
    assert spend("s", 600) == "committed"
    moved = books.transfer(
        key="t",
        giver=of(300, month=6),
        taker=of(300, tier="B", category="gifts"),
        currency="EUR",
        by=None,
        at=NOW,
    )
    assert moved.passed
    new = revised(
        company, old, to(700, month="2026-05", tier="A"), AddLine("C", "sms"), to(60, tier="C"),
        to(150, category=RESERVE_CATEGORY),
    )  # fmt: skip
    before = funded()
    assert before["2026-05/A/coupons"] == 1000, "until the swap the old version is in force"
    told = in_force(new, company)
    assert told.verdict is PlanVerdict.done
    now = funded()
    assert {
        place: now[place] - before.get(place, 0) for place in now if now[place] != before.get(place, 0)
    } == {
        "2026-05/A/coupons": -300,
        "2026-06//emergency_reserve": 50,
        **{f"2026-{month:02}/C/sms": 5 for month in range(1, 13)},
    }
    assert now["2026-06/A/coupons"] == 700, "what was transferred stays transferred"
    assert (state(old), state(new)) == ("superseded", "in_force")
    assert spend("rest", 100) == "committed"
    assert spend("over", 1) == "exceeds_limit"
    found = plans.plan(by=None, at=NOW, version=new)
    assert found is not None
    assert not found.version.baseline
    with_session = plans.listed(by=None, at=NOW, fiscal_year=2026)
    assert [(each.number, each.state.value) for each in with_session] == [(1, "superseded"), (2, "in_force")]
    assert books.differences() == ()


def test_a_line_goes_below_its_use_only_when_somebody_answers_for_it_and_then_shows_an_overrun(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.models import Overrun
    from fenhao.books.people import NotAllowed
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    old = first(company)
    books.reserve(key="r", legs=[of(500)], currency="EUR", by=None, at=NOW)
    spend("s", 300)
    new = revised(company, old, to(700, month="2026-05", tier="A"))
    told = in_force(new, company)
    assert told.verdict is PlanVerdict.below_use
    assert "2026-05" in told.detail
    assert (state(old), state(new), funded()["2026-05/A/coupons"]) == ("in_force", "approved", 1000)
    silent = in_force(new, company, allow_below_use=True)
    assert silent.verdict is PlanVerdict.reason_missing
    with pytest.raises(NotAllowed):
        plans.put_in_force(
            key="x",
            by=company.marketer,
            at=NOW,
            version=new,
            calendar=CALENDAR,
            why="me",
            allow_below_use=True,
        )
    assert in_force(new, company, why="agreed on the 12th", allow_below_use=True).verdict is PlanVerdict.done
    assert funded()["2026-05/A/coupons"] == 700
    overruns = Overrun.objects.filter(balance__level="line").values_list("kind", "amount_minor")
    assert list(overruns) == [("revised", 100)]
    assert spend("more", 1) == "exceeds_limit"
    assert books.differences() == ()


def test_a_line_never_goes_below_nothing(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    company = Company.hired()
    old = first(company)
    books.transfer(
        key="t", giver=of(800), taker=of(800, tier="B", category="gifts"), currency="EUR", by=None, at=NOW
    )
    new = revised(company, old, to(100, month="2026-05", tier="A"))
    told = in_force(new, company, why="as agreed", allow_below_use=True)
    assert told.verdict is PlanVerdict.below_use
    assert funded()["2026-05/A/coupons"] == 200


def test_a_closed_month_keeps_its_budget(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    company = Company.hired()
    old = first(company)
    for month in range(1, 6):
        assert books.begin_closing(f"2026-{month:02}", by=None, at=NOW).value == "turned"
        assert books.close_month(f"2026-{month:02}", by=None, at=NOW).value == "turned"
    changed = revised(company, old, to(900, month="2026-05", tier="A"), to(900, month="2026-06", tier="A"))
    told = in_force(changed, company)
    assert (told.verdict, told.detail) == (PlanVerdict.month_closed, "2026-05")
    same = revised(company, old, to(900, month="2026-06", tier="A"), key="only june")
    assert in_force(same, company).verdict is PlanVerdict.done
    assert funded()["2026-06/A/coupons"] == 900
    assert funded()["2026-05/A/coupons"] == 1000


def test_a_version_made_before_another_came_in_force_does_not_quietly_take_its_place(stage: Stage) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    old = first(company)
    one = revised(company, old, to(1100, month="2026-06", tier="A"), key="one")
    two = revised(company, old, to(600, tier="B"), key="two")
    assert in_force(one, company).verdict is PlanVerdict.done
    told = in_force(two, company)
    assert (told.verdict, told.detail) == (PlanVerdict.base_moved, "2")
    assert funded()["2026-06/A/coupons"] == 1100
    sure = plans.put_in_force(
        key="sure", by=company.boss, at=NOW, version=two, calendar=CALENDAR, over_newer=True
    )
    assert sure.verdict is PlanVerdict.done
    assert (funded()["2026-06/A/coupons"], funded()["2026-05/B/gifts"]) == (1000, 600)


def test_outcomes_are_measured_on_the_first_version_and_on_what_is_funded_now(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    assert plans.outcome(by=company.auditor, at=NOW, fiscal_year=2026)[-1].utilisation is None
    old = first(company)
    new = revised(company, old, to(500, month="2026-05", tier="A"))
    in_force(new, company)
    spend("s", 450)
    books.record_fact(
        key="staff", legs=[of(440, tier="", category="staff", fixed=True)], currency="EUR", by=None, at=NOW
    )
    told = {
        (each.of, each.name): each for each in plans.outcome(by=company.auditor, at=NOW, fiscal_year=2026)
    }
    line = told["line", "2026-05/A/coupons"]
    assert (line.baseline_minor, line.funded_minor, line.actual_minor) == (1000, 500, 450)
    assert (line.utilisation, line.deviation_from_baseline) == (Fraction(9, 10), Fraction(55, 100))
    total = told["total", ""]
    assert (total.baseline_minor, total.funded_minor) == (TOTAL - 100, TOTAL - 600)
    assert total.deviation_by_line_from_funding == Fraction(50 + 1000 + 500 + 40, TOTAL - 600)


def test_what_was_frozen_and_said_cannot_be_changed_even_by_hand(stage: Stage) -> None:
    from fenhao.books.database import write
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = revised(company, first(company), to(1, tier="B"))
    in_force(version, company)
    plans.comment(key="c", by=None, at=NOW, version=version, text="kept")
    for table in ("plans_frozen", "plans_edit", "plans_comment", "plans_step"):
        with pytest.raises((sqlite3.Error, psycopg.Error), match="never changed or removed"):
            write(partial(_touched, table=table))


def _touched(session: Session, *, table: str) -> int:
    return session.run(f"UPDATE {table} SET version_id = version_id")


def test_a_swap_of_a_selection_is_explained_line_by_line(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    company = Company.hired()
    old = first(company)
    new = revised(company, old, SetAmount(Selection(quarter="2026-Q2"), 3300))
    assert in_force(new, company, key="swap").verdict is PlanVerdict.done
    posted = books.explain("swap/fund")
    assert posted is not None
    assert posted.answer.passed
    assert sum(funded().values()) == 3300
