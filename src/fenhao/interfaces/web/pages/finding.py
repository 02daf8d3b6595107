"""One case of ineffective spend: what was found, what people did about it, and what they may do next."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.audit import Recorded, about
from fenhao.books.database import Session, read
from fenhao.books.findings import CaseRow, Link, find, operations as books
from fenhao.books.people import Person, Right, directory
from fenhao.engine.waste import CaseAct, CaseState, CaseVerdict, Deed, answer_case
from fenhao.interfaces.names import line_name, masked, type_names
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import NOTHING_YET, Outcome, acting, attempt, verdict
from fenhao.interfaces.web._forms import new_key
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.cases import able, told_evidence, told_replies
from fenhao.interfaces.web.pages.lines import NOT_TIERED
from fenhao.interfaces.words import say
from fenhao.kernel import parse_amount

ACTS_SHOWN = 200
_BLOCKED = {
    CaseVerdict.own_appeal,
    CaseVerdict.own_decision,
    CaseVerdict.already_appealed,
    CaseVerdict.feeds_a_cut,
}
"""What keeps somebody from an act that the state would take: worth a sentence where the act would stand."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case."""

    at: str
    who: str
    what: str
    became: str
    why: str


@for_readers(Right.see)
def finding(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a case, or do to it what the form says."""
    number = here.number("case")

    def work(session: Session) -> tuple[CaseRow | None, tuple[Recorded, ...], tuple[Person, ...]]:
        """Read the case with its history."""
        return (
            find(session, [number]).get(number),
            about(session, f"finding/{number}", limit=ACTS_SHOWN),
            directory(session, at=here.at),
        )

    found, acts, people = read(work)
    if found is None:
        raise Http404
    outcome = NOTHING_YET
    if request.method == "POST":
        outcome = attempt(here, lambda: _answered(request, here, number))
        if outcome.done:
            return HttpResponseRedirect(request.path)
    return _page(request, here, found, acts, people, outcome)


def _page(
    request: HttpRequest,
    here: Surroundings,
    found: CaseRow,
    acts: Sequence[Recorded],
    people: Sequence[Person],
    outcome: Outcome,
) -> HttpResponse:
    """Return the page."""
    names, called = Names(here), {each.id: each.username for each in people}
    offered, blocked = _offered(here, found)
    may_assign = here.reader.may(Right.answer_finding) and found.state not in {
        CaseState.withdrawn,
        CaseState.recovered,
    }
    return shown(
        request,
        here,
        "web/finding.html",
        {
            "case": found,
            "customer": masked(found.customer),
            "rule": names.word("rule", found.rule),
            "unit": names.figures(0).unit,
            "evidence": told_evidence(names, found.evidence),
            "tier": names.word("tier", found.tier),
            "type": type_names(here.book.chart, lang=here.lang).get(found.cost_type, found.cost_type),
            "line": line_name(
                found.spent_month, found.line_tier, found.category, chart=here.book.chart, lang=here.lang
            ),
            "line_href": _line_href(found),
            "owner": called.get(found.owner or 0, ""),
            "left": found.case.left_minor,
            "events": [_event(names, each, called) for each in reversed(acts)],
            "offered": offered,
            "blocked": blocked,
            "owners": able(people) if may_assign else [],
            "outcome": outcome,
            "form": request.POST,
            "key": new_key(),
        },
        status=outcome.status,
    )


def _answered(request: HttpRequest, here: Surroundings, number: int) -> Sequence[str]:
    """Do what the form says; return why not."""
    form, by = request.POST, acting(here)
    why, key = form.get("why", "").strip(), form.get("key", "")
    if form.get("act") == "assign":
        owner = form.get("owner", "")
        if not owner.isdecimal():
            return [say("web.findings.owner_missing", {}, here.lang)]
        told = books.assign([number], owner=int(owner), key=key, by=by, at=here.at, why=why)
        return told_replies(request, here, told)
    act = next((each for each in CaseAct if each.value == form.get("act")), None)
    if act is None:
        return [say("web.findings.act_missing", {}, here.lang)]
    if act is not CaseAct.recover:
        return told_replies(
            request, here, books.answer_cases([number], act, key=key, by=by, at=here.at, why=why)
        )
    given, reversal = form.get("amount", "").strip(), form.get("reversal", "").strip()
    minor = parse_amount(given, digits=here.book.digits) if given else 0
    if (given and minor <= 0) or (reversal and not reversal.isdecimal()):
        wrong = CaseVerdict.amount_not_positive if given and minor <= 0 else CaseVerdict.unknown_reversal
        return [verdict(here, "finding_verdict", wrong.value)]
    link = Link(int(reversal or 0), form.get("credit", "").strip())
    told = books.answer_cases(
        [number], act, key=key, by=by, at=here.at, why=why, amount_minor=minor, link=link
    )
    return told_replies(request, here, told)


def _offered(here: Surroundings, found: CaseRow) -> tuple[list[str], list[str]]:
    """Return what this reader may do to the case now, and why not what its state would take otherwise."""
    if not here.reader.may(Right.answer_finding):
        return [], []
    left = found.case.left_minor
    told = {act: answer_case(found.case, Deed(act, acting(here), "-", left, "-", left))[0] for act in CaseAct}
    offered = [act.value for act, each in told.items() if each is CaseVerdict.done]
    blocked = dict.fromkeys(each for each in told.values() if each in _BLOCKED)
    return offered, [verdict(here, "finding_verdict", each.value) for each in blocked]


def _line_href(found: CaseRow) -> str:
    """Return the way to the budget line that bore the cost."""
    asked = {
        "month": found.spent_month,
        "tier": found.line_tier or NOT_TIERED,
        "category": found.category,
    }
    return f"{reverse('web:lines')}?{urlencode(asked)}"


def _event(names: Names, act: Recorded, people: Mapping[int, str]) -> Event:
    """Return an act as people read it."""
    after = json.loads(act.after)
    became = names.word("finding_state", str(after["state"])) if "state" in after else ""
    if "owner" in after:
        became = people.get(int(after["owner"]), "")
    if act.action == CaseAct.recover.value:
        became = f"{became} · {names.figures(0).exact(int(after['recovered_minor']))} · {after['link']}"
    return Event(
        at=moment(names.here, act.at),
        who=people.get(act.by or 0, say("web.findings.system", {}, names.lang)),
        what=names.word("web.finding_act", act.action),
        became=became,
        why=_reason(names, act.why),
    )


def _reason(names: Names, why: str) -> str:
    """Return a reason: what people wrote as it is, what the books wrote in words."""
    code, _, batch = why.partition(" ")
    if code in {"load_undone", "no_longer_found"}:
        return say(f"web.finding_reason.{code}", {"batch": batch}, names.lang)
    return why
