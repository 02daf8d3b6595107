"""The budget's pages without a script: read as a controller adds up, edited by form, submitted, taken along as a file."""

import io
import re
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from tests.faces.web.planning import YEAR, new_draft
from tests.faces.web.site import Site, words_of

if TYPE_CHECKING:
    from django.test import Client

JANUARY, FIRST_QUARTER, WHOLE_YEAR = f"m:{YEAR}-01", f"q:{YEAR}-Q1", "y"


def draft(*, department: str = "") -> int:
    """Return a draft of its own for a test that edits."""
    return new_draft(
        secrets.token_hex(4), tiers="AB", categories=("benefits", "service"), department=department
    )


def table(html: str) -> dict[str, list[int]]:
    """Return what each row of the sheet shows, in cents; places that show nothing are left out."""
    found = {}
    for code, row in re.findall(r'<tr class="\w+" data-row="([^"]*)">(.*?)</tr>', html, re.DOTALL):
        texts = re.findall(r"<td[^>]*>([^<]*)</td>", row)
        found[code] = [_minor(text) for text in texts if text]
    return found


def _minor(text: str) -> int:
    whole, _, part = text.replace(",", "").partition(".")
    return int(whole) * 100 + int(part or "0")


def sheet(visitor: "Client", version: int, query: str = "") -> dict[str, list[int]]:
    """Return what a version shows."""
    return table(visitor.get(f"/budget/{version}/{query}").content.decode())


def edited(visitor: "Client", version: int, told: Mapping[str, str]) -> str:
    """Return the page that an edit by form leads to."""
    key = secrets.token_hex(8)
    answer = visitor.post(f"/budget/{version}/edit/", {"key": key, **told}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("query", ["", "?by=quarter"])
def test_the_sheet_adds_up_along_both_margins(site: Site, query: str) -> None:
    rows = sheet(site.visitor("auditor"), 1, query)
    lines = [cells for code, cells in rows.items() if code.startswith("l~")]
    assert rows["s"] == [sum(column) for column in zip(*lines, strict=True)]
    tiers = [cells for code, cells in rows.items() if code.startswith("t~")]
    assert rows["s"] == [sum(column) for column in zip(*tiers, strict=True)]
    quarters = [3, 7, 11, 15] if not query else [0, 1, 2, 3]
    for cells in [*lines, rows["s"]]:
        assert sum(cells[at] for at in quarters) == cells[-1]
    assert rows["a"] == [rows["s"][at] + rows["r"][place] for place, at in enumerate([*quarters, -1])]


def test_a_total_set_by_form_is_spread_exactly_round_what_is_held_and_undone(site: Site) -> None:
    visitor, version = site.visitor("finance"), draft()
    before = sheet(visitor, version)
    edited(
        visitor,
        version,
        {"act": "set", "row": "l~A~benefits", "col": JANUARY, "text": "=100*2+50", "token": "1"},
    )
    edited(visitor, version, {"act": "hold", "row": "l~A~benefits", "col": JANUARY, "token": "2"})
    html = edited(
        visitor, version, {"act": "set", "row": "a", "col": WHOLE_YEAR, "text": "10万", "token": "3"}
    )
    after = table(html)
    assert after["a"][-1] == 10_000_000
    assert after["l~A~benefits"][0] == 25_000
    assert after["s"][-1] + after["r"][-1] == 10_000_000
    for token in ("4", "5", "6"):
        html = edited(visitor, version, {"act": "undo", "token": token})
    assert table(html) == before


def test_a_late_edit_by_form_is_shown_both_sides_and_can_be_made_on_top(site: Site) -> None:
    visitor, version = site.visitor("finance"), draft()
    place = {"row": "l~A~benefits", "col": JANUARY}
    edited(visitor, version, {"act": "set", **place, "text": "1,100", "token": "1"})
    html = edited(visitor, version, {"act": "set", **place, "text": "1,200", "token": "1"})
    assert "Somebody saved since you read it" in html
    diff = re.search(r'<table class="diff">.*?</table>', html, re.DOTALL)
    assert diff
    assert re.findall(r'<td class="num[^"]*">([^<]*)</td>', diff[0]) == ["1,000.00", "1,200.00", "1,100.00"]
    kept = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html.split("</section>")[0])
    )
    assert (kept["text"], kept["token"]) == ("1,200", "2")
    del kept["csrfmiddlewaretoken"]
    assert table(edited(visitor, version, kept))["l~A~benefits"][0] == 120_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("abc", "is not an amount"),
        ("=1/0", "divides by zero"),
        ("(30)", "never below zero"),
        ("", "is empty"),
    ],
)
def test_what_cannot_be_an_amount_is_refused_and_kept_in_the_form(site: Site, text: str, told: str) -> None:
    visitor, version = site.visitor("finance"), draft()
    before = sheet(visitor, version)
    place = {"row": "l~A~benefits", "col": JANUARY}
    html = edited(visitor, version, {"act": "set", **place, "text": text, "token": "1"})
    assert re.search(r'role="alert".*' + re.escape(told), html, re.DOTALL)
    assert f'name="text" value="{text}"' in html
    assert sheet(visitor, version) == before


