"""Requests and answers: what fails on the way is tried again, with the same key and the same body."""

import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import cast
from urllib.parse import quote, urlencode

JSON = "application/json"
AGAIN = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same request may be made again: none of them says that it was refused."""
WAIT_SECONDS_MAX = 60.0
Query = Mapping[str, str | int | bool | None]


class Problem(Exception):
    """The API refused: the status, the code of the reason, its sentence, and the fields it is about."""

    def __init__(self, status: int, told: Mapping[str, object]) -> None:
        self.status = status
        self.code = str(told.get("code", ""))
        self.detail = str(told.get("detail", ""))
        fields = cast("list[dict[str, str]]", told.get("fields", []))
        self.fields = {each["field"]: each["detail"] for each in fields}
        super().__init__(f"{status} {self.code}: {self.detail}")


class Unreachable(Exception):
    """No answer came, however often it was tried. Whether the work was done is not known: the same key finds out."""


@dataclass(frozen=True, slots=True)
class Transport:
    """Where the API is, with whose token, in which language it speaks, and how patiently it is asked."""

    address: str
    token: str
    language: str
    timeout: float
    attempts: int

    def get(self, path: str, query: Query) -> object:
        """Return what stands at an address."""
        return self.send("GET", path, query, None, media=JSON, key="")

    def file(self, path: str, query: Query) -> bytes:
        """Return a file's content."""
        return self._answer("GET", path, query, None, media=JSON, key="", accept="*/*")

    def post(self, path: str, query: Query, body: object, *, key: str) -> object:
        """Return the answer to an act."""
        return self.send("POST", path, query, json.dumps(body).encode(), media=JSON, key=key)

    def rows(self, path: str, query: Query) -> Iterator[object]:
        """Yield the rows of a list; the next page is asked for when the one before is through."""
        cursor = ""
        while True:
            page = cast("Mapping[str, object]", self.get(path, {**query, "cursor": cursor or None}))
            yield from cast("list[object]", page["rows"])
            cursor = cast("str | None", page["next"]) or ""
            if not cursor:
                return

    def send(
        self, method: str, path: str, query: Query, body: bytes | None, *, media: str, key: str
    ) -> object:
        """Return an answer. ``Problem`` when it is refused, ``Unreachable`` when none comes."""
        return cast("object", json.loads(self._answer(method, path, query, body, media=media, key=key)))

    def _answer(
        self,
        method: str,
        path: str,
        query: Query,
        body: bytes | None,
        *,
        media: str,
        key: str,
        accept: str = JSON,
    ) -> bytes:
        """Return the body of an answer that is whole; what fails on the way is tried again."""
        asked = {name: _text(each) for name, each in query.items() if each is not None}
        url = f"{self.address}/api/v1/{path}{'?' + urlencode(asked) if asked else ''}"
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": accept,
            "Accept-Language": self.language,
            **({"Content-Type": media} if body is not None else {}),
            **({"Idempotency-Key": key} if key else {}),
        }
        request = urllib.request.Request(url, data=body, headers=headers, method=method)  # noqa: S310 - the caller's own
        for attempt in range(self.attempts):
            last = attempt + 1 == self.attempts
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                    told = cast("bytes", answer.read())
                    if accept == JSON:
                        json.loads(told)  # what was cut off on the way is asked for again
                    return told
            except urllib.error.HTTPError as refused:
                with refused:
                    if last or refused.code not in AGAIN:
                        raise Problem(refused.code, _told(refused.read())) from refused
                    time.sleep(_pause(attempt, refused.headers.get("Retry-After", "")))
            except (OSError, HTTPException, json.JSONDecodeError) as fault:
                if last:
                    raise Unreachable(str(fault)) from fault
                time.sleep(_pause(attempt, ""))
        raise Unreachable("no attempt was allowed")


def part(value: str | int) -> str:
    """Return a part of an address."""
    return quote(str(value), safe="")


def new_key() -> str:
    """Return a key that nobody has used."""
    return secrets.token_hex(16)


def _pause(attempt: int, stated: str) -> float:
    """Return how long to wait: as long as the answer says, otherwise twice as long each time."""
    return min(WAIT_SECONDS_MAX, float(stated) if stated.isdecimal() else 0.25 * 2**attempt)


def _text(value: str | int | bool | None) -> str:  # noqa: FBT001 - a cell of a query
    """Return a value as an address has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(body: bytes) -> Mapping[str, object]:
    """Return a problem; nothing for what is none, such as the page of a proxy."""
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
