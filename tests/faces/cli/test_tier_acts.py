"""``fenhao tiers`` with its sub-commands, on the shop: preview, assess, why, moves, and the policy in sentences."""

import json
from dataclasses import replace

from tests.faces.cli.shop import Shop

POLICY = """\
[tiers]
window_days = 365
dormant_after_days = 100
core_share = "100%"
core_orders_min = 1
core_revenue_min = 500
potential_share = "100%"
potential_orders_min = 1000
potential_revenue_min = 100
keep_band = "10%"
stay_months_min = 6
"""
BOUGHT = """\
order_id,customer_id,ordered_on,revenue
P1,X1,2024-03-01,600
P2,X2,2024-03-01,150
P3,X3,2024-03-02,20
P4,X2,2024-05-20,250
"""
CARED = "entry_id,occurred_on,cost_type,amount,customer_id\nC1,2024-03-20,coupons,580.50,X1\n"


def opened(shop: Shop, policy: str = POLICY) -> None:
    (shop.folder / "policy.toml").write_text(policy, encoding="utf-8")
    shop.load(BOUGHT, "orders", name="bought.csv")


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_customer_is_told_why_and_what_is_missing_for_the_next_tier(shop: Shop) -> None:
    opened(shop)
    (told,) = lines(shop.run("tiers", "why", "X2", "--on", "2024-06-01", "--json").out)
    assert (told["tier"], told["reason"], told["next_tier"]) == ("B", "potential_value", "A")
    assert told["ways"] == [{"revenue": 10_000}]
    spoken = replace(shop, lang="zh").run("tiers", "why", "X2", "--on", "2024-06-01").out
    assert "再消费 100.00" in spoken
    assert "可升 A 核心" in spoken
    (before,) = lines(shop.run("tiers", "why", "X2", "--on", "2024-05-20", "--json").out)
    assert before["revenue_minor"] == 15_000, "the order of the day itself is not seen"
    assert shop.run("tiers", "why", "nobody").code != 0


def test_a_preview_stores_nothing_and_the_assessment_decides_the_same(shop: Shop) -> None:
    opened(shop)
    shop.run("tiers", "--until", "2024-04-01")
    head, *flows = lines(shop.run("tiers", "preview", "--on", "2024-05-01", "--json").out)
    assert (head["before"], head["moved"]) == ("2024-04-01", 0)
    assert sum(int(str(flow["customers"])) for flow in flows) == 3
    assert "tiers-2024-05-01" not in shop.run("tiers", "--until", "2024-04-01").out
    answer = shop.run("tiers", "assess", "--on", "2024-05-01")
    assert (answer.code, "tiers-2024-05-01" in answer.out) == (0, True)
    moved = lines(shop.run("tiers", "moves", "--from", "2024-04-01", "--to", "2024-05-01", "--json").out)
    assert [(each["tier_then"], each["tier_now"], each["customers"]) for each in moved] == [
        (each["tier_then"], each["tier_now"], each["customers"]) for each in flows
    ]


def test_a_day_ahead_and_a_day_before_every_order_are_refused(shop: Shop) -> None:
    opened(shop)
    ahead = shop.run("tiers", "assess", "--on", "2199-01-01")
    assert (ahead.code != 0, "has not come yet" in ahead.err + ahead.out) == (True, True)
    early = shop.run("tiers", "preview", "--on", "2020-01-01")
    assert (early.code != 0, "Nobody had ordered" in early.err + early.out) == (True, True)


def test_a_minimum_stay_keeps_a_sleeping_customer_until_it_is_over(shop: Shop) -> None:
    opened(shop)
    shop.run("tiers", "--until", "2024-07-01")
    (kept,) = lines(shop.run("tiers", "why", "X1", "--on", "2024-07-01", "--json").out)
    assert (kept["tier"], kept["reason"], kept["since"]) == ("A", "stay", "2024-04-01")
    shop.run("tiers", "assess", "--on", "2024-10-01")
    (fallen,) = lines(shop.run("tiers", "why", "X1", "--on", "2024-10-01", "--json").out)
    assert (fallen["tier"], fallen["reason"]) == ("D", "quiet")
    told = shop.run("tiers", "moves", "--from", "2024-07-01", "--to", "2024-10-01").out
    assert "A core" in told


def test_net_profit_after_cost_to_serve_decides_and_late_cost_is_told(shop: Shop) -> None:
    opened(shop, POLICY + "core_net_min = 50\n")
    (rich,) = lines(shop.run("tiers", "why", "X1", "--on", "2024-04-01", "--json").out)
    assert (rich["tier"], rich["net_minor"]) == ("A", 60_000)
    shop.run("tiers", "--until", "2024-04-01")
    shop.load(CARED, "costs")
    assert "outdated" in shop.run("tiers", "--until", "2024-04-01").out
    shop.run("tiers", "--until", "2024-04-01", "--redo")
    (poor,) = lines(shop.run("tiers", "why", "X1", "--on", "2024-04-01", "--json").out)
    assert (poor["tier"], poor["net_minor"], poor["ways"]) == ("B", 1_950, [{"net": 3_050}])


def test_a_policy_written_anew_is_announced_and_its_moves_are_not_taken_for_the_customers(shop: Shop) -> None:
    opened(shop)
    before = shop.run("tiers", "--until", "2024-05-01").out
    assert "The written policy is now" not in before
    changed = POLICY.replace("window_days = 365", "window_days = 300")
    assert changed != POLICY
    (shop.folder / "policy.toml").write_text(changed, encoding="utf-8")
    told = shop.run("tiers", "--until", "2024-05-01").out
    assert "takes force at the start of the next fiscal quarter" in told
    assert "fenhao tiers assess" in told
    assert "新政策自下个财季初起生效" in replace(shop, lang="zh").run("tiers", "--until", "2024-05-01").out
    made = shop.run("tiers", "assess", "--on", "2024-05-01").out
    assert "The written policy is now" not in made
    days = ("--from", "2024-04-01", "--to", "2024-05-01")
    assert "go by different written policies" in shop.run("tiers", "moves", *days).out
    assert "采用的成文政策不同" in replace(shop, lang="zh").run("tiers", "moves", *days).out


def test_the_policy_is_said_in_sentences_of_both_languages(shop: Shop) -> None:
    opened(shop)
    english, chinese = (replace(shop, lang=lang).run("tiers", "policy").out for lang in ("en", "zh"))
    assert "A tier is kept for at least 6 months" in english
    assert "每次定级后至少保留 6 个月" in chinese
    assert len(english.splitlines()) >= 8
