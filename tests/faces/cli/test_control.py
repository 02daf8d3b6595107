"""``fenhao money``, ``post``, ``why``, ``lines`` and ``control`` as they are typed, on a company's own folder."""

import json
from datetime import date

import pytest

from fenhao.kernel import FiscalCalendar
from tests.faces.cli.shop import Answer, Shop

ON = "2026-05-10"


@pytest.fixture
def books(shop_with_books: Shop) -> Shop:
    """A shop whose books have the year 2026 open and money on one line."""
    from fenhao.books.journal import open_year
    from fenhao.site import configure

    shop = shop_with_books
    configure(shop.folder)
    open_year(FiscalCalendar(), 2026)
    assert shop.run("money", "fund", "benefits", "100", "--tier", "A", "--on", ON, "--key", "f").code == 0
    return shop


def told(answer: Answer) -> list[dict[str, object]]:
    """Return the JSON lines of an answer."""
    return [json.loads(line) for line in answer.out.splitlines()]


def line(key: str, act: str = "spend", amount: int = 100, **fields: object) -> str:
    """Return a request as a JSON line."""
    leg = {"occurred_on": ON, "tier": "A", "category": "benefits", "amount_minor": amount}
    return json.dumps({"key": key, "act": act, "currency": "CNY", "legs": [leg], **fields})


def test_money_is_reserved_consumed_and_taken_back_by_hand(books: Shop) -> None:
    held = books.run("money", "reserve", "benefits", "60", "--tier", "A", "--on", ON, "--json")
    (facts,) = told(held)
    number = str(facts["commitments"][0])  # type: ignore[index]  # a list in JSON
    over = books.run("money", "spend", "benefits", "41", "--tier", "A", "--on", ON, "--key", "no")
    assert (over.code, "more than what is left" in over.out, "40.00" in over.out) == (1, True, True)
    (used,) = told(books.run("money", "consume", number, "50", "--final", "--json"))
    entry = str(used["entries"][0])  # type: ignore[index]  # a list in JSON
    assert books.run("money", "reverse", entry, "50").code == 0
    why = books.run("why", "no")
    assert (why.code, "It would pass for 40.00." in why.out) == (0, True)
    assert told(books.run("why", "no", "--json"))[0]["shortfall_minor"] == 100
    assert books.run("why", "never").code == 2


def test_lines_in_lines_out_in_order_and_the_same_again(books: Shop) -> None:
    content = [line("a", amount=9000), "{", line("b", amount=1001), "", line("c", amount=1000, wrong=1)]
    content += [line("c", amount=1000), line("d", act="expire"), line("e", legs=[{"occurred_on": "May"}])]
    path = str(books.file("\n".join(content)))
    first = books.run("post", path)
    assert first.code == 1
    answers = told(first)
    assert [each.get("verdict", each.get("error")) for each in answers] == [
        "committed",
        "control.bad_line",
        "exceeds_limit",
        "control.bad_field",
        "committed",
        "control.bad_field",
        "control.bad_field",
    ]
    assert [each["line"] for each in answers] == [1, 2, 3, 5, 6, 7, 8]
    assert [each.get("field") for each in answers[3:]] == ["wrong", None, "act", "legs[0].occurred_on"]
    again = told(books.run("post", path))
    kept = {key: value for key, value in again[0].items() if key != "replayed"}
    assert kept == {key: value for key, value in answers[0].items() if key != "replayed"}
    assert [each.get("replayed") for each in again] == [True, None, True, None, True, None, None]


def test_lines_show_what_is_left_and_how_far_each_is_used(books: Shop) -> None:
    books.run("money", "spend", "benefits", "85", "--tier", "A", "--on", ON)
    (shown,) = told(books.run("lines", "2026-05", "--json"))
    assert (shown["available_minor"], shown["rate"], shown["standing"]) == (1500, "17/20", "warn")
    assert "85.0%" in books.run("lines", "2026-05").out
    assert told(books.run("lines", "2026-05", "--tier", "B", "--json")) == []
    assert books.run("lines", "2031-01").code == 2


