"""The cost ledger as a controller uses it: whatever number was clicked, the entries come to it, on the page and in the file."""

import csv
import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.faces.report.test_workbook import SOFFICE, recalculated
from tests.faces.web.conftest import return_to
from tests.faces.web.site import PASSWORD, Site, words_of

if TYPE_CHECKING:
    from django.test import Client

LINKED = re.compile(r'<a href="(/ledger/[^"]*)"><data value="(-?\d+)">')
SHOP_PAGE = "/ledger/?from=2026-03&to=2026-03&tier=A&category=benefits"


def opened(visitor: "Client", address: str) -> str:
    """Return a page that is there."""
    answer = visitor.get(unescape(address))
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def totals(html: str) -> dict[str, int]:
    """Return the figures on top of the ledger, by name, in minor units."""
    return {
        name: int(minor) for minor, name in re.findall(r'<data value="(-?\d+)" data-total="(\w+)">', html)
    }


def reached(html: str, address: str) -> int:
    """Return the number that an address of the ledger asked about, as its page tells it."""
    asked = re.search(r"what=(\w+)", address)
    return totals(html)[asked[1] if asked else "left"]


def spent_column(html: str) -> list[int]:
    """Return the amounts in the table of a page that asks for what was spent."""
    cells = re.findall(r'<td class="num"><a href="/ledger/\d+/">([^<]+)</a>', html)
    return [int(each.replace(",", "").replace("\u2212", "-").replace(".", "")) for each in cells]


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/?month=2026-03&span=month",
        "/?month=2026-10&span=quarter",
        "/lines/",
        "/lines/?month=2026-03",
        "/lines/?from=2026-02&to=2026-11&tier=B",
        "/lines/?category=activities",
    ],
)
def test_every_number_of_the_overview_and_the_lines_is_the_total_where_it_leads(
    site: Site, page: str
) -> None:
    visitor = site.visitor("finance")
    links = set(LINKED.findall(opened(visitor, page)))
    assert len(links) > 5
    for address, minor in links:
        assert reached(opened(visitor, address), address) == int(minor), address


def test_every_bar_of_the_year_leads_to_what_it_shows(site: Site) -> None:
    visitor = site.visitor("finance")
    html = opened(visitor, "/?month=2026-10")
    bars = set(
        re.findall(
            r'<a [^>]*href="(/ledger/[^"]+what=spent)"[^>]*>.*?<title>([^<]*)</title>', html, re.DOTALL
        )
    )
    shown = {address: re.findall(r"([\d,]+\.\d\d)", title)[0] for address, title in bars if " / " in title}
    assert len(shown) == 12
    for address, amount in shown.items():
        assert totals(opened(visitor, address))["spent"] == int(amount.replace(",", "").replace(".", ""))


def test_an_alert_leads_to_the_entries_behind_its_balance(site: Site) -> None:
    from fenhao.books.budgets.operations import alerts
    from fenhao.books.database import read
    from fenhao.books.journal import months
    from fenhao.interfaces.web._ledger_asked import balance_address

    visitor = site.visitor("finance")
    known = read(months)
    raised = {each.balance for each in alerts()}
    assert raised
    for name in raised:
        used = read(
            lambda session, name=name: session.rows(  # type: ignore[misc]
                "SELECT reserved_minor + actual_minor FROM budgets_balance WHERE name = ?", (name,)
            )
        )
        found = totals(opened(visitor, balance_address(name, known)))
        assert found["spent"] + found["reserved"] == used[0][0], name


