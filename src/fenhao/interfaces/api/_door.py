"""The door: who asks, how often, with which right, with how much of what. In this order, before anything is read."""

import time
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja.security import HttpBearer

from fenhao.books.people import Right
from fenhao.books.people.operations import TokenVerdict, open_token
from fenhao.interfaces.api._here import Here, company_book, moment, spoken
from fenhao.interfaces.api._problems import PROBLEM_JSON, Refused, failure, nowhere, problem
from fenhao.interfaces.api._rates import Allowance, Rates

ROOT = "/api/"
JSON = "application/json"
JSON_BYTES_MAX = 1 << 20
"""How much a request may hold unless its address takes more."""


@cache
def rates(root: Path) -> Rates:
    """Return the buckets of the book at ``root``."""
    return Rates(root / "rates.sqlite3", Allowance.of_surroundings())


class Door(HttpBearer):
    """Lets in a token that has the right; without it there is no such address."""

    def __init__(self, right: Right, *, media: tuple[str, ...], bytes_max: int) -> None:
        super().__init__()
        self._right, self._media, self._bytes_max = right, media, bytes_max

    def __call__(self, request: HttpRequest) -> Here:
        """Return who asks; ``Refused`` with the first reason why not."""
        here = self.authenticate(request, _secret_in(request))
        if not here.may(self._right):
            raise nowhere()
        self._judge_body(request)
        return here

    def authenticate(self, request: HttpRequest, token: str) -> Here:
        """Return whose token it is."""
        book, at = company_book(), moment()
        opened = open_token(secret=token, at=at) if token else None
        known = opened is not None and opened.verdict is TokenVerdict.accepted
        caller = f"token/{opened.id}" if opened and known else f"address/{request.META.get('REMOTE_ADDR')}"
        if wait := rates(book.root).wait_seconds(caller, now=time.time_ns()):
            raise Refused(429, "api.slower", {"seconds": str(wait)}, headers={"Retry-After": str(wait)})
        if opened is None:
            raise Refused(401, "api.no_token")
        if not known:
            raise Refused(401, f"api.token_{opened.verdict.value}")
        return Here(book, at, spoken(request), opened.user_id, opened.username, opened.rights)

    @classmethod
    def judge_method(cls, request: HttpRequest, rights: Collection[Right]) -> Refused:
        """Return what to say to a method that an address does not take: who may use it by no method learns nothing of it."""
        try:
            here = cls(Right.see, media=(), bytes_max=0).authenticate(request, _secret_in(request))
        except Refused as refused:
            return refused
        return Refused(405, "api.method") if any(map(here.may, rights)) else nowhere()

    def _judge_body(self, request: HttpRequest) -> None:
        """Refuse a body of the wrong kind, or one that says that it is too large, before it is read."""
        if request.method in {"GET", "HEAD"}:
            return
        given = (request.content_type or "").lower()
        if given not in self._media:
            raise Refused(415, "api.media", {"given": given or "–", "wanted": ", ".join(self._media)})
        charset = (request.content_params or {}).get("charset", "utf-8").lower()
        if (
            charset not in {"utf-8", "utf8"}
            or request.headers.get("Content-Encoding", "identity") != "identity"
        ):
            raise Refused(415, "api.encoding")
        stated = str(request.META.get("CONTENT_LENGTH") or "0")
        if stated.isdecimal() and int(stated) > self._bytes_max:
            raise Refused(413, "api.too_large", {"bytes": f"{self._bytes_max:,}"})


def _secret_in(request: HttpRequest) -> str:
    """Return the token that a request brought; empty when it brought none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


class DoorMiddleware:
    """Whatever goes wrong under the API's addresses, outside of its own views too, is told as a problem."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and translate an answer that was made for browsers."""
        if not request.path_info.startswith(ROOT):
            return self._answer(request)
        answer = self._answer(request)
        if answer.status_code < 400 or answer.get("Content-Type", "").startswith(PROBLEM_JSON):
            return answer
        headers = {"Allow": answer["Allow"]} if answer.has_header("Allow") else {}
        if answer.status_code == 405:
            return problem(request, Refused(405, "api.method", headers=headers))
        if answer.status_code == 413:
            return problem(request, Refused(413, "api.too_large", {"bytes": f"{JSON_BYTES_MAX:,}"}))
        if answer.status_code >= 500:
            return failure(request, RuntimeError(f"answered {answer.status_code}"))
        if answer.status_code == 400:
            return problem(request, Refused(400, "api.unreadable"))
        return problem(request, nowhere())
