"""The chart as a tree that people edit: what each node says from which day on, and which edits may be made.

Names, order and retirement hold for all time. Where a node hangs and what a leaf means are dated: cost of a day is told
by what was in force on that day, so that an edit never changes what earlier cost was.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from fenhao.engine.ledger._chart import Branch, Category, Chart, CostType, Nature, Purpose, Stage

ALWAYS = date(1900, 1, 1)
"""From when a node is in force that nobody dated: cost of earlier days may be booked to it."""
GAP = 1 << 20
"""How far apart neighbours are put, so that something fits between."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_KEPT = frozenset({"types", "zh", "en", "extends"})
"""Words of chart.toml that cannot be the code of a category or branch."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What cost on a leaf is."""

    nature: Nature
    purpose: Purpose
    stage: Stage
    pool_id: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One version of a category, branch or leaf. ``parent`` is empty for a category, ``meaning`` None for all but leaves.

    ``version`` counts a node's versions from 1: it is the token that an edit hands back.
    """

    code: str
    parent: str
    position: int
    name_zh: str
    name_en: str
    meaning: Meaning | None
    retired_on: date | None = None
    in_force_on: date = ALWAYS
    version: int = 1


class ChartVerdict(Enum):
    """Every way an edit of the chart can end, in the order checked."""

    stale = "stale"  # somebody else has edited the node since it was looked at
    unknown_node = "unknown_node"
    bad_code = "bad_code"
    code_taken = "code_taken"
    name_missing = "name_missing"
    unknown_parent = "unknown_parent"
    parent_is_leaf = "parent_is_leaf"
    leaf_needs_parent = "leaf_needs_parent"
    inside_itself = "inside_itself"
    nothing_changed = "nothing_changed"
    already_retired = "already_retired"
    branch_in_use = "branch_in_use"  # a branch retires after the last of its leaves
    used_later = "used_later"  # there is cost on or after the day of retirement
    date_missing = "date_missing"
    not_a_month_start = "not_a_month_start"
    month_closed = "month_closed"
    before_planned_change = "before_planned_change"
    changed = "changed"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an edit is judged by beside the tree: the first days of months, those closed, and a leaf's last cost."""

    month_starts: frozenset[date]
    closed_starts: frozenset[date]
    last_used: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class ChartDifference:
    """One field in which two charts differ; ``before`` is empty for what is new, ``after`` for what is gone."""

    code: str
    field: str
    before: str
    after: str


def newest(versions: Iterable[Node]) -> dict[str, Node]:
    """Return the newest version of each node."""
    found: dict[str, Node] = {}
    for node in versions:
        if node.code not in found or node.version > found[node.code].version:
            found[node.code] = node
    return found


def standing_on(versions: Sequence[Node], on: date) -> dict[str, Node]:
    """Return each node as it stands on a day: place and meaning of the day, names, order and retirement as they are now."""
    now = newest(versions)
    dated: dict[str, Node] = {}
    for node in versions:
        there = dated.get(node.code)
        if node.in_force_on <= on and (
            there is None or (node.in_force_on, node.version) > (there.in_force_on, there.version)
        ):
            dated[node.code] = node
    return {
        code: replace(now[code], parent=node.parent, meaning=node.meaning, in_force_on=node.in_force_on)
        for code, node in dated.items()
    }


def chart_on(versions: Sequence[Node], on: date) -> Chart:
    """Return the chart as it stands on a day."""
    there = standing_on(versions, on)
    ordered = sorted(there.values(), key=lambda node: (node.position, node.code))
    categories: list[Category] = []
    branches: list[Branch] = []
    leaves: list[CostType] = []

    def empty(branch: Node) -> bool:
        """Whether a branch was retired and holds nothing that an entry could be booked to."""
        return branch.retired_on is not None and all(node.parent != branch.code for node in ordered)

    def below(parent: str, category: str) -> None:
        """Gather the leaves of a parent, then the branches with theirs: the order of chart.toml."""
        children = [node for node in ordered if node.parent == parent]
        leaves.extend(
            _leaf(node, node.meaning, category=category, branch=parent)
            for node in children
            if node.meaning is not None
        )
        for node in children:
            if node.meaning is None and not empty(node):
                branches.append(Branch(node.code, parent, node.name_zh, node.name_en))
                below(node.code, category)

    for node in ordered:
        if not node.parent and not empty(node):
            categories.append(Category(node.code, node.name_zh, node.name_en))
            below(node.code, node.code)
    return Chart(tuple(categories), tuple(leaves), tuple(branches))


def nodes_of(chart: Chart) -> tuple[Node, ...]:
    """Return a chart as first versions of its nodes."""
    above = [
        *((each.code, "", each.name_zh, each.name_en) for each in chart.categories),
        *((each.code, each.parent, each.name_zh, each.name_en) for each in chart.branches),
    ]
    nodes = [
        Node(code, parent, place * GAP, zh, en, None) for place, (code, parent, zh, en) in enumerate(above, 1)
    ]
    return (
        *nodes,
        *(
            Node(
                code=leaf.code,
                parent=leaf.branch or leaf.category,
                position=place * GAP,
                name_zh=leaf.name_zh,
                name_en=leaf.name_en,
                meaning=Meaning(leaf.nature, leaf.purpose, leaf.stage, leaf.pool_id),
                retired_on=leaf.retired_on,
            )
            for place, leaf in enumerate(chart.cost_types, 1)
        ),
    )


