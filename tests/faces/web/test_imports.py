"""A file comes in by a browser: detected, mapped, checked, loaded, given back in part, and taken back as a whole."""

import re
import time
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.faces.web.site import Site, ended, words_of

if TYPE_CHECKING:
    from django.test import Client

ORDERS = """街角咖啡 2026年3月订单明细
订单号,客户编号,下单日期,金额
W1,K1,2026年3月5日,￥1200
W2,K2,2026年3月6日,1.5万
W3,K3,2026年3月7日,一千二
W4,K4,2026年13月8日,￥10
W5,K5,2026年3月9日,"￥1,020.50"
,K6,2026年3月9日,￥80
"""
"""A title row, Chinese dates, ￥ and 万; the third, fourth and last row are wrong."""


def bring(visitor: "Client", content: bytes, name: str = "三月订单.csv") -> str:
    """Upload a file and return the address of its page."""
    answer = visitor.post("/imports/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def chosen(html: str) -> dict[str, str]:
    """Return what the selects and inputs of a page would send as they stand."""
    sent = {}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        picked = re.search(r"<option([^>]*) selected>([^<]*)", options)
        value = re.search(r'value="([^"]*)"', picked[1]) if picked else None
        sent[name] = value[1] if value else picked[2] if picked else ""
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1].startswith("constant-"):
            sent[name[1]] = value[1] if value else ""
    return sent


def settled(visitor: "Client", address: str) -> str:
    """Return the page once nothing is under way."""
    for _ in range(600):
        html = visitor.get(address).content.decode()
        if 'http-equiv="refresh"' not in html:
            return html
        time.sleep(0.05)
    raise AssertionError("it never ended")


def checked(visitor: "Client", address: str, **more: str) -> str:
    """Name the file as proposed, leave the columns as found, and return the page of its check."""
    assert (
        visitor.post(address, {"act": "choose", "kind": "orders", "source": "till"} | more).status_code == 302
    )
    html = visitor.get(address).content.decode()
    assert visitor.post(address, {"act": "columns"} | chosen(html)).status_code == 302
    return settled(visitor, address)


def loaded(visitor: "Client", address: str) -> str:
    """Load a checked file and return the page of its result."""
    assert visitor.post(address, {"act": "load"}).status_code == 302
    return settled(visitor, address)


def kpis(html: str) -> list[str]:
    """Return the large figures of a page."""
    return re.findall(r'kpi-value[^"]*">([^<]*)<', html)


def test_a_gb18030_file_with_a_title_and_three_wrong_rows_comes_in_and_goes_out_again(site: Site) -> None:
    import fastexcel

    from fenhao.interfaces.web._surroundings import company_book

    visitor, content = site.visitor("operations", lang="zh"), ORDERS.encode("gb18030")
    address = bring(visitor, content)
    first = visitor.get(address).content.decode()
    assert re.search(r'<option value="orders" selected>', first), "its headers are those of orders"
    page = checked(visitor, address)
    assert "3 行可以导入，3 行有问题" in page
    for line, reason in ((5, "金额"), (6, "2026年13月8日"), (8, "为空")):
        assert re.search(rf"<td>{line}</td><td class=\"bad reasons\">[^<]*{reason}", page), line
    assert "15000.00" in page, "1.5万"
    assert "1020.50" in page
    visitor.post(address, {"act": "back"})
    assert {"GB18030", "2", ","} <= set(kpis(visitor.get(address).content.decode()))
    visitor.post(address, {"act": "columns"} | chosen(visitor.get(address).content.decode()))
    settled(visitor, address)
    done = loaded(visitor, address)
    assert kpis(done) == ["6", "3", "0", "3"]
    assert "17,220.50" in done
    answer = visitor.get(f"{address}rejects.xlsx")
    sheet = fastexcel.read_excel(BytesIO(answer.content).getvalue()).load_sheet(
        0, header_row=None, dtypes="string"
    )
    assert sheet.height == 4
    text = visitor.get(f"{address}rejects.csv").content.decode("utf-8-sig")
    assert [row.split(",")[0] for row in text.splitlines()] == ["行号", "5", "6", "8"]

    again = bring(visitor, content)
    assert "该文件此前已导入" in checked(visitor, again)
    assert "没有变化" in loaded(visitor, again)

    batch = re.search(r'/imports/undo/([^/"]+)/', visitor.get(address).content.decode())
    assert batch
    assert visitor.post(f"/imports/undo/{batch[1]}/").status_code == 302
    assert batch[1] not in {each.batch_id for each in company_book().warehouse.batches()}
    assert visitor.post(f"/imports/undo/{batch[1]}/").status_code == 404
    assert "此次导入已撤销" in visitor.get(address).content.decode()


