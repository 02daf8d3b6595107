"""Each rule of ineffective spend is specified by a table of what must and must not be found.

All rows of a table go through DuckDB as one small company, once, and the findings are read back by row.
"""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from fenhao.engine.waste import RULES, Entitlement, WastePolicy
from fenhao.warehouse import Snapshot, open_session
from tests.oracle.case import Case, Row, Rows
from tests.twins.cases.bench import define_report, give_facts, rows_of

NEW_YEAR = date(2026, 1, 1)
POLICY = WastePolicy(
    version="w1",
    wake_ups_unanswered_max=3,
    participation_min=Fraction(1, 10),
    entitlements=(Entitlement("A", "vip"), Entitlement("A", "gift"), Entitlement("B", "gift")),
    share_target=Fraction(1, 20),
)

# The report covers days 1 to 60; day 0 and earlier lie before it.
# w wake-up, f wake-up without cost, o order, t return of goods, r response to some contact, m marketing contact
WAKE_UPS = """
  three in a row are still allowed       | w1 w2 w3                  |
  the fourth is not                      | w1 w2 w3 w4               | 4:3
  nor is any after it                    | w1 w2 w3 w4 w9            | 4:3 9:4
  an order in between starts anew        | w1 w2 w3 o3 w4 w5         |
  an order on the day of a wake-up helps | w1 w2 o3 w3 w4            |
  ... but not the wake-up of its own day | w1 w2 w3 w4 o4            | 4:3
  an order before them all is no answer  | o1 w2 w3 w4 w5            | 5:3
  a return of goods is no answer         | w1 w2 w3 t3 w4            | 4:3
  a response to anything is an answer    | w1 w2 w3 m3 r3 w4         |
  a late answer answers all before it    | w1 w2 w3 w4 r5 w6 w7 w8 w9| 4:3 9:3
  other contacts are not counted         | w1 m2 m3 m4 w5 w6         |
  one without cost counts but is no spend| w1 f2 w3 f4 w5            | 5:4
  those before the period count          | w-9 w-5 w0 w1             | 1:3
  ... but are not found in it            | w-9 w-8 w-7 w-6           |
  several on one day count one by one    | w5 w5 w5 w5               | 5:3
  after the period nothing is found      | w1 w2 w3 w61              |
"""

# ends on, invited, participated on (days, blank separated), spend on | found on: spend
CAMPAIGNS = """
  below a tenth is found             | 20 | 11 | 5          | 3 10    | 20 20
  a tenth is enough                  | 20 | 10 | 5          | 3       |
  nobody took part                   | 20 |  1 |            | 3       | 20
  nobody was invited: not judged     | 20 |  0 |            | 3       |
  it ends on the last day looked at  | 60 | 11 |            | 3       | 60
  it has not ended                   | 61 | 11 |            | 3       |
  taking part after that day is none | 20 | 10 | 61         | 3       | 20
  spend after its end                | 20 | 11 |            | 3 25 61 | 20 25
  spend before the period            | 20 | 11 |            | 0 1     | 20
"""

# benefit, tier on the day, cost | found
BENEFITS = """
  the core tier has it           | vip  | A |   9 | -
  the basic tier has not         | vip  | C |   9 | found
  two tiers have it              | gift | B |   9 | -
  the others have not            | gift | D |   9 | found
  no tier names it: open to all  | hat  | D |   9 | -
  the tier is not known          | vip  | - |   9 | -
  it cost nothing                | vip  | C |   0 | -
  a reversal is found as well    | vip  | C |  -9 | found
"""


