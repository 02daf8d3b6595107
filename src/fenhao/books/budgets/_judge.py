"""Judge one request on the desk: what the engine decides, turned into entries. A refusal leaves the desk as it was."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from fenhao.books.budgets._desk import Authorised, Desk
from fenhao.books.budgets._lines import Line, LineKey, Stand
from fenhao.books.budgets._values import Act, Done, Ending, Leg, LevelStand, Request, passed
from fenhao.books.journal import Kind, NewEntry
from fenhao.engine.budget import (
    NEVER_ASKS,
    Ceiling,
    Control,
    Document,
    Held,
    HeldState,
    Horizon,
    Level,
    Refusal,
    Request as Asked,
    RequestKind,
    Verdict,
    consumption,
    is_passed,
    may_leave,
    release,
    reversal,
    weigh_every_level,
)
from fenhao.kernel import Money

OVERRUNS = {
    Verdict.recorded_over: "fact",
    Verdict.committed_by_override: "override",
    Verdict.committed_tolerated: "tolerated",
    Verdict.committed_warned: "warned",
    Verdict.committed_over: "tracked",
}


class Outcome:
    """How a request ends, what it posts, and which balances it moved; filled in while the request is judged."""

    __slots__ = ("detail", "ending", "entries", "graver", "levels", "moved", "overruns")

    def __init__(self, ending: Ending, detail: str = "", levels: tuple[LevelStand, ...] = ()) -> None:
        self.ending = ending
        self.detail = detail
        self.levels = levels
        self.entries: list[NewEntry] = []
        self.moved: dict[int, Stand] = {}
        self.overruns: list[tuple[int, int, str]] = []
        self.graver = 0


_GRAVITY: dict[Ending, int] = {verdict: place for place, verdict in enumerate(Verdict)}


def judge(desk: Desk, request: Request, *, at: datetime) -> Outcome:
    """Return the outcome; the desk's balances and commitments move with it when it passes."""
    outcome = Outcome(Done.done)
    before: dict[int, tuple[int, int, int, int]] = {}
    resolved, taken, used = dict(desk.resolved), dict(desk.taken), dict(desk.used)
    _JUDGES[request.act](desk, request, at, outcome, before)
    if passed(outcome.ending):
        return outcome
    for each, (funded, reserved, actual, overrun) in before.items():
        stand = desk.stands[each]
        stand.funded, stand.reserved, stand.actual, stand.overrun = funded, reserved, actual, overrun
    _put_back(desk.resolved, resolved)
    _put_back(desk.taken, taken)
    _put_back(desk.used, used)
    return Outcome(outcome.ending, outcome.detail, outcome.levels)


Kept = TypeVar("Kept")


def _put_back(now: dict[int, Kept], before: dict[int, Kept]) -> None:
    """Make a dictionary what it was."""
    now.clear()
    now.update(before)


_Before = dict[int, tuple[int, int, int, int]]


def _move(
    touched: Sequence[Stand],
    outcome: Outcome,
    before: _Before,
    *,
    funded: int = 0,
    reserved: int = 0,
    actual: int = 0,
) -> None:
    """Move balances, remembering what they were."""
    for stand in touched:
        before.setdefault(stand.id, (stand.funded, stand.reserved, stand.actual, stand.overrun))
        stand.move(funded=funded, reserved=reserved, actual=actual)
        outcome.moved[stand.id] = stand


