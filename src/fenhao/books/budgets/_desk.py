"""Everything that a batch of requests needs, read once and locked in one fixed order: commitments, then balances, by id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, cast

from fenhao.books.budgets._foreign import rates_for
from fenhao.books.budgets._gated import gate_for
from fenhao.books.budgets._lines import (
    SUMMED,
    KnownLines,
    Line,
    LineKey,
    NewLine,
    Stand,
    campaign_name,
    capped,
    lines_by_id,
    lines_by_key,
    make_lines,
    stands,
)
from fenhao.books.budgets._policy import policy_in_force
from fenhao.books.budgets._values import Act, Leg, Request
from fenhao.books.database import Again, Session, instant
from fenhao.books.gates import GateDesk
from fenhao.books.journal import (
    TAKES_FACTS,
    HeldLine,
    Month,
    OldEntry,
    Reference,
    carried_to,
    commitments,
    entries,
    month_of,
    months,
    referenced,
)
from fenhao.engine.budget import (
    NEVER_ASKS,
    Control,
    ControlPolicy,
    ControlRule,
    Document,
    Held,
    HeldState,
    Horizon,
    Level,
    Rate,
)

FUNDING = frozenset({Act.fund, Act.defund, Act.transfer})
RESOLVING = frozenset({Act.consume, Act.release, Act.expire})
"""Acts on a commitment."""
RECORDED = frozenset({Act.fact, Act.credit})
"""Acts that tell of what has happened already."""
GUESSED = frozenset({Act.reserve, Act.spend, Act.fact})
"""Acts whose balances are known before anything is read."""
TO_ANY_MONTH = RECORDED | {Act.reverse}
"""Acts that are never refused for a closed month: they post in the first open one."""


@dataclass(frozen=True, slots=True)
class Authorised:
    """An authorisation that was given and not yet used. It opens one line, up to an amount, until an instant."""

    id: int
    kind: str
    line_id: int
    amount_minor: int
    expires_at: datetime


class Scale(NamedTuple):
    """A balance, and what it asks of one kind of document. ``shared``: its tolerance is a share of its funding."""

    stand: Stand
    control: Control
    control_name: str
    approval_above_minor: int
    flat_minor: int = 0
    shared: ControlRule | None = None

    @property
    def tolerance_minor(self) -> int:
        """How far below zero it may go, by what is funded now."""
        return self.shared.tolerance(self.stand.funded) if self.shared else self.flat_minor


class Cell(NamedTuple):
    """Where legs of one month, tier, category and campaign go: found once for all of them."""

    month: str
    line: Line
    scales: tuple[Scale, ...]
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the table: the things stay, what is written on them changes as one request after another is judged."""

    months: tuple[Month, ...]
    policy: ControlPolicy
    lines: dict[LineKey, Line]
    by_id: dict[int, Line]
    stands: dict[int, Stand]
    caps: dict[str, int]
    held: dict[int, HeldLine]
    entries: dict[int, OldEntry]
    authorised: dict[int, Authorised]
    gate: GateDesk | None
    resolved: dict[int, Held] = field(default_factory=dict)
    taken: dict[int, tuple[int, int]] = field(default_factory=dict)
    used: dict[int, str] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    days: dict[date, Month | None] = field(default_factory=dict)
    references: dict[Reference, int] = field(default_factory=dict)

    rules: dict[tuple[str, str, int], ControlRule] = field(default_factory=dict)
    scales: dict[tuple[int, str, Document], tuple[Scale, ...]] = field(default_factory=dict)
    cells: dict[tuple[date, str, str, str, bool], Cell] = field(default_factory=dict)

    def meant(self, request: Request) -> int:
        """Return the commitment or entry that a request is about, by its number or by what another system calls it."""
        if request.reference is not None:
            return self.references.get(request.reference, 0)
        return request.target

    def cell_of(self, leg: Leg, *, reserving: bool) -> Cell | None:
        """Return where a leg's money goes; None where its day has no month or nobody knows the line."""
        place = (leg.occurred_on, leg.tier, leg.category, leg.campaign, reserving)
        if (found := self.cells.get(place)) is None:
            month = self.month(leg.occurred_on)
            line = self.lines.get(LineKey(month.label, leg.tier, leg.category)) if month else None
            if month is None or line is None:
                return None
            document = Document.reservation if reserving else Document.spend
            scales = self.scales_of(line, leg.campaign, document)
            found = Cell(month.label, line, scales, tuple(each.stand for each in scales))
            self.cells[place] = found
        return found

    def scales_of(self, line: Line, campaign: str, document: Document) -> tuple[Scale, ...]:
        """Return the balances that money of this line and campaign moves, each with what it asks of a document."""
        cell = (line.id, campaign, document)
        if (found := self.scales.get(cell)) is None:
            found = self.scales[cell] = tuple(
                self._scale(line, stand, document) for stand in self.touched(line, campaign)
            )
        return found

    def _scale(self, line: Line, stand: Stand, document: Document) -> Scale:
        """Return what one balance asks; a line nobody planned follows its own policy."""
        if not line.planned and stand.level is Level.line and stand.horizon is Horizon.month:
            control = self.policy.no_line_fixed if line.fixed else self.policy.no_line_variable
            return Scale(stand, control, control.name, NEVER_ASKS)
        rule = self.rule(line.key.category, document, stand)
        name, mark = rule.control.name, rule.approval_above_minor
        if rule.tolerance_share:
            return Scale(stand, rule.control, name, mark, shared=rule)
        return Scale(stand, rule.control, name, mark, rule.tolerance(0))

    def rule(self, category: str, document: Document, stand: Stand) -> ControlRule:
        """Return the rule that speaks for a balance."""
        cell = (category, document.name, stand.id)
        if (found := self.rules.get(cell)) is None:
            found = self.rules[cell] = self.policy.rule(
                category=category, document=document, level=stand.level, horizon=stand.horizon
            )
        return found

    def month(self, on: date) -> Month | None:
        """Return the month with that day in it."""
        if on not in self.days:
            self.days[on] = month_of(self.months, on)
        return self.days[on]

    def touched(self, line: Line, campaign: str) -> list[Stand]:
        """Return the balances that money of this line and campaign moves."""
        cap = self.caps.get(campaign_name(campaign)) if campaign else None
        found = [self.stands[each] for each in line.touches]
        return found if cap is None else [*found, self.stands[cap]]

    def funded_by(self, line: Line) -> list[Stand]:
        """Return the balances whose funding is the sum of their lines'."""
        return [stand for each in line.touches if (stand := self.stands[each]).level in SUMMED]

    def open_month(self, month: Month) -> Month | None:
        """Return the month itself when it takes facts, else the first later one that does."""
        later = (each for each in self.months if each.days.start >= month.days.start)
        return next((each for each in later if each.state in TAKES_FACTS), None)


