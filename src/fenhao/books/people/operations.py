"""What happens to people: joining, roles, cover, tokens. Time and chance are arguments."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import Q

from fenhao.books.people.models import ApiToken, Delegation, RoleGrant, User
from fenhao.books.people.roles import Role
from fenhao.kernel import Trouble

SECRET_CHARACTERS_MIN = 32
"""A token's text is drawn from enough chance that a plain digest of it cannot be guessed back."""


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


def add_user(*, username: str, email: str, password: str, at: datetime) -> User:
    """Return a new person without any role."""
    return User.objects.create_user(username, email, password, date_joined=at)


def grant_role(
    *,
    user_id: int,
    role: Role,
    by: int | None,
    at: datetime,
    entity: str = "",
    limit_minor: int | None = None,
) -> RoleGrant:
    """Return the grant in force: the one there is, or a new one. ``limit_minor`` is what the person may approve."""
    with transaction.atomic():
        held = RoleGrant.objects.filter(user_id=user_id, role=role, entity=entity, ends_at=None).first()
        if held is not None and held.limit_minor == limit_minor:
            return held
        if held is not None:
            RoleGrant.objects.filter(pk=held.pk).update(ends_at=at)
        return RoleGrant.objects.create(
            user_id=user_id, role=role, entity=entity, limit_minor=limit_minor, granted_by_id=by, starts_at=at
        )


def revoke_role(*, user_id: int, role: Role, at: datetime, entity: str = "") -> bool:
    """End the grant; return whether there was one."""
    open_grants = RoleGrant.objects.filter(user_id=user_id, role=role, entity=entity, ends_at=None)
    return open_grants.update(ends_at=at) > 0


def delegate(
    *,
    giver_id: int,
    taker_id: int,
    role: Role,
    kind: Delegation.Kind,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
) -> Delegation:
    """Let the taker act for the giver in a role that the giver holds; Trouble ``people.cannot_delegate`` otherwise."""
    if (
        giver_id == taker_id
        or not starts_at < ends_at
        or role not in own_roles(user_id=giver_id, at=starts_at)
    ):
        raise Trouble("people.cannot_delegate", {"role": role.value})
    return Delegation.objects.create(
        giver_id=giver_id,
        taker_id=taker_id,
        role=role,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
    )


def own_roles(*, user_id: int, at: datetime) -> frozenset[Role]:
    """Return the roles granted to the person and in force."""
    grants = RoleGrant.objects.filter(_in_force(at), user_id=user_id, user__is_active=True)
    return frozenset(Role(role) for role in grants.values_list("role", flat=True))


def roles(*, user_id: int, at: datetime) -> frozenset[Role]:
    """Return what the person may act as: own roles, and those of people covered whose role is still in force."""
    covered = Delegation.objects.filter(
        taker_id=user_id, taker__is_active=True, starts_at__lte=at, ends_at__gt=at
    ).values_list("giver_id", "role")
    lent = {Role(role) for giver, role in covered if Role(role) in own_roles(user_id=giver, at=at)}
    return own_roles(user_id=user_id, at=at) | frozenset(lent)


def approvers(*, role: Role, at: datetime, amount_minor: int, not_user: int) -> tuple[int, ...]:
    """Return who may approve so much in a role, by id: never the requester, stand-ins in place of the absent.

    A stand-in approves up to the limit of the person covered; a requester does not become an approver by covering one.
    """
    able: set[int] = set()
    grants = RoleGrant.objects.filter(_in_force(at), role=role, user__is_active=True)
    for grant in grants.filter(Q(limit_minor=None) | Q(limit_minor__gte=amount_minor)):
        cover = Delegation.objects.filter(
            giver_id=grant.user_id, role=role, starts_at__lte=at, ends_at__gt=at, taker__is_active=True
        )
        able.update(cover.values_list("taker_id", flat=True))
        if not cover.filter(kind=Delegation.Kind.out_of_office).exists():
            able.add(grant.user_id)
    return tuple(sorted(able - {not_user}))


def issue_token(
    *, user_id: int, name: str, scopes: frozenset[str], secret: str, at: datetime, expires_at: datetime
) -> ApiToken:
    """Keep the digest of ``secret``, which the caller drew and shows once."""
    if len(secret) < SECRET_CHARACTERS_MIN:
        raise ValueError(f"a token needs {SECRET_CHARACTERS_MIN} characters of chance")
    return ApiToken.objects.create(
        user_id=user_id,
        name=name,
        digest=_digest(secret),
        scopes=sorted(scopes),
        created_at=at,
        expires_at=expires_at,
    )


def revoke_token(*, token_id: int, at: datetime) -> bool:
    """End the token at once; return whether it was in force."""
    return ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at) > 0


def answer_token(*, secret: str, scope: str, at: datetime) -> TokenAnswer:
    """Return whether the token opens that scope now."""
    digest = _digest(secret)
    token = ApiToken.objects.select_related("user").filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return TokenAnswer(TokenVerdict.unknown, None)
    if token.revoked_at is not None and token.revoked_at <= at:
        return TokenAnswer(TokenVerdict.revoked, None)
    if token.expires_at <= at:
        return TokenAnswer(TokenVerdict.expired, None)
    if not token.user.is_active:
        return TokenAnswer(TokenVerdict.user_inactive, None)
    if scope not in token.scopes:
        return TokenAnswer(TokenVerdict.scope_missing, None)
    return TokenAnswer(TokenVerdict.accepted, token.user_id)


def _digest(secret: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _in_force(at: datetime) -> Q:
    """Return the condition that a grant holds at that instant."""
    return Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))
