"""What accepted cases take from next month: a cut of the same line, approved, into the quarter's emergency reserve."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.approvals import Case as Approval, Recheck, open_case, routed
from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets import Act, Ask, Leg, Request
from fenhao.books.budgets.operations import LineStanding, month_standing, settle_within
from fenhao.books.database import Session, Table, read, write
from fenhao.books.findings._cases import CaseRow, find
from fenhao.books.journal import Month, Plain, months, once
from fenhao.books.people import Right, require
from fenhao.engine.budget import RESERVE_CATEGORY, CaseState as ApprovalState, RouteKind, cut_of

CUT = Table(
    "findings_cut",
    (
        ("month", "text"),
        ("next_month", "text"),
        ("tier", "text"),
        ("category", "text"),
        ("wanted_minor", "bigint"),
        ("amount_minor", "bigint"),
        ("cut_minor", "bigint"),
        ("currency", "text"),
        ("state", "text"),
        ("proposed_by", "bigint"),
        ("proposed_at", "timestamptz"),
    ),
)
BEHIND = Table("findings_cutcase", (("cut_id", "bigint"), ("case_id", "bigint"), ("counted_minor", "bigint")))


class CutVerdict(Enum):
    """Every way a line of accepted cases can end when cuts are proposed, in the order checked."""

    no_next_month = "no_next_month"  # its year is not open in the books yet
    no_line = "no_line"  # next month has no such line
    month_closing = "month_closing"  # next month takes no more transfers
    nothing_counted = "nothing_counted"  # credits took back what had been spent
    nothing_left = "nothing_left"  # all of next month's line is reserved or spent
    proposed = "proposed"


class CutState(Enum):
    """Where a cut stands. ``spent``: approved when nothing was left of the line to cut."""

    waiting = "waiting"
    approved = "approved"
    rejected = "rejected"
    withdrawn = "withdrawn"
    expired = "expired"
    spent = "spent"


@dataclass(frozen=True, slots=True)
class CutProposal:
    """What became of one line: the cases' sum, what is proposed of it (0 unless proposed), and the cut's id."""

    tier: str
    category: str
    verdict: CutVerdict
    wanted_minor: int
    amount_minor: int
    cut: int
    cases: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut with the cases behind it; ``cut_minor`` is what has left the line."""

    id: int
    month: str
    next_month: str
    tier: str
    category: str
    wanted_minor: int
    amount_minor: int
    cut_minor: int
    currency: str
    state: CutState
    approval: int
    cases: tuple[int, ...]


def propose_cuts(month: str, *, key: str, by: int, at: datetime) -> tuple[CutProposal, ...]:
    """Propose, for each line with accepted cases up to this month, to cut the same line of the next.

    Every case feeds one cut. What the next line cannot give without falling below its use is not proposed; cases of a
    line that can give nothing wait for the month after.
    """

    def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Propose what there is."""
        session.lock_structure()
        told = _propose(session, month, by=by, at=at)
        rows = [
            (each.tier, each.category, each.verdict.value, each.wanted_minor, each.amount_minor, each.cut, each.cases)
            for each in told
        ]  # fmt: skip
        return "proposed", {"lines": json.dumps(rows, ensure_ascii=False)}

    def work(session: Session) -> tuple[CutProposal, ...]:
        """Do it once."""
        require(session, by, Right.propose_move, at=at)
        kept = once(session, key=key, act="propose_cuts", body={"month": month}, by=by, at=at, work=act)
        return tuple(
            CutProposal(tier, category, CutVerdict(verdict), wanted, amount, cut, cases)
            for tier, category, verdict, wanted, amount, cut, cases in json.loads(str(kept.answer["lines"]))
        )

    return write(work)


def cuts(month: str = "") -> tuple[Cut, ...]:
    """Return the cuts proposed from this month's cases, or all, oldest first."""
    return read(lambda session: cuts_within(session, month))


def cuts_within(session: Session, month: str = "") -> tuple[Cut, ...]:
    """Return the same as ``cuts`` for a caller who reads more at once."""
    return _cuts(session, "month = ?" if month else "1 = 1", [month] if month else [])