def test_the_rows_of_a_filter_come_to_its_total(site: Site) -> None:
    visitor = site.visitor("finance")
    seen = 0
    for tier in ("", "A", "B", "-"):
        for category in ("", "benefits", "activities"):
            for month in ("", "2026-03", "2026-10", "2026-12"):
                asked = {"tier": tier, "category": category, "from": month, "to": month, "what": "spent"}
                html = opened(
                    visitor, "/ledger/?" + urlencode({name: value for name, value in asked.items() if value})
                )
                amounts = spent_column(html)
                assert sum(amounts) == totals(html)["spent"]
                seen += len(amounts)
    assert seen > 20


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("customer=K3", 2),
        ("customer=K3&kind=fact&type=coupons", 2),
        ("customer=K3&type=benefits", 2),
        ("kind=reserve", 2),
        ("document=m3-", 2),
        ("text=over", 1),
        ("least=1234&most=1235", 1),
        ("by=system&kind=reserve", 1),
        ("by=auditor", 0),
        ("campaign=nowhere", 0),
        ("from=1999-01", 0),
        ("on=caps", 0),
    ],
)
def test_filters_find_what_fits_and_are_told_as_chips(site: Site, query: str, count: int) -> None:
    html = opened(site.visitor("finance"), f"/ledger/?{query}")
    assert len(re.findall(r'<td class="mono"><a href="/ledger/\d+/">', html)) == count
    chips = html.split('<ul class="chips" aria-label="Filters in force">')[1].split("</ul>")[0]
    assert chips.count("×") == len({part.partition("=")[0] for part in query.split("&")} - {"to"})
    if not count:
        assert "No entry passes these filters" in html


def test_an_address_is_short_and_says_the_same_again(site: Site) -> None:
    visitor = site.visitor("finance")
    answer = visitor.get("/ledger/?from=&to=&tier=A&category=&what=spent&text=")
    assert answer.status_code == 302
    assert answer["Location"] == "?tier=A&what=spent"


def test_an_amount_that_is_none_is_said_and_nothing_breaks(site: Site) -> None:
    html = opened(site.visitor("finance"), "/ledger/?least=plenty&after=x~y&sort=amount&what=everything")
    assert 'href="#f-least"' in html


def test_customers_are_masked_on_the_page_and_in_files(site: Site) -> None:
    visitor = site.visitor("finance")
    html = opened(visitor, "/ledger/?customer=K10")
    table = words_of(html.split("<tbody>")[1])
    assert "K10" not in table
    assert "K" in table
    text = b"".join(visitor.get("/ledger/list.csv?customer=K10").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "K10" not in text


def workbook_of(content: bytes, *, formulas: bool = False) -> Worksheet:
    """Return the one sheet of a workbook."""
    return openpyxl.load_workbook(BytesIO(content), data_only=not formulas).worksheets[0]


def header_row(sheet: Worksheet) -> int:
    """Return the row of the column names: the one under which the panes freeze."""
    pane = sheet.freeze_panes
    assert pane
    return int(re.sub(r"\D", "", str(pane))) - 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "query",
    ["", "from=2026-01&to=2026-10&tier=A&category=benefits&what=spent", "customer=K3", "campaign=nobody"],
)
def test_the_workbook_comes_to_the_total_of_the_page(site: Site, query: str, lang: str) -> None:
    visitor = site.visitor("finance", lang=lang)
    told = totals(opened(visitor, f"/ledger/?{query or 'all=1'}"))
    content = b"".join(visitor.get(f"/ledger/list.xlsx?{query}").streaming_content)  # type: ignore[attr-defined]
    sheet, formulas = workbook_of(content), workbook_of(content, formulas=True)
    head = header_row(sheet)
    names = [cell.value for cell in sheet[head]]
    columns = {"funded": names[-3], "reserved": names[-2], "spent": names[-1]}
    for name in set(told) & set(columns):
        place = names.index(columns[name]) + 1
        total = sheet.cell(head - 1, place).value
        assert round(Decimal(str(total)) * 100) == told[name]
        rows = [sheet.cell(row, place).value for row in range(head + 1, sheet.max_row + 1)]
        assert round(sum(Decimal(str(each)) for each in rows if each is not None) * 100) == told[name]
        assert str(formulas.cell(head - 1, place).value).startswith("=SUBTOTAL(109,")
    assert sheet.auto_filter.ref
    assert "finance" in str(sheet["A3"].value)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_comes_to_the_same_total(site: Site, tmp_path: Path) -> None:
    visitor = site.visitor("finance")
    content = b"".join(visitor.get("/ledger/list.xlsx?what=spent").streaming_content)  # type: ignore[attr-defined]
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(content)
    sheet = workbook_of(recalculated(path, tmp_path).read_bytes())
    head = header_row(workbook_of(content))
    told = totals(opened(visitor, "/ledger/?what=spent"))["spent"]
    assert round(Decimal(str(sheet.cell(head - 1, sheet.max_column).value)) * 100) == told


