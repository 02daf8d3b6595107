"""Help: what is written for tasks, and the tables of roles, keys, terms and messages; searched together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from fenhao.books.people import RIGHTS, Right, Role
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._help import MADE, TOPICS, WRITTEN, glossary, title, written
from fenhao.interfaces.web._shortcuts import PLACES, SHORTCUTS
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import Language, catalogue, say

TROUBLES = (
    "agents", "amount", "api.field", "approvals", "assert", "authorisations", "book", "books", "bridge", "calendar",
    "care", "chart", "choose", "cli.bad_line", "cli.budget.document_kind", "cli.request.references_count",
    "columns", "connectors", "contracts", "control", "currency", "demo", "explain", "files", "findings", "forecast",
    "gates", "goal_verdict", "goals", "ledger", "load", "mart", "messages", "month", "moves", "people", "planning",
    "plans", "points", "policy", "postings", "profile", "proposals", "relation", "report.pdf_missing",
    "report.pdf_no_font", "requests", "returns", "saves", "serve", "service", "service_cost", "settings", "sources",
    "split", "surveys", "text", "tiers", "trials", "value", "warehouse", "warnings", "watch", "web.budget",
    "web.import", "web.verify", "web.work",
)  # fmt: skip
"""The subjects, and single codes, whose messages may stop somebody: those that are whole sentences, not names of things."""
SENTENCE_WORDS = 6
SNIPPET = 160


@dataclass(frozen=True, slots=True)
class Found:
    """A place of help that holds what was searched for."""

    title: str
    snippet: str
    href: str


@for_readers(Right.see)
def help_index(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show every page of help, or the places that hold what is searched for."""
    text = request.GET.get("q", "").strip()[:80]
    found = _search(text, here.lang) if text else []
    code = "title" if not text else "found" if found else "found_none"
    return shown(
        request,
        here,
        "web/help.html",
        {
            "heading": say(f"web.help.{code}", {"text": text, "count": str(len(found))}, here.lang),
            "text": text,
            "found": found,
            "written": [(each.slug, title(each.slug, here.lang)) for each in WRITTEN],
            "made": [(each.slug, title(each.slug, here.lang)) for each in MADE],
        },
    )


@for_readers(Right.see)
def help_topic(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one page of help."""
    slug = str(here.place["slug"])
    if slug not in {each.slug for each in TOPICS}:
        raise Http404
    facts: dict[str, object] = {
        "slug": slug,
        "heading": title(slug, here.lang),
        "topics": [(each.slug, title(each.slug, here.lang), each.slug == slug) for each in TOPICS],
    }
    if slug == "roles":
        facts |= _roles(here.lang)
    elif slug == "keyboard":
        facts["groups"] = _keys(here.lang)
    elif slug == "glossary":
        facts["subjects"] = glossary()
    elif slug == "errors":
        facts["stopping"] = errors(here.lang)
    else:
        page = written(slug, here.lang)
        facts["body"] = mark_safe(_without_hidden(page.html, here))  # noqa: S308 - our own text, raw HTML in it switched off
        facts["parts"] = [(part.anchor, part.heading) for part in page.parts if part.heading]
    return shown(request, here, "web/help_topic.html", facts)


def _without_hidden(html: str, here: Surroundings) -> str:
    """Return a written page whose links to pages that the reader may not see are words alone."""
    from fenhao.interfaces.web.urls import NAVIGATION  # the registry knows its pages

    for page in NAVIGATION:
        if not here.reader.may(page.right):
            link = re.escape(f'<a href="{reverse(f"web:{page.name}")}">')
            html = re.sub(f"{link}(.*?)</a>", r"\1", html, flags=re.DOTALL)
    return html


def errors(lang: Language) -> list[tuple[str, str]]:
    """Return every message that may stop somebody, by its code, with what fills it in brackets."""
    found = []
    for code, message in sorted(catalogue().items()):
        said = message.zh if lang == "zh" else message.en
        told = any(code == each or code.startswith(f"{each}.") for each in TROUBLES)
        if told and len(message.en.split()) >= SENTENCE_WORDS:
            found.append((code, said.replace("{", "‹").replace("}", "›")))
    return found


def _roles(lang: Language) -> dict[str, object]:
    """Return the table of roles and rights, from the one registry of both."""
    roles = list(Role)
    return {
        "roles": [say(f"role.{each.value}", {}, lang) for each in roles],
        "rights": [
            (say(f"web.help.right.{right.value}", {}, lang), [role in RIGHTS[right] for role in roles])
            for right in Right
        ],
    }


def _keys(lang: Language) -> list[tuple[str, list[tuple[tuple[str, ...], str]]]]:
    """Return the shortcuts, by the place in which they work."""
    return [
        (
            say(f"web.shortcuts.{place}", {}, lang),
            [
                (each.keys, say(f"web.shortcut.{each.code}", {}, lang))
                for each in SHORTCUTS
                if each.place == place
            ],
        )
        for place in PLACES
    ]


def _search(text: str, lang: Language) -> list[Found]:
    """Return the places that hold every word: parts of written pages, terms, messages."""
    words = text.casefold().split()
    told = reverse("web:help_topic", kwargs={"slug": "errors"})
    return find_help(words, lang) + [
        Found(code, said[:SNIPPET], f"{told}#{code}")
        for code, said in errors(lang)
        if _holds(f"{code} {said}", words)
    ]


def _holds(held: str, words: Sequence[str]) -> bool:
    """Whether a text holds every word."""
    return all(word in held.casefold() for word in words)


def find_help(words: Sequence[str], lang: Language) -> list[Found]:
    """Return the parts of written pages and the terms that hold every word."""
    found = []
    for topic in WRITTEN:
        page, href = written(topic.slug, lang), reverse("web:help_topic", kwargs={"slug": topic.slug})
        for part in page.parts:
            if _holds(f"{page.title} {part.heading} {part.text}", words):
                named = f"{page.title} · {part.heading}" if part.heading else page.title
                end = f"#{part.anchor}" if part.anchor else ""
                found.append(Found(named, _snippet(part.text, words), f"{href}{end}"))
    terms = reverse("web:help_topic", kwargs={"slug": "glossary"})
    found += [
        Found(f"{term.zh} · {term.en}", term.meaning, f"{terms}#{term.anchor}")
        for _, rows in glossary()
        for term in rows
        if _holds(f"{term.zh} {term.en} {term.meaning}", words)
    ]
    return found


def _snippet(text: str, words: Sequence[str]) -> str:
    """Return the text around the first word that is found in it."""
    at = max(text.casefold().find(words[0]), 0)
    start = max(at - SNIPPET // 2, 0)
    return (
        ("… " if start else "")
        + text[start : start + SNIPPET]
        + (" …" if start + SNIPPET < len(text) else "")
    )
