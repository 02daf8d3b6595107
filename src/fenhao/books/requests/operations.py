"""What can be done with requests for spend. They are answered and withdrawn through the inbox."""

from collections.abc import Sequence
from datetime import datetime

from fenhao.books.approvals import Routed, case_of, routed, who_is_asked
from fenhao.books.budgets import Act, Leg, Request
from fenhao.books.budgets.operations import check
from fenhao.books.database import Session, read, write
from fenhao.books.journal import commitments
from fenhao.books.people import Approver, Right, require
from fenhao.books.requests._money import on_answered, recheck
from fenhao.books.requests._store import requests
from fenhao.books.requests._submit import Wish, edit_within, submit_within
from fenhao.books.requests._values import Preview, RequestAnswer, RequestView, SpendRequest
from fenhao.engine.budget import HeldState, RouteKind

__all__ = ["Wish", "edit", "on_answered", "preview", "recheck", "requests_at", "submit"]


def preview(*, legs: Sequence[Leg], currency: str, by: int, at: datetime) -> Preview:
    """Return what submitting would do: what control says, and who is asked. Nothing is written, nobody is told."""
    amount = max(0, sum(leg.amount_minor for leg in legs))

    def work(session: Session) -> tuple[Routed, tuple[tuple[Approver, ...], ...]]:
        """Draw the route."""
        require(session, by, Right.spend, at=at)
        way = routed(session, kind=RouteKind.spend, amount_minor=amount, at=at)
        return way, who_is_asked(session, way.steps, amount_minor=amount, by=by, at=at)

    way, asked = read(work)
    told = check(Request(Act.reserve, "", tuple(legs), currency), at=at)
    return Preview(told, way.steps, asked, way.due_at)


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
        return tuple(_view(session, each, at=at) for each in requests(session, "id > 0 ORDER BY id", ()))

    return read(work)


def _view(session: Session, request: SpendRequest, *, at: datetime) -> RequestView:
    """Return where a request stands."""
    case = case_of(session, request.case)
    assert case is not None, "the case is never removed"
    held = [each.held for each in commitments(session, request.commitments).values()]
    live = sum(each.remaining_minor for each in held if each.state_at(at) is HeldState.open)
    return RequestView(request, case.state_at(at), live)