def test_a_paste_takes_what_it_can_skips_the_sums_and_says_what_it_left(site: Site) -> None:
    visitor, version = site.visitor("finance"), draft()
    text = "1,020\t=1000*1.06\t￥1,150\t70万\r\n(30)\tabc\t\t5\r\n7\r\n"
    answer = visitor.post(
        f"/budget/{version}/edit/",
        {"act": "paste", "row": "l~A~benefits", "col": JANUARY, "text": text, "token": "1", "decimals": "0"},
        headers={"accept": "application/json"},
    ).json()
    assert (answer["state"], answer["token"], answer["left"]) == ("saved", 2, 2)
    assert "6 cells saved" in answer["told"]
    rows = sheet(visitor, version)
    assert rows["l~A~benefits"][:5] == [102_000, 106_000, 115_000, 323_000, 70_000_000]
    assert rows["l~A~service"][:5] == [100_000, 100_000, 100_000, 300_000, 500]
    assert rows["l~B~benefits"][0] == 700
    assert {code: [_minor(text) for text, _ in cells if text] for code, cells in answer["rows"].items()} == {
        code: rows[code] for code in answer["rows"]
    }
    visitor.post(f"/budget/{version}/edit/", {"act": "undo", "token": "2"})
    assert sheet(visitor, version)["l~B~benefits"][0] == 200_000


def test_a_paste_that_is_too_high_stays_on_lines_and_says_what_is_beyond(site: Site) -> None:
    visitor, version = site.visitor("finance"), draft()
    answer = visitor.post(
        f"/budget/{version}/edit/",
        {"act": "paste", "row": "l~B~service", "col": JANUARY, "text": "11\r\n12\r\n13", "token": "1"},
        headers={"accept": "application/json"},
    ).json()
    assert "1 cell saved" in answer["told"]
    assert "2 texts fell beyond the edge" in answer["told"]
    assert sheet(visitor, version)["l~B~service"][0] == 1_100


def test_who_may_not_edit_is_offered_nothing_and_finds_no_such_page(site: Site) -> None:
    auditor, version = site.visitor("auditor"), draft()
    html = auditor.get(f"/budget/{version}/").content.decode()
    assert "/edit/" not in html
    assert "/act/" not in html
    assert "sheet.js" not in html
    for place in ("edit", "act", "import"):
        assert auditor.post(f"/budget/{version}/{place}/", {"act": "undo", "token": "1"}).status_code == 404
    answer = (
        site.visitor("operations")
        .post(
            f"/budget/{version}/edit/",
            {"act": "set", "row": "l~A~benefits", "col": JANUARY, "text": "5", "token": "1"},
            headers={"accept": "application/json"},
        )
        .json()
    )
    assert answer["state"] == "refused"
    assert "belongs to somebody else" in answer["told"]


def test_a_version_goes_from_ready_parts_to_submitted_and_back(site: Site) -> None:
    visitor, version = site.visitor("finance"), draft(department="cs")

    def act(name: str, who: str = "finance", **told: str) -> str:
        answer = site.visitor(who).post(
            f"/budget/{version}/act/", {"act": name, "key": secrets.token_hex(8), **told}, follow=True
        )
        return str(answer.content.decode())

    assert "have not marked their part ready: cs" in act("submit", token="1")
    assert "The part is marked ready" in act("ready", department="cs")
    assert ": Why?" in act("comment", row="a", col=WHOLE_YEAR, text="Why?"), "what is said of a sum names it"
    assert "Why not more?" in act("comment", row="l~A~service", col=JANUARY, text="Why not more?")
    alone = act("submit", token="1")
    assert "Nobody was asked" in alone, "the only one of finance cannot agree with himself"
    assert "Submitted." in act("submit", who="operations", token="1")
    short = {
        "en": ("smaller than the policy expects, 10% of each quarter", "Q1 2028 500.00 CNY of"),
        "zh": ("应急储备低于政策要求（各季度变动预算的 10%）", "2028 年第 1 季度 500.00 元，应为"),
    }
    for lang, (sentence, quarter) in short.items():
        reader = site.visitor("finance", lang=lang)
        case = re.findall(r'href="(/inbox/\d+/)"', reader.get(f"/budget/{version}/").content.decode())[0]
        for page in (case, f"/budget/{version}/"):
            told = words_of(reader.get(page).content.decode())
            assert sentence in told, page
            assert quarter in told, page
    assert 'data-edit="' not in visitor.get(f"/budget/{version}/").content.decode()
    assert "Withdrawn." in act("withdraw", who="operations", why="a line is missing")
    assert "The copy is a draft" in act("revise")


