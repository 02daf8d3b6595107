"""A change of the rules of ineffective spend is looked at before it is made: what each rule would find, under both."""

from html import unescape

import pytest

from fenhao.runs.book import open_book
from tests.faces.web.customers import facts as shop_facts, load
from tests.faces.web.site import Site, ended
from tests.faces.web.test_settings import fields

PLACE = "/settings/findings/"


@pytest.fixture(autouse=True, scope="module")
def filled(site: Site) -> None:
    """The company has loaded facts in which rules find something."""
    book = open_book(root=site.root)
    for table, rows in shop_facts():
        load(book, table, rows)


def test_a_preview_compares_both_and_changes_nothing(site: Site) -> None:
    visitor, before = site.visitor("finance"), (site.root / "policy.toml").read_text()
    typed = fields(site, PLACE) | {"act": "preview", "waste-wake_ups_unanswered_max": "1", "key": "p1"}
    assert visitor.post(PLACE, typed).status_code == 302
    html = unescape(ended(visitor, PLACE))
    assert 'class="told success' in html, html
    assert (site.root / "policy.toml").read_text() == before
    assert site.visitor("finance", lang="zh").get(PLACE).content.decode().count("told success") == 1


def test_a_preview_of_what_cannot_be_is_refused_beside_its_field(site: Site) -> None:
    typed = fields(site, PLACE) | {"act": "preview", "waste-share_target": "much", "key": "p2"}
    answer = site.visitor("finance").post(PLACE, typed)
    assert answer.status_code == 422
    assert 'href="#f-waste-share_target"' in answer.content.decode()


def test_what_a_season_would_change_is_told_before_it_is_saved(site: Site) -> None:
    visitor, place = site.visitor("finance"), "/settings/seasons/"
    before = (site.root / "policy.toml").read_text()
    typed = fields(site, place) | {
        "act": "preview",
        "new-season": "Spring",
        "new-season-days": "03-01..03-14",
    }
    assert visitor.post(place, typed | {"key": "p3"}).status_code == 302
    html = unescape(ended(visitor, place))
    assert "As it is: 500 purchases in the next 1,095 days." in html
    assert "As typed: 500 purchases in the next 1,095 days." in html
    assert "seasons tell nothing that the plain model does not" in html
    assert "Spring (14 days seen, 41 repeat purchases on them)" in html
    assert (site.root / "policy.toml").read_text() == before


def test_who_may_not_set_policy_previews_nothing(site: Site) -> None:
    assert site.visitor("operations").post(PLACE, {"act": "preview"}).status_code == 404
