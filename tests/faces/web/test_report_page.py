"""The report of a month: the same figures on its page, on paper and in its workbook, and every one leads to what is behind it."""

import html as markup
import re
import shutil
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import openpyxl
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from fenhao.interfaces.report import pdf
from fenhao.interfaces.report._pdf import _has_chinese_font
from fenhao.kernel import Trouble
from tests.faces.web import plainly
from tests.faces.web.conftest import return_to
from tests.faces.web.site import Site, amounts, ended, reads

if TYPE_CHECKING:
    from django.test import Client

COSTS = """entry_id,occurred_on,cost_type,amount,channel,department
E1,2026-03-02,team_pay,1000.00,,CRM
E2,2026-03-05,coupons,250.25,store,CRM
E3,2026-03-09,coupons,49.75,mail,Marketing
E4,2025-03-10,coupons,200.00,store,CRM
E5,2026-04-01,coupons,77.00,store,CRM
"""
"""March 2026 costs 1,300.00, March 2025 200.00: two channels and none, two departments."""
MARCH = "/report/?period=2026-03"


@pytest.fixture(scope="module")
def copy(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The company with facts of its own, so that no other test sees them."""
    from fenhao.books.database import close
    from fenhao.runs.book import Voice, open_book, say_nothing
    from fenhao.runs.loading import load_file, loadable

    root = tmp_path_factory.mktemp("reported") / "company"
    close()
    shutil.copytree(site.root, root)
    path = root / "costs.csv"
    path.write_text(COSTS, encoding="utf-8")
    load_file(
        book=open_book(root=root),
        path=path,
        table=loadable("cost_entries"),
        source="test",
        sheet="",
        strict=True,
        at=datetime(2026, 4, 2, tzinfo=UTC),
        voice=Voice(say_nothing, lambda code, _details: code),
    )
    return Site(root)


@pytest.fixture
def shop(copy: Site) -> Site:
    """The company with facts, open in this process, the cost of March worked out."""
    return_to(copy.root)
    visitor = copy.visitor("finance")
    if not (copy.root / "results" / "report-2026-03.json").exists():
        assert visitor.post("/report/make/", {"period": "2026-03", "key": "m"}).status_code == 302
        page = ended(visitor, MARCH)
        assert "The cost is worked out from 3 entries." in page
    return copy


def figures(page: str) -> list[list[str]]:
    """Return the cells of every table of a page, row by row, as a reader sees them."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[markup.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in found if row]


def printed(visitor: "Client", lang: str) -> bytes:
    """Make the PDF behind the page and return it."""
    assert visitor.post("/report/print/", {"period": "2026-03", "key": f"p-{lang}"}).status_code == 302
    assert "/report/pdf/?period=2026-03" in ended(visitor, MARCH)
    answer = visitor.get("/report/pdf/?period=2026-03")
    assert answer["Content-Type"] == "application/pdf"
    return b"".join(answer)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_paper_and_workbook_say_the_same_figures(shop: Site, lang: str) -> None:
    visitor = shop.visitor("finance", lang=lang)
    page = visitor.get(MARCH).content.decode()
    rows = figures(page)
    assert any("1,300.00" in row for row in rows)
    paper = PdfReader(BytesIO(printed(visitor, lang)))
    text = "".join("".join(each.extract_text() for each in paper.pages).split())
    for row in rows:
        for cell in row:
            assert "".join(cell.split()) in text, (cell, row)
    lines = [line for each in paper.pages for line in each.extract_text().splitlines()]
    assert plainly.raw_words(lines, lang=lang) == [], "facts are named in words"
    title = markup.unescape(re.search(r"<h1>(.*?)</h1>", page)[1])  # type: ignore[index]
    assert "".join(title.split()) in text
    sheets = openpyxl.load_workbook(
        BytesIO(visitor.get("/report/excel/?period=2026-03").content), data_only=True
    )
    held = [tuple(row) for sheet in sheets for row in sheet.iter_rows(values_only=True)]
    shown = [number for row in rows for number in row if re.fullmatch(r"[\u2212\d][\d,]*\.\d\d", number)]
    values = {f"{cell:.2f}" for row in held for cell in row if isinstance(cell, int | float)}
    assert {number.replace(",", "").replace("\u2212", "-") for number in shown} <= values


def inside(held: PdfObject, *names: str) -> PdfObject:
    """Return what lies at a path of names inside an object of a PDF."""
    for name in names:
        found = held.get_object()
        assert isinstance(found, DictionaryObject)
        held = found[name]
    found = held.get_object()
    assert found is not None
    return found


def values(held: PdfObject) -> list[PdfObject]:
    """Return everything in a dictionary or list of a PDF."""
    assert isinstance(held, DictionaryObject | ArrayObject)
    return list(held.values() if isinstance(held, DictionaryObject) else held)


def test_the_pdf_is_tagged_says_its_language_and_carries_its_fonts(shop: Site) -> None:

    paper = PdfReader(BytesIO(printed(shop.visitor("finance", lang="zh"), "zh")))
    root = paper.trailer["/Root"]
    assert str(inside(root, "/MarkInfo", "/Marked")) == "True"
    assert str(inside(root, "/Lang")) == "zh-CN"
    about = inside(root, "/Metadata")
    assert isinstance(about, StreamObject)
    assert b"pdfuaid" in about.get_data()
    fonts = [font for each in paper.pages for font in values(inside(each, "/Resources", "/Font"))]
    assert fonts
    for font in fonts:
        (below,) = values(inside(font, "/DescendantFonts"))
        described = inside(below, "/FontDescriptor")
        assert isinstance(described, DictionaryObject)
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), font
    assert any("CJK" in str(inside(font, "/BaseFont")) for font in fonts)
    width, height = paper.pages[0].mediabox.width, paper.pages[0].mediabox.height
    assert (round(width), round(height)) == (595, 842), "A4"
    assert f"第1页，共{len(paper.pages)}页" in "".join(paper.pages[0].extract_text().split())


