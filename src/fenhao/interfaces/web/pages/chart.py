"""The chart of cost types as a tree, and one node of it: named, moved, changed, retired; added and published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from secrets import token_hex

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.database import read
from fenhao.books.journal import chart_nodes
from fenhao.books.journal.operations import edit_node, import_chart, publish_chart
from fenhao.books.people import Right
from fenhao.engine.ledger import (
    ALWAYS,
    GAP,
    ChartVerdict,
    Meaning,
    Nature,
    Node,
    Purpose,
    Stage,
    newest,
    nodes_of,
)
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class Row:
    """A node of the tree with its depth, at most as deep as a page can show."""

    node: Node
    depth: int
    name: str
    since: date | None


@for_readers(Right.see)
def chart(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the tree; take chart.toml into the books, or write the books' chart there."""
    problems: list[str] = []
    if request.method == "POST":
        if not here.reader.may(Right.edit_chart):
            raise Http404
        problems = _whole(request.POST.get("act", ""), here)
        if not problems:
            messages.success(request, say("web.chart.done", {}, here.lang))
            return HttpResponseRedirect(reverse("web:chart"))
    nodes = newest(read(chart_nodes))
    kept = bool(nodes)
    if not kept:
        nodes = {each.code: each for each in nodes_of(here.book.chart)}
    facts = {
        "rows": _tree(nodes, here),
        "kept": kept,
        "may_edit": here.reader.may(Right.edit_chart),
        "problems": problems,
    }
    return shown(request, here, "web/chart.html", facts, status=422 if problems else 200)


@for_readers(Right.edit_chart)
def chart_node(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one node, or an empty one to be added, and take what was said about it."""
    code = str(here.place.get("code", ""))
    nodes = newest(read(chart_nodes))
    node = nodes.get(code)
    if code and node is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        problems = _edited(request.POST.dict(), node, nodes, here)
        if not problems:
            messages.success(request, say("web.chart.done", {}, here.lang))
            return HttpResponseRedirect(reverse("web:chart"))
    typed = request.POST.dict() if problems else {}
    branches = [each for each in _tree(nodes, here) if each.node.meaning is None and each.node.code != code]
    facts = {
        "node": node,
        "typed": _typed(node, typed, parent=request.GET.get("under", "")),
        "branches": branches,
        "natures": [each.value for each in Nature],
        "purposes": [each.value for each in Purpose],
        "stages": [each.value for each in Stage],
        "leaf": node is None or node.meaning is not None,
        "key": token_hex(16),
        "problems": problems,
        "called": _name(node, here) if node else "",
    }
    return shown(request, here, "web/chart_node.html", facts, status=422 if problems else 200)


def _whole(act: str, here: Surroundings) -> list[str]:
    """Import the file or publish to it; return why not."""
    today = here.book.today(here.at)
    try:
        if act == "import":
            told = import_chart(book=here.book, from_on=today.replace(day=1), by=here.reader.id, at=here.at)
            return [] if told.verdict is ChartVerdict.changed else [_refused(told.verdict, told.code, here)]
        if act == "publish":
            verdict = publish_chart(
                book=here.book, on=today, over=False, by=here.reader.id, at=here.at
            ).verdict.value
            return [] if verdict in {"published", "unchanged"} else [say(f"chart.{verdict}", {}, here.lang)]
    except Trouble as trouble:
        return [explain_trouble(trouble, here.lang)]
    raise Http404


def _edited(
    sent: Mapping[str, str], node: Node | None, nodes: Mapping[str, Node], here: Surroundings
) -> list[str]:
    """Ask for an edit of a node as it was looked at; return why it was refused."""
    try:
        wanted = _wanted(sent, node, nodes, here)
        told = edit_node(
            key=sent.get("key") or token_hex(16),
            wanted=wanted,
            adding=node is None,
            why=sent.get("why", "").strip(),
            by=here.reader.id,
            at=here.at,
        )
    except Trouble as trouble:
        return [explain_trouble(trouble, here.lang)]
    except ValueError:  # a day or a code that no form of ours sends
        return [say("web.chart.not_understood", {}, here.lang)]
    return (
        [] if told.verdict is ChartVerdict.changed else [_refused(told.verdict, told.code, here, told.node)]
    )


def _wanted(
    sent: Mapping[str, str], node: Node | None, nodes: Mapping[str, Node], here: Surroundings
) -> Node:
    """Return the node as the form says it should be."""
    if node is not None and sent.get("act") == "retire":
        day = date.fromisoformat(sent["retired_on"]) if sent.get("retired_on") else here.book.today(here.at)
        return replace(node, retired_on=day, version=int(sent["version"]), in_force_on=ALWAYS)
    leaf = node.meaning is not None if node is not None else bool(sent.get("nature"))
    meaning = None
    if leaf:
        pool = sent.get("pool", "").strip()
        meaning = Meaning(Nature(sent["nature"]), Purpose(sent["purpose"]), Stage(sent["stage"]), pool)
    last = max((each.position for each in nodes.values()), default=0)
    return Node(
        code=node.code if node else sent.get("code", "").strip(),
        parent=sent.get("parent", ""),
        position=node.position if node else last + GAP,
        name_zh=sent.get("name_zh", "").strip(),
        name_en=sent.get("name_en", "").strip(),
        meaning=meaning,
        retired_on=node.retired_on if node else None,
        in_force_on=date.fromisoformat(sent["since"]) if sent.get("since") else ALWAYS,
        version=int(sent["version"]) if node else 1,
    )


def _typed(node: Node | None, typed: Mapping[str, str], *, parent: str) -> Mapping[str, str]:
    """Return what the fields show: what was typed, otherwise what the node says."""
    own = node.meaning if node else None
    held = {
        "code": "",
        "parent": node.parent if node else parent,
        "name_zh": node.name_zh if node else "",
        "name_en": node.name_en if node else "",
        "nature": own.nature.value if own else "",
        "purpose": own.purpose.value if own else "service",
        "stage": own.stage.value if own else "all",
        "pool": own.pool_id if own else "",
        "since": "",
        "why": "",
        "version": str(node.version) if node else "",
    }
    return {name: typed.get(name, value) for name, value in held.items()}


def _refused(verdict: ChartVerdict, code: str, here: Surroundings, now: Node | None = None) -> str:
    """Return why an edit was refused, as the command says it."""
    reads = f"{now.parent} {now.name_zh} {now.name_en}".strip() if now else ""
    return say(f"chart.{verdict.value}", {"code": code, "now": reads}, here.lang)


def _tree(nodes: Mapping[str, Node], here: Surroundings) -> list[Row]:
    """Return the nodes in the order of the chart, each under its parent."""
    ordered = sorted(nodes.values(), key=lambda node: (node.position, node.code))
    found: list[Row] = []

    def below(parent: str, depth: int) -> None:
        """Add what hangs under a node."""
        for node in ordered:
            if node.parent == parent:
                since = None if node.in_force_on == ALWAYS else node.in_force_on
                found.append(Row(node, min(depth, 5), _name(node, here), since))
                below(node.code, depth + 1)

    below("", 0)
    return found


def _name(node: Node, here: Surroundings) -> str:
    """Return what the reader calls a node."""
    return node.name_zh if here.lang == "zh" else node.name_en
