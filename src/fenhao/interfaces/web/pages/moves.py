"""Transfers between lines and draws on the emergency reserve: proposed, listed, and what each draw bought."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from fenhao.books.budgets.operations import LineKey, LineStanding
from fenhao.books.database import read
from fenhao.books.moves import DrawReport, Move, MoveAnswer, MoveState
from fenhao.books.moves.operations import (
    draw_reports,
    moves_at,
    policy_at,
    preview,
    propose_draw,
    propose_transfer,
)
from fenhao.books.people import Right, usernames
from fenhao.engine.budget import MOVING, RESERVE_CATEGORY, MoveKind, MovePolicy
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told, told_asked
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._lines_shown import Desk, choices, desk, line_called, read_key
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble

FIELDS = ("kind", "from", "to", "quarter", "amount", "why")
SHOWN_MAX = 200
CSS = {"moved": "good", "rejected": "bad", "expired": "warned"}


@dataclass(frozen=True, slots=True)
class Row:
    """A move in the list."""

    number: int
    href: str
    why: str
    kind: str
    giver: str
    taker: str
    by: str
    on: str
    amount: int
    state: str
    css: str


@dataclass(frozen=True, slots=True)
class Bought:
    """A draw, what it was for, and what its line spent since by cost type and campaign."""

    taker: str
    why: str
    drawn: int
    spent: int
    left: int
    items: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reserve:
    """The emergency reserve of a quarter: what is left of it."""

    name: str
    funded: int
    left: int
    href: str


@for_readers(Right.see)
def moves(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show every move, newest first, the reserves, and what each draw bought."""
    names = Names(here)
    found, known = read(lambda session: (desk(session, here), usernames(session)))
    listed = list(reversed(moves_at(by=here.reader.id, at=here.at)))
    return shown(
        request,
        here,
        "web/moves.html",
        {
            "title": say("web.moves.title", {"count": str(len(listed))}, here.lang),
            "rows": [_row(names, move, state, known) for move, state in listed[:SHOWN_MAX]],
            "reserves": _reserves(names, found),
            "draws": [_bought(names, each) for each in draw_reports(by=here.reader.id, at=here.at)],
            "may_propose": here.reader.may(Right.propose_move),
            "unit": names.figures(0).unit,
        },
    )


