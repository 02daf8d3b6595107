"""The document in the repository promises nothing that the API does not keep, and the client is made from it."""

import json
import re
from pathlib import Path
from typing import cast

from tests.faces.web.conftest import return_to
from tools.client import DOCUMENT, document_text, made

ADVICE = "run `python -m tools.client`; programs that were written for it will notice. Is that meant?"
WORDS = frozenset({"description", "summary", "title"})


def gone(kept: object, now: object, place: str) -> list[str]:
    """Return what the kept document promises and the API no longer says; sentences and what was added do not count."""
    if isinstance(kept, dict) and isinstance(now, dict):
        return [
            wrong
            for name, each in kept.items()
            if name not in WORDS or isinstance(each, dict)
            for wrong in (gone(each, now[name], f"{place}/{name}") if name in now else [f"{place}/{name}"])
        ]
    if isinstance(kept, list) and isinstance(now, list):
        if all(isinstance(each, str) for each in kept):
            return [f"{place}: {each}" for each in kept if each not in now]
        if len(kept) == len(now):
            return [
                wrong
                for number, pair in enumerate(zip(kept, now, strict=True))
                for wrong in gone(*pair, f"{place}/{number}")
            ]
    return [] if kept == now else [f"{place}: {str(kept)[:60]} -> {str(now)[:60]}"]


def test_nothing_that_the_document_in_the_repository_promises_is_gone(company: Path) -> None:
    from fenhao.interfaces.api import schema

    return_to(company)
    kept, now = json.loads(DOCUMENT.read_text(encoding="utf-8")), json.loads(document_text(schema()))
    missing = gone(kept, now, "")
    assert not missing, "\n".join([ADVICE, *missing[:20]])
    assert set(kept["paths"]) == set(now["paths"]), ADVICE


def test_a_promise_that_is_gone_is_noticed() -> None:
    kept = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    now = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert gone(kept, now, "") == []
    fields = cast("dict[str, object]", now["components"]["schemas"]["Spend"]["properties"])
    fields["more"] = {"type": "string"}
    assert gone(kept, now, "") == []
    del fields["parts"]
    assert gone(kept, now, "") == ["/components/schemas/Spend/properties/parts"]


def test_who_has_the_document_alone_is_told_how_to_read_on_and_how_to_ask_again() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    untold = [
        f"{path} {each['name']}"
        for path, methods in document["paths"].items()
        for operation in methods.values()
        for each in operation["parameters"]
        if each["name"] in {"limit", "cursor", "Idempotency-Key", "source"} and not each.get("description")
    ]
    assert untold == []
    whole = document["components"]["schemas"]["ApiBatchAnswer"]["description"]
    assert "``already_there``" in whole, "all that a shape says of itself, not its first line alone"
    said = [each.get("description", "") for each in document["components"]["schemas"].values()]
    assert not [each for each in said if re.search(r"\bNone\b", each)], "JSON has null"


def test_the_client_is_made_from_the_document() -> None:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert document["openapi"].startswith("3.1")
    for path, text in made(document).items():
        assert path.read_text(encoding="utf-8") == text, "run `python -m tools.client`"