def _fund(desk: Desk, request: Request, _at: datetime, outcome: Outcome, before: _Before) -> None:
    """Give funding to lines, take it away, or carry it from the first leg's line to the second's."""
    for place, leg in enumerate(request.legs):
        month = desk.month(leg.occurred_on)
        if month is None:
            return _refuse(outcome, Refusal.unknown_period, f"legs[{place}]")
        line = desk.lines.get(LineKey(month.label, leg.tier, leg.category))
        if line is None:
            return _refuse(outcome, Refusal.no_line, f"legs[{place}]")
        touched = desk.funded_by(line)
        if {line.currency, *(stand.currency for stand in touched)} != {request.currency}:
            return _refuse(outcome, Refusal.currency_mismatch, f"legs[{place}]")
        if any(stand.closed for stand in touched):
            return _refuse(outcome, Verdict.period_closed, f"legs[{place}]")
        out = request.act is Act.defund or (request.act is Act.transfer and place == 0)
        signed = -leg.amount_minor if out else leg.amount_minor
        kinds = (Kind.transfer_out, Kind.transfer_in)
        kind = kinds[place] if request.act is Act.transfer else Kind(request.act.value)
        outcome.entries.append(
            NewEntry(
                kind, line.id, None, month.label, month.label, leg.occurred_on, "", "", "", leg.amount_minor,
                request.currency, funded_minor=signed,
            )
        )  # fmt: skip
        _move(touched, outcome, before, funded=signed)
    for each, (funded, reserved, actual, _) in before.items():
        lost = funded - desk.stands[each].funded
        least = (0, 0) if request.below_use else (reserved, actual)
        if lost > 0 and not may_leave(
            funded_minor=funded, reserved_minor=least[0], actual_minor=least[1], amount_minor=lost
        ):
            return _refuse(outcome, Refusal.below_used, desk.stands[each].name)
    _note_revised(desk, outcome, before)
    return None


def _note_revised(desk: Desk, outcome: Outcome, before: _Before) -> None:
    """Write down by how much each balance is over for funding that left below its use."""
    for each, (_, _, _, overrun) in before.items():
        if (more := desk.stands[each].overrun - overrun) > 0:
            outcome.overruns.append((each, more, "revised"))


def _spend(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: _Before) -> None:
    """Reserve or spend every leg, or none of them."""
    document = Document.reservation if request.act is Act.reserve else Document.spend
    authorised = None
    if request.authorisation:
        authorised = desk.authorised.get(request.authorisation)
        if authorised is None or authorised.expires_at <= at or authorised.id in desk.used:
            return _refuse(outcome, Refusal.unknown_authorisation, "authorisation")
    for place, leg in enumerate(request.legs):
        month = desk.month(leg.occurred_on)
        if month is None:
            return _refuse(outcome, Refusal.unknown_period, f"legs[{place}]")
        line = desk.lines.get(LineKey(month.label, leg.tier, leg.category))
        if line is None:
            return _refuse(outcome, Refusal.no_line, f"legs[{place}]")
        asked = _asked(request, leg.amount_minor, line, authorised)
        if not _control(desk, line, leg.campaign, asked, document, outcome, place):
            return None
        reserving = request.act is Act.reserve
        reserved, actual = (leg.amount_minor, 0) if reserving else (0, leg.amount_minor)
        _move(desk.touched(line, leg.campaign), outcome, before, reserved=reserved, actual=actual)
        kind = Kind.reserve if reserving else Kind.spend
        entry = _leg_entry(kind, line, month.label, leg, request, reserved=reserved, actual=actual)
        outcome.entries.append(entry)
    if authorised is not None:
        desk.used[authorised.id] = request.key
    return None


def _fact(desk: Desk, request: Request, _at: datetime, outcome: Outcome, before: _Before) -> None:
    """Record what has been spent already: never refused for money; a closed month's goes to the first open one."""
    for place, leg in enumerate(request.legs):
        month = desk.month(leg.occurred_on)
        if month is None:
            return _refuse(outcome, Refusal.unknown_period, f"legs[{place}]")
        there = desk.open_month(month)
        if there is None:
            return _refuse(outcome, Refusal.no_open_period, f"legs[{place}]")
        line = desk.lines[LineKey(there.label, leg.tier, leg.category)]
        if line.currency != request.currency:
            return _refuse(outcome, Refusal.currency_mismatch, f"legs[{place}]")
        if request.act is Act.credit:
            _credit(desk, line, month.label, leg, request, outcome, before)
            continue
        asked = _asked(request, leg.amount_minor, line, None)
        if not _control(desk, line, leg.campaign, asked, Document.spend, outcome, place):
            return None
        _move(desk.touched(line, leg.campaign), outcome, before, actual=leg.amount_minor)
        entry = _leg_entry(Kind.fact, line, month.label, leg, request, reserved=0, actual=leg.amount_minor)
        outcome.entries.append(entry)
    return None


