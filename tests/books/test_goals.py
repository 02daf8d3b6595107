"""Goals on real books: set with a frozen baseline, measured month by month, changed with reasons, closed with a result."""

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fenhao.books.people import NotAllowed, Role
from fenhao.engine.metrics import CostPart, PeriodFacts, Progress, TierPart, Where
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import read_settings, starting_goals
from fenhao.runs.book import Book, Kept, create_book, keep, stamp_now
from fenhao.runs.planning import measured
from tests.books.stage import NOW, Stage, later, of

if TYPE_CHECKING:
    from fenhao.books.goals import GoalRow

CALENDAR = FiscalCalendar()
ANA, BO, BOSS, SAM = 1, 2, 3, 4
"""Two from finance, a manager, and somebody from operations."""
NOBODY_ELSE = 5
EVERYWHERE = Where()


def cast_of_five() -> None:
    from fenhao.books.people import operations as people

    for number, name, role in (
        (BOSS, "boss", Role.management),
        (SAM, "sam", Role.operations),
        (NOBODY_ELSE, "other", Role.operations),
    ):
        user = people.add_user(by=None, username=name, email="", password="", at=later(days=-300))
        assert user.pk == number
        people.grant_role(user_id=number, role=role, by=None, at=later(days=-300))


def facts(label: str, *, cost: int = 100_000, coupons: int = 20_000, entries: int = 20) -> PeriodFacts:
    """Return a month that cost so much, some of it coupons of tier C."""
    return PeriodFacts(
        label=label,
        months=1,
        costs=(
            CostPart("A", "activities", "sms", "", "variable", "retention", cost - coupons, 100),
            CostPart("C", "benefits", "coupons", "", "variable", "retention", coupons, entries),
        ),
        served=(),
        tiers=(TierPart("A", 10, 20, 900_000, 300_000, cost, 0),),
        unallocated_minor=0,
        idle_minor=0,
        ineffective_minor=cost // 10,
        active_customers=8,
        new_customers=2,
        clv=None,
        trailing_minor=0,
        trailing_months=0,
    )


@pytest.fixture
def book(stage: Stage, tmp_path: Path) -> Book:
    """A company with three measured months and people."""
    from fenhao.books.journal import open_year

    assert stage.url
    made = create_book(
        root=tmp_path / "company", settings=read_settings('[company]\nname = "Test"\ncurrency = "EUR"\n')
    )
    open_year(CALENDAR, 2026)
    cast_of_five()
    for month, cost in (("2026-01", 100_000), ("2026-02", 96_000), ("2026-03", 93_000)):
        remember(made, facts(month, cost=cost))
    return made


def remember(book: Book, found: PeriodFacts) -> None:
    keep(book=book, name=f"measured-{found.label}", value=found, stamp=stamp_now(book), at=NOW)


def kept(book: Book, label: str) -> Kept[PeriodFacts]:
    found = measured(book=book, label=label)
    assert found is not None
    return found


def made_goal(
    book: Book,
    metric: str = "cost_per_month",
    *,
    amount: Fraction = Fraction(-15, 100),
    relative: bool = True,
    where: Where = EVERYWHERE,
    due: str = "2026-04",
    owner: int | None = SAM,
    by: int = ANA,
    key: str = "g",
) -> tuple[str, int]:
    from fenhao.books.goals import Wanted, operations as goals

    wanted = Wanted(metric, where, amount, relative, due, owner, "")
    answer = goals.set_goal(wanted, calendar=CALENDAR, facts=kept(book, "2026-01"), key=key, by=by, at=NOW)
    return answer.verdict.value, answer.number


def goal_of(number: int) -> "GoalRow":
    from fenhao.books.database import read
    from fenhao.books.goals import listed

    return read(lambda session: listed(session, only=number))[0]


def taken(book: Book, *, by: int | None = None, at: datetime = NOW) -> int:
    from fenhao.books.goals import operations as goals

    return goals.take_measures(book=book, by=by, at=at)


def close_month(label: str) -> None:
    from fenhao.books.monthend import operations as month
    from fenhao.engine.budget import ANY, ClosingRule, ClosingRules, HoldRule, OverspendRule, UnspentRule

    rule = ClosingRule(ANY, ANY, HoldRule.carry, UnspentRule.carry, OverspendRule.carry)
    month.set_rules(ClosingRules("r1", (rule,)), key=f"rules {label}", by=ANA, at=NOW, why="2026")
    assert month.begin_closing(label, key=f"begin {label}", by=ANA, at=NOW).value == "turned"
    assert month.close(label, checks=[], key=f"close {label}", by=ANA, at=NOW).verdict.value == "closed"


