"""A stated company: dense enough that every relation has rows, drawn once from a fixed seed."""

from datetime import date, timedelta
from random import Random

from tests.oracle.case import Case, Rows

START, END = date(2026, 1, 1), date(2026, 4, 1)
ASSESSMENTS = (date(2026, 1, 15), date(2026, 2, 15), date(2026, 4, 1))
CUSTOMERS = (*(f"c{number}" for number in range(1, 19)), "客户甲", "客户乙", "Émile")
CAMPAIGNS = ("k1", "k2", "k3", "k4")


def company(*, assessments: tuple[date, ...] = ASSESSMENTS) -> Case:
    """Return the company over the first quarter of 2026."""
    dice = Random(20261121)

    def day(back: int = 0) -> date:
        return START - timedelta(days=back) + timedelta(days=dice.randrange(90 + back))

    def rows(identity: str, count: int) -> Rows:
        return [
            {identity: f"{identity[:2]}{at:03}", "source": dice.choice(("s1", "s2"))} for at in range(count)
        ]

    orders = rows("order_id", 90)
    for row in orders:
        row["customer_id"] = dice.choice((None, *CUSTOMERS[:15], *CUSTOMERS[:5], *CUSTOMERS[:5]))
        row["ordered_on"] = day(60)
        row["revenue_minor"] = dice.choice((-700, 0, 1200, 2500, 3999, 12000))
        row["margin_minor"] = dice.choice((None, 300, 900, -50))
    entries = rows("entry_id", 80)
    for row in entries:
        row["occurred_on"] = day(20)
        row["cost_type"] = dice.choice(("coupon", "crm", "shop", "gift", "mail"))
        row["amount_minor"] = dice.choice((-333, 0, 1001, 777, 4999, 100_000))
        row["customer_id"] = dice.choice((None, None, *CUSTOMERS[:6]))
        row["campaign_id"] = dice.choice((None, None, *CAMPAIGNS))
        row["department"] = dice.choice((None, "ops", "finance"))
        row["tier"] = dice.choice((None, None, "A", "B", ""))
    contacts = rows("contact_id", 160)
    for row in contacts:
        row["customer_id"] = dice.choice(CUSTOMERS[8:])
        row["contacted_on"] = day(40)
        row["channel"] = dice.choice(("sms", "mail"))
        row["purpose"] = dice.choice(("wake_up", "wake_up", "marketing"))
        row["campaign_id"] = dice.choice((None, None, *CAMPAIGNS))
        row["responded_on"] = dice.choice((None,) * 9 + (day(10),))
        row["cost_type"] = "mail"
        row["cost_minor"] = dice.choice((None, 0, 65, 65, 65))
        row["tier"] = dice.choice((None, "C", "D"))
    benefits = rows("benefit_id", 90)
    for row in benefits:
        row["customer_id"] = dice.choice(CUSTOMERS)
        row["issued_on"] = day(10)
        row["benefit_type"] = dice.choice(("gift", "points", "open"))
        row["cost_type"] = dice.choice(("coupon", "gift"))
        row["face_minor"] = 500
        row["cost_minor"] = dice.choice((0, 250, 500, -250))
        row["campaign_id"] = dice.choice((None, *CAMPAIGNS))
        row["tier"] = dice.choice((None, None, "C"))
    campaigns: Rows = [
        {
            "campaign_id": campaign,
            "kind": "mail",
            "starts_on": START + timedelta(days=20 * at),
            "ends_on": START + timedelta(days=20 * at + 40),
        }
        for at, campaign in enumerate(CAMPAIGNS)
    ]
    members: Rows = [
        {
            "campaign_id": campaign,
            "customer_id": customer,
            "invited_on": START,
            "participated_on": START + timedelta(days=30) if dice.randrange(10) < 3 * at else None,
        }
        for at, campaign in enumerate(CAMPAIGNS)
        for customer in CUSTOMERS
    ]
    tiers: Rows = [
        {
            "customer_id": customer,
            "assessed_on": assessed_on,
            "tier": dice.choice("ABCD"),
            "value_minor": 0,
            "orders": 0,
            "policy": "t1",
        }
        for assessed_on in assessments
        for customer in CUSTOMERS[:16]
    ]
    known: Rows = [{"customer_id": customer, "acquired_on": day(30)} for customer in CUSTOMERS[:12]]
    return Case(
        facts={
            "customers": [*known, {"customer_id": "c1", "source": "s2"}, {"customer_id": "silent"}],
            "orders": orders,
            "cost_entries": entries,
            "contacts": contacts,
            "benefits": benefits,
            "campaigns": [*campaigns, {**campaigns[0], "source": "s2", "kind": "other"}],
            "campaign_members": members,
            "tier_assignments": tiers,
        },
        start=START,
        end=END,
        assessments=assessments,
        closing_on=max(assessments, default=None),
    )
