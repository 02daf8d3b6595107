"""Help: short pages of tasks written in both languages, and pages made from the one source of what they tell."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.urls import reverse
from markdown_it import MarkdownIt

from fenhao.interfaces.words import Language, say


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of help: its address, and the pages (by the names of their addresses) whose help it is."""

    slug: str
    pages: tuple[str, ...] = ()


WRITTEN = (
    Topic("start", ("overview", "search")),
    Topic("import", ("imports", "import")),
    Topic("budget", ("budget", "lines", "line")),
    Topic("planning", ("plan", "forecast", "split", "watch")),
    Topic("spending", ("requests", "request", "spend_check", "moves", "ledger", "entry", "views")),
    Topic("approvals", ("inbox", "approval")),
    Topic("month", ("months", "month", "report")),
    Topic("ineffective", ("findings", "cases", "finding", "cuts")),
    Topic("customers", ("customers", "customer", "tiers")),
    Topic("value", ("value", "goals", "goal")),
    Topic(
        "service",
        (
            "service",
            "settings_sla",
            "satisfaction",
            "improvements",
            "improvement",
            "care",
            "service_warnings",
            "points",
        ),
    ),
    Topic("audit", ("audit", "exceptions", "verify")),
    Topic("settings", ("people", "person", "chart", "policies", "settings")),
)
"""The written pages, in the order in which a newcomer needs them."""
MADE = (Topic("roles"), Topic("keyboard", ("shortcuts",)), Topic("glossary"), Topic("errors"))
"""The pages made from the registries of rights and shortcuts, the glossary and the words."""
TOPICS = (*WRITTEN, *MADE)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its heading, the anchor that leads to it, and its text without marks."""

    heading: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A written page: its title, its HTML below the title, and its parts."""

    title: str
    html: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the glossary."""

    zh: str
    en: str
    meaning: str

    @property
    def anchor(self) -> str:
        """What a link to the term ends in."""
        return re.sub(r"[^a-z0-9]+", "-", self.en.casefold()).strip("-")


def topic_of(page: str) -> str:
    """Return the help of a page by the name of its address; the first page of help where it has none of its own."""
    best = "", WRITTEN[0].slug
    for topic in TOPICS:
        for name in topic.pages:
            if (page == name or page.startswith(f"{name}_")) and len(name) > len(best[0]):
                best = name, topic.slug
    return best[1]


@cache
def written(slug: str, lang: Language) -> Written:
    """Return a written page in one language; its links lead to pages, other help and terms."""
    source = (files("fenhao.interfaces.web") / "help" / f"{slug}.{lang}.md").read_text(encoding="utf-8")
    heading, _, body = source.partition("\n")
    marks = MarkdownIt("commonmark", {"html": False})
    tokens = marks.parse(body)
    parts, place = [], 0
    for number, token in enumerate(tokens):
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrSet("href", _address(str(inner.attrGet("href"))))
        if token.type == "heading_open":
            place += 1
            token.attrSet("id", f"part-{place}")
            parts.append(Part(tokens[number + 1].content, f"part-{place}", ""))
    texts = re.split(r"^## .*$", body, flags=re.MULTILINE)
    told = (
        Part("", "", _plain(texts[0])),
        *(Part(part.heading, part.anchor, _plain(text)) for part, text in zip(parts, texts[1:], strict=True)),
    )
    return Written(heading.removeprefix("# ").strip(), marks.renderer.render(tokens, marks.options, {}), told)


def title(slug: str, lang: Language) -> str:
    """Return what a page of help is called."""
    if slug in {each.slug for each in WRITTEN}:
        return written(slug, lang).title
    return say(f"web.help.{slug}", {}, lang)


def _address(told: str) -> str:
    """Return where a link of a written page leads: ``page:lines``, ``help:budget``."""
    kind, _, name = told.partition(":")
    if kind == "page":
        return reverse(f"web:{name}")
    if kind == "help":
        assert name in {each.slug for each in TOPICS}, name
        return reverse("web:help_topic", kwargs={"slug": name})
    raise ValueError(f"a link of help is page: or help:, not {told}")


def _plain(text: str) -> str:
    """Return a text without its marks."""
    return " ".join(re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", re.sub(r"[*`]|^\d+\. ", "", text)).split())


@cache
def glossary() -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """Return the glossary by subject, from the one place in which it is written."""
    package = Path(str(files("fenhao")))
    places = (package / "_glossary.md", package.parents[1] / "GLOSSARY.md")
    text = next(place.read_text(encoding="utf-8") for place in places if place.is_file())
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        subject, _, table = part.partition("\n")
        rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")]
        terms = tuple(Term(row[0], row[1], row[3].replace("`", "")) for row in rows[2:] if len(row) >= 4)
        if terms:
            found.append((subject.strip(), terms))
    return tuple(found)
