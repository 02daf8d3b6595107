"""Asking and answering through pages: what a person sees, presses, and is told."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.faces.web.site import Site

DECEMBER = "2026-12/A/activities"
LAST_DAY = "2099-12-30"


def sent(page: str, **fields: str | list[str]) -> dict[str, str | list[str]]:
    """Return the fields of a form with the key that the page drew for it."""
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert key
    return {"key": key[1], **fields}


def told_at(site: Site, place: str) -> str:
    """Return when a case was opened, in Shanghai."""
    from fenhao.books.approvals.models import Case

    opened = Case.objects.get(pk=int(place.strip("/").rpartition("/")[2])).opened_at
    return f"{opened.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


def ways_out(site: Site, amount: str) -> tuple[str, list[str]]:
    """Return the page that refuses so much, and the ways out of it that it offers."""
    visitor = site.visitor("operations")
    page = visitor.get("/requests/new/").content.decode()
    fields = sent(page, why="Fair", line=[DECEMBER], amount=[amount], act="check")
    html = visitor.post("/requests/new/", fields).content.decode()
    return html, [
        each.replace("&amp;", "&") for each in re.findall(r'class="button second" href="([^"]+)"', html)
    ]


def test_a_request_beyond_the_line_is_refused_with_the_arithmetic_and_the_ways_that_can_work(
    site: Site,
) -> None:
    html, ways = ways_out(site, "1500")
    assert "500.00" in html, "1,000.00 are funded, so much is missing"
    assert [way.partition("?")[0] for way in ways] == ["/requests/new/", "/moves/new/"]
    assert "amount=1000.00" in ways[0]
    assert "kind=transfer" in ways[1]
    visitor = site.visitor("operations")
    assert 'value="1000.00"' in visitor.get(ways[0]).content.decode()
    transfer = visitor.get(ways[1]).content.decode()
    assert 'value="500.00"' in transfer
    giver = re.search(r'<select id="f-from".*?<option value="([^"]+)" selected>', transfer, re.DOTALL)
    assert giver, "a line that may give it is named"
    moved = sent(transfer, kind="transfer", to=DECEMBER, amount="500", why="Fair", act="check")
    told = visitor.post("/moves/new/", moved | {"from": giver[1]}).content.decode()
    assert "This was not done" not in told, "what is offered can be done"


def test_what_no_line_and_no_reserve_can_give_is_not_offered(site: Site) -> None:
    html, ways = ways_out(site, "5000")
    assert "4,000.00" in html
    assert [way.partition("?")[0] for way in ways] == ["/requests/new/"]
    assert "no other single line can give" in html


def test_a_request_is_asked_agreed_used_and_the_rest_given_back(site: Site) -> None:
    asking, answering = site.visitor("operations"), site.visitor("finance")
    page = asking.get("/requests/new/").content.decode()
    fields = sent(
        page, why="Stand at the fair", line=[DECEMBER], amount=["500"], act="submit", until=LAST_DAY
    )
    one, two = asking.post("/requests/new/", fields), asking.post("/requests/new/", fields)
    assert one["Location"] == two["Location"], "sent twice, asked once"
    place = one["Location"]
    html = asking.get(place).content.decode()
    assert f"to be used by {LAST_DAY}" in html, "the day that was typed"
    assert "Asked now: finance – finance" in html.replace("Finance", "finance")
    case = re.search(r'href="(/inbox/\d+/)"', html)
    assert case
    page = answering.get(case[1]).content.decode()
    assert told_at(site, case[1]) in page, "by the company's clocks"
    refused = answering.post(case[1], sent(page, act="reject", why="", version="1")).content.decode()
    assert 'role="alert"' in refused
    assert 'href="#f-why"' in refused
    assert answering.post(case[1], sent(page, act="approve", why="", version="1")).status_code == 302
    page = asking.get(place).content.decode()
    commitment = re.search(r'name="commitment" value="(\d+)"', page)
    assert commitment
    use = sent(page, act="use", commitment=commitment[1])
    use[f"amount-{commitment[1]}"] = "200"
    assert asking.post(place, use).status_code == 302
    page = asking.get(place).content.decode()
    assert "300.00" in page
    assert asking.post(place, sent(page, act="release", commitment=commitment[1])).status_code == 302
    assert 'value="use"' not in asking.get(place).content.decode()


def test_cost_not_known_yet_is_held_under_another_systems_number(site: Site) -> None:
    asking, answering = site.visitor("operations"), site.visitor("finance")
    page = asking.get("/requests/new/").content.decode()
    lines = [DECEMBER, "", "2026-12/B/activities"]
    fields = sent(page, why="Hall at the fair", line=lines, act="submit", unpriced=["2"])
    fields |= {"amount": ["10", "", ""], "reference": ["", "", "PO-1"]}
    html = asking.post("/requests/new/", fields).content.decode()
    assert 'href="#f-reference-1"' in html, "the empty row between them is gone"
    assert re.search(r'value="1" checked', html)
    fields["reference"] = ["", "", "erp:PO-1"]
    html = asking.post("/requests/new/", fields).content.decode()
    assert "reserve an upper bound" in html, "no rule says what is held without one"
    fields["amount"] = ["10", "", "20"]
    place = asking.post("/requests/new/", fields)["Location"]
    html = asking.get(place).content.decode()
    assert html.count("upper bound: the cost is not known yet") == html.count("erp:PO-1") == 1
    case = re.search(r'href="(/inbox/\d+/)"', html)
    assert case
    asked = answering.get(case[1]).content.decode()
    assert "upper bound: the cost is not known yet" in asked
    assert "erp:PO-1" in asked
    again = asking.get(f"{place}change/").content.decode()
    assert 'value="erp:PO-1"' in again
    assert re.search(r'value="1" checked', again)
    assert not re.search(r'value="0" checked', again)
    other = sent(page, why="Again", line=[DECEMBER], amount=["1"], reference=["erp:PO-1"], act="check")
    other["key"] = "0" * 32
    assert "means another reservation already" in asking.post("/requests/new/", other).content.decode()


def test_ways_out_of_a_refusal_carry_number_and_bound(site: Site) -> None:
    visitor = site.visitor("operations")
    page = visitor.get("/requests/new/").content.decode()
    fields = sent(page, why="Fair", line=[DECEMBER], amount=["5000"], reference=["erp:7"], unpriced=["0"])
    html = visitor.post("/requests/new/", fields | {"act": "check"}).content.decode()
    less = re.search(r'class="button second" href="(/requests/new/[^"]+)"', html)
    assert less
    again = visitor.get(less[1].replace("&amp;", "&")).content.decode()
    assert 'value="erp:7"' in again
    assert re.search(r'value="0" checked', again)


def test_the_month_of_today_stands_before_one_that_was_opened_again(site: Site) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_period SET state = 'closed' WHERE label < '2026-10'")
        cursor.execute("UPDATE journal_period SET state = 'reopened' WHERE label = '2026-02'")
    html = site.visitor("operations").get("/requests/new/").content.decode()
    months = list(dict.fromkeys(re.findall(r'<option value="(\d{4}-\d\d)/', html)))
    today = datetime.now(UTC).strftime("%Y-%m")
    ahead = [each for each in months if each >= today]
    over = [each for each in months if each < today]
    assert months == [*sorted(ahead), *sorted(over, reverse=True)]
    assert months[-1] == "2026-02"
    assert months[0] == today or today > "2026-12", "the books end with 2026"


@pytest.mark.parametrize(("name", "status"), [("operations", 200), ("auditor", 404), ("admin", 404)])
def test_only_who_may_spend_or_move_finds_the_forms(site: Site, name: str, status: int) -> None:
    visitor = site.visitor(name)
    assert visitor.get("/requests/new/").status_code == status
    assert visitor.get("/moves/new/").status_code == status


def test_a_transfer_is_judged_before_it_is_proposed_and_the_rule_is_named(site: Site) -> None:
    visitor = site.visitor("operations")
    page = visitor.get("/moves/new/?kind=transfer").content.decode()
    fields = sent(page, kind="transfer", amount="900", why="Room here", act="check")
    fields |= {"from": "2026-11/A/activities", "to": "2026-11/A/benefits"}
    html = visitor.post("/moves/new/", fields).content.decode()
    assert "at most 50.0% of its funding" in html
    fields |= {"amount": "400"}
    assert "moves at once" in visitor.post("/moves/new/", fields).content.decode()
    fields |= {"act": "propose"}
    assert visitor.post("/moves/new/", fields)["Location"] == "/moves/"


def test_what_waits_is_counted_for_who_may_answer_alone(site: Site) -> None:
    count = re.compile(r'<span class="count">(\d+)</span>')
    assert count.search(site.visitor("finance").get("/lines/").content.decode())
    assert not count.search(site.visitor("auditor").get("/lines/").content.decode())
