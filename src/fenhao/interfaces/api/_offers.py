"""What the API offers, each in a line of its group: a list, one thing, an act. From that line come address, schema and view."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256
from inspect import Parameter, Signature
from typing import Annotated, Generic, Protocol, TypeVar, cast, get_args

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import NinjaAPI, Schema
from ninja.params.models import Header, Path, Query
from pydantic import Field, StringConstraints, WithJsonSchema, create_model

from fenhao.books.people import Right
from fenhao.interfaces.api._door import JSON, JSON_BYTES_MAX, Door
from fenhao.interfaces.api._fields import MOST, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._personal import put_on_record
from fenhao.interfaces.api._problems import Refused, Wrong, nowhere
from fenhao.interfaces.api._shapes import Shape, shape, told

Wanted = TypeVar("Wanted", bound=Schema)
Found = TypeVar("Found")
ROWS, ROWS_MAX = 100, 500
"""How many rows a page of a list has unless it is asked otherwise, and at most."""
KEY = "Idempotency-Key"
Place = tuple[int | str, ...]
"""Where a row stands in its list; rows come in the order of their places."""
PathNumber = Annotated[int, Path(..., ge=1, le=MOST)]
PathName = Annotated[str, Path(..., min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/]+$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")]

_PAGES: dict[type, type[Schema]] = {}
_NAMES: dict[str, type] = {}
"""The types of bodies and answers by name: in the document a second one of a name would take the place of the first."""


class Offer(Protocol):
    """One address with one method."""

    @property
    def right(self) -> Right:
        """Return which right opens it."""

    @property
    def summary(self) -> str:
        """Return what it does, in a sentence."""

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path below the API's root."""

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""


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
            here = _here(request, given)
            asked = _asked(given, self.asked)
            purpose = _purpose(here, self.path, asked)
            after = _opened(str(given["cursor"]), purpose)
            found = self.turn(here, asked, after, cast("int", given["limit"]))
            cursor = _sealed(found.after, purpose) if found.after else None
            rows = [told(each, here) for each in found.rows]
            put_on_record(here, self.path, asked)
            return answered({"rows": rows, "next": cursor})

        limit = Query(ROWS, ge=1, le=ROWS_MAX)
        page = (
            Parameter("limit", Parameter.KEYWORD_ONLY, annotation=int, default=limit),
            Parameter("cursor", Parameter.KEYWORD_ONLY, annotation=str, default=Query("", max_length=2000)),
        )
        _mount(api, self, view, (*_query(self.asked), *page), response=_page_of(self.row), tag=tag)


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
            here = _here(request, given)
            asked = _asked(given, self.asked)
            found = self.find(here, asked)
            if found is None:
                raise nowhere()
            shown = told(found, here)
            put_on_record(here, self.path, asked)
            return answered(shown)

        _mount(api, self, view, _query(self.asked), response=shape(self.answer), tag=tag)


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
            found = self.find(_here(request, given), _asked(given, self.asked))
            if found is None:
                raise nowhere()
            answer = HttpResponse(found.content, content_type=self.media)
            answer["Content-Disposition"] = content_disposition_header(True, found.name)  # noqa: FBT003
            answer["Cache-Control"] = "no-store"
            return answer

        content = {self.media: {"schema": {"type": "string", "format": "binary"}}}
        extra = {"responses": {200: {"description": "OK", "content": content}}}
        _mount(api, self, view, _query(self.asked), response=None, tag=tag, extra=extra)