def _credit(
    desk: Desk, line: Line, belongs_to: str, leg: Leg, request: Request, outcome: Outcome, before: _Before
) -> None:
    """Record what the subledger gave back on balance: a reversal that names its rows instead of one entry."""
    _move(desk.touched(line, leg.campaign), outcome, before, actual=-leg.amount_minor)
    outcome.entries.append(
        _leg_entry(Kind.reversal, line, belongs_to, leg, request, reserved=0, actual=-leg.amount_minor)
    )


def _consume(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: _Before) -> None:
    """Spend a commitment; what exceeds it asks control anew."""
    found = desk.held.get(request.target)
    if found is None:
        return _refuse(outcome, Refusal.unknown_commitment, "target")
    held = desk.resolved.get(found.id, found.held)
    told = consumption(held, amount_minor=request.amount_minor, final=request.final, at=at)
    if isinstance(told, Refusal):
        return _refuse(outcome, told, "target")
    line = desk.by_id[found.line_id]
    origin = found.origin
    touched = desk.touched(line, origin.campaign)
    _move(touched, outcome, before, reserved=-told.used_minor, actual=told.used_minor)
    if told.excess_minor:
        asked = Asked(Money(told.excess_minor, origin.currency))
        if not _control(desk, line, origin.campaign, asked, Document.spend, outcome, 0):
            return None
        _move(touched, outcome, before, actual=told.excess_minor)
    spent = NewEntry(
        Kind.consume, line.id, None, line.key.period, line.key.period, origin.occurred_on, origin.cost_type,
        origin.customer, origin.campaign, request.amount_minor, origin.currency,
        reserved_minor=-told.used_minor, actual_minor=request.amount_minor, commitment_id=found.id,
        **origin.said,
    )  # fmt: skip
    outcome.entries.append(spent)
    if told.returned_minor:
        _move(touched, outcome, before, reserved=-told.returned_minor)
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


def _release(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: _Before) -> None:
    """Give back what a commitment holds, or a part of it."""
    found = desk.held.get(request.target)
    if found is None:
        return _refuse(outcome, Refusal.unknown_commitment, "target")
    held = desk.resolved.get(found.id, found.held)
    expiring = request.act is Act.expire
    due = replace(held, expires_at=None) if expiring else held
    told = release(due, amount_minor=request.amount_minor, at=at)
    if isinstance(told, Refusal):
        return _refuse(outcome, told, "target")
    line = desk.by_id[found.line_id]
    _move(desk.touched(line, found.origin.campaign), outcome, before, reserved=-told.returned_minor)
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


def _reverse(desk: Desk, request: Request, _at: datetime, outcome: Outcome, before: _Before) -> None:
    """Take back what was posted, in its own month or, when that is closed, in the first open one. Never asks for money."""
    entry = desk.entries.get(request.target)
    if entry is None or entry.line_id is None:
        return _refuse(outcome, Refusal.unknown_entry, "target")
    if entry.actual_minor <= 0:
        return _refuse(outcome, Refusal.not_reversible, "target")
    earlier = desk.taken.get(entry.id, (entry.actual_minor, 0))[1]
    told = reversal(
        original_minor=entry.actual_minor,
        reversed_minor=entry.reversed_minor + earlier,
        amount_minor=request.amount_minor,
    )
    if told is not None:
        return _refuse(outcome, told, "target")
    home = desk.by_id[entry.line_id]
    month = next(each for each in desk.months if each.label == home.key.period)
    there = desk.open_month(month)
    if there is None:
        return _refuse(outcome, Refusal.no_open_period, "target")
    line = home if there is month else desk.lines[LineKey(there.label, home.key.tier, home.key.category)]
    _move(desk.touched(line, entry.campaign), outcome, before, actual=-request.amount_minor)
    outcome.entries.append(
        NewEntry(
            Kind.reversal, line.id, None, there.label, entry.belongs_to, entry.occurred_on, entry.cost_type,
            entry.customer, entry.campaign, request.amount_minor, entry.currency,
            actual_minor=-request.amount_minor, reverses_id=entry.id, **entry.said,
        )
    )  # fmt: skip
    desk.taken[entry.id] = (entry.actual_minor, earlier + request.amount_minor)
    return None


