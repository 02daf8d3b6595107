"""How a machine asks the API, and the tokens it may bring."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

NDJSON, PARQUET = "application/x-ndjson", "application/vnd.apache.parquet"
EITHER = "application/octet-stream"
LONG_AGO, FAR_AHEAD = datetime(2026, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
Told = dict[str, object]


def secret(person: str, scope: str = "") -> str:
    """Return the text of a person's token: of every scope, or of that one."""
    return f"{person}-{scope or 'whole'}-".ljust(43, "x")


def give_token(
    person: str, scope: str = "", *, scopes: Collection[str] = (), until: datetime = FAR_AHEAD
) -> str:
    """Issue a token and return its text."""
    from fenhao.books.people.models import User
    from fenhao.books.people.operations import SCOPES, issue_token

    number = User.objects.get(username=person).pk
    told = frozenset(scopes or ({scope} if scope else SCOPES))
    issue_token(
        user_id=number,
        name=scope or "whole",
        scopes=told,
        secret=secret(person, scope),
        by=number,
        at=LONG_AGO,
        expires_at=until,
    )
    return secret(person, scope)


def give_tokens() -> None:
    """Issue a token of every scope to everybody."""
    from fenhao.books.people.models import User

    for each in User.objects.all():
        give_token(each.username)


@dataclass(frozen=True)
class Answered:
    """An answer: its status, its headers, its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Told:
        """The body as JSON."""
        return cast("Told", json.loads(self.body))

    def fields(self) -> list[str]:
        """The fields that a problem names."""
        return [each["field"] for each in cast("list[dict[str, str]]", self.told["fields"])]


@dataclass(frozen=True)
class Machine:
    """A program with somebody's token."""

    person: str
    scope: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: bytes = b"", *, media: str = "application/json", key: str = ""
    ) -> Answered:
        """Ask and return the answer, whatever it is."""
        from django.test import Client

        headers = {"Authorization": f"Bearer {secret(self.person, self.scope)}", **self.headers}
        if key:
            headers["Idempotency-Key"] = key
        client = Client(raise_request_exception=False)
        answer = client.generic(method, f"/api/v1/{path}", body, content_type=media, headers=headers)
        held = b"".join(cast("list[bytes]", list(answer))) if answer.streaming else answer.content
        return Answered(answer.status_code, dict(answer.items()), held)

    def get(self, path: str) -> Answered:
        """Look at an address."""
        return self.ask("GET", path)

    def post(self, path: str, body: object, *, key: str = "") -> Answered:
        """Post JSON."""
        return self.ask("POST", path, json.dumps(body).encode(), key=key)

    def facts(self, table: str, body: bytes, *, key: str, media: str = NDJSON) -> Answered:
        """Post a batch of facts."""
        return self.ask("POST", f"facts/{table}", body, media=media, key=key)
