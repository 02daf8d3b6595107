"""Pastes on a small year: a table of what is typed where, with what the line holds afterwards, and any paste on any sheet."""

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    BudgetMonths,
    CellKey,
    Editor,
    EditVerdict,
    PlanCell,
    Selection,
    SetAmount,
    Sheet,
    Typed,
    edit,
    sheet,
    taken,
)
from tests.tables import rows

QUARTERS = (BudgetMonths("Q1", ("m1", "m2", "m3")),)
EVERYTHING = Editor(everything=True, department="")

PASTES = """
# typed (month=amount, q=amount)  | gifts after  | left alone
  m1=70                           | 70 20 30     |
  m1=70 m2=80 m3=90               | 70 80 30     | all_held
  m1=-5 m2=7                      | 10 7 30      | negative
  q=90                            | 20 40 30     |
  m1=30 q=90                      | 36 24 30     |
  q=20                            | 10 20 30     | held_exceed_total
  m9=5                            | 10 20 30     | no_cells
  m3=30                           | 10 20 30     |
"""


def small() -> Sheet:
    """A line of 10, 20 and a held 30, and another one beside it."""
    gifts = [
        PlanCell(CellKey(month, "A", "gifts"), amount, held=month == "m3")
        for month, amount in (("m1", 10), ("m2", 20), ("m3", 30))
    ]
    return sheet(quarters=QUARTERS, cells=[*gifts, PlanCell(CellKey("m1", "B", "gifts"), 5)])


@pytest.mark.parametrize(("text", "after", "left"), rows(PASTES))
def test_a_paste_is_one_change_and_leaves_alone_what_it_cannot_take(text: str, after: str, left: str) -> None:
    typed = []
    for each in text.split():
        place, _, amount = each.partition("=")
        month, quarter = ("", "Q1") if place == "q" else (place, "")
        typed.append(Typed(Selection(quarter, month, "A", "gifts"), int(amount)))
    told = taken(small(), typed)
    assert [each.verdict.value for each in told.left] == left.split()
    edited = edit(small(), told.change, editor=EVERYTHING).sheet
    assert [edited.by_key[CellKey(m, "A", "gifts")].amount_minor for m in QUARTERS[0].months] == [
        int(each) for each in after.split()
    ]
    assert edited.by_key[CellKey("m1", "B", "gifts")].amount_minor == 5


_AMOUNT = st.integers(-5, 10**6)
_CHOSEN = st.builds(
    Selection,
    quarter=st.sampled_from(["", "Q1"]),
    month=st.sampled_from(["", "m1", "m2", "m3"]),
    tier=st.sampled_from([None, "A", "B"]),
    category=st.sampled_from(["", "gifts"]),
)


@given(st.lists(st.builds(Typed, _CHOSEN, _AMOUNT), max_size=6))
def test_a_paste_is_what_typing_one_amount_after_the_other_comes_to(typed: list[Typed]) -> None:
    now, refused = small(), []
    for each in typed:
        told = edit(now, SetAmount(each.chosen, each.amount_minor), editor=EVERYTHING)
        if told.verdict not in {EditVerdict.saved, EditVerdict.unchanged}:
            refused.append(told.verdict)
        now = told.sheet
    at_once = taken(small(), typed)
    assert edit(small(), at_once.change, editor=EVERYTHING).sheet == now
    assert len(at_once.left) == len(refused)
