"""Look without touching: would this pass, why was that refused, do the books add up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.budgets._admit import malformed
from fenhao.books.budgets._desk import Desk, guessed_balances, lay_out
from fenhao.books.budgets._foreign import Refused
from fenhao.books.budgets._gated import said_at_gate
from fenhao.books.budgets._judge import judge
from fenhao.books.budgets._lines import Line, LineKey, Stand, lines_by_id, stands_query
from fenhao.books.budgets._months import totals_digest
from fenhao.books.budgets._outcome import Outcome
from fenhao.books.budgets._priced import priced
from fenhao.books.budgets._settle import stored_answer
from fenhao.books.budgets._structure import FOLDED
from fenhao.books.budgets._values import Act, Answer, GateSaid, Request
from fenhao.books.database import Session, read
from fenhao.books.journal import (
    PeriodState,
    answered,
    due_by_line,
    due_by_line_query,
    months,
    opening,
    opening_query,
)
from fenhao.engine.budget import Control, Refusal, Verdict
from fenhao.kernel import amount_text


@dataclass(frozen=True, slots=True)
class Behind:
    """An entry behind a level's sums, as it stood when the request was judged."""

    entry: int
    kind: str
    amount_minor: int
    reserved_minor: int
    actual_minor: int
    key: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would have let a refused request pass: ask for less, bring funding in, get the excess or the amount authorised."""

    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole sum behind an answer: the request, every level, and for the tightest level the entries behind it."""

    answer: Answer
    body: str
    behind: tuple[Behind, ...]
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in the books that does not follow from the entries; amounts in whole units, as people read them."""

    what: str
    stored: str
    computed: str


def check(request: Request, *, at: datetime) -> Answer:
    """Return what a reservation or spend would be answered now. Nothing is written, nothing locked.

    Where there is no line for it, what the gate says stands beside the refusal.
    """
    if request.act not in {Act.reserve, Act.spend}:
        raise ValueError("only a reservation or a spend can be checked")
    if (wrong := malformed(request)) is not None:
        return Answer(request.key, wrong[0], (), (), (), "", wrong[1])

    def work(session: Session) -> Answer:
        """Judge on a desk that nobody keeps."""
        balances = guessed_balances(session, [request])
        session.ahead(
            opening_query(at),
            due_by_line_query(at),
            *((stands_query(session, balances, lock=False),) if balances else ()),
        )
        opening(session, at=at)
        own = priced(session, request, at=at)
        if isinstance(own, Refused):
            return Answer(request.key, own.why, (), (), (), "", own.what)
        desk = lay_out(session, [own], at=at, lock=False)
        _imagine_lines(desk, own)
        due = due_by_line(session, at=at)
        for line in lines_by_id(session, due).values():
            for each in line.touches:
                if each in desk.stands:
                    desk.stands[each].move(funded=0, reserved=-due[line.id], actual=0)
        outcome = judge(desk, own, at=at)
        return Answer(
            request.key,
            outcome.ending,
            (),
            (),
            outcome.levels,
            desk.policy.version,
            outcome.detail,
            gates=outcome.gates or _gate_besides(desk, own, outcome),
        )

    return read(work)


def _gate_besides(desk: Desk, request: Request, outcome: Outcome) -> tuple[GateSaid, ...]:
    """Return what the gate says to money that has no line: who asks wants to know both, before a line is funded."""
    return said_at_gate(desk.gate, request) if outcome.ending is Refusal.no_line else ()


def explain(key: str) -> Explanation | None:
    """Return why the key was answered as it was, from stored rows alone; None for a key that no request for money used."""

    def work(session: Session) -> Explanation | None:
        """Read the answer and what lay behind it."""
        command = answered(session, [key]).get(key)
        if command is None or json.loads(command.body)["act"] not in Act.__members__:
            return None
        answer = stored_answer(session, command)._replace(replayed=True)
        tight = min(answer.levels, key=lambda level: level.available_minor, default=None)
        behind = _behind(session, tight.balance, command.id) if tight else ()
        return Explanation(answer, command.body, behind, _remedies(answer))

    return read(work)


def differences() -> tuple[Difference, ...]:
    """Return everything that does not add up: balances, commitments, reversals, overruns, the seals of closed months."""

    def work(session: Session) -> tuple[Difference, ...]:
        """Compute each from the entries."""
        found = [
            Difference(str(name), _amounts(row[:3], currency), _amounts(row[3:], currency))
            for name, currency, *row in session.rows(
                "SELECT b.name, b.currency, b.funded_minor, b.reserved_minor, b.actual_minor, f.funded, f.reserved, f.actual"
                f" FROM budgets_balance b JOIN ({FOLDED}) f ON f.id = b.id WHERE b.funded_minor <> f.funded"
                " OR b.reserved_minor <> f.reserved OR b.actual_minor <> f.actual ORDER BY b.name",
                (0,),
            )
        ]
        found += [
            Difference(f"commitment/{each}", _amounts([stored], currency), _amounts([computed], currency))
            for each, currency, stored, computed in session.rows(
                "SELECT c.id, min(e.currency), c.remaining_minor, sum(e.reserved_minor) FROM journal_commitment c"
                " JOIN journal_entry e ON e.id = c.id OR e.commitment_id = c.id"
                " GROUP BY c.id, c.remaining_minor HAVING c.remaining_minor <> sum(e.reserved_minor) ORDER BY c.id"
            )
        ]
        found += [
            Difference(f"reversed/{each}", _amounts([stored], currency), _amounts([computed], currency))
            for each, currency, stored, computed in session.rows(
                "SELECT r.id, min(e.currency), r.reversed_minor, sum(e.amount_minor) FROM journal_reversed r"
                " JOIN journal_entry e ON e.reverses_id = r.id GROUP BY r.id, r.reversed_minor"
                " HAVING r.reversed_minor <> sum(e.amount_minor) ORDER BY r.id"
            )
        ]
        for month in months(session):
            digest = totals_digest(session, month.label) if month.state is PeriodState.closed else month.seal
            if digest != month.seal:
                found.append(Difference(f"period/{month.label}", month.seal, digest))
        return tuple(found)

    return read(work)


def _amounts(minor: Sequence[object], currency: object) -> str:
    """Return amounts as people read them: whole units, their part and the currency, in the order told."""
    return " / ".join(amount_text(int(cast("int", each)), currency=str(currency)) for each in minor)


def standings(session: Session, labels: Sequence[str]) -> tuple[Stand, ...]:
    """Return the lines' own balances of these months, by name."""
    condition, values = session.among("period", labels)
    return tuple(
        Stand(row)
        for row in session.rows(
            "SELECT id, name, level, horizon, currency, funded_minor, reserved_minor, actual_minor, overrun_minor,"
            f" standing, closed FROM budgets_balance WHERE level = 'line' AND horizon = 'month' AND {condition}"
            " ORDER BY name",
            values,
        )
    )


