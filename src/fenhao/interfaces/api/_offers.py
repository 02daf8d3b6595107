"""What the API offers, each in a line of its group: a list, one thing, an act. From that line come address, schema and view."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from inspect import Parameter
from typing import Generic, TypeVar, cast

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import NinjaAPI, Schema
from ninja.params.models import Query
from pydantic import Field, create_model

from fenhao.books.people import Right
from fenhao.interfaces.api._answers import kept_answer
from fenhao.interfaces.api._fields import Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._mounting import (
    Offer,
    Wanted,
    answered,
    asked_of,
    here_of,
    key_parameter,
    mounted,
    query,
)
from fenhao.interfaces.api._personal import put_on_record
from fenhao.interfaces.api._problems import Refused, Wrong, nowhere
from fenhao.interfaces.api._shapes import Shape, shape, told

Found = TypeVar("Found")
ROWS, ROWS_MAX = 100, 500
"""How many rows a page of a list has unless it is asked otherwise, and at most."""
Place = tuple[int | str, ...]
"""Where a row stands in its list; rows come in the order of their places."""

_ON = "`next` of the page before, with the same filters; empty for the first"
_PAGES: dict[type, type[Schema]] = {}


@dataclass(frozen=True, slots=True)
class Turned(Generic[Found]):
    """Some rows of a list, and where the next ones begin; empty when there are none."""

    rows: Sequence[Found]
    after: str


Turn = Callable[[Here, Wanted, str, int], Turned[Found]]
"""Returns the rows of a list after a place, at most so many."""


@dataclass(frozen=True, slots=True)
class Many(Generic[Wanted, Found]):
    """A list, read page by page."""

    path: str
    right: Right
    summary: str
    row: type[Found]
    turn: Turn[Wanted, Found]
    asked: type[Wanted]

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path."""
        return "GET", self.path

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""

        def view(request: HttpRequest, **given: object) -> HttpResponseBase:
            """Answer one page."""
            here = here_of(request, given)
            asked = asked_of(given, self.asked)
            purpose = _purpose(here, self.path, asked)
            after = _opened(str(given["cursor"]), purpose)
            found = self.turn(here, asked, after, cast("int", given["limit"]))
            cursor = _sealed(found.after, purpose) if found.after else None
            rows = [told(each, here) for each in found.rows]
            put_on_record(here, self.path, asked)
            return answered({"rows": rows, "next": cursor})

        limit = Query(ROWS, ge=1, le=ROWS_MAX, description="rows a page")
        page = (
            Parameter("limit", Parameter.KEYWORD_ONLY, annotation=int, default=limit),
            Parameter(
                "cursor",
                Parameter.KEYWORD_ONLY,
                annotation=str,
                default=Query("", max_length=2000, description=_ON),
            ),
        )
        mounted(api, self, view, (*query(self.asked), *page), response=_page_of(self.row), tag=tag)


@dataclass(frozen=True, slots=True)
class One(Generic[Wanted, Found]):
    """One thing, worked out or looked up; None is nowhere."""

    path: str
    right: Right
    summary: str
    answer: type[Found]
    find: Callable[[Here, Wanted], Found | None]
    asked: type[Wanted]

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path."""
        return "GET", self.path

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""

        def view(request: HttpRequest, **given: object) -> HttpResponseBase:
            """Answer with the thing."""
            here = here_of(request, given)
            asked = asked_of(given, self.asked)
            found = self.find(here, asked)
            if found is None:
                raise nowhere()
            shown = told(found, here)
            put_on_record(here, self.path, asked)
            return answered(shown)

        mounted(api, self, view, query(self.asked), response=shape(self.answer), tag=tag)


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it is handed out: what it is called, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File(Generic[Wanted]):
    """A file of a kind, handed out whole; None is nowhere."""

    path: str
    right: Right
    summary: str
    media: str
    find: Callable[[Here, Wanted], Handed | None]
    asked: type[Wanted]

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path."""
        return "GET", self.path

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""

        def view(request: HttpRequest, **given: object) -> HttpResponseBase:
            """Hand the file out."""
            found = self.find(here_of(request, given), asked_of(given, self.asked))
            if found is None:
                raise nowhere()
            answer = HttpResponse(found.content, content_type=self.media)
            answer["Content-Disposition"] = content_disposition_header(True, found.name)  # noqa: FBT003
            answer["Cache-Control"] = "no-store"
            return answer

        content = {self.media: {"schema": {"type": "string", "format": "binary"}}}
        extra = {"responses": {200: {"description": "OK", "content": content}}}
        mounted(api, self, view, query(self.asked), response=None, tag=tag, extra=extra)


