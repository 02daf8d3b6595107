"""The keyboard shortcuts, from their one registry; the script shows the same list where the reader is."""

from django.http import HttpRequest, HttpResponse

from fenhao.books.people import Right
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._shortcuts import PLACES, SHORTCUTS
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say


@for_readers(Right.see)
def shortcuts(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show every shortcut, by the place in which it works."""
    groups = [
        (
            say(f"web.shortcuts.{place}", {}, here.lang),
            [
                (each.keys, say(f"web.shortcut.{each.code}", {}, here.lang))
                for each in SHORTCUTS
                if each.place == place
            ],
        )
        for place in PLACES
    ]
    return shown(request, here, "web/shortcuts.html", {"groups": groups})