@for_readers(Right.propose_move)
def move_new(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Propose a transfer or a draw: what the rules say is shown before anything is proposed."""
    names = Names(here)
    if request.method == "POST":
        form = posted(request, here)
    else:
        form = Form(here, {name: str(value) for name, value in request.GET.items()})
    found, policy = read(lambda session: (desk(session, here), policy_at(session, here.at)))
    kind = MoveKind.draw if form.text("kind") == "draw" else MoveKind.transfer
    rule = ""
    passed = False
    if request.method == "POST":
        answer = _sent(form, found, kind)
        if answer is not None and answer.verdict in MOVING:
            if answer.move is not None:
                told(request, here, f"move_verdict.{answer.verdict.value}")
                told_asked(request, here, answer.case)
                return go("moves")
            passed, rule = True, _rule(names, answer, policy)
        elif answer is not None:
            most = names.figures(0).exact(answer.most_minor)
            form.wrong(f"move_verdict.{answer.verdict.value}", "amount", most=most)
            rule = _rule(names, answer, policy)
    return shown(
        request,
        here,
        "web/move_new.html",
        {
            "title": say(f"web.move.new_{kind.value}", {}, here.lang),
            "kind": kind.value,
            "lines": choices(names, found),
            "quarters": [
                (each, names.period(each)) for each in dict.fromkeys(month.quarter for month in found.months)
            ],
            "reserves": _reserves(names, found),
            "typed": {name: form.text(name) for name in FIELDS},
            "rule": rule,
            "passed": passed,
            "rules": _rules(names, policy),
            "key": form.text("key") or new_key(),
            "problems": form.problems,
            "unit": names.figures(0).unit,
        },
    )


def _sent(form: Form, found: Desk, kind: MoveKind) -> MoveAnswer | None:
    """Propose, or say what the rules would say; None when the form itself is not whole."""
    here = form.here
    taker = read_key(form.text("to"))
    giver = read_key(form.text("from"))
    if kind is MoveKind.draw:
        inside = [month.label for month in found.months if month.quarter == form.text("quarter")]
        giver = LineKey(inside[-1], "", RESERVE_CATEGORY) if inside else None
    if giver is None:
        form.wrong("web.move.giver_missing", "quarter" if kind is MoveKind.draw else "from")
    if taker is None:
        form.wrong("web.move.taker_missing", "to")
    amount = form.amount("amount")
    if not form.text("why"):
        form.wrong("moves.reason_missing", "why")
    if form.problems or giver is None or taker is None:
        return None
    currency, by = here.book.settings.currency, here.reader.id
    try:
        if form.text("act") == "check":
            return preview(
                kind=kind, giver=giver, taker=taker, amount_minor=amount, currency=currency, by=by, at=here.at
            )
        if kind is MoveKind.draw:
            return propose_draw(
                key=kept_key(form),
                quarter=form.text("quarter"),
                taker=taker,
                amount_minor=amount,
                currency=currency,
                why=form.text("why"),
                by=by,
                at=here.at,
            )
        return propose_transfer(
            key=kept_key(form),
            giver=giver,
            taker=taker,
            amount_minor=amount,
            currency=currency,
            why=form.text("why"),
            by=by,
            at=here.at,
        )
    except Trouble as wrong:
        form.trouble(wrong)
        return None


def _rule(names: Names, answer: MoveAnswer, policy: MovePolicy) -> str:
    """Return which rule speaks, in a sentence."""
    write = names.figures(0)
    parts = {
        "most": write.exact(answer.most_minor),
        "share": write.percent(policy.line_cap_share),
        "year": write.percent(policy.year_cap_share),
        "at_once": write.exact(policy.at_once_minor),
        "version": names.word("audit.value", policy.version),
    }
    code = f"web.move.rule.{answer.verdict.value}"
    if answer.across:
        code = "web.move.rule.across"
    elif answer.ping_pong:
        code = "web.move.rule.ping_pong"
    told_as = names.word("web.move.rule", code.rpartition(".")[2])
    return say(code, parts, names.lang) if told_as != code.rpartition(".")[2] else ""


def _rules(names: Names, policy: MovePolicy) -> str:
    """Return the rules in force in a sentence."""
    write = names.figures(0)
    return say(
        "web.move.rules",
        {
            "version": names.word("audit.value", policy.version),
            "share": write.percent(policy.line_cap_share),
            "year": write.percent(policy.year_cap_share),
            "at_once": write.exact(policy.at_once_minor),
        },
        names.lang,
    )


def _reserves(names: Names, found: Desk) -> list[Reserve]:
    """Return the emergency reserves of the quarters that are not over."""
    lines: list[LineStanding] = [
        line for key, line in found.lines.items() if key.category == RESERVE_CATEGORY
    ]
    return [
        Reserve(
            names.period(found.quarter(line.key)),
            line.funded_minor,
            line.available_minor,
            reverse("web:line", kwargs={"line": line.id}),
        )
        for line in lines
    ]


def _row(names: Names, move: Move, state: MoveState, known: dict[int, str]) -> Row:
    """Return a move in the list."""
    return Row(
        number=move.id,
        href=reverse("web:approval", kwargs={"case": move.case}) if move.case else "",
        why=move.why,
        kind=names.word("case_kind", move.kind.value),
        giver=line_called(names, move.giver),
        taker=line_called(names, move.taker),
        by=known.get(move.proposed_by or 0, say("web.case.system", {}, names.lang)),
        on=names.here.book.today(move.proposed_at).isoformat(),
        amount=move.amount_minor,
        state=state.value,
        css=CSS.get(state.value, ""),
    )


def _bought(names: Names, report: DrawReport) -> Bought:
    """Return what a draw bought."""
    chart = names.here.book.chart
    items = []
    for each in report.bought:
        leaf = chart.leaf(each.cost_type)
        called = (leaf.name_zh if names.lang == "zh" else leaf.name_en) if leaf else each.cost_type
        items.append((" · ".join(part for part in (called, each.campaign) if part) or "--", each.spent_minor))
    return Bought(
        taker=line_called(names, report.move.taker),
        why=report.move.why,
        drawn=report.move.amount_minor,
        spent=report.spent_minor,
        left=report.left_minor,
        items=tuple(items),
    )
