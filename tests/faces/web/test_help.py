"""Help: every page has its own, every link of it leads somewhere, and what is made from registries holds all of them."""

import ast
import re
from pathlib import Path

import pytest

from fenhao.books.people import RIGHTS, Right, Role
from fenhao.interfaces.web._help import MADE, TOPICS, WRITTEN, glossary, topic_of, written
from fenhao.interfaces.web._shortcuts import SHORTCUTS
from fenhao.interfaces.words import LANGUAGES, Language, catalogue, knows, say
from tests.faces.web.site import Site

SOURCE = Path(__file__).parents[3] / "src" / "fenhao"


def test_every_page_of_the_navigation_has_help_of_its_own() -> None:
    from fenhao.interfaces.web.urls import NAVIGATION

    named = {name for topic in TOPICS for name in topic.pages}
    for page in NAVIGATION:
        assert page.name in named or any(page.name.startswith(f"{name}_") for name in named), page.name
        assert topic_of(page.name) in {topic.slug for topic in TOPICS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_of_help_leads_to_a_page_and_a_place_on_it(site: Site, lang: Language) -> None:
    visitor = site.visitor("admin", lang=lang)
    pages = {f"/help/{topic.slug}/" for topic in TOPICS} | {"/help/"}
    read = {address: visitor.get(address).content.decode() for address in pages}
    for address, html in read.items():
        main = html.split("<main")[1]
        for href in re.findall(r'href="([^"]+)"', main):
            path, _, anchor = href.partition("#")
            target = path or address
            if target in read:
                assert not anchor or f'id="{anchor}"' in read[target], (address, href)
            else:
                finance = site.visitor("finance", lang=lang).get(target)
                assert finance.status_code == 200 or visitor.get(target).status_code == 200, (address, href)


@pytest.mark.parametrize("slug", [topic.slug for topic in WRITTEN])
def test_both_languages_tell_the_same_parts(slug: str) -> None:
    english, chinese = written(slug, "en"), written(slug, "zh")
    assert len(english.parts) == len(chinese.parts) > 1
    for part in chinese.parts:
        assert not part.heading or re.search("[\u4e00-\u9fff]", part.text), part
        assert part.heading != "" or part.anchor == ""
    for name in ("<ol>", "<ul>", "<a "):
        assert english.html.count(name) == chinese.html.count(name), (slug, name)


def test_the_page_carries_a_link_to_its_own_help(site: Site) -> None:
    visitor = site.visitor("finance")
    for address, slug in (
        ("/", "start"),
        ("/budget/1/", "budget"),
        ("/months/closing/", "month"),
        ("/findings/cases/", "ineffective"),
    ):
        assert f'href="/help/{slug}/"' in visitor.get(address).content.decode(), address


def test_the_table_of_rights_is_that_of_the_registry(site: Site) -> None:
    html = site.visitor("auditor").get("/help/roles/").content.decode()
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)
    assert len(rows) == len(Right)
    for right, (name, cells) in zip(Right, rows, strict=True):
        assert knows(f"web.help.right.{right.value}"), right
        assert name == say(f"web.help.right.{right.value}", {}, "en")
        marks = ["✓" in cell for cell in re.findall(r"<td>(.*?)</td>", cells, re.DOTALL)]
        assert marks == [role in RIGHTS[right] for role in Role], right


def test_every_key_and_every_term_is_told(site: Site) -> None:
    visitor = site.visitor("service")
    keys = visitor.get("/help/keyboard/").content.decode()
    for shortcut in SHORTCUTS:
        assert all(f"<kbd>{key}</kbd>" in keys for key in shortcut.keys), shortcut
    html = visitor.get("/help/glossary/").content.decode()
    source = (SOURCE.parents[1] / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = [line for line in source.splitlines() if line.startswith("| ") and "---" not in line]
    terms = [term for _, held in glossary() for term in held]
    assert len(terms) == len(rows) - len(glossary())
    assert len({term.anchor for term in terms}) == len(terms), "each term has an address of its own"
    for term in terms:
        assert f'id="{term.anchor}"' in html


def raised() -> set[str]:
    """Return the code of every Trouble that the source raises by name."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Trouble" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found.add(code.value)
    return found


def test_every_message_that_stops_somebody_is_explained(site: Site) -> None:
    html = site.visitor("finance").get("/help/errors/").content.decode()
    codes = {code for code in raised() if code in catalogue()}
    assert len(codes) > 100
    missing = sorted(code for code in codes if f'id="{code}"' not in html)
    assert missing == []


@pytest.mark.parametrize(
    ("lang", "text", "leads"), [("en", "paste excel", "/help/budget/"), ("zh", "调剂", "/help/spending/")]
)
def test_a_search_in_help_leads_to_the_place(site: Site, lang: str, text: str, leads: str) -> None:
    visitor = site.visitor("operations", lang=lang)
    html = visitor.get("/help/", {"q": text}).content.decode()
    assert f'href="{leads}' in html
    nothing = visitor.get("/help/", {"q": "xyzzy<script>"}).content.decode()
    assert "xyzzy&lt;script&gt;" in nothing


def test_there_is_no_help_that_is_not_listed(site: Site) -> None:
    assert site.visitor("finance").get("/help/secret/").status_code == 404
    assert site.visitor("guest").get("/help/").status_code == 404
    assert {topic.slug for topic in MADE} == {"roles", "keyboard", "glossary", "errors"}
