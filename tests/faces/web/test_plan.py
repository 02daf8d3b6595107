"""Planning pages are used as people do: an assumption changed, a study kept, made a draft on purpose, and read as a workbook."""

import io
import re
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.faces.web.site import Site, words_of


def page(site: Site, address: str, name: str = "finance") -> str:
    return words_of(site.visitor(name).get(address).content.decode())


def test_a_change_of_one_assumption_shows_what_moves(site: Site) -> None:
    plain, grown = page(site, "/plan/prepare/"), page(site, "/plan/prepare/?growth.A=20%25")
    assert "What moves" not in plain
    assert "What moves" in grown
    assert "× 1.2 customers" in grown
    assert "× 1.2 customers" not in plain


def test_an_answer_that_cannot_be_read_leads_to_its_field(site: Site) -> None:
    html = site.visitor("finance").get("/plan/prepare/?growth.A=lots").content.decode()
    assert 'role="alert"' in html
    assert 'href="#f-growth.A"' in html
    assert 'value="lots"' in html


def test_a_shop_of_ten_without_data_gets_a_plan_beside_what_is_usual(site: Site) -> None:
    text = page(site, "/plan/build/?people=10&pay=6000&company_total=6000000&stage=start_up")
    assert "usual" in text
    assert "720,000.00" in text
    assert "filled to the middle of the usual ranges" in text


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/plan/build/", "Nothing is planned yet"),
        ("/plan/build/?company_total=6000000", "A first plan of"),  # the usual ranges fill it in
        ("/plan/worth/", "Nothing to weigh yet"),
        ("/plan/worth/?title=Chat+bot&years=3", "Nothing to weigh yet"),
        ("/plan/worth/?saved_cost=1000", "It pays: net present value CNY"),
        ("/plan/what-if/", "Nothing is changed yet"),
        ("/plan/path/", "before what it costs, which is not stated"),
    ],
)
def test_a_study_claims_nothing_that_was_not_answered(site: Site, address: str, told: str) -> None:
    html = site.visitor("finance").get(address).content.decode()
    title = words_of(html.split("<h1>")[1].split("</h1>")[0])
    assert told in title
    assert not re.search(r"back after 0|\b0\.00: --", title)
    unanswered = "yet" in told and "what-if" not in address
    assert ("<table" in html, "Keep the study" in html) == (not unanswered, not unanswered)
    assert not re.search(r"<tbody>\s*</tbody>", html), "a table without a row says nothing"


def test_a_study_is_kept_and_becomes_a_draft_only_on_purpose(site: Site) -> None:
    visitor = site.visitor("finance")
    sent = {"key": "k" * 32, "study_name": "B +10%", "growth.B": "10%"}
    kept = visitor.post("/plan/prepare/", sent)
    assert kept.status_code == 302
    again = visitor.post("/plan/prepare/", sent)
    assert again["Location"] == kept["Location"]
    budgets = page(site, "/budget/").count("draft")
    assert "B +10%" in page(site, "/plan/")
    assert page(site, "/budget/").count("draft") == budgets
    made = visitor.post(kept["Location"], {"key": "d" * 32, "act": "draft"})
    assert made.status_code == 302
    assert made["Location"].startswith("/budget/")
    assert page(site, "/budget/").count("draft") == budgets + 1


def test_an_auditor_keeps_and_drafts_nothing(site: Site) -> None:
    visitor = site.visitor("auditor")
    assert "Keep the study" not in page(site, "/plan/prepare/", "auditor")
    assert visitor.post("/plan/prepare/", {"study_name": "mine"}).status_code == 403
    assert visitor.post("/plan/kept/2/", {"act": "draft"}).status_code == 403


def test_a_study_without_a_name_is_not_kept(site: Site) -> None:
    answer = site.visitor("finance").post("/plan/prepare/", {"study_name": " ", "growth.B": "10%"})
    assert answer.status_code != 302
    assert "The study has no name" in answer.content.decode()


def test_a_kept_proposal_is_handed_out_as_a_workbook(site: Site) -> None:
    answer = site.visitor("auditor").get("/plan/kept/2/study.xlsx")
    with ZipFile(io.BytesIO(answer.content)) as held:
        assert "xl/worksheets/sheet1.xml" in held.namelist()
        assert b"PRODUCT(" in held.read("xl/worksheets/sheet1.xml")


