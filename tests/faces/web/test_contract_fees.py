"""Fees of contracts that are not in revenue: the page of customers says so once, and the page of contracts gives them as orders."""

from copy import copy
from dataclasses import replace
from datetime import date

import pytest

from fenhao.engine.facts import CONTRACTS
from fenhao.runs.book import open_book
from fenhao.runs.mart import open_mart
from tests.faces.web.customers import load
from tests.faces.web.site import Site

PAGE = "/value/contracts/"


def text_of(site: Site, address: str, *, name: str = "finance", lang: str = "en") -> str:
    answer = site.visitor(name, lang=lang).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_customers_who_pay_by_contract_without_orders_are_told_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.interfaces.web.pages import customers

    mart = open_mart(open_book(root=site.root))
    assert mart is not None
    assert "by contract" not in text_of(site, "/customers/")
    shown = copy(mart)
    shown.facts = replace(mart.facts, unordered_fees=40)
    monkeypatch.setattr(customers, "open_mart", lambda _book: shown)
    html = text_of(site, "/customers/")
    assert html.count("40 customers pay by contract and have no orders in this period") == 1
    assert 'href="/value/contracts/#fees"' in html
    assert "40 位客户按合同付费、本期没有订单" in text_of(site, "/customers/", lang="zh")


def test_fees_are_given_as_orders_to_whoever_may_see_names(site: Site) -> None:
    if 'id="fees"' not in text_of(site, PAGE):  # before any contract was loaded
        refused = site.visitor("service").post(f"{PAGE}fees.csv")
        assert refused["Location"].endswith("?nothing=1#fees")
        rows = [
            {"contract_id": "H1", "customer_id": "W1", "ended_on": date(2026, 3, 30), "margin_minor": 1_050},
            {"contract_id": "H2", "customer_id": "W2", "ended_on": date(2026, 1, 31)},
        ]
        same = {"started_on": date(2026, 1, 31), "period_months": 1, "fee_minor": 9_800}
        load(open_book(root=site.root), CONTRACTS, [same | row for row in rows])
    assert f'action="{PAGE}fees.csv"' not in text_of(site, PAGE)
    html = text_of(site, PAGE, name="service")
    assert f'action="{PAGE}fees.csv"' in html
    assert "There is no fee to download" in text_of(site, f"{PAGE}?nothing=1")
    assert site.visitor("finance").post(f"{PAGE}fees.csv").status_code == 404
    answer = site.visitor("service").post(f"{PAGE}fees.csv")
    assert "attachment" in answer["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf"), "a spreadsheet reads it as UTF-8"
    rows_of = answer.content.decode("utf-8-sig").splitlines()
    assert rows_of == [
        "order_id,customer_id,ordered_on,revenue,margin,channel",
        "shop/H1/1,W1,2026-01-31,98.00,10.50,contract",
        "shop/H1/2,W1,2026-03-01,98.00,10.50,contract",
        "shop/H2/1,W2,2026-01-31,98.00,,contract",
    ]
