"""Acts on a version of the budget as a whole: parts ready, comments, copies, submit, withdraw, in force."""

import secrets
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.plans import PlanAnswer, PlanVerdict, operations as plans
from fenhao.interfaces.web._budget_words import act_words
from fenhao.interfaces.web._forms import told_asked
from fenhao.interfaces.web._sheet_page import Answered, Seen, seen, sheet_page
from fenhao.interfaces.web._sheet_table import called_place
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble


@require_POST
@for_readers(Right.prepare_budget)
def budget_act(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Do to a version what the form says; a copy is shown at once, everything else on the same page."""
    found = seen(request, here)
    told = {name: str(value) for name, value in request.POST.items()}
    act = told.get("act", "")
    try:
        work = _ACTS.get(act)
        if work is None:
            raise Trouble("web.budget.not_understood", {})
        answer = work(here, found, told, told.get("key") or secrets.token_hex(16))
    except Trouble as wrong:
        return sheet_page(request, here, found, Answered((explain_trouble(wrong, here.lang),), told))
    if answer.verdict is not PlanVerdict.done:
        return sheet_page(
            request, here, found, Answered((act_words(found.names, answer, found.called),), told)
        )
    messages.success(request, say(f"web.budget.done.{act}", {}, here.lang))
    if act == "submit":
        known = plans.listed(by=here.reader.id, at=here.at)
        told_asked(request, here, next((each.case for each in known if each.id == answer.version), None))
    query = f"?{found.query}" if found.query and answer.version == found.opened.version.id else ""
    address = reverse("web:budget_sheet", kwargs={"version": answer.version})
    return HttpResponseRedirect(f"{address}{query}")


_Told = Mapping[str, str]


def _ready(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Mark a part ready."""
    return _marked(here, found, told, key, ready=True)


def _reopen(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Reopen a part."""
    return _marked(here, found, told, key, ready=False)


def _marked(here: Surroundings, found: Seen, told: _Told, key: str, *, ready: bool) -> PlanAnswer:
    """Mark a part."""
    return plans.mark(
        key=key,
        by=here.reader.id,
        at=here.at,
        version=found.opened.version.id,
        department=told.get("department", ""),
        ready=ready,
    )


def _comment(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Say something about the version or one of its cells; what is said of a whole line or month names it."""
    row, column = told.get("row", ""), told.get("col", "")
    cell = found.grid.key(row, column) if row and column else None
    text = told.get("text", "").strip()
    if text and (row or column) and cell is None:
        text = f"{called_place(found.names, found.grid, row or 'a', column or 'y')}: {text}"
    return plans.comment(
        key=key, by=here.reader.id, at=here.at, version=found.opened.version.id, text=text, cell=cell
    )


def _submit(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Ask for approval of what was read."""
    token = int(told["token"]) if told.get("token", "").isdecimal() else 0
    return plans.submit(
        key=key,
        by=here.reader.id,
        at=here.at,
        version=found.opened.version.id,
        token=token,
        why=told.get("why", ""),
    )


def _withdraw(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Take the version back."""
    return plans.withdraw(
        key=key, by=here.reader.id, at=here.at, version=found.opened.version.id, why=told.get("why", "")
    )


def _in_force(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Put the version in force."""
    return plans.put_in_force(
        key=key,
        by=here.reader.id,
        at=here.at,
        version=found.opened.version.id,
        calendar=here.book.calendar,
        why=told.get("why", ""),
        allow_below_use=told.get("allow_below_use") == "1",
        over_newer=told.get("over_newer") == "1",
    )


def _revise(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Make a draft as a copy."""
    name, version = told.get("name", "").strip(), found.opened.version.id
    return plans.revise(key=key, by=here.reader.id, at=here.at, version=version, name=name)


def _branch(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Make a scenario as a copy."""
    name, version = told.get("name", "").strip(), found.opened.version.id
    return plans.branch(key=key, by=here.reader.id, at=here.at, version=version, name=name)


def _adopt(here: Surroundings, found: Seen, told: _Told, key: str) -> PlanAnswer:
    """Make a draft of a scenario."""
    name, version = told.get("name", "").strip(), found.opened.version.id
    return plans.adopt(key=key, by=here.reader.id, at=here.at, version=version, name=name)


_ACTS: Mapping[str, Callable[[Surroundings, Seen, _Told, str], PlanAnswer]] = {
    "ready": _ready,
    "reopen": _reopen,
    "comment": _comment,
    "submit": _submit,
    "withdraw": _withdraw,
    "in_force": _in_force,
    "revise": _revise,
    "branch": _branch,
    "adopt": _adopt,
}
