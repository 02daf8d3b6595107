"""What waits for the reader, and what waits for anybody."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fenhao.books.approvals import Case
from fenhao.books.database import read
from fenhao.books.gates import waiting_appeals
from fenhao.books.inbox.operations import open_cases, waiting, waiting_count
from fenhao.books.people import Right, usernames
from fenhao.interfaces.web._attention import improvements_due
from fenhao.interfaces.web._forms import step_text
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._proposals_shown import proposals_shown
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

SOON_DAYS = 1
"""How many days before its end a case is marked."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list."""

    href: str
    kind: str
    title: str
    amount_minor: int
    asked_by: str
    since: str
    step: str
    due: str
    css: str


@for_readers(Right.see)
def inbox(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what the reader may answer now, oldest first; with ``?all=1`` everything that waits for somebody."""
    names = Names(here)
    assert here.reader.id is not None, "whoever has a right is somebody"
    everything = request.GET.get("all") == "1" or not here.reader.may(Right.answer_approval)
    found = (
        open_cases(by=here.reader.id, at=here.at) if everything else waiting(user=here.reader.id, at=here.at)
    )
    known = read(usernames)
    code = "web.inbox.title_all" if everything else "web.inbox.title"
    return shown(
        request,
        here,
        "web/inbox.html",
        {
            "title": say(code if found else f"{code}_none", {"count": str(len(found))}, here.lang),
            "everything": everything,
            "appeals": _appeals(here),
            "improve": improvements_due(names),
            "proposals": proposals_shown(names, known),
            "may_answer": here.reader.may(Right.answer_approval),
            "rows": [_row(names, each, known.get(each.opened_by or 0, ""), at=here.at) for each in found],
            "unit": names.figures(0).unit,
        },
    )


def count(here: Surroundings) -> int:
    """Return how many cases wait for the reader: one query, none for who answers nothing."""
    if here.reader.id is None or not here.reader.may(Right.answer_approval):
        return 0
    return waiting_count(user=here.reader.id, at=here.at)


def _appeals(here: Surroundings) -> int:
    """Return how many refusals somebody wants to be let pass, where the reader may let them."""
    by = here.reader.id
    if by is None or not here.reader.may(Right.set_policy):
        return 0
    return read(lambda session: waiting_appeals(session, by=by, at=here.at))


def _row(names: Names, case: Case, asked_by: str, *, at: datetime) -> Row:
    """Return a case in words."""
    left = case.due_at - at
    return Row(
        href=reverse("web:approval", kwargs={"case": case.id}),
        kind=names.word("case_kind", case.kind),
        title=names.case(case.kind, case.title),
        amount_minor=case.amount_minor,
        asked_by=asked_by or say("web.case.system", {}, names.lang),
        since=names.here.book.today(case.opened_at).isoformat(),
        step=step_text(names, case.step),
        due=names.here.book.today(case.due_at).isoformat(),
        css="warned" if left.days < SOON_DAYS else "",
    )
