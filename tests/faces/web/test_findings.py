"""Cases of ineffective spend answered through their pages, and the list taken along, by people of several roles."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.faces.web.site import Site, amounts


def state_of(case: int) -> str:
    from fenhao.books.database import read
    from fenhao.books.findings import find

    return read(lambda session: find(session, [case]))[case].state.value


def hidden_key(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


def cents(cell: object) -> int:
    """Return a workbook's amount in minor units."""
    assert isinstance(cell, int | float), cell
    return round(cell * 100)


def test_the_workbook_holds_the_cases_of_the_page_and_their_total(site: Site) -> None:
    visitor = site.visitor("finance")
    *rows, total = amounts(visitor.get("/findings/cases/?year=2026").content.decode(), 7)
    answer = visitor.get("/findings/cases/list.xlsx?year=2026")
    weeks, cases = load_workbook(BytesIO(answer.content), data_only=True).worksheets
    head = [cell.value for cell in cases[4]]
    column = head.index("Counted")
    told = [cents(row[column].value) for row in cases.iter_rows(min_row=5)]
    assert sorted(told) == sorted(rows)
    assert sum(rows) == total == cents(cases[3][column].value)
    assert cents(weeks[3][[cell.value for cell in weeks[4]].index("Counted")].value) == total


def test_whatever_the_filters_leave_is_what_the_workbook_holds(site: Site) -> None:
    visitor = site.visitor("finance")
    for query in (
        "",
        "state=open",
        "year=2026&rule=unanswered_wake_up",
        "owner=service",
        "owner=-",
        "tier=A",
    ):
        html = visitor.get(f"/findings/cases/?{query}").content.decode()
        total = amounts(html, 7)[-1] if "<tfoot>" in html else 0
        (sheet,) = load_workbook(
            BytesIO(visitor.get(f"/findings/cases/list.xlsx?{query}").content), data_only=True
        ).worksheets
        column = [cell.value for cell in sheet[4]].index("Counted")
        assert cents(sheet[3][column].value or 0) == total, query


def test_the_weekly_list_adds_up_to_its_cases(site: Site) -> None:
    visitor = site.visitor("finance")
    html = visitor.get("/findings/?week=2026-03-02").content.decode()
    *parts, week = amounts(html.split('id="week"')[1].split("</section>")[0], 3)
    *rows, total = amounts(visitor.get("/findings/cases/?year=2026&week=2026-03-02").content.decode(), 7)
    assert sum(parts) == week == sum(rows) == total


def test_a_case_is_accepted_once_however_often_the_form_is_sent(site: Site) -> None:
    visitor = site.visitor("finance")
    key = hidden_key(visitor.get("/findings/cases/4/").content.decode())
    form = {"act": "accept", "key": key, "why": ""}
    for _ in range(2):
        assert visitor.post("/findings/cases/4/", form).status_code == 302
    html = visitor.get("/findings/cases/4/").content.decode()
    assert state_of(4) == "accepted"
    assert html.count("<strong>Accept</strong>") == 1


def test_a_dismissal_without_a_reason_changes_nothing_and_says_what_is_missing(site: Site) -> None:
    answer = site.visitor("finance").post("/findings/cases/5/", {"act": "dismiss", "key": "d5", "why": " "})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in html
    assert "the reason is missing" in html
    assert state_of(5) == "open"


def test_picked_cases_are_dismissed_together_and_those_that_cannot_be_are_named(site: Site) -> None:
    visitor = site.visitor("finance")
    form = {"act": "dismiss", "case": ["3", "6", "7"], "key": "bulk", "why": "promised"}
    html = visitor.post("/findings/cases/?state=open", form, follow=True).content.decode()
    assert "2 cases: done." in html
    assert "1 not: The case&#x27;s state does not take this act." in html
    assert [state_of(each) for each in (6, 7)] == ["dismissed", "dismissed"]


@pytest.mark.parametrize("address", ["/findings/cases/8/", "/findings/cases/"])
def test_who_may_only_look_is_offered_nothing_and_refused(site: Site, address: str) -> None:
    visitor = site.visitor("auditor")
    assert 'value="accept"' not in visitor.get(address).content.decode()
    answer = visitor.post(address, {"act": "accept", "case": "8", "key": "a", "why": ""})
    assert answer.status_code == 403
    assert state_of(8) == "open"


def test_money_that_came_back_names_what_it_came_through(site: Site) -> None:
    visitor = site.visitor("finance")
    form = {"act": "recover", "key": "r1", "amount": "50", "reversal": "", "credit": ""}
    refused = visitor.post("/findings/cases/1/", form)
    assert refused.status_code == 422
    assert "Name what the money came back through" in refused.content.decode()
    assert visitor.post("/findings/cases/1/", form | {"credit": "CN-17", "key": "r2"}).status_code == 302
    assert "CN-17" in visitor.get("/findings/cases/1/").content.decode()


def test_a_cut_is_proposed_once_and_what_cannot_be_cut_says_why(site: Site) -> None:
    visitor = site.visitor("finance")
    answer = visitor.post("/findings/cuts/", {"month": "2026-02", "key": "again"})
    assert answer.status_code == 422
    assert "No accepted case up to Feb 2026 waits for a cut" in answer.content.decode()