def test_a_row_of_another_encoding_is_shown_with_its_words_and_its_reason(site: Site) -> None:
    visitor = site.visitor("operations", lang="zh")
    rows = ("订单编号,客户编号,下单日期,订单金额\nE1,甲等客户,2026-02-01,10\n", "E2,乙等客户,2026-02-01,10\n")
    page = checked(visitor, bring(visitor, rows[0].encode("gb18030") + rows[1].encode(), "mixed.csv"))
    assert "1 行可以导入，1 行有问题" in page
    assert "文件编码为 GB18030，而该行为 UTF-8" in page
    assert "乙等客户" in page


def test_who_imported_and_who_undid_is_in_the_audit_trail(site: Site) -> None:
    from fenhao.books.audit import Wanted, records
    from fenhao.books.database import read

    visitor = site.visitor("finance")
    address = bring(visitor, b"order_id,ordered_on,revenue\nT1,2026-02-01,10\n", "trail.csv")
    checked(visitor, address)
    done = loaded(visitor, address)
    batch = re.search(r'/imports/undo/([^/"]+)/', done)
    assert batch
    visitor.post(f"/imports/undo/{batch[1]}/")
    wanted = Wanted(subject=f"load/{batch[1]}")
    acts = [each.action for each in read(lambda s: records(s, wanted, above=0, limit=9))]
    assert acts == ["load_file", "undo_load"]


COSTS = "凭证号,日期,金额,科目\nW71,2026-03-01,10,短信群发费\nW72,2026-03-02,20,短信群发费\nW73,2026-03-03,30,sms\nW74,2026-03-04,40,差旅\n"


def test_a_companys_own_name_of_a_cost_type_is_said_once_and_remembered(site: Site) -> None:
    visitor = site.visitor("finance", lang="zh")
    address = bring(visitor, COSTS.encode(), "费用.csv")
    page = checked(visitor, address, kind="cost_entries", source="till words")
    assert "1 行可以导入，3 行有问题" in page
    assert re.findall(r'name="word-(\d)" value="([^"]+)"', page) == [("1", "短信群发费"), ("2", "差旅")]
    assert re.search(r'<optgroup label="相近"><option value="[^"]+">[^<]*短信', page), (
        "the nearest name comes first"
    )
    english = site.visitor("finance", lang="en").get(address).content.decode()
    assert re.search(r'<optgroup label="Near">.*?Text messages.*?</optgroup>', english)
    said = {"column-1": "cost_type", "word-1": "短信群发费", "meaning-1": "sms"}
    left = {"column-2": "cost_type", "word-2": "差旅", "meaning-2": ""}
    forged = {"column-3": "note", "word-3": "x", "meaning-3": "sms"}
    assert visitor.post(address, {"act": "words"} | said | left | forged).status_code == 302
    page = settled(visitor, address)
    assert "3 行可以导入，1 行有问题" in page
    assert kpis(loaded(visitor, address)) == ["4", "3", "0", "1"]

    again = bring(visitor, COSTS.replace("W7", "W8").encode(), "费用2.csv")
    assert "3 行可以导入，1 行有问题" in checked(visitor, again, kind="cost_entries", source="till words")
    visitor.post(again, {"act": "discard"})
    batch = re.search(r'/imports/undo/([^/"]+)/', visitor.get(address).content.decode())
    assert batch
    visitor.post(f"/imports/undo/{batch[1]}/")