def on_answered(session: Session, *, case: Approval, at: datetime, by: int | None) -> None:
    """Carry out what became of a cut: transfer what can still leave the line, or give its cases back."""
    found = _cuts(session, "id = ?", [case.subject_id])
    assert found, "an approval of a cut names one"
    cut = found[0]
    if case.state is ApprovalState.approved:
        moved = _cut_line(session, cut, at=at)
        _end(session, cut, CutState.approved if moved else CutState.spent, moved, by=by, at=at)
        return
    state = CutState(case.state.value)
    _end(session, cut, state, 0, by=by, at=at)
    if state in {CutState.withdrawn, CutState.expired}:
        session.run("UPDATE findings_case SET cut_id = NULL WHERE cut_id = ?", (cut.id,))


def recheck(session: Session, *, case: Approval, at: datetime) -> tuple[Recheck, str]:
    """Return whether the line can still give something of a cut, and how much; a line that gives nothing ends it."""
    found = _cuts(session, "id = ?", [case.subject_id])
    amount = _possible(session, found[0], at=at)[0] if found else 0
    return (Recheck.passes, "") if amount else (Recheck.gone, CutVerdict.nothing_left.value)


def _propose(session: Session, label: str, *, by: int, at: datetime) -> tuple[CutProposal, ...]:
    """Return what became of every line, by category and tier."""
    everything = months(session)
    this = next((month for month in everything if month.label == label), None)
    if this is None:
        return ()
    following = next((month for month in everything if month.days.start >= this.days.end), None)
    lines: dict[tuple[str, str], list[CaseRow]] = defaultdict(list)
    for case in _ripe(session, [each.label for each in everything if each.days.start <= this.days.start]):
        lines[case.category, case.line_tier].append(case)
    standing = {
        (line.key.category, line.key.tier): line
        for line in month_standing(session, [following.label] if following else [], at=at)
    }
    return tuple(
        _propose_line(session, lines[cell], standing.get(cell), this, following, by=by, at=at)
        for cell in sorted(lines)
    )


def _ripe(session: Session, labels: list[str]) -> list[CaseRow]:
    """Return the accepted cases of these months that feed no cut."""
    condition, values = session.among("found_month", labels)
    ids = session.rows(
        "SELECT id FROM findings_case WHERE state IN ('accepted', 'recovered') AND cut_id IS NULL"
        f" AND {condition} ORDER BY id",
        values,
    )
    return list(find(session, [cast("int", each) for (each,) in ids], lock=True).values())


def _propose_line(
    session: Session,
    cases: list[CaseRow],
    line: LineStanding | None,
    month: Month,
    following: Month | None,
    *,
    by: int,
    at: datetime,
) -> CutProposal:
    """Propose the cut of one line, or say why not."""
    wanted = sum(case.counted_minor for case in cases)
    amount = 0
    if line is not None:
        amount = cut_of(
            wanted_minor=wanted,
            funded_minor=line.funded_minor,
            reserved_minor=line.reserved_minor,
            actual_minor=line.actual_minor,
        )
    verdict = _verdict(line, following, wanted=wanted, amount=amount)
    tier, category = cases[0].line_tier, cases[0].category
    if verdict is not CutVerdict.proposed or following is None:
        return CutProposal(tier, category, verdict, wanted, 0, 0, len(cases))
    currency = cases[0].currency
    cut = session.insert(
        CUT,
        [(month.label, following.label, tier, category, wanted, amount, 0, currency, "waiting", by, at)],
    )[0]
    session.insert(BEHIND, [(cut, case.id, case.counted_minor) for case in cases])
    session.run_each("UPDATE findings_case SET cut_id = ? WHERE id = ?", [(cut, case.id) for case in cases])
    route = routed(session, kind=RouteKind.cut, amount_minor=amount, at=at)
    approval = open_case(
        session,
        kind=RouteKind.cut.value,
        subject_id=cut,
        steps=route.steps,
        amount_minor=amount,
        currency=currency,
        by=by,
        at=at,
        due_at=route.due_at,
        title=f"{following.label} {tier} {category}".replace("  ", " "),
    )
    session.run("UPDATE findings_cut SET approval_id = ? WHERE id = ?", (approval, cut))
    after: dict[str, Plain] = {"month": month.label, "amount_minor": amount, "cases": len(cases)}
    record(session, AuditAct(at, by, "propose_cut", f"cut/{cut}", {}, after))
    return CutProposal(tier, category, verdict, wanted, amount, cut, len(cases))


