"""``fenhao service``: a month of two teams and a bot that can be counted by hand."""

import json
from dataclasses import replace

import pytest

from tests.faces.cli.shop import Answer, Shop

COSTS = """\
entry_id,occurred_on,cost_type,amount,department,channel,customer_id
P1,2024-03-31,service_staff,6000,phone team,,
P2,2024-04-30,service_staff,6000,phone team,,
H1,2024-03-31,service_staff,1000,chat team,,
B1,2024-03-31,service_channels,30,,bot,
X1,2024-03-31,service_facilities,70,,,
R1,2024-03-20,compensation,50,,,K1
R2,2024-03-20,compensation,5,,,K9
R3,2024-03-21,complaint_handling,7,,,
"""
TICKETS = """\
ticket_id,customer_id,opened_at,channel,kind,category,resolved_at,reopened,escalated
T1,K1,2024-03-04 09:00,phone,complaint,late,2024-03-18 10:00,1,no
T2,K2,2024-03-04 09:00,bot,question,late,2024-03-04 10:00,0,no
T3,K3,2024-03-17 09:00,mail,complaint,late,,0,yes
"""
CONTACTS = """\
contact_id,ticket_id,customer_id,happened_at,channel,handle_minutes,outcome,category,team
C1,T1,K1,2024-03-04 09:00,phone,120,solved,late,phone team
C2,T1,K1,2024-03-08 09:00,phone,60,solved,late,phone team
C3,T2,K2,2024-03-04 09:00,bot,,handed_over,late,
C4,T2,K2,2024-03-04 09:05,chat,600,solved,late,chat team
C5,,K3,2024-03-05 09:00,bot,,solved,other,
C6,,K4,2024-03-06 09:00,phone,,solved,other,phone team
"""
STAFF = """\
month_on,team,channel,staff,paid_hours,available_hours,customer_hours,paperwork_hours
2024-03-01,phone team,all,1,10,,4,4
2024-03-01,chat team,all,1,10,8,5,1
2024-04-01,phone team,all,1,10,,4,4
"""
TOOLS = """\
tool,month_on,seats,active_users,fee
desk,2024-03-01,10,7,1000
"""


@pytest.fixture
def served(shop: Shop) -> Shop:
    """The shop with its month of service."""
    for content, kind in (
        (COSTS, "costs"),
        (TICKETS, "tickets"),
        (CONTACTS, "service_contacts"),
        (STAFF, "staff_time"),
        (TOOLS, "tool_usage"),
    ):
        answer = shop.load(content, kind, name=f"{kind}.csv")
        assert answer.code == 0, answer.all
    return shop


def told(answer: Answer) -> list[dict[str, object]]:
    assert answer.code == 0, answer.all
    return [json.loads(line) for line in answer.out.splitlines()]


def of(lines: list[dict[str, object]], what: str) -> dict[object, dict[str, object]]:
    return {each.get(what, ""): each for each in lines if each["what"] == what}


def test_the_ledger_is_traced_used_idle_or_unallocated(served: Shop) -> None:
    lines = told(served.run("service", "cost", "--period", "2024-03", "--json"))
    top = lines[0]
    # Phone: 180 measured minutes and 7 by the time equation of 480 of capacity (80 % of 10 h): 187/480 of 6,000.00.
    teams = of(lines, "team")
    assert (teams["phone team"]["used_minor"], teams["phone team"]["idle_minor"]) == (233_750, 366_250)
    # Chat: 600 minutes of a capacity of 480, told by the file: nothing is idle, and more was worked than is paid for.
    assert (teams["chat team"]["idle_seconds"], teams["chat team"]["over_capacity"]) == (-7_200, True)
    assert (teams["chat team"]["used_minor"], teams["bot"]["used_minor"]) == (100_000, 3_000)
    assert teams[""]["unallocated_minor"] == 7_000 + 700
    assert top["traced_minor"] == 5_500
    assert top["ledger_minor"] == 600_000 + 100_000 + 3_000 + 7_000 + 5_500 + 700
    parts = ("traced_minor", "used_minor", "idle_minor", "unallocated_minor")
    assert sum(int(str(top[part])) for part in parts) == top["ledger_minor"]


