"""Requests made from the OpenAPI document, right ones and wrong ones: no answer is a server's error, every answer keeps to it."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.faces.api.machine import give_token, secret
from tests.faces.web.conftest import return_to

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
Drawn = Case[Any]
PERSON_OF = {"manage_people": "admin", "manage_messages": "admin", "see_personal": "operations"}
"""Who has a right that finance has not."""
EXAMPLES = 2
"""How many requests an operation is tried with, each way."""


@pytest.fixture(scope="module")
def document(company: Path) -> BaseSchema:
    """The API's document, and the application behind it."""
    from django.core.wsgi import get_wsgi_application

    return_to(company)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def drawn(strategy: SearchStrategy[Drawn], *, examples: int) -> list[Drawn]:
    """Return some requests, the same ones each time."""
    found: list[Drawn] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def draw(case: Drawn) -> None:
        found.append(case)

    draw()
    return found


def wrongs(document: BaseSchema, mode: GenerationMode, *, token: str, examples: int) -> tuple[int, list[str]]:
    """Return how many requests were made, and every answer that does not keep to the document."""
    asked, wrong = 0, []
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        for case in drawn(operation.as_strategy(generation_mode=mode), examples=examples):
            asked += 1
            try:
                case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
            except FailureGroup as failure:
                wrong.append(f"{operation.label}: {failure}"[:1500])
    return asked, wrong


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_made_from_the_document_is_answered_with_an_error_of_ours(
    company: Path, document: BaseSchema, mode: GenerationMode
) -> None:
    return_to(company)
    asked, wrong = wrongs(document, mode, token=secret("finance"), examples=EXAMPLES)
    assert not wrong, "\n\n".join(wrong[:20])
    assert asked > 130, asked


def test_each_operation_met_by_a_token_of_its_scope_alone_answers_as_the_document_says(
    company: Path, document: BaseSchema
) -> None:
    return_to(company)
    tokens: dict[str, str] = {}
    wrong, opened = [], set()
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        scope = operation.definition.raw["description"].split("`")[1]
        if scope not in tokens:
            tokens[scope] = give_token(PERSON_OF.get(scope, "finance"), scope)
        for case in drawn(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), examples=1):
            try:
                answer = case.call_and_validate(
                    headers={"Authorization": f"Bearer {tokens[scope]}"}, checks=CHECKS
                )
            except FailureGroup as failure:
                wrong.append(f"{operation.label} as {scope}: {failure}"[:1500])
            else:
                if answer.status_code != 404:
                    opened.add(scope)
    assert not wrong, "\n\n".join(wrong[:20])
    assert opened == set(tokens), "each scope opens something"
