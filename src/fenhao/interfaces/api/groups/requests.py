"""Spend requests: their approval holds the money."""

from typing import Annotated

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.books.requests import Preview, RequestAnswer, RequestView, operations as requests
from fenhao.engine.budget import CaseState
from fenhao.interfaces.api._fields import Asked, Flag, Instant, NeededName, NoAmount, Nothing, Words, spelt
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, Turned
from fenhao.interfaces.api.groups.spending import Funding, Parts, legs


class Requests(Asked):
    """Which requests: in a state; the person's own."""

    state: Annotated[CaseState | None, spelt(CaseState)] = None
    mine: bool = False


class NewRequest(Asked):
    """What somebody wants to spend, until when, and whether an override may be asked for."""

    title: NeededName
    parts: Parts
    use_until: Instant
    ask_override: Flag = False


class RequestEdit(Asked):
    """Other parts for a request that waits; ``version`` is its case's as it was read, 0 for any."""

    parts: Parts
    why: Words = ""
    version: NoAmount = 0


def _page(here: Here, asked: Requests, after: str, limit: int) -> Turned[RequestView]:
    """Return a page of requests, newest first."""
    rows, _ = requests.requests_page(
        by=here.by,
        at=here.at,
        state=asked.state,
        asked_by=here.by if asked.mine else None,
        before=int(after) if after else None,
        limit=limit + 1,
    )
    return Turned(rows[:limit], str(rows[limit - 1].request.id) if len(rows) > limit else "")


def _submit(here: Here, asked: NewRequest, key: str) -> RequestAnswer:
    """Submit a request."""
    wish = requests.Wish(
        title=asked.title,
        legs=legs(here, asked.parts),
        currency=here.book.settings.currency,
        use_until=asked.use_until,
        ask_override=asked.ask_override,
    )
    return requests.submit(wish, key=key, by=here.by, at=here.at)


def _edit(here: Here, asked: RequestEdit, key: str) -> RequestAnswer:
    """Change a request that waits."""
    return requests.edit(
        key=key,
        request=here.number,
        legs=legs(here, asked.parts),
        why=asked.why,
        by=here.by,
        at=here.at,
        version=asked.version,
    )


def _preview(here: Here, asked: Funding, _: str) -> Preview:
    """Return what would be said, and who would be asked."""
    return requests.preview(
        legs=legs(here, asked.parts), currency=here.book.settings.currency, by=here.by, at=here.at
    )


OFFERS: tuple[Offer, ...] = (
    Many("requests", Right.see, "Spend requests, newest first", RequestView, _page, Requests),
    One(
        "requests/{number}",
        Right.see,
        "One request",
        RequestView,
        lambda here, _: read(lambda session: requests.request_at(session, here.number, at=here.at)),
        Nothing,
    ),
    Deed("requests", Right.spend, "Submit a request", NewRequest, RequestAnswer, _submit),
    Deed(
        "requests/{number}/edit",
        Right.spend,
        "Change a request that waits",
        RequestEdit,
        RequestAnswer,
        _edit,
    ),
    Deed(
        "requests/preview",
        Right.spend,
        "What would be said to a request, and who would be asked",
        Funding,
        Preview,
        _preview,
        keyed=False,
    ),
)
