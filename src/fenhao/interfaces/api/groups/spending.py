"""May this be spent? Check, hold, spend, give back, take back: budgets' own operations, one call for a machine."""

from collections.abc import Callable, Sequence
from typing import Annotated

from pydantic import Field

from fenhao.books.budgets import Act, Answer, Foreign, Leg, Reference, Request, operations as budgets
from fenhao.books.database import read
from fenhao.books.gates import operations as gates
from fenhao.books.people import Right, require
from fenhao.engine.budget import Refusal
from fenhao.interfaces.api._fields import (
    Amount,
    Asked,
    Day,
    Elsewhere,
    Flag,
    Instant,
    Name,
    NeededElsewhere,
    NeededName,
    NoAmount,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Offer, One
from fenhao.interfaces.api._problems import Refused, Wrong, nowhere

LEGS_MAX = 200


class Part(Asked):
    """One amount on one line: the month of its day, a tier, a category; left out, they follow from customer and cost type.

    ``unpriced``: nobody knows the cost yet; the amount is its upper bound, or 0 where the written policy says what is
    held. ``reference``: what another system calls the money that is held, ``source:number``. Both are for what is held.
    """

    occurred_on: Day
    amount_minor: NoAmount = 0
    cost_type: Name = ""
    category: Name = ""
    tier: Name | None = None
    customer: Name = ""
    campaign: Name = ""
    channel: Name = ""
    purpose: Name = ""
    benefit_type: Name = ""
    department: Name = ""
    foreign_currency: Name = ""
    foreign_minor: NoAmount = 0
    unpriced: Flag = False
    reference: Elsewhere = ""


Parts = Annotated[list[Part], Field(min_length=1, max_length=LEGS_MAX)]


class Spend(Asked):
    """What somebody wants to spend: all of it passes, or nothing moves."""

    parts: Parts
    authorisation: Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)] = 0


class Hold(Spend):
    """A spend whose money is to be held; after that instant it is free again without anybody doing anything."""

    hold_until: Instant


class Funding(Asked):
    """Money for lines."""

    parts: Parts


class Consumption(Asked):
    """How much of a commitment is spent; the rest stays reserved unless this is the last of it."""

    amount_minor: NoAmount = 0
    foreign_minor: NoAmount = 0
    occurred_on: Day | None = None
    final: Flag = False


class Release(Asked):
    """How much of a commitment is given back; 0: all of it."""

    amount_minor: NoAmount = 0


class Reversal(Asked):
    """How much of a posted entry is taken back, and why."""

    amount_minor: Amount
    why: Words


class ReservationNamed(Asked):
    """What another system calls a reservation."""

    reference: NeededElsewhere


class Key(Asked):
    """A key that was used before."""

    key: NeededName


def legs(here: Here, parts: Sequence[Part]) -> tuple[Leg, ...]:
    """Return the parts as the books take them: the category of the cost type, the customer's tier on that day."""
    leaves = {each.code: each for each in here.book.chart.cost_types}
    found = []
    for place, part in enumerate(parts):
        leaf = leaves.get(part.cost_type)
        if part.cost_type and leaf is None:
            wrong = Wrong(f"parts.{place}.cost_type", "api.field.unknown", (("value", part.cost_type),))
            raise Refused(422, "api.wrong", fields=(wrong,))
        found.append(_leg(here, part, category=part.category or (leaf.category if leaf else "")))
    return tuple(found)


def _leg(here: Here, part: Part, *, category: str) -> Leg:
    """Return one part."""
    tier = part.tier
    if tier is None:
        known = gates.customer(part.customer, on=part.occurred_on, at=here.at) if part.customer else None
        tier = known.tier.tier if known and known.tier else ""
    foreign = Foreign(part.foreign_currency, part.foreign_minor) if part.foreign_currency else None
    return Leg(
        occurred_on=part.occurred_on,
        tier=tier,
        category=category,
        amount_minor=part.amount_minor,
        cost_type=part.cost_type,
        customer=part.customer,
        campaign=part.campaign,
        channel=part.channel,
        purpose=part.purpose,
        benefit_type=part.benefit_type,
        department=part.department,
        foreign=foreign,
        unpriced=part.unpriced,
        reference=Reference.read(part.reference) if part.reference else None,
    )


def settled(here: Here, answer: Answer) -> Answer:
    """Return what the books answered; a key that was used for something else is no answer to this request."""
    if answer.verdict is Refusal.key_conflict:
        wrong = Wrong(answer.detail, "api.field.other_under_key")
        raise Refused(409, "api.key_conflict", {"field": answer.detail}, fields=(wrong,))
    if answer.verdict is Refusal.not_allowed:
        raise nowhere()
    return answer._replace(key=answer.key.removeprefix(here.key("")))


