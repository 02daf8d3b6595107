"""One entry of the books: what it moved, for whom and why it was let pass, what belongs to it; reversed for a reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.audit import about
from fenhao.books.budgets import Answer
from fenhao.books.budgets.operations import (
    LineStanding,
    Prospect,
    kept_answer,
    month_standing,
    prospect,
    reverse_for,
)
from fenhao.books.database import Session, read
from fenhao.books.journal import LedgerRow, OldEntry, entries, entries_about, entry_at, references_of
from fenhao.books.people import NotAllowed, Right, usernames
from fenhao.books.postings.operations import posting_of
from fenhao.books.requests.operations import request_of_commitment
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import acting, verdict
from fenhao.interfaces.web._arithmetic import Said, said
from fenhao.interfaces.web._customers import customer_href
from fenhao.interfaces.web._forms import Form, Problem, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import OF_ENTRY, ledger_address
from fenhao.interfaces.web._ledger_read import departments_called, who_of
from fenhao.interfaces.web._lines_shown import Desk, line_called
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble, major_text

RELATED_MAX = 50
REASONS_MAX = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said about the entry, with a way to all entries of which the same is said."""

    name: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """An entry that belongs to this one, and how."""

    entry: LedgerRow
    href: str
    how: str
    who: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that the books know of an entry."""

    entry: LedgerRow
    old: OldEntry
    line: LineStanding | None
    answer: Answer | None
    related: tuple[LedgerRow, ...]
    reasons: tuple[tuple[str, str, str], ...]
    prospect: Prospect
    request: int | None
    reference: str
    posting: bool
    people: Mapping[int, str]
    department: str


@for_readers(Right.see)
def entry(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one entry, or reverse so much of it as was asked."""
    number, form = here.number("number"), posted(request, here)
    if request.method == "POST" and _reverse(request, form, number):
        return HttpResponseRedirect(reverse("web:entry", kwargs={"number": number}))
    names = Names(here)
    found = read(lambda session: _read(session, here, number))
    if found is None:
        raise Http404
    status = 200 if not form.problems else 422 if here.reader.may(Right.reverse) else 403
    left = found.prospect.left_minor
    return shown(
        request,
        here,
        "web/entry.html",
        {
            "entry": found.entry,
            "title": _title(names, found),
            "kind": found.entry.kind,
            "line": found.line,
            "line_name": line_called(names, found.line.key) if found.line else "",
            "unit": names.figures(0).unit,
            "facts": _facts(names, found),
            "related": [_related(names, found, each) for each in found.related],
            "reasons": found.reasons,
            "said": _said(names, found),
            "spend_request": found.request,
            "customer_href": customer_href(found.entry.customer) if found.entry.customer else "",
            "posting": found.posting,
            "reversed": found.old.reversed_minor,
            "prospect": found.prospect,
            "lands": names.period(found.prospect.month) if found.prospect.month else "",
            "home": names.period(found.entry.period),
            "may_reverse": here.reader.may(Right.reverse),
            "problems": form.problems,
            "typed": {"amount": major_text(left, digits=here.book.digits), **form.typed},
            "key": new_key(),
        },
        status=status,
    )


def _read(session: Session, here: Surroundings, number: int) -> Found | None:
    """Return all that the books know of an entry; None when there is none of that number."""
    entry = entry_at(session, number)
    if entry is None:
        return None
    old = entries(session, [number])[number]
    people = usernames(session)
    names = Names(here)
    held = entry.id if entry.kind == "reserve" else entry.commitment_id
    lines = month_standing(session, [entry.period], at=here.at) if entry.line_id is not None else ()
    reasons = tuple(
        (moment(here, each.at), who_of(names, people, each.by), each.why)
        for target in (entry.id, *((entry.reverses_id,) if entry.reverses_id is not None else ()))
        for each in about(session, f"entry/{target}", limit=REASONS_MAX)
    )
    return Found(
        entry=entry,
        old=old,
        line=next((each for each in lines if each.id == entry.line_id), None),
        answer=kept_answer(session, entry.key),
        related=entries_about(session, entry, limit=RELATED_MAX),
        reasons=reasons,
        prospect=prospect(session, old),
        request=request_of_commitment(session, held) if held is not None else None,
        reference=str(references_of(session, [held]).get(held, "")) if held is not None else "",
        posting=bool(entry.batch) and posting_of(session, entry.key) is not None,
        people=people,
        department=departments_called(session).get(entry.department, entry.department)
        if entry.department
        else "",
    )


