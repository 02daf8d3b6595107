"""How much a browser may send: more is refused before it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fenhao.interfaces.web._imports import UPLOAD_BYTES_MAX
from fenhao.interfaces.web._trouble import trouble

BODY_BYTES_MAX = UPLOAD_BYTES_MAX + (1 << 20)
"""The largest file, and room for the fields that come with it."""


class LimitMiddleware:
    """Refuses what is too large by the length that its sender states; no page has looked at it by then."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is small enough."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if str(stated).isdecimal() and int(stated) > BODY_BYTES_MAX:
            return trouble(request, "web.too_large", status=413)
        return self._answer(request)
