"""What pages with a form share: what was typed, what is wrong with it, the key it is sent under, and where it leads."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.approvals import Step
from fenhao.books.inbox.operations import asked_now
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble, parse_amount

KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what was typed; ``anchor`` is the id of its field, empty for the form as a whole."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What a person typed, and every problem with it so far, in the order of the fields: the list of problems grows."""

    here: Surroundings
    typed: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.typed.get(name, "").strip()

    def needed(self, name: str, code: str) -> str:
        """Return what was typed into a field; a problem with the words of ``code`` when that is nothing."""
        found = self.text(name)
        if not found:
            self.wrong(code, name)
        return found

    def amount(self, name: str) -> int:
        """Return an amount in minor units; a problem and 0 when it is none."""
        try:
            return parse_amount(self.text(name), digits=self.here.book.digits)
        except Trouble as wrong:
            self.trouble(wrong, name)
            return 0

    def day(self, name: str) -> date | None:
        """Return a day; None when nothing was typed, and a problem as well when it is none."""
        told = self.text(name)
        try:
            return date.fromisoformat(told) if told else None
        except ValueError:
            self.wrong("web.form.bad_day", name)
            return None

    def end_of(self, name: str) -> datetime | None:
        """Return the instant at which a typed day is over."""
        told = self.day(name)
        return None if told is None else end_of_day(told, self.here)

    def wrong(self, code: str, name: str = "", **details: str) -> None:
        """Add a problem with the words of a code."""
        self.problems.append(Problem(say(code, details, self.here.lang), f"f-{name}" if name else ""))

    def trouble(self, wrong: Trouble, name: str = "") -> None:
        """Add what a refused operation says."""
        self.problems.append(Problem(explain_trouble(wrong, self.here.lang), f"f-{name}" if name else ""))


def end_of_day(day: date, here: Surroundings) -> datetime:
    """Return the instant at which a day is over by the company's clocks."""
    return here.book.begins(day + timedelta(days=1))


def posted(request: HttpRequest, here: Surroundings) -> Form:
    """Return what was sent."""
    return Form(here, {name: str(value) for name, value in request.POST.items()})


def new_key() -> str:
    """Return a key nobody has used: drawn when a form is shown, so that sending it twice counts once."""
    return secrets.token_hex(KEY_BYTES)


def kept_key(form: Form) -> str:
    """Return the key under which a form was sent; a new one where a machine left it out."""
    return form.text("key") or new_key()


def told(request: HttpRequest, here: Surroundings, code: str, **details: str) -> None:
    """Say something on the next page."""
    messages.success(request, say(code, details, here.lang))


def go(name: str, **place: int | str) -> HttpResponseRedirect:
    """Return the way to a page."""
    return HttpResponseRedirect(reverse(f"web:{name}", kwargs=place or None))


def told_asked(request: HttpRequest, here: Surroundings, case: int | None) -> None:
    """Say on the next page who is asked now about a case just opened, or that nobody could answer and what to do."""
    now = asked_now(case=case, at=here.at) if case else None
    if now is None:
        return
    step = step_text(Names(here), now.step)
    if now.people:
        told(request, here, "approvals.asked_now", step=step, people=", ".join(now.people))
    else:
        messages.warning(request, say("approvals.nobody_answers", {"step": step}, here.lang))


def step_text(names: Names, step: Step | None) -> str:
    """Return who a step asks, as people read it."""
    if step is None:
        return ""
    if step.role is None:
        return say("cli.approvals.head_of", {"department": step.department}, names.lang)
    return say(f"role.{step.role.value}", {}, names.lang)
