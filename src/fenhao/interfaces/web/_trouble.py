"""Pages that say what went wrong, in the reader's language, without depending on what may be broken."""

import logging
from html import escape
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fenhao.interfaces.jobs import new_reference
from fenhao.interfaces.web._surroundings import surroundings
from fenhao.interfaces.words import LANGUAGES, say

LOG = logging.getLogger("fenhao.pages")


def trouble(request: HttpRequest, code: str, *, status: int, cause: bool = False) -> HttpResponse:
    """Return a page with the heading and text of a code, and a reference that stands in the log beside the address.

    With ``cause`` the error that is being answered goes into the log with its stack; the page never shows it.
    """
    reference = new_reference()
    level = logging.ERROR if cause else logging.INFO
    LOG.log(
        level,
        "%s %s %s, reference %s",
        status,
        request.method,
        quote(request.path),
        reference,
        exc_info=cause,
    )
    try:
        lang = surroundings(request).lang
        facts = {
            "heading": say(f"{code}.heading", {}, lang),
            "text": say(f"{code}.text", {}, lang),
            "reference": reference,
        }
        return render(request, "web/trouble.html", facts, status=status)
    except Exception:
        if status < 500:
            raise
        LOG.exception("the page of trouble failed as well, reference %s", reference)
        return HttpResponse(_bare(code, reference), status=status)


def _bare(code: str, reference: str) -> str:
    """Return the page in every language, of nothing but text: the books or the templates may be what is broken."""
    told = "".join(
        f"<h1>{escape(say(f'{code}.heading', {}, lang))}</h1><p>{escape(say(f'{code}.text', {}, lang))}</p>"
        f"<p>{escape(say('web.reference', {'reference': reference}, lang))}</p>"
        for lang in LANGUAGES
    )
    return f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>Fenhao</title></head><body>{told}</body></html>'
