"""Calls of care as pages and files show them: why, until when, who, and whether the customer may be called now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from fenhao.books.care import CareStanding, contacts_made, standings
from fenhao.books.database import Session, read
from fenhao.books.people import Right, usernames
from fenhao.engine.loyalty import CareRules, Reason
from fenhao.interfaces.names import masked
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say
from fenhao.runs.loyalty import CareCall
from fenhao.runs.mart import customer_ref


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in words. ``ref`` stands for the call in forms, because its own reference may name the customer."""

    call: CareCall
    ref: str
    reason: str
    customer: str
    href: str
    tier: str
    why: str
    due: str
    late: bool
    owner: str
    mine: bool
    last: str
    over: bool
    capped: bool
    contacts: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the books know of the calls of a list."""

    standings: Mapping[str, CareStanding]
    made: Mapping[str, int]
    people: Mapping[int, str]


def read_calls(rules: CareRules, *, on: date) -> Kept:
    """Return what the books know, in one go."""

    def work(session: Session) -> Kept:
        """Read it."""
        since = on - timedelta(days=rules.contacts_days)
        return Kept(standings(session), contacts_made(session, since=since), usernames(session))

    return read(work)


def call_rows(
    names: Names, calls: Sequence[CareCall], rules: CareRules, kept: Kept, *, on: date
) -> list[CallRow]:
    """Return calls in words."""
    plain = names.here.reader.may(Right.see_personal)
    return [_row(names, each, rules, kept, on=on, plain=plain) for each in calls]


def _row(names: Names, call: CareCall, rules: CareRules, kept: Kept, *, on: date, plain: bool) -> CallRow:
    """Return a call in words; who may see personal data and has to call sees the customer's id."""
    standing = kept.standings.get(call.ref, CareStanding())
    last = standing.last
    contacts = call.contacts + kept.made.get(call.customer_id, 0)
    told = ""
    if last is not None:
        outcome = names.word("care_outcome", last.outcome.value)
        told = " · ".join(each for each in (outcome, last.on.isoformat(), last.note) if each)
    return CallRow(
        call=call,
        ref=customer_ref(call.ref),
        reason=names.word("care_reason", call.reason.value),
        customer=call.customer_id if plain else masked(call.customer_id),
        href=reverse("web:customer", kwargs={"ref": customer_ref(call.customer_id)}),
        tier=names.tier(call.tier) if call.tier else "",
        why=why_text(names, call),
        due=call.due_on.isoformat(),
        late=call.due_on < on and not standing.is_over,
        owner=kept.people.get(standing.owner or 0, ""),
        mine=standing.owner is not None and standing.owner == names.here.reader.id,
        last=told,
        over=standing.is_over,
        capped=bool(rules.contacts_max) and contacts >= rules.contacts_max,
        contacts=f"{contacts}/{rules.contacts_max}" if rules.contacts_max else str(contacts),
    )


def why_text(names: Names, call: CareCall) -> str:
    """Return what the reason rests on, in a sentence."""
    details = {"day": call.since_on.isoformat(), "detail": call.detail, "number": str(call.number)}
    if call.reason is Reason.detractor:
        details["detail"] = names.word("survey_kind_short", call.detail)
        told = say("web.care.why_detractor", details, names.lang)
        return f"{told} “{call.words}”" if call.words else told
    if call.reason is Reason.warned:
        pairs = [each.partition(":") for each in call.detail.split()]
        details["detail"] = "; ".join(
            f"{names.word('warning_sign', sign)} {amount}" for sign, _, amount in pairs
        )
    if call.reason is Reason.renewal:
        details |= {"day": call.due_on.isoformat(), "number": names.figures(0).exact(call.number)}
    if call.reason is Reason.membership:
        details["number"] = call.due_on.isoformat()
    return say(f"web.care.why_{call.reason.value}", details, names.lang)
