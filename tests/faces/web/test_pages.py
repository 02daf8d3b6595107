"""Pages asked for by each role in both languages, with the answers read as a browser and a controller would."""

import re

import pytest

from fenhao.interfaces.words import catalogue
from tests.faces.web.plainly import (
    CODED,
    broken_links,
    cells_of,
    keyboard_minuses,
    one_of_many,
    raw_codes,
    raw_words,
    torn_dates,
    unnamed,
)
from tests.faces.web.site import PAGES, PAGES_OF_SOME, PEOPLE, Site, amounts, reads

FILES = (
    "/customers/list.xlsx",
    "/lines/list.xlsx",
    "/ledger/list.xlsx",
    "/findings/cases/list.xlsx",
    "/service/care/list.xlsx",
    "/goals/list.xlsx",
    "/report/excel/?period=2026-03",
    "/budget/2/document.xlsx",
    "/plan/kept/1/study.xlsx",
)
ROOTS = sorted({code.partition(".")[0] for code in catalogue()})
CODE = re.compile(rf"(?<![\w./-])(?:{'|'.join(ROOTS)})\.(?!(?:toml|csv|xlsx|parquet)\b)[a-z_]+\b")
"""A code of the catalogue that stands where its words should."""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name, role in PEOPLE.items() if role])
def test_every_page_answers_whoever_has_a_role_in_their_language(site: Site, name: str, lang: str) -> None:
    visitor = site.visitor(name, lang=lang)
    for address in PAGES:
        answer = visitor.get(address)
        html = answer.content.decode()
        assert answer.status_code == 200, address
        assert f'<html lang="{lang}"' in html
        assert ("预算" in html) == (lang == "zh") or address == "/help/glossary/"  # terms in both
        told = address.startswith("/help/")  # help lists codes
        assert told or CODE.findall(re.sub("<[^>]*>", " ", html)) == [], (
            f"{address}: every word is in the catalogue"
        )
        assert broken_links(html) == [], address
        assert torn_dates(html) == [], address
        coded = address.startswith(CODED)
        assert coded or keyboard_minuses(html) == [], address
        assert lang == "zh" or one_of_many(html) == [], address
        assert coded or raw_codes(html) == [], f"{address}: codes are for machines"
        assert coded or lang == "en" or unnamed(html) == [], f"{address}: these have a Chinese word"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_file_that_is_handed_out_shows_a_code(site: Site, lang: str) -> None:
    visitor = site.visitor("finance", lang=lang)
    for address in FILES:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        content = b"".join(answer) if answer.streaming else answer.content
        assert raw_words(cells_of(content), lang=lang) == [], address


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_the_page(site: Site, address: str) -> None:
    answer = site.visitor().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=%2F")


@pytest.mark.parametrize("address", PAGES)
def test_what_a_person_may_not_see_does_not_exist(site: Site, address: str) -> None:
    guest, nowhere = site.visitor("guest").get(address), site.visitor("guest").get("/nowhere/")
    assert guest.status_code == nowhere.status_code == 404
    assert guest.content.decode().count("<h1>") == 1


def test_a_line_that_is_not_there_is_not_found(site: Site) -> None:
    assert site.visitor("finance").get("/lines/4711/").status_code == 404


@pytest.mark.parametrize("address", [*PAGES, "/accounts/login/", "/accounts/2fa/", "/nowhere/"])
def test_no_page_carries_script_or_style_of_its_own(site: Site, address: str) -> None:
    answer = site.visitor("finance").get(address, follow=True)
    html = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)


def test_the_lines_add_up_to_the_total_and_their_entries_to_the_line(site: Site) -> None:
    visitor = site.visitor("finance")
    html = visitor.get("/lines/?month=2026-03").content.decode()
    *lines, total = amounts(html, 4)
    assert sum(lines) == total == 81_237 * 2 + 123_456
    numbers = set(re.findall(r'href="/lines/(\d+)/">', html))
    assert len(numbers) == len(lines)
    for number in numbers:
        page = visitor.get(f"/lines/{number}/").content.decode()
        *entries, line = amounts(page, 8)
        assert sum(entries) == line
        assert line in lines


def test_the_overview_names_the_line_that_is_over_and_by_how_much(site: Site) -> None:
    title = re.search(r"<h1>(.*?)</h1>", site.visitor("management").get("/?month=2026-10").content.decode())
    assert title
    assert "1 line is over, most of all Mar 2026 A core Activities by CNY 234.56" in title[1]


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        ("fr-FR,en;q=0.3,zh;q=0.5", "zh"),
        ("fr-FR", "zh"),
        ("", "zh"),
    ],
)
def test_until_a_language_is_chosen_the_browser_s_is_spoken_then_the_company_s(
    site: Site, asked: str, lang: str
) -> None:
    visitor = site.visitor("finance")
    visitor.cookies.pop("fenhao_language")
    answer = visitor.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{lang}"' in answer.content.decode()


def test_a_choice_of_language_is_kept_and_never_leads_elsewhere(site: Site) -> None:
    visitor = site.visitor("finance")
    answer = visitor.post(
        "/preferences/", {"language": "zh", "theme": "dark", "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"
    html = visitor.get("/").content.decode()
    assert '<html lang="zh" data-theme="dark">' in html


READS_MOST = 8
READS_INBOX = 10
"""The list of what waits: cases, appeals, people, improvements that are due, and what agents propose."""
READS_MORE = {
    "/service/improvements/": 9,  # an item, its tasks, what was said and changed, people, and what is claimed already
    "/customers/": 13,  # findings, entries and gate of one customer, and the kept views
    "/findings/cases/": 10,  # cases, their owners and months, and the kept views
    "/goals/": 11,  # a goal, what is done for it, what was said and changed
    "/?": 15,  # lines, weeks of ineffective spend, alerts, loads to post, what waits for the reader, who asked, what is due
    "/audit/exceptions/": 9,
    "/budget/compare/": 10,  # two versions
    "/ledger/": 13,
    "/report/": 15,  # everything that happened in a period
    "/requests/": 14,  # requests, their lines and cases, and the kept views
    "/moves/": 13,
    "/plan/cuts/": 10,  # the versions there are, one of them with its lines, and what these have used
    "/plan/judge/": 9,  # goals, months and lines of a year
    "/me/": 10,  # looks, messages, tokens and cover of one person
    "/inbox/": 21,  # a case rehearses what a yes would do
}
"""How often a page may ask the database: a number of its own only where it shows several subjects.

Three of each are the frame's: the reader's rights, the cases that wait, the improvements that are late.
"""


def test_a_page_asks_the_database_no_oftener_than_it_may(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def limit(address: str) -> int:
        case = re.fullmatch(r"/inbox/\d+/", address)
        asked = address if address != "/" else "/?"
        own = [most for place, most in READS_MORE.items() if asked.startswith(place)]
        listed = address.startswith("/inbox/") and not case
        return READS_INBOX if listed else own[0] if own else READS_MOST

    counts = reads(site, [*PAGES, *PAGES_OF_SOME], monkeypatch)
    assert {address: count for address, count in counts.items() if count > limit(address)} == {}
