"""The end of a month by tables that a controller could read, and properties that hold for every month."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    ANY,
    Basis,
    CellKey,
    ClosingFault,
    ClosingRule,
    ClosingRules,
    Days,
    Exclusion,
    HoldRule,
    LineReturn,
    MonthLine,
    OverspendRule,
    UnspentRule,
    absorbable,
    close_line,
    closing_rules_in_conflict,
    cut_of,
    exchange,
    execution,
    unused,
)
from tests.tables import rows

PROJECTIONS = """
# nature   | funded | reserved | actual | planned | gone | left | projected | over | spare
  variable |   1000 |        0 |    600 |       0 |   30 |    0 |       600 | no   |   334
  variable |   1000 |        0 |    300 |       0 |   15 |   15 |       600 | no   |   334
  variable |   1000 |      500 |    300 |       0 |   15 |   15 |       800 | no   |   112
  variable |   1000 |        0 |    700 |       0 |   20 |   10 |      1050 | yes  |     0
  variable |   1000 |        0 |    100 |       0 |    3 |   28 |      1034 | yes  |     0
  variable |   1000 |      950 |      0 |       0 |    0 |   30 |       950 | no   |     0
  variable |    900 |        0 |    900 |       0 |   30 |    0 |       900 | no   |     0
  variable |    500 |        0 |    -50 |       0 |   15 |   15 |       -50 | no   |   500
  fixed    |   1000 |        0 |      0 |     600 |    1 |   29 |       600 | no   |   334
  fixed    |   1000 |      700 |      0 |     600 |    1 |   29 |       700 | no   |   223
  fixed    |   1000 |        0 |    400 |       0 |   15 |   15 |      1000 | no   |     0
  reserve  |    400 |        0 |      0 |       0 |   15 |   15 |         0 | no   |   400
"""


@pytest.mark.parametrize(
    ("nature", "funded", "reserved", "actual", "planned", "gone", "left", "projected", "over", "spare"),
    rows(PROJECTIONS),
)
def test_a_line_is_projected_by_pace_plan_and_reservations(
    nature: str, funded: str, reserved: str, actual: str, planned: str, gone: str, left: str, projected: str,
    over: str, spare: str,
) -> None:  # fmt: skip
    category = "emergency_reserve" if nature == "reserve" else "coupons"
    line = MonthLine(
        CellKey("2026-05", "A", category),
        int(funded),
        int(reserved),
        int(actual),
        int(planned),
        fixed=nature == "fixed",
    )
    days = Days(int(gone), int(left))
    told = execution(line, days)
    assert (told.projected_minor, told.over) == (int(projected), over == "yes")
    assert unused(line, days) == int(spare)


EXCHANGES = """
# lines: tier category nature funded reserved actual absorbs return                  -> why it is in no proposal
  D | wake_up    | variable | 1000 |   0 |  600 |   0 | 0.5  | -
  A | activities | variable | 1000 |   0 |  950 | 500 | 3    | -
  A | gifts      | variable | 1000 |   0 |  900 |   0 | 2    | nothing_absorbed
  B | coupons    | variable | 1000 |   0 | 1000 | 300 | 2    | nothing_unused
  C | coupons    | variable | 1000 |   0 |  950 | 300 | 1    | return_too_low
  C | points     | variable | 1000 |   0 |  950 | 300 | -    | return_unknown
    | rent       | fixed    | 1000 |   0 | 1000 | 300 | 9    | fixed
  B | calls      | locked   | 1000 |   0 |    0 | 300 | 9    | locked
    | emergency_reserve | variable | 300 | 0 |  0 | 300 | 9    | reserve