def lay_out(session: Session, requests: Sequence[Request], *, at: datetime, lock: bool) -> Desk:
    """Return the desk for these requests.

    With ``lock`` nobody else changes what lies on it, and missing lines of facts and of what may pass without a line
    are made.
    """
    policy = policy_in_force(session, at)
    all_months = months(session)
    references = _references(session, requests)
    targets = [each.target for each in requests if each.act in RESOLVING and each.target]
    held = _held(session, [*targets, *references.values()])
    old = entries(session, [each.target for each in requests if each.act is Act.reverse and each.target])
    by_id = lines_by_id(
        session, [*(each.line_id for each in held.values()), *(e.line_id or 0 for e in old.values())]
    )
    wanted = _cells(requests, all_months, list(by_id.values()), old.values())
    lines = lines_by_key(session, [cell.key for cell in wanted])
    missing = [
        cell for cell in wanted if cell.key not in lines and (cell.made or _passes(policy, fixed=cell.fixed))
    ]
    if missing and lock:
        planned = all(request.act in FUNDING for request in requests)
        make_lines(session, missing, planned=planned, months=all_months, policy=policy)
        lines = lines_by_key(session, [cell.key for cell in wanted])
    by_id.update({line.id: line for line in lines.values()})
    campaigns = {leg.campaign for request in requests for leg in request.legs if leg.campaign}
    campaigns |= {each.origin.campaign for each in held.values()} | {each.campaign for each in old.values()}
    caps = capped(session, [campaign_name(each) for each in campaigns if each])
    ids = {each for line in by_id.values() for each in line.touches}
    desk = Desk(
        months=all_months,
        policy=policy,
        lines=lines,
        by_id=by_id,
        stands=stands(session, ids | set(caps.values()), lock=lock),
        caps=caps,
        held=held,
        entries=dict(old),
        authorised=_authorised(session, requests),
        gate=gate_for(session, requests, held, at=at),
        rates=rates_for(
            session, (each.origin.foreign.currency for each in held.values() if each.origin.foreign)
        ),
        days=session.kept("days", _no_days),
        references=references,
        rules=session.kept(f"rules/{policy.version}", _no_rules),
    )
    if lock and session.on_postgresql and _moved(session, requests, all_months):
        raise Again
    if old and session.on_postgresql:
        desk.entries.update(entries(session, list(old)))  # again under the lock: more may be reversed by now
    return desk


def _references(session: Session, requests: Sequence[Request]) -> dict[Reference, int]:
    """Return which reservations the numbers of other systems mean; no query where nobody names one."""
    named = {each.reference for each in requests} | {leg.reference for each in requests for leg in each.legs}
    wanted = [each for each in named if each is not None]
    return referenced(session, wanted) if wanted else {}


