"""What surrounds every page: who reads it, in which language and colours, and of which company."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation.trans_real import parse_accept_lang_header

from fenhao.books.database import read
from fenhao.books.people import Liked, Right, Role, may, roles_at
from fenhao.interfaces.web._liked import carried
from fenhao.interfaces.words import Language, language
from fenhao.runs.book import Book, current_book

THEMES = ("auto", "light", "dark")
LANGUAGE_COOKIE, THEME_COOKIE, PRIVATE_COOKIE = "fenhao_language", "fenhao_theme", "fenhao_private"
COOKIE_SECONDS = 365 * 24 * 3600
_DJANGO_NAMES: dict[Language, str] = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: a person with the roles in force at that moment, or nobody yet."""

    id: int | None
    name: str
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        """Whether one of the reader's roles carries the right."""
        return may(self.roles, right)


NOBODY = Reader(None, "", frozenset())


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The company's book, the moment of the request, the language and colours, and the reader.

    ``place`` is what the address names, as the path converters read it; ``private`` asks for blurred figures. ``own`` is how
    the reader likes the pages, where he has said so.
    """

    book: Book
    at: datetime
    lang: Language
    theme: str
    reader: Reader
    place: Mapping[str, int | str] = field(default_factory=dict)
    private: bool = False
    own: Liked = field(default_factory=Liked)

    @property
    def time_zone(self) -> str:
        """Return by which clocks moments are told: the reader's own, otherwise the company's."""
        return self.own.time_zone or self.book.settings.time_zone

    @property
    def numbers(self) -> str:
        """Return how the reader likes numbers written; empty where he has not said."""
        return self.own.numbers

    @property
    def reader_name(self) -> str:
        """Return who reads."""
        return self.reader.name

    def number(self, name: str) -> int:
        """Return a number that the address carries."""
        return int(self.place[name])


class SurroundingsMiddleware:
    """Finds the surroundings of a request and speaks its language, also in pages that other packages bring."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in its own language."""
        found = _found(request)
        request.META[_PLACE] = found
        translation.activate(_DJANGO_NAMES[found.lang])
        try:
            return self._answer(request)
        finally:
            translation.deactivate()


_PLACE = "fenhao.surroundings"

View = Callable[[HttpRequest, Surroundings], HttpResponseBase]


def surroundings(request: HttpRequest) -> Surroundings:
    """Return what the middleware found, with the reader's roles as they are now."""
    found = request.META[_PLACE]
    assert isinstance(found, Surroundings), "the middleware runs before any page"
    if found.reader is NOBODY and request.user.is_authenticated:
        found = replace(found, reader=_reader(request, found.at))
        request.META[_PLACE] = found
    return found


def for_readers(right: Right) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Return the guard of a page: signed in, or sent to sign in; without the right there is no such page."""

    def guard(view: View) -> Callable[..., HttpResponseBase]:
        """Put the guard before a page."""

        @wraps(view)
        def guarded(request: HttpRequest, **place: int | str) -> HttpResponseBase:
            """Answer whoever has the right."""
            if not request.user.is_authenticated:
                asked = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?{asked}")
            here = surroundings(request)
            if not here.reader.may(right):
                raise Http404
            with timezone.override(here.time_zone):  # what templates write of a moment
                return view(request, replace(here, place=place))

        return guarded

    return guard


def company_book() -> Book:
    """Return the company's book, read anew when one of its written files has changed."""
    return current_book(Path(settings.FENHAO_BOOK))


def moment() -> datetime:
    """Return the moment as the company's clock tells it: pages and errands read the clock here."""
    return company_book().moment(datetime.now(UTC))


def _found(request: HttpRequest) -> Surroundings:
    """Return the surroundings of a request whose reader is not known yet."""
    book = company_book()
    own = carried(request)
    cookie = request.COOKIES.get(LANGUAGE_COOKIE)
    told = own.language or cookie or _browser_language(request) or book.settings.language
    theme = own.theme or request.COOKIES.get(THEME_COOKIE, "")
    return Surroundings(
        book=book,
        at=book.moment(datetime.now(UTC)),
        lang=language(told),
        theme=theme if theme in THEMES else "auto",
        reader=NOBODY,
        private=request.COOKIES.get(PRIVATE_COOKIE) == "on",
        own=own,
    )


def _browser_language(request: HttpRequest) -> str:
    """Return the first of our languages that the browser asks for; empty when it asks for none of them."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500].lower())
    return next((code for code, _ in asked if code.split("-")[0] in _DJANGO_NAMES), "")


def _reader(request: HttpRequest, at: datetime) -> Reader:
    """Return the signed-in person with the roles in force."""
    user_id = request.user.pk
    assert isinstance(user_id, int), "whoever is signed in is kept"
    roles = read(lambda session: roles_at(session, (user_id,), at=at))[user_id]
    return Reader(user_id, request.user.get_username(), roles)