def test_a_goal_keeps_the_baseline_that_was_measured_when_it_was_set(book: Book) -> None:
    assert made_goal(book) == ("done", 1)
    remember(book, facts("2026-01", cost=400_000))
    taken(book)
    goal = goal_of(1)
    assert (goal.baseline, goal.target, goal.due) == (Fraction(100_000), Fraction(85_000), 3)
    assert goal.before.cost_minor == 100_000


def test_the_same_key_sets_one_goal(book: Book) -> None:
    assert made_goal(book) == made_goal(book) == ("done", 1)
    assert made_goal(book, key="other") == ("done", 2)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"metric": "unheard_of"}, "unknown_metric"),
        ({"owner": None}, "owner_missing"),
        ({"metric": "ineffective_share", "where": Where("A")}, "scope_not_offered"),
        ({"due": "2026-13"}, "unknown_month"),
        ({"due": "2026-Q2"}, "unknown_month"),
        ({"due": "2026-01"}, "due_before_baseline"),
        ({"metric": "overruns"}, "no_baseline"),
        ({"metric": "acquisition_cost"}, "no_target"),
    ],
)
def test_what_stands_in_a_goals_way_is_said_and_leaves_no_trace(
    book: Book, change: dict[str, object], verdict: str
) -> None:
    assert made_goal(book, **change) == (verdict, 0)  # type: ignore[arg-type]
    assert made_goal(book) == ("done", 1)


def test_operations_set_no_goals(book: Book) -> None:
    with pytest.raises(NotAllowed):
        made_goal(book, by=SAM)


def test_months_are_measured_and_judged_by_the_path(book: Book) -> None:
    made_goal(book)
    taken(book)
    goal = goal_of(1)
    assert [(each.month, each.place, each.value) for each in goal.measures] == [
        ("2026-01", 0, Fraction(100_000)),
        ("2026-02", 1, Fraction(96_000)),
        ("2026-03", 2, Fraction(93_000)),
    ]
    assert goal.progress is Progress.behind, "the path asks for 90,000 in March"
    remember(book, facts("2026-03", cost=90_000))
    assert taken(book) == 1, "one number changed"
    assert goal_of(1).progress is Progress.on_track
    assert taken(book) == 0, "nothing to do the second time"


def test_a_closed_month_stays_as_it_was_measured_until_it_is_opened_again(book: Book) -> None:
    made_goal(book)
    taken(book)
    close_month("2026-01")
    remember(book, facts("2026-01", cost=1))
    remember(book, facts("2026-02", cost=2))
    assert taken(book) == 1
    first, second, _ = goal_of(1).measures
    assert (first.value, first.frozen_at) == (Fraction(100_000), NOW)
    assert (second.value, second.frozen_at) == (Fraction(2), None)


def test_a_month_that_was_closed_before_it_was_measured_freezes_with_its_first_number(book: Book) -> None:
    close_month("2026-01")
    made_goal(book)
    taken(book)
    assert goal_of(1).measures[0].frozen_at == NOW
    remember(book, facts("2026-01", cost=1))
    assert taken(book) == 0


def test_budget_numbers_are_read_from_the_years_beginning(book: Book) -> None:
    from fenhao.books.budgets.operations import fund, record_fact

    legs = [of(1_000, month=month, category="benefits") for month in (1, 2, 3)]
    assert fund(key="fund", legs=legs, currency="EUR", by=None, at=NOW).passed
    spent = [of(800, month=1, category="benefits"), of(1_500, month=2, category="benefits")]
    assert record_fact(key="fact", legs=spent, currency="EUR", by=None, at=NOW).passed
    made_goal(
        book, "budget_utilisation", amount=Fraction(9, 10), relative=False, where=Where("A", "benefits")
    )
    made_goal(book, "overruns", amount=Fraction(0), relative=False, key="o")
    taken(book)
    assert [each.value for each in goal_of(1).measures] == [
        Fraction(4, 5),
        Fraction(23, 20),
        Fraction(23, 30),
    ]
    assert [each.value for each in goal_of(2).measures] == [0, 1, 1]