"""


def line_of(
    tier: str, category: str, nature: str, funded: str, reserved: str, actual: str
) -> tuple[tuple[str, str], MonthLine]:
    line = MonthLine(
        CellKey("2026-05", tier, category),
        int(funded),
        int(reserved),
        int(actual),
        fixed=nature == "fixed",
        locked=nature == "locked",
    )
    return (tier, category), line


def known(rate: str) -> LineReturn:
    return LineReturn(
        Fraction(0), Fraction(rate), Fraction(rate), Basis.average, "margin per cost of the tier"
    )


def test_dormant_wake_up_at_sixty_percent_gives_to_activities_of_core_customers() -> None:
    lines, returns, absorbs, reasons = [], {}, {}, {}
    for tier, category, nature, funded, reserved, actual, absorb, rate, why in rows(EXCHANGES):
        cell, line = line_of(tier, category, nature, funded, reserved, actual)
        lines.append(line)
        absorbs[cell] = int(absorb)
        if rate != "-":
            returns[cell] = known(rate)
        if why != "-":
            reasons[line.key] = Exclusion(why)
    told = exchange(lines, Days(30, 0), returns=returns, absorbs=absorbs)
    (proposal,) = told.proposals
    assert (proposal.giver.tier, proposal.giver.category) == ("D", "wake_up")
    assert (proposal.taker.tier, proposal.taker.category) == ("A", "activities")
    assert (proposal.amount_minor, proposal.gain_mid_minor) == (334, 668)
    assert (proposal.gain_low_minor, proposal.basis) == (-334, Basis.average)
    assert dict(told.excluded) == reasons
    assert Fraction(600, 1000 - proposal.amount_minor) >= Fraction(9, 10)


def test_money_for_what_would_be_overspent_anyway_is_not_counted_as_more_spend() -> None:
    _, unused_line = line_of("D", "wake_up", "variable", "1000", "0", "300")
    cell, short = line_of("A", "activities", "variable", "1000", "0", "600")
    told = exchange([unused_line, short], Days(15, 15), returns={cell: known("2")}, absorbs={cell: 250})
    assert [each.amount_minor for each in told.proposals] == [250]
    assert (told.utilisation_before, told.utilisation_after) == (Fraction(1800, 2000), Fraction(1850, 2000))


def test_money_that_no_line_can_use_well_stays_and_says_so() -> None:
    cell, line = line_of("D", "wake_up", "variable", "1000", "0", "600")
    told = exchange([line], Days(30, 0), returns={cell: known("4")}, absorbs={})
    assert told.proposals == ()
    assert told.excluded == ((line.key, Exclusion.nobody_absorbs),)


CELLS = [(tier, category) for tier in "ABCD" for category in ("coupons", "wake_up", "activities")]
AMOUNTS = st.integers(0, 5000)
LINES = st.lists(
    st.builds(
        lambda cell, funded, reserved, actual, planned, nature: MonthLine(
            CellKey("2026-05", *cell),
            funded,
            reserved,
            actual,
            planned,
            nature == "fixed",
            nature == "locked",
        ),
        st.sampled_from([*CELLS, ("", "emergency_reserve"), ("", "rent")]),
        AMOUNTS,
        AMOUNTS,
        st.integers(-500, 5000),
        AMOUNTS,
        st.sampled_from(("variable", "variable", "fixed", "locked")),
    ),
    max_size=10,
    unique_by=lambda line: line.key,
)
RETURNS = st.dictionaries(
    st.sampled_from(CELLS),
    st.fractions(0, 5).map(lambda mid: LineReturn(mid - 1, mid, mid + 1, Basis.measured, "test")),
)


@given(
    lines=LINES,
    returns=RETURNS,
    absorbs=st.dictionaries(st.sampled_from(CELLS), AMOUNTS),
    gone=st.integers(0, 31),
    left=st.integers(0, 31),
)
def test_an_exchange_keeps_the_total_and_takes_nobody_below_use_or_target(
    lines: list[MonthLine],
    returns: dict[tuple[str, str], LineReturn],
    absorbs: dict[tuple[str, str], int],
    gone: int,
    left: int,
) -> None:
    days = Days(gone, left)
    told = exchange(lines, days, returns=returns, absorbs=absorbs)
    by_key = {line.key: line for line in lines}
    given_away = {key: sum(p.amount_minor for p in told.proposals if p.giver == key) for key in by_key}
    taken = {key: sum(p.amount_minor for p in told.proposals if p.taker == key) for key in by_key}
    assert sum(given_away.values()) == sum(taken.values())
    for key, line in by_key.items():
        assert not (given_away[key] and taken[key])
        assert (
            line.funded_minor - given_away[key] >= line.reserved_minor + line.actual_minor
            or not given_away[key]
        )
        if given_away[key]:
            assert line.funded_minor - given_away[key] >= max(0, execution(line, days).projected_minor)
        if given_away[key] or taken[key]:
            assert not line.locked
            assert not line.is_reserve
        if taken[key]:
            assert not line.fixed
            assert taken[key] <= absorbs.get(key[1:], absorbable(line, days))
            assert returns[key[1:]].mid > 1
    assert {key for key, _ in told.excluded} == {k for k in by_key if not (given_away[k] or taken[k])}
    assert told == exchange(lines, days, returns=returns, absorbs=absorbs)
    other = exchange(lines[::-1], days, returns=returns, absorbs=absorbs)
    assert other.proposals == told.proposals


CUTS = """
# wanted | funded | reserved | actual | cut
     100 |   1000 |      300 |    200 | 100
     700 |   1000 |      300 |    200 | 500
     700 |    400 |        0 |   -500 | 400
     700 |    400 |      300 |    200 |   0
     -50 |    400 |        0 |      0 |   0
