"""Edit a budget as in a spreadsheet: worked cases first, then what must hold after any sequence of edits."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.budget import (
    NO_TIER,
    RESERVE_CATEGORY,
    AddLine,
    BudgetMonths,
    CellKey,
    Editor,
    EditVerdict,
    PlanCell,
    Selection,
    SetAmount,
    SetCells,
    SetHeld,
    SetNote,
    SetOwner,
    Sheet,
    chosen,
    differences_of,
    edit,
    reserve_key,
    sheet,
    undoing,
)
from fenhao.kernel import AMOUNT_MINOR_MAX
from tests.tables import rows

YEAR = (BudgetMonths("Q1", ("01", "02", "03")), BudgetMonths("Q2", ("04",)))
FINANCE = Editor(everything=True, department="")
SERVICE = Editor(everything=False, department="service")

START = """
# month | tier | category          | amount | held | department
  01    | A    | coupons           |     30 |      | marketing
  02    | A    | coupons           |     20 | held | marketing
  03    | A    | coupons           |     10 |      | marketing
  01    | B    | coupons           |      6 |      | marketing
  03    | B    | coupons           |      4 |      | marketing
  01    |      | staff             |     50 |      | service
  04    | A    | coupons           |     70 |      | marketing
  03    |      | emergency_reserve |     12 |      |
  04    |      | emergency_reserve |      8 |      |
"""


def start() -> Sheet:
    return sheet(
        quarters=YEAR,
        cells=[
            PlanCell(CellKey(month, tier, category), int(amount), held=held == "held", department=owner)
            for month, tier, category, amount, held, owner in rows(START)
        ],
    )


def amounts(of: Sheet) -> dict[str, int]:
    return {"/".join(cell.key): cell.amount_minor for cell in of.cells}


# 02 A is held. A selection is quarter|month|tier|category, "*" for every, "-" for no tier.
EDITS = """
# chosen           | to   | within       | verdict           | total | what it changes
  *|01|A|coupons   |  40  |              | saved             |  220  | 01/A/coupons 40
  *|01|A|coupons   |  40  | Q1|*|A|*     | saved             |  210  | 01/A/coupons 40, 03/A/coupons 0
  *|01|A|coupons   |  41  | Q1|*|A|*     | held_exceed_total |  210  |
  Q1|*|A|*         | 100  |              | saved             |  250  | 01/A/coupons 60, 03/A/coupons 20
  Q1|*|A|*         |  19  |              | held_exceed_total |  210  |
  Q1|*|A|*         |  20  |              | saved             |  170  | 01/A/coupons 0, 03/A/coupons 0
  *|02|A|coupons   |  21  |              | all_held          |  210  |
  *|02|A|coupons   |  20  |              | unchanged         |  210  |
  *|*|B|coupons    |   0  |              | saved             |  200  | 01/B/coupons 0, 03/B/coupons 0
  Q2|*|*|*         |  39  |              | saved             |  171  | 04/A/coupons 35, 04//emergency_reserve 4
  *|03|*|*         |  28  |              | saved             |  224  | 03/A/coupons 20, 03/B/coupons 8
  *|*|-|emergency_reserve | 10 |         | saved             |  200  | 03//emergency_reserve 6, 04//emergency_reserve 4
  *|03|-|emergency_reserve | 20 | *|*|-|emergency_reserve | saved | 210 | 03//emergency_reserve 20, 04//emergency_reserve 0
  *|*|-|staff      |  60  | Q2|*|*|*     | not_inside        |  210  |
  *|*|C|coupons    |   1  |              | no_cells          |  210  |
  *|01|A|coupons   |  -1  |              | negative          |  210  |
"""


def selection(text: str) -> Selection:
    quarter, month, tier, category = text.split("~")
    return Selection(
        quarter.replace("*", ""),
        month.replace("*", ""),
        None if tier == "*" else tier.replace("-", ""),
        category.replace("*", ""),
    )


def edits() -> list[tuple[str, ...]]:
    """Return the table's rows; the bars inside a selection are kept."""
    found = []
    for line in EDITS.splitlines():
        if not line.strip() or line.strip().startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        head, rest = "~".join(parts[:4]), parts[4:]
        amount, rest = rest[0], rest[1:]
        if len(rest) > 4:
            within, rest = "~".join(rest[:4]), rest[4:]
        else:
            within, rest = "", rest[1:]
        found.append((head, amount, within, *rest))
    return found


