"""Judge what is asked of something in the books already: consume or release a commitment, reverse an entry."""

from dataclasses import replace
from datetime import datetime

from fenhao.books.budgets._control import weigh
from fenhao.books.budgets._desk import Desk
from fenhao.books.budgets._foreign import (
    Refused,
    given_back_abroad,
    noted,
    reversed_abroad,
    spent_abroad,
)
from fenhao.books.budgets._lines import LineKey
from fenhao.books.budgets._outcome import Before, Outcome, move, refuse
from fenhao.books.budgets._values import Act, Request
from fenhao.books.journal import HeldLine, Kind, NewEntry
from fenhao.engine.budget import (
    Document,
    ForeignResolution,
    Held,
    HeldState,
    Refusal,
    Request as Asked,
    Resolution,
    consumption,
    release,
    reversal,
)
from fenhao.kernel import Money, split


def _commitment(desk: Desk, request: Request, outcome: Outcome) -> HeldLine | None:
    """Return the commitment that a request means; None, refused by name, when there is none."""
    found = desk.held.get(desk.meant(request))
    if found is None and request.reference is not None:
        refuse(outcome, Refusal.unknown_reference, f"reference {request.reference}")
    elif found is None:
        refuse(outcome, Refusal.unknown_commitment, "target")
    return found


def consume(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: Before) -> None:
    """Spend a commitment; what exceeds it asks control anew."""
    if (found := _commitment(desk, request, outcome)) is None:
        return None
    held, origin = desk.resolved.get(found.id, found.held), found.origin
    if bool(request.foreign_minor) != (origin.foreign is not None):
        return refuse(outcome, Refusal.currency_mismatch, "foreign_minor")
    cost = request.amount_minor
    told: Refusal | Resolution
    if origin.foreign is None:
        told = consumption(held, amount_minor=cost, final=request.final, at=at)
    else:
        abroad = _consume_abroad(desk, request, found, held, at, outcome)
        if abroad is None:
            return None
        told, cost = abroad, abroad.cost_minor
    if isinstance(told, Refusal):
        return refuse(outcome, told, "target")
    line = desk.by_id[found.line_id]
    touched = desk.touched(line, origin.campaign)
    move(touched, outcome, before, reserved=-told.used_minor, actual=cost - told.excess_minor)
    if told.excess_minor:
        asked = Asked(Money(told.excess_minor, origin.currency))
        if not weigh(desk, line, origin.campaign, asked, Document.spend, outcome, 0):
            return None
        move(touched, outcome, before, actual=told.excess_minor)
    spent = NewEntry(
        Kind.consume, line.id, None, line.key.period, line.key.period, origin.occurred_on, origin.cost_type,
        origin.customer, origin.campaign, cost, origin.currency,
        reserved_minor=-told.used_minor, actual_minor=cost, commitment_id=found.id, **origin.said,
    )  # fmt: skip
    outcome.entries.append(spent)
    if told.returned_minor:
        move(touched, outcome, before, reserved=-told.returned_minor)
        outcome.entries.append(
            spent._replace(
                kind=Kind.release,
                amount_minor=told.returned_minor,
                reserved_minor=-told.returned_minor,
                actual_minor=0,
            )
        )
    left = held.remaining_minor - told.used_minor - told.returned_minor
    desk.resolved[found.id] = Held(left, told.state, held.expires_at)
    return None


def _consume_abroad(
    desk: Desk, request: Request, found: HeldLine, held: Held, at: datetime, outcome: Outcome
) -> ForeignResolution | None:
    """Spend a commitment's own foreign currency; None when it is refused. The entry's foreign side is noted."""
    before = desk.left.get(found.id, found.foreign_minor)
    told = spent_abroad(found, held, left_minor=before, request=request, known=desk.rates, at=at)
    if isinstance(told, Refused):
        refuse(outcome, told.why, told.what)
        return None
    spent, rate = told
    outcome.foreign[0] = noted(request.foreign_minor, rate, spent.fx_difference_minor)
    if (unused := before - min(request.foreign_minor, before) - spent.left_minor) and spent.returned_minor:
        outcome.foreign[1] = given_back_abroad(found.origin, unused)
    desk.left[found.id] = spent.left_minor
    return spent


