"""What is asked of the books and what they answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from fenhao.books.journal import Reference
from fenhao.engine.budget import Rate, Refusal, Verdict, is_passed
from fenhao.engine.waste import GateRemedy, GateVerdict


class Act(Enum):
    """What a request does."""

    __hash__ = object.__hash__  # asked for many times an entry; members are one of a kind

    fund = "fund"
    defund = "defund"
    transfer = "transfer"  # the first leg gives what the second receives
    reserve = "reserve"
    spend = "spend"
    fact = "fact"
    credit = "credit"  # a fact with the other sign: what the subledger gave back on balance
    consume = "consume"
    release = "release"
    reverse = "reverse"
    expire = "expire"


class Done(Enum):
    """How a request passes that asks no control: it gives money back, or moves funding."""

    done = "done"


Ending = Refusal | Verdict | Done | GateVerdict
"""A gate's verdict ends a request only when it refuses; what it let pass with a remark stands in ``Answer.gates``."""


class Foreign(NamedTuple):
    """An amount in another currency than the request's. ``rate`` is for the books to fill in."""

    currency: str
    amount_minor: int
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One amount on one line: the month of its day x tier x category. ``tier`` is empty for fixed cost.

    ``rows`` and ``batch`` name the subledger rows that a fact sums up. ``channel``, ``purpose``, ``benefit_type`` and
    ``department`` say how and what for; they are in the request's body only where they say something. A leg in another
    currency gives ``foreign`` and leaves ``amount_minor`` 0: the books work it out. ``unpriced`` says that nobody knows the
    cost yet and that the amount is its upper bound: that is reserved, and spent when the cost is known. ``reference`` is
    what another system calls the reservation that the leg makes.
    """

    occurred_on: date
    tier: str
    category: str
    amount_minor: int
    cost_type: str = ""
    customer: str = ""
    campaign: str = ""
    fixed: bool = False
    batch: str = ""
    rows: int | None = None
    channel: str = ""
    purpose: str = ""
    benefit_type: str = ""
    department: str = ""
    foreign: Foreign | None = None
    unpriced: bool = False
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One write under one key: all its legs pass, or nothing moves.

    ``target`` is the commitment to consume or release, or the entry to reverse, and ``reference`` in its place what
    another system calls the commitment; ``amount_minor`` how much of it, 0 for
    all that a release can give. ``expires_at`` is a reservation's time to live. ``below_use`` lets funding leave below
    what is reserved and spent, never below zero; the difference is written down as an overrun. A commitment made in
    another currency is consumed or released by ``foreign_minor`` of it, at the actual rate of ``occurred_on`` (default:
    the day it is asked). ``under_route`` says that an approval route is asked about this very request and holds it back
    until everybody agreed, so that no mark asks for an approval of its own.
    """

    act: Act
    key: str
    legs: tuple[Leg, ...] = ()
    currency: str = ""
    target: int = 0
    amount_minor: int = 0
    final: bool = False
    expires_at: datetime | None = None
    authorisation: int = 0
    below_use: bool = False
    foreign_minor: int = 0
    occurred_on: date | None = None
    under_route: bool = False
    reference: Reference | None = None


class Ask(NamedTuple):
    """A request, who makes it and when; the same request by somebody else or later is the same."""

    request: Request
    by: int | None
    at: datetime


class LevelStand(NamedTuple):
    """What one level said: its sums before the request, what was asked of it, and what it has after.

    shortfall = how much is missing for the level to let it pass; 0 when it does.
    """

    balance: str
    funded_minor: int
    reserved_minor: int
    actual_minor: int
    asked_minor: int
    available_minor: int
    control: str
    tolerance_minor: int
    verdict: str

    @property
    def shortfall_minor(self) -> int:
        """How much is missing, the tolerance counted in."""
        free = self.funded_minor - self.reserved_minor - self.actual_minor + self.tolerance_minor
        return max(0, self.asked_minor - free)


class GateSaid(NamedTuple):
    """What the gate said to the leg at ``place``: verdict, version of its policy, what it saw, what would make it pass."""

    place: int
    verdict: str
    policy: str
    evidence: tuple[tuple[str, str], ...]
    remedies: tuple[GateRemedy, ...]

    @classmethod
    def read(cls, told: "tuple[int, str, str, list[list[str]], list[list[str]]]") -> "GateSaid":
        """Return what a stored answer tells."""
        place, verdict, policy, evidence, remedies = told
        seen = tuple((each[0], each[1]) for each in evidence)
        return cls(place, verdict, policy, seen, tuple(GateRemedy(each[0], each[1]) for each in remedies))


