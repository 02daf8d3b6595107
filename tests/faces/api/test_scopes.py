"""Every operation met by a token of every single scope: what the table of rights opens answers, everything else is nowhere; no 5xx."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from tests.faces.api.machine import Machine, give_token
from tests.faces.web.conftest import return_to
from tests.faces.web.site import PEOPLE as ROLE

PEOPLE = ("finance", "operations", "admin")
"""Between them they have every right."""
OURS = frozenset(range(500, 600)) - {503}


def operations() -> Iterator[tuple[str, str, str, str]]:
    """Yield method, address, media type and scope of every operation, as the document tells them."""
    from fenhao.interfaces.api import schema

    for path, methods in cast("Mapping[str, Mapping[str, Mapping[str, object]]]", schema()["paths"]).items():
        for method, operation in methods.items():
            body = cast("Mapping[str, Mapping[str, object]]", operation.get("requestBody", {}))
            media = next(iter(body.get("content", {})), "application/json")
            scope = str(operation["description"]).split("`")[1]
            yield method.upper(), path.lstrip("/").format(number=2**40, name="nobody"), media, scope


def test_every_operation_answers_every_scope_as_the_table_of_rights_says(company: Path) -> None:
    from fenhao.books.people import Role
    from fenhao.books.people._rights import RIGHTS, Right
    from fenhao.books.people.operations import SCOPES

    return_to(company)
    holder = {
        scope: next(name for name in PEOPLE if Role(ROLE[name]) in RIGHTS[Right(scope)]) for scope in SCOPES
    }
    for scope, name in holder.items():
        give_token(name, scope)
    asked, opened, wrong = 0, set[str](), list[str]()
    for method, path, media, needed in operations():
        for scope, name in holder.items():
            answer = Machine(name, scope).ask(method, path, b"[]", media=media, key="scope")
            nowhere = answer.status == 404 and answer.told["code"] == "api.nowhere"
            asked += 1
            if answer.status in OURS or (not nowhere and scope != needed):
                wrong.append(f"{method} {path} with {scope} instead of {needed}: {answer.status}")
            elif not nowhere:
                opened.add(f"{method} {path}")
    assert not wrong, "\n".join(wrong[:20])
    assert asked > 4_000, asked
    assert len(opened) > 130, len(opened)