def is_dated(there: Mapping[str, Node], wanted: Node) -> bool:
    """Whether the edit changes what cost is: a leaf's meaning, or the category in which something hangs."""
    old = there.get(wanted.code)
    if old is None:
        return False
    return old.meaning != wanted.meaning or _top(there, old.code) != _top(
        {**there, wanted.code: wanted}, wanted.code
    )


def judge_edit(
    there: Mapping[str, Node], wanted: Node, *, adding: bool, around: Surroundings
) -> ChartVerdict:
    """Return how an edit ends that makes a node what is wanted; ``there`` are the newest versions.

    ``wanted.version`` is the version that the editor saw; ``wanted.in_force_on`` the day from which a change of meaning
    or category holds, ALWAYS where none was given.
    """
    old = there.get(wanted.code)
    if old is not None and not adding and old.version != wanted.version:
        return ChartVerdict.stale
    if (misfit := _misfit(there, old, wanted, adding=adding)) is not None:
        return misfit
    if old is None:
        return ChartVerdict.changed
    if (
        replace(wanted, version=old.version, in_force_on=old.in_force_on) == old
    ):  # a day alone changes nothing
        return ChartVerdict.nothing_changed
    retires = wanted.retired_on if wanted.retired_on != old.retired_on else None
    if retires is not None and (kept := _not_retired(there, old, retires, around)) is not None:
        return kept
    if not is_dated(there, wanted):
        return ChartVerdict.changed
    return _day(old, wanted, around)


def _misfit(
    there: Mapping[str, Node], old: Node | None, wanted: Node, *, adding: bool
) -> ChartVerdict | None:
    """Return why the node does not fit into the tree; None when it does."""
    if old is None and not adding:
        return ChartVerdict.unknown_node
    if not _CODE.fullmatch(wanted.code) or (wanted.meaning is None and wanted.code in _KEPT):
        return ChartVerdict.bad_code
    if old is not None and adding:
        return ChartVerdict.code_taken
    if not wanted.name_zh.strip() or not wanted.name_en.strip():
        return ChartVerdict.name_missing
    if wanted.parent and (wanted.parent not in there or there[wanted.parent].retired_on is not None):
        return ChartVerdict.unknown_parent
    if wanted.parent and there[wanted.parent].meaning is not None:
        return ChartVerdict.parent_is_leaf
    if not wanted.parent and wanted.meaning is not None:
        return ChartVerdict.leaf_needs_parent
    return ChartVerdict.inside_itself if _is_below(there, wanted.parent, wanted.code) else None


def _not_retired(there: Mapping[str, Node], old: Node, on: date, around: Surroundings) -> ChartVerdict | None:
    """Return why a node cannot retire from that day; None when it can."""
    if old.retired_on is not None:
        return ChartVerdict.already_retired
    if any(node.parent == old.code and node.retired_on is None for node in there.values()):
        return ChartVerdict.branch_in_use
    last = around.last_used.get(old.code)
    return ChartVerdict.used_later if last is not None and last >= on else None


def _day(old: Node, wanted: Node, around: Surroundings) -> ChartVerdict:
    """Return whether a change of meaning may begin on its day: the first of a month that is not closed."""
    if wanted.in_force_on == ALWAYS:
        return ChartVerdict.date_missing
    if wanted.in_force_on not in around.month_starts:
        return ChartVerdict.not_a_month_start
    if any(start >= wanted.in_force_on for start in around.closed_starts):
        return ChartVerdict.month_closed
    if wanted.in_force_on < old.in_force_on:
        return ChartVerdict.before_planned_change
    return ChartVerdict.changed


def _is_below(there: Mapping[str, Node], code: str, above: str) -> bool:
    """Whether a node is another or hangs below it."""
    while code:
        if code == above:
            return True
        code = there[code].parent if code in there else ""
    return False


def _top(there: Mapping[str, Node], code: str) -> str:
    """Return the category in which a node hangs."""
    while there[code].parent:
        code = there[code].parent
    return code


def chart_differences(before: Chart, after: Chart) -> tuple[ChartDifference, ...]:
    """Return every field in which two charts differ, in the order of the second, what is gone at the end."""
    old, new = _fields(before), _fields(after)
    found = []
    for code in (*new, *(code for code in old if code not in new)):
        was, now = old.get(code, {}), new.get(code, {})
        found += [
            ChartDifference(code, field, was.get(field, ""), now.get(field, ""))
            for field in {**now, **was}
            if was.get(field, "") != now.get(field, "")
        ]
    return tuple(found)


def _fields(chart: Chart) -> dict[str, dict[str, str]]:
    """Return what a chart says of each node, field by field."""
    found: dict[str, dict[str, str]] = {}
    for node in nodes_of(chart):
        fields = {"parent": node.parent, "zh": node.name_zh, "en": node.name_en}
        if node.meaning is not None:
            fields |= {
                "nature": node.meaning.nature.value,
                "purpose": node.meaning.purpose.value,
                "stage": node.meaning.stage.value,
                "pool": node.meaning.pool_id,
            }
        if node.retired_on is not None:
            fields["retired_on"] = node.retired_on.isoformat()
        found[node.code] = fields
    return found


def _leaf(node: Node, meaning: Meaning, *, category: str, branch: str) -> CostType:
    """Return a leaf as reports know it."""
    return CostType(
        code=node.code,
        category=category,
        name_zh=node.name_zh,
        name_en=node.name_en,
        nature=meaning.nature,
        purpose=meaning.purpose,
        stage=meaning.stage,
        pool_id=meaning.pool_id,
        branch="" if branch == category else branch,
        retired_on=node.retired_on,
    )
