"""Keys for machines: scoped, expiring, kept as digests. The text of a token is shown once and never stored."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, instant, read
from fenhao.books.people._keyed import Plain, write_once
from fenhao.books.people._rights import Right, may, require, roles_at
from fenhao.books.people._users import name_of
from fenhao.kernel import Trouble

SECRET_CHARACTERS_MIN = 32
"""A token's text is drawn from enough chance that a plain digest of it cannot be guessed back."""

SCOPES: Mapping[str, Right] = {right.value: right for right in Right}
"""What a token can open: each scope is one right, which its person has to hold as well."""

TOKEN = Table(
    "people_apitoken",
    (
        ("user_id", "bigint"),
        ("name", "text"),
        ("digest", "text"),
        ("scopes", "jsonb"),
        ("created_at", "timestamptz"),
        ("expires_at", "timestamptz"),
        ("revoked_at", "timestamptz"),
    ),
)


class TokenVerdict(Enum):
    """Every way a token can be answered, in the order checked."""

    unknown = "unknown"
    revoked = "revoked"
    expired = "expired"
    user_inactive = "user_inactive"
    scope_missing = "scope_missing"
    accepted = "accepted"


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """The verdict, and whose token it is; nobody's unless accepted."""

    verdict: TokenVerdict
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed: never its text, nor the digest of it."""

    id: int
    user_id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedToken:
    """A token as its bearer shows it: the verdict, and when accepted whose it is and what both it and its person may do."""

    verdict: TokenVerdict
    id: int
    user_id: int
    username: str
    rights: frozenset[Right]


def issue_token(
    *,
    user_id: int,
    name: str,
    scopes: frozenset[str],
    secret: str,
    by: int | None,
    at: datetime,
    expires_at: datetime,
    key: str = "",
) -> int:
    """Return the id of a new token; only the digest of ``secret``, which the caller drew and shows once, is kept.

    The person or an administrator issues it. Trouble ``people.unknown_scope`` for a scope that there is not,
    ``people.token_without_end`` when it does not end after it begins, ``people.token_shown_before`` when the key issued
    a token with another text before, which nobody can show again.
    """
    if len(secret) < SECRET_CHARACTERS_MIN:
        raise ValueError(f"a token needs {SECRET_CHARACTERS_MIN} characters of chance")
    if strange := sorted(scopes - set(SCOPES)):
        raise Trouble(
            "people.unknown_scope", {"scopes": ", ".join(strange), "known": ", ".join(sorted(SCOPES))}
        )
    if expires_at <= at:
        raise Trouble("people.token_without_end", {"name": name})

    def work(session: Session) -> int:
        """Keep the digest."""
        _may_manage(session, user_id, by=by, at=at)
        name_of(session, user_id)
        told = json.dumps(sorted(scopes))
        token = session.insert(TOKEN, [(user_id, name, _digest(secret), told, at, expires_at, None)])[0]
        after = {"name": name, "scopes": told, "expires_at": expires_at.isoformat()}
        record(session, Act(at, by, "issue_token", f"token/{token}", {}, after))
        return token

    body: dict[str, Plain] = {
        "user": user_id,
        "name": name,
        "scopes": ", ".join(sorted(scopes)),
        "expires_at": expires_at.isoformat(),
    }
    token = write_once(work, key=key, act="issue_token", body=body, by=by, at=at)
    known = read(
        lambda session: session.rows("SELECT digest FROM people_apitoken WHERE id = ?", (token,))[0][0]
    )
    if known != _digest(secret):
        raise Trouble("people.token_shown_before", {"token": str(token)})
    return token


def revoke_token(*, token_id: int, by: int | None, at: datetime, key: str = "") -> bool:
    """End the token at once, by its person or an administrator; return whether it was in force."""

    def work(session: Session) -> bool:
        """End it."""
        rows = session.rows("SELECT user_id, name FROM people_apitoken WHERE id = ?", (token_id,))
        if not rows:
            return False
        _may_manage(session, cast("int", rows[0][0]), by=by, at=at)
        ended = session.run(
            "UPDATE people_apitoken SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", (at, token_id)
        )
        if ended:
            record(session, Act(at, by, "revoke_token", f"token/{token_id}", {"name": str(rows[0][1])}, {}))
        return bool(ended)

    return write_once(work, key=key, act="revoke_token", body={"token": token_id}, by=by, at=at)


def tokens(*, user_id: int, by: int | None, at: datetime) -> tuple[Token, ...]:
    """Return a person's tokens, oldest first, to that person or an administrator."""

    def work(session: Session) -> tuple[Token, ...]:
        """Look."""
        _may_manage(session, user_id, by=by, at=at)
        return tuple(
            _token(row)
            for row in session.rows(
                "SELECT id, user_id, name, scopes, created_at, expires_at, revoked_at FROM people_apitoken"
                " WHERE user_id = ? ORDER BY id",
                (user_id,),
            )
        )

    return read(work)