def test_a_change_needs_a_reason_and_is_on_record_with_what_it_was(book: Book) -> None:
    from fenhao.books.audit import about
    from fenhao.books.database import read
    from fenhao.books.goals.operations import Change, change_goal

    made_goal(book)
    change = Change(Fraction(-10, 100), True, "2026-06", None, "crm")
    refused = change_goal(1, change, why=" ", calendar=CALENDAR, key="c", by=BOSS, at=NOW)
    assert refused.verdict.value == "reason_missing"
    done = change_goal(1, change, why="late start", calendar=CALENDAR, key="c", by=BOSS, at=NOW)
    goal = goal_of(1)
    assert done.passed
    assert (goal.target, goal.due, goal.owner, goal.owner_department) == (Fraction(90_000), 5, None, "crm")
    assert goal.baseline == 100_000
    told = read(lambda session: about(session, "goal/1", limit=9))
    assert [(each.action, each.by, each.why) for each in told] == [
        ("set_goal", ANA, ""),
        ("change_goal", BOSS, "late start"),
    ]
    assert '"target": "85000"' in told[1].before
    assert '"target": "90000"' in told[1].after


def test_a_goal_closes_with_what_was_measured_and_with_nothing_else(book: Book) -> None:
    from fenhao.books.goals import operations as goals

    made_goal(book)
    assert goals.close_goal(1, why="", key="x", by=BOSS, at=NOW).verdict.value == "not_measured"
    remember(book, facts("2026-03", cost=84_000))
    taken(book)
    assert goals.close_goal(1, why="reached early", key="x", by=BOSS, at=NOW).passed
    goal = goal_of(1)
    assert (goal.state, goal.result, goal.result_month, goal.progress) == (
        "closed",
        Fraction(84_000),
        "2026-03",
        Progress.met,
    )
    remember(book, facts("2026-03", cost=999_000))
    assert taken(book) == 0, "a closed goal is not measured any more"
    assert goals.drop_goal(1, why="no", key="y", by=BOSS, at=NOW).verdict.value == "wrong_state"


def test_a_goal_that_is_given_up_has_no_result_and_takes_what_is_done_for_it_along(book: Book) -> None:
    from fenhao.books.database import read
    from fenhao.books.goals import initiatives, operations as goals

    made_goal(book)
    begun = goals.Plan("Online", SAM, 5_000, "2026-02", "2026-04")
    assert goals.begin_initiative(1, begun, calendar=CALENDAR, key="i", by=SAM, at=NOW).passed
    assert goals.drop_goal(1, why="merged", key="d", by=ANA, at=NOW).passed
    assert goal_of(1).state == "dropped"
    assert [each.state for each in read(lambda session: initiatives(session))] == ["dropped"]


def test_owners_comment_and_strangers_do_not(book: Book) -> None:
    from fenhao.books.database import read
    from fenhao.books.goals import comments, operations as goals

    made_goal(book)
    assert goals.comment_on(1, text="", key="e", by=SAM, at=NOW).verdict.value == "text_missing"
    assert goals.comment_on(1, text="on it", key="a", by=SAM, at=NOW).passed
    assert goals.comment_on(1, text="thanks", key="b", by=BOSS, at=NOW).passed
    with pytest.raises(NotAllowed):
        goals.comment_on(1, text="me too", key="c", by=NOBODY_ELSE, at=NOW)
    told = read(lambda session: comments(session, goal=1))
    assert [(each.by, each.text) for each in told] == [(SAM, "on it"), (BOSS, "thanks")]


def test_the_department_that_owns_a_goal_answers_for_it(book: Book) -> None:
    from fenhao.books.goals import Wanted, operations as goals
    from fenhao.books.people import operations as people

    people.add_department(code="crm", name="CRM", parent="", by=None, at=NOW)
    people.move_user(user_id=NOBODY_ELSE, department="crm", by=None, at=NOW)
    wanted = Wanted("cost_per_month", Where(), Fraction(-1, 10), True, "2026-06", None, "crm")
    done = goals.set_goal(wanted, calendar=CALENDAR, facts=kept(book, "2026-01"), key="g", by=ANA, at=NOW)
    assert goals.comment_on(done.number, text="ours", key="c", by=NOBODY_ELSE, at=NOW).passed
    with pytest.raises(NotAllowed):
        goals.comment_on(done.number, text="not ours", key="d", by=SAM, at=NOW)


