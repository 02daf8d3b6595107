"""A version of the budget as a sheet: shown, and edited by the page's form or, the same way, by its script."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.plans import SaveAnswer, SaveRefusal, operations as plans
from fenhao.engine.budget import CellKey, Sheet, with_changes
from fenhao.interfaces.web._budget_words import save_words
from fenhao.interfaces.web._sheet_asked import Left, Wanted, wanted
from fenhao.interfaces.web._sheet_page import (
    Answered,
    Seen,
    diff,
    kpis,
    parts_now,
    seen,
    sheet_page,
    sheet_script,
)
from fenhao.interfaces.web._sheet_table import called_place, has_decimals, texts
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble

LEFT_SHOWN = 5
"""How many texts that were left alone are named; the rest are counted."""


@for_readers(Right.see)
def budget_sheet(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a version."""
    return sheet_page(request, here, seen(request, here))


def script(_request: HttpRequest) -> HttpResponse:
    """Return the sheet's script; its address carries its digest, so browsers keep it for ever."""
    answer = HttpResponse(sheet_script()[0], content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


@require_POST
@for_readers(Right.prepare_budget)
def budget_edit(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Make one change to a draft; the script is answered with what differs, the form with the page."""
    found = seen(request, here)
    scripted = request.headers.get("Accept", "") == "application/json"
    told = {name: str(value) for name, value in request.POST.items()}
    key = told.get("key") or secrets.token_hex(16)
    token = int(told["token"]) if told.get("token", "").isdecimal() else 0
    number, by = found.opened.version.id, here.reader.id
    try:
        if told.get("act") == "undo":
            asked = Wanted(None)
            answer = plans.undo(key=key, by=by, at=here.at, version=number, token=token)
        else:
            currency = found.opened.version.currency
            asked = wanted(found.grid, told, digits=found.digits, currency=currency, lang=here.lang)
            if asked.change is None:
                return _refused(
                    request, here, found, told, (_untouched(found, asked.left),), scripted=scripted
                )
            read = found.opened.sheet if found.opened.version.token == token else None
            answer = plans.edit(
                key=key, by=by, at=here.at, version=number, token=token, change=asked.change, known=read
            )
    except Trouble as wrong:
        return _refused(request, here, found, told, (explain_trouble(wrong, here.lang),), scripted=scripted)
    if answer.saved:
        then = seen(request, here, known=_after(found, answer))
        return _saved(request, then, answer, asked.left, decimals=told.get("decimals", ""), scripted=scripted)
    if answer.verdict is SaveRefusal.stale:
        return _late(request, here, seen(request, here), told, answer, scripted=scripted)
    return _refused(
        request, here, found, told, (save_words(found.names, answer, found.called),), scripted=scripted
    )


def _after(found: Seen, answer: SaveAnswer) -> tuple[int, Sheet] | None:
    """Return the sheet as the save left it; None where it followed another one than was read."""
    before = found.opened
    if answer.token != before.version.token + 1:
        return None
    return answer.token, with_changes(before.sheet, answer.changes)


def _saved(
    request: HttpRequest,
    found: Seen,
    answer: SaveAnswer,
    left: tuple[Left, ...],
    *,
    decimals: str,
    scripted: bool,
) -> HttpResponse:
    """Say what was saved: to the script with every row that it touches."""
    sentence = say("web.budget.saved", {"count": str(len(answer.changes))}, found.names.lang)
    if left:
        sentence = f"{sentence} {_untouched(found, left)}"
    if not scripted:
        messages.add_message(request, messages.WARNING if left else messages.SUCCESS, sentence)
        return HttpResponseRedirect(
            f"{reverse('web:budget_sheet', kwargs={'version': found.opened.version.id})}{_query(found)}"
        )
    touched = {_row(each.key) for each in answer.changes}
    return JsonResponse(
        {
            "state": "saved",
            "told": sentence,
            "left": len(left),
            **_now(found, answer.token, touched, decimals=decimals),
        }
    )


def _now(found: Seen, token: int, touched: set[str] | None, *, decimals: str) -> dict[str, object]:
    """Return what the page's table should show; ``touched`` None is every row."""
    grid, shows = found.grid, has_decimals(found.grid, digits=found.digits)
    if decimals != str(int(shows)):
        touched = None
    rows = [each for each in grid.rows if touched is None or each.kind != "line" or each.code in touched]
    return {
        "token": token,
        "decimals": int(shows),
        "lines": [each.code for each in grid.rows],
        "rows": texts(grid, rows, digits=found.digits, decimals=shows),
        "kpis": {code: (value, note) for code, _, value, note in kpis(found)},
        "parts": parts_now(found),
    }


def _late(
    request: HttpRequest,
    here: Surroundings,
    found: Seen,
    told: dict[str, str],
    answer: SaveAnswer,
    *,
    scripted: bool,
) -> HttpResponse:
    """Answer an edit of a save that is not the last: with both sides, and nothing lost."""
    sentence = save_words(found.names, answer, found.called)
    if not scripted:
        return sheet_page(request, here, found, Answered((sentence,), told, answer))
    facts = {"diff": diff(found, answer), "lang": here.lang, "currency": here.book.settings.currency}
    return JsonResponse(
        {
            "state": "stale",
            "told": sentence,
            "diff": render_to_string("web/budget_diff.html", facts),
            **_now(found, answer.token, None, decimals=told.get("decimals", "")),
        }
    )


def _refused(
    request: HttpRequest,
    here: Surroundings,
    found: Seen,
    told: dict[str, str],
    reasons: tuple[str, ...],
    *,
    scripted: bool,
) -> HttpResponse:
    """Say why nothing was changed."""
    if scripted:
        return JsonResponse({"state": "refused", "told": " ".join(reasons)})
    return sheet_page(request, here, found, Answered(reasons, told))


def _untouched(found: Seen, left: tuple[Left, ...]) -> str:
    """Return the sentence about texts that were left alone: where, what, and why."""
    if not left:
        return say("plan.verdict.unchanged", {}, found.names.lang)
    places = [
        f"{called_place(found.names, found.grid, each.row, each.column)} “{each.text[:40]}”: {each.why}"
        if each.row
        else each.why
        for each in left[:LEFT_SHOWN]
    ]
    facts = {"count": str(len(left)), "places": " ".join(places)}
    return say("web.budget.left_alone", facts, found.names.lang)


def _row(key: CellKey) -> str:
    """Return the row that shows a cell; a reserve's row is always sent."""
    return f"l~{key.tier}~{key.category}"


def _query(found: Seen) -> str:
    """Return what narrows the sheet."""
    return f"?{found.query}" if found.query else ""