def test_the_matrix_is_printed_edited_and_put_in_force(books: Shop) -> None:
    printed = books.run("control", "show").out
    changed = printed.replace('"built-in"', '"mine"').replace('control = "block"', 'control = "warn"')
    path = str(books.file(changed, name="control.toml"))
    assert books.run("control", "set", path, "--why", "softer").code == 0
    assert books.run("control", "show").out == changed
    assert books.run("money", "spend", "benefits", "101", "--tier", "A", "--on", ON).code == 0
    assert books.run("control", "set", path, "--why", "again").code == 2
    for wrong in ('"1/0"', "0.8", '"x"'):
        bad = str(books.file(changed.replace('"4/5"', wrong), name="bad.toml"))
        assert books.run("control", "set", bad, "--why", "no").code == 2
    misspelt = str(books.file(changed + "tolerance = 5\n", name="bad.toml"))
    assert "tolerance" in books.run("control", "set", misspelt, "--why", "no").all


def test_a_reservation_answers_to_the_number_of_another_system(books: Shop) -> None:
    where = ("--tier", "A", "--on", ON)
    assert books.run("money", "reserve", "benefits", "30", *where, "--reference", "erp:PO-1").code == 0
    (found,) = told(books.run("money", "find", "erp:PO-1", "--json"))
    assert (found["reference"], found["remaining_minor"], found["state"]) == ("erp:PO-1", 3000, "open")
    leg = {
        "occurred_on": ON,
        "tier": "A",
        "category": "benefits",
        "amount_minor": 1,
        "reference": ["erp", "PO-1"],
    }
    use = {"key": "u", "act": "consume", "reference": ["erp", "PO-1"], "amount_minor": 1000}
    content = [
        line("t", act="reserve", legs=[leg]),
        json.dumps(use),
        line("w", legs=[leg | {"reference": "erp"}]),
    ]
    answers = told(books.run("post", str(books.file("\n".join(content)))))
    assert [each.get("verdict", each.get("field")) for each in answers] == [
        "reference_taken",
        "done",
        "legs[0].reference",
    ]
    assert books.run("money", "consume", "erp:PO-1", "5").code == 0
    assert books.run("money", "release", "erp:PO-1").code == 0
    assert "released" in books.run("money", "find", "erp:PO-1").out
    assert books.run("money", "find", "erp:PO-9").code == 1
    assert books.run("money", "find", "PO-1").code == 2


def test_unknown_cost_holds_what_the_matrix_says(books: Shop) -> None:
    def reserve(*more: str) -> Answer:
        return books.run("money", "reserve", "benefits", *more, "--tier", "A", "--on", ON, "--unpriced")

    assert "reserve an upper bound" in reserve().out
    assert reserve("30").code == 0
    rule = '\n[[unpriced]]\ncategory = "benefits"\npolicy = "hold_default"\namount_minor = 2500\n'
    changed = books.run("control", "show").out.replace('"built-in"', '"mine"') + rule
    path = str(books.file(changed, name="control.toml"))
    assert books.run("control", "set", path, "--why", "known later").code == 0
    assert books.run("control", "show").out == changed
    assert "45.00" in reserve().out
    for wrong in ("policy = 'perhaps'", "policy = 'hold_default'", "policy = 'refuse'\namount_minor = 1"):
        bad = str(books.file(f"{changed}\n[[unpriced]]\n{wrong}\n", name="bad.toml"))
        assert "unpriced[1]" in books.run("control", "set", bad, "--why", "no").all


def test_alerts_go_out_once_a_channel(books: Shop) -> None:
    books.run("money", "spend", "benefits", "85", "--tier", "A", "--on", ON, "--key", "s")
    (alert,) = told(books.run("control", "deliver", "--channel", "mail"))
    assert (alert["kind"], alert["key"], alert["used_minor"]) == ("warn", "s", 8500)
    assert told(books.run("control", "deliver", "--channel", "mail")) == []
    assert told(books.run("control", "alerts", "--channel", "mail", "--waiting", "--json")) == []
    assert "line/month/2026-05/A/benefits" in books.run("control", "alerts").out


def test_a_rate_is_kept_and_a_foreign_line_spends_at_it(books: Shop) -> None:
    assert books.run("control", "rate", "USD", "CNY", "7.1", "--from", "2026-01-01", "--key", "r").code == 0
    assert books.run("control", "rate", "USD", "USD", "1").code == 2
    leg = {
        "occurred_on": date(2026, 5, 10).isoformat(),
        "tier": "A",
        "category": "benefits",
        "foreign": ["USD", 500],
    }
    (answer,) = told(books.run("post", str(books.file(line("x", legs=[leg])))))
    assert (answer["verdict"], answer["available_minor"]) == ("committed", 6450)
    assert "71/10" in books.run("control", "rates").out
