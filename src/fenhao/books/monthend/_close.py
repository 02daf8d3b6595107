"""Close a month: every line by its rule, all of it in one transaction, explained to the last unit and sealed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets import Act, Answer, Ask, Leg, Request
from fenhao.books.budgets.operations import (
    LineStanding,
    MonthVerdict,
    held_in_month,
    may_turn,
    month_standing,
    settle_within,
    turn_month,
    unlatched,
)
from fenhao.books.database import Session, Table, instant, read, write
from fenhao.books.goals import operations as goals
from fenhao.books.journal import HeldLine, Month, PeriodState, Plain, answered, carry, months, once
from fenhao.books.monthend._rules import rules_at
from fenhao.books.monthend._values import CloseAnswer, CloseVerdict, ClosingCheck, MonthEnd
from fenhao.books.people import Right, require
from fenhao.books.requests.operations import carry_holds
from fenhao.engine.budget import (
    RESERVE_CATEGORY,
    CellKey,
    ClosingFault,
    ClosingLine,
    ClosingRule,
    ClosingRules,
    HoldRule,
    MonthLine,
    OverspendRule,
    UnspentRule,
    close_line,
)

CLOSE = Table(
    "monthend_close",
    (
        ("month", "text"),
        ("rules", "text"),
        ("report", "text"),
        ("seal", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
CARRIED = Table(
    "monthend_carried",
    (("close_id", "bigint"), ("from_commitment", "bigint"), ("to_commitment", "bigint")),
)


_Faults = tuple[ClosingFault, ...]


class _Refused(Exception):
    """The month cannot be closed: everything is taken back, the key stays free."""

    def __init__(self, answer: CloseAnswer) -> None:
        super().__init__(answer.verdict.value)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class _Closing:
    """What one closing works with. ``mark`` begins the keys of what it moves: a reopened month closes under others."""

    month: Month
    following: Month | None
    reserve: Month
    rules: ClosingRules
    mark: str
    at: datetime


def begin_closing(label: str, *, key: str, by: int | None, at: datetime) -> MonthVerdict:
    """Stop new spend in the month; what is reserved may still be consumed, facts still recorded."""

    def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Turn it."""
        turn_month(session, label, PeriodState.closing, by=by, at=at, why="")
        return MonthVerdict.turned.value, {}

    def work(session: Session) -> MonthVerdict:
        """Do it once."""
        require(session, by, Right.close_month, at=at)
        session.lock_structure()
        verdict = may_turn(session, label, PeriodState.closing)
        if verdict is MonthVerdict.turned or answered(session, [key]):
            kept = once(session, key=key, act="begin_closing", body={"month": label}, by=by, at=at, work=act)
            return MonthVerdict(kept.verdict)
        return verdict

    return write(work)


