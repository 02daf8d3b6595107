"""The pages of value with something kept, as every role reads them: words, policy, accessibility, questions to the database."""

import re
from copy import copy
from dataclasses import replace

import pytest

from fenhao.runs.book import open_book
from fenhao.runs.mart import CustomerFilter, Estimate, Mart, customer_ref, open_mart
from tests.faces.web.customers import facts as shop_facts, load
from tests.faces.web.site import PEOPLE, Site, reads, words_of
from tests.faces.web.worth import fill_churn, fill_contracts, fill_trial, fill_worth

CUSTOMER = f"/customers/{customer_ref('K2')}/"
PLACES = (
    "/value/bridge/?period=2026-02&against=2026-01",
    "/value/bridge/?period=2026-02&against=2026-01&effect=rate",
    "/value/returns/?period=2026",
    "/value/cohorts/",
    "/value/cohorts/?measure=margin",
    "/value/churn/",
    "/value/churn/?wrong=1",
    "/value/contracts/",
    "/value/contracts/?wrong=1",
    "/value/choose/?campaign=c1",
    "/value/choose/?campaign=trial/letters",
    CUSTOMER,
)


@pytest.fixture(autouse=True, scope="module")
def filled(site: Site) -> None:
    """The company has loaded what its mart was made from, and had everything worked out."""
    book = open_book(root=site.root)
    for table, rows in shop_facts():
        load(book, table, rows)
    fill_worth(site.root)
    fill_churn(site.root)
    fill_contracts(site.root)
    fill_trial(site.root, seed=7)


def text_of(site: Site, address: str, *, name: str = "finance", lang: str = "en") -> str:
    answer = site.visitor(name, lang=lang).get(address)
    assert answer.status_code == 200, address
    assert "unsafe" not in answer["Content-Security-Policy"]
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name, role in PEOPLE.items() if role])
def test_every_role_reads_the_filled_pages_in_its_language(site: Site, name: str, lang: str) -> None:
    for address in PLACES:
        html = text_of(site, address, name=name, lang=lang)
        assert not re.search(
            r"\b(web|churn_reason|churn_trial|contract_trial|contract_attribute|fit_state)\.[a-z_]+", html
        ), address
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html), address
        assert "has not been worked out yet" not in html, address


