"""Pages about customers: what a reader sees adds up, ids stay hidden until somebody asks and is written down for it."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from fenhao.engine.facts import BENEFITS, COST_ENTRIES
from fenhao.engine.value.lifetime import HoldOutVerdict, Tells, Together, untried
from fenhao.interfaces.names import masked
from fenhao.interfaces.web.pages import customer_model, value_returns
from fenhao.runs.book import open_book, say_nothing
from fenhao.runs.mart import CustomerFilter, Mart, MartSum, build_mart, customer_ref, open_mart
from fenhao.runs.value import SeasonsTold, SeasonTold, read_value, value_facts
from fenhao.warehouse import Engine
from tests.faces.web.conftest import SETTINGS
from tests.faces.web.customers import AT, LOSING, open_shop
from tests.faces.web.site import Site, amounts, words_of

LIST, PAGE = "/customers/", f"/customers/{customer_ref(LOSING)}/"


@pytest.fixture
def mart(site: Site) -> Mart:
    found = open_mart(open_book(root=site.root))
    assert found is not None
    return found


@pytest.fixture
def another(site: Site, tmp_path: Path) -> Iterator[Path]:
    """A folder whose book the pages show instead of the company's, with the same people."""
    from django.conf import settings

    settings.FENHAO_BOOK = str(tmp_path / "book")
    yield tmp_path / "book"
    settings.FENHAO_BOOK = str(site.root)


def profits(html: str) -> list[int]:
    """Return the net profits of the list in minor units, their total last."""
    part = html[html.index("<caption>Customers</caption>") :]
    return amounts("<table>" + part, 5)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("18612341402", "186****1402"),
        ("张三", "张*"),
        ("C000456789", "C0****89"),
        ("2111", "2**1"),
        ("K2", "K*"),
        ("7", "*"),
        ("", ""),
    ],
)
def test_an_id_is_masked_so_that_its_owner_still_knows_it(text: str, seen: str) -> None:
    assert masked(text) == seen


def test_the_title_tells_who_brings_profit_and_who_costs_it(site: Site, mart: Mart) -> None:
    from fenhao.runs.mart import Segment

    html = site.visitor("management").get(LIST).content.decode()
    title = re.search(r"<h1>(.*?)</h1>", html)
    assert title
    loss = mart.sums(CustomerFilter(segment=Segment.loss))
    assert f"{loss.customers} cost more than they bring" in title[1]
    assert "20% of customers bring" in title[1]


def test_the_rows_of_a_filter_add_up_to_the_total_and_to_the_tier_clicked(site: Site, mart: Mart) -> None:
    visitor = site.visitor("finance")
    tiers = visitor.get(LIST).content.decode()
    for tier in sorted({each.tier for each in mart.facts.sums if each.tier}):
        assert f'href="?tier={tier}"' in tiers
        *rows, total = profits(visitor.get(f"{LIST}?tier={tier}").content.decode())
        sums = mart.sums(CustomerFilter(tier=tier))
        assert total == sums.profit_minor
        assert sum(rows) == total or sums.customers > len(rows) == 50


def test_pages_follow_each_other_to_the_last_customer(site: Site, mart: Mart) -> None:
    visitor, address, seen = site.visitor("finance"), f"{LIST}?sort=revenue_minor&way=down", []
    while address:
        html = visitor.get(address).content.decode()
        seen += re.findall(r'<td class="mono"><a href="/customers/([0-9a-f]+)/"', html)
        following = re.search(r'href="(\?[^"]+)" rel="next"', html)
        address = LIST + following[1].replace("&amp;", "&") if following else ""
    wanted = mart.every(CustomerFilter(), sort="revenue_minor", descending=True)
    assert seen == [each.ref for each in wanted]


def test_what_cannot_be_understood_is_told_and_filters_nothing(site: Site, mart: Mart) -> None:
    html = site.visitor("finance").get(f"{LIST}?from=much&last=soon&sort=whatever").content.decode()
    assert 'href="#f-from"' in html
    assert 'href="#f-last"' in html
    assert f"{mart.customers} customers" in words_of(html)


