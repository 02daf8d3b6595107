"""Versions of a budget: what may follow what, how two differ, what a swap posts, how a year went, a first budget."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    RESERVE_CATEGORY,
    BudgetMonths,
    BudgetPolicy,
    CellKey,
    LineOutcome,
    Outcome,
    PlanCell,
    Sheet,
    Spending,
    Staff,
    TierShare,
    VersionState,
    compare,
    conflicts,
    funding_changes,
    guided,
    may_become,
    outcomes,
    sheet,
    sheet_of,
)
from tests.tables import rows

YEAR = (BudgetMonths("Q1", ("01", "02")), BudgetMonths("Q2", ("03", "04")))
POLICY = BudgetPolicy(
    version="test",
    growth=Fraction(0),
    fixed_growth=Fraction(0),
    tier_shares=tuple(
        TierShare(tier, Fraction(share, 10)) for tier, share in zip("ABCD", (4, 3, 2, 1), strict=True)
    ),
    reserve_share=Fraction(1, 10),
    warn_at=Fraction(4, 5),
)

STATES = """
# from       | may become
  draft      | submitted withdrawn
  submitted  | approved rejected withdrawn
  approved   | in_force withdrawn
  in_force   | superseded
  superseded |
  rejected   |
  withdrawn  |
"""


@pytest.mark.parametrize(("state", "then"), rows(STATES))
def test_a_version_becomes_what_the_table_says_and_a_scenario_never_more_than_withdrawn(
    state: str, then: str
) -> None:
    now = VersionState(state)
    assert {each.value for each in VersionState if may_become(now, each, scenario=False)} == set(then.split())
    scenario = {each.value for each in VersionState if may_become(now, each, scenario=True)}
    assert scenario == set(then.split()) & {"withdrawn"}


def plan(table: str) -> Sheet:
    """Return a sheet from ``month tier category amount`` lines; ``-`` is no tier."""
    return sheet(
        quarters=YEAR,
        cells=[
            PlanCell(CellKey(month, tier, category), int(amount))
            for month, tier, category, amount in rows(table)
        ],
    )


BEFORE = """
  01 | A | x                 | 10
  02 | A | x                 | 20
  03 | B | y                 | 30
  02 |   | emergency_reserve | 5
"""
AFTER = """
  01 | A | x                 | 15
  02 | A | x                 | 20
  04 | B | y                 | 30
  02 |   | emergency_reserve | 7
"""
SUMS = """
# of       | name              | before | after
  quarter  | Q1                |     35 |    42
  quarter  | Q2                |     30 |    30
  month    | 01                |     10 |    15
  month    | 02                |     20 |    20
  month    | 03                |     30 |     0
  month    | 04                |      0 |    30
  tier     | A                 |     30 |    35
  tier     | B                 |     30 |    30
  category | x                 |     30 |    35
  category | y                 |     30 |    30
  category | emergency_reserve |      5 |     7
  reserve  | Q1                |      5 |     7
  total    |                   |     65 |    72
