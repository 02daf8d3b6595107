"""Judge one request on the desk: what the engine decides, turned into entries. A refusal leaves the desk as it was."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from fenhao.books.budgets._control import asked_of, passes_plainly, weigh
from fenhao.books.budgets._desk import Cell, Desk
from fenhao.books.budgets._foreign import abroad
from fenhao.books.budgets._gated import admit_at_gate, pass_gate
from fenhao.books.budgets._lines import Line, LineKey
from fenhao.books.budgets._outcome import Before, Outcome, move, refuse
from fenhao.books.budgets._resolve import consume, give_back, reverse
from fenhao.books.budgets._values import Act, Done, Leg, Request, passed
from fenhao.books.journal import Kind, NewEntry
from fenhao.engine.budget import NEVER_ASKS, Document, Refusal, Verdict, may_leave


def judge(desk: Desk, request: Request, *, at: datetime) -> Outcome:
    """Return the outcome; the desk's balances and commitments move with it when it passes."""
    outcome = Outcome(Done.done)
    before: dict[int, tuple[int, int, int, int]] = {}
    target = desk.meant(request)
    if target in desk.held:
        target = desk.held[target].id
    kept = (desk.resolved.get(target), desk.taken.get(target), desk.left.get(target)) if target else None
    _JUDGES[request.act](desk, request, at, outcome, before)
    if passed(outcome.ending):
        if desk.gate is not None:
            admit_at_gate(desk.gate, request)
        if outcome.references:  # taken, by what has no number yet
            desk.references.update(dict.fromkeys(outcome.references.values(), 0))
        for leg in request.legs:
            if leg.foreign is not None:
                outcome.foreign.update(abroad(request))
                break
        return outcome
    for each, (funded, reserved, actual, overrun) in before.items():
        stand = desk.stands[each]
        stand.funded, stand.reserved, stand.actual, stand.overrun = funded, reserved, actual, overrun
    if kept is not None:
        _put_back(desk.resolved, target, kept[0])
        _put_back(desk.taken, target, kept[1])
        _put_back(desk.left, target, kept[2])
    refused = Outcome(outcome.ending, outcome.detail, outcome.levels)
    refused.gates = outcome.gates
    return refused


Kept = TypeVar("Kept")


def _put_back(now: dict[int, Kept], target: int, before: Kept | None) -> None:
    """Make what is written of a request's target what it was; nothing else was touched."""
    now.pop(target, None)
    if before is not None:
        now[target] = before


def _fund(desk: Desk, request: Request, _at: datetime, outcome: Outcome, before: Before) -> None:
    """Give funding to lines, take it away, or carry it from the first leg's line to the second's."""
    for place, leg in enumerate(request.legs):
        month = desk.month(leg.occurred_on)
        if month is None:
            return refuse(outcome, Refusal.unknown_period, f"legs[{place}]")
        line = desk.lines.get(LineKey(month.label, leg.tier, leg.category))
        if line is None:
            return refuse(outcome, Refusal.no_line, f"legs[{place}]")
        touched = desk.funded_by(line)
        if {line.currency, *(stand.currency for stand in touched)} != {request.currency}:
            return refuse(outcome, Refusal.currency_mismatch, f"legs[{place}]")
        if any(stand.closed for stand in touched):
            return refuse(outcome, Verdict.period_closed, f"legs[{place}]")
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
        move(touched, outcome, before, funded=signed)
    for each, (funded, reserved, actual, _) in before.items():
        lost = funded - desk.stands[each].funded
        least = (0, 0) if request.below_use else (reserved, actual)
        if lost > 0 and not may_leave(
            funded_minor=funded, reserved_minor=least[0], actual_minor=least[1], amount_minor=lost
        ):
            return refuse(outcome, Refusal.below_used, desk.stands[each].name)
    _note_revised(desk, outcome, before)
    return None


def _note_revised(desk: Desk, outcome: Outcome, before: Before) -> None:
    """Write down by how much each balance is over for funding that left below its use."""
    for each, (_, _, _, overrun) in before.items():
        if (more := desk.stands[each].overrun - overrun) > 0:
            outcome.overruns.append((each, more, "revised"))