def test_no_page_and_no_address_carries_an_id_as_it_is(site: Site) -> None:
    visitor = site.visitor("finance")
    for address in (LIST, f"{LIST}?segment=loss", PAGE):
        html = visitor.get(address).content.decode()
        assert not re.search(r"\bK\d+\b", html.replace('value="K', "")), address
    assert visitor.post(f"{PAGE}show/").status_code == 404, "finance may not see ids"
    assert visitor.post(f"{LIST}list.xlsx").status_code == 404


def test_whoever_sees_an_id_is_on_record(site: Site) -> None:
    from fenhao.books.audit import Wanted, newest_records
    from fenhao.books.database import read

    visitor = site.visitor("service")
    assert "K*" in visitor.get(PAGE).content.decode()
    answer = visitor.post(f"{PAGE}show/", follow=True)
    assert f"Customer {LOSING} cost" in words_of(answer.content.decode())
    wanted = Wanted(action="show_personal")
    (newest,) = read(lambda session: newest_records(session, wanted, below=None, limit=1))
    assert newest.subject == f"customer {customer_ref(LOSING)}"
    assert LOSING not in newest.subject + newest.after
    other = f"/customers/{customer_ref('K5')}/"
    assert "K5" not in words_of(visitor.get(other).content.decode()), "one asked for is one shown"


def test_the_way_from_revenue_to_profit_adds_up(site: Site, mart: Mart) -> None:
    html = site.visitor("finance").get(PAGE).content.decode()
    found = mart.customer(customer_ref(LOSING))
    assert found is not None
    rows = amounts("<table>" + html[html.index('id="steps"') :].split("</table>")[0], 2)
    revenue, goods, margin, *costs, profit = rows
    assert (revenue, goods, margin) == (30_000, -21_000, 9_000)
    assert revenue + goods == margin
    assert margin + sum(costs) == profit == found.listed.profit_minor
    assert "Coupons" in html
    assert "allocated by Orders" in html or "allocated by Revenue" in html


def test_the_time_line_shows_one_kind_and_goes_on(site: Site) -> None:
    visitor = site.visitor("finance")
    html = visitor.get(f"{PAGE}?kind=benefit").content.decode()
    line = html[html.index('id="timeline"') :]
    assert line.count("<tr><td") == 3
    assert "not used" in line
    assert "used 2026-03-09" in line
    assert "benefits.csv · 1" in line
    assert visitor.get(f"{PAGE}?kind=benefit&skip=2").content.decode().count("benefits.csv") == 1


def test_the_page_shows_the_findings_and_entries_of_the_books(site: Site) -> None:
    html = site.visitor("finance").get(PAGE).content.decode()
    assert "/findings/cases/" in html
    assert "Entries of the books" in html


def test_a_customer_that_is_not_there_is_not_found(site: Site) -> None:
    assert site.visitor("finance").get("/customers/0123456789abcdef/").status_code == 404


def test_the_model_tells_its_trial_and_its_parameters(site: Site) -> None:
    html = words_of(site.visitor("finance").get("/customers/model/").content.decode())
    for wanted in ("alpha", "standard error", "Assumed:", "How often and how much"):
        assert wanted in html


