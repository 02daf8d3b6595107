"""Whoever may not see personal data reads no customer's id: on no page, in no address of a page, in no file."""

import html as markup
import io
import re

import openpyxl
import pytest

from tests.faces.web.site import PAGES, PAGES_OF_SOME, PEOPLE, Site

RAW = re.compile(r"(?<![\w-])K\d+(?![\w*])")
"""How the company's customers are numbered."""
FILES = (
    "/ledger/list.csv",
    "/ledger/list.xlsx",
    "/lines/list.csv",
    "/lines/list.xlsx",
    "/findings/cases/list.xlsx",
    "/goals/list.xlsx",
    "/customers/list.csv",
    "/customers/list.xlsx",
    "/audit/acts.csv",
    "/report/excel/?period=2026-03",
)
ASKS_BY_ID = re.compile(r"[?&](text|q|customer)=")
"""Pages whose address carries what a reader typed show it to him again."""


def _readers() -> list[str]:
    """Return the people whose role does not let them see personal data."""
    return ["finance", "management", "admin", "auditor"]


def _text(content: bytes) -> str:
    """Return what a file says: each cell of a workbook, or its text."""
    if content[:2] != b"PK":
        return content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(
        f"{cell.value} {cell.hyperlink.target if cell.hyperlink else ''}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type != "f"  # K5 is a place there, not a customer
    )


def test_the_pattern_knows_an_id_when_it_sees_one() -> None:
    assert RAW.search("<td>K1</td>")
    assert RAW.search("?customer=K10&amp;sort=day")
    assert not RAW.search("K* K*0 AK1")


@pytest.mark.parametrize("name", _readers())
def test_no_page_shows_or_links_an_id(site: Site, name: str) -> None:
    visitor = site.visitor(name)
    of_some = [address for address, names in PAGES_OF_SOME.items() if name in names]
    seen = 0
    for address in (*PAGES, *of_some):
        if ASKS_BY_ID.search(address):
            continue
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        html = markup.unescape(answer.content.decode())
        seen += "K*" in html
        assert RAW.findall(html) == [], address
    assert seen, "some pages are about customers"


@pytest.mark.parametrize("name", _readers())
def test_no_file_carries_an_id(site: Site, name: str) -> None:
    visitor, had = site.visitor(name), 0
    for address in FILES:
        answer = visitor.get(address)
        if answer.status_code != 200:
            continue
        had += 1
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert RAW.findall(_text(content)) == [], address
    assert had >= len(FILES) - 2, "files are handed out"


def test_the_link_from_an_entry_finds_its_customer_s_entries_without_the_id(site: Site) -> None:
    visitor = site.visitor("finance")
    listed = visitor.get("/ledger/?customer=K3").content.decode()
    number = re.search(r'href="/ledger/(\d+)/"', listed)
    assert number
    page = markup.unescape(visitor.get(f"/ledger/{number[1]}/").content.decode())
    link = re.search(r'href="(/ledger/\?customer=[^"]+)"', page)
    assert link
    behind = visitor.get(link[1]).content.decode()
    assert set(re.findall(r'href="/ledger/(\d+)/"', behind)) == set(
        re.findall(r'href="/ledger/(\d+)/"', listed)
    )
    assert f"Customer of entry {number[1]}" in behind


def test_who_sees_ids_masked_finds_a_customer_by_the_whole_id_and_guesses_none_sign_by_sign(
    site: Site,
) -> None:
    found = re.compile(r'href="/customers/[0-9a-f]{16}/"')
    auditor, service = site.visitor("auditor"), site.visitor("service")
    for address in ("/search/?q=", "/customers/?q="):
        whole = [auditor.get(f"{address}{text}").content.decode() for text in ("K2", "K", "zzz")]
        assert [bool(found.search(html.split("<main")[1])) for html in whole] == [True, False, False], address
        begun = service.get(f"{address}K").content.decode()
        assert found.search(begun.split("<main")[1]), "who may see ids finds by how they begin"
    assert re.search(
        r'href="/customers/[0-9a-f]{16}/"><span>K\*', auditor.get("/search/?q=k2").content.decode()
    )
    assert "Customer id begins with" not in auditor.get("/customers/").content.decode()


def test_the_search_finds_pages_of_help(site: Site) -> None:
    assert PEOPLE["auditor"] == "auditor"
    assert 'href="/help/' in site.visitor("auditor").get("/search/?q=transfer").content.decode()
    assert (
        "/customers/" not in site.visitor("auditor").get("/search/?q=zzz").content.decode().split("<main")[1]
    )