"""


def test_two_versions_are_compared_cell_by_cell_and_sum_by_sum() -> None:
    told = compare(plan(BEFORE), plan(AFTER))
    assert {(each.of, each.name, each.before_minor, each.after_minor) for each in told.sums} == {
        (of, name, int(before), int(after)) for of, name, before, after in rows(SUMS)
    }
    assert {
        "/".join(each.key): (
            each.before.amount_minor if each.before else None,
            each.after.amount_minor if each.after else None,
        )
        for each in told.cells
    } == {
        "01/A/x": (10, 15),
        "02//emergency_reserve": (5, 7),
        "04/B/y": (None, 30),
        "03/B/y": (30, None),
    }
    assert compare(plan(BEFORE), plan(BEFORE)).cells == ()


CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["01", "02", "03", "04"]), st.sampled_from(["", "A"]), st.sampled_from(["x", "y"])
    ),
    st.integers(0, 10**9),
)


def of_cells(cells: dict[tuple[str, str, str], int]) -> Sheet:
    return sheet(quarters=YEAR, cells=[PlanCell(CellKey(*key), minor) for key, minor in cells.items()])


@given(CELLS, CELLS, st.dictionaries(st.just(("02", "", RESERVE_CATEGORY)), st.integers(0, 99)))
def test_every_way_to_sum_two_versions_up_gives_their_totals(
    before: dict[tuple[str, str, str], int],
    after: dict[tuple[str, str, str], int],
    reserve: dict[tuple[str, str, str], int],
) -> None:
    first, second = of_cells(before), of_cells({**after, **reserve})
    told = compare(first, second)
    moved = sum(
        (each.after.amount_minor if each.after else 0) - (each.before.amount_minor if each.before else 0)
        for each in told.cells
    )
    assert moved == second.total_minor - first.total_minor
    for whole in (("quarter",), ("category",), ("month", "reserve"), ("tier", "reserve")):
        picked = [each for each in told.sums if each.of in whole]
        assert sum(each.before_minor for each in picked) == first.total_minor
        assert sum(each.after_minor for each in picked) == second.total_minor


@given(CELLS, CELLS)
def test_what_a_swap_posts_takes_the_books_from_one_version_to_the_other(
    before: dict[tuple[str, str, str], int], after: dict[tuple[str, str, str], int]
) -> None:
    old, new = of_cells(before), of_cells(after)
    moves = funding_changes(in_force=old.cells, coming=new.cells)
    assert all(each.delta_minor for each in moves)
    funded = {key: cell.amount_minor for key, cell in old.by_key.items()}
    for each in moves:
        funded[each.key] = funded.get(each.key, 0) + each.delta_minor
    assert {key: minor for key, minor in funded.items() if minor} == {
        key: cell.amount_minor for key, cell in new.by_key.items() if cell.amount_minor
    }
    assert funding_changes(in_force=new.cells, coming=new.cells) == ()


def test_a_conflict_shows_what_you_both_started_from_yours_and_theirs() -> None:
    base, yours, theirs = (
        plan("01|A|x|10\n02|A|x|20"),
        plan("01|A|x|11\n02|A|x|20"),
        plan("01|A|x|12\n03|A|x|1"),
    )
    told = {
        "/".join(each.key): tuple(
            cell.amount_minor if cell else None for cell in (each.base, each.yours, each.theirs)
        )
        for each in conflicts(base=base, yours=yours, theirs=theirs)
    }
    assert told == {"01/A/x": (10, 11, 12), "02/A/x": (20, 20, None), "03/A/x": (None, None, 1)}
    assert conflicts(base=base, yours=base, theirs=base) == ()


# utilisation = actual / funded; deviation = |actual - baseline| / baseline; by line, +10 and -10 do not cancel.
OUTCOMES = """
# of       | name | utilisation | from baseline | from funding | by line, baseline | by line, funding
  line     | 01/A/x               | 110/100 | 10/100 | 10/100 | 10/100 | 10/100
  line     | 01/A/y               | 90/120  | 10/100 | 30/120 | 10/100 | 30/120
  line     | 02//fix              | n/a     | 1      | n/a    | 1      | n/a
  line     | 02//emergency_reserve | 0      | 1      | 1      | 1      | 1
  tier     |                      | n/a     | 1      | n/a    | 1      | n/a
  tier     | A                    | 200/220 | 0      | 20/220 | 20/200 | 40/220
  category | fix                  | n/a     | 1      | n/a    | 1      | n/a
  category | x                    | 110/100 | 10/100 | 10/100 | 10/100 | 10/100
  category | y                    | 90/120  | 10/100 | 30/120 | 10/100 | 30/120
  total    |                      | 200/220 | 5/205  | 20/220 | 25/205 | 40/220
