"""A stated company: dense enough that every relation has rows, drawn once from a fixed seed."""

from datetime import date, timedelta
from random import Random

from tests.oracle.case import CHART, Case, Cell, Row, Rows

START, END = date(2026, 1, 1), date(2026, 4, 1)
ASSESSMENTS = (date(2026, 1, 15), date(2026, 2, 15), date(2026, 4, 1))
CUSTOMERS = (*(f"c{number}" for number in range(1, 19)), "客户甲", "客户乙", "Émile")
CAMPAIGNS = ("k1", "k2", "k3", "k4")


class Dice:
    """Draws the company's rows, the same ones every time."""

    def __init__(self) -> None:
        self._random = Random(20261121)

    def one_of(self, *cells: Cell) -> Cell:
        """Return one of the cells."""
        return self._random.choice(cells)

    def below(self, number: int) -> int:
        """Return a whole number from 0, below the given one."""
        return self._random.randrange(number)

    def day(self, back: int = 0) -> date:
        """Return a day of the quarter, or up to so many days before it."""
        return START - timedelta(days=back) + timedelta(days=self.below(90 + back))

    def rows(self, identity: str, count: int) -> Rows:
        """Return rows with nothing but an id and a source."""
        return [
            {identity: f"{identity[:2]}{at:03}", "source": self.one_of("s1", "s2")} for at in range(count)
        ]


def orders(dice: Dice) -> Rows:
    """Return orders, some anonymous, some returns."""
    rows = dice.rows("order_id", 90)
    for row in rows:
        row["customer_id"] = dice.one_of(None, *CUSTOMERS[:15], *CUSTOMERS[:5], *CUSTOMERS[:5])
        row["ordered_on"] = dice.day(60)
        row["revenue_minor"] = dice.one_of(-700, 0, 1200, 2500, 3999, 12000)
        row["margin_minor"] = dice.one_of(None, 300, 900, -50)
    return rows


def cost_entries(dice: Dice) -> Rows:
    """Return cost with and without customer, stamped and unstamped, credits among it."""
    rows = dice.rows("entry_id", 80)
    for row in rows:
        row["occurred_on"] = dice.day(20)
        row["cost_type"] = dice.one_of("coupon", "crm", "shop", "gift", "mail")
        row["amount_minor"] = dice.one_of(-333, 0, 1001, 777, 4999, 100_000)
        row["customer_id"] = dice.one_of(None, None, *CUSTOMERS[:6])
        row["campaign_id"] = dice.one_of(None, None, *CAMPAIGNS)
        row["department"] = dice.one_of(None, "ops", "finance")
        row["tier"] = dice.one_of(None, None, "A", "B", "")
    return rows


def contacts(dice: Dice) -> Rows:
    """Return contacts, most of them wake-ups without an answer."""
    rows = dice.rows("contact_id", 160)
    for row in rows:
        row["customer_id"] = dice.one_of(*CUSTOMERS[8:])
        row["contacted_on"] = dice.day(40)
        row["channel"] = dice.one_of("sms", "mail")
        row["purpose"] = dice.one_of("wake_up", "wake_up", "marketing")
        row["campaign_id"] = dice.one_of(None, None, *CAMPAIGNS)
        row["responded_on"] = dice.day(10) if dice.below(10) == 0 else None
        row["cost_type"] = "mail"
        row["cost_minor"] = dice.one_of(None, 0, 65, 65, 65)
        row["tier"] = dice.one_of(None, "C", "D")
    return rows


def benefits(dice: Dice) -> Rows:
    """Return benefits, some free, some taken back."""
    rows = dice.rows("benefit_id", 90)
    for row in rows:
        row["customer_id"] = dice.one_of(*CUSTOMERS)
        row["issued_on"] = dice.day(10)
        row["benefit_type"] = dice.one_of("gift", "points", "open")
        row["cost_type"] = dice.one_of("coupon", "gift")
        row["face_minor"] = 500
        row["cost_minor"] = dice.one_of(0, 250, 500, -250)
        row["campaign_id"] = dice.one_of(None, *CAMPAIGNS)
        row["tier"] = dice.one_of(None, None, "C")
    return rows


