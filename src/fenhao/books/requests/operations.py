"""What can be done with requests for spend. They are answered and withdrawn through the inbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from fenhao.books.approvals import Routed, cases_of, routed, who_is_asked
from fenhao.books.budgets import Act, Answer, Leg, Request
from fenhao.books.budgets.operations import bounded, check
from fenhao.books.database import Session, read, write
from fenhao.books.journal import commitments
from fenhao.books.people import Approver, Right, require
from fenhao.books.requests._money import on_answered, recheck
from fenhao.books.requests._store import carry_holds, request_of_commitment, requests, titled
from fenhao.books.requests._submit import Wish, edit_within, submit_within
from fenhao.books.requests._values import Part, Preview, RequestAnswer, RequestView, SpendRequest
from fenhao.engine.budget import CaseState, HeldState, RouteKind

__all__ = [
    "Wish",
    "carry_holds",
    "edit",
    "on_answered",
    "preview",
    "recheck",
    "request_at",
    "request_of_commitment",
    "requests_at",
    "requests_page",
    "submit",
    "titled",
]


def preview(*, legs: Sequence[Leg], currency: str, by: int, at: datetime) -> Preview:
    """Return what submitting would do: what control says, and who is asked. Nothing is written, nobody is told."""
    wanted = Request(Act.reserve, "", tuple(legs), currency, under_route=True)

    def work(session: Session) -> tuple[Routed, tuple[tuple[Approver, ...], ...]]:
        """Draw the route."""
        require(session, by, Right.spend, at=at)
        found = bounded(session, wanted, at=at)
        amount = 0 if isinstance(found, Answer) else max(0, sum(leg.amount_minor for leg in found))
        way = routed(session, kind=RouteKind.spend, amount_minor=amount, at=at)
        return way, who_is_asked(session, way.steps, amount_minor=amount, by=by, at=at)

    way, asked = read(work)
    return Preview(check(wanted, at=at), way.steps, asked, way.due_at)


def submit(wish: Wish, *, key: str, by: int, at: datetime) -> RequestAnswer:
    """Hold the money and ask whoever has to agree, in one transaction; or say why the money cannot be held.

    Trouble ``requests.reason_missing`` without a title, ``requests.ends_too_early`` when the money would have to be used
    before everybody was asked.
    """
    return write(lambda session: submit_within(session, wish, key=key, by=by, at=at))


def edit(
    *, key: str, request: int, legs: Sequence[Leg], why: str, by: int, at: datetime, version: int = 0
) -> RequestAnswer:
    """Change what is asked for: the old money is free, the new held, and the right step asked again, all or nothing.

    ``version`` is that of the case as the person saw it, 0 for whatever it is by now.
    """
    return write(
        lambda session: edit_within(
            session, key=key, request=request, legs=legs, why=why, by=by, at=at, version=version
        )
    )


def requests_at(*, by: int | None, at: datetime) -> tuple[RequestView, ...]:
    """Return every request and where it stands at that instant, oldest first, to whoever may see the books."""

    def work(session: Session) -> tuple[RequestView, ...]:
        """Look."""
        require(session, by, Right.see, at=at)
        return _views(session, requests(session, "id > 0 ORDER BY id", ()), at=at)

    return read(work)


def requests_page(
    *,
    by: int | None,
    at: datetime,
    state: CaseState | None,
    asked_by: int | None,
    before: int | None,
    limit: int,
) -> tuple[tuple[RequestView, ...], int]:
    """Return the newest requests below a number, and how many there are of that state and of that person in all."""

    def work(session: Session) -> tuple[tuple[RequestView, ...], int]:
        """Look."""
        require(session, by, Right.see, at=at)
        told, values = ["id > 0"], list[object]()
        if asked_by is not None:
            told.append("asked_by = ?")
            values.append(asked_by)
        if state is not None:
            case, marks = _IN_STATE.get(state, ("c.state = ?", (state.value,)))
            told.append(f"EXISTS (SELECT 1 FROM approvals_case c WHERE c.id = case_id AND {case})")
            values += [at if each is None else each for each in marks]
        every = " AND ".join(told)
        older, edge = (" AND id < ?", [before]) if before is not None else ("", [])
        found = requests(session, f"{every}{older} ORDER BY id DESC LIMIT {limit}", [*values, *edge])
        if before is None and len(found) < limit:
            return _views(session, found, at=at), len(found)
        count = session.rows(f"SELECT count(*) FROM requests_request WHERE {every}", values)[0][0]
        return _views(session, found, at=at), int(cast("int", count))

    return read(work)


_IN_STATE: Mapping[CaseState, tuple[str, tuple[str | None, ...]]] = {
    CaseState.waiting: ("c.state = 'waiting' AND c.due_at > ?", (None,)),
    CaseState.expired: ("(c.state = 'expired' OR (c.state = 'waiting' AND c.due_at <= ?))", (None,)),
}
"""How a case is found that is in a state now; None stands for the moment."""


def request_at(session: Session, request: int, *, at: datetime) -> RequestView | None:
    """Return one request and where it stands at that instant; None when there is none."""
    return next(iter(_views(session, requests(session, "id = ?", (request,)), at=at)), None)


def _views(session: Session, found: Sequence[SpendRequest], *, at: datetime) -> tuple[RequestView, ...]:
    """Return where requests stand."""
    cases = cases_of(session, [each.case for each in found])
    ids = [number for each in found for number in each.commitments]
    held = commitments(session, ids) if ids else {}
    views = []
    for each in found:
        parts = tuple(
            Part(
                commitment=number,
                line_id=held[number].line_id,
                held_minor=held[number].held.remaining_minor,
                state=held[number].held.state_at(at),
                waits=held[number].held.waits,
            )
            for number in each.commitments
        )
        live = sum(part.held_minor for part in parts if part.state is HeldState.open)
        views.append(RequestView(each, cases[each.case].state_at(at), live, parts))
    return tuple(views)
