"""Where a reader of a case finds what it asks for: the budget sheet, the request, the cuts, the month."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.approvals import Case, Happening
from fenhao.books.database import Session
from fenhao.books.inbox.operations import case_file
from fenhao.books.plans import Version, operations as plans
from fenhao.engine.budget import VersionState
from fenhao.interfaces.web._budget_words import short_reserve
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import say


@dataclass(frozen=True, slots=True)
class About:
    """The pages that show what a case asks for, as text and address, and what is still to be done after a yes.

    ``reserve`` is what to know before it: that a budget keeps less in reserve than the policy expects.
    """

    ways: tuple[tuple[str, str], ...] = ()
    note: str = ""
    reserve: str = ""


def about(session: Session, names: Names, case: Case) -> About:
    """Return where what a case asks for can be seen; nothing for a case whose own page shows all of it."""
    match case.kind:
        case "plan":
            return _budget(session, names, case.subject_id)
        case "spend":
            return _one(names, "web.case.to_request", reverse("web:request", args=[case.subject_id]))
        case "cut":
            return _one(names, "web.case.to_cuts", reverse("web:cuts"))
        case "reopen":
            return _one(names, "web.case.to_months", reverse("web:months"))
    return About()


def refusal(here: Surroundings, version: Version) -> str:
    """Return who refused a version, when and why, in a sentence; '' for one that nobody refused."""
    if version.state is not VersionState.rejected or version.case is None:
        return ""
    file = case_file(case=version.case, by=here.reader.id, at=here.at)
    refused = [each for each in file.events if each.what is Happening.refused] if file else []
    return say("web.budget.refused", {"why": refused[-1].why}, here.lang) if refused else ""


def _budget(session: Session, names: Names, number: int) -> About:
    """Return the sheet of a version, and its comparison with the one in force or else the one before it."""
    found = next(iter(plans.versions(session, "id = ?", (number,))), None)
    if found is None:
        return About()
    lang = names.lang
    ways = [(say("web.case.to_budget", {}, lang), reverse("web:budget_sheet", args=[number]))]
    others = [
        each
        for each in plans.versions(session, "fiscal_year = ?", (found.fiscal_year,))
        if each.id != number and not each.scenario
    ]
    guarding = [each for each in others if each.state is VersionState.in_force]
    earlier = [each for each in others if each.number < found.number]
    if guarding or earlier:
        before = (guarding or earlier)[-1]
        text = say("web.case.compare", {"name": f"v{before.number} {before.name}"}, lang)
        query = urlencode({"before": before.id, "after": number})
        ways.append((text, f"{reverse('web:budget_compare')}?{query}"))
    approved = found.state is VersionState.approved
    opened = plans.opened(session, number) if found.state is VersionState.submitted else None
    return About(
        tuple(ways),
        say("web.case.budget_next", {}, lang) if approved else "",
        short_reserve(names, opened.sheet) if opened else "",
    )


def _one(names: Names, code: str, href: str) -> About:
    """Return a single page."""
    return About(((say(code, {}, names.lang), href),))
