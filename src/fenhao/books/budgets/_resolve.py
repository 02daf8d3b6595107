"""Judge what is asked of something in the books already: consume or release a commitment, reverse an entry."""

from dataclasses import replace
from datetime import datetime

from fenhao.books.budgets._control import weigh
from fenhao.books.budgets._desk import Desk
from fenhao.books.budgets._lines import LineKey
from fenhao.books.budgets._outcome import Before, Outcome, move, refuse
from fenhao.books.budgets._values import Act, Request
from fenhao.books.journal import Kind, NewEntry
from fenhao.engine.budget import (
    Document,
    Held,
    HeldState,
    Refusal,
    Request as Asked,
    consumption,
    release,
    reversal,
)
from fenhao.kernel import Money


def consume(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: Before) -> None:
    """Spend a commitment; what exceeds it asks control anew."""
    found = desk.held.get(request.target)
    if found is None:
        return refuse(outcome, Refusal.unknown_commitment, "target")
    held = desk.resolved.get(found.id, found.held)
    told = consumption(held, amount_minor=request.amount_minor, final=request.final, at=at)
    if isinstance(told, Refusal):
        return refuse(outcome, told, "target")
    line = desk.by_id[found.line_id]
    origin = found.origin
    touched = desk.touched(line, origin.campaign)
    move(touched, outcome, before, reserved=-told.used_minor, actual=told.used_minor)
    if told.excess_minor:
        asked = Asked(Money(told.excess_minor, origin.currency))
        if not weigh(desk, line, origin.campaign, asked, Document.spend, outcome, 0):
            return None
        move(touched, outcome, before, actual=told.excess_minor)
    spent = NewEntry(
        Kind.consume, line.id, None, line.key.period, line.key.period, origin.occurred_on, origin.cost_type,
        origin.customer, origin.campaign, request.amount_minor, origin.currency,
        reserved_minor=-told.used_minor, actual_minor=request.amount_minor, commitment_id=found.id,
        **origin.said,
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


def give_back(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: Before) -> None:
    """Give back what a commitment holds, or a part of it."""
    found = desk.held.get(request.target)
    if found is None:
        return refuse(outcome, Refusal.unknown_commitment, "target")
    held = desk.resolved.get(found.id, found.held)
    expiring = request.act is Act.expire
    due = replace(held, expires_at=None) if expiring else held
    told = release(due, amount_minor=request.amount_minor, at=at)
    if isinstance(told, Refusal):
        return refuse(outcome, told, "target")
    line = desk.by_id[found.line_id]
    move(desk.touched(line, found.origin.campaign), outcome, before, reserved=-told.returned_minor)
    outcome.entries.append(
        NewEntry(
            Kind.expire if expiring else Kind.release, line.id, None, line.key.period, line.key.period,
            found.origin.occurred_on, found.origin.cost_type, found.origin.customer, found.origin.campaign,
            told.returned_minor, found.origin.currency, reserved_minor=-told.returned_minor, commitment_id=found.id,
            **found.origin.said,
        )
    )  # fmt: skip
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
    desk.taken[entry.id] = (entry.actual_minor, earlier + request.amount_minor)
    return None