@dataclass(frozen=True, slots=True)
class Deed(Generic[Wanted, Found]):
    """An act. None is nowhere.

    ``keyed``: it takes a key, under which it is done once; what only looks takes none. ``keeps``: its answer is kept here, as
    the act sets a state and keeps none itself.
    """

    path: str
    right: Right
    summary: str
    body: type[Wanted]
    answer: type[Found]
    work: Callable[[Here, Wanted, str], Found | None]
    keyed: bool = True
    keeps: bool = False

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path."""
        return "POST", self.path

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""

        def view(request: HttpRequest, **given: object) -> HttpResponseBase:
            """Do it."""
            here = here_of(request, given)
            key = here.key(str(given["idempotency_key"])) if self.keyed else ""
            body = cast("Wanted", given["body"])

            def act() -> object:
                """Do it, and return the answer as it travels."""
                done = self.work(here, body, key)
                if done is None:
                    raise nowhere()
                shown = told(done, here)
                put_on_record(here, self.path, body)
                return shown

            return answered(kept_answer(here, self.path, body, key=key, work=act) if self.keeps else act())

        taken = [Parameter("body", Parameter.KEYWORD_ONLY, annotation=self.body)]
        if self.keyed:
            taken.append(key_parameter())
        mounted(api, self, view, taken, response=shape(self.answer), tag=tag)


def whole(
    rows: Callable[[Here, Wanted], Iterable[Found]], *, place: Callable[[Found], Place]
) -> Turn[Wanted, Found]:
    """Return how a list that is read at once is turned page by page: what comes or goes between two pages shifts nothing."""

    def turn(here: Here, asked: Wanted, after: str, limit: int) -> Turned[Found]:
        """Return the rows behind a place."""
        begins = tuple(json.loads(after)) if after else ()
        ordered = sorted(rows(here, asked), key=place)
        left = [each for each in ordered if not begins or place(each) > begins]
        more = json.dumps(place(left[limit - 1])) if len(left) > limit else ""
        return Turned(left[:limit], more)

    return turn


def _page_of(row: type) -> type[Schema]:
    """Return the schema of a page of rows."""
    if row in _PAGES:
        return _PAGES[row]
    inner = shape(row)
    made = create_model(
        f"{inner.__name__}Page",
        __base__=Shape,
        rows=(list[inner], ...),  # type: ignore[valid-type]
        next=(str | None, Field(..., description="the cursor of the next page; null behind the last row")),
    )
    _PAGES[row] = cast("type[Schema]", made)
    return _PAGES[row]


def _purpose(here: Here, path: str, asked: Schema) -> str:
    """Return what a cursor is good for: this list, asked this way, by this person."""
    text = f"{here.by} {path} {sorted(here.place.items())} {asked.model_dump_json()}"
    return sha256(text.encode()).hexdigest()[:16]


def _sealed(after: str, purpose: str) -> str:
    """Return the cursor of a place, signed so that nobody makes one up."""
    return signing.dumps([purpose, after], salt="fenhao.api.cursor")


def _opened(cursor: str, purpose: str) -> str:
    """Return the place of a cursor; ``Refused`` for one of another list or of nobody's making."""
    if not cursor:
        return ""
    try:
        made_for, after = signing.loads(cursor, salt="fenhao.api.cursor")
    except (signing.BadSignature, ValueError, TypeError):
        made_for, after = "", ""
    if made_for != purpose:
        raise Refused(422, "api.wrong", fields=(Wrong("cursor", "api.field.cursor"),))
    return str(after)


__all__ = [
    "Deed",
    "File",
    "Handed",
    "Many",
    "Nothing",
    "Offer",
    "One",
    "Turned",
    "whole",
]
