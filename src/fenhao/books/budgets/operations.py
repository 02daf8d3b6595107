"""What can be done with budgets. Every write carries a key; the same key and body gives the same answer for ever."""

from collections.abc import Sequence
from datetime import date, datetime

from fenhao.books.budgets._asking import (
    KIND as AUTHORISATION_KIND,
    Authorisation,
    AuthorisationAsked,
    AuthorisationState,
    ask_authorisation,
    authorisation_at,
    authorisations,
    on_answered,
    recheck,
)
from fenhao.books.budgets._authorise import (
    OverridePool,
    Pass,
    ask_within,
    override_pool,
    pool_bears,
    settle_authorisation,
)
from fenhao.books.budgets._campaigns import (
    Freed,
    FreezeAnswer,
    FreezeVerdict,
    freeze_campaign,
    judge_checkpoints,
    thaw_campaign,
)
from fenhao.books.budgets._foreign import rates, set_rate
from fenhao.books.budgets._lines import LineKey
from fenhao.books.budgets._look import Difference, Explanation, check, differences, explain
from fenhao.books.budgets._months import Leftover, MonthVerdict, begin_closing, close_month, reopen_month
from fenhao.books.budgets._named import Reservation, reservation
from fenhao.books.budgets._outbox import Delivery, Raised, alerts, alerts_of_months, deliver
from fenhao.books.budgets._policy import control_at, policy_in_force
from fenhao.books.budgets._priced import bounded
from fenhao.books.budgets._rehearse import rehearse
from fenhao.books.budgets._reverse import Prospect, kept_answer, prospect, reverse_for
from fenhao.books.budgets._settle import settle, settle_within
from fenhao.books.budgets._standing import (
    LineStanding,
    line_budgets,
    line_standing,
    month_standing,
    overrun_count,
    overrun_lines,
    raise_alert,
)
from fenhao.books.budgets._structure import Cap, put_control, set_cap, set_policy, set_unpriced
from fenhao.books.budgets._turning import held_in_month, may_turn, turn_month, unlatched
from fenhao.books.budgets._values import Act, Answer, Ask, Leg, Request
from fenhao.books.database import submit
from fenhao.books.journal import Reference

__all__ = [
    "AUTHORISATION_KIND",
    "Authorisation",
    "AuthorisationAsked",
    "AuthorisationState",
    "Cap",
    "Delivery",
    "Difference",
    "Explanation",
    "Freed",
    "FreezeAnswer",
    "FreezeVerdict",
    "Leftover",
    "LineKey",
    "LineStanding",
    "MonthVerdict",
    "OverridePool",
    "Pass",
    "Prospect",
    "Raised",
    "Reference",
    "Reservation",
    "alerts",
    "alerts_of_months",
    "ask",
    "ask_authorisation",
    "ask_within",
    "authorisation_at",
    "authorisations",
    "begin_closing",
    "bounded",
    "check",
    "check_and_hold",
    "close_month",
    "consume",
    "control_at",
    "defund",
    "deliver",
    "differences",
    "explain",
    "freeze_campaign",
    "fund",
    "held_in_month",
    "judge_checkpoints",
    "kept_answer",
    "line_budgets",
    "line_standing",
    "may_turn",
    "month_standing",
    "on_answered",
    "override_pool",
    "overrun_count",
    "overrun_lines",
    "policy_in_force",
    "pool_bears",
    "post",
    "prospect",
    "put_control",
    "raise_alert",
    "rates",
    "recheck",
    "record_fact",
    "rehearse",
    "release",
    "reopen_month",
    "reservation",
    "reserve",
    "reverse",
    "reverse_for",
    "set_cap",
    "set_policy",
    "set_rate",
    "set_unpriced",
    "settle_authorisation",
    "settle_within",
    "spend",
    "thaw_campaign",
    "transfer",
    "turn_month",
    "unlatched",
]


def post(asks: Sequence[Ask]) -> tuple[Answer, ...]:
    """Answer many requests at once, in order, each by itself: one lock round a balance, one flush to the disk."""
    return tuple(submit(settle, tuple(asks))) if asks else ()