@dataclass(frozen=True, slots=True)
class Deed(Generic[Wanted, Found]):
    """An act. ``keyed``: it takes a key, under which it is done once; what only looks takes none. None is nowhere."""

    path: str
    right: Right
    summary: str
    body: type[Wanted]
    answer: type[Found]
    work: Callable[[Here, Wanted, str], Found | None]
    keyed: bool = True

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path."""
        return "POST", self.path

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""

        def view(request: HttpRequest, **given: object) -> HttpResponseBase:
            """Do it."""
            here = _here(request, given)
            key = here.key(str(given["idempotency_key"])) if self.keyed else ""
            body = cast("Wanted", given["body"])
            done = self.work(here, body, key)
            if done is None:
                raise nowhere()
            shown = told(done, here)
            put_on_record(here, self.path, body)
            return answered(shown)

        taken = [Parameter("body", Parameter.KEYWORD_ONLY, annotation=self.body)]
        if self.keyed:
            taken.append(key_parameter())
        _mount(api, self, view, taken, response=shape(self.answer), tag=tag)


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


def key_parameter() -> Parameter:
    """Return the header under which an act is done once."""
    return Parameter(
        "idempotency_key", Parameter.KEYWORD_ONLY, annotation=Key, default=Header(..., alias=KEY)
    )


def answered(value: object) -> HttpResponse:
    """Return an answer that nobody keeps on the way."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    answer = HttpResponse(text, content_type=JSON)
    answer["Cache-Control"] = "no-store"
    return answer


def _here(request: HttpRequest, given: Mapping[str, object]) -> Here:
    """Return who asks, with what the address names."""
    here = cast("Here", getattr(request, "auth"))  # noqa: B009 - the door has put it there
    return replace(
        here, place={name: cast("int | str", given[name]) for name in ("number", "name") if name in given}
    )


def _query(asked: type[Schema]) -> tuple[Parameter, ...]:
    """Return the parameters that a list or thing is asked with."""
    if not asked.model_fields:
        return ()
    return (Parameter("asked", Parameter.KEYWORD_ONLY, annotation=asked, default=Query(...)),)


def _asked(given: Mapping[str, object], kind: type[Wanted]) -> Wanted:
    """Return what a list or thing was asked with."""
    return cast("Wanted", given["asked"]) if "asked" in given else kind()


def _mount(
    api: NinjaAPI,
    offer: Offer,
    view: Callable[..., HttpResponseBase],
    taken: Sequence[Parameter],
    *,
    response: type[Schema] | None,
    tag: str,
    extra: Mapping[str, object] | None = None,
) -> None:
    """Put a view into the API under the offer's address; ``extra`` is what the document says besides."""
    for each in _named_in((response, *(held.annotation for held in taken))):
        assert _NAMES.setdefault(each.__name__, each) is each, f"two are {each.__name__}"
    method, path = offer.address
    named = {"number": PathNumber, "name": PathName}
    inside = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind)
        for name, kind in named.items()
        if f"{{{name}}}" in path
    ]
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)
    view.__signature__ = Signature([request, *inside, *taken])  # type: ignore[attr-defined]
    view.__doc__ = None
    api.default_router.add_api_operation(
        f"/{path}",
        [method],
        view,
        auth=Door(offer.right, media=(JSON,), bytes_max=JSON_BYTES_MAX),
        response=response,
        operation_id=operation_id(method, path),
        summary=offer.summary,
        description=f"Scope: `{offer.right.value}`.",
        tags=[tag],
        openapi_extra=dict(extra) if extra else None,
    )


def _named_in(kinds: Iterable[object]) -> Iterator[type]:
    """Yield the schemas and enumerations in types, and in theirs: what has a name of its own in the document."""
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Schema):
            yield kind
            told = (each for each in kind.model_fields.values() if not _spelt_out(each.metadata))
            yield from _named_in(each.annotation for each in told)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            yield kind
        elif not _spelt_out(getattr(kind, "__metadata__", ())):
            yield from _named_in(get_args(kind))


def _spelt_out(metadata: Iterable[object]) -> bool:
    """Whether a type's schema stands where it is used, without a name."""
    return any(isinstance(each, WithJsonSchema) for each in metadata)


def operation_id(method: str, path: str) -> str:
    """Return what an operation is called: its verb and the words of its path."""
    words = path.replace("{number}", "one").replace("{name}", "one").replace("/", "_").replace("-", "_")
    return f"{'get' if method == 'GET' else 'post'}_{words}"


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
    "answered",
    "key_parameter",
    "whole",
]