def _held(session: Session, targets: Sequence[int]) -> dict[int, HeldLine]:
    """Return the commitments that these numbers mean: one that was carried on, by the number it has now."""
    held = commitments(session, targets)
    ended = [each for each, found in held.items() if found.held.state is not HeldState.open]
    if ended and (later := carried_to(session, ended)):
        now = commitments(session, list(later.values()))
        held.update({earlier: now[number] for earlier, number in later.items()})
    return held


def guessed_balances(session: Session, requests: Sequence[Request]) -> set[int]:
    """Return the balances that ``lay_out`` will lock for these requests, if the structure is what it was; none for unknown.

    From memory alone, for requests that move nothing but the balances of lines that are known.
    """
    days = session.kept_before("days", _no_days(session))
    lines = session.kept_before("lines", KnownLines(session)).by_key
    if any(request.act not in GUESSED for request in requests):
        return set()
    found: set[int] = set()
    for on, tier, category, campaign in {
        (leg.occurred_on, leg.tier, leg.category, leg.campaign)
        for request in requests
        for leg in request.legs
    }:
        month = days.get(on)
        if month is None or campaign or month.state not in TAKES_FACTS:
            return set()
        line = lines.get(LineKey(month.label, tier, category))
        if line is None:
            return set()
        found.update(line.touches)
    return found


def _no_days(_session: Session) -> dict[date, Month | None]:
    """Return that nothing is known of any day yet."""
    return {}


def _no_rules(_session: Session) -> dict[tuple[str, str, int], ControlRule]:
    """Return that nothing is known of any balance's rule yet."""
    return {}


def _cells(
    requests: Sequence[Request],
    all_months: tuple[Month, ...],
    known: Sequence[Line],
    old: Iterable[OldEntry],
) -> list[NewLine]:
    """Return the cells that requests may post to, each in the currency of the first request that names it."""
    found: dict[LineKey, NewLine] = {}
    seen: set[tuple[date, str, str, bool, bool]] = set()
    days: dict[date, Month | None] = {}
    later = [month for month in all_months if month.state in TAKES_FACTS]
    for request in requests:
        recorded = request.act in RECORDED
        made = recorded or request.act in FUNDING
        for leg in request.legs:
            place = (leg.occurred_on, leg.tier, leg.category, recorded, made)
            if place in seen:
                continue
            seen.add(place)
            if leg.occurred_on not in days:
                days[leg.occurred_on] = month_of(all_months, leg.occurred_on)
            month = days[leg.occurred_on]
            if month is not None and recorded and month.state not in TAKES_FACTS:
                month = next((each for each in later if each.days.start >= month.days.start), None)
            if month is not None:
                key = LineKey(month.label, leg.tier, leg.category)
                if key not in found or (made and not found[key].made):
                    found[key] = NewLine(key, leg.fixed, made, request.currency)
    labels = {month.label: month for month in all_months}
    if any(True for _ in old):
        for line in known:
            month = labels[line.key.period]
            there = next((each for each in later if each.days.start >= month.days.start), None)
            if month.state not in TAKES_FACTS and there is not None:
                key = LineKey(there.label, line.key.tier, line.key.category)
                found.setdefault(key, NewLine(key, line.fixed, made=True, currency=line.currency))
    return list(found.values())


def _passes(policy: ControlPolicy, *, fixed: bool) -> bool:
    """Whether spend without a line may go on under the policy."""
    control = policy.no_line_fixed if fixed else policy.no_line_variable
    return control is not Control.block


def _moved(session: Session, requests: Sequence[Request], before: tuple[Month, ...]) -> bool:
    """Whether a month was closed between the reading and the lock, where that decides in which month to post."""
    return any(request.act in TO_ANY_MONTH for request in requests) and months(session) != before


def _authorised(session: Session, requests: Sequence[Request]) -> dict[int, Authorised]:
    """Return the authorisations that the requests lean on and that were given and not yet used."""
    ids = sorted({request.authorisation for request in requests if request.authorisation})
    if not ids:
        return {}
    condition, values = session.among("id", ids)
    found: dict[int, Authorised] = {}
    for row in session.rows(
        f"SELECT id, kind, line_id, amount_minor, expires_at, allowed FROM budgets_authorisation WHERE {condition}"
        f" AND used_key IS NULL ORDER BY id{session.for_update}",
        values,
    ):
        until = instant(row[4])
        assert until is not None, "an authorisation has an end"
        if row[5]:
            each = cast("int", row[0])
            found[each] = Authorised(each, str(row[1]), cast("int", row[2]), cast("int", row[3]), until)
    return found