def answer_token(*, secret: str, scope: str, at: datetime) -> TokenAnswer:
    """Return whether the token opens that scope now. What its person may do, the books ask again."""
    digest = _digest(secret)
    rows = read(
        lambda session: session.rows(
            "SELECT t.digest, t.revoked_at, t.expires_at, u.is_active, t.scopes, t.user_id FROM people_apitoken t"
            " JOIN people_user u ON u.id = t.user_id WHERE t.digest = ?",
            (digest,),
        )
    )
    if not rows or not hmac.compare_digest(str(rows[0][0]), digest):
        return TokenAnswer(TokenVerdict.unknown, None)
    _, revoked, expires, active, scopes, user = rows[0]
    verdict = _standing(revoked=revoked, expires=expires, active=bool(active), at=at)
    if verdict is not TokenVerdict.accepted:
        return TokenAnswer(verdict, None)
    if scope not in _scopes(scopes):
        return TokenAnswer(TokenVerdict.scope_missing, None)
    return TokenAnswer(TokenVerdict.accepted, cast("int", user))


def open_token(*, secret: str, at: datetime) -> OpenedToken:
    """Return whose token it is and what it opens now: the rights that its scopes name and its person has."""
    digest = _digest(secret)

    def work(session: Session) -> OpenedToken:
        """Look."""
        rows = session.rows(
            "SELECT t.id, t.revoked_at, t.expires_at, u.is_active, t.scopes, t.user_id, u.username"
            " FROM people_apitoken t JOIN people_user u ON u.id = t.user_id WHERE t.digest = ?",
            (digest,),
        )
        if not rows:
            return OpenedToken(TokenVerdict.unknown, 0, 0, "", frozenset())
        number, revoked, expires, active, scopes, user, name = rows[0]
        verdict = _standing(revoked=revoked, expires=expires, active=bool(active), at=at)
        if verdict is not TokenVerdict.accepted:
            return OpenedToken(verdict, cast("int", number), 0, "", frozenset())
        roles = roles_at(session, (cast("int", user),), at=at)[cast("int", user)]
        rights = frozenset(right for scope in _scopes(scopes) if may(roles, right := SCOPES[scope]))
        return OpenedToken(verdict, cast("int", number), cast("int", user), str(name), rights)

    return read(work)


def _standing(*, revoked: object, expires: object, active: bool, at: datetime) -> TokenVerdict:
    """Return how a token stands that there is."""
    revoked_at = instant(cast("datetime | None", revoked))
    expires_at = instant(cast("datetime", expires))
    assert expires_at is not None, "a token has an end"
    if revoked_at is not None and revoked_at <= at:
        return TokenVerdict.revoked
    if expires_at <= at:
        return TokenVerdict.expired
    return TokenVerdict.accepted if active else TokenVerdict.user_inactive


def _may_manage(session: Session, user_id: int, *, by: int | None, at: datetime) -> None:
    """Let a person manage the own tokens, and administrators those of everybody."""
    if by != user_id:
        require(session, by, Right.manage_people, at=at)


def _token(row: tuple[object, ...]) -> Token:
    """Return a token from its row."""
    created_at, expires_at = instant(cast("datetime", row[4])), instant(cast("datetime", row[5]))
    assert created_at is not None, "a token has a beginning"
    assert expires_at is not None, "a token has an end"
    return Token(
        id=cast("int", row[0]),
        user_id=cast("int", row[1]),
        name=str(row[2]),
        scopes=_scopes(row[3]),
        created_at=created_at,
        expires_at=expires_at,
        revoked_at=instant(cast("datetime | None", row[6])),
    )


def _scopes(kept: object) -> tuple[str, ...]:
    """Return scopes as they are kept: text in SQLite, a list already in PostgreSQL."""
    told = json.loads(kept) if isinstance(kept, str) else kept
    assert isinstance(told, list), "scopes are a list"
    return tuple(str(each) for each in told)


def _digest(secret: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()