def test_the_lines_workbook_and_text_come_to_the_page(site: Site) -> None:
    visitor = site.visitor("finance")
    query = "from=2026-01&to=2026-10&tier=A"
    html = opened(visitor, f"/lines/?{query}")
    spent = int(re.findall(r'what=spent[^"]*"><data value="(-?\d+)"', html)[-1])
    sheet = workbook_of(b"".join(visitor.get(f"/lines/list.xlsx?{query}").streaming_content))  # type: ignore[attr-defined]
    assert round(Decimal(str(sheet.cell(header_row(sheet) - 1, 6).value)) * 100) == spent
    text = b"".join(visitor.get(f"/lines/list.csv?{query}").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(StringIO(text)))
    assert sum(round(Decimal(row[5]) * 100) for row in rows[1:]) == spent


def test_a_workbook_that_would_be_too_large_is_refused_with_a_way_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.interfaces.web.pages import ledger_file

    monkeypatch.setattr(ledger_file, "ROWS_MAX", 3)
    answer = site.visitor("finance").get("/ledger/list.xlsx")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Narrow the filter" in html
    assert "/ledger/list.csv?" in html


@pytest.fixture(scope="module")
def shop_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a load posted into March, which is closed since, and words that spreadsheets would run."""
    from fenhao.kernel import FiscalCalendar
    from fenhao.runs.book import say_nothing
    from fenhao.site import migrate
    from tests.books.company import company, load_costs

    book = company(tmp_path_factory.mktemp("shop"))
    return_to(book.root)
    migrate()
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund, record_fact
    from fenhao.books.journal import PeriodState, open_year
    from fenhao.books.people.models import RoleGrant, User
    from fenhao.books.postings.operations import post_loads

    start = datetime(2026, 1, 1, tzinfo=UTC)
    open_year(FiscalCalendar(), 2026)
    legs = [Leg(date(2026, month, 1), "A", "benefits", 10_000_000) for month in (3, 4)]
    assert fund(key="f", legs=legs, currency="EUR", by=None, at=start).passed
    rows = [(f"b{n}", f"2026-03-{1 + n % 28:02d}", "coupons", 1_001 + n, "spring", "A") for n in range(150)]
    load_costs(book, "bank", [*rows, ("back", "2026-03-30", "coupons", -500, "spring", "A")])
    post_loads(book=book, by=None, at=start, advance=say_nothing)
    bad = Leg(date(2026, 4, 2), "A", "benefits", 777, campaign="=1+1", cost_type="coupons")
    assert record_fact(key="=cmd", legs=[bad], currency="EUR", by=None, at=start).passed
    from fenhao.books.database import Session, write
    from fenhao.books.journal import turn

    def close_march(session: Session) -> None:
        turn(session, "2026-03", to=PeriodState.closed)

    write(close_march)
    for name, role in {"finance": "finance", "auditor": "auditor", "operations": "operations"}.items():
        person = User.objects.create_user(name, "", PASSWORD, date_joined=start)
        RoleGrant.objects.create(user_id=person.pk, role=role, entity="", starts_at=start)
    return book.root


@pytest.fixture
def shop(shop_root: Path, at_home: None) -> Site:
    """The company, with this test inside."""
    assert at_home is None
    return_to(shop_root)
    return Site(shop_root)


def posting(visitor: "Client") -> str:
    """Return the address of the posted load's entry."""
    html = opened(visitor, f"{SHOP_PAGE}&kind=fact")
    found = re.search(r'<td class="mono"><a href="(/ledger/\d+/)">', html)
    assert found
    return found[1]


def test_from_a_posting_to_the_rows_behind_it_and_their_place_in_the_file(shop: Site) -> None:
    visitor = shop.visitor("finance")
    address = posting(visitor)
    html = opened(visitor, address)
    spent = totals(html)["spent"]
    assert spent == sum(1_001 + n for n in range(150)) - 500
    assert f'href="{address}rows/"' in html
    for _ in range(600):
        html = opened(visitor, f"{address}rows/")
        if "fenhao-poll" not in html:
            break
        time.sleep(0.05)
    assert totals(html)["spent"] == spent
    assert "151 rows make up this posting" in html
    more = opened(visitor, f"{address}rows/?from=100")
    numbers = re.findall(r'<td class="mono">(b\d+|back)</td>', html + more)
    assert sorted(numbers) == sorted([*(f"b{n}" for n in range(150)), "back"])
    assert "bank" in html
    assert visitor.post(f"{address}rows/").status_code == 302
    assert visitor.get("/ledger/1/rows/").status_code == 404, "funding has no rows behind it"