_JUDGES: dict[Act, Callable[[Desk, Request, datetime, Outcome, _Before], None]] = {
    Act.fund: _fund,
    Act.defund: _fund,
    Act.transfer: _fund,
    Act.reserve: _spend,
    Act.spend: _spend,
    Act.fact: _fact,
    Act.credit: _fact,
    Act.consume: _consume,
    Act.release: _release,
    Act.expire: _release,
    Act.reverse: _reverse,
}
assert set(_JUDGES) == set(Act), "every act has its judge"


def _refuse(outcome: Outcome, ending: Ending, detail: str) -> None:
    """End with a refusal."""
    outcome.ending, outcome.detail = ending, detail


def _asked(request: Request, amount_minor: int, line: Line, authorised: Authorised | None) -> Asked:
    """Return what control is asked; an authorisation speaks for its own line alone."""
    amount = Money(amount_minor, request.currency)
    if request.act is Act.fact:
        return Asked(amount, RequestKind.fact)
    if authorised is None or authorised.line_id != line.id:
        return Asked(amount)
    if authorised.kind == "override":
        return Asked(amount, override_minor=authorised.amount_minor)
    return Asked(amount, approved=amount_minor <= authorised.amount_minor)


def _control(
    desk: Desk, line: Line, campaign: str, asked: Asked, document: Document, outcome: Outcome, place: int
) -> bool:
    """Ask every level; return whether all let it pass, and keep what they said of the gravest leg."""
    touched = desk.touched(line, campaign)
    rules = [_rule(desk, line, stand, document) for stand in touched]
    ceilings = [
        Ceiling(stand.funded - stand.reserved - stand.actual, above, control, stand.closed, tolerance)
        for stand, (control, tolerance, above) in zip(touched, rules, strict=True)
    ]
    same = all(stand.currency == asked.amount.currency for stand in touched)
    verdict, weighed = weigh_every_level(ceilings, asked, same_currency=same)
    if not outcome.levels or _GRAVITY[verdict] < outcome.graver:
        outcome.graver, outcome.ending = _GRAVITY[verdict], verdict
        outcome.detail = "" if is_passed(verdict) else f"legs[{place}]"
        outcome.levels = tuple(
            LevelStand(
                stand.name, stand.funded, stand.reserved, stand.actual, asked.amount.minor, after, control.name,
                tolerance, own.name,
            )
            for stand, (own, after), (control, tolerance, _) in zip(touched, weighed, rules, strict=True)
        )  # fmt: skip
    if not is_passed(verdict):
        return False
    for stand, (own, after) in zip(touched, weighed, strict=True):
        if after < 0 and own in OVERRUNS:
            outcome.overruns.append((stand.id, min(asked.amount.minor, -after), OVERRUNS[own]))
    return True


def _rule(desk: Desk, line: Line, stand: Stand, document: Document) -> tuple[Control, int, int]:
    """Return control, tolerance and approval mark of one level; a line nobody planned follows its own policy."""
    if not line.planned and stand.level is Level.line and stand.horizon is Horizon.month:
        control = desk.policy.no_line_fixed if line.fixed else desk.policy.no_line_variable
        return control, 0, NEVER_ASKS
    rule = desk.rule(line.key.category, document, stand)
    return rule.control, rule.tolerance(stand.funded), rule.approval_above_minor


def _leg_entry(
    kind: Kind, line: Line, belongs_to: str, leg: Leg, request: Request, *, reserved: int, actual: int
) -> NewEntry:
    """Return the entry of a leg; only a reservation ends, only a fact sums up rows."""
    return NewEntry(
        kind, line.id, None, line.key.period, belongs_to, leg.occurred_on, leg.cost_type, leg.customer, leg.campaign,
        leg.amount_minor, request.currency, 0, reserved, actual, None, None,
        request.expires_at if reserved else None, leg.batch, leg.rows,
        leg.channel, leg.purpose, leg.benefit_type, leg.department,
    )  # fmt: skip