def _check(here: Here, asked: Spend, _: str) -> Answer:
    """Return what a spend would be answered now; what is known by a bound or a number alone can only be held."""
    read(lambda session: require(session, here.by, Right.spend, at=here.at))
    currency, found = here.book.settings.currency, legs(here, asked.parts)
    held = any(each.unpriced or each.reference for each in found)
    act = Act.reserve if held else Act.spend
    request = Request(act, "", found, currency, authorisation=asked.authorisation)
    return budgets.check(request, at=here.at)


def _hold(here: Here, asked: Hold, key: str) -> Answer:
    """Check, and hold the money when it may be spent."""
    return settled(
        here,
        budgets.reserve(
            key=key,
            legs=legs(here, asked.parts),
            currency=here.book.settings.currency,
            by=here.by,
            at=here.at,
            expires_at=asked.hold_until,
            authorisation=asked.authorisation,
        ),
    )


def _spend(here: Here, asked: Spend, key: str) -> Answer:
    """Spend without a reservation."""
    return settled(
        here,
        budgets.spend(
            key=key,
            legs=legs(here, asked.parts),
            currency=here.book.settings.currency,
            by=here.by,
            at=here.at,
            authorisation=asked.authorisation,
        ),
    )


def _parts_alone(act: Act) -> Callable[[Here, Funding, str], Answer]:
    """Return the work of an act that takes nothing but parts."""

    def work(here: Here, asked: Funding, key: str) -> Answer:
        """Ask the books."""
        request = Request(act, key, legs(here, asked.parts), here.book.settings.currency)
        return settled(here, budgets.ask(request, by=here.by, at=here.at))

    return work


def _consume(here: Here, asked: Consumption, key: str) -> Answer:
    """Spend so much of a commitment."""
    return settled(
        here,
        budgets.consume(
            key=key,
            commitment=here.number,
            by=here.by,
            at=here.at,
            amount_minor=asked.amount_minor,
            foreign_minor=asked.foreign_minor,
            occurred_on=asked.occurred_on,
            final=asked.final,
        ),
    )


def _release(here: Here, asked: Release, key: str) -> Answer:
    """Give back what a commitment holds."""
    return settled(
        here,
        budgets.release(
            key=key, commitment=here.number, by=here.by, at=here.at, amount_minor=asked.amount_minor
        ),
    )


def _reverse(here: Here, asked: Reversal, key: str) -> Answer:
    """Take back so much of an entry."""
    return settled(
        here,
        budgets.reverse_for(
            key=key, entry=here.number, amount_minor=asked.amount_minor, why=asked.why, by=here.by, at=here.at
        ),
    )


def _explained(here: Here, asked: Key) -> budgets.Explanation | None:
    """Return the whole sum behind an answer; a key of a page or command is found as it stands in the ledger."""
    return budgets.explain(here.key(asked.key)) or budgets.explain(asked.key)


def _named(here: Here, asked: ReservationNamed) -> budgets.Reservation | None:
    """Return the reservation that another system's number means, as it stands."""
    return budgets.reservation(Reference.read(asked.reference), at=here.at)


OFFERS: tuple[Offer, ...] = (
    Deed("check", Right.spend, "May this be spent? Nothing is written", Spend, Answer, _check, keyed=False),
    Deed("hold", Right.spend, "Check, and hold the money when it may be spent", Hold, Answer, _hold),
    Deed("spend", Right.spend, "Spend without a reservation, under the same control", Spend, Answer, _spend),
    Deed(
        "commitments/{number}/consume",
        Right.spend,
        "Spend so much of a commitment",
        Consumption,
        Answer,
        _consume,
    ),
    Deed(
        "commitments/{number}/release",
        Right.spend,
        "Give back what a commitment holds",
        Release,
        Answer,
        _release,
    ),
    Deed("entries/{number}/reverse", Right.reverse, "Take back a posted entry", Reversal, Answer, _reverse),
    Deed(
        "spent",
        Right.record_facts,
        "Record on lines what is spent already; never refused for want of budget",
        Funding,
        Answer,
        _parts_alone(Act.fact),
    ),
    Deed("fund", Right.fund, "Add funding to lines", Funding, Answer, _parts_alone(Act.fund)),
    Deed("defund", Right.fund, "Take funding from lines", Funding, Answer, _parts_alone(Act.defund)),
    One(
        "commitment",
        Right.see,
        "A reservation by the number that another system gave it",
        budgets.Reservation,
        _named,
        ReservationNamed,
    ),
    One("why", Right.see, "The whole sum behind an answer, by its key", budgets.Explanation, _explained, Key),
)
