"""What concerns one person: who stands in, tokens, and what that person wants to be told."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from fenhao.books.database import read
from fenhao.books.outgoing import TOLD, How, Occasion, Wish, operations as mail, wishes
from fenhao.books.people import Right, Role, operations as people
from fenhao.books.people.operations import Cover, CoverRow, Token
from fenhao.interfaces.api._fields import (
    Asked,
    Flag,
    Id,
    Instant,
    NeededName,
    Nothing,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import Refused, Wrong, nowhere
from fenhao.interfaces.api.groups.people import Changed, Made

Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


Quiet = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])?$")]


TOKEN_BYTES, TOKEN_DAYS_MAX = 32, 366


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made; its text is told this once, and to nobody again."""

    id: int
    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WishShown:
    """What the token's person wants to be told, when not to be disturbed, and when the digest comes."""

    choices: Mapping[str, str] = field(default_factory=dict)
    quiet: str = ""
    digest_at: str = ""


class StandIn(Asked):
    """Who stands in for whom in a role until then; ``away``: only the stand-in is asked."""

    giver: Id
    taker: Id
    role: Role
    until: Instant
    away: Flag = False
    why: Words = ""


class TokenWish(Asked):
    """A token for a person, the token's own when it is left out: scopes that this token has itself, for a year at most."""

    user: Id | None = None
    name: NeededName
    scopes: Annotated[tuple[Right, ...], Field(min_length=1, max_length=40)]
    expires_at: Instant


class Wishes(Asked):
    """How each occasion is to be told; ``quiet`` is ``22:00-08:00`` or empty."""

    choices: dict[Occasion, How] = Field(default_factory=dict)
    quiet: Quiet = ""
    digest_at: Time = "09:00"


def _covers(here: Here, _: Nothing) -> tuple[CoverRow, ...]:
    """Return who stands in for whom: all that an administrator sees, otherwise what concerns the token's person."""
    return tuple(
        each
        for each in read(lambda session: people.covers(session, at=here.at))
        if here.may(Right.manage_people) or here.by in {each.giver_id, each.taker_id}
    )


def _cover(here: Here, asked: StandIn, key: str) -> Made:
    """Let somebody stand in."""
    return Made(
        people.delegate(
            giver_id=asked.giver,
            taker_id=asked.taker,
            role=asked.role,
            kind=Cover.out_of_office if asked.away else Cover.delegation,
            ends_at=asked.until,
            reason=asked.why,
            by=here.by,
            at=here.at,
            key=key,
        )
    )


def _end_cover(here: Here, asked: Nothing, key: str) -> Changed:
    """End cover before its time."""
    if here.number not in {each.id for each in _covers(here, asked)}:
        raise nowhere()
    return Changed(people.end_cover(delegation=here.number, by=here.by, at=here.at, key=key))


def _tokens(here: Here, _: Nothing) -> tuple[Token, ...]:
    """Return the tokens of the token's person."""
    return people.tokens(user_id=here.by, by=here.by, at=here.at)


def _issue(here: Here, asked: TokenWish, key: str) -> NewToken:
    """Make a token that may no more than this one."""
    scopes = frozenset(each.value for each in asked.scopes)
    if strange := sorted(scopes - {each.value for each in here.rights}):
        wrong = Wrong("scopes", "api.field.unknown", (("value", ", ".join(strange)),))
        raise Refused(422, "api.wrong", fields=(wrong,))
    if asked.expires_at > here.at + timedelta(days=TOKEN_DAYS_MAX):
        raise Refused(422, "api.wrong", fields=(Wrong("expires_at", "api.field.wrong"),))
    text = secrets.token_urlsafe(TOKEN_BYTES)
    number = people.issue_token(
        user_id=asked.user or here.by,
        name=asked.name,
        scopes=scopes,
        secret=text,
        by=here.by,
        at=here.at,
        expires_at=asked.expires_at,
        key=key,
    )
    return NewToken(number, text, asked.expires_at)


def _revoke(here: Here, asked: Nothing, key: str) -> Changed:
    """End a token of the token's person."""
    if here.number not in {each.id for each in _tokens(here, asked)}:
        raise nowhere()
    return Changed(people.revoke_token(token_id=here.number, by=here.by, at=here.at, key=key))


def _wish(here: Here, _: Nothing) -> WishShown:
    """Return what the person wants."""
    found = read(lambda session: wishes(session, [here.by]))[here.by]
    return WishShown({each.value: found.how(each).value for each in TOLD}, found.quiet, found.digest_at)


def _wants(here: Here, asked: Wishes, _: str) -> WishShown:
    """Keep what the person wants; the same again changes nothing."""
    told = {occasion: how for occasion, how in asked.choices.items() if occasion in TOLD}
    mail.set_wish(Wish(told, asked.quiet, asked.digest_at), by=here.by, at=here.at)
    return _wish(here, Nothing())


OFFERS: tuple[Offer, ...] = (
    Many(
        "covers",
        Right.see,
        "Who stands in for whom",
        CoverRow,
        whole(_covers, place=lambda each: (each.id,)),
        Nothing,
    ),
    Deed("covers", Right.manage_people, "Let somebody stand in", StandIn, Made, _cover),
    Deed(
        "covers/{number}/end", Right.manage_people, "End cover before its time", Nothing, Changed, _end_cover
    ),
    Many(
        "tokens",
        Right.see,
        "The person's own tokens",
        Token,
        whole(_tokens, place=lambda each: (each.id,)),
        Nothing,
    ),
    Deed(
        "tokens",
        Right.manage_people,
        "Make a token that may no more than this one",
        TokenWish,
        NewToken,
        _issue,
    ),
    Deed("tokens/{number}/end", Right.see, "End one of the person's own tokens", Nothing, Changed, _revoke),
    One("subscriptions", Right.see, "What the person wants to be told", WishShown, _wish, Nothing),
    Deed(
        "subscriptions", Right.see, "Choose what to be told, and when", Wishes, WishShown, _wants, keeps=True
    ),
)