def _imagine_lines(desk: Desk, request: Request) -> None:
    """Put lines on the desk that spend without a line would make, where the policy lets it."""
    for place, leg in enumerate(request.legs):
        month = desk.month(leg.occurred_on)
        control = desk.policy.no_line_fixed if leg.fixed else desk.policy.no_line_variable
        if month is None or control is Control.block:
            continue
        key = LineKey(month.label, leg.tier, leg.category)
        if key in desk.lines:
            continue
        at = -1 - place
        name = f"line/month/{month.label}/{leg.tier}/{leg.category}"
        closed = month.state in {PeriodState.closing, PeriodState.closed}
        desk.stands[at] = Stand((at, name, "line", "month", request.currency, 0, 0, 0, 0, "under", closed))
        desk.lines[key] = Line(at, key, request.currency, leg.fixed, planned=False, touches=(at,))


def _behind(session: Session, balance: str, before: int) -> tuple[Behind, ...]:
    """Return the entries behind a balance when the command of that id came."""
    rows = session.rows(
        "SELECT e.id, e.kind, e.amount_minor, e.reserved_minor, e.actual_minor, c.key FROM budgets_balance b"
        " JOIN budgets_touch t ON t.balance_id = b.id JOIN journal_entry e ON e.line_id = t.line_id"
        " JOIN journal_command c ON c.id = e.command_id WHERE b.name = ? AND e.command_id < ? ORDER BY e.id",
        (balance, before),
    )
    return tuple(
        Behind(
            cast("int", row[0]),
            str(row[1]),
            cast("int", row[2]),
            cast("int", row[3]),
            cast("int", row[4]),
            str(row[5]),
        )
        for row in rows
    )


def _remedies(answer: Answer) -> tuple[Remedy, ...]:
    """Return what would have let the request pass."""
    short = max((level.shortfall_minor for level in answer.levels), default=0)
    if answer.passed or not answer.levels:
        return ()
    asked = answer.levels[0].asked_minor
    if answer.verdict is Verdict.needs_approval:
        return (Remedy("approve", asked),)
    if not short:
        return ()
    remedies = [Remedy("bring_in", short)]
    if asked > short:
        remedies.append(Remedy("ask_for", asked - short))
    if all(level.control == "approve_over" for level in answer.levels if level.shortfall_minor):
        over = max(level.shortfall_minor + level.tolerance_minor for level in answer.levels)
        remedies.append(Remedy("authorise", over))
    return tuple(remedies)