def test_a_contact_that_bounced_carries_both_costs(served: Shop) -> None:
    lines = told(served.run("service", "cost", "--period", "2024-03", "--json"))
    bot = of(lines, "channel")["bot"]
    assert (bot["contacts"], bot["handed_over"], bot["cost_minor"]) == (2, 1, 3_000)
    assert bot["both_minor"] == 1_500 + 100_000
    ticket = next(each for each in lines if str(each.get("ticket", "")).endswith("/T2"))
    assert ticket["cost_minor"] == 1_500 + 100_000
    # Five demands: the chat that took up what the bot had begun is no demand of its own. One was solved without a person.
    assert (lines[0]["demands"], lines[0]["solved_digital"], lines[0]["share"]) == (5, 1, "1/5")


def test_people_read_the_same(served: Shop) -> None:
    shown = served.run("service", "cost", "--period", "2024-03", "--by", "team")
    assert shown.code == 0, shown.all
    assert "2,337.50" in shown.out
    assert "chat team worked 2.0 hours more" in shown.out
    assert "20.0% (1 of 5; goal 40.0%)" in shown.out
    for by in ("channel", "tier", "category", "customer", "ticket"):
        assert served.run("service", "cost", "--period", "2024-03", "--by", by).code == 0


def test_whose_time_nobody_wrote_down_is_told_by_its_name(served: Shop) -> None:
    shown = replace(served, lang="zh").run("service", "cost", "--period", "2024-03").all
    assert "没有机器人的付薪工时" in shown.replace(" ", "")
    assert "没有 bot" not in shown


def test_an_expectation_is_held_against_the_next_months_ledger(served: Shop) -> None:
    stated = served.run("service", "expect", "--period", "2024-03", "--from", "phone", "--points", "5%")
    assert stated.code == 0, stated.all
    (later,) = of(
        told(served.run("service", "cost", "--period", "2024-04", "--json")), "expectation"
    ).values()
    # No contact at all came in April: fewer contacts are no saving.
    assert later["verdict"] == "not_moved"
    wrong = served.run("service", "expect", "--period", "2024-03", "--from", "bot", "--points", "5")
    assert (wrong.code, "No people serve" in wrong.err) == (2, True)
    assert (
        served.run("service", "expect", "--period", "2024-03", "--from", "phone", "--points", "x").code == 2
    )


def test_complaints_show_booked_and_modelled_apart_with_clock_and_cap(served: Shop) -> None:
    lines = told(served.run("service", "complaints", "--period", "2024-03", "--json"))
    booked = lines[0]
    assert (booked["booked_minor"], booked["traced_minor"]) == (6_200, 5_000)
    assert (booked["untraced_minor"], booked["nobodys_minor"]) == (500, 700)
    complaints = {each["ticket"]: each for each in lines if each["what"] == "complaint"}
    assert (complaints["T1"]["days"], complaints["T1"]["other_days"]) == (14, 10)
    # The one resolved complaint cost 50.00 and 180 of 187 phone minutes: the model's base is their sum.
    base = 5_000 + 225_000
    assert lines[1]["base_minor"] == base
    assert complaints["T1"]["now"]["recovery_estimate"] == pytest.approx(base * 1.2**14, rel=1e-9)  # type: ignore[index]
    still = complaints["T3"]
    assert (still["open"], still["days"], still["escalated"]) == (True, 14, True)
    assert still["now"]["mid_estimate"] == pytest.approx(base * 1.2**14 * 7.5, rel=1e-9)  # type: ignore[index]
    assert still["tomorrow"]["recovery_estimate"] == pytest.approx(base * 1.2**15, rel=1e-9)  # type: ignore[index]
    working = told(served.run("service", "complaints", "--period", "2024-03", "--clock", "working", "--json"))
    assert {each["ticket"]: each.get("days") for each in working if each["what"] == "complaint"}["T1"] == 10
    shown = served.run("service", "complaints", "--period", "2024-03")
    assert "in calendar days, at most × 20 (from day 17)" in shown.out
    assert "never added" in shown.out
    heads = " ".join(shown.out.split())
    assert "calendar" in heads.split("× 20")[1]
    assert "working" in heads
    listed = next(line for line in shown.out.splitlines() if line.strip().startswith("T1 "))
    assert listed.split()[6:8] == [
        "50.00",
        "2,250.00",
    ]  # what is booked, and apart from it the time of its contacts


