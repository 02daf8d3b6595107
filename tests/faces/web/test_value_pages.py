"""The pages of value read as a controller would: sums, links, what is said where nothing is kept, proven or comparable."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from fenhao.runs.book import keep, open_book, stamp_now
from fenhao.runs.value import Cohort, CohortCell
from tests.faces.web.site import Site
from tests.faces.web.worth import fill_worth, made_bridge, made_choice, made_churn, made_cohorts, made_returns


@pytest.fixture(autouse=True)
def facts(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two months with facts, and the kept results."""
    from fenhao.interfaces.web import _value_shown

    monkeypatch.setattr(_value_shown, "_months", lambda *_: ("2026-01", "2026-02"))
    fill_worth(site.root)
    yield
    for each in (site.root / "results").glob("*.json"):
        if not each.name.startswith("measured-"):
            each.unlink()


def text_of(site: Site, address: str, *, name: str = "finance", lang: str = "en") -> str:
    answer = site.visitor(name, lang=lang).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_effects_of_the_bridge_sum_to_the_difference_and_each_opens_its_parts(site: Site) -> None:
    html = text_of(site, "/value/bridge/?period=2026-02&against=2026-01")
    held = made_bridge().bridge
    foot = html.split("<tfoot>")[1].split("</tfoot>")[0]
    numbers = [
        int(each.replace(",", "").replace(".", "").replace("−", "-"))
        for each in re.findall(r'class="num[^"]*">([^<]+)<', foot)
    ]
    assert numbers[0] + sum(numbers[1:-1]) == numbers[-1] == held.now_minor
    for effect in ("volume", "mix", "rate", "price", "allocation"):
        assert f"effect={effect}#parts" in html.replace("&amp;", "&")
    rate = text_of(site, "/value/bridge/?period=2026-02&against=2026-01&effect=rate")
    assert "Systems" not in rate.split('id="parts"')[1], "a pool has no rate"
    assert "Coupons" in rate.split('id="parts"')[1]


def test_a_part_leads_to_its_entries_in_the_months_of_the_period(site: Site) -> None:
    html = text_of(site, "/value/bridge/?period=2026-02&against=2026-01").replace("&amp;", "&")
    assert "/ledger/?from=2026-02&to=2026-02&tier=A&category=benefits&type=coupons" in html


def test_what_was_never_worked_out_says_so_and_offers_it_to_who_may(site: Site) -> None:
    address = "/value/bridge/?period=2026-01"
    assert "has not been worked out yet" in text_of(site, address)
    assert "Work it out" in text_of(site, address)
    auditor = text_of(site, address, name="auditor")
    assert "Work it out" not in auditor
    assert "can have it worked out" in auditor
    assert site.visitor("auditor").post("/value/bridge/work/", {"period": "2026-01"}).status_code == 404


def test_a_result_that_is_older_than_its_facts_is_called_old(site: Site) -> None:
    assert "have changed since" not in text_of(site, "/value/cohorts/")
    chart = site.root / "chart.toml"
    before = chart.read_text(encoding="utf-8")
    chart.write_text(before + "\n# another line\n", encoding="utf-8")
    try:
        assert "have changed since" in text_of(site, "/value/cohorts/")
    finally:
        chart.write_text(before, encoding="utf-8")


def test_a_campaign_is_proven_only_where_its_whole_interval_is_above_zero(site: Site) -> None:
    html = text_of(site, "/value/returns/?period=2026")
    spring, autumn = (re.search(rf"{name}</a>(.*?)</tr>", html, re.DOTALL) for name in ("Spring", "Autumn"))
    assert spring
    assert autumn
    assert ">paid<" in spring[1]
    assert "20% to 320%" in spring[1]
    assert ">paid<" not in autumn[1]
    assert "no control group" in autumn[1]
    assert "1 of 1 campaigns are proven" in html
    assert "before/after, no control group" in html
    assert "loyalty_discount" not in html, "a benefit goes by the name of its cost type"


def test_returns_without_a_time_before_show_no_ratio(site: Site) -> None:
    book, made = open_book(root=site.root), made_returns()
    bare = replace(
        made,
        groups=tuple(replace(each, before_minor=None) for each in made.groups),
        orders_from=date(2026, 1, 1),
        looks_back=False,
    )
    keep(
        book=book, name="returns-2026", value=bare, stamp=stamp_now(book), at=datetime(2026, 4, 1, tzinfo=UTC)
    )
    assert "Orders are there from 2026-01-01 only" in text_of(site, "/value/returns/?period=2026")