def _spend(desk: Desk, request: Request, at: datetime, outcome: Outcome, before: Before) -> None:
    """Reserve or spend every leg, or none of them."""
    reserving = request.act is Act.reserve
    kind, document = (Kind.reserve, Document.reservation) if reserving else (Kind.spend, Document.spend)
    authorised = None
    if request.authorisation:
        authorised = desk.authorised.get(request.authorisation)
        if authorised is None or authorised.expires_at <= at or authorised.id in desk.used:
            return refuse(outcome, Refusal.unknown_authorisation, "authorisation")
    cells = _cells_of(desk, request, outcome, reserving=reserving)
    if not cells or (desk.gate is not None and not pass_gate(desk.gate, request, outcome)):
        return None
    if reserving and not _take_references(desk, request, outcome):
        return None
    currency = request.currency
    for place, leg in enumerate(request.legs):
        amount, cell = leg.amount_minor, cells[place]
        mark = desk.policy.mark_of_unpriced(leg.category) if leg.unpriced else NEVER_ASKS
        if (
            authorised is not None
            or mark < amount
            or not passes_plainly(cell.scales, currency=currency, amount_minor=amount, outcome=outcome)
        ):
            asked = asked_of(request, amount, cell.line, authorised)
            if not weigh(desk, cell.line, leg.campaign, asked, document, outcome, place, mark_minor=mark):
                return None
        reserved, actual = (amount, 0) if reserving else (0, amount)
        move(cell.stands, outcome, before, reserved=reserved, actual=actual)
        entry = leg_entry(kind, cell.line, cell.month, leg, request, reserved=reserved, actual=actual)
        outcome.entries.append(entry)
    if authorised is not None:
        desk.used[authorised.id] = request.key
    return None


def _take_references(desk: Desk, request: Request, outcome: Outcome) -> bool:
    """Note what another system calls the reservations of the legs; False where a number means one already."""
    for place, leg in enumerate(request.legs):
        if leg.reference is None:
            continue
        if leg.reference in desk.references or leg.reference in outcome.references.values():
            refuse(outcome, Refusal.reference_taken, f"legs[{place}].reference {leg.reference}")
            return False
        outcome.references[place] = leg.reference
    return True


def _cells_of(desk: Desk, request: Request, outcome: Outcome, *, reserving: bool) -> list[Cell]:
    """Return where every leg goes; nothing, and the refusal, when one has nowhere to go."""
    found: list[Cell] = []
    for place, leg in enumerate(request.legs):
        cell = desk.cell_of(leg, reserving=reserving)
        if cell is None:
            why = Refusal.no_line if desk.month(leg.occurred_on) else Refusal.unknown_period
            refuse(outcome, why, f"legs[{place}]")
            return []
        found.append(cell)
    return found


def _fact(desk: Desk, request: Request, _at: datetime, outcome: Outcome, before: Before) -> None:
    """Record what has been spent already: never refused for money; a closed month's goes to the first open one."""
    for place, leg in enumerate(request.legs):
        month = desk.month(leg.occurred_on)
        if month is None:
            return refuse(outcome, Refusal.unknown_period, f"legs[{place}]")
        there = desk.open_month(month)
        if there is None:
            return refuse(outcome, Refusal.no_open_period, f"legs[{place}]")
        line = desk.lines[LineKey(there.label, leg.tier, leg.category)]
        if line.currency != request.currency:
            return refuse(outcome, Refusal.currency_mismatch, f"legs[{place}]")
        if request.act is Act.credit:
            _credit(desk, line, month.label, leg, request, outcome, before)
            continue
        asked = asked_of(request, leg.amount_minor, line, None)
        if not weigh(desk, line, leg.campaign, asked, Document.spend, outcome, place):
            return None
        move(desk.touched(line, leg.campaign), outcome, before, actual=leg.amount_minor)
        entry = leg_entry(Kind.fact, line, month.label, leg, request, reserved=0, actual=leg.amount_minor)
        outcome.entries.append(entry)
    return None


def _credit(
    desk: Desk, line: Line, belongs_to: str, leg: Leg, request: Request, outcome: Outcome, before: Before
) -> None:
    """Record what the subledger gave back on balance: a reversal that names its rows instead of one entry."""
    move(desk.touched(line, leg.campaign), outcome, before, actual=-leg.amount_minor)
    outcome.entries.append(
        leg_entry(Kind.reversal, line, belongs_to, leg, request, reserved=0, actual=-leg.amount_minor)
    )


_JUDGES: dict[Act, Callable[[Desk, Request, datetime, Outcome, Before], None]] = {
    Act.fund: _fund,
    Act.defund: _fund,
    Act.transfer: _fund,
    Act.reserve: _spend,
    Act.spend: _spend,
    Act.fact: _fact,
    Act.credit: _fact,
    Act.consume: consume,
    Act.release: give_back,
    Act.expire: give_back,
    Act.reverse: reverse,
}
assert set(_JUDGES) == set(Act), "every act has its judge"


def leg_entry(
    kind: Kind, line: Line, belongs_to: str, leg: Leg, request: Request, *, reserved: int, actual: int
) -> NewEntry:
    """Return the entry of a leg; only a reservation ends, only a fact sums up rows."""
    return NewEntry(
        kind, line.id, None, line.key.period, belongs_to, leg.occurred_on, leg.cost_type, leg.customer, leg.campaign,
        leg.amount_minor, request.currency, 0, reserved, actual, None, None,
        request.expires_at if reserved else None, leg.batch, leg.rows,
        leg.channel, leg.purpose, leg.benefit_type, leg.department,
    )  # fmt: skip