def test_scenarios_stand_beside_the_state_there_is(site: Site) -> None:
    text = page(site, "/plan/compare/?n=1&n=2&n=x")
    assert "As now" in text
    assert "C coupons 20 to 10" in text
    scenarios, _, budgets = text.partition("Budgets side by side")
    assert "A +20%" in budgets, "a proposal has a budget to compare, and no scenario"
    assert "A +20%" not in scenarios


def test_a_study_that_is_not_there_is_no_page(site: Site) -> None:
    visitor = site.visitor("finance")
    for address in ("/plan/nothing/", "/plan/kept/99/", "/plan/kept/99/study.xlsx"):
        assert visitor.get(address).status_code == 404


def brought(site: Site, change: Callable[[Worksheet], None]) -> bytes:
    """Return the workbook of the kept proposal with something changed in its lines."""
    held = load_workbook(
        io.BytesIO(site.visitor("auditor").get("/plan/kept/2/study.xlsx").content), data_only=True
    )
    change(held["lines"])
    written = io.BytesIO()
    held.save(written)
    return written.getvalue()


def sent(content: bytes, name: str = "study.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def test_a_workbook_comes_back_is_looked_at_and_kept_as_a_study_of_its_own(site: Site) -> None:
    visitor, place = site.visitor("finance"), "/plan/kept/2/read/"
    untouched = site.visitor("auditor").get("/plan/kept/2/study.xlsx").content
    assert "nothing differs" in words_of(visitor.post(place, {"file": sent(untouched)}).content.decode())

    def dearer(lines: Worksheet) -> None:
        """Give the first line 1,234.00, and the last reserve 5.00."""
        lines.cell(3, lines.max_column).value = 1234
        lines.cell(lines.max_row, lines.max_column).value = 5

    looked = visitor.post(place, {"file": sent(brought(site, dearer))}).content.decode()
    assert "study.xlsx differs" in words_of(looked)
    assert "1,234.00" in words_of(looked)
    carried = re.search(r'name="content" value="([^"]+)"', looked)
    assert carried
    form = {"act": "keep", "name": "study.xlsx", "content": carried.group(1), "key": "r" * 32}
    nameless = visitor.post(place, {**form, "study_name": " "})
    assert nameless.status_code != 302
    kept = visitor.post(place, {**form, "study_name": "By hand"})
    assert kept.status_code == 302
    text = page(site, kept["Location"])
    assert "by hand" in text
    assert "1,234.00" in text
    assert "1,234.00" not in page(site, "/plan/kept/2/"), "the study it came from stays"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("study.csv", b"a,b", "No workbook came"),
        ("study.xlsx", b"", "No workbook came"),
        ("study.xlsx", b"no workbook at all", "study.xlsx"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_in_words(
    site: Site, name: str, content: bytes, said: str
) -> None:
    answer = site.visitor("finance").post("/plan/kept/2/read/", {"file": sent(content, name)})
    assert answer.status_code == 422
    assert said in words_of(answer.content.decode())


def test_only_who_prepares_budgets_brings_a_workbook_back_and_only_of_a_proposal(site: Site) -> None:
    assert "Bring the workbook back" not in page(site, "/plan/kept/2/", "auditor")
    assert site.visitor("auditor").get("/plan/kept/2/read/").status_code == 404
    assert site.visitor("finance").get("/plan/kept/1/read/").status_code == 404, (
        "a scenario has no such workbook"
    )


def test_a_goal_is_judged_by_its_name(site: Site) -> None:
    text = page(site, "/plan/judge/")
    assert "Cost per customer" in text or "Ineffective share" in text
    assert not re.search(r"\b(cost_per_customer|ineffective_share|on_track)\b", text)


def test_satisfaction_and_speed_count_where_somebody_says_what_they_are_worth(site: Site) -> None:
    asked = "purchase=1000&years=3&satisfaction_before=80%25&satisfaction_after=85%25"
    worth = "&served_margin=100000&stay_per_point=0.2%25&minutes_before=10&minutes_after=4&contacts=500&minute_worth=0.5"
    text = page(site, f"/plan/worth/?{asked}{worth}")
    assert "Margin kept by satisfaction" in text
    assert "1,000.00" in text, "5 points x 0.2 % x 100,000"
    assert "1,500.00" in text, "6 minutes x 500 x 0.50"
    assert "Points of satisfaction gained" in text, "the tornado has it"
    assert "is no fiscal month with months" in page(site, "/plan/worth/?since=soon")
