"""``fenhao gates`` and ``fenhao check``: from the files of a small shop to an answer before the money is spent."""

import json
from datetime import UTC, date, datetime

from tests.faces.cli.shop import Answer, Shop

CONTACTS = """\
contact_id,customer_id,contacted_on,channel,purpose,cost_type,cost
T1,K3,2024-05-01,sms,wake_up,sms,0.10
T2,K3,2024-05-08,sms,wake_up,sms,0.10
T3,K3,2024-05-15,sms,wake_up,sms,0.10
"""
DAY = date(2024, 6, 3)


def funded(shop: Shop) -> None:
    """Open the year, and give the lines of June money."""
    from fenhao.books.budgets import Leg, operations as books
    from fenhao.books.journal import open_year
    from fenhao.kernel import FiscalCalendar

    open_year(FiscalCalendar(), 2024)
    legs = [Leg(DAY, tier, category, 100_00) for tier in "ABCD" for category in ("benefits", "wake_up")]
    told = books.fund(key="f", legs=legs, currency="CNY", by=None, at=datetime(2024, 6, 1, tzinfo=UTC))
    assert told.passed


def asked(shop: Shop, *words: str) -> tuple[int, dict[str, object]]:
    """Return the exit code and the machine's answer."""
    answer = shop.run("check", *words, "--on", DAY.isoformat(), "--json")
    assert answer.out, answer.err
    told: dict[str, object] = json.loads(answer.out)
    return answer.code, told


def prepared(shop: Shop) -> Answer:
    """Load contacts, put the policy in force and publish."""
    assert shop.load(CONTACTS, "contacts", name="contacts.csv").code == 0
    assert shop.run("gates", "policy", "--why", "first").code == 0
    funded(shop)
    return shop.run("gates", "publish", "--as-of", "2024-05-31")


def test_what_was_loaded_is_published_once_and_answers_before_money_is_spent(year: Shop) -> None:
    first = prepared(year)
    assert (first.code, "1 wake-up" in first.out) == (0, True), first.all
    assert (
        "Carried over: 0 tiers, 0 customers, 0 wake-up"
        in year.run("gates", "publish", "--as-of", "2024-05-31").out
    )
    sms = ("0.10", "--customer", "K3", "--channel", "sms", "--purpose", "wake_up")
    wake = (*sms, "--category", "wake_up", "--tier", "D")
    code, told = asked(year, *wake)
    assert (code, told["answer"], told["verdict"]) == (1, "refuse", "wake_ups_exhausted")
    assert asked(year, *sms, "--tier", "D")[1]["verdict"] == told["verdict"], (
        "a wake-up is paid from its own category"
    )
    code, told = asked(year, "1", "--customer", "K3", "--benefit", "coupons")
    assert told["verdict"] != "wake_ups_exhausted", "a benefit of the chart is its own cost type"
    shown = year.run("check", *wake, "--on", DAY.isoformat())
    assert "3 wake-ups in a row" in shown.out
    assert "Wait for a response" in shown.out
    assert year.run("gates", "response", "K3", "--on", "2024-06-02").code == 0
    code, told = asked(year, *wake)
    assert (code, told["answer"]) == (0, "warn"), "she was never assessed, which is only told"


def test_a_decided_tier_an_appeal_and_a_frozen_campaign_change_the_answer(year: Shop) -> None:
    prepared(year)
    service = ("5", "--customer", "K1", "--benefit", "dedicated_service", "--category", "benefits")
    assert year.run("gates", "tier", "K1", "C", "--since", "2024-06-01", "--why", "moved").code == 0
    assert asked(year, *service)[1]["verdict"] == "benefit_outside_tier"
    assert year.run("gates", "tier", "K1", "A", "--since", "2024-06-01", "--why", "back").code == 0
    assert asked(year, *service)[1]["answer"] == "allow"
    campaign = ("5", "--campaign", "M1", "--category", "benefits", "--tier", "A")
    assert year.run("gates", "freeze", "M1").code == 2
    assert "frozen" in year.run("gates", "freeze", "M1", "--why", "agency left").out
    assert asked(year, *campaign)[1]["verdict"] == "campaign_frozen"
    appeal = year.run("gates", "appeal", "--rule", "campaign_frozen", "--campaign", "M1", "--why", "promised")
    assert "Appeal 1" in appeal.out
    assert "Allowed" in year.run("gates", "answer", "1", "--allow").out
    code, told = asked(year, *campaign)
    assert (code, told["answer"]) == (0, "warn")
    assert "goes on" in year.run("gates", "thaw", "M1", "--why", "another agency").out


def test_machines_ask_in_lines_and_hold_what_may_be_spent(year: Shop) -> None:
    prepared(year)
    lines = [
        {
            "amount": "5",
            "category": "benefits",
            "tier": "A",
            "on": "2024-06-03",
            "key": "h",
            "hold_minutes": 5,
        },
        {"amount_minor": 99_00, "category": "benefits", "tier": "A", "on": "2024-06-03"},
        {"amount_minor": 1, "cost_type": "nonsense"},
    ]
    path = year.file("\n".join(json.dumps(each) for each in lines), name="asks.jsonl")
    answer = year.run("check", "--lines", str(path))
    assert (answer.code, "nonsense" in answer.err) == (2, True)
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert [each["verdict"] for each in told] == ["committed", "exceeds_limit"]
    assert told[0]["commitment"]
    assert told[1]["shortfall_minor"] == 4_00
    bad = year.file('{"category": "benefits"}', name="bad.jsonl")
    assert "Line 1: amount" in year.run("check", "--lines", str(bad)).err
