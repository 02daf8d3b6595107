"""Other currencies: the rates that the books keep, and what legs and commitments in one of them are in the books' own.

A reservation is worth its amount at the budget rate, a spend at the actual rate of its day. What a consumption costs more
or less than its share of the reservation, for the rate alone, is kept with its entry as the FX difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets._values import Act, Request
from fenhao.books.database import Session, Table, day, read, write
from fenhao.books.journal import HeldLine, NewForeign, OldEntry, once
from fenhao.books.people import Right, require
from fenhao.engine.budget import (
    ForeignResolution,
    Held,
    Rate,
    RateKind,
    Refusal,
    foreign_consumption,
    rate_on,
    worth,
)
from fenhao.kernel import Trouble, currency_codes

RATE = Table(
    "budgets_rate",
    (
        ("source", "text"),
        ("target", "text"),
        ("kind", "text"),
        ("valid_from", "date"),
        ("value", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


class Refused(NamedTuple):
    """Why not, and what it is about."""

    why: Refusal
    what: str


def set_rate(rate: Rate, *, key: str, by: int | None, at: datetime) -> None:
    """Keep a rate from its day on; a later one for the same day takes its place for what is asked from then on.

    Trouble ``control.bad_rate`` for a rate not above zero, or of a currency to itself or unknown.
    """
    if rate.value <= 0 or rate.source == rate.target or not {rate.source, rate.target} <= currency_codes():
        raise Trouble("control.bad_rate", {"pair": f"{rate.source}/{rate.target}", "rate": str(rate.value)})
    facts = {
        "pair": f"{rate.source}/{rate.target}",
        "kind": rate.kind.value,
        "valid_from": rate.valid_from.isoformat(),
        "value": str(rate.value),
    }

    def keep(session: Session) -> tuple[str, Mapping[str, str]]:
        """Insert the rate."""
        row = (rate.source, rate.target, rate.kind.value, rate.valid_from, str(rate.value), by, at)
        session.insert(RATE, [row])
        record(session, AuditAct(at, by, "set_rate", f"rate/{facts['pair']}", {}, facts))
        return "done", {}

    def work(session: Session) -> None:
        """Ask for the right, then keep it once."""
        require(session, by, Right.fund, at=at)
        once(session, key=key, act="set_rate", body=facts, by=by, at=at, work=keep)

    write(work)


def rates() -> tuple[Rate, ...]:
    """Return every rate in the order in which they were kept."""
    return read(lambda session: _rates(session, None))


def rates_for(session: Session, sources: Iterable[str]) -> tuple[Rate, ...]:
    """Return the rates of these currencies; no query for none."""
    wanted = sorted(set(sources))
    return _rates(session, wanted) if wanted else ()


def in_own_currency(session: Session, request: Request) -> Request | Refused:
    """Return the request with every foreign leg's amount in the request's currency, its rate noted on it."""
    for leg in request.legs:
        if leg.foreign is not None:
            break
    else:
        return request
    known = rates_for(session, (leg.foreign.currency for leg in request.legs if leg.foreign))
    legs = []
    for place, leg in enumerate(request.legs):
        if leg.foreign is not None:
            kind = RateKind.budget if request.act is Act.reserve else RateKind.actual
            rate = rate_on(
                known, source=leg.foreign.currency, target=request.currency, kind=kind, on=leg.occurred_on
            )
            if rate is None:
                return _no_rate(leg.foreign.currency, request.currency, kind, leg.occurred_on)
            amount = worth(leg.foreign.amount_minor, rate)
            if amount <= 0:
                return Refused(Refusal.amount_not_positive, f"legs[{place}]")
            leg = replace(leg, amount_minor=amount, foreign=leg.foreign._replace(rate=rate))
        legs.append(leg)
    return replace(request, legs=tuple(legs))


def abroad(request: Request) -> Mapping[int, NewForeign]:
    """Return what the entries of a request's legs are in other currencies, by their place."""
    return {
        place: noted(leg.foreign.amount_minor, leg.foreign.rate)
        for place, leg in enumerate(request.legs)
        if leg.foreign is not None and leg.foreign.rate is not None
    }


def spent_abroad(
    found: HeldLine,
    held: Held,
    *,
    left_minor: int,
    request: Request,
    known: Sequence[Rate],
    at: datetime,
) -> tuple[ForeignResolution, Rate] | Refused:
    """Return what spending a commitment's own foreign currency does, and the rate of the day it is spent on."""
    planned = _planned(found.origin)
    on = request.occurred_on or at.date()
    actual = rate_on(known, source=planned.source, target=planned.target, kind=RateKind.actual, on=on)
    if actual is None:
        return _no_rate(planned.source, planned.target, RateKind.actual, on)
    told = foreign_consumption(
        held,
        left_minor=left_minor,
        foreign_minor=request.foreign_minor,
        planned=planned,
        actual=actual,
        final=request.final,
        at=at,
    )
    return Refused(told, "target") if isinstance(told, Refusal) else (told, actual)


def noted(amount_minor: int, rate: Rate, fx_difference_minor: int = 0) -> NewForeign:
    """Return what is kept of an amount in another currency."""
    return NewForeign(
        rate.source, amount_minor, str(rate.value), rate.kind.value, rate.valid_from, fx_difference_minor
    )


def given_back_abroad(origin: OldEntry, amount_minor: int) -> NewForeign:
    """Return what of a commitment's foreign currency is not held any more, at the rate it was reserved at."""
    return noted(amount_minor, _planned(origin))


def reversed_abroad(entry: OldEntry, *, before_minor: int, after_minor: int) -> NewForeign | None:
    """Return the foreign part of a reversal; the parts of all reversals of an entry sum to the entry's own."""
    if entry.foreign is None:
        return None

    def part(whole: int) -> int:
        """What falls to this reversal: up to it, less up to the one before."""
        return whole * after_minor // entry.actual_minor - whole * before_minor // entry.actual_minor

    difference = part(entry.foreign.fx_difference_minor)
    return entry.foreign._replace(
        amount_minor=part(entry.foreign.amount_minor), fx_difference_minor=-difference
    )


def _planned(origin: OldEntry) -> Rate:
    """Return the rate that a commitment was reserved at."""
    assert origin.foreign is not None, "asked of a commitment in another currency"
    told = origin.foreign
    return Rate(told.currency, origin.currency, RateKind.budget, told.rate_from, Fraction(told.rate))


def _no_rate(source: str, target: str, kind: RateKind, on: date) -> Refused:
    """Return the refusal that names the pair, the kind and the day."""
    return Refused(Refusal.no_rate, f"{source}/{target} {kind.value} {on.isoformat()}")


def _rates(session: Session, sources: Sequence[str] | None) -> tuple[Rate, ...]:
    """Return the rates of these currencies, or of all, in the order in which they were kept."""
    condition, values = ("1 = 1", []) if sources is None else session.among("source", sources)
    return tuple(
        Rate(str(source), str(target), RateKind(kind), day(since), Fraction(str(value)))
        for source, target, kind, since, value in session.rows(
            f"SELECT source, target, kind, valid_from, value FROM budgets_rate WHERE {condition} ORDER BY id",
            values,
        )
    )
