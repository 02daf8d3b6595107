"""Operations brings a file as a till writes it: found out, mapped, looked at, loaded; the wrong rows come back as Excel; the same
file again changes nothing; and all of it is taken back.
"""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.faces.web.journeys import Desk, Person, chromium, desk, pytestmark, site
from tests.faces.web.test_imports import ORDERS

__all__ = ["chromium", "desk", "pytestmark", "site"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A GB18030 file with a title row above its header, Chinese dates, ￥ and 万, and three wrong rows."""
    path = tmp_path / "三月订单.csv"
    path.write_bytes(ORDERS.encode("gb18030"))
    return path


def brings(person: Person, file: Path) -> Person:
    """Upload the file, take what the page proposes, and wait for what it finds."""
    person.go("/imports/").page.locator("#f-file").set_input_files(file)
    on(person, "web.import.upload")
    on(person.fill(source="till"), "web.import.next")
    on(person, "web.import.check")
    person.page.locator("main button[value=load], main .told.warning").first.wait_for(timeout=60_000)
    return person


def on(person: Person, code: str) -> None:
    """Press the button that carries these words."""
    with person.page.expect_navigation():
        person.page.locator("main button", has_text=person.word(code)).last.click()


def figures(person: Person) -> list[str]:
    """Return the large figures of the page."""
    return person.page.locator("main .kpi-value").all_inner_texts()


def loaded(person: Person) -> Person:
    """Load what is good and wait for the end, which comes by itself."""
    person.page.locator("main button[value=load]").click()
    person.page.locator("main .kpi-value").nth(3).wait_for(timeout=60_000)
    return person


def test_a_file_of_the_till_comes_in_twice_and_goes_out_again(desk: Desk, file: Path, tmp_path: Path) -> None:
    operations = desk.sits("operations")
    page = brings(operations, file).page
    wrong = page.locator("main table").first.inner_text()
    assert all(each in wrong for each in ("一千二", "2026年13月8日"))
    operations.reads("15000.00", "1020.50")
    assert figures(loaded(operations)) == ["6", "3", "0", "3"]
    operations.reads("17,220.50")
    with page.expect_download() as got:
        page.locator("main a[href$='rejects.xlsx']").click()
    got.value.save_as(tmp_path / "rejects.xlsx")
    sheet = load_workbook(tmp_path / "rejects.xlsx").worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] in ([5, 6, 8], ["5", "6", "8"])
    place = page.url.removeprefix(desk.address)

    operations.go("/customers/").page.locator("main .told.success, main tbody tr").first.wait_for(
        timeout=120_000
    )
    operations.page.locator("main tbody tr").first.wait_for(timeout=120_000)
    assert "17,220.50" in operations.text, "pages about customers know it without being asked to"

    assert figures(loaded(brings(operations, file))) == ["6", "0", "3", "3"], "nothing is there twice"

    operations.go(place).follow("main a[href^='/imports/undo/']")
    on(operations, "web.import.undo")
    operations.go("/imports/").is_told("cli.loads.withdrawn")
    assert books_of(desk) == 0
    operations.go("/customers/").page.locator("main .told.success").wait_for(timeout=120_000)
    operations.is_told("web.mart.emptied")
    assert operations.page.locator("main tbody tr").count() == 0


def books_of(desk: Desk) -> int:
    """Return how many loads are in force; tiers assessed from them are made again when the next ones come."""
    from fenhao.engine.facts import TIER_ASSIGNMENTS
    from fenhao.runs.book import open_book

    batches = open_book(root=desk.site.root).warehouse.batches()
    return sum(each.table != TIER_ASSIGNMENTS.name for each in batches)