def test_where_no_complaint_has_a_cost_yet_what_to_write_is_said(shop: Shop) -> None:
    flagged = (
        "ticket_id,customer_id,opened_at,channel,kind,escalated\nT3,K3,2024-03-17 09:00,mail,complaint,yes\n"
    )
    assert shop.load(flagged, "tickets").code == 0
    shown = shop.run("service", "complaints", "--period", "2024-03")
    assert "write base in policy.toml" in " ".join(shown.out.split()), shown.all
    path = shop.folder / "policy.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("# base = 100", "base = 100"), encoding="utf-8")
    still = told(shop.run("service", "complaints", "--period", "2024-03", "--json"))[-1]
    # The ticket's own flag is enough: no event of an escalation was ever loaded.
    assert still["escalated"] is True
    assert still["now"]["mid_estimate"] == pytest.approx(10_000 * 1.2**14 * 7.5, rel=1e-9)  # type: ignore[index]


def test_resources_of_which_nothing_is_loaded_are_named_with_what_to_load(shop: Shop) -> None:
    unlogged = "month_on,team,channel,staff,paid_hours\n2024-03-01,phone team,all,1,10\n"
    for content, kind in ((COSTS, "costs"), (CONTACTS, "service_contacts"), (unlogged, "staff_time")):
        assert shop.load(content, kind, name=f"{kind}.csv").code == 0
    shown = shop.run("service", "capacity", "--period", "2024-03")
    said = " ".join(shown.out.split())
    assert shown.code == 0, shown.all
    for named in ("customer_hours and paperwork_hours", "--as tool_usage", "fenhao mart"):
        assert named in said
    assert "Seats of tools" not in said and "share of margin" not in said, "no empty tables"


def test_resources_are_told_with_what_they_cost(served: Shop) -> None:
    lines = told(served.run("service", "capacity", "--period", "2024-03", "--json"))
    phone = next(each for each in lines if each.get("team") == "phone team")
    assert (phone["customer_minor"], phone["paperwork_minor"], phone["other_minor"]) == (
        240_000,
        240_000,
        120_000,
    )
    tool = next(each for each in lines if each["what"] == "tool")
    assert (tool["used_minor"], tool["idle_minor"]) == (70_000, 30_000)
    rework = next(each for each in lines if each["what"] == "rework")
    assert (rework["repeated"], rework["reopened"]) == (1, 1)
    shown = served.run("service", "capacity", "--period", "2024-03")
    assert shown.code == 0, shown.all
    assert "Tiers cannot be compared yet" in " ".join(shown.out.split())
    assert "staff_time" not in shown.out and "tool_usage" not in shown.out, "both are loaded"
    effect = served.run(
        "service",
        "capacity",
        "--period",
        "2024-03",
        "--tool-from",
        "2024-03-06",
        "--channel",
        "phone",
        "--days",
        "5",
    )
    assert effect.code == 0, effect.all
    assert "A comparison, no proof" in effect.out
    none = served.run(
        "service", "capacity", "--period", "2024-03", "--tool-from", "2024-03-06", "--channel", "fax"
    )
    assert (none.code, "has no contact" in none.err) == (2, True)


def test_a_period_without_service_says_what_to_load(shop: Shop) -> None:
    for part in ("cost", "complaints", "capacity"):
        answer = shop.run("service", part, "--period", "2024-03")
        assert (answer.code, "Load" in answer.err) == (2, True), answer.all


def test_surveys_of_years_ago_are_told_and_each_sentence_says_what_it_is_about(shop: Shop) -> None:
    scores = (10, 9, 9, 8, 7, 10, 3, 6, 9, 2, 10, 8)
    rows = [f"S{at},K{at},nps,2019-03-20,2019-03-21,{score}" for at, score in enumerate(scores)]
    text = "\n".join(["survey_id,customer_id,kind,asked_on,answered_on,score", *rows])
    assert shop.load(text, "surveys").code == 0
    answer = shop.run("satisfaction")
    assert answer.code == 0, answer.all
    assert "2019-03" in answer.out
    assert "Satisfaction: Too little data" in answer.out
    assert "Renewal: Too little data" in answer.out
    by_tier = " ".join(shop.run("satisfaction", "--by", "tier").out.split())
    assert "Nobody who was asked has a tier: assess tiers first, fenhao tiers." in by_tier
    told = [json.loads(line) for line in shop.run("satisfaction", "--json").out.splitlines() if "{" in line]
    assert (told[0]["kind"], told[0]["answered"], round(told[0]["value"], 1)) == ("nps", 12, 25.0)
    assert told[0]["low"] < 25 < told[0]["high"]