def test_a_table_over_two_pages_repeats_its_head_and_cuts_no_row() -> None:
    rows = "".join(f"<tr><td>row {each}<br>second line {each}</td></tr>" for each in range(90))
    css = "<style>@page{size:A4}thead{display:table-header-group}tr{break-inside:avoid}</style>"
    page = (
        f'<html lang="en"><head><title>t</title>{css}</head><body>'
        f"<table><thead><tr><th>HEAD</th></tr></thead><tbody>{rows}</tbody></table></body></html>"
    )
    pages = [each.extract_text() for each in PdfReader(BytesIO(pdf(page))).pages]
    assert len(pages) > 1
    for text in pages:
        assert text.count("HEAD") == 1
        assert re.findall(r"row (\d+)", text) == re.findall(r"line (\d+)", text)


def test_nothing_is_fetched_while_a_pdf_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from urllib import request

    secret = tmp_path / "secret.css"
    secret.write_text("h1::after{content:'LEAKED'}", encoding="utf-8")
    opened: list[object] = []
    monkeypatch.setattr(request.OpenerDirector, "open", lambda *told, **_more: opened.append(told))
    page = (
        f'<html lang="en"><head><title>t</title><link rel="stylesheet" href="{secret.as_uri()}">'
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"></head><body><h1>Hello</h1></body></html>'
    )
    text = PdfReader(BytesIO(pdf(page))).pages[0].extract_text()
    assert "Hello" in text
    assert "LEAKED" not in text
    assert opened == []