def test_filled_pages_ask_the_database_as_seldom(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = reads(site, [place for place in PLACES if place != CUSTOMER], monkeypatch)
    assert {place: count for place, count in counts.items() if count > 7} == {}


def test_who_is_likely_to_leave_says_why_and_what_holding_brings(site: Site) -> None:
    html = text_of(site, "/value/churn/")
    assert "4 of 12 customers are likely to leave, a loss of CNY 500" in html
    assert "no purchase for 40 days, after one every 28 days" in html
    assert CUSTOMER in html
    assert re.search(r'class="num good">\s*96\.20', html), "holding the first pays"
    assert re.search(r'class="num soft">\s*−2\.20', html), "holding the second does not"
    assert ">K2<" not in html, "ids are masked"


def test_the_customers_page_tells_its_chance_with_the_reason_and_the_stake(site: Site) -> None:
    html = text_of(site, CUSTOMER)
    line = html.split('id="churn"')[1].split("</div>")[0]
    assert "≈ 62.0%" in line
    assert "no purchase for 40 days" in line
    assert "expected loss CNY 496" in line
    assert "bring CNY 96.20 more than it costs" in line


def test_the_list_of_whom_to_hold_is_for_those_who_may_see_names_and_on_record(site: Site) -> None:
    assert "list.csv" not in text_of(site, "/value/churn/"), "finance sees no names"
    assert site.visitor("finance").post("/value/churn/list.csv").status_code == 404
    answer = site.visitor("service").post("/value/churn/list.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["customer", "K2"]
    assert lines[1].endswith("800.00,496.00,96.20")
    assert "churn 90" in text_of(site, "/audit/?act=take_personal")


@pytest.mark.parametrize(
    "typed", [{"days": "3"}, {"days": "x"}, {"saves": "120"}, {"cost": "much"}, {"cost": "-1"}]
)
def test_a_question_out_of_bounds_is_refused_in_words(site: Site, typed: dict[str, str]) -> None:
    form = {"days": "90", "saves": "20", "cost": "3", "key": "k"} | typed
    answer = site.visitor("finance").post("/value/churn/work/", form, follow=True)
    assert 'role="alert"' in answer.content.decode()


def test_a_generated_trial_says_so_wherever_it_is_named(site: Site) -> None:
    for address in ("/value/choose/?campaign=trial/letters", "/value/returns/?period=2026"):
        html = text_of(site, address)
        assert len(re.findall(r"Letters", html)) == len(re.findall(r"generated, seed 7", html)), address
    assert "Generated, not measured" in text_of(site, "/value/choose/?campaign=trial/letters")
    assert "并非实测" in text_of(site, "/value/choose/?campaign=trial/letters", lang="zh")
    assert "Generated" not in text_of(site, "/value/choose/?campaign=c1").split("<main")[1].split("kpis")[1]


def test_a_measured_trial_carries_no_mark_and_names_its_arms(site: Site) -> None:
    fill_trial(site.root, seed=None)
    assert "where it brings 3.10 a customer" in text_of(site, "/value/choose/?campaign=c1")
    html = text_of(site, "/value/choose/?campaign=trial/letters")
    assert "enerated" not in html
    assert "a letter for all does" in html
    assert "over no letter" in html
    fill_trial(site.root, seed=7)


def test_contracts_show_what_was_counted_beside_the_model_and_warn_where_it_does_not_hold(site: Site) -> None:
    html = text_of(site, "/value/contracts/")
    assert "2 contracts in force are expected to renew 4 times, worth CNY 802.50" in html
    assert "1 of 2 renewals counted lie outside" in html
    assert re.search(r'class="num warned">40\.0%</td><td class="num">≈ 62\.0%', html), (
        "beside what the model says"
    )
    warned = html.split('class="told warning">')[1].split("</p>")[0]
    assert "40 came, 60 were expected (+50.0%). Poor: do not use the totals" in warned
    assert "probability &lt; 0.001" in html, "no chance is nought"
    assert ">not given<" in html
    assert CUSTOMER in html
    assert ">K2<" not in html, "ids are masked"
    line = text_of(site, CUSTOMER).split('id="contracts"')[1].split("</div>")[0]
    assert "gold: next renewal ≈ 90.0%" in line
    assert "worth ≈ CNY 800.00 (CNY 300.00 to CNY 990.00)" in line


def test_the_list_of_contracts_is_for_those_who_may_see_names_and_on_record(site: Site) -> None:
    assert site.visitor("finance").post("/value/contracts/list.csv").status_code == 404
    answer = site.visitor("service").post("/value/contracts/list.csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [["H2", "K2"], ["H9", "K9"]]
    assert rows[1].endswith(",12,1,0.900,2.40,800.00,300.00,990.00")


def test_orders_that_are_all_dated_ahead_are_not_called_missing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.interfaces.web.pages import customer_model, customers

    mart = open_mart(open_book(root=site.root))
    assert mart is not None
    shown = copy(mart)
    shown.facts = replace(mart.facts, value=None, value_refused="value.only_ahead")
    monkeypatch.setattr(customer_model, "open_mart", lambda _book: shown)
    html = words_of(site.visitor("finance").get("/customers/model/").content.decode())
    assert "All orders are dated after the day" in html
    assert "There is no order" not in html
    monkeypatch.setattr(customers, "open_mart", lambda _book: shown)
    page = words_of(site.visitor("finance").get("/customers/").content.decode())
    assert "All orders are dated ahead: there is no profit yet to speak of" in page
    assert "revenue and profit below are of days that have not come" in page


def test_an_estimate_outside_its_own_range_is_never_shown_without_the_reason(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.interfaces.web._customers import range_text
    from fenhao.interfaces.web.pages import customers

    mart = open_mart(open_book(root=site.root))
    assert mart is not None
    rows = mart.page(CustomerFilter(), sort="profit_minor", descending=True, after=None, limit=3)
    few = Estimate(0.0, 340.0, 0.0)
    odd = replace(rows, rows=(replace(rows.rows[0], clv_net=few), *rows.rows[1:]))
    monkeypatch.setattr(Mart, "page", lambda *_, **__: odd)
    monkeypatch.setattr(customers, "open_mart", lambda _book: mart)
    html = site.visitor("finance").get("/customers/").content.decode()
    why = "Four in five such customers end in the range; the few others carry the estimate out of it."
    assert f'title="0.00 – 0.00 · {why}">3.40*</a>' in html
    assert f"* {why}" in words_of(html)
    assert range_text(str, Estimate(1.0, 2.0, 3.0), lang="en") == "1 – 3"
    assert why in range_text(str, few, lang="en")
