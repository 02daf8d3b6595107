"""Promises, queues, routes and the path of escalation by form: promises are dated, and a change leaves the past as it was."""

from collections.abc import Callable
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from fenhao.books.people import NotAllowed, Right
from fenhao.books.policies import SaveVerdict, operations as books
from fenhao.engine.service import Clock, PromiseVersion, ServicePolicy
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._fragments import fragment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_shown import promise_rows, queue_name, word
from fenhao.interfaces.web._sla_form import (
    promise_cells,
    promises_of,
    queue_cells,
    queues_of,
    route_cells,
    routes_of,
    shown_rows,
    step_cells,
    steps_of,
)
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.settings import refusal
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.profiles import with_promises, with_routes, with_steps
from fenhao.runs.book import SLA_FILE, written_text
from fenhao.runs.service import service_policy

ACTS = ("promises", "routes", "steps")


@for_readers(Right.see)
def settings_sla(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what is promised and where tickets go; take promises from a day on, other queues and routes, other steps."""
    form, policy = posted(request, here), service_policy(here.book)
    may_edit = here.reader.may(Right.set_policy)
    act = form.text("act")
    if request.method == "POST":
        if not may_edit or act not in ACTS:
            raise Http404
        if _saved(form, policy, act):
            told(request, here, "web.settings.in_force")
            return go("settings_sla")
    return shown(
        request,
        here,
        "web/settings_sla.html",
        _facts(form, policy, act if form.problems else "", may_edit=may_edit),
        status=422 if form.problems else 200,
    )


def _saved(form: Form, policy: ServicePolicy, act: str) -> bool:
    """Save what was typed; False when the form says why not."""
    here = form.here
    before = written_text(here.book, SLA_FILE)
    text = _changed(form, policy, before, act)
    why = form.needed("why", "settings.reason_missing")
    if form.problems:
        return False
    try:
        saved = books.replace_text(
            key=kept_key(form),
            book=here.book,
            file=SLA_FILE,
            text=text,
            digest=form.text("digest"),
            by=here.reader.id,
            at=here.at,
            why=why,
        )
    except NotAllowed as wrong:
        raise Http404 from wrong
    except Trouble as wrong:
        form.trouble(wrong)
        return False
    if saved.verdict is not SaveVerdict.in_force:
        refusal(form, saved, {})
    return not form.problems


def _changed(form: Form, policy: ServicePolicy, text: str, act: str) -> str:
    """Return the file's text with what was typed; the text itself where that has problems."""
    try:
        if act == "promises":
            made = PromiseVersion(_since(form, policy), form.text("open_too") == "1", promises_of(form))
            return text if form.problems else with_promises(text, known=policy.versions, new=made)
        if act == "routes":
            queues, routes = queues_of(form), routes_of(form)
            return text if form.problems else with_routes(text, queues=queues, routes=routes)
        steps = steps_of(form, policy)
        return text if form.problems else with_steps(text, steps)
    except Trouble as wrong:
        form.trouble(wrong)
        return text


def _since(form: Form, policy: ServicePolicy) -> date:
    """Return from which day promises are to hold: not before tomorrow once a company has promised anything itself.

    A day after that of the newest promises, or that of promises which still lie ahead: these are then replaced.
    """
    here, last = form.here, policy.versions[-1].since
    today = here.book.today(here.at)
    day = form.day("from")
    if day is None:
        if not form.problems:
            form.wrong("web.sla.no_day", "from")
        return today
    own = (here.book.root / SLA_FILE).exists()
    if own and day <= today:
        form.wrong("web.sla.past", "from", day=(today + timedelta(days=1)).isoformat())
    elif day < last or (day == last and last <= today):
        form.wrong("web.sla.before_last", "from", day=last.isoformat())
    return day


def _facts(form: Form, policy: ServicePolicy, act: str, *, may_edit: bool) -> dict[str, object]:
    """Return what the page shows; what was typed comes back in the form that was sent."""
    here, names = form.here, Names(form.here)
    today = here.book.today(here.at)
    now = policy.in_force(today)
    blank = Form(here, {})

    def typed(part: str) -> Form:
        """Return what was typed into one of the forms."""
        return form if part == act else blank

    return {
        "tab": "sla",
        "file": SLA_FILE,
        "may_message": here.reader.may(Right.manage_messages),
        "may_source": here.reader.may(Right.manage_sources),
        "may_edit": may_edit,
        "problems": form.problems,
        "act": act,
        "typed": form.typed,
        "key": new_key(),
        "digest": books.digest_of(written_text(here.book, SLA_FILE)),
        "clocks": [(each.value, say(f"service_clock.{each.value}", {}, here.lang)) for each in Clock],
        "versions": [
            {
                "since": each.since,
                "state": "planned" if each.since > today else "in_force" if each is now else "past",
                "open_too": each.open_too,
                "rows": promise_rows(names, each),
            }
            for each in reversed(policy.versions)
        ],
        **_tables(names, policy, typed),
        "tomorrow": today + timedelta(days=1),
        "queues_page": reverse("web:service_queues"),
    }


def _tables(names: Names, policy: ServicePolicy, typed: Callable[[str], Form]) -> dict[str, SafeString]:
    """Return the rows of the forms: many fields, each with its name."""
    calendars = [(each.name, word(names.lang, "service_calendar", each.name)) for each in policy.calendars]
    promises = [promise_cells(each) for each in policy.versions[-1].promises]
    queues = shown_rows(typed("routes"), "q", [queue_cells(each) for each in policy.queues])
    routes = shown_rows(typed("routes"), "r", [route_cells(each) for each in policy.routes])
    steps = shown_rows(typed("steps"), "s", [step_cells(each) for each in policy.steps])
    return {
        "promises": fragment(
            "sla_promises",
            names,
            promises=shown_rows(typed("promises"), "p", promises),
            calendars=calendars,
        ),
        "queues": fragment("sla_queues", names, queues=queues),
        "routes": fragment("sla_routes", names, routes=routes, goes=_goes(names, policy)),
        "steps": fragment("sla_steps", names, steps=steps),
    }


def _goes(names: Names, policy: ServicePolicy) -> list[tuple[str, str]]:
    """Return where a route may lead: nowhere, each queue, each skill."""
    skills = sorted({skill for each in policy.queues for skill in each.skills})
    return [
        ("", "–"),
        *((f"queue:{each.code}", queue_name(policy, each.code, names.lang)) for each in policy.queues),
        *(
            (
                f"skill:{each}",
                say("web.queues.to_skill", {"skill": word(names.lang, "service_skill", each)}, names.lang),
            )
            for each in skills
        ),
    ]