def test_a_word_kept_for_a_cost_type_that_is_gone_is_asked_for_again(site: Site) -> None:
    kept = site.root / "mappings" / "cost_entries-till_gone.toml"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(
        '[words.cost_type]\n"短信群发费" = "closed_last_year"\n"差旅" = "sms"\n', encoding="utf-8"
    )
    visitor = site.visitor("finance", lang="zh")
    page = checked(
        visitor, bring(visitor, COSTS.encode(), "费用.csv"), kind="cost_entries", source="till gone"
    )
    assert "2 行可以导入，2 行有问题" in page
    assert re.findall(r'name="word-(\d)" value="([^"]+)"', page) == [("1", "短信群发费")]


def test_a_header_nobody_knows_is_mapped_by_hand_and_remembered_for_its_source(site: Site) -> None:
    visitor = site.visitor("operations")
    content = b"no.;when;worth\nM1;2026-02-01;10.50\n"
    address = bring(visitor, content, "odd.csv")
    visitor.post(address, {"act": "choose", "kind": "orders", "source": "kiosk"})
    html = visitor.get(address).content.decode()
    visitor.post(address, {"act": "columns"} | chosen(html))
    assert 'role="alert"' in visitor.get(address).content.decode(), "three needed fields are open"
    named = {"header-order_id": "no.", "header-ordered_on": "when", "header-revenue_minor": "worth"}
    visitor.post(address, {"act": "columns"} | chosen(html) | named)
    assert "The row can be loaded" in settled(visitor, address)
    assert kpis(loaded(visitor, address)) == ["1", "1", "0", "0"]
    following = bring(visitor, content.replace(b"M1", b"M2"), "odd2.csv")
    assert "The row can be loaded" in checked(visitor, following, source="kiosk")


def test_cost_types_are_shown_by_name_before_they_are_loaded(site: Site) -> None:
    visitor = site.visitor("operations", lang="zh")
    content = "凭证号,日期,费用科目,金额\nF1,2026年3月5日,coupons,￥20\n".encode("gb18030")
    address = bring(visitor, content, "费用.csv")
    page = checked(visitor, address, kind="cost_entries", source="fees")
    assert "<td>优惠券</td>" in page
    assert "<td>coupons</td>" not in page
    done = loaded(visitor, address)
    assert "已导入但尚未入账" in words_of(done), "what is loaded is not spent yet, and the last page says so"
    assert 'action="/ledger/post/"' in done
    assert "元" in words_of(done)
    assert "CNY" not in words_of(done)
    told = site.visitor("operations", lang="en").get(address).content.decode()
    assert "not posted to the books: what is shown as spent lacks" in words_of(told)
    visitor.post("/ledger/post/", {"key": "after-import"})
    ended(visitor, "/ledger/")
    assert "尚未入账" not in words_of(visitor.get(address).content.decode())


def test_a_restart_leaves_nothing_half_done_and_the_step_is_done_again(site: Site) -> None:
    from fenhao.interfaces.web._imports import find, keep
    from fenhao.interfaces.web._surroundings import company_book

    visitor = site.visitor("operations")
    address = bring(visitor, b"order_id,ordered_on,revenue\nR1,2026-02-01,10\n", "restart.csv")
    checked(visitor, address)
    state = find(company_book(), address.split("/")[2])
    assert state is not None
    keep(company_book(), replace(state, stage="loading"))  # as a process leaves it that ends in the middle
    assert "Nothing is half loaded" in visitor.get(address).content.decode()
    assert kpis(loaded(visitor, address)) == ["1", "1", "0", "0"]


def test_a_mark_of_another_currency_is_refused_until_somebody_says_that_it_means_nothing(site: Site) -> None:
    visitor = site.visitor("finance")
    address = bring(visitor, ORDERS.replace("￥", "$").encode(), "marks.csv")
    html = checked(visitor, address, source="marks")
    assert "carries the mark $" in html
    assert "write CNY in the row" in html
    visitor.post(address, {"act": "back"})
    typed = chosen(visitor.get(address).content.decode())
    visitor.post(address, {"act": "columns"} | typed | {"constant-currency": "EUR"})
    assert 'role="alert"' in settled(visitor, address), "the book's own currency, and no other"
    visitor.post(address, {"act": "columns"} | typed | {"constant-currency": "CNY"})
    html = settled(visitor, address)
    assert "carries the mark" not in html
    assert "1020.50" in html
    visitor.post(address, {"act": "discard"})