@pytest.mark.parametrize(("head", "amount", "within", "verdict", "total", "changes"), edits())
def test_an_edit_spreads_over_what_is_not_held_or_says_why_not(
    head: str, amount: str, within: str, verdict: str, total: str, changes: str
) -> None:
    inside = selection(within) if within else None
    told = edit(start(), SetAmount(selection(head), int(amount), inside), editor=FINANCE)
    assert (told.verdict.value, told.sheet.total_minor) == (verdict, int(total))
    changed = {"/".join(each.key): each.after.amount_minor for each in told.changes if each.after}
    assert changed == {
        name: int(minor) for name, _, minor in (each.rpartition(" ") for each in changes.split(", ") if each)
    }


WHO = """
# who       | ready     | month | tier | category | verdict    | detail
  finance   |           | 01    |      | staff    | saved      |
  service   |           | 01    |      | staff    | saved      |
  service   |           | 01    | A    | coupons  | not_owner  | 01/A/coupons
  service   | service   | 01    |      | staff    | part_ready | service
  finance   | marketing | 01    | A    | coupons  | part_ready | marketing
  finance   | marketing | 01    |      | staff    | saved      |
  nobody    |           | 03    |      | emergency_reserve | not_owner | 03//emergency_reserve
"""


@pytest.mark.parametrize(("who", "ready", "month", "tier", "category", "verdict", "detail"), rows(WHO))
def test_a_department_edits_its_own_lines_until_it_has_marked_them_ready(
    who: str, ready: str, month: str, tier: str, category: str, verdict: str, detail: str
) -> None:
    editor = FINANCE if who == "finance" else Editor(everything=False, department=who.replace("nobody", ""))
    change = SetAmount(Selection(month=month, tier=tier, category=category), 1)
    told = edit(start(), change, editor=editor, ready=frozenset(filter(None, [ready])))
    assert (told.verdict.value, told.detail) == (verdict, detail)


def test_a_department_cannot_give_itself_the_lines_of_another() -> None:
    taking = SetOwner(Selection(category="coupons"), "service")
    assert edit(start(), taking, editor=SERVICE).verdict is EditVerdict.not_owner
    giving = SetOwner(Selection(category="staff"), "marketing")
    assert edit(start(), giving, editor=SERVICE).verdict is EditVerdict.not_owner
    assert edit(start(), taking, editor=FINANCE).sheet.departments == ("service",)


def test_a_line_is_added_once_in_every_month_and_a_reserve_in_each_quarter() -> None:
    told = edit(start(), AddLine("C", "wake_up", department="service"), editor=SERVICE)
    assert [each.key.month for each in told.changes] == ["01", "02", "03", "04"]
    again = edit(told.sheet, AddLine("C", "wake_up"), editor=FINANCE)
    assert (again.verdict, again.detail) == (EditVerdict.line_exists, "C/wake_up")
    bare = sheet(quarters=YEAR, cells=())
    reserves = edit(bare, AddLine(NO_TIER, RESERVE_CATEGORY), editor=FINANCE).sheet
    assert [cell.key for cell in reserves.cells] == [reserve_key(YEAR, each.quarter) for each in YEAR]


