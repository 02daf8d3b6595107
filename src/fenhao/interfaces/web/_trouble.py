"""Pages that say what went wrong, in the reader's language, without depending on what may be broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fenhao.interfaces.web._surroundings import surroundings
from fenhao.interfaces.words import say


def trouble(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    """Return a page with the heading and text of a code."""
    lang = surroundings(request).lang
    facts = {"heading": say(f"{code}.heading", {}, lang), "text": say(f"{code}.text", {}, lang)}
    return render(request, "web/trouble.html", facts, status=status)
