"""The page of data sources: what each brought, a run now behind the page, and nothing of it for who may not load."""

import sqlite3
from contextlib import closing

import pytest

from tests.faces.web.site import Site, ended, words_of

PAGE = "/imports/sources/"
SOURCES = """
[till_one]
kind = "sqlite"
file = "till.sqlite3"
[[till_one.feeds]]
fact = "orders"
object = "sales"
cursor = "day"
columns = { order_id = "id", ordered_on = "day", revenue = "total" }

[crm]
kind = "salesforce"
address = "https://company.my.salesforce.com"
[[crm.feeds]]
fact = "customers"
object = "Account"
columns = { customer_id = "Id" }
"""


@pytest.fixture
def till(site: Site) -> Site:
    """A company with a till that holds three sales, one of them wrong."""
    (site.root / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (site.root / "till.sqlite3").unlink(missing_ok=True)
    with closing(sqlite3.connect(site.root / "till.sqlite3")) as shop, shop:
        shop.execute("CREATE TABLE sales (id TEXT, day TEXT, total TEXT)")
        rows = [("T1", "2026-03-05", "1.10"), ("T2", "2026-03-05", "=1"), ("T3", "2026-03-06", "2.20")]
        shop.executemany("INSERT INTO sales VALUES (?, ?, ?)", rows)
    return site


def test_a_run_goes_on_behind_the_page_and_is_told_there(till: Site) -> None:
    visitor = till.visitor("finance")
    before = words_of(visitor.get(PAGE).content.decode())
    assert "till_one" in before and "secret crm" in before
    answer = visitor.post(PAGE, {"source": "till_one"})
    assert answer.status_code == 302
    told = words_of(ended(visitor, PAGE))
    assert "3 read = 2 new + 0 already there + 1 rejected" in told or "already there + 1 rejected" in told
    after = words_of(visitor.get(PAGE).content.decode())
    assert "complete, with rejects" in after and "2026-03-06" in after


def test_who_may_not_load_neither_sees_nor_runs_it(till: Site) -> None:
    for name in ("auditor", "admin", "service"):
        visitor = till.visitor(name)
        assert visitor.get(PAGE).status_code == 404
        assert visitor.post(PAGE, {"source": "till_one"}).status_code == 404


def test_a_source_that_there_is_none_of_and_a_file_that_is_wrong_are_told(till: Site) -> None:
    visitor = till.visitor("finance")
    assert visitor.post(PAGE, {"source": "nobody"}).status_code == 404
    (till.root / "sources.toml").write_text("[till]\nkind = 'oracle'\n", encoding="utf-8")
    said = words_of(visitor.get(PAGE).content.decode())
    assert "till.kind" in said and "oracle" in said
