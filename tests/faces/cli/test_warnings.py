"""``fenhao service warnings``: learnt from a year of files, written for every customer, on the care list, and honest about little."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.faces.cli.shop import Answer, Shop

END = date(2024, 12, 31)
_CUSTOMERS = 260


def _files() -> dict[str, str]:
    """Return a year in which unhappy customers stop buying and happy ones go on."""
    chance = np.random.default_rng(5)
    orders, contacts, surveys = (
        ["订单编号,客户编号,下单日期,订单金额,毛利"],
        ["接触编号,客户编号,时间,渠道"],
        ["编号,客户编号,类型,邀请日期,答卷日期,评分"],
    )
    for number in range(_CUSTOMERS):
        sour, stop = chance.random() < 0.45, END + timedelta(days=1)
        day = date(2024, 1, 1) + timedelta(days=int(chance.integers(0, 20)))
        if sour:
            bad = date(2024, 1, 20) + timedelta(days=int(chance.integers(0, 330)))
            surveys.append(f"S{number},K{number},csat,{bad},{bad},{chance.integers(1, 3)}")
            stop = bad + timedelta(days=int(chance.integers(20, 70)))
        while day <= END:
            if day <= stop:
                orders.append(f"O{number}-{day},K{number},{day},100,20")
            contacts.append(f"C{number}-{day},K{number},{day} 10:00:00,电话")
            day += timedelta(days=int(chance.integers(10, 26)))
    return {
        "orders": "\n".join(orders),
        "service_contacts": "\n".join(contacts),
        "surveys": "\n".join(surveys),
    }


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop with a year of orders, contacts and answers."""
    made = Shop(tmp_path_factory.mktemp("warned"))
    assert made.init().code == 0
    for kind, text in _files().items():
        assert made.load(text, kind, name=f"{kind}.csv").code == 0
    (made.folder / "care.toml").write_text('[warnings]\nabout = "leaves"\ncalls = 3\n', encoding="utf-8")
    return made


def told(answer: Answer) -> list[dict[str, object]]:
    """Return what a machine is told."""
    assert answer.code == 0, answer.all
    return [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]


def test_unhappy_customers_are_warned_of_and_every_one_is_written(shop: Shop) -> None:
    file = shop.desk / "risk.csv"
    head, *customers = told(shop.run("service", "warnings", "--show", "30", "--json", "--file", str(file)))
    assert (head["verdict"], head["about"]) == ("told", "leaves")
    measured = head["measured"]
    assert isinstance(measured, dict)
    assert measured["area_low"] > 0.6
    reasons = [each["reasons"] for each in customers]
    assert all(isinstance(each, dict) and 0 < len(each) <= 3 for each in reasons)
    assert any("unhappy" in each for each in reasons if isinstance(each, dict))
    chances = [each["chance"] for each in customers]
    assert chances == sorted(chances, reverse=True, key=float)  # type: ignore[arg-type]
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == head["customers"] + 1  # type: ignore[operator]
    again, *_ = told(shop.run("service", "warnings", "--json"))
    assert again == head


def test_those_most_at_risk_are_on_the_care_list_with_their_signs(shop: Shop) -> None:
    _, *customers = told(shop.run("service", "warnings", "--show", "3", "--json"))
    calls = [each for each in told(shop.run("care", "list", "--reason", "warned", "--json")) if "ref" in each]
    assert {each["customer"] for each in calls} == {each["customer_id"] for each in customers}
    assert all(":" in str(each["detail"]) for each in calls)


def test_it_says_in_words_how_good_it_is(shop: Shop) -> None:
    said = shop.run("service", "warnings", "--show", "2")
    assert (said.code, "On days held out" in said.out, "that had not been seen" in said.out) == (
        0,
        True,
        True,
    )


def test_a_short_history_tells_no_chances_and_calls_nobody(tmp_path: Path) -> None:
    made = Shop(tmp_path)
    made.init()
    empty = made.run("service", "warnings")
    assert (empty.code, "--as service_contacts" in empty.err) == (2, True)
    some = [line for line in _files()["service_contacts"].splitlines() if "K1" in line or "编号" in line]
    made.load("\n".join(line for line in some if "2024-03" in line or "编号" in line), "service_contacts")
    head, *customers = told(made.run("service", "warnings", "--json"))
    assert (head["verdict"], head["expected"], head["measured"]) == ("short", None, None)
    assert customers
    assert all(each["chance"] is None for each in customers)
    assert "too short to learn from" in made.run("service", "warnings").out
    assert not [each for each in told(made.run("care", "list", "--json")) if each.get("reason") == "warned"]


def test_a_ticket_that_only_says_it_was_escalated_counts_without_an_event(tmp_path: Path) -> None:
    made = Shop(tmp_path)
    made.init()
    made.load(
        "接触编号,客户编号,时间,渠道\nC1,K1,2024-03-01 10:00:00,电话\nC2,K2,2024-03-01 10:00:00,电话\nC3,K3,2024-03-01 10:00:00,电话\n",
        "service_contacts",
    )
    made.load(
        "工单号,客户编号,创建时间,渠道,类型,是否升级,解决时间\n"
        "T1,K1,2024-03-02 10:00:00,电话,咨询,是,2024-03-03 10:00:00\n"
        "T2,K2,2024-03-02 10:00:00,电话,咨询,否,2024-03-03 10:00:00\n"
        "T3,K3,2024-03-02 10:00:00,电话,咨询,是,\n",
        "tickets",
    )
    _, *customers = told(made.run("service", "warnings", "--json"))
    signs = {each["customer_id"]: each["reasons"] for each in customers}
    assert [
        isinstance(signs[who], dict) and "escalated" in str(signs[who]) for who in ("K1", "K2", "K3")
    ] == [
        True,
        False,
        True,
    ]
