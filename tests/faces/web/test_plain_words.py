"""What pages say is said in words and in numbers that can be read: no codes, no digits without separators, no 1 items."""

import re
from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from fenhao.interfaces.web._service_money import Cell, Shown
from fenhao.interfaces.web.pages.watch import _seen_from
from fenhao.interfaces.words import say
from tests.faces.web.plainly import cells_of
from tests.faces.web.site import Site, words_of


def main_of(site: Site, path: str, lang: str) -> str:
    """Return the page below its frame, as finance reads it."""
    page = site.visitor("finance", lang=lang).get(path).content.decode()
    return page[page.index("<main") :]


@pytest.mark.parametrize(("lang", "words"), [("zh", "调剂规则（内置）"), ("en", "Rules built in")])
def test_rules_that_nobody_wrote_are_called_built_in(site: Site, lang: str, words: str) -> None:
    told = words_of(main_of(site, "/moves/new/", lang))
    assert words in told
    assert "built-in" not in told


def test_bars_of_a_year_are_titled_by_tier_and_category(site: Site) -> None:
    titles = re.findall(r"<title>([^<]*)</title>", main_of(site, "/months/year/", "zh"))
    assert titles
    assert not [each for each in titles if "/" in each]


def test_what_counts_has_separators_and_a_year_has_none(site: Site) -> None:
    page = '{% load words %}{% say "web.service.part" first=1 last=1050 count=13979 %}|{% say "web.budget.heading" year=2017 number=1 name="x" %}'
    told = Template(page).render(Context({"lang": "en"}))
    assert told.startswith("1 to 1,050 of 13,979|")
    assert "2017" in told


def test_a_change_beyond_ten_times_the_usual_is_told_as_that() -> None:
    assert _seen_from(1.32) == "132%"
    assert _seen_from(18_428_571_428.57) == "> 1,000×"


def test_one_item_and_one_month_are_told_in_the_singular() -> None:
    told = {"open": "1", "count": "1", "closed": "0", "saved": "USD 0.00", "amount": "1.00 USD"}
    assert say("web.improve.title", told, "en").startswith("1 item is under way")
    assert say("web.improve.saved", told, "en") == "1.00 USD saved in 1 month"


def test_words_in_a_table_of_service_cost_stand_to_the_left() -> None:
    rows = (
        (Cell("A core"), Cell("--"), Cell("over-served"), Cell("1.20")),
        (Cell("B potential"), Cell("2"), Cell("in step"), Cell("--")),
    )
    shown = Shown("x", "x", "", ("tier", "staff", "verdict", "cost"), rows)
    assert [css for _, css in shown.columns] == ["", "num", "", "num"]
    assert [css for _, css in shown.lines[0]] == ["", "num", "", "num"]


def test_a_benefit_is_chosen_by_its_name_and_one_that_is_not_in_the_chart_is_kept(site: Site) -> None:
    asked = site.visitor("operations", lang="en").post(
        "/requests/new/", {"act": "more", "why": "x", "benefit_type": "long_gone", "key": "b1"}
    )
    choice = re.search(r'<select id="f-benefit_type".*?</select>', asked.content.decode(), re.DOTALL)
    assert choice
    assert '<option value="coupons">Coupons</option>' in choice[0]
    assert '<option value="long_gone" selected>' in choice[0]


def test_entries_name_their_department_and_channel(site: Site) -> None:
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import record_fact
    from fenhao.books.people.models import Department

    Department.objects.create(code="shops", name="门店部 Shops")
    leg = Leg(date(2026, 4, 9), "A", "activities", 100, department="shops", channel="sms", campaign="Named")
    at = datetime(2026, 4, 9, tzinfo=UTC)
    assert record_fact(key="named", legs=[leg], currency="CNY", by=None, at=at).passed
    visitor = site.visitor("finance", lang="zh")
    listed = visitor.get("/ledger/?campaign=Named").content.decode()
    assert "<td>门店部 Shops</td>" in listed
    entry = re.search(r'href="(/ledger/\d+/)"', listed)
    assert entry
    assert "门店部 Shops" in visitor.get(entry[1]).content.decode()
    told = cells_of(b"".join(visitor.get("/ledger/list.xlsx?campaign=Named")))
    assert {"门店部 Shops", "短信"} <= set(told)
    assert not {"shops", "sms"} & set(told)