"""


def test_outcomes_are_measured_on_the_baseline_and_on_funding_and_without_either_they_are_not() -> None:
    lines = [
        LineOutcome(CellKey("01", "A", "x"), 100, 100, 0, 110),
        LineOutcome(CellKey("01", "A", "y"), 100, 120, 5, 90),
        LineOutcome(CellKey("02", "", "fix"), 5, 0, 0, 0),
        LineOutcome(CellKey("02", "", RESERVE_CATEGORY), 30, 10, 0, 0),
    ]

    def rates(each: Outcome) -> tuple[Fraction | None, ...]:
        return (
            each.utilisation,
            each.deviation_from_baseline,
            each.deviation_from_funding,
            each.deviation_by_line_from_baseline,
            each.deviation_by_line_from_funding,
        )

    assert [(each.of, each.name, *rates(each)) for each in outcomes(lines)] == [
        (of, name, *(None if rate == "n/a" else Fraction(rate) for rate in told))
        for of, name, *told in rows(OUTCOMES)
    ]
    assert rates(outcomes([])[-1]) == (None,) * 5


def test_a_first_budget_is_made_of_people_tools_and_marketing() -> None:
    made = guided(
        label="2027",
        year=YEAR,
        staff=[Staff("team", people=2, monthly_minor=100, training_minor=10)],
        spending=[
            Spending("crm", 101, fixed=True),
            Spending("gifts", 1000, fixed=False, weights=(3, 1)),
            Spending("sms", 100, fixed=False, weights=(0, 0, 0, 1)),
        ],
        policy=POLICY,
    )
    assert made.total_minor == 2 * 100 * 4 + 10 + 101 + 1000 + 100
    assert [each.reserve_minor for each in made.reserves] == [75, 35]
    tiers = {
        tier: sum(line.budget_minor for line in made.lines if line.tier == tier)
        for tier in ("A", "B", "C", "D", "")
    }
    assert tiers == {"A": 396, "B": 297, "C": 198, "D": 99, "": 911}
    assert [(step.code, step.amount_minor) for step in made.steps] == [
        ("staff", 810), ("tools", 101), ("marketing", 1000), ("marketing", 100), ("fixed_budget", 911),
        ("variable_budget", 1100), ("reserve", 110), ("tier", 396), ("tier", 297), ("tier", 198), ("tier", 99),
        ("total", 2011),
    ]  # fmt: skip
    of = sheet_of(
        made, quarters=YEAR, fixed_categories=frozenset({"team", "crm"}), owners={"team": "service"}
    )
    assert of.total_minor == made.total_minor
    assert {cell.key.category for cell in of.cells if cell.fixed} == {"team", "crm"}
    assert of.departments == ("service",)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10**7), st.integers(0, 10**6)), max_size=3),
    st.lists(
        st.tuples(
            st.integers(0, 10**10),
            st.booleans(),
            st.sampled_from([(), (1, 0), (2, 3), (1, 2, 3, 4), (0, 0, 0, 0)]),
        ),
        max_size=4,
    ),
)
def test_a_first_budget_holds_all_that_was_said_at_every_level(
    people: list[tuple[int, int, int]], totals: list[tuple[int, bool, tuple[int, ...]]]
) -> None:
    staff = [Staff(f"staff{at}", *each) for at, each in enumerate(people)]
    spending = [
        Spending(f"spend{at}", total, fixed, weights) for at, (total, fixed, weights) in enumerate(totals)
    ]
    made = guided(label="2027", year=YEAR, staff=staff, spending=spending, policy=POLICY)
    said = sum(each.year_minor(4) for each in staff) + sum(each.total_minor for each in spending)
    of = sheet_of(made, quarters=YEAR, fixed_categories=frozenset(), owners={})
    assert made.total_minor == of.total_minor == said
    assert min((line.budget_minor for line in made.lines), default=0) >= 0
    for each in spending:
        if each.fixed:
            assert each.total_minor == sum(
                line.budget_minor for line in made.lines if line.category == each.category
            )


@pytest.mark.parametrize("weights", [(1,), (1, 2, 3)])
def test_weights_are_one_a_quarter_or_one_a_month(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="neither one a quarter nor one a month"):
        guided(
            label="2027",
            year=YEAR,
            staff=(),
            spending=[Spending("x", 10, fixed=True, weights=weights)],
            policy=POLICY,
        )


def test_a_part_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        guided(label="2027", year=YEAR, staff=[Staff("x", 1, -1)], spending=(), policy=POLICY)
