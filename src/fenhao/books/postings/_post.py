"""Post what loads cost, and take back what undone loads had posted.

A load's postings are decided in one transaction and then asked of the budgets a thousand at a time, each under its own
key: a process that dies anywhere on the way is followed by one that asks the same again, and every posting is there once.

A sum above nothing is a fact; a sum below nothing, a credit on balance, is a reversal that names the load's rows instead of one
entry. Undoing a load takes every fact back by a linked reversal. What somebody has already reversed by hand cannot be
linked twice: that part is a credit of the same load.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets import Act, Answer, Ask, Leg, Request
from fenhao.books.budgets.operations import post
from fenhao.books.database import Session, read, write
from fenhao.books.journal import PostedEntry, entries, months, posted_under
from fenhao.books.people import Right, require
from fenhao.books.postings._sheet import (
    REST,
    LoadState,
    SheetRow,
    load_states,
    plan,
    plan_back,
    sheet_rows,
    turn_load,
)
from fenhao.engine.budget import Refusal
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.loading import CostLoad, SubledgerSum, cost_loads, subledger_sums

ASKS_MAX = 1000
"""How many postings are asked for at once."""
_TRIES = 5
"""How often a taking back is asked anew when somebody reverses the same entry at the same moment."""


@dataclass(frozen=True, slots=True)
class PostedLoads:
    """What a run did: loads posted, loads taken back, postings asked for, and months that the books do not know yet."""

    posted: tuple[str, ...]
    withdrawn: tuple[str, ...]
    postings: int
    outside: tuple[str, ...]


def post_loads(*, book: Book, by: int | None, at: datetime, advance: Advance) -> PostedLoads:
    """Post every load in force that is not posted yet, take back every undone one; again does nothing.

    Trouble ``postings.refused`` when the books do not take a posting, such as when every month is closed: what was
    posted before it stays, and the next run goes on there.
    """
    loads = cost_loads(book=book)

    def look(session: Session) -> tuple[dict[str, LoadState], frozenset[str]]:
        """Read where the loads stand."""
        require(session, by, Right.record_facts, at=at)
        states = load_states(session, [load.batch_id for load in loads])
        return states, frozenset(month.label for month in months(session))

    states, known = read(look)
    due = [load for load in loads if not load.withdrawn and is_due(states.get(load.batch_id), known)]
    undone = [load for load in loads if load.withdrawn and is_to_take_back(states.get(load.batch_id))]
    unplanned = [load for load in due if needs_plan(states.get(load.batch_id), known)]
    batch_ids = [load.batch_id for load in unplanned]
    sums = subledger_sums(book=book, batch_ids=batch_ids, at=at, advance=advance)
    for load in unplanned:
        _plan(book, load, [each for each in sums if each.batch_id == load.batch_id], by=by, at=at)
    total, postings = len(due) + len(undone), 0
    for count, load in enumerate((*due, *undone)):
        advance("step.postings", count, total)
        postings += _post_planned(book, load.batch_id, by=by, at=at)
        if load.withdrawn:
            postings += _take_back(book, load.batch_id, by=by, at=at)
    if total:
        advance("step.postings", total, total)
    left = read(lambda session: load_states(session, [load.batch_id for load in loads if not load.withdrawn]))
    return PostedLoads(
        tuple(load.batch_id for load in due),
        tuple(load.batch_id for load in undone),
        postings,
        tuple(sorted({month for state in left.values() for month in state.outside})),
    )


def is_due(state: LoadState | None, known: frozenset[str]) -> bool:
    """Whether a load in force still has something to post in months that the books know."""
    return state is None or state.state == "planned" or not known.isdisjoint(state.outside)


def needs_plan(state: LoadState | None, known: frozenset[str]) -> bool:
    """Whether it is still to be decided what a load posts: all of it, or months that were opened since."""
    return state is None or not known.isdisjoint(state.outside)


def is_to_take_back(state: LoadState | None) -> bool:
    """Whether an undone load still has something in the books."""
    return state is not None and state.state != "withdrawn"


def _plan(book: Book, load: CostLoad, sums: Sequence[SubledgerSum], *, by: int | None, at: datetime) -> None:
    """Decide what a load posts, once, whoever else is about to."""

    def work(session: Session) -> None:
        """Decide unless somebody has just done so."""
        session.lock_structure()
        known = frozenset(month.label for month in months(session))
        if needs_plan(load_states(session, [load.batch_id]).get(load.batch_id), known):
            plan(session, load.batch_id, sums, chart=book.chart, by=by, at=at)

    write(work)


def _post_planned(book: Book, batch: str, *, by: int | None, at: datetime) -> int:
    """Post what was decided of a load, and say that it is posted; return how many postings were asked for."""
    states, rows = read(lambda session: (load_states(session, [batch]), sheet_rows(session, [batch])))
    if states[batch].state != "planned":
        return 0
    asks = [
        Ask(_request(book, row.key, row, row.amount_minor), by, at)
        for row in rows
        if row.amount_minor and not row.undoes
    ]
    for part in _parts(asks):
        _passed(part, post(part))

    def done(session: Session) -> None:
        """Turn the load, and write down who did."""
        session.lock_structure()
        before = load_states(session, [batch])[batch]
        if before.state == "planned":
            turn_load(session, batch, "posted", outside=before.outside, by=by, at=at)
            total = sum(row.amount_minor for row in rows if not row.undoes)
            after = {"postings": len(asks), "amount_minor": total}
            record(session, AuditAct(at, by, "post_load", f"load/{batch}", {}, after))

    write(done)
    return len(asks)


def _take_back(book: Book, batch: str, *, by: int | None, at: datetime) -> int:
    """Take back what an undone load had posted, and say so; return how many postings were asked for."""

    def decide(session: Session) -> None:
        """Decide once."""
        session.lock_structure()
        if load_states(session, [batch])[batch].state == "posted":
            plan_back(session, batch, by=by, at=at)

    def done(session: Session) -> None:
        """Turn the load, and write down who did."""
        session.lock_structure()
        if load_states(session, [batch])[batch].state == "withdrawing":
            turn_load(session, batch, "withdrawn", outside=(), by=by, at=at)
            record(session, AuditAct(at, by, "withdraw_load", f"load/{batch}", {}, {"postings": asked}))

    write(decide)
    back = [
        row for row in read(lambda session: sheet_rows(session, [batch])) if row.undoes and row.amount_minor
    ]
    asked = 0
    for start in range(0, len(back), ASKS_MAX):
        asked += _take_back_part(book, back[start : start + ASKS_MAX], at=at)
    write(done)
    return asked


def _take_back_part(book: Book, rows: Sequence[SheetRow], *, at: datetime) -> int:
    """Take back these postings; what somebody is reversing at the same moment is looked at anew."""
    asked = 0
    for _ in range(_TRIES):
        asks = read(lambda session: _backward(session, book, rows, at=at))
        if not asks:
            return asked
        asked += len(asks)
        answers = [each for each in post(asks) if each.verdict is not Refusal.exceeds_original]
        _passed(asks, answers)
    raise Trouble("postings.refused", {"key": rows[0].key, "verdict": "exceeds_original"})


def _backward(session: Session, book: Book, rows: Sequence[SheetRow], *, at: datetime) -> list[Ask]:
    """Return what is still to be asked: linked reversals of what is left, then credits for what was reversed before."""
    keys = [each for row in rows for each in (row.undoes, row.key, row.key + REST)]
    posted = posted_under(session, keys)
    old = entries(session, [posted[row.undoes][0].id for row in rows if row.undoes in posted])
    asks = []
    for row in rows:
        whole = -row.amount_minor
        done = -_sum(posted.get(row.key, ())) - _sum(posted.get(row.key + REST, ()))
        if done == whole:
            continue
        if whole < 0:  # a credit is taken back by a fact
            asks.append(Ask(_request(book, row.key, row, row.amount_minor), None, at))
            continue
        origin = old[posted[row.undoes][0].id]
        left = min(origin.actual_minor - origin.reversed_minor, whole)
        if row.key not in posted and left:
            asks.append(Ask(Request(Act.reverse, row.key, target=origin.id, amount_minor=left), None, at))
        elif whole - done:
            asks.append(Ask(_request(book, row.key + REST, row, done - whole), None, at))
    return asks


def _sum(posted: Sequence[PostedEntry]) -> int:
    """Return what entries cost together."""
    return sum(entry.actual_minor for entry in posted)


def _request(book: Book, key: str, row: SheetRow, amount_minor: int) -> Request:
    """Return the fact, or the credit when the amount is negative, that posts so much of a row."""
    leg = Leg(
        occurred_on=row.occurred_on,
        tier=row.tier,
        category=row.category,
        amount_minor=abs(amount_minor),
        cost_type=row.cost_type,
        campaign=row.campaign,
        fixed=row.fixed,
        batch=row.batch,
        rows=abs(row.rows),
    )
    return Request(Act.fact if amount_minor > 0 else Act.credit, key, (leg,), book.settings.currency)


def _parts(asks: Sequence[Ask]) -> Iterator[Sequence[Ask]]:
    """Give the asks in parts that one commit takes."""
    for start in range(0, len(asks), ASKS_MAX):
        yield asks[start : start + ASKS_MAX]


def _passed(asks: Sequence[Ask], answers: Sequence[Answer]) -> None:
    """Return when every posting was taken; Trouble ``postings.refused`` names the first that was not."""
    for answer in answers:
        if not answer.passed:
            raise Trouble("postings.refused", {"key": answer.key, "verdict": answer.verdict.name})
    assert len(answers) <= len(asks), "an ask has one answer"
