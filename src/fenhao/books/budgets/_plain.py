"""Spend that says nothing but what it costs: most of a batch, given the answer of ``judge`` with a part of its work."""

from fenhao.books.budgets._admit import is_amount, is_currency
from fenhao.books.budgets._control import passes_plainly
from fenhao.books.budgets._desk import Desk
from fenhao.books.budgets._judge import leg_entry
from fenhao.books.budgets._outcome import Outcome
from fenhao.books.budgets._values import Act, Done, Request, says_nothing_else
from fenhao.books.journal import Kind
from fenhao.engine.budget import RESERVE_CATEGORY


def is_plain(request: Request) -> bool:
    """Whether a request spends one sound amount in the books' own currency and leans on nothing that was before.

    What is plain is neither malformed nor in need of a price.
    """
    if request.act is not Act.spend or len(request.legs) != 1 or not says_nothing_else(request):
        return False
    (leg,) = request.legs
    return (
        is_amount(leg.amount_minor)
        and is_currency(request.currency)
        and leg.category != RESERVE_CATEGORY
        and not leg.unpriced
        and leg.foreign is None
        and leg.reference is None
    )


def spend_plainly(desk: Desk, request: Request) -> Outcome | None:
    """Return what becomes of a plain request that fits everywhere, balances moved; None for what ``judge`` has to say."""
    (leg,) = request.legs
    if desk.gate is not None and (leg.customer or leg.campaign):
        return None
    cell = desk.cell_of(leg, reserving=False)
    if cell is None:
        return None
    outcome = Outcome(Done.done)
    amount = leg.amount_minor
    if not passes_plainly(cell.scales, currency=request.currency, amount_minor=amount, outcome=outcome):
        return None
    for stand in cell.stands:
        stand.move(funded=0, reserved=0, actual=amount)
        outcome.moved[stand.id] = stand
    outcome.entries.append(
        leg_entry(Kind.spend, cell.line, cell.month, leg, request, reserved=0, actual=amount)
    )
    return outcome