def test_a_ridge_is_named_where_its_parameters_would_stand(
    site: Site, mart: Mart, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = mart.facts.value
    assert value is not None
    pair = Together(Tells.leaving, ("a", "b"), 0.0007, 0.0002)
    ridge = replace(
        value.fit,
        names=("r", "alpha"),
        values=value.fit.values[:2],
        errors=value.fit.errors[:2],
        loose=("a", "b"),
        together=(pair,),
    )
    kept = read_value(json.loads(json.dumps(value_facts(replace(value, fits=(*value.fits[:-1], ridge))))))
    shown = copy(mart)
    shown.facts = replace(mart.facts, value=kept)
    monkeypatch.setattr(customer_model, "open_mart", lambda _book: shown)
    html = words_of(site.visitor("finance").get("/customers/model/").content.decode())
    assert "The data give no number for a, b alone" in html
    assert "0.07% (standard error 0.02%)" in html


def test_too_few_customers_have_no_best_fifth(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Mart.sums

    def sums(of: Mart, wanted: CustomerFilter) -> MartSum:
        """Return the sums of all, and nobody in the best fifth."""
        found = whole(of, wanted)
        return found if wanted.segment is None else replace(found, customers=0, profit_minor=0)

    monkeypatch.setattr(Mart, "sums", sums)
    html = words_of(site.visitor("finance").get("/customers/").content.decode())
    assert re.search(r"Profit of the customers together: CNY [\d,.k]+; there are too few of them", html)
    assert "0% of customers" not in html


def test_where_no_model_fits_no_trial_and_no_estimates_are_spoken_of(
    site: Site, mart: Mart, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = mart.facts.value
    assert value is not None
    alike = replace(value.fit, state="all_alike", names=(), values=(), errors=())
    trial = untried(HoldOutVerdict.no_fit, days=200)
    shown = copy(mart)
    shown.facts = replace(mart.facts, value=replace(value, fits=(alike,), scored=False, trial=trial))
    monkeypatch.setattr(customer_model, "open_mart", lambda _book: shown)
    monkeypatch.setattr(value_returns, "open_mart", lambda _book: shown)
    html = words_of(site.visitor("finance").get("/customers/model/").content.decode())
    assert "No value is told, here or on any customer" in html
    assert "estimates below" not in html
    html = words_of(site.visitor("finance").get("/value/returns/").content.decode())
    assert "Value is not estimated: no model could be fitted" in html
    for spoken_of in ("Model of purchases", "estimates below", "discounted at"):
        assert spoken_of not in html


def test_what_seasons_do_stands_on_the_page_of_the_model(
    site: Site, mart: Mart, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = mart.facts.value
    assert value is not None
    assert "seasons do" not in words_of(site.visitor("finance").get("/customers/model/").content.decode())
    november = SeasonTold("双十一", 60, 410, 30, (2.4, 2.9, 3.5))
    coming = SeasonTold("opening", 0, 0, 14, None)
    asked = SeasonsTold("used", 0.0001, (november, coming))
    kept = read_value(json.loads(json.dumps(value_facts(replace(value, seasons=asked)))))
    assert kept.seasons == asked
    shown = copy(mart)
    shown.facts = replace(mart.facts, value=kept)
    monkeypatch.setattr(customer_model, "open_mart", lambda _book: shown)
    html = words_of(site.visitor("finance").get("/customers/model/").content.decode())
    assert "seasons do" in html
    assert "everybody buys 2.90 times as fast as on an ordinary day (2.40 to 3.50, 95%). 30 such days" in html
    assert "opening: 0 days seen with 0 repeat purchases on them; its effect is not told." in html
    assert "旺季的作用" in site.visitor("finance", lang="zh").get("/customers/model/").content.decode()


def test_the_model_draws_how_purchases_added_up_beside_those_expected(site: Site, mart: Mart) -> None:
    assert mart.facts.value is not None
    course = mart.facts.value.trial.tracking
    assert course is not None
    html = site.visitor("finance").get("/customers/model/").content.decode()
    assert "Repeat purchases added up: came and expected" in html
    assert html.count("fh-line-forecast") >= 2, "for wide screens and for phones"
    assert html.count(">*") > html.count('class="day">*'), "days held back are marked under the picture too"
    rows = html.split('<details class="inside"><summary>Repeat purchases')[1].split("</details>")[0]
    assert rows.count("<tr>") == len(course.points) + 1
    assert f"{course.last.actual:,}</td>" in rows
    assert rows.count('class="day">*') == sum(each.day > course.seen_days for each in course.points)
    assert "累计复购" in site.visitor("finance", lang="zh").get("/customers/model/").content.decode()


def test_a_workbook_and_a_csv_hold_the_filter_and_its_total(site: Site, mart: Mart) -> None:
    visitor = site.visitor("service")
    total = mart.sums(CustomerFilter(begins="K1")).profit_minor
    sheet = openpyxl.load_workbook(
        io.BytesIO(visitor.get(f"{LIST}list.xlsx?q=K1").content), data_only=True
    ).active
    assert sheet is not None
    heads = [cell.value for cell in sheet[4]]
    at = heads.index("Net profit")
    told = [row[at] for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]
    assert (
        sum(
            int(str(each).replace(".", ""))
            if "." not in str(each)
            else int(f"{float(str(each)):.2f}".replace(".", ""))
            for each in told
        )
        == total
    )
    answer = visitor.get(f"{LIST}list.csv?q=K1")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert sum(int(line["Net profit"].replace(".", "")) for line in lines) == total
    assert all("*" in line["Customer"] for line in lines)


def test_a_file_with_ids_as_they_are_is_on_record(site: Site) -> None:
    from fenhao.books.audit import Wanted, newest_records
    from fenhao.books.database import read

    answer = site.visitor("service").post(f"{LIST}list.xlsx?q=K2")
    names = [
        row[0]
        for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(  # type: ignore[union-attr]
            min_row=5, values_only=True
        )
    ]
    assert LOSING in names
    (newest,) = read(
        lambda session: newest_records(session, Wanted(action="take_personal"), below=None, limit=1)
    )
    assert (
        f'"customers": {len([each for each in names if each])}' in newest.after
        or str(len(names)) in newest.after
    )
    assert "q=K%2A" in newest.after, "whoever reads the trail sees ids masked, also how one begins"


def test_a_company_that_has_loaded_nothing_is_told_what_to_do(site: Site, another: Path) -> None:
    from fenhao.profiles import read_settings
    from fenhao.runs.book import create_book

    create_book(root=another, settings=read_settings(SETTINGS))
    html = site.visitor("operations").get(LIST).content.decode()
    assert 'action="/customers/renew/"' in html
    assert "/imports/" in html
    assert 'action="/customers/renew/"' not in site.visitor("auditor").get(LIST).content.decode()
    assert "/customers/renew/" not in words_of(
        site.visitor("finance").get("/customers/model/").content.decode()
    )
    assert site.visitor("auditor").post("/customers/renew/").status_code == 404


def test_out_of_date_figures_are_said_to_be_and_can_be_renewed(site: Site, another: Path) -> None:
    book = open_shop(another, SETTINGS)
    build_mart(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)
    visitor = site.visitor("operations")
    assert "out of date" not in visitor.get(LIST).content.decode()
    policy = another / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert "out of date" in visitor.get(LIST).content.decode()
    assert "out of date" in visitor.get(PAGE).content.decode()
    visitor.post("/customers/renew/", {"key": "once"})
    html = ""
    for _ in range(600):
        html = visitor.get(LIST).content.decode()
        if "are up to date" in html:
            break
        time.sleep(0.05)
    assert "are up to date" in html
    assert "out of date" not in html


def test_without_orders_nothing_is_made_up(site: Site, another: Path) -> None:
    book = open_shop(another, SETTINGS, only=(BENEFITS, COST_ENTRIES))
    build_mart(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)
    visitor = site.visitor("finance")
    html = visitor.get(LIST).content.decode()
    assert "no order of a known customer" in html
    assert html.count('<td class="day">--</td>') == 2
    page = words_of(visitor.get(PAGE).content.decode())
    assert "Never bought" in page
    assert "Not assessed" in page


def test_the_gate_is_asked_about_each_benefit(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from fenhao.books.gates import operations as gates
    from fenhao.engine.waste import (
        GateAsk,
        GateDecision,
        GateFacts,
        GatePolicy,
        Spend,
        TierInForce,
        WakeUps,
        pass_gate,
    )

    policy: GatePolicy = open_book(root=site.root).policies.gates
    facts = GateFacts(
        tier=TierInForce("D", date(2026, 1, 1), "tiers"),
        spend=Spend(30_000, 3, date(2026, 4, 1)),
        wake_ups=WakeUps(),
        campaign=None,
        allowed=frozenset(),
    )

    def judge(asks: list[GateAsk], **_at: object) -> tuple[GateDecision, ...]:
        return tuple(pass_gate(policy, ask, facts) for ask in asks)

    monkeypatch.setattr(gates, "policy", lambda **_at: policy)
    monkeypatch.setattr(gates, "judge", judge)
    html = site.visitor("service").get(PAGE).content.decode()
    part = words_of(html[html.index("What may be given today") :][:4000])
    assert "Not allowed" in part
    assert re.search(r"Tier D [a-z ]+ \(since 2026-01-01\) is not entitled to", part), (
        "tiers go by their names"
    )