def _reverse(request: HttpRequest, form: Form, number: int) -> bool:
    """Reverse; whether that was done, otherwise the form says why not and what to do."""
    here = form.here
    if not here.reader.may(Right.reverse):
        form.problems.append(Problem(explain_trouble(NotAllowed(Right.reverse), here.lang)))
        return False
    amount = form.amount("amount")
    why = form.needed("why", "control.reversal_without_reason")
    if form.problems:
        return False
    try:
        answer = reverse_for(
            key=kept_key(form), entry=number, amount_minor=amount, why=why, by=acting(here), at=here.at
        )
    except Trouble as trouble:
        form.trouble(trouble)
        return False
    if not answer.passed:
        form.problems.append(Problem(_refused(here, number, amount, answer.verdict.value), "f-amount"))
        return False
    exact = Names(here).figures(0).exact(amount)
    told(request, here, "web.entry.reversed", amount=exact, entry=str(answer.entries[0]))
    return True


def _refused(here: Surroundings, number: int, amount: int, code: str) -> str:
    """Return why nothing was reversed; of too much, how much is left."""
    left = read(lambda session: prospect(session, entries(session, [number])[number])).left_minor
    if amount <= left or left <= 0:
        return verdict(here, "verdict", code)
    write = Names(here).figures(0)
    facts = {"asked": write.exact(amount), "left": write.exact(left)}
    return say("web.entry.too_much", facts, here.lang)


def _title(names: Names, found: Found) -> str:
    """Return the message: what the entry is, of how much."""
    facts = {
        "kind": names.word("entry_kind", found.entry.kind),
        "amount": names.figures(0).exact(found.entry.amount_minor),
        "number": str(found.entry.id),
    }
    return say("web.entry.title", facts, names.lang)


def _facts(names: Names, found: Found) -> list[Fact]:
    """Return what is said about the entry: what says nothing is told as ``--``, not left out."""
    entry, here = found.entry, names.here
    types = type_names(here.book.chart, lang=names.lang)
    moved = entry.belongs_to != entry.period
    facts = {
        "day": (entry.occurred_on.isoformat(), ""),
        "posted_in": (names.period(entry.period), ledger_address(from_=entry.period, to=entry.period)),
        "belongs_to": (names.period(entry.belongs_to) if moved else "", ""),
        "type": (types.get(entry.cost_type, entry.cost_type), ledger_address(type_=entry.cost_type)),
        "customer": (masked(entry.customer), ledger_address(customer=f"{OF_ENTRY}{entry.id}")),
        "campaign": (entry.campaign, ledger_address(campaign=entry.campaign)),
        "department": (found.department, ledger_address(department=entry.department)),
        "channel": (names.word("channel", entry.channel), ""),
        "purpose": (names.word("web.purpose", entry.purpose) if entry.purpose else "", ""),
        "benefit": (types.get(entry.benefit_type, entry.benefit_type), ""),
        "by": (who_of(names, found.people, entry.by), ""),
        "at": (moment(here, entry.at), ""),
        "document": (entry.key, ledger_address(document=entry.key)),
        "reference": (found.reference, ""),
        "load": (entry.batch, ledger_address(document=entry.batch)),
        "rows": (f"{entry.rows:,}" if entry.batch else "", ""),
        "foreign": (_foreign(names, found.old), ""),
    }
    optional = {"belongs_to", "channel", "purpose", "benefit", "reference", "load", "rows", "foreign"}
    return [
        Fact(say(f"web.entry.fact.{name}", {}, names.lang), value or "--", href if value else "")
        for name, (value, href) in facts.items()
        if value or name not in optional
    ]


def _foreign(names: Names, old: OldEntry) -> str:
    """Return what the entry is in another currency, at which rate; '' where it is in the books' own."""
    if old.foreign is None:
        return ""
    facts = {
        "amount": f"{old.foreign.amount_minor:,}",
        "currency": old.foreign.currency,
        "rate": old.foreign.rate,
        "since": old.foreign.rate_from.isoformat(),
    }
    return say("web.entry.foreign", facts, names.lang)


def _related(names: Names, found: Found, other: LedgerRow) -> Related:
    """Return how another entry belongs to this one."""
    entry = found.entry
    if other.reverses_id == entry.id:
        how = "reverses_this"
    elif other.id == entry.reverses_id:
        how = "reversed_by_this"
    elif other.reverses_id is not None and other.reverses_id == entry.reverses_id:
        how = "reverses_same"
    elif other.key == entry.key:
        how = "same_request"
    else:
        how = "same_commitment"
    return Related(
        other,
        reverse("web:entry", kwargs={"number": other.id}),
        say(f"web.entry.how.{how}", {}, names.lang),
        who_of(names, found.people, other.by),
    )


def _said(names: Names, found: Found) -> Said | None:
    """Return what control and the gate said when the request came; None where they were not asked."""
    if found.answer is None:
        return None
    empty = Desk((), {}, names.here.book.today(names.here.at))
    return said(names, found.answer, (), empty, typed={})