def test_two_versions_are_compared_cell_by_cell_and_sum_by_sum(site: Site) -> None:
    html = site.visitor("management").get("/budget/compare/?before=1&after=2").content.decode()
    assert "Cells that differ: 12" in html
    total = re.search(r'<tr class="total">(.*?)</tr>', html, re.DOTALL)
    assert total
    before, after = (_minor(text) for text in re.findall(r'class="num">([\d,.]+)</td>', total[1])[:2])
    assert before - after == 200_000 * 12 - 900_001


def test_a_file_taken_along_is_looked_at_before_it_is_brought_back(site: Site) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from openpyxl import load_workbook

    visitor, version = site.visitor("finance"), draft()
    book = load_workbook(io.BytesIO(visitor.get(f"/budget/{version}/excel/").content))
    page = book.active
    assert page is not None
    assert page["F3"].value == 1000
    page["F3"], page["D1"] = 1500.5, f"={500.5}+{page_total(page)}"
    page["D1"] = page_total(page)
    kept = io.BytesIO()
    book.save(kept)

    def look(content: bytes) -> str:
        file = SimpleUploadedFile("edited.xlsx", content)
        return str(visitor.post(f"/budget/{version}/import/", {"file": file, "act": "look"}).content.decode())

    html = look(kept.getvalue())
    assert "1 cells would change" in html
    assert sheet(visitor, version)["l~A~benefits"][0] == 100_000, "nothing is saved before it is agreed to"
    told = dict(re.findall(r'<input type="hidden" name="(key|name|content)" value="([^"]*)">', html))
    visitor.post(f"/budget/{version}/import/", {**told, "act": "apply"})
    assert sheet(visitor, version)["l~A~benefits"][0] == 150_050
    assert "is not a budget sheet" in look(b"not a workbook at all") or 'role="alert"' in look(b"nothing")


def test_of_two_who_bring_the_same_file_back_the_second_is_shown_both_sides(site: Site) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from openpyxl import load_workbook

    version, names = draft(), ("finance", "management")
    taken = site.visitor("finance").get(f"/budget/{version}/excel/").content

    def sent(name: str, content: bytes, act: str) -> str:
        file = SimpleUploadedFile("edited.xlsx", content)
        answer = site.visitor(name).post(
            f"/budget/{version}/import/", {"file": file, "act": act, "key": f"{version}{name}"}, follow=True
        )
        return str(answer.content.decode())

    def edit(cell: str, amount: int) -> bytes:
        """Return the file with one amount changed and its control total as a spreadsheet leaves it."""
        book = load_workbook(io.BytesIO(taken))
        page = book.active
        assert page is not None
        page[cell] = amount
        page["D1"] = page_total(page)
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()

    as_it_was = load_workbook(io.BytesIO(taken), data_only=True)
    held = io.BytesIO()
    as_it_was.save(held)
    assert "cells would change" not in sent(names[0], held.getvalue(), "look"), (
        "nothing changed: nothing to bring in"
    )
    first, second = edit("F3", 1_500), edit("F3", 1_700)
    sent(names[0], first, "apply")
    before = sheet(site.visitor("finance"), version)
    assert before["l~A~benefits"][0] == 150_000
    html = sent(names[1], second, "apply")
    assert "1,500.00" in html
    assert "1,700.00" in html
    assert sheet(site.visitor("finance"), version) == before, "the first one's amount is not overwritten"


def page_total(page: object) -> float:
    """Return the sum of the amounts in a workbook's sheet."""
    return float(sum(row[5].value for row in page.iter_rows(min_row=3) if row[5].value is not None))  # type: ignore[attr-defined]


def test_a_draft_can_begin_empty(site: Site) -> None:
    answer = site.visitor("finance").post(
        "/budget/prepare/", {"way": "empty", "year": str(YEAR), "key": "e"}, follow=True
    )
    html = answer.content.decode()
    assert "The draft is made." in html
    adding = re.search(
        r'<details class="card" open><summary>Add a line</summary>.*?</details>', html, re.DOTALL
    )
    assert adding, "an empty draft begins with its first line"
    assert '<option value="A">A core</option>' in adding[0], "tiers are chosen, not spelt"
    place = answer.redirect_chain[-1][0]
    told = {"act": "add", "tier": "A", "category": "benefits", "token": "1", "key": "a"}
    html = site.visitor("finance").post(f"{place}edit/", told, follow=True).content.decode()
    assert table(html)["l~A~benefits"] == [0] * 17
    assert '<details class="card"><summary>Add a line</summary>' in html
