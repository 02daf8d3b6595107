"""What every page leans on: the style sheet, the icon, the reader's choice of language and colours, and trouble pages."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fenhao.books.people import Right, keep_liked
from fenhao.interfaces.web._frame import stylesheet as style_of
from fenhao.interfaces.web._liked import carried, carry
from fenhao.interfaces.web._scripts import passkey_script as passkeys, script as script_of
from fenhao.interfaces.web._surroundings import (
    COOKIE_SECONDS,
    LANGUAGE_COOKIE,
    PRIVATE_COOKIE,
    THEME_COOKIE,
    THEMES,
    surroundings,
)
from fenhao.interfaces.web._trouble import trouble
from fenhao.interfaces.words import LANGUAGES

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#2a52cc"/>'
    '<path d="M6 17.5v-5M10.4 17.5v-9M14.8 17.5v-7M19 17.5V6.5" fill="none" stroke="#fff" stroke-width="2.4"'
    ' stroke-linecap="round"/></svg>'
)


def stylesheet(_request: HttpRequest) -> HttpResponse:
    """Return the one style sheet; its address carries its digest, so browsers keep it for ever."""
    answer = HttpResponse(style_of()[0], content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def script(_request: HttpRequest) -> HttpResponse:
    """Return the one script of every page; kept as the style sheet is."""
    answer = HttpResponse(script_of()[0], content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def passkey_script(_request: HttpRequest) -> HttpResponse:
    """Return the script of the pages that ask for a passkey."""
    answer = HttpResponse(passkeys(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def icon(_request: HttpRequest) -> HttpResponse:
    """Return the application's mark."""
    answer = HttpResponse(_ICON, content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language or colours that the reader chose, and go back to the page."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if safe else "/")
    for field, cookie, allowed in (
        ("language", LANGUAGE_COOKIE, tuple(LANGUAGES)),
        ("theme", THEME_COOKIE, THEMES),
        ("private", PRIVATE_COOKIE, ("on", "off")),
    ):
        if (value := request.POST.get(field, "")) in allowed:
            answer.set_cookie(
                cookie,
                value,
                max_age=COOKIE_SECONDS,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
    _follow(request)
    return answer


def _follow(request: HttpRequest) -> None:
    """Let what a reader has chosen for good follow what he chose just now."""
    own = carried(request)
    chosen = {
        field: request.POST[field]
        for field, allowed in (("language", tuple(LANGUAGES)), ("theme", THEMES))
        if getattr(own, field) and request.POST.get(field, "") in allowed
    }
    here = surroundings(request)
    if chosen and here.reader.id is not None and here.reader.may(Right.see):
        wanted = replace(own, **chosen)
        keep_liked(wanted, by=here.reader.id, at=here.at)
        carry(request, wanted)


def nowhere(request: HttpRequest, *_parts: str) -> HttpResponse:  # noqa: ARG001 - a view's argument
    """Say that there is no such page."""
    raise Http404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Say that there is no such page: also of one that the reader may not see."""
    return trouble(request, "web.not_found", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong on our side."""
    return trouble(request, "web.failed", status=500, cause=True)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django hands them over
    """Say that the form was not accepted: its page was open for too long, or came from elsewhere."""
    return trouble(request, "web.refused", status=403)