def ask(request: Request, *, by: int | None, at: datetime) -> Answer:
    """Answer one request."""
    return submit(settle, (Ask(request, by, at),))[0]


def fund(*, key: str, legs: Sequence[Leg], currency: str, by: int | None, at: datetime) -> Answer:
    """Add funding to lines; lines that do not exist are made, with every balance their money moves."""
    return ask(Request(Act.fund, key, tuple(legs), currency), by=by, at=at)


def defund(*, key: str, legs: Sequence[Leg], currency: str, by: int | None, at: datetime) -> Answer:
    """Take funding from lines, never below what is reserved and spent."""
    return ask(Request(Act.defund, key, tuple(legs), currency), by=by, at=at)


def transfer(*, key: str, giver: Leg, taker: Leg, currency: str, by: int | None, at: datetime) -> Answer:
    """Carry funding from one line to another in one event: the total stays, the giver never falls below its use."""
    return ask(Request(Act.transfer, key, (giver, taker), currency), by=by, at=at)


def reserve(
    *,
    key: str,
    legs: Sequence[Leg],
    currency: str,
    by: int | None,
    at: datetime,
    expires_at: datetime | None = None,
    authorisation: int = 0,
) -> Answer:
    """Hold money for every leg, or say why not; after ``expires_at`` it is free again without anybody doing anything."""
    request = Request(
        Act.reserve, key, tuple(legs), currency, expires_at=expires_at, authorisation=authorisation
    )
    return ask(request, by=by, at=at)


def spend(
    *, key: str, legs: Sequence[Leg], currency: str, by: int | None, at: datetime, authorisation: int = 0
) -> Answer:
    """Spend without a reservation, under the same control."""
    return ask(Request(Act.spend, key, tuple(legs), currency, authorisation=authorisation), by=by, at=at)


def record_fact(*, key: str, legs: Sequence[Leg], currency: str, by: int | None, at: datetime) -> Answer:
    """Record what has been spent already: it is never refused, and an overrun is written down as such."""
    return ask(Request(Act.fact, key, tuple(legs), currency), by=by, at=at)


def consume(
    *,
    key: str,
    commitment: int = 0,
    reference: Reference | None = None,
    by: int | None,
    at: datetime,
    amount_minor: int = 0,
    foreign_minor: int = 0,
    occurred_on: date | None = None,
    final: bool = False,
) -> Answer:
    """Spend so much of a commitment; the rest stays reserved unless this is the last of it.

    ``reference`` names it by what another system calls it, in place of its own number.
    A commitment made in another currency is spent by ``foreign_minor``, at the actual rate of ``occurred_on``.
    """
    request = Request(
        Act.consume,
        key,
        target=commitment,
        reference=reference,
        amount_minor=amount_minor,
        foreign_minor=foreign_minor,
        occurred_on=occurred_on,
        final=final,
    )
    return ask(request, by=by, at=at)


def release(
    *,
    key: str,
    commitment: int = 0,
    reference: Reference | None = None,
    by: int | None,
    at: datetime,
    amount_minor: int = 0,
) -> Answer:
    """Give back what a commitment holds; 0 means all of it. It is named by its number, or by what another system calls it."""
    request = Request(Act.release, key, target=commitment, reference=reference, amount_minor=amount_minor)
    return ask(request, by=by, at=at)


def reverse(*, key: str, entry: int, amount_minor: int, by: int | None, at: datetime) -> Answer:
    """Take back so much of a posted entry. Never refused by budget control, in whatever state its line is."""
    return ask(Request(Act.reverse, key, target=entry, amount_minor=amount_minor), by=by, at=at)


def check_and_hold(
    *, key: str, legs: Sequence[Leg], currency: str, by: int | None, at: datetime, hold_until: datetime
) -> Answer:
    """Answer whether the spend may be made and, when it may, hold its money until then: one call for a machine."""
    return reserve(key=key, legs=legs, currency=currency, by=by, at=at, expires_at=hold_until)
