"""The document in the repository is the API's own, and the client is made from it."""

import json
from pathlib import Path

from tests.faces.web.conftest import return_to
from tools.client import DOCUMENT, document_text, made

ADVICE = "Run `python -m tools.client`: an address, a field or its bounds have changed. Is that meant?"


def test_the_document_in_the_repository_is_what_the_api_says_of_itself(company: Path) -> None:
    from fenhao.interfaces.api import schema

    return_to(company)
    assert DOCUMENT.read_text(encoding="utf-8") == document_text(schema()), ADVICE


def test_the_client_is_made_from_the_document() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert document["openapi"].startswith("3.1")
    for path, text in made(document).items():
        assert path.read_text(encoding="utf-8") == text, ADVICE
