"""The frame of every page: navigation, the reader's name, and how a template is filled."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from fenhao.books.people import Right
from fenhao.interfaces.charts import style
from fenhao.interfaces.web._help import topic_of
from fenhao.interfaces.web._scripts import script
from fenhao.interfaces.web._surroundings import THEMES, Surroundings, company_book, surroundings
from fenhao.interfaces.words import say
from fenhao.runs import Book


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the navigation: its name (in URLs and words), path, view, icon, section, and who may see it.

    ``waiting`` counts what waits there for the reader, with one query at most.
    """

    name: str
    path: str
    view: Callable[..., HttpResponseBase]
    icon: str
    section: str
    right: Right = Right.see
    waiting: Callable[[Surroundings], int] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the navigation as this reader sees it."""

    name: str
    href: str
    icon: str
    here: bool
    waiting: int


@lru_cache(maxsize=1)
def stylesheet() -> tuple[str, str]:
    """Return the one style sheet and the short digest under which browsers may keep it for ever."""
    text = style() + (files("fenhao.interfaces.web") / "app.css").read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def shown(
    request: HttpRequest, here: Surroundings, template: str, facts: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Return a page: the template filled with its facts inside the frame."""
    return render(request, template, {"here": here, **facts}, status=status)


def _demo(book: Book, here: Surroundings) -> str:
    """Return what every page of a demonstration says of itself: where its clock stands, and what of it is invented."""
    if book.clock is None:
        return ""
    return say("web.demo", {"day": book.today(here.at).isoformat()}, here.lang)


def _name(request: HttpRequest) -> str:
    """Return the name of the page's address; '' of a page that is not there."""
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def frame(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of any page needs, also of pages that other packages bring."""
    from fenhao.interfaces.web.urls import (
        NAVIGATION,
    )  # the registry knows its pages, and these know the frame

    here = surroundings(request)
    book = company_book()
    sections: dict[str, list[Link]] = {}
    waiting = 0
    for page in NAVIGATION:
        if here.reader.may(page.right):
            href = reverse(f"web:{page.name}")
            at_home = request.path == href or (href != "/" and request.path.startswith(href))
            waits = page.waiting(here) if page.waiting is not None else 0
            waiting += waits
            title = say(f"web.section.{page.section}", {}, here.lang) if page.section else ""
            sections.setdefault(title, []).append(
                Link(say(f"web.page.{page.name}", {}, here.lang), href, page.icon, at_home, waits)
            )
    return {
        "lang": here.lang,
        "theme": here.theme,
        "next_theme": THEMES[(THEMES.index(here.theme) + 1) % len(THEMES)],
        "company": book.settings.company,
        "demo": _demo(book, here),
        "currency": book.settings.currency,
        "style_version": stylesheet()[1],
        "app_version": script()[1],
        "private": here.private,
        "waiting": waiting,
        "reader": here.reader,
        "role_names": " · ".join(
            say(f"role.{role.value}", {}, here.lang) for role in sorted(here.reader.roles)
        ),
        "navigation": list(sections.items()),
        "help": reverse("web:help_topic", kwargs={"slug": topic_of(_name(request))}),
    }