class Answer(NamedTuple):
    """The first answer under the key, for ever. ``detail`` names what a refusal is about.

    ``entries`` are what it posted, ``commitments`` what it reserved, one a leg. ``levels`` are those of the leg that
    decided. ``gates`` is what the tier side said: the refusal last, or what passed with a remark.
    """

    key: str
    verdict: Ending
    entries: tuple[int, ...]
    commitments: tuple[int, ...]
    levels: tuple[LevelStand, ...]
    policy: str
    detail: str
    replayed: bool = False
    gates: tuple[GateSaid, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether money moved."""
        return passed(self.verdict)

    @property
    def available_minor(self) -> int | None:
        """What the tightest level has left; None where no level was asked."""
        return min((level.available_minor for level in self.levels), default=None)


def passed(ending: Ending) -> bool:
    """Whether money moves."""
    return is_passed(ending) if isinstance(ending, Verdict) else isinstance(ending, Done)


def ending(text: str) -> Ending:
    """Return the ending that a stored answer names."""
    for kind in (Verdict, Refusal, Done, GateVerdict):
        if text in kind.__members__:
            return kind(text)
    raise ValueError(f"no such ending: {text}")


ACT_NAMES = {act: act.name for act in Act}
ENDING_NAMES: dict[Ending, str] = {
    each: each.name for kind in (Verdict, Refusal, Done, GateVerdict) for each in kind
}
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
"""Canonical text of plain values."""
_text = json.encoder.encode_basestring


def answer_text(
    *, policy: str, detail: str, levels: "Sequence[LevelStand]", gates: "Sequence[GateSaid]"
) -> str:
    """Return what a key will answer for ever, as ``compact`` writes it."""
    told = ",".join(
        [
            f'[{_text(balance)},{funded},{reserved},{actual},{asked},{available},"{control}",{tolerance},"{verdict}"]'
            for balance, funded, reserved, actual, asked, available, control, tolerance, verdict in levels
        ]
    )
    said = f',"gates":{compact(gates)}' if gates else ""
    return f'{{"policy":{_text(policy)},"detail":{_text(detail)},"levels":[{told}]{said}}}'


def body(request: Request) -> str:
    """Return the request as canonical text, without its key: two requests are the same when their bodies are."""
    currency = f'"currency":{_text(request.currency)},' if request.currency else ""
    legs = ",".join([_leg(leg) for leg in request.legs])
    return f'{{"act":"{ACT_NAMES[request.act]}",{currency}{_own_fields(request)}"legs":[{legs}]}}'


def says_nothing_else(request: Request) -> bool:
    """Whether a request's act, currency and legs are all it says."""
    return not (
        request.target
        or request.amount_minor
        or request.final
        or request.expires_at
        or request.authorisation
        or request.below_use
        or request.foreign_minor
        or request.occurred_on
        or request.under_route
        or request.reference
    )


def _own_fields(request: Request) -> str:
    """Return a request's own fields that say something, in the order of their names here; most have none."""
    if says_nothing_else(request):
        return ""
    own = {
        "target": request.target,
        "amount_minor": request.amount_minor,
        "final": request.final,
        "expires_at": request.expires_at.isoformat() if request.expires_at else None,
        "authorisation": request.authorisation,
        "below_use": request.below_use,
        "foreign_minor": request.foreign_minor,
        "occurred_on": request.occurred_on.isoformat() if request.occurred_on else None,
        "under_route": request.under_route,
        "reference": request.reference,
    }
    return "".join(f'"{name}":{compact(value)},' for name, value in own.items() if value)


def first_difference(body_before: str, body_now: str) -> str:
    """Return the first field in which two bodies differ, ``legs[1].amount_minor`` for one of a leg's."""
    before, now = json.loads(body_before), json.loads(body_now)
    for name in dict.fromkeys((*now, *before)):
        if name != "legs" and before.get(name) != now.get(name):
            return str(name)
    if len(before["legs"]) != len(now["legs"]):
        return "legs"
    for at, (old, new) in enumerate(zip(before["legs"], now["legs"], strict=True)):
        for name in dict.fromkeys((*new, *old)):
            if old.get(name) != new.get(name):
                return f"legs[{at}].{name}"
    return ""


def _leg(leg: Leg) -> str:
    """Return a leg's fields that say something, in the order of their names here."""
    told = [f'"occurred_on":"{leg.occurred_on.isoformat()}"']
    if leg.tier:
        told.append(f'"tier":{_text(leg.tier)}')
    if leg.category:
        told.append(f'"category":{_text(leg.category)}')
    if leg.amount_minor:
        told.append(f'"amount_minor":{leg.amount_minor}')
    if leg.cost_type:
        told.append(f'"cost_type":{_text(leg.cost_type)}')
    if leg.customer:
        told.append(f'"customer":{_text(leg.customer)}')
    if leg.campaign:
        told.append(f'"campaign":{_text(leg.campaign)}')
    if leg.fixed:
        told.append('"fixed":true')
    if leg.batch:
        told.append(f'"batch":{_text(leg.batch)}')
    if leg.rows:
        told.append(f'"rows":{leg.rows}')
    if leg.channel:
        told.append(f'"channel":{_text(leg.channel)}')
    if leg.purpose:
        told.append(f'"purpose":{_text(leg.purpose)}')
    if leg.benefit_type:
        told.append(f'"benefit_type":{_text(leg.benefit_type)}')
    if leg.department:
        told.append(f'"department":{_text(leg.department)}')
    if leg.foreign:
        told.append(f'"foreign":{compact(leg.foreign[:2])}')
    if leg.unpriced:
        told.append('"unpriced":true')
    if leg.reference:
        told.append(f'"reference":{compact(leg.reference)}')
    return "{" + ",".join(told) + "}"