def give_back(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: Before) -> None:
    """Give back what a commitment holds, or a part of it."""
    if (found := _commitment(desk, request, outcome)) is None:
        return None
    held, origin = desk.resolved.get(found.id, found.held), found.origin
    if (request.foreign_minor and not origin.foreign) or (request.amount_minor and origin.foreign):
        return refuse(outcome, Refusal.currency_mismatch, "foreign_minor")
    expiring = request.act is Act.expire
    due = replace(held, expires_at=None) if expiring else held
    amount = request.amount_minor
    left = desk.left.get(found.id, found.foreign_minor)
    if request.foreign_minor:
        if isinstance(ended := release(due, amount_minor=0, at=at), Refusal):
            return refuse(outcome, ended, "target")
        if request.foreign_minor > left:
            return refuse(outcome, Refusal.exceeds_commitment, "foreign_minor")
        amount = split(held.remaining_minor, (request.foreign_minor, left - request.foreign_minor))[0]
        if not amount:
            return refuse(outcome, Refusal.amount_not_positive, "foreign_minor")
    told = release(due, amount_minor=amount, at=at)
    if isinstance(told, Refusal):
        return refuse(outcome, told, "target")
    line = desk.by_id[found.line_id]
    move(desk.touched(line, origin.campaign), outcome, before, reserved=-told.returned_minor)
    outcome.entries.append(
        NewEntry(
            Kind.expire if expiring else Kind.release, line.id, None, line.key.period, line.key.period,
            origin.occurred_on, origin.cost_type, origin.customer, origin.campaign,
            told.returned_minor, origin.currency, reserved_minor=-told.returned_minor, commitment_id=found.id,
            **origin.said,
        )
    )  # fmt: skip
    if origin.foreign:
        gone = left if told.state is not HeldState.open else request.foreign_minor
        outcome.foreign[0] = given_back_abroad(origin, gone)
        desk.left[found.id] = left - gone
    state = HeldState.expired if expiring else told.state
    desk.resolved[found.id] = Held(held.remaining_minor - told.returned_minor, state, held.expires_at)
    return None


def reverse(desk: Desk, request: Request, _at: datetime, outcome: Outcome, before: Before) -> None:
    """Take back what was posted, in its own month or, when that is closed, in the first open one. Never asks for money."""
    entry = desk.entries.get(request.target)
    if entry is None or entry.line_id is None:
        return refuse(outcome, Refusal.unknown_entry, "target")
    if entry.actual_minor <= 0:
        return refuse(outcome, Refusal.not_reversible, "target")
    earlier = desk.taken.get(entry.id, (entry.actual_minor, 0))[1]
    told = reversal(
        original_minor=entry.actual_minor,
        reversed_minor=entry.reversed_minor + earlier,
        amount_minor=request.amount_minor,
    )
    if told is not None:
        return refuse(outcome, told, "target")
    home = desk.by_id[entry.line_id]
    month = next(each for each in desk.months if each.label == home.key.period)
    there = desk.open_month(month)
    if there is None:
        return refuse(outcome, Refusal.no_open_period, "target")
    line = home if there is month else desk.lines[LineKey(there.label, home.key.tier, home.key.category)]
    move(desk.touched(line, entry.campaign), outcome, before, actual=-request.amount_minor)
    outcome.entries.append(
        NewEntry(
            Kind.reversal, line.id, None, there.label, entry.belongs_to, entry.occurred_on, entry.cost_type,
            entry.customer, entry.campaign, request.amount_minor, entry.currency,
            actual_minor=-request.amount_minor, reverses_id=entry.id, **entry.said,
        )
    )  # fmt: skip
    done = entry.reversed_minor + earlier
    back = reversed_abroad(entry, before_minor=done, after_minor=done + request.amount_minor)
    if back is not None:
        outcome.foreign[0] = back
    desk.taken[entry.id] = (entry.actual_minor, earlier + request.amount_minor)
    return None
