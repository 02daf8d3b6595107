"""Cuts of next month's budget: what accepted cases propose to take from their lines, and how it was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fenhao.books.database import Session, read
from fenhao.books.findings import operations as books
from fenhao.books.findings.operations import Cut, CutState, CutVerdict
from fenhao.books.journal import Month, month_of, months
from fenhao.books.people import Right
from fenhao.interfaces.names import line_name
from fenhao.interfaces.web._acts import NOTHING_YET, acting, attempt
from fenhao.interfaces.web._forms import new_key, told_asked
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

_TONES: Mapping[CutState, str] = {CutState.waiting: "warned", CutState.approved: "good"}


@dataclass(frozen=True, slots=True)
class Row:
    """A cut as a reader sees it."""

    cut: Cut
    line: str
    month: str
    css: str


@for_readers(Right.see)
def cuts(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show every cut, newest first, or propose those of a month."""
    outcome = NOTHING_YET
    if request.method == "POST":
        outcome = attempt(here, lambda: _proposed(request, here))
        if outcome.done:
            return HttpResponseRedirect(request.path)

    def work(session: Session) -> tuple[tuple[Month, ...], tuple[Cut, ...]]:
        """Read the months and the cuts."""
        return months(session), books.cuts_within(session)

    known, found = read(work)
    names = Names(here)
    today = month_of(known, here.book.today(here.at)) or (known[-1] if known else None)
    rows = [_row(names, each) for each in reversed(found)]
    return shown(
        request,
        here,
        "web/cuts.html",
        {
            "rows": rows,
            "eyebrow": say("web.cases.eyebrow", {"unit": names.figures(0).unit}, names.lang),
            "wanted": sum(each.wanted_minor for each in found),
            "proposed": sum(each.amount_minor for each in found),
            "cut": sum(each.cut_minor for each in found),
            "months": [(each.label, names.period(each.label)) for each in known],
            "month": request.POST.get("month") or (today.label if today else ""),
            "may_propose": here.reader.may(Right.propose_move),
            "outcome": outcome,
            "key": new_key(),
        },
        status=outcome.status,
    )


def _proposed(request: HttpRequest, here: Surroundings) -> Sequence[str]:
    """Propose the cuts of a month, and say of each line what became of it; return why nothing did."""
    names = Names(here)
    month = request.POST.get("month", "")
    told = books.propose_cuts(month, key=request.POST.get("key", ""), by=acting(here), at=here.at)
    if not told:
        return [say("web.cuts.nothing", {"month": names.period(month)}, here.lang)]
    for each in told:
        details = {
            "line": line_name("", each.tier, each.category, chart=here.book.chart, lang=here.lang),
            "amount": names.figures(0).exact(each.amount_minor),
            "why": names.word("cut_verdict", each.verdict.value),
        }
        if each.verdict is CutVerdict.proposed:
            messages.success(request, say("web.cuts.proposed", details, here.lang))
        else:
            messages.warning(request, say("web.cuts.refused", details, here.lang))
    ours = {each.cut for each in told}
    told_asked(request, here, next((each.approval for each in books.cuts(month) if each.id in ours), None))
    return ()


def _row(names: Names, cut: Cut) -> Row:
    """Return a cut in words."""
    chart, lang = names.here.book.chart, names.lang
    return Row(
        cut=cut,
        line=line_name(cut.next_month, cut.tier, cut.category, chart=chart, lang=lang),
        month=names.period(cut.month),
        css=_TONES.get(cut.state, ""),
    )
