"""One case: what is asked, who answered and who can now, what its lines have at this moment, and the reader's answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase

from fenhao.books.approvals import Case, CaseAnswer, Happening
from fenhao.books.budgets.operations import AUTHORISATION_KIND, LineKey, authorisation_at
from fenhao.books.database import Session, read
from fenhao.books.inbox.operations import CaseFile, answer, case_file, withdraw
from fenhao.books.journal import month_of, months
from fenhao.books.moves.operations import move_at
from fenhao.books.people import Right, usernames
from fenhao.books.requests.operations import request_at
from fenhao.engine.budget import KEPT, CaseState, CaseVerdict
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._case_about import about
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, step_text, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._lines_shown import Standing, line_called, standings
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class Way:
    """A step of the route: whom it asks, and who has answered or can answer it."""

    number: int
    who: str
    state: str
    people: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about: its lines as they stand now, and what is held for it.

    ``known`` are the lines whose amount is a bound of unknown cost, or that another system has a number for: name,
    amount, whether it is a bound, and the number.
    """

    lines: list[Standing]
    held_minor: int | None = None
    known: tuple[tuple[str, int, bool, str], ...] = ()


@for_readers(Right.see)
def approval(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Show a case, and take the reader's answer to it."""
    form = posted(request, here)
    if request.method == "POST":
        done = _answered(request, here, form)
        if done is not None:
            return done
    names = Names(here)
    file = case_file(case=here.number("case"), by=here.reader.id, at=here.at)
    if file is None:
        raise Http404
    subject, found, known = read(
        lambda session: (
            _subject(session, names, file.case),
            about(session, names, file.case),
            usernames(session),
        )
    )
    asked = ", ".join(dict.fromkeys(known.get(each.user_id, "") for each in file.asked))
    waits = file.state is CaseState.waiting
    system = say("web.case.system", {}, here.lang)
    return shown(
        request,
        here,
        "web/approval.html",
        {
            "case": file.case,
            "title": names.case(file.case.kind, file.case.title),
            "asked_at": moment(here, file.case.opened_at),
            "due_on": here.book.today(file.case.due_at).isoformat(),
            "kind": names.word("case_kind", file.case.kind),
            "asked_by": known.get(file.case.opened_by or 0, system),
            "state": file.state.value,
            "css": {"approved": "good", "rejected": "bad", "expired": "warned"}.get(file.state.value, ""),
            "ways": _ways(names, file, known, asked),
            "events": [
                (
                    moment(here, each.at),
                    each.what.value,
                    known.get(each.by or 0, system),
                    known.get(each.stands_for or 0),
                    each.why if each.why != file.case.title else "",
                )
                for each in file.events
            ],
            "subject": subject,
            "about": found,
            "waits": waits,
            "asked": asked,
            "may_answer": here.reader.id in {each.user_id for each in file.asked},
            "may_withdraw": waits and file.case.opened_by == here.reader.id,
            "key": new_key(),
            "typed": form.typed,
            "problems": form.problems,
            "unit": names.figures(0).unit,
        },
    )


def _answered(request: HttpRequest, here: Surroundings, form: Form) -> HttpResponseBase | None:
    """Carry out what was pressed; None when it was not kept, and the form says why."""
    number, act, why = here.number("case"), form.text("act"), form.text("why")
    assert here.reader.id is not None, "whoever has a right is somebody"
    if act not in {"approve", "reject", "withdraw"}:
        return None
    version = form.text("version")
    try:
        if act == "withdraw":
            kept = withdraw(key=kept_key(form), case=number, by=here.reader.id, at=here.at, why=why)
        else:
            kept = answer(
                key=kept_key(form),
                case=number,
                allow=act == "approve",
                by=here.reader.id,
                at=here.at,
                why=why,
                version=int(version) if version.isdecimal() else 0,
            )
    except Trouble as wrong:
        form.trouble(wrong)
        return None
    if kept.verdict not in KEPT and kept.verdict is not CaseVerdict.withdrawn:
        _refused(form, kept)
        return None
    told(request, here, f"case_verdict.{kept.verdict.value}")
    return go("approval", case=number)


def _refused(form: Form, kept: CaseAnswer) -> None:
    """Say why an answer was not kept, and at which field."""
    if kept.verdict is CaseVerdict.reason_missing:
        form.wrong("web.case.reason_missing", "why")
    else:
        form.wrong(f"case_verdict.{kept.verdict.value}", detail=_plain(form, kept.detail))


def _plain(form: Form, detail: str) -> str:
    """Return what stands in the way of a yes in words; a verdict of control or of the rules of moves has some."""
    names = Names(form.here)
    code, _, rest = detail.partition(" ")
    for subject in ("verdict", "move_verdict", "web.recheck"):
        told_as = names.word(subject, code)
        if told_as != code:
            return told_as.rstrip("。. ")
    return names.balance(rest or code)


def _subject(session: Session, names: Names, case: Case) -> Subject:
    """Return the lines that a case is about, as they stand now."""
    if case.kind == "spend":
        view = request_at(session, case.subject_id, at=names.here.at)
        assert view is not None, "a case of spend is about a request"
        known = months(session)
        asked: list[tuple[LineKey, int]] = []
        told: list[tuple[str, int, bool, str]] = []
        for leg in view.request.legs:
            month = month_of(known, leg.occurred_on)
            if month is not None:
                key = LineKey(month.label, leg.tier, leg.category)
                asked.append((key, leg.amount_minor))
                if leg.unpriced or leg.reference:
                    said = (line_called(names, key), leg.amount_minor, leg.unpriced, str(leg.reference or ""))
                    told.append(said)
        return Subject(standings(session, names, asked), view.held_minor, tuple(told))
    if case.kind in {"transfer", "draw"}:
        move = move_at(session, case.subject_id)
        assert move is not None, "a case of a move is about one"
        ways = [(move.giver, -move.amount_minor), (move.taker, move.amount_minor)]
        return Subject(standings(session, names, ways))
    if case.kind == AUTHORISATION_KIND:
        found = authorisation_at(session, case.subject_id)
        assert found is not None, "a case of an authorisation is about one"
        return Subject(standings(session, names, [(found.line, found.amount_minor)]))
    return Subject([])


def _ways(names: Names, file: CaseFile, known: Mapping[int, str], asked: str) -> list[Way]:
    """Return the route: each step with who answered it, who can answer it now, or that it comes later."""
    done = {each.place: each for each in file.events if each.what in {Happening.allowed, Happening.refused}}
    ended = file.state is not CaseState.waiting
    rows = []
    for place, step in enumerate(file.case.steps):
        event = done.get(place) if place < file.case.place or ended else None
        if event is not None:
            state, people = event.what.value, known.get(event.by or 0, "")
        elif place == file.case.place and not ended:
            state, people = "now", asked or say("web.case.nobody", {}, names.lang)
        else:
            state, people = "not_asked" if ended else "later", ""
        at, why = (names.here.book.today(event.at).isoformat(), event.why) if event else ("", "")
        rows.append(Way(place + 1, step_text(names, step), state, people, at, why))
    return rows
