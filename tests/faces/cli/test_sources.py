"""``fenhao sources`` as operations type it: a till's database tried, loaded, loaded again, undone; a secret that nobody sees."""

import io
import json
import sqlite3
import sys
from contextlib import closing

import pytest

from tests.faces.cli.shop import Answer, Shop

SOURCES = """
[till]
kind = "sqlite"
file = "till.sqlite3"
[[till.feeds]]
fact = "orders"
object = "sales"
cursor = "updated"
columns = { order_id = "id", customer_id = "customer", ordered_on = "day", revenue = "total" }

[crm]
kind = "hubspot"
[[crm.feeds]]
fact = "customers"
object = "contacts"
columns = { customer_id = "id" }
"""


@pytest.fixture
def till(shop_with_books: Shop) -> Shop:
    """A shop with a till of two sales, one source that is not set up yet, and one person for each part."""
    shop = shop_with_books
    for name, role in (("ada", "administrator"), ("ops", "operations"), ("sam", "customer_service")):
        by = () if name == "ada" else ("--by", "ada")
        assert shop.run("people", "add", name, "--role", role, *by).code == 0
    (shop.folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    with closing(sqlite3.connect(shop.folder / "till.sqlite3")) as sales, sales:
        sales.execute("CREATE TABLE sales (id, customer, day, total, updated)")
    sell(shop, (1, "10.10", "09:00"), (2, "20.25", "09:05"))
    return shop


def sell(shop: Shop, *rows: tuple[int, str, str]) -> None:
    """Ring up sales of one day: number, total, time of the change."""
    with closing(sqlite3.connect(shop.folder / "till.sqlite3")) as sales, sales:
        sales.executemany(
            "INSERT INTO sales VALUES (?, 'K1', '2026-03-05', ?, ?)",
            [(number, total, f"2026-03-05 {time}:00") for number, total, time in rows],
        )


def told(answer: Answer) -> list[dict[str, object]]:
    """Return the lines of JSON."""
    return [json.loads(line) for line in answer.out.splitlines()]


def listed(told: object) -> list[object]:
    """Return what JSON told as a list."""
    assert isinstance(told, list)
    return told


def test_a_try_changes_nothing_a_load_brings_what_is_new_and_an_undo_takes_it_back(till: Shop) -> None:
    (tried,) = told(till.run("sources", "try", "till", "--by", "ops", "--json"))
    assert tried["problems"] == []
    assert len(listed(tried["rows"])) == 2
    assert till.rows("orders") == []
    setting_up = till.run("sources", "try", "till", "--by", "ada")
    assert (setting_up.code, "it answers; 2 records" in setting_up.out, "10.10" in setting_up.all) == (
        0,
        True,
        False,
    )
    assert told(till.run("sources", "try", "till", "--by", "ada", "--json"))[0]["records"] == 2
    assert till.run("sources", "try", "till", "--by", "sam").code == 2

    (first,) = told(till.run("sources", "load", "till", "--by", "ops", "--json"))
    assert (first["read"], first["loaded"], first["rejected"], first["trouble"]) == (2, 2, 0, "")
    sell(till, (3, "0.05", "09:10"))
    (second,) = told(till.run("sources", "load", "till", "--by", "ops", "--json"))
    assert second["loaded"] == 1
    kept = told(till.run("sources", "list", "--by", "ops", "--json"))
    assert {(row["source"], row["verdict"]) for row in kept} == {("till", "well"), ("crm", "never")}
    runs = told(till.run("sources", "log", "till", "--by", "ops", "--json"))
    assert sorted(str(run["loaded"]) for run in runs) == ["1", "2"]

    (batch,) = listed(second["batches"])
    assert till.run("undo", str(batch)).code == 0
    assert len(till.rows("orders")) == 2
    (again,) = told(till.run("sources", "load", "till", "--by", "ops", "--json"))
    assert again["loaded"] == 1, "the place went back with the rows"


def test_a_wait_for_a_limit_is_told_second_by_second_and_ends_when_the_work_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from fenhao.interfaces.fetching import patient
    from fenhao.interfaces.jobs import Errand
    from fenhao.interfaces.jobs._errands import Stopped

    errand, slept, said = Errand(), [], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        said.append((errand.step, errand.done, errand.total))
        errand.stopping = len(slept) == 5

    monkeypatch.setattr("fenhao.interfaces.fetching._round.time.sleep", sleep)
    wait = patient(errand.advance)
    wait(2.5)
    assert slept == [1.0, 1.0, 0.5]
    assert said == [("step.limit", 0, 3), ("step.limit", 1, 3), ("step.limit", 2, 3)]
    assert errand.step == "step.fetch"
    with pytest.raises(Stopped):
        wait(900)
    assert len(slept) == 5


def test_a_row_that_is_no_order_comes_back_and_the_end_says_so(till: Shop) -> None:
    sell(till, (4, "much", "09:20"))
    answer = till.run("sources", "load", "till", "--by", "ops")
    assert answer.code == 2
    assert "1" in answer.out
    assert len(till.rows("orders")) == 2
    (rejects,) = (till.folder / "rejects").rglob("*.csv")
    assert "much" in rejects.read_text(encoding="utf-8-sig")


def test_a_renamed_column_is_named_with_what_there_is_instead(till: Shop) -> None:
    with closing(sqlite3.connect(till.folder / "till.sqlite3")) as sales, sales:
        sales.execute("ALTER TABLE sales RENAME COLUMN total TO amount")
    for lang in ("en", "zh"):
        answer = Shop(till.desk, lang).run("sources", "load", "till", "--by", "ops")
        assert answer.code == 2
        assert "total" in answer.all
        assert "amount" in answer.all
        assert {"en": "rejected (orders)", "zh": "（订单）"}[lang] in answer.out
        for listing in ("list", "log"):
            shown = Shop(till.desk, lang).run("sources", listing, "--by", "ops").out
            assert {"en": "stopped", "zh": "已中止"}[lang] in shown
            assert "sources.field_missing" not in shown, "a person reads what happened, not its code"
            assert shown.count("sources.toml") == 1, "each reason once"
    runs = told(till.run("sources", "log", "till", "--by", "ops", "--json"))
    assert {run["verdict"] for run in runs} == {"sources.field_missing"}
    assert till.rows("orders") == []


def test_secrets_are_kept_by_an_administrator_and_seen_by_nobody(
    till: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("token=pat-very-secret\n"))
    refused = till.run("sources", "secret", "crm", "--stdin", "--by", "ops")
    assert refused.code == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("token=pat-very-secret\n"))
    kept = till.run("sources", "secret", "crm", "--stdin", "--by", "ada")
    assert kept.code == 0, kept.all
    assert "very-secret" not in refused.all + kept.all
    for path in till.folder.rglob("*"):
        assert not path.is_file() or b"very-secret" not in path.read_bytes(), path


def test_whoever_may_not_load_fetches_nothing_and_a_name_that_is_none_is_told(till: Shop) -> None:
    assert till.run("sources", "load", "till", "--by", "sam").code == 2
    assert till.rows("orders") == []
    unknown = till.run("sources", "load", "tills", "--by", "ops")
    assert unknown.code == 2
    assert "till" in unknown.err
