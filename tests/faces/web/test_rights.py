"""Pages that only some roles have: for the others there is no such page, and nothing leads to it."""

import re

import pytest

from tests.faces.web.site import PAGES_OF_SOME, PEOPLE, Site


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PEOPLE)
def test_a_page_of_some_roles_answers_them_and_nobody_else(site: Site, name: str, lang: str) -> None:
    visitor = site.visitor(name, lang=lang)
    for address, readers in PAGES_OF_SOME.items():
        answer = visitor.get(address)
        html = answer.content.decode()
        assert answer.status_code == (200 if name in readers else 404), address
        if name in readers:
            assert f'<html lang="{lang}"' in html
            assert not re.search(r"\b(web|table|step)\.[a-z_]+\b(?!\.)", html), address
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html), address


@pytest.mark.parametrize("name", [name for name, role in PEOPLE.items() if role])
def test_the_navigation_offers_what_a_role_may_see_and_no_more(site: Site, name: str) -> None:
    html = site.visitor(name).get("/").content.decode()
    side = html.split('<nav class="side"')[1].split("</nav>")[0]
    for address, readers in PAGES_OF_SOME.items():
        if f'href="{address}"' in side:
            assert name in readers, address


@pytest.mark.parametrize("address", PAGES_OF_SOME)
def test_a_stranger_is_sent_to_sign_in(site: Site, address: str) -> None:
    answer = site.visitor().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=%2F")
