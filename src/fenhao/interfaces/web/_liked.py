"""How the reader likes the pages: kept with the person, carried by the session, so that no page asks for it."""

from typing import cast

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from fenhao.books.people import Liked, liked

_KEY = "liked"


def carried(request: HttpRequest) -> Liked:
    """Return what the session carries; nothing for a reader who has not signed in."""
    if not request.COOKIES.get("sessionid"):
        return Liked()
    return Liked(*request.session.get(_KEY, ("", "", "", "")))


def carry(request: HttpRequest, wanted: Liked) -> None:
    """Let the session carry it from now on."""
    request.session[_KEY] = (wanted.language, wanted.theme, wanted.time_zone, wanted.numbers)


def carry_from_sign_in() -> None:
    """Let every new session carry what its person likes."""
    user_logged_in.connect(_signed_in, dispatch_uid="fenhao.liked")


def _signed_in(sender: object, request: HttpRequest, user: object, **_more: object) -> None:  # noqa: ARG001 - Django calls it so
    """Read it once, when somebody signs in."""
    wanted = liked(user_id=cast("int", user.pk))  # type: ignore[attr-defined]
    if wanted != Liked():
        carry(request, wanted)
