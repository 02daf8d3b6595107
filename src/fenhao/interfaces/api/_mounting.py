"""How an offer becomes an address: its parameters, its view and what the document says of it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from inspect import Parameter, Signature
from typing import Annotated, Protocol, TypeVar, cast, get_args

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI, Schema
from ninja.params.models import Header, Path, Query
from pydantic import StringConstraints, WithJsonSchema

from fenhao.books.people import Right
from fenhao.interfaces.api._door import JSON, JSON_BYTES_MAX, Door
from fenhao.interfaces.api._fields import MOST
from fenhao.interfaces.api._here import Here

Wanted = TypeVar("Wanted", bound=Schema)
KEY = "Idempotency-Key"
PathNumber = Annotated[int, Path(..., ge=1, le=MOST)]
PathName = Annotated[str, Path(..., min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/]+$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")]

_ONCE = (
    "of your own making, new for each thing that is to be done. Sent again with the same body the act is done once and"
    " answers as it did; with another body it is refused (409)"
)
_NAMES: dict[str, type] = {}
"""The types of bodies and answers by name: in the document a second one of a name would take the place of the first."""


RIGHTS: dict[str, set[Right]] = {}
"""Which rights open an address, by whatever method; filled when the API is mounted."""


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


def mounted(
    api: NinjaAPI,
    offer: Offer,
    view: Callable[..., HttpResponseBase],
    taken: Sequence[Parameter],
    *,
    response: type[Schema] | None,
    tag: str,
    extra: Mapping[str, object] | None = None,
    media: tuple[str, ...] = (JSON,),
    bytes_max: int = JSON_BYTES_MAX,
) -> None:
    """Put a view into the API under the offer's address.

    A body is one of the ``media`` and has at most ``bytes_max``; ``extra`` is what the document says besides.
    """
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
    RIGHTS.setdefault(path, set()).add(offer.right)
    api.default_router.add_api_operation(
        f"/{path}",
        [method],
        view,
        auth=Door(offer.right, media=media, bytes_max=bytes_max),
        response=response,
        operation_id=operation_id(method, path),
        summary=offer.summary,
        description=f"Scope: `{offer.right.value}`.",
        tags=[tag],
        openapi_extra=dict(extra) if extra else None,
    )


def here_of(request: HttpRequest, given: Mapping[str, object]) -> Here:
    """Return who asks, with what the address names."""
    here = cast("Here", getattr(request, "auth"))  # noqa: B009 - the door has put it there
    return replace(
        here, place={name: cast("int | str", given[name]) for name in ("number", "name") if name in given}
    )


def query(asked: type[Schema]) -> tuple[Parameter, ...]:
    """Return the parameters that a list or thing is asked with."""
    if not asked.model_fields:
        return ()
    return (Parameter("asked", Parameter.KEYWORD_ONLY, annotation=asked, default=Query(...)),)


def asked_of(given: Mapping[str, object], kind: type[Wanted]) -> Wanted:
    """Return what a list or thing was asked with."""
    return cast("Wanted", given["asked"]) if "asked" in given else kind()


def key_parameter() -> Parameter:
    """Return the header under which an act is done once."""
    return Parameter(
        "idempotency_key",
        Parameter.KEYWORD_ONLY,
        annotation=Key,
        default=Header(..., alias=KEY, description=_ONCE),
    )


def answered(value: object) -> HttpResponse:
    """Return an answer that nobody keeps on the way."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    answer = HttpResponse(text, content_type=JSON)
    answer["Cache-Control"] = "no-store"
    return answer


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
