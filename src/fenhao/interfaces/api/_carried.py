"""What comes as bytes and not as JSON: a batch of facts, a file, a workbook. It goes to disk as it comes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Generic

from django.http import HttpRequest, HttpResponseBase
from ninja import NinjaAPI

from fenhao.books.people import Right
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._mounting import (
    Wanted,
    answered,
    asked_of,
    here_of,
    key_parameter,
    mounted,
    query,
)
from fenhao.interfaces.api._problems import Refused
from fenhao.interfaces.api._shapes import shape, told

BINARY = "application/octet-stream"
BYTES: Mapping[str, object] = {"type": "string", "format": "binary"}
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Sent:
    """A body that has not been read, at most ``bytes_max`` of it."""

    request: HttpRequest
    bytes_max: int

    @property
    def media(self) -> str:
        """Return of which kind it says that it is."""
        return str(self.request.content_type)

    def keep(self, path: Path) -> str:
        """Put it on disk and return its digest; ``Refused`` when it is too large, or shorter than it said."""
        digest, size = sha256(), 0
        with path.open("wb") as file:
            while block := self.request.read(_BLOCK):
                size += len(block)
                if size > self.bytes_max:
                    raise Refused(413, "api.too_large", {"bytes": f"{self.bytes_max:,}"})
                digest.update(block)
                file.write(block)
        stated = str(self.request.META.get("CONTENT_LENGTH") or "")
        if stated.isdecimal() and int(stated) != size:
            raise Refused(400, "api.cut_off")
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Carried(Generic[Wanted]):
    """An address that takes bytes under a key.

    ``content`` says what each kind of body is in the document. ``work`` returns an ``answer``, or the response itself where it
    is written as it is read.
    """

    path: str
    right: Right
    summary: str
    asked: type[Wanted]
    answer: type
    work: Callable[[Sent, Here, Wanted, str], object]
    bytes_max: int
    content: Mapping[str, Mapping[str, object]]

    @property
    def address(self) -> tuple[str, str]:
        """Return its method and its path."""
        return "POST", self.path

    def mount(self, api: NinjaAPI, *, tag: str) -> None:
        """Put it into the API."""

        def view(request: HttpRequest, **given: object) -> HttpResponseBase:
            """Take the body."""
            here = here_of(request, given)
            key = here.key(str(given["idempotency_key"]))
            done = self.work(Sent(request, self.bytes_max), here, asked_of(given, self.asked), key)
            return done if isinstance(done, HttpResponseBase) else answered(told(done, here))

        content = {media: {"schema": dict(schema)} for media, schema in self.content.items()}
        mounted(
            api,
            self,
            view,
            (*query(self.asked), key_parameter()),
            response=shape(self.answer),
            tag=tag,
            extra={"requestBody": {"required": True, "content": content}},
            media=tuple(self.content),
            bytes_max=self.bytes_max,
        )
