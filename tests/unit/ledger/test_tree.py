"""Edits of the chart as a tree: each verdict case by case, and what cost of a day is after an edit."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies

from fenhao.engine.ledger import (
    ALWAYS,
    ChartVerdict,
    Meaning,
    Nature,
    Node,
    Purpose,
    Stage,
    Surroundings,
    chart_differences,
    chart_on,
    judge_edit,
    newest,
    nodes_of,
)
from fenhao.profiles import chart_text, profile_names, read_chart
from tests.tables import rows

GROWING = Meaning(Nature.variable, Purpose.retention, Stage.grow)
FIXED = Meaning(Nature.fixed, Purpose.retention, Stage.grow)
TREE = newest(
    [
        Node("benefits", "", 1, "权益", "Benefits", None),
        Node("service", "", 2, "服务", "Service", None),
        Node("remote", "service", 3, "远程", "Remote", None),
        Node("coupons", "benefits", 4, "券", "Coupons", GROWING, version=3),
        Node("phone", "remote", 5, "电话", "Phone", GROWING),
        Node("fax", "remote", 6, "传真", "Fax", GROWING, retired_on=date(2026, 1, 1)),
    ]
)
AROUND = Surroundings(
    month_starts=frozenset(date(2026, month, 1) for month in range(1, 13)),
    closed_starts=frozenset({date(2026, 1, 1), date(2026, 2, 1)}),
    last_used={"phone": date(2026, 5, 20)},
)

# what is edited        | how
EDITS = """
  coupons  version=2                            | stale
  nobody   name_en=X                            | unknown_node
  coupons  name_en=                             | name_missing
  coupons  parent=nowhere                       | unknown_parent
  coupons  parent=phone                         | parent_is_leaf
  coupons  parent=                              | leaf_needs_parent
  service  parent=remote                        | inside_itself
  coupons                                       | nothing_changed
  coupons  in_force_on=2026-07-01               | nothing_changed
  fax      retired_on=2026-09-01                | already_retired
  remote   retired_on=2026-09-01                | branch_in_use
  phone    retired_on=2026-05-20                | used_later
  phone    retired_on=2026-05-21                | changed
  coupons  nature=fixed                         | date_missing
  coupons  nature=fixed in_force_on=2026-07-02  | not_a_month_start
  coupons  nature=fixed in_force_on=2026-02-01  | month_closed
  coupons  nature=fixed in_force_on=2026-07-01  | changed
  coupons  parent=service                       | date_missing
  coupons  parent=remote in_force_on=2026-07-01 | changed
  phone    parent=service                       | changed
  remote   parent=benefits                      | date_missing
  coupons  name_en=Vouchers                     | changed
"""


def edited(text: str) -> Node:
    """Return the node of a line of the table with its fields changed."""
    code, *changes = text.split()
    node = TREE.get(code, Node(code, "", 9, "无", "None", None))
    for name, _, value in (each.partition("=") for each in changes):
        match name:
            case "version":
                node = replace(node, version=int(value))
            case "nature":
                node = replace(node, meaning=FIXED)
            case "in_force_on":
                node = replace(node, in_force_on=date.fromisoformat(value))
            case "retired_on":
                node = replace(node, retired_on=date.fromisoformat(value))
            case "parent":
                node = replace(node, parent=value)
            case _:
                node = replace(node, name_en=value)
    return node


@pytest.mark.parametrize(("edit", "verdict"), rows(EDITS))
def test_an_edit_ends_as_the_table_says(edit: str, verdict: str) -> None:
    assert judge_edit(TREE, edited(edit), adding=False, around=AROUND) is ChartVerdict[verdict]


# code        | parent   | leaf | how adding it ends
ADDITIONS = """
  coupons     | benefits | yes  | code_taken
  Coupons     | benefits | yes  | bad_code
  types       | benefits | no   | bad_code
  gifts       |          | yes  | leaf_needs_parent
  gifts       | phone    | yes  | parent_is_leaf
  gifts       | benefits | yes  | changed
  loyalty     |          | no   | changed
"""


@pytest.mark.parametrize(("code", "parent", "leaf", "verdict"), rows(ADDITIONS))
def test_an_addition_ends_as_the_table_says(code: str, parent: str, leaf: str, verdict: str) -> None:
    node = Node(code, parent, 9, "新", "New", GROWING if leaf == "yes" else None)
    assert judge_edit(TREE, node, adding=True, around=AROUND) is ChartVerdict[verdict]


def test_cost_of_earlier_days_keeps_its_meaning_when_a_leaf_changes() -> None:
    july = replace(TREE["coupons"], meaning=FIXED, in_force_on=date(2026, 7, 1), version=4)
    renamed = replace(july, name_en="Vouchers", version=5)
    versions = [*TREE.values(), july, renamed]
    before, after = (chart_on(versions, date(2026, month, 15)).leaf("coupons") for month in (6, 7))
    assert before is not None
    assert after is not None
    assert (before.nature, after.nature) == (Nature.variable, Nature.fixed)
    assert before.name_en == after.name_en == "Vouchers"


def test_a_change_before_one_that_is_planned_is_refused() -> None:
    planned = {**TREE, "coupons": replace(TREE["coupons"], in_force_on=date(2026, 9, 1))}
    wanted = replace(planned["coupons"], meaning=FIXED, in_force_on=date(2026, 8, 1))
    verdict = judge_edit(planned, wanted, adding=False, around=AROUND)
    assert verdict is ChartVerdict.before_planned_change


@given(strategies.sampled_from(profile_names()))
def test_every_industrys_chart_comes_back_from_its_nodes(profile: str) -> None:
    chart = read_chart("", profile=profile)
    again = chart_on(nodes_of(chart), ALWAYS)
    assert again == chart
    assert chart_differences(chart, read_chart(chart_text(again))) == ()


def test_differences_name_the_field_and_both_sides() -> None:
    before = chart_on(list(TREE.values()), ALWAYS)
    there = [
        replace(TREE["coupons"], meaning=FIXED),
        *(n for c, n in TREE.items() if c not in {"coupons", "phone"}),
    ]
    found = {
        (each.code, each.field): (each.before, each.after)
        for each in chart_differences(before, chart_on(there, ALWAYS))
    }
    assert found[("coupons", "nature")] == ("variable", "fixed")
    assert found[("phone", "parent")] == ("remote", "")
    assert {code for code, _ in found} == {"coupons", "phone"}