def test_a_reversal_needs_a_reason_and_lands_in_the_open_month_marked(shop: Site) -> None:
    visitor = shop.visitor("finance")
    address = posting(visitor)
    html = opened(visitor, address)
    assert "is closed. What is taken back is posted in Apr 2026, marked as belonging to Mar 2026" in html
    key = re.search(r'name="key" value="(\w+)"', html)
    assert key
    refused = visitor.post(address, {"key": key[1], "amount": "10", "why": " "})
    assert refused.status_code == 422
    assert "A reversal needs a reason" in refused.content.decode()
    too_much = visitor.post(address, {"key": key[1], "amount": "9,999,999", "why": "all of it"})
    assert too_much.status_code == 422
    assert re.search(
        r"9,999,999\.00 EUR was asked back, but only [\d,.]+ EUR of the entry is left",
        too_much.content.decode(),
    )
    before = totals(opened(visitor, "/ledger/?what=spent"))["spent"]
    for _ in range(2):
        assert (
            visitor.post(address, {"key": key[1], "amount": "10", "why": "twice billed"}).status_code == 302
        )
    assert totals(opened(visitor, "/ledger/?what=spent"))["spent"] == before - 1_000, "sent twice, done once"
    html = opened(visitor, address)
    assert "twice billed" in html
    back = re.search(r'<a href="(/ledger/\d+/)">\d+</a></td><td>takes this one back', html)
    assert back
    html = opened(visitor, back[1])
    assert "Belongs to" in html
    assert "Mar 2026" in html
    assert "twice billed" in html
    listed = opened(visitor, "/ledger/?from=2026-04&to=2026-04&kind=reversal")
    assert ">2026-03</span>" in listed, "marked in the list as well"


@pytest.mark.parametrize("name", ["auditor", "operations"])
def test_who_may_not_reverse_is_not_offered_it_and_refused_anyway(shop: Site, name: str) -> None:
    visitor = shop.visitor(name)
    address = posting(visitor)
    assert 'name="why"' not in opened(visitor, address)
    answer = visitor.post(address, {"key": f"k-{name}", "amount": "1", "why": "because"})
    assert answer.status_code == 403
    assert "Finance" in answer.content.decode() or "finance" in answer.content.decode()


def test_words_of_people_are_never_formulas(shop: Site) -> None:
    visitor = shop.visitor("finance")
    content = b"".join(visitor.get("/ledger/list.xlsx?document=%3Dcmd").streaming_content)  # type: ignore[attr-defined]
    sheet = workbook_of(content, formulas=True)
    cells = [cell for cell in sheet[sheet.max_row] if cell.value in {"=1+1", "=cmd"}]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    text = b"".join(visitor.get("/ledger/list.csv?document=%3Dcmd").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    row = list(csv.reader(StringIO(text)))[1]
    assert not any(cell.startswith(("=", "+", "@")) for cell in row)
    assert "7.77" in row


def test_what_is_recorded_beyond_a_line_tells_by_how_much(site: Site) -> None:
    visitor = site.visitor("finance")
    found = visitor.get(
        "/ledger/?from=2026-03&to=2026-03&tier=A&category=activities&what=spent"
    ).content.decode()
    entry = re.search(r'href="(/ledger/\d+/)"', found)
    assert entry
    html = visitor.get(entry[1]).content.decode()
    assert "over its funding" in html
    assert '<td class="num bad">234.56</td>' in html, "1,234.56 on 1,000.00"
    assert "Ways out" not in html, "what is recorded is no refusal"


def test_an_entry_that_is_not_there_is_not_found(site: Site) -> None:
    visitor = site.visitor("finance")
    assert visitor.get("/ledger/4711/").status_code == 404
    assert visitor.get("/ledger/4711/rows/").status_code == 404
    assert site.visitor("guest").get("/ledger/list.csv").status_code == 404