def lines(table: str) -> list[list[str]]:
    """Return the cells of each row of a table."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def on(day: str) -> date:
    """Return the day of that number; 1 is the first of the period."""
    return NEW_YEAR + timedelta(days=int(day) - 1)


def findings(facts: dict[str, Rows], rule: str) -> Rows:
    """Return what the rule finds in the company."""
    case = Case(facts=facts, start=on("1"), end=on("61"), waste_policy=POLICY)
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        give_facts(session, case)
        define_report(session, case)
        return rows_of(session, f"found_{rule}")


def wake_up_facts() -> dict[str, Rows]:
    """Return the contacts and orders of every row of the table, one customer a row."""
    contacts: Rows = []
    orders: Rows = []
    for name, events, _ in lines(WAKE_UPS):
        for at, event in enumerate(events.split()):
            kind, day = event[0], on(event[1:])
            identity = f"{name}/{at}"
            if kind in "ot":
                revenue = 5 if kind == "o" else -5
                orders.append(
                    {"order_id": identity, "customer_id": name, "ordered_on": day, "revenue_minor": revenue}
                )
                continue
            contact: Row = {
                "contact_id": identity,
                "customer_id": name,
                "channel": "sms",
                "cost_type": "mail",
            }
            contact["contacted_on"] = on("-30") if kind == "r" else day
            contact["responded_on"] = day if kind == "r" else None
            contact["purpose"] = "wake_up" if kind in "wf" else "marketing"
            contact["cost_minor"] = None if kind == "f" else 7
            contacts.append(contact)
    return {"contacts": contacts, "orders": orders}


def test_wake_ups_are_found_as_the_table_says() -> None:
    rows = findings(wake_up_facts(), "unanswered_wake_up")
    got = {name: "" for name, _, _ in lines(WAKE_UPS)}
    for row in sorted(rows, key=lambda row: (str(row["found_on"]), str(row["entry_id"]))):
        assert isinstance(row["found_on"], date)
        day = (row["found_on"] - NEW_YEAR).days + 1
        got[str(row["customer_id"])] += f" {day}:{str(row['evidence']).removeprefix('unanswered=')}"
        assert row["amount_minor"] == 7
    assert {name: found.strip() for name, found in got.items()} == {
        name: found for name, _, found in lines(WAKE_UPS)
    }


def campaign_facts() -> dict[str, Rows]:
    """Return campaigns, members and spend of every row of the table, one campaign a row."""
    facts: dict[str, Rows] = {"campaigns": [], "campaign_members": [], "cost_entries": []}
    for name, ends_on, invited, joined, spent, _ in lines(CAMPAIGNS):
        facts["campaigns"].append(
            {"campaign_id": name, "kind": "mail", "starts_on": on("0"), "ends_on": on(ends_on)}
        )
        days = [on(day) for day in joined.split()] + [None] * int(invited)
        facts["campaign_members"] += [
            {"campaign_id": name, "customer_id": f"c{at}", "invited_on": on("0"), "participated_on": days[at]}
            for at in range(int(invited))
        ]
        facts["cost_entries"] += [
            {
                "entry_id": f"{name}/{day}",
                "occurred_on": on(day),
                "cost_type": "mail",
                "amount_minor": 7,
                "campaign_id": name,
            }
            for day in spent.split()
        ]
    return facts


def test_campaigns_are_found_as_the_table_says() -> None:
    got = {line[0]: "" for line in lines(CAMPAIGNS)}
    rows = findings(campaign_facts(), "low_participation")
    for row in sorted(rows, key=lambda row: str(row["found_on"])):
        assert isinstance(row["found_on"], date)
        got[str(row["campaign_id"])] += f" {(row['found_on'] - NEW_YEAR).days + 1}"
    assert {name: found.strip() for name, found in got.items()} == {
        line[0]: line[-1] for line in lines(CAMPAIGNS)
    }


def test_benefits_are_found_as_the_table_says() -> None:
    benefits: Rows = [
        {
            "benefit_id": name,
            "customer_id": "c1",
            "issued_on": on("5"),
            "benefit_type": benefit,
            "cost_type": "gift",
            "face_minor": 9,
            "cost_minor": int(cost),
            "tier": "" if tier == "-" else tier,
        }
        for name, benefit, tier, cost, _ in lines(BENEFITS)
    ]
    found = {row["entry_id"] for row in findings({"benefits": benefits}, "benefit_outside_tier")}
    assert found == {name for name, *_, wanted in lines(BENEFITS) if wanted == "found"}


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_names_its_relation_and_its_words(rule: object) -> None:
    (known,) = [each for each in RULES if each is rule]
    assert known.relation.name == f"found_{known.code}"
    assert all((known.name_zh, known.name_en, known.says_zh, known.says_en))