def campaigns() -> Rows:
    """Return campaigns, the first of them from two sources that disagree."""
    rows: Rows = [
        {
            "campaign_id": campaign,
            "kind": "mail",
            "starts_on": START + timedelta(days=20 * at),
            "ends_on": START + timedelta(days=20 * at + 40),
        }
        for at, campaign in enumerate(CAMPAIGNS)
    ]
    return [*rows, {**rows[0], "source": "s2", "kind": "other"}]


def members(dice: Dice) -> Rows:
    """Return an invitation of everybody to everything; the later the campaign, the more take part."""
    return [
        {
            "campaign_id": campaign,
            "customer_id": customer,
            "invited_on": START,
            "participated_on": START + timedelta(days=30) if dice.below(10) < 3 * at else None,
        }
        for at, campaign in enumerate(CAMPAIGNS)
        for customer in CUSTOMERS
    ]


def tiers(dice: Dice, assessments: tuple[date, ...]) -> Rows:
    """Return tiers of most customers."""
    return [
        {
            "customer_id": customer,
            "assessed_on": assessed_on,
            "tier": dice.one_of("A", "B", "C", "D"),
            "value_minor": 0,
            "orders": 0,
            "policy": "t1",
        }
        for assessed_on in assessments
        for customer in CUSTOMERS[:16]
    ]


def tickets(dice: Dice) -> Rows:
    """Return tickets, one in three of nobody known."""
    rows = dice.rows("ticket_id", 12)
    for row in rows:
        row["customer_id"] = dice.one_of(None, *CUSTOMERS[:2])
        row["opened_on"] = dice.day(20)
        row["channel"] = dice.one_of("phone", "chat")
        row["kind"] = "question"
    return rows


def service_contacts(dice: Dice) -> Rows:
    """Return contacts of service, one in three with nobody known."""
    rows = dice.rows("contact_id", 9)
    for row in rows:
        row["customer_id"] = dice.one_of(None, *CUSTOMERS[:2])
        row["happened_on"] = dice.day(25)
        row["channel"] = dice.one_of("phone", "bot")
    return rows


def contracts() -> Rows:
    """Return contracts at the edges of each assessment day, some of customers who never ordered: from when, to when, months."""
    rows: Rows = []
    for at, day in enumerate(ASSESSMENTS):
        eve, long_ago = day - timedelta(days=1), day - timedelta(days=400)
        edges = (
            (long_ago, None, 12),
            (long_ago, eve, 12),
            (long_ago, day, 12),
            (eve, None, 1),
            (day, None, 1),
            (long_ago, None, 0),
            (day, eve, 1),
        )
        for place, (started, ended, months) in enumerate(edges):
            whose: Row = {"contract_id": f"n{at}{place}", "customer_id": f"bound{at}{place}"}
            what: Row = {"started_on": started, "ended_on": ended, "period_months": months}
            rows.append(whose | what | {"fee_minor": 5_000})
    return [*rows, rows[0] | {"contract_id": "again"}, rows[0] | {"contract_id": "too", "customer_id": "c1"}]


def acquiring(chart: Rows) -> Rows:
    """Return the chart with one cost type that wins customers: without one there is no cost of winning."""
    return [row | {"purpose": "acquisition"} if row["cost_type"] == "mail" else row for row in chart]


def company(*, assessments: tuple[date, ...] = ASSESSMENTS) -> Case:
    """Return the company over the first quarter of 2026."""
    dice = Dice()
    known: Rows = [{"customer_id": customer, "acquired_on": dice.day(30)} for customer in CUSTOMERS[:12]]
    return Case(
        facts={
            "customers": [*known, {"customer_id": "c1", "source": "s2"}, {"customer_id": "silent"}],
            "orders": orders(dice),
            "contracts": contracts(),
            "cost_entries": cost_entries(dice),
            "contacts": contacts(dice),
            "benefits": benefits(dice),
            "campaigns": campaigns(),
            "campaign_members": members(dice),
            "tier_assignments": tiers(dice, assessments),
            "tickets": tickets(dice),
            "service_contacts": service_contacts(dice),
        },
        start=START,
        end=END,
        assessments=assessments,
        closing_on=max(assessments, default=None),
        chart=acquiring(CHART),
    )