def test_one_press_says_that_amounts_are_in_the_books_own_currency_whatever_mark_they_carry(
    site: Site,
) -> None:
    visitor = site.visitor("operations")
    address = bring(visitor, ORDERS.replace("￥", "$").encode(), "pressed.csv")
    html = checked(visitor, address, source="pressed")
    assert "Rows that can be loaded: 1; rows that cannot: 5" in html
    assert 'value="own_currency"' in html
    assert visitor.post(address, {"act": "own_currency"}).status_code == 302
    html = settled(visitor, address)
    assert 'value="own_currency"' not in html, "no mark is left to be asked about"
    assert "Rows that can be loaded: 3; rows that cannot: 3" in html
    assert visitor.post(address, {"act": "own_currency"}).status_code == 302, (
        "pressed twice, it only looks again"
    )
    settled(visitor, address)
    assert kpis(loaded(visitor, address)) == ["6", "3", "0", "3"]
    other = bring(visitor, ORDERS.encode(), "marked-rightly.csv")
    assert 'value="own_currency"' not in checked(visitor, other, source="rightly")
    visitor.post(other, {"act": "discard"})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("三月订单.csv", "三月订单.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\月报 (1).xlsx", "月报 (1).xlsx"),
        (".hidden", "hidden"),
        ("a\nb\0<script>.csv", "a_b_script_.csv"),
        ("...", "file"),
        (f"{'长' * 200}.csv", f"{'长' * 76}.csv"),
    ],
)
def test_a_file_is_kept_under_a_name_that_leads_nowhere(sent: str, kept: str) -> None:
    from fenhao.interfaces.web._imports import clean_name

    assert clean_name(sent) == kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x7fELF\0\0\0", "is not a table"),
        (b"\n", "is empty"),
        (b"order_id,ordered_on,revenue\n", "no rows"),
    ],
)
def test_a_file_that_is_no_table_is_told_so_and_can_be_discarded(
    site: Site, content: bytes, said: str
) -> None:
    visitor = site.visitor("operations")
    address = bring(visitor, content, "wrong.csv")
    html = visitor.get(address).content.decode()
    if said not in html:
        html = checked(visitor, address)
    assert said in html
    assert visitor.post(address, {"act": "discard"}).status_code == 302
    assert visitor.get(address).status_code == 404


def test_a_file_that_is_too_large_leaves_nothing_behind(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from fenhao.interfaces.web import _imports

    monkeypatch.setattr(_imports, "UPLOAD_BYTES_MAX", 10)
    before = sorted((site.root / "imports").iterdir()) if (site.root / "imports").is_dir() else []
    sent = {"file": SimpleUploadedFile("large.csv", b"x" * 11)}
    answer = site.visitor("operations").post("/imports/", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert (sorted((site.root / "imports").iterdir()) if before else []) == before


@pytest.mark.parametrize("name", ["service", "management", "admin", "auditor", "guest"])
def test_nobody_but_finance_and_operations_imports(site: Site, name: str) -> None:
    visitor = site.visitor(name)
    address = bring(site.visitor("finance"), b"a,b\n1,2\n", "mine.csv")
    for place in ("/imports/", address, f"{address}rejects.csv", "/imports/undo/x/"):
        assert visitor.get(place).status_code == visitor.post(place).status_code == 404, place


def test_a_length_of_time_without_a_unit_is_told_before_and_after_it_is_loaded(site: Site) -> None:
    visitor = site.visitor("operations")
    content = "接触编号,客户编号,时间,渠道,处理时长\nA1,K1,2026-03-04 10:00:00,电话,4\n".encode()
    address = bring(visitor, content, "calls.csv")
    page = checked(visitor, address, kind="service_contacts", source="desk")
    assert "Taken for minutes, since the file names no unit: 处理时长" in page
    assert "undo this load" not in page
    done = loaded(visitor, address)
    assert "Taken for minutes, since the file names no unit: 处理时长" in done
    assert "undo this load" in done
