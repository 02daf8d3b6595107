"""What a later load changed of a customer and of a ticket: before and after, from which file, for whom may see it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fenhao.runs.book import Voice, open_book, say_nothing
from fenhao.runs.loading import load_file, loadable
from fenhao.runs.mart import customer_ref
from tests.faces.web.customers import LOSING
from tests.faces.web.site import Site

AT = datetime(2026, 10, 6, 1, 30, tzinfo=UTC)
PAGE = f"/customers/{customer_ref(LOSING)}/"


@pytest.fixture(scope="module")
def written_again(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A customer whose record came twice: moved from one region to another, and with a birthday."""
    folder: Path = tmp_path_factory.mktemp("crm")
    for number, row in enumerate(("East,", "West,03-21")):
        path = folder / f"crm-{number}.csv"
        path.write_text(f"customer_id,region,birthday\n{LOSING},{row}\n", encoding="utf-8")
        load_file(
            book=open_book(root=site.root),
            path=path,
            table=loadable("customers"),
            source="crm",
            sheet="",
            strict=True,
            at=AT.replace(day=AT.day + number),
            voice=Voice(say_nothing, lambda code, _: code),
        )


def test_a_customers_record_tells_what_a_later_load_changed(site: Site, written_again: None) -> None:
    visitor = site.visitor("finance")
    assert "What later loads changed" in visitor.get(PAGE).content.decode()
    html = visitor.get(f"{PAGE}?versions=1").content.decode().split('id="versions"')[1]
    assert "<del>East</del> → West" in html
    assert html.index("crm 2") < html.index("crm 1"), "the newest comes first"
    assert "crm-1.csv, row 1" in html
    assert "2026-10-07 09:30" in html, "by the company's clocks"
    assert html.count("first version") == 1
    assert html.count('class="pill good"') == 1


def test_what_belongs_to_a_person_is_told_only_to_whoever_may_see_it(site: Site, written_again: None) -> None:
    for name, seen in (("service", True), ("operations", True), ("finance", False), ("auditor", False)):
        html = site.visitor(name, lang="zh").get(f"{PAGE}?versions=1").content.decode()
        told = html.split('id="versions"')[1]
        assert "生日" in told, name
        assert ("03-21" in told) is seen, name
        assert ("无权查看内容" in told) is not seen, name


def test_a_customer_known_from_orders_only_has_no_versions(site: Site) -> None:
    html = site.visitor("finance").get(f"/customers/{customer_ref('K3')}/?versions=1").content.decode()
    assert "No load brought a record of its own" in html.split('id="versions"')[1]


def test_a_ticket_leads_to_its_versions(site: Site) -> None:
    visitor = site.visitor("service")
    assert 'href="?versions=1#versions"' in visitor.get("/service/tickets/H1/").content.decode()
    assert 'id="versions"' in visitor.get("/service/tickets/H1/?versions=1").content.decode()
