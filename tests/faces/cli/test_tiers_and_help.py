"""``fenhao tiers`` with orders that come late, the help of every command in both languages, and the language chosen."""

import re

import pytest

from fenhao.interfaces.cli._main import COMMANDS
from tests.faces.cli.shop import ORDERS, Shop, typed

CALLED = {"assertions": "assert"}  # a module cannot bear the name of a statement
NAMES = [CALLED.get(name, name) for name in COMMANDS]


def test_without_orders_there_is_nothing_to_assess(shop: Shop) -> None:
    answer = shop.run("tiers")
    assert (answer.code, "nothing to assess" in answer.out) == (0, True)


def test_quarters_after_the_last_order_wait_for_the_next(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    assert "tiers-2024-07-01" in shop.run("tiers").out
    shop.load("order_id,customer_id,ordered_on,revenue\nN1,K1,2024-11-20,5\n", "orders", "--source", "next")
    answer = shop.run("tiers")
    assert re.findall(r"made now", answer.out) == ["made now"] * 2
    assert "tiers-2025-01-01" in answer.out


def test_every_quarter_up_to_the_day_is_assessed_once(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    first = shop.run("tiers", "--until", "2024-08-15")
    assert first.code == 0
    assert re.findall(r"^ (2024-\d\d-01) ", first.out, re.MULTILINE) == ["2024-04-01", "2024-07-01"]
    assert first.out.count("made now") == 2
    again = shop.run("tiers", "--until", "2024-08-15")
    assert again.out.count("made now") == 0
    assert len(re.findall(r"in force $", again.out, re.MULTILINE)) == 2


def test_late_orders_are_told_and_redo_assesses_again(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    shop.run("tiers", "--until", "2024-10-01")
    before = shop.rows("tier_assignments")
    late = "order_id,customer_id,ordered_on,revenue\nL1,K4,2024-06-20,9000\n"
    shop.load(late, "orders", "--source", "late", name="late.csv")
    told = shop.run("tiers", "--until", "2024-10-01")
    assert told.code == 0
    assert told.out.count("outdated") == 1
    assert shop.rows("tier_assignments") == before
    assert "--redo" in shop.run("report", "--period", "2024").out
    redone = shop.run("tiers", "--redo", "--until", "2024-10-01")
    assert redone.code == 0
    assert redone.out.count("made now") == 1
    assert "outdated" not in redone.out
    after = shop.rows("tier_assignments")
    assert {str(row[1]) for row in after if row[0] == "K4"} == {"2024-07-01"}
    assert [row for row in after if str(row[1]) == "2024-04-01"] == [
        row for row in before if str(row[1]) == "2024-04-01"
    ]
    assert shop.run("verify").code == 0


def test_redo_without_late_orders_changes_nothing(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    shop.run("tiers", "--until", "2024-10-01")
    before = [each.batch_id for each in shop.book.loads()]
    assert shop.run("tiers", "--redo", "--until", "2024-10-01").code == 0
    assert [each.batch_id for each in shop.book.loads()] == before


def test_cost_keeps_the_tier_of_its_day_after_a_redo(shop: Shop) -> None:
    shop.load(ORDERS, "orders")
    shop.run("tiers", "--until", "2024-07-01")
    shop.load("entry_id,occurred_on,cost_type,amount,customer_id\nC1,2024-07-02,coupons,5,K1\n", "costs")
    (stamped,) = shop.book.relation("cost_entries").column("tier").to_pylist()
    assert stamped in {"A", "B", "C", "D"}
    late = "order_id,customer_id,ordered_on,revenue\nL1,K1,2024-06-20,9000\n"
    shop.load(late, "orders", "--source", "late", name="late.csv")
    shop.run("tiers", "--redo")
    assert shop.book.relation("cost_entries").column("tier").to_pylist() == [stamped]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_helps_in_the_users_language(lang: str, name: str) -> None:
    answer = typed("--lang", lang, name, "--help")
    assert answer.code == 0
    assert answer.err == ""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", answer.out))
    if lang == "zh":
        assert chinese > 10
        assert not re.search(r"Usage:|Options:|Show this|\[required\]|\[default:", answer.out)
    else:
        assert chinese == 0
    assert not re.search(r"cli\.[a-z]|\{[a-z]+\}", answer.out)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_help_names_every_command(lang: str) -> None:
    answer = typed("--lang", lang, "--help")
    assert answer.code == 0
    assert all(re.search(rf"^  {name} ", answer.out, re.MULTILINE) for name in NAMES)
    assert typed("--lang", lang).code in (0, 2)


def test_the_version_is_told() -> None:
    import fenhao

    assert fenhao.__version__ in typed("--version").out


@pytest.mark.parametrize(
    ("surroundings", "chinese"),
    [
        ({}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"FENHAO_LANG": "zh"}, True),
        ({"FENHAO_LANG": "en", "LANG": "zh"}, False),
    ],
)
def test_the_language_follows_the_surroundings(
    surroundings: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert ("用法" in typed("loads", "--help").out) == chinese


def test_the_language_follows_the_book(tmp_path: object, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = Shop(shop.desk / "second")
    assert typed("init", str(spoken.folder), "--language", "zh").code == 0
    monkeypatch.chdir(shop.desk)
    answer = typed("--book", str(spoken.folder), "loads")
    assert "还没有加载任何数据" in answer.out