def _verdict(line: LineStanding | None, following: Month | None, *, wanted: int, amount: int) -> CutVerdict:
    """Return whether a line may be cut, or the first reason why not."""
    if following is None:
        return CutVerdict.no_next_month
    if line is None:
        return CutVerdict.no_line
    if line.closed:
        return CutVerdict.month_closing
    if wanted <= 0:
        return CutVerdict.nothing_counted
    return CutVerdict.proposed if amount else CutVerdict.nothing_left


def _cut_line(session: Session, cut: Cut, *, at: datetime) -> int:
    """Carry what can leave the line into the quarter's reserve; return how much that was."""
    amount, month, reserve = _possible(session, cut, at=at)
    if not amount or month is None or reserve is None:
        return 0
    giver = Leg(month.days.start, cut.tier, cut.category, amount)
    taker = Leg(reserve.days.start, "", RESERVE_CATEGORY, amount)
    request = Request(Act.transfer, f"cut/{cut.id}", (giver, taker), cut.currency)
    answer = settle_within(session, [Ask(request, None, at)])[0]
    return amount if answer.passed else 0


def _possible(session: Session, cut: Cut, *, at: datetime) -> tuple[int, Month | None, Month | None]:
    """Return what the line can give of a cut now, its month, and the month that holds the quarter's reserve.

    Cases that were withdrawn since do not count any more.
    """
    everything = months(session)
    month = next((each for each in everything if each.label == cut.next_month), None)
    if month is None:
        return 0, None, None
    same = [
        each for each in everything if (each.fiscal_year, each.quarter) == (month.fiscal_year, month.quarter)
    ]
    cell = (cut.next_month, cut.tier, cut.category)
    line = next(
        (each for each in month_standing(session, [month.label], at=at) if tuple(each.key) == cell), None
    )
    if line is None or line.closed:
        return 0, month, same[-1]
    accepted = session.rows(
        "SELECT coalesce(sum(b.counted_minor), 0) FROM findings_cutcase b JOIN findings_case c ON c.id = b.case_id"
        " WHERE b.cut_id = ? AND c.state IN ('accepted', 'recovered')",
        (cut.id,),
    )
    amount = cut_of(
        wanted_minor=min(cut.amount_minor, int(cast("int", accepted[0][0]))),
        funded_minor=line.funded_minor,
        reserved_minor=line.reserved_minor,
        actual_minor=line.actual_minor,
    )
    return amount, month, same[-1]


def _end(session: Session, cut: Cut, state: CutState, moved: int, *, by: int | None, at: datetime) -> None:
    """Write down how a cut ended."""
    session.run(
        "UPDATE findings_cut SET state = ?, cut_minor = ?, ended_at = ? WHERE id = ?",
        (state.value, moved, at, cut.id),
    )
    after = {"state": state.value, "cut_minor": moved}
    record(session, AuditAct(at, by, "end_cut", f"cut/{cut.id}", {"state": cut.state.value}, after))


def _cuts(session: Session, condition: str, values: list[object]) -> tuple[Cut, ...]:
    """Return cuts by a condition."""
    behind: dict[int, list[int]] = defaultdict(list)
    rows = session.rows(
        "SELECT id, month, next_month, tier, category, wanted_minor, amount_minor, cut_minor, currency, state,"
        f" approval_id FROM findings_cut WHERE {condition} ORDER BY id",
        values,
    )
    if rows:
        among, ids = session.among("cut_id", [cast("int", row[0]) for row in rows])
        for cut, case in session.rows(
            f"SELECT cut_id, case_id FROM findings_cutcase WHERE {among} ORDER BY case_id", ids
        ):
            behind[cast("int", cut)].append(cast("int", case))
    return tuple(
        Cut(
            id=cast("int", row[0]),
            month=str(row[1]),
            next_month=str(row[2]),
            tier=str(row[3]),
            category=str(row[4]),
            wanted_minor=cast("int", row[5]),
            amount_minor=cast("int", row[6]),
            cut_minor=cast("int", row[7]),
            currency=str(row[8]),
            state=CutState(str(row[9])),
            approval=cast("int", row[10]),
            cases=tuple(behind[cast("int", row[0])]),
        )
        for row in rows
    )
