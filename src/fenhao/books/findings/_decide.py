"""What people do with cases: give them an owner, accept, dismiss, appeal, recover. Every change is written down."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.findings._cases import CaseRow, find
from fenhao.books.journal import Kind, Plain, entries, once
from fenhao.books.people import Right, may, require, roles_at
from fenhao.engine.waste import CaseAct, CaseState, CaseVerdict, Deed, answer_case
from fenhao.kernel import Trouble

RECOVERY = Table(
    "findings_recovery",
    (
        ("case_id", "bigint"),
        ("amount_minor", "bigint"),
        ("reversal_id", "bigint"),
        ("credit", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """Through what money came back: an entry of the journal that reverses another, or a credit note outside it."""

    reversal: int = 0
    credit: str = ""

    @property
    def text(self) -> str:
        """The link in words; empty when there is none."""
        return f"reversal/{self.reversal}" if self.reversal else self.credit.strip()


@dataclass(frozen=True, slots=True)
class CaseReply:
    """What became of one case of a request."""

    case: int
    verdict: CaseVerdict
    replayed: bool = False


class _Untouched(Exception):
    """Nothing was done: take back what was begun, so that the key stays free."""

    def __init__(self, verdicts: Mapping[int, CaseVerdict]) -> None:
        super().__init__()
        self.verdicts = verdicts


def answer_cases(
    cases: Sequence[int],
    act: CaseAct,
    *,
    key: str,
    by: int,
    at: datetime,
    why: str = "",
    amount_minor: int = 0,
    link: Link = Link(),
) -> tuple[CaseReply, ...]:
    """Do the same to each of these cases, each by itself; one that is refused leaves the others alone.

    A recovery of 0 means all that is left of each case. When every case is refused the key stays free.
    """

    def one(session: Session, found: CaseRow | None) -> CaseVerdict:
        """Judge a case and write what becomes of it."""
        if found is None:
            return CaseVerdict.unknown_case
        wanted = amount_minor or found.case.left_minor
        free = _free(session, link, wanted) if act is CaseAct.recover else None
        deed = Deed(act, by, why, wanted, link.text, free)
        verdict, after = answer_case(found.case, deed)
        if verdict is not CaseVerdict.done:
            return verdict
        session.run(
            "UPDATE findings_case SET state = ?, decided_by = ?, appealed_by = ?, recovered_minor = ?, why = ?,"
            " changed_at = ? WHERE id = ?",
            (
                after.state.value, after.decided_by, after.appealed_by, after.recovered_minor, why or found.why, at,
                found.id,
            ),
        )  # fmt: skip
        if act is CaseAct.recover:
            recovery = (
                found.id,
                wanted,
                link.reversal or None,
                link.credit if not link.reversal else "",
                by,
                at,
            )
            session.insert(RECOVERY, [recovery])
        then = {"state": found.state.value, "recovered_minor": found.recovered_minor}
        now = {"state": after.state.value, "recovered_minor": after.recovered_minor, "link": link.text}
        record(session, Act(at, by, act.value, f"finding/{found.id}", then, now, why))
        return verdict

    body: dict[str, Plain] = {
        "does": act.value,
        "cases": ",".join(str(each) for each in sorted(set(cases))),
        "why": why,
        "amount_minor": amount_minor,
        "link": link.text,
    }
    return _each(cases, one, key=key, act="answer_findings", body=body, by=by, at=at)


def assign(
    cases: Sequence[int], *, owner: int, key: str, by: int, at: datetime, why: str = ""
) -> tuple[CaseReply, ...]:
    """Make somebody answer for these cases. Trouble ``findings.owner_cannot_answer`` for who may not answer any."""

    def one(session: Session, found: CaseRow | None) -> CaseVerdict:
        """Write the owner down."""
        if found is None:
            return CaseVerdict.unknown_case
        if found.state in {CaseState.withdrawn, CaseState.recovered}:
            return CaseVerdict.wrong_state
        _owner_can_answer(session, owner, at=at)
        session.run(
            "UPDATE findings_case SET owner_id = ?, changed_at = ? WHERE id = ?", (owner, at, found.id)
        )
        subject = f"finding/{found.id}"
        record(session, Act(at, by, "assign", subject, {"owner": found.owner}, {"owner": owner}, why))
        return CaseVerdict.done

    cell = ",".join(str(each) for each in sorted(set(cases)))
    body: dict[str, Plain] = {"cases": cell, "owner": owner, "why": why}
    return _each(cases, one, key=key, act="assign_findings", body=body, by=by, at=at)


def set_owner(*, category: str, department: str, owner: int, key: str, by: int, at: datetime) -> None:
    """Say who answers for new findings of a category and department; ``*`` is any. Cases that are there keep theirs."""

    def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Write it down."""
        _owner_can_answer(session, owner, at=at)
        session.run(
            "INSERT INTO findings_owner (category, department, owner_id) VALUES (?, ?, ?)"
            " ON CONFLICT (category, department) DO UPDATE SET owner_id = excluded.owner_id",
            (category, department, owner),
        )
        record(session, Act(at, by, "set_owner", f"findings/{category}/{department}", {}, {"owner": owner}))
        return "set", {}

    def work(session: Session) -> None:
        """Do it once."""
        require(session, by, Right.answer_finding, at=at)
        body: dict[str, Plain] = {"category": category, "department": department, "owner": owner}
        once(session, key=key, act="findings_owner", body=body, by=by, at=at, work=act)

    write(work)


def _each(
    cases: Sequence[int],
    one: Callable[[Session, CaseRow | None], CaseVerdict],
    *,
    key: str,
    act: str,
    body: Mapping[str, Plain],
    by: int,
    at: datetime,
) -> tuple[CaseReply, ...]:
    """Return what became of each case, in order of their ids, done once under the key."""
    wanted = sorted(set(cases))

    def together(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Judge one after another, under their locks."""
        session.lock_structure()
        found = find(session, wanted, lock=True)
        verdicts = {each: one(session, found.get(each)) for each in wanted}
        if CaseVerdict.done not in verdicts.values():
            raise _Untouched(verdicts)
        return "done", {"verdicts": json.dumps({str(each): told.value for each, told in verdicts.items()})}

    def work(session: Session) -> tuple[CaseReply, ...]:
        """Do it once."""
        require(session, by, Right.answer_finding, at=at)
        try:
            kept = once(session, key=key, act=act, body=body, by=by, at=at, work=together)
        except _Untouched as nothing:
            return tuple(CaseReply(each, verdict) for each, verdict in nothing.verdicts.items())
        told = json.loads(str(kept.answer["verdicts"]))
        return tuple(CaseReply(each, CaseVerdict(told[str(each)]), kept.replayed) for each in wanted)

    return write(work)


def _free(session: Session, link: Link, wanted_minor: int) -> int | None:
    """Return what a reversal has left for recoveries; a credit note outside the books carries what is said of it."""
    if not link.reversal:
        return wanted_minor
    entry = entries(session, [link.reversal]).get(link.reversal)
    if entry is None or entry.kind is not Kind.reversal:
        return None
    used = session.rows(
        "SELECT coalesce(sum(amount_minor), 0) FROM findings_recovery WHERE reversal_id = ?", (link.reversal,)
    )
    return entry.amount_minor - int(cast("int", used[0][0]))


def _owner_can_answer(session: Session, owner: int, *, at: datetime) -> None:
    """Return when the person may answer findings; Trouble otherwise."""
    if not may(roles_at(session, (owner,), at=at)[owner], Right.answer_finding):
        raise Trouble("findings.owner_cannot_answer", {"owner": str(owner)})
