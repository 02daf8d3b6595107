"""What went wrong, for machines and people alike: RFC 9457 problem details, in the words that the pages use."""

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse

from fenhao.books.database import BooksUnavailable
from fenhao.books.people import NotAllowed
from fenhao.interfaces.api._here import spoken
from fenhao.interfaces.words import Language, explain_trouble, say
from fenhao.kernel import Trouble

PROBLEM_JSON = "application/problem+json"
TITLES = {
    400: "api.title.unreadable",
    401: "api.title.who",
    404: "api.title.nowhere",
    405: "api.title.method",
    409: "api.title.refused",
    413: "api.title.too_large",
    415: "api.title.media",
    422: "api.title.wrong",
    429: "api.title.slower",
    500: "api.title.failed",
    503: "api.title.unavailable",
}
"""Every status that a problem is told with."""
_LOG = logging.getLogger("fenhao.api")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field: its place in the request, joined by dots, and a code with its details."""

    field: str
    code: str
    details: tuple[tuple[str, str], ...] = ()


class Refused(Exception):
    """A request that is not answered: the status, the code of the reason with its details, the fields it is about."""

    def __init__(
        self,
        status: int,
        code: str,
        details: Mapping[str, str] | None = None,
        *,
        fields: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code = status, code
        self.details = dict(details or {})
        self.fields = tuple(fields)
        self.headers = dict(headers or {})


def nowhere() -> Refused:
    """Return the answer to an address that leads nowhere, or nowhere for this token: the two cannot be told apart."""
    return Refused(404, "api.nowhere")


def problem(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Return the answer that tells a refusal."""
    lang = spoken(request)
    text = say(refused.code, refused.details, lang)
    fields = [
        {"field": each.field, "code": each.code, "detail": say(each.code, dict(each.details), lang)}
        for each in refused.fields
    ]
    return _answer(request, refused.status, refused.code, text, lang, fields=fields, headers=refused.headers)


def trouble(request: HttpRequest, wrong: Trouble) -> HttpResponse:
    """Return the answer to Trouble from the rooms below: what the person may not do does not exist, the rest is refused."""
    if isinstance(wrong, NotAllowed):
        return problem(request, nowhere())
    lang = spoken(request)
    if wrong.code == "books.key_conflict":
        field = wrong.details.get("field", "")
        told = Wrong(field, "api.field.other_under_key")
        return problem(request, Refused(409, "api.key_conflict", {"field": field}, fields=(told,)))
    status = 503 if isinstance(wrong, BooksUnavailable) else 422 if wrong.code.startswith("load.") else 409
    return _answer(request, status, wrong.code, explain_trouble(wrong, lang), lang, fields=[])


def failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the answer to an error nobody foresaw; the log has it with its stack under the reference told here."""
    reference = secrets.token_hex(4)
    _LOG.error("500 %s %s, reference %s", request.method, quote(request.path), reference, exc_info=error)
    return problem(request, Refused(500, "api.failed", {"reference": reference}))


def _answer(
    request: HttpRequest,
    status: int,
    code: str,
    text: str,
    lang: Language,
    *,
    fields: list[dict[str, str]],
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the problem as it travels."""
    told = {
        "type": "about:blank",
        "title": say(TITLES[status], {}, lang),
        "status": status,
        "code": code,
        "detail": text,
        "instance": request.path,
        "fields": fields,
    }
    answer = HttpResponse(
        json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"),
        content_type=PROBLEM_JSON,
        status=status,
    )
    answer["Content-Language"] = lang
    answer["Cache-Control"] = "no-store"
    answer["Vary"] = "Accept-Language"
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="fenhao"'
    if status == 503:
        answer["Retry-After"] = "5"
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer
