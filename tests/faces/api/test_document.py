"""The document in the repository is the API's own, and the client is made from it."""

import json
from pathlib import Path

from tests.faces.web.conftest import return_to
from tools.client import DOCUMENT, document_text, made

BOUNDS = frozenset({"type", "format", "pattern", "const", "$ref", "operationId", "in", "name", "default"})
"""The texts of the document that are more than words."""
ADVICE = "Run `python -m tools.client`: an address, a field or its bounds have changed. Is that meant?"


def unspoken(held: object) -> object:
    """Return a document without what it says in words: a better sentence is no other API."""
    if isinstance(held, dict):
        return {
            name: unspoken(each) for name, each in held.items() if not isinstance(each, str) or name in BOUNDS
        }
    return [unspoken(each) for each in held] if isinstance(held, list) else held


def test_the_document_in_the_repository_is_what_the_api_says_of_itself(company: Path) -> None:
    from fenhao.interfaces.api import schema

    return_to(company)
    kept, now = json.loads(DOCUMENT.read_text(encoding="utf-8")), json.loads(document_text(schema()))
    assert unspoken(kept) == unspoken(now), ADVICE


def test_the_client_is_made_from_the_document() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert document["openapi"].startswith("3.1")
    for path, text in made(document).items():
        assert path.read_text(encoding="utf-8") == text, ADVICE
