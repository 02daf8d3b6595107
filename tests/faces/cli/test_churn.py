"""``fenhao churn`` on drawn shops: sums tie to the rows, chances are tried, and a base that teaches nothing gets words."""

import json

import pyarrow.parquet as pq
import pytest

from fenhao.runs.value import CHURN_COLUMNS
from tests.faces.cli.shop import Shop
from tests.faces.cli.test_value import drawn_orders


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A shop with six hundred customers over two years."""
    shop.load(drawn_orders(customers=600, days=730, margin=40), "orders")
    return shop


def test_sums_tie_to_the_rows_and_the_largest_losses_are_the_largest(busy: Shop) -> None:
    file = busy.desk / "churn.parquet"
    answer = busy.run("churn", "--json", "--cost", "1.50", "--saves", "20", "--customers", str(file))
    assert answer.code == 0, answer.all
    lines = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    (told,) = [line for line in lines if line["kind"] == "churn"]
    (trial,) = [line for line in lines if line["kind"] == "trial"]
    largest = [line for line in lines if line["kind"] == "customer"]
    rows = pq.read_table(file).to_pylist()
    assert tuple(rows[0]) == CHURN_COLUMNS
    assert len(rows) == told["customers"] == 600
    assert sum(row["silent"] for row in rows) == pytest.approx(told["silent_expected"])
    assert sum(row["expected_loss_minor"] for row in rows) == told["expected_loss_minor"]
    gains = [row["gain_minor"] for row in rows if row["gain_minor"] > 0]
    assert (len(gains), sum(gains)) == (told["worth_treating"], told["gain_minor"])
    assert all(0 <= row["silent"] <= 1 for row in rows)
    losses = sorted((row["expected_loss_minor"] for row in rows), reverse=True)
    assert [line["expected_loss_minor"] for line in largest] == losses[:10]
    assert all(row["loss_minor"] <= row["clv_net_minor"] + 1 for row in rows), (
        "silence costs no more than all"
    )
    assert trial["verdict"] in ("close", "fair")
    assert 0 < trial["silent"] < 1


def test_reasons_are_told_in_the_readers_language(busy: Shop) -> None:
    answer = busy.run("churn", "--cost", "5")
    assert answer.code == 0
    assert "are off by" in answer.out
    assert "no purchase for" in answer.out
    from dataclasses import replace

    assert not [line for line in answer.out.splitlines() if "bought only 2" in line], (
        "often is no reason to leave"
    )
    chinese = replace(busy, lang="zh").run("churn", "--cost", "5").out
    assert "天未购买，此前平均每" in chinese
    assert "校准概率" in chinese


def test_customers_who_cost_more_than_they_bring_are_never_worth_treating(shop: Shop) -> None:
    shop.load(drawn_orders(customers=300, days=500, margin=-10), "orders")
    contract = "contract_id,customer_id,started_on,period_months,fee\nS1,K0,2022-02-01,1,10.00\n"
    shop.load(contract, "contracts", name="contracts.csv")
    answer = shop.run("churn", "--cost", "1")
    assert "treating nobody pays" in answer.out
    assert "One customer who bought is or was under contract" in answer.out
    assert "of 299 customers" in answer.out


def test_a_base_that_teaches_nothing_gets_words_instead_of_numbers(shop: Shop) -> None:
    none = shop.run("churn")
    assert none.code != 0
    text = "order_id,customer_id,ordered_on,revenue\n" + "".join(
        f"O{at},K{at},2024-01-{1 + at % 28:02d},10\n" for at in range(40)
    )
    shop.load(text, "orders")
    once = shop.run("churn")
    assert once.code != 0
    assert "%" not in once.out


def test_what_pages_keep_is_what_the_command_says(busy: Shop) -> None:
    from datetime import UTC, datetime

    from fenhao.runs.book import Refused, open_book, say_nothing
    from fenhao.runs.value import ChurnAsked, churn_list, churn_of, kept_churn, work_churn

    answer = busy.run("churn", "--json", "--cost", "1.50", "--saves", "20")
    lines = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    (told,) = [line for line in lines if line["kind"] == "churn"]
    first = next(line for line in lines if line["kind"] == "customer")
    book = open_book(root=busy.folder)
    work_churn(
        book=book,
        asked=ChurnAsked(cost_minor=150, saves_percent=20),
        at=datetime.now(UTC),
        advance=say_nothing,
    )
    held = kept_churn(book=book)
    assert held is not None
    assert not isinstance(held.value, Refused)
    assert held.value.silent_expected == pytest.approx(told["silent_expected"])
    assert (held.value.expected_loss_minor, held.value.gain_minor) == (
        told["expected_loss_minor"],
        told["gain_minor"],
    )
    one = churn_of(book=book, customer=first["customer"])
    assert one is not None
    assert (one.expected_loss_minor, one.raised_by) == (first["expected_loss_minor"], first["raised_by"])
    worth = churn_list(book=book)
    assert len(worth) == told["worth_treating"]
    assert sum(each.gain_minor for each in worth) == told["gain_minor"]
    assert churn_of(book=book, customer="nobody") is None


def kept_trial(shop: Shop, *, bought: int) -> None:
    """Keep a trial of two arms: of 200 called so many bought something, of 200 in the control 60."""
    rows = [f"C{at},none,{'yes' if at < 60 else 'no'}" for at in range(200)]
    rows += [f"T{at},call,{'yes' if at < bought else 'no'}" for at in range(200)]
    file = shop.file("id,arm,bought\n" + "\n".join(rows) + "\n", name="held.csv")
    words = ("--arm", "arm", "--control", "none", "--outcome", "bought", "--customer", "id")
    answer = shop.run("choose", str(file), *words, "--keep", "hold-call", "--name", "Calls")
    assert answer.code == 0, answer.all


def test_what_a_treatment_saves_comes_from_a_trial_with_its_interval(busy: Shop) -> None:
    kept_trial(busy, bought=110)
    words = ("churn", "--cost", "1.50", "--trial", "hold-call")
    answer = busy.run(*words, "--json")
    assert answer.code == 0, answer.all
    lines = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    (saves,) = [line for line in lines if line["kind"] == "saves"]
    assert saves["share"] == pytest.approx(1 - (90 / 200) / (140 / 200))
    assert 0 < saves["low"] < saves["share"] < saves["high"] < 1
    assert (saves["trial"], saves["arm"]) == ("hold-call", "call")
    told = {line["kind"]: line for line in lines}["churn"]
    stated = busy.run("churn", "--cost", "1.50", "--saves", str(saves["share"] * 100), "--json")
    again = [json.loads(line) for line in stated.out.splitlines() if line.startswith("{")]
    assert told == {line["kind"]: line for line in again}["churn"], "the same share, the same gain"
    assert "Calls: call saves 35.7%" in busy.run(*words).out
    assert "stated, not measured" in busy.run("churn", "--cost", "1.50").out


def test_a_trial_that_shows_nothing_or_harm_is_not_spent_on(busy: Shop) -> None:
    kept_trial(busy, bought=50)
    answer = busy.run("churn", "--cost", "1.50", "--trial", "hold-call")
    assert "does not show that call saves anybody" in answer.out
    assert "treating nobody pays" in answer.out


def test_a_trial_that_cannot_say_whom_it_saves_is_refused(busy: Shop) -> None:
    kept_trial(busy, bought=110)
    for words, named in (
        (("--trial", "spring"), "hold-call"),
        (("--trial", "hold-call", "--arm", "mail"), "call"),
    ):
        answer = busy.run("churn", "--cost", "1.50", *words)
        assert answer.code == 2
        assert named in answer.err