def close(
    label: str, *, checks: Sequence[ClosingCheck], key: str, by: int | None, at: datetime
) -> CloseAnswer:
    """Close a month that is closing, by the rules in force: what it leaves is carried, given back or written off.

    ``checks`` are what other rooms have to say first: everything posted, cost allocated, assertions hold. A refusal
    leaves the month as it was.
    """

    def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Close it the first time."""
        return CloseVerdict.closed.value, {"close": _close(session, label, checks, by=by, at=at)}

    def work(session: Session) -> CloseAnswer:
        """Do it once."""
        require(session, by, Right.close_month, at=at)
        session.lock_structure()
        kept = once(session, key=key, act="close_month", body={"month": label}, by=by, at=at, work=act)
        (report,) = _reports(session, "id = ?", [kept.answer["close"]])
        return CloseAnswer(CloseVerdict.closed, report=report, replayed=kept.replayed)

    try:
        return write(work)
    except _Refused as refused:
        return refused.answer


def closed_months(label: str = "") -> tuple[MonthEnd, ...]:
    """Return how a month, or every month, was closed, oldest first; a reopened month appears once a closing."""
    return read(lambda session: closed_within(session, label))


def closed_within(session: Session, label: str = "") -> tuple[MonthEnd, ...]:
    """Return the same as ``closed_months`` for a caller who reads more at once."""
    return _reports(session, "month = ?", [label]) if label else _reports(session, "1 = 1", [])


def _close(
    session: Session, label: str, checks: Sequence[ClosingCheck], *, by: int | None, at: datetime
) -> int:
    """Return the id of the closing; ``_Refused`` when it cannot be done."""
    turned = may_turn(session, label, PeriodState.closed)
    if turned is not MonthVerdict.turned:
        raise _Refused(CloseAnswer(CloseVerdict(turned.value)))
    closing = _laid_out(session, label, at=at)
    obstacles = tuple(each for check in checks for each in check(session, closing.month))
    if obstacles:
        raise _Refused(CloseAnswer(CloseVerdict.not_ready, obstacles))
    held = held_in_month(session, label, at=at)
    _refuse_faults([_line(closing, each) for each in month_standing(session, [label], at=at)])
    with unlatched(session, label):
        lines, carried = _balance_lines(session, closing, held)
        lines += _balance_reserve(session, closing)
    _assert_explained(lines, month_standing(session, [label], at=at))
    seal = turn_month(session, label, PeriodState.closed, by=by, at=at, why="")
    report = json.dumps([_plain(line) for line in lines], ensure_ascii=False)
    each = session.insert(CLOSE, [(label, closing.rules.version, report, seal, by, at)])[0]
    session.insert(CARRIED, [(each, old, new) for old, new in carried])
    carry(session, carried)
    carry_holds(session, carried)
    goals.freeze(session, label, at=at)
    after: dict[str, Plain] = {"rules": closing.rules.version, "seal": seal, "carried": len(carried)}
    record(session, AuditAct(at, by, "close_month", f"period/{label}", {}, after))
    return each


def _laid_out(session: Session, label: str, *, at: datetime) -> _Closing:
    """Return what the closing works with."""
    everything = months(session)
    month = next(each for each in everything if each.label == label)
    quarter = [
        each for each in everything if (each.fiscal_year, each.quarter) == (month.fiscal_year, month.quarter)
    ]
    before = session.rows("SELECT count(*) FROM monthend_close WHERE month = ?", (label,))
    return _Closing(
        month=month,
        following=next((each for each in everything if each.days.start >= month.days.end), None),
        reserve=quarter[-1],
        rules=rules_at(session, at),
        mark=f"close/{label}/{cast('int', before[0][0]) + 1}",
        at=at,
    )


def _line(closing: _Closing, standing: LineStanding) -> tuple[ClosingLine, _Faults]:
    """Return what its rule makes of a line, and what is missing."""
    key = CellKey(*standing.key)
    line = MonthLine(
        key=key,
        funded_minor=standing.funded_minor,
        reserved_minor=standing.reserved_minor,
        actual_minor=standing.actual_minor,
        fixed=standing.fixed,
    )
    return close_line(line, closing.rules.rule(key), has_next=closing.following is not None)


def _refuse_faults(found: Sequence[tuple[ClosingLine, _Faults]]) -> None:
    """Return when every line can be closed by its rule; refuse with all that is missing otherwise."""
    faults = tuple((line.key, missing) for line, missing in found if missing)
    if faults:
        raise _Refused(CloseAnswer(CloseVerdict.rules_missing, faults=faults))


def _balance_lines(
    session: Session, closing: _Closing, held: Mapping[int, HeldLine]
) -> tuple[list[ClosingLine], list[tuple[int, int]]]:
    """Resolve reservations and leave no line but a reserve with anything; return the lines and what was carried."""
    standing = {
        each.id: each
        for each in month_standing(session, [closing.month.label], at=closing.at)
        if each.key.category != RESERVE_CATEGORY
    }
    lines = {each: _line(closing, stood)[0] for each, stood in standing.items()}
    asks = [_resolved(closing, each, lines[each.line_id].rule) for each in held.values()]
    for each, line in lines.items():
        asks += _moved(closing, line, standing[each].currency)
    carried = [each for each in held.values() if lines[each.line_id].rule.holds is HoldRule.carry]
    _settle(session, asks)
    again = _settle(session, [_held_again(closing, each, standing[each.line_id]) for each in carried])
    pairs = [(each.id, answer.commitments[0]) for each, answer in zip(carried, again, strict=True)]
    return list(lines.values()), pairs


def _balance_reserve(session: Session, closing: _Closing) -> list[ClosingLine]:
    """Close the quarter's reserve, where this month holds it, after all that goes back to it has come."""
    lines: list[ClosingLine] = []
    for each in month_standing(session, [closing.month.label], at=closing.at):
        if each.key.category == RESERVE_CATEGORY:
            told = _line(closing, each)
            _refuse_faults([told])
            _settle(session, _moved(closing, told[0], each.currency))
            lines.append(told[0])
    return lines


def _resolved(closing: _Closing, held: HeldLine, rule: ClosingRule) -> Ask:
    """Return what ends a reservation: it expires, or is released, also where it goes on in the next month."""
    foreign = held.origin.foreign is not None
    if rule.holds is HoldRule.carry and (foreign or held.held.waits):
        why = "foreign" if foreign else "waits"
        raise _Refused(CloseAnswer(CloseVerdict.not_settled, detail=f"commitment/{held.id} {why}"))
    if rule.holds is HoldRule.expire and not foreign:
        key, left = f"{closing.mark}/expire/{held.id}", held.held.remaining_minor
        return Ask(Request(Act.expire, key, target=held.id, amount_minor=left), None, closing.at)
    return Ask(Request(Act.release, f"{closing.mark}/release/{held.id}", target=held.id), None, closing.at)


