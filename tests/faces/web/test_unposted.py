"""Cost that was loaded and is not posted: the overview and the ledger say so, and whoever may posts it there."""

from datetime import UTC, datetime

from fenhao.runs.book import Voice, open_book, say_nothing
from fenhao.runs.loading import load_file, loadable, undo_load
from tests.faces.web.site import Site, ended, words_of

COSTS = "entry_id,occurred_on,cost_type,amount\nX1,2026-03-05,coupons,12.50\nX2,2026-03-06,coupons,7.50\n"


def load(site: Site) -> str:
    """Load a file of cost; return its batch."""
    path = site.root / "late-costs.csv"
    path.write_text(COSTS, encoding="utf-8")
    told = load_file(
        book=open_book(root=site.root),
        path=path,
        table=loadable("costs"),
        source="files",
        sheet="",
        strict=False,
        at=datetime(2026, 4, 1, tzinfo=UTC),
        voice=Voice(say_nothing, lambda code, _: code),
    )
    assert told.loaded == 2, told
    return told.batch_id


def main_of(site: Site, name: str, path: str) -> str:
    """Return what the page says below its frame."""
    page = site.visitor(name, lang="en").get(path).content.decode()
    return page[page.index("<main") :]


def test_cost_that_is_not_posted_is_told_where_spending_is_and_posted_from_there(site: Site) -> None:
    finance = site.visitor("finance", lang="en")
    if "not posted to the books" in words_of(main_of(site, "finance", "/")):  # what the company was made with
        finance.post("/ledger/post/", {"key": "first"})
        ended(finance, "/ledger/")
    assert "not posted to the books" not in words_of(main_of(site, "finance", "/"))
    batch = load(site)
    for path in ("/", "/ledger/"):
        told = main_of(site, "auditor", path)
        assert "1 load of cost is not posted to the books: what is shown as spent lacks it." in words_of(told)
        assert "/ledger/post/" not in told, "who may not post is not offered it"
        assert 'action="/ledger/post/"' in main_of(site, "operations", path)
    zh = site.visitor("finance", lang="zh").get("/").content.decode()
    assert "有 1 个成本批次已导入但尚未入账" in zh
    assert site.visitor("auditor").post("/ledger/post/", {"key": "a"}).status_code == 404
    before = words_of(main_of(site, "finance", "/ledger/?from=2026-03&to=2026-03&what=spent&total=1"))
    assert finance.post("/ledger/post/", {"key": "p1"}).status_code == 302
    assert "Loads posted: 1" in ended(finance, "/ledger/")
    for path in ("/", "/ledger/"):
        assert "not posted to the books" not in words_of(main_of(site, "finance", path))
    assert words_of(main_of(site, "finance", "/ledger/?from=2026-03&to=2026-03&what=spent&total=1")) != before

    undo_load(book=open_book(root=site.root), batch_id=batch, at=datetime(2026, 4, 2, tzinfo=UTC))
    assert "1 load was undone, but what is shown as spent still holds it." in words_of(
        main_of(site, "finance", "/")
    )