"""


@pytest.mark.parametrize(("wanted", "funded", "reserved", "actual", "cut"), rows(CUTS))
def test_a_cut_leaves_a_line_what_it_uses(
    wanted: str, funded: str, reserved: str, actual: str, cut: str
) -> None:
    told = cut_of(
        wanted_minor=int(wanted),
        funded_minor=int(funded),
        reserved_minor=int(reserved),
        actual_minor=int(actual),
    )
    assert told == int(cut)


CLOSINGS = """
# funded | reserved | actual | holds   | unspent    | overspend | next | backing | unspent | over | faults
    1000 |        0 |   1000 | refuse  | refuse     | refuse    | no   |       0 |       0 |    0 |
    1000 |      100 |    600 | refuse  | refuse     | refuse    | yes  |       0 |     400 |    0 | holds_unruled unspent_unruled
    1000 |      100 |    600 | carry   | carry      | refuse    | yes  |     100 |     300 |    0 |
    1000 |      100 |    600 | carry   | lapse      | refuse    | yes  |     100 |     300 |    0 |
    1000 |      100 |    600 | release | lapse      | refuse    | no   |       0 |     400 |    0 |
    1000 |      100 |    600 | expire  | to_reserve | refuse    | no   |       0 |     400 |    0 |
    1000 |      100 |    600 | carry   | carry      | refuse    | no   |     100 |     300 |    0 | no_next_month
    1000 |      300 |    800 | carry   | lapse      | refuse    | yes  |     200 |       0 |    0 |
    1000 |        0 |   1200 | refuse  | refuse     | refuse    | yes  |       0 |       0 |  200 | overspend_unruled
    1000 |        0 |   1200 | refuse  | refuse     | carry     | yes  |       0 |       0 |  200 |
    1000 |        0 |   1200 | refuse  | refuse     | carry     | no   |       0 |       0 |  200 | no_next_month
    1000 |        0 |   1200 | refuse  | refuse     | write_off | no   |       0 |       0 |  200 |
    1000 |        0 |   -100 | refuse  | lapse      | refuse    | no   |       0 |    1000 |    0 |
"""


@pytest.mark.parametrize(
    (
        "funded",
        "reserved",
        "actual",
        "holds",
        "left",
        "over",
        "following",
        "backing",
        "unspent",
        "overspend",
        "faults",
    ),
    rows(CLOSINGS),
)
def test_a_line_closes_by_its_rule_or_says_what_is_missing(
    funded: str, reserved: str, actual: str, holds: str, left: str, over: str, following: str, backing: str,
    unspent: str, overspend: str, faults: str,
) -> None:  # fmt: skip
    rule = ClosingRule(ANY, ANY, HoldRule(holds), UnspentRule(left), OverspendRule(over))
    line = MonthLine(CellKey("2026-05", "A", "coupons"), int(funded), int(reserved), int(actual))
    told, found = close_line(line, rule, has_next=following == "yes")
    assert (told.backing_minor, told.unspent_minor, told.overspend_minor) == (
        int(backing),
        int(unspent),
        int(overspend),
    )
    assert found == tuple(ClosingFault(each) for each in faults.split())


@given(line=LINES.filter(bool).map(lambda lines: lines[0]), holds=st.sampled_from(HoldRule))
def test_what_a_month_leaves_is_explained_to_the_last_unit(line: MonthLine, holds: HoldRule) -> None:
    told, _ = close_line(
        line, ClosingRule(ANY, ANY, holds, UnspentRule.lapse, OverspendRule.carry), has_next=True
    )
    parts = told.backing_minor + told.unspent_minor - told.overspend_minor + told.credit_minor
    assert parts == line.funded_minor - line.actual_minor
    assert 0 <= told.backing_minor + told.unspent_minor <= line.funded_minor
    assert told.unspent_minor * told.overspend_minor == 0


RULES = ClosingRules(
    "r1",
    (
        ClosingRule(ANY, ANY, HoldRule.release, UnspentRule.lapse, OverspendRule.write_off),
        ClosingRule("A", ANY, HoldRule.carry, UnspentRule.lapse, OverspendRule.write_off),
        ClosingRule(ANY, "coupons", HoldRule.expire, UnspentRule.lapse, OverspendRule.write_off),
    ),
)

PARTICULARS = """
# tier | category | what becomes of reservations
   B   | calls    | release
   A   | calls    | carry
   A   | coupons  | expire
"""


@pytest.mark.parametrize(("tier", "category", "holds"), rows(PARTICULARS))
def test_the_most_particular_closing_rule_speaks(tier: str, category: str, holds: str) -> None:
    assert RULES.rule(CellKey("2026-05", tier, category)).holds is HoldRule(holds)


def test_a_line_without_a_rule_is_refused_and_two_rules_of_one_cell_are_found() -> None:
    assert ClosingRules("none", ()).rule(CellKey("2026-05", "A", "x")).unspent is UnspentRule.refuse
    assert closing_rules_in_conflict(RULES.rules) == ()
    assert closing_rules_in_conflict((*RULES.rules, RULES.rules[1])) == (RULES.rules[1],)
