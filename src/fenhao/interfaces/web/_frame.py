"""The frame of every page: navigation, the reader's name, and how a template is filled."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from fenhao.books.people import Right, Role
from fenhao.interfaces.charts import style
from fenhao.interfaces.web._help import topic_of
from fenhao.interfaces.web._scripts import script
from fenhao.interfaces.web._surroundings import THEMES, Surroundings, company_book, surroundings
from fenhao.interfaces.words import Language, say
from fenhao.runs.book import Book
from fenhao.runs.service import generated_tables


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


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the navigation: its title ('' of the pages before all groups), its lines, whether it is unfolded."""

    name: str
    title: str
    links: tuple[Link, ...]
    open: bool

    @property
    def waiting(self) -> int:
        """How much waits in the group: told beside its title while it is folded."""
        return sum(each.waiting for each in self.links)


FOLDED = frozenset({"value", "service", "planning", "settings"})
"""Groups that are folded until the reader is in them or unfolds them: the others then fit on a screen."""


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


_GENERATED_IN = "service"
"""The section of the navigation whose pages show facts that a demonstration generates."""


def _generated(book: Book, section: str, lang: Language) -> str:
    """Return which of the facts behind a page were generated; '' where none were."""
    if section != _GENERATED_IN:
        return ""
    tables = generated_tables(book)
    if not tables:
        return ""
    called = sorted(say(f"table.{each}", {}, lang) for each in tables)
    return say("web.generated", {"tables": ("、" if lang == "zh" else ", ").join(called)}, lang)


def _name(request: HttpRequest) -> str:
    """Return the name of the page's address; '' of a page that is not there."""
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def frame(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of any page needs, also of pages that other packages bring."""
    here = surroundings(request)
    book = company_book()
    pages = _pages(frozenset(right for right in Right if here.reader.may(right)))
    waits = tuple(page.waiting(here) if page.waiting is not None else 0 for page, _ in pages)
    at_home = max(
        (
            page
            for page in pages
            if request.path == page[1] or (request.path.startswith(page[1]) and page[1] != "/")
        ),
        key=lambda page: len(page[1]),
        default=None,
    )
    return {
        "lang": here.lang,
        "theme": here.theme,
        "next_theme": THEMES[(THEMES.index(here.theme) + 1) % len(THEMES)],
        "company": book.settings.company,
        "demo": _demo(book, here),
        "generated_facts": _generated(book, at_home[0].section if at_home else "", here.lang),
        "currency": book.settings.currency,
        "style_version": stylesheet()[1],
        "app_version": script()[1],
        "private": here.private,
        "frame_waiting": sum(waits),
        "reader": here.reader,
        "may_load": here.reader.may(Right.load),
        "may_prepare": here.reader.may(Right.prepare_budget),
        "may_people": here.reader.may(Right.manage_people),
        "has_facts": lambda: bool(
            book.warehouse.batches()
        ),  # read only by a page that has nothing else to show
        "role_names": role_names(here.reader.roles, here.lang),
        "navigation": _navigation(pages, waits, at_home[0].name if at_home else "", here.lang),
        "frame_help": _help_address(_name(request)),
    }


@lru_cache(maxsize=64)
def _pages(rights: frozenset[Right]) -> tuple[tuple[Page, str], ...]:
    """Return the pages of the navigation that these rights open, each with its address."""
    from fenhao.interfaces.web.urls import NAVIGATION  # the registry knows its pages, and these the frame

    return tuple((page, reverse(f"web:{page.name}")) for page in NAVIGATION if page.right in rights)


@lru_cache(maxsize=512)
def _navigation(
    pages: tuple[tuple[Page, str], ...], waits: tuple[int, ...], at_home: str, lang: Language
) -> SafeString:
    """Return the lines of the navigation, drawn once for all who may see the same and have as much waiting."""
    groups: dict[str, list[Link]] = {}
    for (page, href), waiting in zip(pages, waits, strict=True):
        told = say(f"web.page.{page.name}", {}, lang)
        groups.setdefault(page.section, []).append(Link(told, href, page.icon, page.name == at_home, waiting))
    sections = [
        Section(
            name,
            say(f"web.section.{name}", {}, lang) if name else "",
            tuple(links),
            name not in FOLDED or any(each.here for each in links),
        )
        for name, links in groups.items()
    ]
    return render_to_string("web/navigation.html", {"sections": sections, "lang": lang})


@lru_cache(maxsize=256)
def role_names(roles: frozenset[Role], lang: Language) -> str:
    """Return what roles are called."""
    return " · ".join(say(f"role.{role.value}", {}, lang) for role in sorted(roles))


@lru_cache(maxsize=256)
def _help_address(page: str) -> str:
    """Return the help of a page."""
    return reverse("web:help_topic", kwargs={"slug": topic_of(page)})
