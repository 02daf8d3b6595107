"""The Annual CRM Budget as people hand it round: what is inside the PDF and the workbook, read back by other programs."""

from datetime import UTC, datetime
from io import BytesIO
from typing import cast

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.faces.web.plainly import raw_words
from tests.faces.web.planning import YEAR, new_draft
from tests.faces.web.site import Site, ended

TOTAL = 12 * 2 * (1_000 + 2_000) + 4 * 500
"""Twelve months of two categories for tiers A (1,000) and B (2,000), and four reserves of 500."""


def submitted() -> int:
    """Return a version that was submitted by the system, so that everybody of its route could answer."""
    from fenhao.books.plans import operations as plans

    by, now = None, datetime.now(UTC)
    version = new_draft("board", tiers="AB", categories=("benefits", "activities"))
    found = next(each for each in plans.listed(by=by, at=now) if each.id == version)
    plans.comment(key="board-said", by=by, at=now, version=version, text="=1+1 董事会讨论稿", cell=None)
    told = plans.submit(
        key="board-submit", by=by, at=now, version=version, token=found.token, why="for the board"
    )
    assert told.verdict.value == "done", told
    return version


@pytest.fixture(scope="module")
def version(site: Site) -> int:
    assert site.root.exists()
    return submitted()


def paper(site: Site, version: int, form: str, lang: str) -> bytes:
    visitor, place = site.visitor("auditor", lang=lang), f"/budget/{version}/document.{form}"
    answer = visitor.get(place)
    if form == "pdf":
        assert answer["Location"] == f"{place}?wait=1"
        assert f"{place}?made=1" in ended(visitor, f"{place}?wait=1")
        answer = visitor.get(f"{place}?made=1")
    assert answer.status_code == 200
    assert f"crm-budget-{YEAR}." in answer["Content-Disposition"]
    return b"".join(answer)


def test_the_paper_is_tagged_speaks_its_language_and_carries_its_fonts(site: Site, version: int) -> None:
    reader = PdfReader(BytesIO(paper(site, version, "pdf", "zh")))
    root = cast("DictionaryObject", reader.trailer["/Root"])
    assert bool(cast("DictionaryObject", root["/MarkInfo"])["/Marked"])
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).lower().startswith("zh")
    assert reader.metadata is not None
    assert reader.metadata.title
    embedded = [
        any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
        for kept in font.get_object().get("/DescendantFonts", [font])
        for descriptor in (kept.get_object()["/FontDescriptor"].get_object(),)
    ]
    assert embedded
    assert all(embedded)
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    assert raw_words(lines, lang="zh") == []
    text = "".join(page.extract_text() for page in reader.pages).replace(" ", "").replace("\n", "")
    for wanted in (f"{YEAR}年度CRM预算表", "应急储备", "参考区间", "董事会讨论稿", "待审批", f"{TOTAL:,}.00"):
        assert wanted in text, wanted


def test_the_workbook_sums_live_and_shows_the_same_without_being_calculated(site: Site, version: int) -> None:
    content = paper(site, version, "xlsx", "en")
    shown = load_workbook(BytesIO(content), data_only=True)
    live = load_workbook(BytesIO(content))
    assert shown.sheetnames == ["Tiers", "Fixed and variable", "Lines", "Arithmetic", "Approval", "Notes"]
    for name in ("Tiers", "Fixed and variable", "Lines"):
        page, formulas = shown[name], live[name]
        rows = cast("list[tuple[int, ...]]", list(page.iter_rows(min_row=4, values_only=True)))
        heads, body = rows[0], rows[1:]
        first, year = cast("tuple[str, ...]", heads).index("Q1"), cast("tuple[str, ...]", heads).index("Year")
        for quarter in range(first, year):
            assert str(formulas.cell(3, quarter + 1).value).startswith("=SUBTOTAL(109,")
            assert page.cell(3, quarter + 1).value == sum(row[quarter] for row in body)
        for number, row in enumerate(body, 5):
            assert str(formulas.cell(number, year + 1).value).startswith("=")
            assert row[year] == sum(row[first:year])
        assert page.cell(3, year + 1).value == TOTAL
    said = [cell for row in live["Notes"].iter_rows(values_only=True) for cell in row if cell]
    assert any("=1+1" in str(cell) for cell in said)
    assert not any(str(cell).startswith("=") for cell in said)
    asked = [row[0] for row in shown["Approval"].iter_rows(min_row=5, values_only=True)]
    assert asked[0] == "submission"
    assert len(asked) > 1


def test_there_is_no_other_form_and_no_paper_of_a_version_that_is_not_there(site: Site, version: int) -> None:
    visitor = site.visitor("finance")
    assert visitor.get(f"/budget/{version}/document.doc").status_code == 404
    assert visitor.get("/budget/999/document.pdf").status_code == 404
    assert site.visitor("guest").get(f"/budget/{version}/document.pdf").status_code == 404


def test_the_page_offers_both(site: Site, version: int) -> None:
    html = site.visitor("auditor").get(f"/budget/{version}/").content.decode()
    for form in ("pdf", "xlsx"):
        assert f'href="/budget/{version}/document.{form}"' in html