def test_without_pango_or_a_chinese_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from fenhao.interfaces.report import _pdf

    monkeypatch.setattr(_pdf, "_has_chinese_font", lambda: False)
    with pytest.raises(Trouble) as no_font:
        pdf('<html lang="zh"><body>分毫</body></html>')
    assert no_font.value.code == "report.pdf_no_font"

    class Missing(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise OSError("cannot load library libpango")

    monkeypatch.setitem(sys.modules, "weasyprint", Missing("weasyprint"))
    with pytest.raises(Trouble) as no_pango:
        pdf("<html></html>")
    assert no_pango.value.code == "report.pdf_missing"
    assert _has_chinese_font(), "the machine of the tests has one"


def test_every_dimension_parts_the_same_cost_beside_last_year(shop: Site) -> None:
    page = shop.visitor("management").get(MARCH).content.decode()
    tables = dict(re.findall(r'<section class="card" id="([\w-]+)">(.*?)</section>', page, re.DOTALL))
    dimensions = [name.removeprefix("cost-") for name in tables if name.startswith("cost-")]
    assert {"tier", "category", "cost_type", "nature", "channel", "department"} <= set(dimensions)
    for by in dimensions:
        rows = figures(tables[f"cost-{by}"])
        assert rows[-1][1] == "1,300.00", by
        assert "200.00" in rows[-1], by
        assert sum(amounts(tables[f"cost-{by}"], 1)[:-1]) == 130_000
    assert ["mail", "49.75", "3.8%", "0.00", "49.75", "--", "1"] in figures(tables["cost-channel"])
    assert "76.9% of cost is fixed, 23.1% variable" in tables["cost-nature"]


def test_the_report_says_what_went_over_was_moved_warned_and_decided(shop: Site) -> None:
    page = shop.visitor("auditor").get(MARCH).content.decode()
    title = re.search(r"<h1>(.*?)</h1>", page)
    assert title
    assert "1 line went over: A core Activities by CNY 234.56" in title[1]
    tables = dict(re.findall(r'<section class="card" id="([\w-]+)">(.*?)</section>', page, re.DOTALL))
    assert "A core · Activities" in tables["alerts"]
    assert figures(tables["ineffective"])[0][:2] == ["Benefit outside the tier", "4"]
    april = shop.visitor("auditor").get("/report/?period=2026-04").content.decode()
    assert "No funding was moved" in april


def test_a_figure_of_the_budget_opens_the_lines_that_it_sums(shop: Site) -> None:
    visitor = shop.visitor("finance")
    for period in ("2026-03", "2026-Q1", "2026"):
        page = visitor.get(f"/report/?period={period}").content.decode()
        table = re.search(r'id="execution-tier">(.*?)</section>', page, re.DOTALL)
        assert table
        for href, minor in re.findall(r'href="(/report/lines/[^"]+)">([\d,.]+)<', table[1]):
            behind = visitor.get(markup.unescape(href)).content.decode()
            assert minor in figures(behind)[-1], href


def test_a_figure_of_cost_opens_its_entries_and_their_sum_is_the_number(shop: Site) -> None:
    visitor = shop.visitor("finance")
    page = visitor.get(MARCH).content.decode()
    table = re.search(r'id="cost-channel">(.*?)</section>', page, re.DOTALL)
    assert table
    links = re.findall(r'<td class="num"><a href="(/report/behind/[^"]+)">([\d,.]+\.\d\d)<', table[1])
    assert len(links) == 3
    for href, minor in links:
        behind = ended(visitor, markup.unescape(href))
        *rows, total = figures(behind)
        assert minor in total
        assert sum(int(row[2].replace(",", "").replace(".", "")) for row in rows) == int(
            minor.replace(",", "").replace(".", "")
        )
        assert "costs.csv" in rows[0][-1]
        assert plainly.one_of_many(behind) == plainly.torn_dates(behind) == []
    assert visitor.get("/report/behind/?period=2026-03&by=secret&code=x").status_code == 404


def test_new_facts_make_the_cost_stale_until_it_is_worked_out_again(shop: Site) -> None:
    visitor = shop.visitor("finance")
    assert "have changed since" not in visitor.get(MARCH).content.decode()
    policy = shop.root / "policy.toml"
    before = policy.read_text(encoding="utf-8")
    policy.write_text(before + "\n# looked at\n", encoding="utf-8")
    assert "have changed since" in visitor.get(MARCH).content.decode()
    assert visitor.post("/report/make/", {"period": "2026-03", "key": "again"}).status_code == 302
    page = ended(visitor, MARCH)
    assert "have changed since" not in page, re.findall("<li class.*", page)
    policy.write_text(before, encoding="utf-8")


def test_a_workbook_s_differences_and_rates_are_formulas(shop: Site) -> None:
    content = shop.visitor("finance").get("/report/excel/?period=2026-03").content
    sheet = openpyxl.load_workbook(BytesIO(content))["Execution by tier"]
    heads = [cell.value for cell in sheet[4]]
    place = heads.index("Deviation")
    assert sheet[5][place].value == "=C5-B5"
    told = openpyxl.load_workbook(BytesIO(content), data_only=True)["Execution by tier"]
    row = [cell.value for cell in told[5]]
    before, after, found = row[1], row[2], row[place]
    assert isinstance(before, int | float)
    assert isinstance(after, int | float)
    assert found == pytest.approx(after - before)
    assert sheet[3][1].value == "=SUBTOTAL(109,B5:B6)"


def test_what_is_no_period_has_no_report(shop: Site) -> None:
    visitor = shop.visitor("finance")
    for address in ("/report/pdf/?period=2026-W03", "/report/excel/?period=..", "/report/pdf/?period=2020"):
        assert visitor.get(address).status_code == 404, address
    assert visitor.post("/report/make/", {"period": "x"}).status_code == 404
    assert site_knows_nothing(shop) == 404


def site_knows_nothing(shop: Site) -> int:
    """Return how somebody without a role is answered."""
    return shop.visitor("guest").get(MARCH).status_code


def test_the_report_asks_the_database_a_handful_of_times(shop: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (count,) = reads(shop, [MARCH], monkeypatch).values()
    assert count <= 14
