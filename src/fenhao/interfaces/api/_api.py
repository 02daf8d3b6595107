"""The API itself: every group's offers mounted, what goes wrong translated, its schema told."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, URLPattern, URLResolver, path, re_path
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from fenhao.interfaces.api._door import Door
from fenhao.interfaces.api._facts import FACTS
from fenhao.interfaces.api._files import FILES
from fenhao.interfaces.api._mounting import RIGHTS
from fenhao.interfaces.api._offers import Offer
from fenhao.interfaces.api._problems import Refused, Wrong, failure, nowhere, problem, trouble
from fenhao.interfaces.api._schema import whole_schema
from fenhao.interfaces.api.groups import (
    administration,
    approvals,
    checking,
    customers,
    documents,
    figures,
    findings,
    goals,
    improvements,
    ledger,
    messages,
    months,
    moves,
    own,
    people,
    planning,
    plans,
    requests,
    rules,
    service,
    settings,
    spending,
    study_files,
    trials,
    views,
    work,
    work_books,
    work_tiers,
)
from fenhao.kernel import Trouble

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
"""How a route names what an offer's address has in braces."""

GROUPS: tuple[tuple[str, Sequence[Offer]], ...] = (
    ("spending", spending.OFFERS),
    ("facts", (*FACTS, *FILES)),
    ("ledger", ledger.OFFERS),
    ("customers", customers.OFFERS),
    ("findings", findings.OFFERS),
    ("approvals", approvals.OFFERS),
    ("requests", requests.OFFERS),
    ("moves", moves.OFFERS),
    ("plans", plans.OFFERS),
    ("months", months.OFFERS),
    ("goals", goals.OFFERS),
    ("improvements", improvements.OFFERS),
    ("service", service.OFFERS),
    ("figures", (*figures.OFFERS, *trials.OFFERS)),
    ("planning", (*planning.OFFERS, *study_files.OFFERS)),
    ("documents", documents.OFFERS),
    ("work", (*work.OFFERS, *work_books.OFFERS, *work_tiers.OFFERS)),
    ("people", (*people.OFFERS, *own.OFFERS, *views.OFFERS)),
    ("messages", messages.OFFERS),
    ("settings", (*settings.OFFERS, *rules.OFFERS)),
    ("administration", (*administration.OFFERS, *checking.OFFERS)),
)
"""Every group with what it offers, in the order of the document."""
_ABOUT = """\
Customer cost management. Amounts are whole minor units of the company's currency (`GET /me` tells it and its digits), days are ISO dates, instants carry their offset.

* A token opens what its scopes and its person's rights both open; anything else is not there for it (404).
* Every write that takes `Idempotency-Key` may be sent again, with the same key and body, when its answer was lost, and after 429 (wait `Retry-After` seconds) and 5xx: it is done once.
* A list is read on with `next` of its answer as `cursor`, until `next` is null.
* Facts are posted in batches (`POST /facts/{name}`, `name` and columns from `GET /facts`): an upload that was cut off goes on with the batches that have no answer, under the same keys.
* Errors are problem details (RFC 9457) in the language of `Accept-Language` (zh, en), `code` for programs.
* What budget control or the gate refuses is an answer (200): `verdict` for programs, `why` in words.
"""
_FIELD_CODES = {
    "missing": "api.field.missing",
    "extra_forbidden": "api.field.extra",
    "literal_error": "api.field.choice",
    "enum": "api.field.choice",
}


@cache
def api() -> NinjaAPI:
    """Return the API with everything mounted."""
    made = NinjaAPI(
        title="Fenhao 分毫",
        version="1",
        description=_ABOUT,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    every = [(offer, tag) for tag, offers in GROUPS for offer in offers]
    for offer, tag in sorted(every, key=lambda each: "{" in each[0].address[1]):
        # An address that is written out goes before one that takes any name in its place.
        offer.mount(made, tag=tag)
    made.add_exception_handler(Refused, _refused)
    made.add_exception_handler(Trouble, _trouble)
    made.add_exception_handler(ValidationError, _invalid)
    made.add_exception_handler(HttpError, _unreadable)
    made.add_exception_handler(Http404, _nowhere)
    made.add_exception_handler(Exception, _failed)
    return made


@cache
def schema() -> Mapping[str, object]:
    """Return the OpenAPI document."""
    return whole_schema(api(), {offer.address for _, offers in GROUPS for offer in offers})


def urlpatterns() -> list[URLPattern]:
    """Return the addresses: the schema, and everything else below."""
    return [path("openapi.json", _document), re_path("^(?P<rest>.*)$", _below)]


@cache
def _addresses() -> URLResolver:
    """Return the API's addresses, mounted when somebody first asks: who only opens pages does not wait for it."""
    return URLResolver(RegexPattern(""), [path("", api().urls)])


@csrf_exempt
def _below(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer at an address of the API."""
    try:
        found = _addresses().resolve(rest)
    except Resolver404:
        return problem(request, nowhere())
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    if answer.status_code != 405:
        return answer
    rights = RIGHTS[_PLACE.sub(r"{\1}", found.route)]
    refused = Door.judge_method(request, rights)
    if refused.status == 405:
        refused.headers["Allow"] = answer["Allow"]
    return problem(request, refused)


def _document(request: HttpRequest) -> HttpResponse:
    """Answer with the OpenAPI document; it tells nothing that the documentation does not."""
    if request.method not in {"GET", "HEAD"}:
        return problem(request, Refused(405, "api.method", headers={"Allow": "GET, HEAD"}))
    text = json.dumps(schema(), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json")


def _refused(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Tell a refusal."""
    assert isinstance(error, Refused)
    return problem(request, error)


def _trouble(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Tell Trouble."""
    assert isinstance(error, Trouble)
    return trouble(request, error)


def _nowhere(request: HttpRequest, _: Exception | type[Exception]) -> HttpResponse:
    """Tell that there is nothing."""
    return problem(request, nowhere())


def _failed(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Tell an error nobody foresaw."""
    assert isinstance(error, Exception)
    return failure(request, error)


def _unreadable(request: HttpRequest, _: Exception | type[Exception]) -> HttpResponse:
    """Tell that the body is no JSON."""
    return problem(request, Refused(400, "api.unreadable"))


def _invalid(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Tell which fields are wrong."""
    assert isinstance(error, ValidationError)
    fields = []
    for each in error.errors[:50]:
        place = ".".join(str(part) for part in each["loc"][1:] if part not in {"asked", "body"})
        code = _FIELD_CODES.get(str(each["type"]), "api.field.wrong")
        allowed = str(each.get("ctx", {}).get("expected", ""))
        fields.append(Wrong(place[:200] or "body", code, (("allowed", allowed),)))
    return problem(request, Refused(422, "api.wrong", fields=fields))
