"""The scorecard and a goal's page as their readers use them: numbers, forms, rights, the workbook."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.faces.web.site import Site


def text_of(site: Site, address: str, *, name: str = "finance") -> str:
    return site.visitor(name).get(address).content.decode()


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]+)', html)
    assert found
    return found[1]


def test_the_scorecard_says_in_a_sentence_who_is_furthest_behind(site: Site) -> None:
    title = re.search(r"<h1>(.*?)</h1>", text_of(site, "/goals/"))
    assert title
    assert "of 4 goals are reached or on track" in title[1]


def test_each_row_names_status_in_words_with_baseline_actual_path_and_target(site: Site) -> None:
    html = text_of(site, "/goals/")
    row = re.search(r'<tr><td><a href="/goals/1/">(.*?)</tr>', html, re.DOTALL)
    assert row
    told = re.sub(r"<[^>]+>", " ", row[1])
    for part in (
        "Cost per month",
        "whole company",
        "finance",
        "CNY",
        "2,000.00",
        "1,850.00",
        "1,880.00",
        "1,700.00",
    ):
        assert part in told, part
    assert "on track" in told


def test_the_scorecard_is_kept_to_a_persons_goals(site: Site) -> None:
    html = text_of(site, "/goals/?owner=service")
    assert "Unit cost" in html
    assert 'href="/goals/1/"' not in html


def test_the_workbook_holds_the_goals_and_their_months(site: Site) -> None:
    answer = site.visitor("auditor").get("/goals/list.xlsx")
    goals, months = load_workbook(BytesIO(answer.content), data_only=True).worksheets
    head = [cell.value for cell in goals[4]]
    first = [cell.value for cell in goals[5]]
    assert first[head.index("Baseline")] == "2000"
    assert first[head.index("Target")] == "1700"
    assert sum(1 for row in months.iter_rows(min_row=5) if row[0].value == "Cost per month") == 3


def test_a_goals_page_tells_its_formula_and_where_each_month_comes_from(site: Site) -> None:
    html = text_of(site, "/goals/1/", name="auditor").replace("&amp;", "&")
    assert "cost / months" in html
    assert "cost by month · chart of cost types" in html
    assert "/ledger/?from=2026-03&to=2026-03" in html
    assert "/findings/cases/?month=2026-03" in text_of(site, "/goals/2/").replace("&amp;", "&")
    assert 'value="change"' not in html
    assert 'value="comment"' not in html


def test_who_may_only_look_changes_nothing(site: Site) -> None:
    form = {"act": "drop", "why": "no", "key": "a1"}
    assert site.visitor("auditor").post("/goals/1/", form).status_code == 403
    assert site.visitor("auditor").post("/goals/measure/", {"key": "a2"}).status_code == 404
    assert site.visitor("operations").get("/goals/new/").status_code == 404


def test_a_goal_is_set_by_form_once_and_shows_its_baseline(site: Site) -> None:
    visitor = site.visitor("management")
    key = key_in(visitor.get("/goals/new/").content.decode())
    form = {
        "key": key,
        "metric": "fixed_share",
        "baseline": "2026-01",
        "kind": "absolute",
        "amount": "20%",
        "due": "2026-06",
        "owner": "1",
    }
    first, second = (visitor.post("/goals/new/", form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    html = visitor.get(first["Location"]).content.decode()
    assert "25.0%" in html
    assert "20.0%" in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "a lot"}, "is no target"),
        ({"metric": ""}, "Choose a metric"),
        ({"owner": ""}, "Nobody answers for it"),
        ({"due": "2026-01"}, "lies before or inside the baseline"),
        ({"baseline": ""}, "Choose the baseline period"),
        ({"tier": "A", "metric": "ineffective_share"}, "cannot be asked of that tier"),
    ],
)
def test_what_is_wrong_with_a_goal_is_said_on_top(site: Site, change: dict[str, str], said: str) -> None:
    form = {
        "key": "x",
        "metric": "cost_per_month",
        "baseline": "2026-01",
        "kind": "relative",
        "amount": "-10%",
        "due": "2026-06",
        "owner": "1",
    }
    answer = site.visitor("finance").post("/goals/new/", {**form, **change})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert said in answer.content.decode()


def test_an_initiative_claims_no_more_than_was_measured(site: Site) -> None:
    visitor = site.visitor("finance")
    form = {"act": "realise", "initiative": "1", "realised": "9000", "why": "", "key": "i1"}
    refused = visitor.post("/goals/1/", form)
    assert refused.status_code == 422
    assert "has saved 250.00 CNY since it began" in refused.content.decode()
    silent = visitor.post("/goals/1/", {**form, "realised": "250", "key": "i3"})
    assert silent.status_code == 422
    assert "Say why the saving did not come" in silent.content.decode()
    late = {**form, "realised": "250", "why": "The mailing went out late.", "key": "i2"}
    done = visitor.post("/goals/1/", late, follow=True)
    assert "The mailing went out late." in done.content.decode()
    assert "closed with the saving it realised" in done.content.decode()
    assert ">250.00<" in text_of(site, "/goals/?all=1")


def test_an_owner_comments_and_the_history_shows_it(site: Site) -> None:
    visitor = site.visitor("service")
    done = visitor.post(
        "/goals/3/", {"act": "comment", "text": "Smaller coupons from June.", "key": "c1"}, follow=True
    )
    html = done.content.decode()
    assert "Smaller coupons from June." in html
    assert "Comment on a goal" in html
    assert (
        site.visitor("operations")
        .post("/goals/3/", {"act": "comment", "text": "Me too", "key": "c2"})
        .status_code
        == 403
    )