def test_returns_of_a_year_without_new_customers_or_campaigns_say_so(site: Site) -> None:
    book, made = open_book(root=site.root), made_returns()
    nobody = replace(made.total, customers=0, cac=None, clv=None, clv_to_cac=None, payback_months=None)
    bare = replace(made, channels=(), total=nobody, campaigns=())
    at = datetime(2026, 4, 1, tzinfo=UTC)
    keep(book=book, name="returns-2026", value=bare, stamp=stamp_now(book), at=at)
    html = text_of(site, "/value/returns/?period=2026")
    assert "no customer was won; no campaign has customers to compare" in html
    assert "of 0" not in html
    assert "没有新增客户；没有可比较的活动" in text_of(site, "/value/returns/?period=2026", lang="zh")
    free = replace(
        bare, total=replace(made.total, customers=1, spend_minor=0, cac=Fraction(0), clv_to_cac=None)
    )
    keep(book=book, name="returns-2026", value=free, stamp=stamp_now(book), at=at)
    assert "1 customer was won, and no spend on winning it is booked" in text_of(
        site, "/value/returns/?period=2026"
    )


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ((10,), "One cohort, and no month after is over yet"),
        ((10, 4, 3), "Of one cohort, 40.0% of customers order again in the month after<"),
        (
            (10, 4, 3, 5, 1),
            "Of one cohort, 40.0% of customers order again in the month after and 50.0% do 3 months",
        ),
    ],
)
def test_cohorts_too_young_for_a_month_after_are_told_without_a_share(
    site: Site, counts: tuple[int, ...], title: str
) -> None:
    book, cells = open_book(root=site.root), tuple(CohortCell(each, each, 900, 300) for each in counts)
    young = replace(made_cohorts(), last_month_whole=False, cohorts=(Cohort("2026-01", 10, cells),))
    at = datetime(2026, 4, 1, tzinfo=UTC)
    keep(book=book, name="cohorts", value=young, stamp=stamp_now(book), at=at)
    assert title in text_of(site, "/value/cohorts/")


def test_without_an_order_or_cost_no_page_promises_what_nobody_can_start(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.interfaces.web import _value_shown

    monkeypatch.setattr(_value_shown, "_months", lambda *_: ())
    for place in ("bridge", "returns"):
        html = text_of(site, f"/value/{place}/")
        assert "There is nothing to work with yet" in html
        assert "has not been worked out yet" not in html
    html = text_of(site, "/value/choose/")
    assert "Bring in a trial" in html
    assert "has not been worked out yet" not in html


def test_where_no_model_fits_the_page_of_those_leaving_says_what_is_left(site: Site) -> None:
    book, made = open_book(root=site.root), made_churn()
    alike = replace(made, fit=replace(made.fit, state="all_alike"), largest=())
    at = datetime(2026, 4, 1, tzinfo=UTC)
    keep(book=book, name="churn", value=alike, stamp=stamp_now(book), at=at)
    html = text_of(site, "/value/churn/")
    assert "No chance of leaving is told" in html
    assert "customers are all alike" in html
    assert 'id="risk"' not in html


def test_customers_whose_orders_lose_money_are_no_loss_when_they_leave(site: Site) -> None:
    book, at = open_book(root=site.root), datetime(2026, 4, 1, tzinfo=UTC)
    losing = replace(made_churn(), expected_loss_minor=-50_000, worth_treating=0, gain_minor=0, contracted=40)
    keep(book=book, name="churn", value=losing, stamp=stamp_now(book), at=at)
    html = text_of(site, "/value/churn/")
    assert "their orders lose money, so that would spare CNY 500.00" in html
    assert "silence spares it" in html
    assert "40 customers who bought are or were under contract" in html
    few = replace(losing, worth_treating=1, gain_minor=9_620)
    keep(book=book, name="churn", value=few, stamp=stamp_now(book), at=at)
    assert "1 of them who bring margin is expected to bring CNY 96.20 more" in text_of(site, "/value/churn/")


@pytest.mark.parametrize(("measure", "cell"), [("retention", "40%"), ("orders", "5"), ("margin", "120")])
def test_a_cohort_shows_what_is_asked_for(site: Site, measure: str, cell: str) -> None:
    html = text_of(site, f"/value/cohorts/?measure={measure}")
    assert f'<td class="num">{cell}</td>' in html
    assert made_cohorts().cohorts[0].customers == 10


def test_a_choice_says_that_personalising_is_not_proven_and_hands_out_its_list(site: Site) -> None:
    html = text_of(site, "/value/choose/?campaign=c1")
    assert "No evidence that personalising pays; inviting for all does" in html
    assert made_choice().choice.curve[-1].customers == 110
    assert "list.csv" not in html, "finance sees no names"
    assert "/value/choose/list.csv" in text_of(site, "/value/choose/?campaign=c1", name="operations")
    answer = site.visitor("operations").post("/value/choose/list.csv", {"campaign": "c1"})
    assert b"K1,invited" in b"".join(answer)
    assert site.visitor("finance").post("/value/choose/list.csv", {"campaign": "c1"}).status_code == 404
    assert "choice c1" in text_of(site, "/audit/?act=take_personal"), "who took names along is on record"


def test_a_budget_that_is_no_amount_is_refused_in_words(site: Site) -> None:
    visitor = site.visitor("finance")
    answer = visitor.post(
        "/value/choose/work/", {"campaign": "c1", "budget": "much", "key": "k"}, follow=True
    )
    assert 'role="alert"' in answer.content.decode()
    assert visitor.post("/value/choose/work/", {"campaign": "unknown", "key": "k"}).status_code == 404


def test_why_something_cannot_be_worked_out_is_kept_and_told(site: Site) -> None:
    from fenhao.runs.book import Refused, keep, open_book, stamp_now

    book = open_book(root=site.root)
    refused = Refused("bridge.nothing", {"label": "2026-01", "base": "2025-12"})
    keep(
        book=book,
        name="bridge-2026-01-before",
        value=refused,
        stamp=stamp_now(book),
        at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    assert "there is nothing to explain" in text_of(site, "/value/bridge/?period=2026-01")