def test_an_initiative_closes_with_no_more_than_was_measured(book: Book) -> None:
    from fenhao.books.goals import operations as goals

    made_goal(book)
    first = goals.Plan("Online seminars", SAM, 6_000, "2026-02", "2026-04")
    second = goals.Plan("Fewer mailings", SAM, 6_000, "2026-03", "2026-04")
    for place, plan in enumerate((first, second)):
        assert goals.begin_initiative(1, plan, calendar=CALENDAR, key=f"i{place}", by=SAM, at=NOW).passed
    early = goals.close_initiative(1, realised_minor=1, why="", key="z", by=SAM, at=NOW)
    assert early.verdict.value == "not_measured"
    taken(book)  # saved 4,000 in February and 7,000 in March
    much = goals.close_initiative(1, realised_minor=11_001, why="", key="z", by=SAM, at=NOW)
    assert (much.verdict.value, much.measured_minor) == ("more_than_measured", 11_000)
    assert goals.close_initiative(1, realised_minor=6_500, why="moved", key="z", by=SAM, at=NOW).passed
    rest = goals.close_initiative(2, realised_minor=501, why="", key="y", by=SAM, at=NOW)
    assert (rest.verdict.value, rest.measured_minor) == ("more_than_measured", 500), (
        "7,000 less 6,500 claimed"
    )
    silent = goals.close_initiative(2, realised_minor=0, why=" ", key="x", by=SAM, at=NOW)
    assert (silent.verdict.value, silent.measured_minor) == ("short_without_reason", 500)
    assert goals.close_initiative(2, realised_minor=0, why="never sent", key="x", by=SAM, at=NOW).passed


def test_an_initiative_that_cost_more_gives_the_next_one_no_saving(book: Book) -> None:
    from fenhao.books.goals import operations as goals

    made_goal(book)
    for number in (1, 2):
        plan = goals.Plan(f"Plan {number}", SAM, 6_000, "2026-03", "2026-04")
        assert goals.begin_initiative(1, plan, calendar=CALENDAR, key=f"i{number}", by=SAM, at=NOW).passed
    taken(book)  # saved 7,000 in March
    assert goals.close_initiative(1, realised_minor=-900, why="it rose", key="z", by=SAM, at=NOW).passed
    much = goals.close_initiative(2, realised_minor=7_001, why="", key="y", by=SAM, at=NOW)
    assert (much.verdict.value, much.measured_minor) == ("more_than_measured", 7_000)


def test_savings_of_unit_cost_are_counted_by_what_was_given(book: Book) -> None:
    from fenhao.books.goals import operations as goals

    made_goal(book, "unit_cost", amount=Fraction(-1, 2), where=Where("C", "coupons"))
    assert goal_of(1).baseline == 1_000
    plan = goals.Plan("Smaller coupons", SAM, 5_000, "2026-03", "2026-04")
    assert goals.begin_initiative(1, plan, calendar=CALENDAR, key="i", by=SAM, at=NOW).passed
    remember(book, facts("2026-03", coupons=18_000, entries=30))
    taken(book)
    told = goals.close_initiative(1, realised_minor=99_999, why="", key="z", by=SAM, at=NOW)
    assert told.measured_minor == 30 * 1_000 - 18_000


def test_the_goals_to_start_with_are_set_in_one_go_where_there_is_something_to_measure(book: Book) -> None:
    from fenhao.books.goals import operations as goals

    told = goals.set_starting_goals(
        starting_goals("retail"),
        owner=BOSS,
        calendar=CALENDAR,
        facts=kept(book, "2026-03"),
        key="s",
        by=BOSS,
        at=NOW,
    )
    done = [goal_of(each.number) for each in told if each.passed]
    assert [each.metric for each in done][:2] == ["cost_per_month", "ineffective_share"]
    assert {each.metric for each in done}.isdisjoint({"budget_deviation", "overruns", "ltv_per_cost"})
    assert done[0].due_month == "2026-06"
    again = goals.set_starting_goals(
        starting_goals("retail"),
        owner=BOSS,
        calendar=CALENDAR,
        facts=kept(book, "2026-03"),
        key="s",
        by=BOSS,
        at=NOW,
    )
    assert [each.number for each in again] == [each.number for each in told], "the same click sets them once"
