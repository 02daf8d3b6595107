"""Edit the chart of cost types: one node, or everything in which chart.toml differs; wholly or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, write
from fenhao.books.journal._chart import CHART_FILE, CHART_NODE, chart_nodes, last_used
from fenhao.books.journal._once import Plain, once
from fenhao.books.journal._periods import PeriodState, months
from fenhao.books.journal._post import answered
from fenhao.books.people import Right, require
from fenhao.engine.ledger import (
    ALWAYS,
    GAP,
    Chart,
    ChartVerdict,
    Node,
    Surroundings,
    is_dated,
    judge_edit,
    newest,
    nodes_of,
)
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class ChartAnswer:
    """How an edit ended, and the node it is about as the books have it now: None when they do not know it.

    ``code`` is the node whose edit was refused; ``changed`` counts the nodes that have a new version.
    """

    verdict: ChartVerdict
    code: str
    node: Node | None
    changed: int


def edit_node(*, key: str, wanted: Node, adding: bool, why: str, by: int | None, at: datetime) -> ChartAnswer:
    """Add a node, or give one a new version: named, moved, meaning something else from a day on, or retired.

    ``wanted.version`` is the version that was edited; ``wanted.in_force_on`` the day from which another meaning or
    category holds, ALWAYS where nothing of that changes.
    """
    body = _body(wanted) | {"adding": adding}

    def work(session: Session) -> ChartAnswer:
        """Judge and write under one key; a refusal leaves no trace."""
        require(session, by, Right.edit_chart, at=at)
        there = newest(chart_nodes(session))
        if not answered(session, [key]):
            verdict = judge_edit(there, wanted, adding=adding, around=_around(session, [wanted.code]))
            if verdict is not ChartVerdict.changed:
                return ChartAnswer(verdict, wanted.code, there.get(wanted.code), 0)

        def put(session: Session) -> tuple[str, Mapping[str, Plain]]:
            """Write the version that follows."""
            node = _following(there, wanted)
            _insert(session, there, [node], by=by, at=at, why=why)
            return "changed", {"code": node.code, "version": node.version}

        kept = once(session, key=key, act="edit_chart", body=body, by=by, at=at, work=put)
        assert kept.verdict == "changed", "only changes are kept"
        now = newest(chart_nodes(session))
        return ChartAnswer(ChartVerdict.changed, wanted.code, now.get(wanted.code), 1)

    return write(work)


def take_in(*, chart: Chart, digest: str, from_on: date, by: int | None, at: datetime) -> ChartAnswer:
    """Make the books' chart what a file says: all of it, or nothing when one edit of it may not be made.

    The first time everything holds always; later a changed meaning holds ``from_on``, and leaves that the file no
    longer has retire on that day. Trouble ``chart.code_shared`` when a leaf has the code of a branch.
    """
    wanted = nodes_of(chart)
    codes = [node.code for node in wanted]
    shared = next((code for code in codes if codes.count(code) > 1), "")
    if shared:
        raise Trouble("chart.code_shared", {"code": shared})

    def work(session: Session) -> ChartAnswer:
        """Judge one edit after another, each upon those before it; write them together."""
        require(session, by, Right.edit_chart, at=at)
        before = newest(chart_nodes(session))
        there, edits = dict(before), []
        around = _around(session, codes + [code for code in before if code not in codes])
        for given, adding in _edits(before, wanted, from_on):
            dated = not adding and is_dated(there, given)
            node = replace(given, in_force_on=from_on) if dated else given
            verdict = (
                judge_edit(there, node, adding=adding, around=around) if before else ChartVerdict.changed
            )
            if verdict is not ChartVerdict.changed:
                return ChartAnswer(verdict, node.code, before.get(node.code), 0)
            edits.append(_following(there, node))
            there[node.code] = edits[-1]
        _insert(session, before, edits, by=by, at=at, why="chart.toml")
        session.insert(CHART_FILE, [("import", digest, by, at)])
        return ChartAnswer(ChartVerdict.changed, "", None, len(edits))

    return write(work)


def _edits(before: Mapping[str, Node], wanted: Sequence[Node], from_on: date) -> list[tuple[Node, bool]]:
    """Return the edits that lead to what is wanted, with whether each adds: parents first, what retires last."""
    placed = _placed(before, wanted)
    edits = []
    for node in placed:
        old = before.get(node.code)
        if old is None:
            edits.append((node, True))
            continue
        now = replace(node, version=old.version, in_force_on=old.in_force_on)
        if now.meaning is None:  # the file does not say that a branch retired
            now = replace(now, retired_on=old.retired_on)
        if now != old:
            edits.append((replace(now, in_force_on=ALWAYS), False))
    codes = {node.code for node in wanted}
    gone = [node for node in before.values() if node.code not in codes and node.retired_on is None]
    # Leaves first: a branch retires after the last of its own, the deepest branch before those above it.
    gone.sort(key=lambda node: (node.meaning is None, -_depth(before, node)))
    edits += [(replace(node, retired_on=from_on, in_force_on=ALWAYS), False) for node in gone]
    return edits


def _placed(before: Mapping[str, Node], wanted: Sequence[Node]) -> list[Node]:
    """Return what is wanted with the positions that the books have, where the order of neighbours is the same."""
    found = {}
    for parent in dict.fromkeys(node.parent for node in wanted):
        children = [node for node in wanted if node.parent == parent]
        held = [before[node.code].position for node in children if node.code in before]
        new = [node.code not in before for node in children]
        if held == sorted(set(held)) and new == sorted(new):
            last = max([0, *(node.position for node in before.values() if node.parent == parent)])
            fresh = iter(range(last + GAP, last + GAP * (len(new) + 1), GAP))
            for node in children:
                there = before.get(node.code)
                found[node.code] = replace(node, position=there.position if there else next(fresh))
        else:
            found.update({node.code: node for node in children})
    return [found[node.code] for node in wanted]


def _depth(nodes: Mapping[str, Node], node: Node) -> int:
    """Return how many nodes are above this one."""
    return 0 if not node.parent else 1 + _depth(nodes, nodes[node.parent])


def _around(session: Session, codes: Sequence[str]) -> Surroundings:
    """Return what edits of these nodes are judged by."""
    calendar = months(session)
    return Surroundings(
        month_starts=frozenset(month.days.start for month in calendar),
        closed_starts=frozenset(m.days.start for m in calendar if m.state is PeriodState.closed),
        last_used=last_used(session, tuple(codes)),
    )


def _following(there: Mapping[str, Node], wanted: Node) -> Node:
    """Return the version that follows the newest; what is not dated holds as long as what it follows."""
    old = there.get(wanted.code)
    if old is None:
        return replace(wanted, version=1, in_force_on=ALWAYS)
    since = wanted.in_force_on if is_dated(there, wanted) else old.in_force_on
    return replace(wanted, version=old.version + 1, in_force_on=since)


def _insert(
    session: Session,
    before: Mapping[str, Node],
    nodes: Sequence[Node],
    *,
    by: int | None,
    at: datetime,
    why: str,
) -> None:
    """Append versions, and who made them out of what."""
    session.insert(CHART_NODE, [_row(node, by, at) for node in nodes])
    record(
        session,
        *(
            Act(
                at=at,
                by=by,
                action="edit_chart",
                subject=f"chart/{node.code}",
                before=_facts(before[node.code]) if node.code in before else {},
                after=_facts(node),
                why=why,
            )
            for node in nodes
        ),
    )


def _row(node: Node, by: int | None, at: datetime) -> tuple[object, ...]:
    """Return a version as its table keeps it."""
    own = node.meaning
    meaning = (own.nature.value, own.purpose.value, own.stage.value, own.pool_id) if own else ("", "", "", "")
    return (
        node.code, node.version, node.parent, node.position, node.name_zh, node.name_en, own is not None, *meaning,
        node.retired_on, node.in_force_on, by, at,
    )  # fmt: skip


def _facts(node: Node) -> Facts:
    """Return what a version says, for the record and as the body of a request."""
    own = node.meaning
    facts: dict[str, str | int | bool | None] = {
        "parent": node.parent,
        "position": node.position,
        "zh": node.name_zh,
        "en": node.name_en,
        "version": node.version,
        "in_force_on": node.in_force_on.isoformat(),
        "retired_on": node.retired_on.isoformat() if node.retired_on else None,
    }
    if own is not None:
        facts |= {
            "nature": own.nature.value,
            "purpose": own.purpose.value,
            "stage": own.stage.value,
            "pool": own.pool_id,
        }
    return facts


def _body(node: Node) -> dict[str, Plain]:
    """Return a request to edit as plain values."""
    return {"code": node.code, **_facts(node)}
