"""``fenhao forecast``, ``watch`` and ``plan`` as one controller types them, on a drawn shop whose cost ends yesterday."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from numpy.random import PCG64, Generator

from tests.faces.cli.shop import Answer, Shop

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
FIRST = date(YESTERDAY.year - 2, 1, 1)
CUSTOMERS = 6
SPIKE = YESTERDAY - timedelta(days=70)
"""The one day on which coupons cost three times what they do."""
DRIFT = YESTERDAY - timedelta(days=34)
"""From here online games cost more by the day, until it is 15 percent after a week."""


def drawn_years() -> tuple[str, str]:
    """Return orders and costs of every day, five percent of noise, and of every customer each month."""
    chance = Generator(PCG64(11))
    orders = ["order_id,customer_id,ordered_on,revenue,margin"]
    costs = ["entry_id,occurred_on,cost_type,amount,customer_id"]
    for number in range((YESTERDAY - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        told = day.isoformat()
        coupons = 40 * (1 + 0.05 * chance.normal()) * (3 if day == SPIKE else 1)
        games = 25 * (1 + 0.05 * chance.normal())
        if day >= DRIFT:
            games *= 1 + 0.15 * min((day - DRIFT).days, 7) / 7
        for customer in range(CUSTOMERS):
            costs.append(f"C{number}-{customer},{told},coupons,{coupons:.2f},K{customer}")
            costs.append(f"G{number}-{customer},{told},online_games,{games:.2f},K{customer}")
        if day.day == 1:
            costs.append(f"P{number},{told},team_pay,9000.00,")
            orders += [
                f"O{number}-{each},K{each},{told},{900 + 400 * each}.00,400.00" for each in range(CUSTOMERS)
            ]
    return "\n".join(orders) + "\n", "\n".join(costs) + "\n"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with the drawn years and one controller."""
    made = Shop(tmp_path_factory.mktemp("planning"))
    assert made.init().code == 0
    orders, costs = drawn_years()
    assert made.load(orders, "orders", name="orders.csv").code == 0
    assert made.load(costs, "costs", name="costs.csv").code == 0
    assert made.run("people", "add", "ann", "--role", "finance").code == 0
    yield made
    from django.db import connections

    connections.close_all()


def told(answer: Answer) -> list[dict[str, object]]:
    assert answer.code in {0, 1}, answer.all
    return [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]


def test_a_spike_and_a_slow_drift_are_found_named_and_told_once(drawn: Shop) -> None:
    first = told(drawn.run("watch", "look", "--by", "ann", "--json"))
    since = (
        SPIKE - timedelta(days=1)
    ).isoformat()  # before it, tiers were assessed for the first times and took cost along
    found = {(row["kind"], row["what"]): row for row in first if str(row["last_on"]) > since}
    assert set(found) == {("spike", "coupons"), ("rise", "online_games")}
    assert len(found) == sum(str(row["last_on"]) > since for row in first), "each is told once"
    assert found["spike", "coupons"]["first_on"] == SPIKE.isoformat()
    again = told(drawn.run("watch", "look", "--by", "ann", "--json"))
    assert [row["id"] for row in again] == [row["id"] for row in first]


def test_what_somebody_expects_waits_no_longer(drawn: Shop) -> None:
    rows = told(drawn.run("watch", "look", "--by", "ann", "--json"))
    drift = next(str(row["id"]) for row in rows if row["kind"] == "rise")
    until = (YESTERDAY + timedelta(days=60)).isoformat()
    silent = drawn.run("watch", "answer", drift, "expected", "--until", until, "--by", "ann")
    assert silent.code == 2
    assert "Say why" in silent.err
    answer = drawn.run(
        "watch", "answer", drift, "expected", "--until", until, "--why", "a new game", "--by", "ann"
    )
    assert answer.code == 0, answer.all
    assert drift not in {str(row["id"]) for row in told(drawn.run("watch", "list", "--by", "ann", "--json"))}


def test_parts_of_a_forecast_sum_to_the_whole_and_a_proposal_to_the_cent(drawn: Shop) -> None:
    head, *rows = told(drawn.run("forecast", "--json"))
    assert head["step"] == "month"
    months = {str(row["period"]) for row in rows}
    assert len(months) == 18
    for month in months:
        of_month = [row for row in rows if row["period"] == month]
        lines = sum(int(str(row["mid_minor"])) for row in of_month if row["part"] == "line")
        (whole,) = (int(str(row["mid_minor"])) for row in of_month if row["part"] == "whole")
        assert lines == whole
    proposed = told(drawn.run("forecast", "--propose", "1000.01", "--json"))
    assert sum(int(str(row["amount_minor"])) for row in proposed) == 100_001


def test_a_proposal_comes_back_from_its_workbook_without_a_difference(drawn: Shop) -> None:
    file = drawn.desk / "next.xlsx"
    kept = drawn.run(
        "plan",
        "prepare",
        "--set",
        "growth.A=20%",
        "--keep",
        "A up",
        "--excel",
        str(file),
        "--by",
        "ann",
        "--json",
    )
    rows = told(kept)
    number = next(str(row["study"]) for row in rows if "study" in row)
    assert told(drawn.run("plan", "read", number, str(file), "--by", "ann", "--json")) == [
        {"study": int(number), "differences": 0}
    ]
    made = told(drawn.run("plan", "draft", number, "--by", "ann", "--json", "--key", "d"))
    again = told(drawn.run("plan", "draft", number, "--by", "ann", "--json", "--key", "d"))
    assert made[0]["version"] == again[0]["version"]
    assert again[0]["replayed"] is True


def test_cuts_take_what_was_asked_for_and_leave_fixed_money_alone(drawn: Shop) -> None:
    kept = told(drawn.run("plan", "prepare", "--keep", "to cut", "--by", "ann", "--json"))
    number = next(str(row["study"]) for row in kept if "study" in row)
    version = told(drawn.run("plan", "draft", number, "--by", "ann", "--json"))[0]["version"]
    answer = drawn.run(
        "plan", "cut", "--set", "cut=10%", "--set", f"version={version}", "--json", "--brief", "--by", "ann"
    )
    rows = told(answer)
    guarded = {str(row["guard"]): row for row in rows if row.get("table") == "protected"}
    assert guarded["fixed"]["cut"] == guarded["reserve"]["cut"] == 0
    taken = sum(int(str(row["cut"])) for row in rows if row.get("table") == "cuts")
    assert taken == guarded["free"]["cut"]


def test_a_workbook_that_cannot_be_written_says_so_and_machines_read_json_alone(drawn: Shop) -> None:
    missing = drawn.run(
        "plan", "prepare", "--brief", "--excel", str(drawn.desk / "none" / "x.xlsx"), "--by", "ann"
    )
    assert missing.code == 2
    assert "could not be written" in missing.err
    written = drawn.run(
        "plan", "prepare", "--brief", "--excel", str(drawn.desk / "x.xlsx"), "--json", "--by", "ann"
    )
    assert [json.loads(line) for line in written.out.splitlines()][-1] == {"file": str(drawn.desk / "x.xlsx")}
