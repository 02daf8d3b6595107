"""Planning pages are used as people do: an assumption changed, a study kept, made a draft on purpose, and read as a workbook."""

import io
from zipfile import ZipFile

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
    assert "A +20%" not in text


def test_a_study_that_is_not_there_is_no_page(site: Site) -> None:
    visitor = site.visitor("finance")
    for address in ("/plan/nothing/", "/plan/kept/99/", "/plan/kept/99/study.xlsx"):
        assert visitor.get(address).status_code == 404
