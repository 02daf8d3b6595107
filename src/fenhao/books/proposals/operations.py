"""What can be done with proposals: an agent makes one, a person files it under the own name or sets it aside.

Nothing else in the books reads a proposal: until it is filed it holds no money, asks nobody and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never, cast

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, Table, read, write
from fenhao.books.findings.operations import answer_cases
from fenhao.books.journal import Plain, once
from fenhao.books.moves.operations import propose_transfer
from fenhao.books.people import Right, require
from fenhao.books.proposals._rows import find, open_count
from fenhao.books.proposals._values import (
    ANSWERABLE,
    NEEDS,
    Proposal,
    ProposalKind,
    SpendWish,
    StudyWish,
    TransferWish,
    VerdictWish,
    Wish,
    body_text,
)
from fenhao.books.requests import operations as requests
from fenhao.books.studies import NewStudy, make_study
from fenhao.books.studies.operations import keep_study
from fenhao.engine.waste import CaseVerdict
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, Refused, stamp_now
from fenhao.runs.planning import kept_year_facts, planned_year

__all__ = ["AGENT_MAX", "OPEN_MAX", "USE_DAYS", "WHY_MAX", "file", "may_file", "propose", "set_aside"]

OPEN_MAX = 50
"""How many proposals of one person's agents may wait at once: an agent that runs wild fills no book."""
WHY_MAX = 500
AGENT_MAX = 120
USE_DAYS = 30
"""How long money that a filed proposal asks for may be used once it is approved."""
_AT_ONCE = frozenset({ProposalKind.transfer, ProposalKind.verdict})
"""What may be done at once when it is filed, without anybody else being asked."""
_PROPOSAL = Table(
    "proposals_proposal",
    (
        ("kind", "text"),
        ("body", "text"),
        ("why", "text"),
        ("agent", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
_ANSWER = Table(
    "proposals_answer",
    (
        ("proposal_id", "bigint"),
        ("filed", "boolean"),
        ("made", "text"),
        ("why", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


def propose(wish: Wish, *, why: str, agent: str, key: str, by: int, at: datetime) -> int:
    """Return the number of a new proposal. Only the person's own rights can be proposed with.

    Trouble ``proposals.why_missing``, ``proposals.too_many`` while OPEN_MAX of this person's wait,
    ``proposals.bad_verdict`` for a verdict that nobody can propose.
    """
    said, name = " ".join(why.split())[:WHY_MAX], " ".join(agent.split())[:AGENT_MAX]
    if isinstance(wish, VerdictWish) and wish.act not in ANSWERABLE:
        raise Trouble("proposals.bad_verdict", {"verdict": wish.act.value})

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Write it down."""
        if not said:
            raise Trouble("proposals.why_missing", {})
        if open_count(session, by=by) >= OPEN_MAX:
            raise Trouble("proposals.too_many", {"most": str(OPEN_MAX)})
        number = session.insert(_PROPOSAL, [(wish.kind.value, body_text(wish), said, name, by, at)])[0]
        after: Facts = {"kind": wish.kind.value, "body": body_text(wish), "agent": name}
        record(session, Act(at, by, "agent_proposes", f"proposal/{number}", {}, after, said))
        return "done", {"number": number}

    def work(session: Session) -> int:
        """Ask for the right, then do it."""
        require(session, by, NEEDS[wish.kind], at=at)
        body: dict[str, Plain] = {
            "kind": wish.kind.value,
            "body": body_text(wish),
            "why": said,
            "agent": name,
            "by": by,
        }
        return cast(
            "int", once(session, key=key, act="propose", body=body, by=by, at=at, work=first).answer["number"]
        )

    return write(work)


def file(proposal: int, *, book: Book, by: int, at: datetime) -> str:
    """Do what was proposed as this person, and return what came of it; filed twice it is done once.

    What would be done at once takes another person than the one whose agent proposed it: ``proposals.needs_another``. What the
    books refuse stays open: ``proposals.refused`` names the verdict.
    """

    def seen(session: Session) -> Proposal:
        """Return what waits, when this person may file it."""
        held = _waiting(session, proposal)
        require(session, by, NEEDS[held.kind], at=at)
        if not may_file(held, by=by):
            raise Trouble("proposals.needs_another", {"proposal": str(proposal)})
        return held

    held = read(seen)
    made = _done(held, book=book, by=by, at=at)
    _answer(held, filed=True, made=made, why="", by=by, at=at)
    return made


def may_file(held: Proposal, *, by: int | None) -> bool:
    """Whether a person other than its agent's own would file it, where it would be done at once; rights are asked apart."""
    return held.kind not in _AT_ONCE or held.by != by


def set_aside(proposal: int, *, why: str, by: int, at: datetime) -> None:
    """Put a proposal away, by its person or whoever might file it; nothing comes of it."""

    def seen(session: Session) -> Proposal:
        """Return what waits, when this person may put it away."""
        held = _waiting(session, proposal)
        require(session, by, Right.see if held.by == by else NEEDS[held.kind], at=at)
        return held

    _answer(read(seen), filed=False, made="", why=" ".join(why.split())[:WHY_MAX], by=by, at=at)


def _waiting(session: Session, proposal: int) -> Proposal:
    held = find(session, proposal)
    if held is None:
        raise Trouble("proposals.unknown", {"proposal": str(proposal)})
    if held.filed is not None:
        raise Trouble("proposals.answered", {"proposal": str(proposal)})
    return held


def _done(held: Proposal, *, book: Book, by: int, at: datetime) -> str:
    """Do it through the room that does such things, under a key of its own."""
    key, wish = f"proposal-{held.id}", held.wish
    why, currency = f"{held.why} [{held.agent} #{held.id}]", book.settings.currency
    if isinstance(wish, SpendWish):
        asked = requests.Wish(why, (wish.leg,), currency, at + timedelta(days=USE_DAYS))
        request = requests.submit(asked, key=key, by=by, at=at)
        return _made("request", request.request, request.verdict.value)
    if isinstance(wish, TransferWish):
        move = propose_transfer(
            key=key,
            giver=wish.giver,
            taker=wish.taker,
            amount_minor=wish.amount_minor,
            currency=currency,
            why=why,
            by=by,
            at=at,
        )
        return _made("move", move.move, move.verdict.value)
    if isinstance(wish, VerdictWish):
        (reply,) = answer_cases((wish.case,), wish.act, key=key, by=by, at=at, why=why)
        done = reply.verdict is CaseVerdict.done
        return _made("finding", wish.case if done else None, reply.verdict.value)
    if isinstance(wish, StudyWish):
        return _made("study", _kept(wish, book=book, key=key, by=by, at=at), "")
    assert_never(wish)


def _made(what: str, number: int | None, verdict: str) -> str:
    """Return the name of what came of it; Trouble when the books refused."""
    if number is None:
        raise Trouble("proposals.refused", {"verdict": verdict})
    return f"{what}/{number}"


def _kept(wish: StudyWish, *, book: Book, key: str, by: int, at: datetime) -> int:
    """Work the study out and keep it; it changes no budget."""
    held = kept_year_facts(book=book, label=planned_year(book))
    facts = None if held is None or isinstance(held.value, Refused) else held.value
    made = read(
        lambda session: make_study(
            session, book=book, kind=wish.study, typed=wish.answers, facts=facts, by=by, at=at
        )
    )
    study = NewStudy(
        kind=made.kind,
        name=wish.name,
        fiscal_year=made.fiscal_year,
        stamp=stamp_now(book).text,
        asked=wish.answers,
        found=made.found,
        draft=made.draft,
    )
    return keep_study(study, key=key, by=by, at=at).number


def _answer(held: Proposal, *, filed: bool, made: str, why: str, by: int, at: datetime) -> None:
    """Write down what a person did with it; of two at once the first counts."""

    def work(session: Session) -> None:
        """Look once more, then write."""
        session.lock_structure()
        again = find(session, held.id)
        assert again is not None, "a proposal is never removed"
        if again.filed is not None:
            return
        session.insert(_ANSWER, [(held.id, filed, made, why, by, at)])
        act = "file_proposal" if filed else "set_aside"
        after: Facts = {"made": made, "proposed_by": held.by}
        record(session, Act(at, by, act, f"proposal/{held.id}", {"kind": held.kind.value}, after, why))

    write(work)
