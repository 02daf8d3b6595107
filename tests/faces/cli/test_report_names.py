"""A report of a company whose names are markup, formulas, other scripts or endless: on its page, on paper and in its workbook."""

import io
import re
import zipfile
from pathlib import Path
from xml.dom import minidom

import openpyxl
import pytest
from pypdf import PdfReader

from tests.faces.cli.shop import Shop

NAMES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil","x")',
    "＝1+1",
    "+1+1",
    "@SUM(1)",
    "\u202eevil",
    "العملاء المميزون",
    "名" * 120,
    "x" * 250,
    "😀👩\u200d👧",
    "A&B ]]> <b>",
    "{{7*7}}{%x%}",
)
OWN = re.compile(r"=(IF|SUM|SUMIFS|SUBTOTAL|ROUND|[A-Z]\d)")


def row(*cells: str) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


@pytest.fixture
def hostile(shop: Shop) -> Shop:
    """A shop whose campaigns, departments and notes have these names; nobody took part."""
    campaigns = "".join(
        row(f"M{n}", name, "coupon", "2024-01-01", "2024-02-01") for n, name in enumerate(NAMES)
    )
    members = "".join(row(f"M{n}", f"K{k}", "2024-01-02") for n in range(len(NAMES)) for k in range(3))
    costs = "".join(
        row(f"C{n}", "2024-01-10", "coupons", "50", f"K{n % 3}", name[:100], f"M{n}", name)
        for n, name in enumerate(NAMES)
    )
    for kind, head, rows in (
        ("campaigns", "campaign_id,name,kind,starts_on,ends_on", campaigns),
        ("members", "campaign_id,customer_id,invited_on", members),
        ("costs", "entry_id,occurred_on,cost_type,amount,customer_id,department,campaign_id,note", costs),
    ):
        assert shop.load(f"{head}\n{rows}", kind).code == 0
    return shop


def beyond(paper: PdfReader) -> list[str]:
    """Return the texts of tables that begin right of their sheet; a drawing counts in units of its own."""
    found: list[str] = []
    for page in paper.pages:
        width = float(page.mediabox.width)

        def seen(text: str, cm: list[float], tm: list[float], _f: object, _s: float) -> None:
            """Keep a text whose place is beyond the sheet."""
            if text.strip() and abs(cm[0]) < 1 and cm[0] * tm[4] + cm[2] * tm[5] + cm[4] > width:  # noqa: B023
                found.append(text.strip())

        page.extract_text(visitor_text=seen)
    return found


def test_names_of_any_kind_stay_names_and_leave_the_figures_on_the_sheet(hostile: Shop) -> None:
    answer = hostile.run("report", "--period", "2024", "--pdf")
    assert answer.code == 0, answer.all
    page = Path(hostile.folder / "reports" / "fenhao-2024.html")
    html = page.read_text(encoding="utf-8")
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html
    content = page.with_suffix(".xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            minidom.parseString(parts.read(name))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for cell in (each for cells in sheet.iter_rows() for each in cells):
            assert cell.data_type != "f" or OWN.match(str(cell.value)), (sheet.title, cell.value)
            assert cell.hyperlink is None or cell.hyperlink.location, (sheet.title, cell.value)
    paper = PdfReader(page.with_suffix(".pdf"))
    assert not any("/URI" in str(each.get_object()) for one in paper.pages for each in one.get("/Annots", ()))
    assert beyond(paper) == []