def test_hold_and_note_change_no_amount_and_an_amount_too_large_is_refused() -> None:
    held = edit(start(), SetHeld(Selection(tier="B"), held=True), editor=FINANCE)
    assert amounts(held.sheet) == amounts(start())
    assert [each.after.held for each in held.changes if each.after] == [True, True]
    noted = edit(start(), SetNote(Selection(tier="B"), "as agreed"), editor=FINANCE)
    assert {each.after.note for each in noted.changes if each.after} == {"as agreed"}
    huge = SetAmount(Selection(tier="B"), AMOUNT_MINOR_MAX + 1)
    assert edit(start(), huge, editor=FINANCE).verdict is EditVerdict.amount_too_large
    stray = PlanCell(CellKey("13", "A", "coupons"), 1)
    assert edit(start(), SetCells((stray,)), editor=FINANCE).verdict is EditVerdict.no_cells


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ((("01", "A", 1), ("01", "A", 2)), "a cell appears twice"),
        ((("09", "A", 1),), "a month outside the budget's year: 09"),
        ((("01", "A", -1),), "a cell below zero"),
    ],
)
def test_a_sheet_that_is_none_is_never_made(cells: tuple[tuple[str, str, int], ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        sheet(
            quarters=YEAR, cells=[PlanCell(CellKey(month, tier, "x"), minor) for month, tier, minor in cells]
        )


SELECTIONS = st.builds(
    Selection,
    quarter=st.sampled_from(["", "Q1", "Q2"]),
    month=st.sampled_from(["", "01", "02", "03", "04"]),
    tier=st.sampled_from([None, "", "A", "B"]),
    category=st.sampled_from(["", "coupons", "staff", RESERVE_CATEGORY]),
)
CHANGES = st.one_of(
    st.builds(SetAmount, SELECTIONS, st.integers(-1, 500), st.none() | SELECTIONS),
    st.builds(SetHeld, SELECTIONS, st.booleans()),
    st.builds(SetNote, SELECTIONS, st.sampled_from(["", "note"])),
    st.builds(AddLine, st.sampled_from(["A", "C"]), st.sampled_from(["coupons", "gifts"])),
)


@given(st.lists(CHANGES, max_size=12))
@settings(max_examples=300)
def test_after_any_sequence_of_edits_sums_hold_held_cells_stay_and_undo_restores(
    changes: list[object],
) -> None:
    now = start()
    for change in changes:
        assert isinstance(change, SetAmount | SetHeld | SetNote | AddLine)
        before, told = now, edit(now, change, editor=FINANCE)
        now = told.sheet
        if told.verdict is not EditVerdict.saved:
            assert now is before
            continue
        assert sum(sum(_minor(now, quarter)) for quarter in ("Q1", "Q2")) == now.total_minor
        assert min(cell.amount_minor for cell in now.cells) >= 0
        if isinstance(change, SetAmount):
            assert sum(cell.amount_minor for cell in chosen(now, change.chosen)) == change.amount_minor
            for cell in before.cells:
                if cell.held:
                    assert now.by_key[cell.key] == cell
            if change.within is not None:
                assert now.total_minor == before.total_minor
                assert {each.key for each in told.changes} <= {
                    cell.key for cell in chosen(before, change.within)
                }
        else:
            assert now.total_minor == before.total_minor
        undone = edit(now, undoing(told.changes), editor=FINANCE)
        assert undone.sheet == before
        assert differences_of(before, now) == told.changes


def _minor(of: Sheet, quarter: str) -> list[int]:
    return [cell.amount_minor for cell in chosen(of, Selection(quarter=quarter))]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_a_total_of_any_size_is_spread_to_the_last_unit(total: int, weights: list[int]) -> None:
    year = (BudgetMonths("Q", tuple(f"{at:02}" for at in range(len(weights)))),)
    cells = [PlanCell(CellKey(f"{at:02}", "A", "x"), weight) for at, weight in enumerate(weights)]
    told = edit(sheet(quarters=year, cells=cells), SetAmount(Selection(tier="A"), total), editor=FINANCE)
    assert told.verdict in {EditVerdict.saved, EditVerdict.unchanged}
    assert told.sheet.total_minor == total


def test_the_order_in_which_cells_are_given_does_not_matter() -> None:
    mixed = sheet(quarters=YEAR, cells=tuple(reversed(start().cells)))
    assert mixed == start()
    assert replace(mixed, cells=mixed.cells) == start()


def test_a_quarter_that_keeps_less_than_the_policy_s_share_is_named_with_what_is_expected() -> None:
    def cell(month: str, category: str, amount: int, *, fixed: bool = False) -> PlanCell:
        return PlanCell(
            CellKey(month, "" if category == RESERVE_CATEGORY else "A", category), amount, fixed=fixed
        )

    enough = cell("03", RESERVE_CATEGORY, 100)
    spent = [cell("01", "coupons", 900), cell("02", "system", 5_000, fixed=True), cell("04", "coupons", 999)]
    (short,) = sheet(quarters=YEAR, cells=[*spent, enough]).short_reserves(Fraction(1, 10))
    assert (short.quarter, short.held_minor, short.wanted_minor) == ("Q2", 0, 99)
    assert not sheet(quarters=YEAR, cells=[*spent, enough]).short_reserves(Fraction(0))
