"""The OpenAPI document: what the offers declare, and what every one of them may answer besides."""

import json
from collections.abc import Collection, Mapping
from typing import cast

from ninja import NinjaAPI

from fenhao.interfaces.api._problems import PROBLEM_JSON, TITLES
from fenhao.interfaces.words import say

Json = dict[str, object]
_FIELD: Json = {
    "type": "object",
    "required": ["field", "code", "detail"],
    "additionalProperties": False,
    "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
}
_TEXTS = ("type", "title", "code", "detail", "instance")
PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457 problem details, in the language of Accept-Language.",
    "required": [*_TEXTS, "status", "fields"],
    "additionalProperties": False,
    "properties": {
        **{name: {"type": "string"} for name in _TEXTS},
        "status": {"type": "integer"},
        "fields": {"type": "array", "items": _FIELD},
    },
}
ALWAYS = (401, 404, 429, 500, 503)
"""What any operation may answer."""
WITH_PARAMETERS, WITH_BODY = (422,), (400, 409, 413, 415, 422)


def whole_schema(api: NinjaAPI, addresses: Collection[tuple[str, str]]) -> Mapping[str, object]:
    """Return the document. Every address is in it; AssertionError otherwise."""
    document = cast("Json", json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), default=str)))
    paths = cast("dict[str, dict[str, Json]]", document["paths"])
    assert len(addresses) == sum(len(each) for each in paths.values()), "an address is used twice"
    for methods in paths.values():
        for method, operation in methods.items():
            _complete(operation, with_body=method != "get")
    parts = cast("dict[str, Json]", document["components"])
    parts["schemas"] = {"Problem": PROBLEM, **parts["schemas"]}
    parts["responses"] = {f"Problem{status}": _response(status) for status in TITLES}
    schemes = parts["securitySchemes"]
    parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    assert schemes, "every operation wants a token"
    document["servers"] = [{"url": "/api/v1"}]
    return document


def _complete(operation: Json, *, with_body: bool) -> None:
    """Add what every operation may answer."""
    answers = cast("Json", operation["responses"])
    for status in sorted({*ALWAYS, *(WITH_BODY if with_body else WITH_PARAMETERS)}):
        answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    operation["security"] = [{"bearer": []}]


def _response(status: int) -> Json:
    """Return how a status is told."""
    headers: Json = {}
    if status == 429:
        headers = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    told: Json = {
        "description": say(TITLES[status], {}, "en"),
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return {**told, "headers": headers} if headers else told
