"""Kept views: a filter under a name, for oneself or for everybody, changed, removed and brought back, opened with."""

import re

import pytest
from django.test import Client

from tests.faces.web.site import Site

FILTER = "category=benefits&tier=A"
PAGES = {
    "ledger": ("/ledger/", "what=spent&tier=A"),
    "lines": ("/lines/", "state=over"),
    "cases": ("/findings/cases/", "state=open"),
    "requests": ("/requests/", "state=waiting"),
}


def act(visitor: Client, act: str, *, page: str = "ledger", query: str = FILTER, **fields: str) -> str:
    """Send a form of the bar; return the page that it leads to."""
    answer = visitor.post("/views/", {"act": act, "page": page, "query": query, **fields}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def tabs(html: str) -> dict[str, str]:
    """Return the tabs of a page: name -> where it leads; none where there is nothing to choose from."""
    bar = html.partition('aria-label="Saved views">')[2].partition("</ul>")[0]
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', bar)
    return {name.removesuffix(" ★"): href.replace("&amp;", "&") for href, name in found}


def number(html: str) -> str:
    """Return the number of the view that the page offers to change."""
    found = re.search(r'name="view" value="(\d+)"', html.split('<details class="keep">')[1])
    assert found
    return found[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_with_a_filter_keeps_it_under_a_name(site: Site, page: str) -> None:
    address, query = PAGES[page]
    visitor = site.visitor("finance")
    name = f"Of {page}"
    html = act(visitor, "keep", page=page, query=query, name=name)
    leads = tabs(html)
    assert set(leads[name].partition("?")[2].split("&")) == set(query.split("&"))
    assert visitor.get(leads[name]).status_code == 200
    assert name not in tabs(site.visitor("management").get(f"{address}?all=1").content.decode()), (
        "it is one's own"
    )
    act(visitor, "remove", page=page, query=query, view=number(html))


def test_a_shared_view_is_everybodys_to_use_and_its_keepers_to_change(site: Site) -> None:
    keeper, other = site.visitor("finance"), site.visitor("operations")
    html = act(keeper, "keep", name="Month end", shared="1")
    view = number(html)
    seen = other.get("/ledger/?all=1").content.decode()
    html = other.get(tabs(seen)["Month end"]).content.decode()
    assert 'value="rename"' not in html
    assert "shared by finance" in html
    told = act(other, "rename", view=view, name="Mine now")
    assert "no longer there, or somebody else keeps it" in told
    told = act(other, "remove", view=view)
    assert "no longer there, or somebody else keeps it" in told
    assert "Close of month" in tabs(act(keeper, "rename", view=view, name="Close of month", shared="1"))
    assert "Close of month" in tabs(other.get("/ledger/?all=1").content.decode())
    act(keeper, "rename", view=view, name="Close of month")
    assert "Close of month" not in tabs(other.get("/ledger/?all=1").content.decode())
    act(keeper, "remove", view=view)


def test_a_removed_view_comes_back_with_one_click(site: Site) -> None:
    visitor = site.visitor("finance")
    view = number(act(visitor, "keep", name="Thrown away"))
    html = act(visitor, "remove", view=view)
    assert "Thrown away" not in tabs(html)
    assert 'value="restore"' in html
    html = act(visitor, "restore", view=view)
    assert "Thrown away" in tabs(html)
    act(visitor, "remove", view=view)


def test_a_page_opens_with_the_view_chosen_and_everything_is_one_click_away(site: Site) -> None:
    visitor, other = site.visitor("finance"), site.visitor("management")
    view = number(act(visitor, "keep", name="Mondays", shared="1"))
    act(visitor, "open_with", view=view, name="Mondays")
    opens = visitor.get("/ledger/")
    assert opens.status_code == 302
    assert set(opens["Location"].removeprefix("?").split("&")) == set(FILTER.split("&"))
    assert visitor.get("/ledger/?all=1").status_code == 200
    assert other.get("/ledger/").status_code == 200, "what it opens with is everybody's own choice"
    act(visitor, "open_without")
    assert visitor.get("/ledger/").status_code == 200
    act(visitor, "open_with", view=view, name="Mondays")
    act(visitor, "remove", view=view)
    assert visitor.get("/ledger/").status_code == 200, "a removed view opens nothing"


def test_the_same_name_again_replaces_and_no_name_is_refused(site: Site) -> None:
    visitor = site.visitor("finance")
    act(visitor, "keep", name="Again", query="tier=B")
    html = act(visitor, "keep", name=" Again ", query="tier=A")
    assert list(tabs(html)).count("Again") == 1
    assert tabs(html)["Again"].endswith("?tier=A")
    assert "The view has no name" in act(visitor, "keep", name="  ", query="tier=D")
    assert "more than 80 characters" in act(visitor, "keep", name="x" * 81, query="tier=D")
    act(visitor, "remove", view=number(html), query="tier=A")


def test_two_views_of_a_page_never_share_a_name(site: Site) -> None:
    visitor = site.visitor("finance")
    one = number(act(visitor, "keep", name="One", query="tier=A"))
    two = number(act(visitor, "keep", name="Two", query="tier=B"))
    assert "You keep another view of this page under the name One" in act(
        visitor, "rename", view=two, name="One"
    )
    act(visitor, "remove", view=one)
    act(visitor, "rename", view=two, name="One", query="tier=B")
    assert "You keep another view" in act(visitor, "restore", view=one)
    act(visitor, "remove", view=two)


def test_nonsense_leads_nowhere(site: Site) -> None:
    visitor = site.visitor("finance")
    assert visitor.get("/views/").status_code == 404
    assert visitor.post("/views/", {"act": "keep", "page": "overview"}).status_code == 404
    assert visitor.post("/views/", {"act": "sell", "page": "ledger", "view": "1"}).status_code == 404
    assert visitor.post("/views/", {"act": "remove", "page": "ledger", "view": "x"}).status_code == 404
    assert site.visitor("guest").post("/views/", {"act": "keep", "page": "ledger"}).status_code == 404
    answer = visitor.post("/views/", {"act": "open_without", "page": "ledger", "query": "//evil.example"})
    assert answer["Location"].startswith("/ledger/?")


def test_what_is_done_with_views_is_in_the_audit_trail(site: Site) -> None:
    visitor = site.visitor("finance")
    view = number(act(visitor, "keep", name="Seen by audit"))
    act(visitor, "remove", view=view)
    html = site.visitor("auditor").get(f"/audit/?subject=view/{view}").content.decode()
    assert "Keep a view" in html
    assert "Remove a view" in html


def test_a_page_without_kept_views_shows_no_row_of_one_tab(site: Site) -> None:
    visitor, row = site.visitor("auditor", lang="en"), 'aria-label="Saved views"'
    assert row in visitor.get("/customers/?tier=A").content.decode(), "there it leads back to all"
    assert row not in visitor.get("/customers/").content.decode()