def _held_again(closing: _Closing, held: HeldLine, standing: LineStanding) -> Ask:
    """Return what holds a carried reservation in the next month, for the same thing and until the same instant."""
    assert closing.following is not None, "what is carried has somewhere to go"
    origin = held.origin
    leg = Leg(
        closing.following.days.start,
        standing.key.tier,
        standing.key.category,
        held.held.remaining_minor,
        cost_type=origin.cost_type,
        customer=origin.customer,
        campaign=origin.campaign,
        fixed=standing.fixed,
        channel=origin.channel,
        purpose=origin.purpose,
        benefit_type=origin.benefit_type,
        department=origin.department,
    )
    key = f"{closing.mark}/carry/{held.id}"
    request = Request(
        Act.reserve,
        key,
        (leg,),
        origin.currency,
        expires_at=held.held.expires_at,
        under_route=True,  # whoever had to agree to this amount did so when it was reserved
    )
    return Ask(request, None, closing.at)


def _moved(closing: _Closing, line: ClosingLine, currency: str) -> list[Ask]:
    """Return what moves a line's funding by its rule: with its reservations, unspent, or from the next month."""
    _, tier, category = line.key
    cell = "/".join(line.key)

    def leg(month: Month | None, amount: int, *, reserve: bool = False) -> Leg:
        """Return one side of a move."""
        assert month is not None, "what is carried has somewhere to go"
        place = ("", RESERVE_CATEGORY) if reserve else (tier, category)
        return Leg(month.days.start, *place, amount, fixed=line.fixed and not reserve)

    def ask(act: Act, what: str, *legs: Leg) -> Ask:
        """Return one move."""
        return Ask(Request(act, f"{closing.mark}/{what}/{cell}", legs, currency), None, closing.at)

    here, coming, back = closing.month, closing.following, closing.reserve
    asks: list[Ask] = []
    if amount := line.backing_minor:
        asks.append(ask(Act.transfer, "backing", leg(here, amount), leg(coming, amount)))
    if amount := line.unspent_minor:
        match line.rule.unspent:
            case UnspentRule.carry:
                asks.append(ask(Act.transfer, "unspent", leg(here, amount), leg(coming, amount)))
            case UnspentRule.to_reserve:
                taker = leg(back, amount, reserve=True)
                asks.append(ask(Act.transfer, "unspent", leg(here, amount), taker))
            case _:
                asks.append(ask(Act.defund, "unspent", leg(here, amount)))
    if (amount := line.overspend_minor) and line.rule.overspend is OverspendRule.carry:
        asks.append(ask(Act.transfer, "overspend", leg(coming, amount), leg(here, amount)))
    return asks


def _settle(session: Session, asks: Sequence[Ask]) -> tuple[Answer, ...]:
    """Return the answers, all of which pass; one that does not takes the whole closing back and says which."""
    answers = settle_within(session, asks) if asks else ()
    for answer in answers:
        if not answer.passed:
            detail = f"{answer.key} {answer.verdict.value} {answer.detail}".strip()
            raise _Refused(CloseAnswer(CloseVerdict.not_settled, detail=detail))
    return answers


def _assert_explained(lines: Sequence[ClosingLine], standing: Sequence[LineStanding]) -> None:
    """Make sure that what the lines hold now is what the report says they do."""
    told = {line.key: line for line in lines}
    for each in standing:
        line = told[CellKey(*each.key)]
        back = line.overspend_minor if line.rule.overspend is OverspendRule.carry else 0
        assert each.reserved_minor == 0, ("nothing is held in a closed month", each)
        left = line.funded_minor - line.backing_minor - line.unspent_minor + back
        assert each.funded_minor == left, ("every move of a closing is in its report", each, line)
        assert each.actual_minor == line.actual_minor, ("closing spends nothing", each, line)


def _reports(session: Session, condition: str, values: list[object]) -> tuple[MonthEnd, ...]:
    """Return closings by a condition, oldest first."""
    found = []
    for row in session.rows(
        f'SELECT month, rules, report, seal, "by", at FROM monthend_close WHERE {condition} ORDER BY id',
        values,
    ):
        at = instant(row[5])
        assert at is not None, "a closing has its instant"
        lines = tuple(_told(each) for each in json.loads(str(row[2])))
        found.append(MonthEnd(str(row[0]), str(row[1]), lines, str(row[3]), cast("int | None", row[4]), at))
    return tuple(found)


def _plain(line: ClosingLine) -> dict[str, object]:
    """Return a line as plain values."""
    return {
        "key": list(line.key),
        "rule": [line.rule.tier, line.rule.category],
        "does": [line.rule.holds.value, line.rule.unspent.value, line.rule.overspend.value],
        "fixed": line.fixed,
        "minor": [
            line.funded_minor, line.reserved_minor, line.actual_minor, line.backing_minor, line.unspent_minor,
            line.overspend_minor,
        ],
    }  # fmt: skip


def _told(told: Mapping[str, list[str]]) -> ClosingLine:
    """Return a line from plain values."""
    tier, category = told["rule"]
    holds, unspent, overspend = told["does"]
    rule = ClosingRule(tier, category, HoldRule(holds), UnspentRule(unspent), OverspendRule(overspend))
    return ClosingLine(
        CellKey(*told["key"]), rule, bool(told["fixed"]), *(int(each) for each in told["minor"])
    )
