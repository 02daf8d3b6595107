"""A company's service in nine months: surveys with and without answers, contacts, contracts, points, and who is to be called."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from fenhao.engine.facts import (
    CONTACTS,
    CONTRACTS,
    COST_ENTRIES,
    CUSTOMERS,
    MEMBERSHIPS,
    ORDERS,
    POINTS,
    SERVICE_CONTACTS,
    SURVEYS,
    TIER_ASSIGNMENTS,
)
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book, keep, say_nothing, stamp_now
from fenhao.runs.loyalty import list_care, measure_points
from fenhao.runs.service import measure_satisfaction
from fenhao.warehouse import Engine
from tests.faces.web.customers import Rows, load

AT = datetime(2026, 10, 5, tzinfo=UTC)
CHANNELS = {"phone": 600, "chat": 300, "mail": 240, "bot": 20}
"""Channel -> seconds of staff time a contact takes."""
TIERS = "ABCD"
MONTHS = tuple(date(2026, month, 1) for month in range(1, 10))
ENDS = {4: date(2026, 10, 31), 5: date(2026, 12, 31), 6: date(2026, 10, 20)}
"""Member -> the last day of the level: soon, not yet, and soon with the next level given already."""
PROMOTERS, PASSIVES, DETRACTORS = 6, 3, 3
"""The twelve who answered the NPS question of September."""


def service_rows() -> tuple[Rows, Rows, Rows]:
    """Return contacts, CSAT surveys about them, and the ledger's cost of each channel and month."""
    dice = Random(3)
    contacts: Rows = []
    surveys: Rows = []
    costs: Rows = []
    for place, month in enumerate(MONTHS):
        for channel, seconds in CHANNELS.items():
            costs.append(
                {
                    "entry_id": f"pay-{channel}-{place}",
                    "occurred_on": month + timedelta(days=20),
                    "cost_type": "service_staff",
                    "amount_minor": seconds * 40 * dice.randint(80, 120),
                    "channel": channel,
                }
            )
            for tier in TIERS:
                pace = dice.uniform(0.7, 1.4)
                for number in range(10):
                    name = f"{channel}{tier}{place}-{number}"
                    customer = f"L{TIERS.index(tier) * 20 + number:03d}"
                    day = month + timedelta(days=2 * number)
                    contacts.append(
                        {
                            "contact_id": name,
                            "customer_id": customer,
                            "happened_on": day,
                            "channel": channel,
                            "handle_seconds": int(seconds * pace),
                            "tier": tier,
                            "team": f"team {1 + number % 2}",
                        }
                    )
                    answered = number < 7
                    score = min(5, max(1, round(2.6 + 1.2 * pace + dice.gauss(0, 0.7))))
                    surveys.append(
                        {
                            "survey_id": f"s-{name}",
                            "customer_id": customer,
                            "kind": "csat",
                            "question": "solved" if number % 2 else "friendly",
                            "asked_on": day,
                            "answered_on": day + timedelta(days=1) if answered else None,
                            "score": score if answered else None,
                            "channel": channel,
                            "team": f"team {1 + number % 2}",
                            "tier": tier,
                        }
                    )
    return contacts, surveys, costs


def nps_rows() -> Rows:
    """Return the NPS of August and September: twelve answers of September, three of them with words."""
    scores = [10] * PROMOTERS + [8] * PASSIVES + [2, 5, 6]
    rows: Rows = []
    for number, score in enumerate(scores):
        rows.append(
            {
                "survey_id": f"nps-{number}",
                "customer_id": f"L{number:03d}",
                "kind": "nps",
                "asked_on": date(2026, 9, 20),
                "answered_on": date(2026, 9, 24),
                "score": score,
                "text": "等了三天才有人回电" if score < 7 else None,
                "tier": "A",
            }
        )
    for number in range(18):
        rows.append(
            {
                "survey_id": f"nps-no-{number}",
                "customer_id": f"L{20 + number:03d}",
                "kind": "nps",
                "asked_on": date(2026, 8 + number % 2, 21),
                "tier": "B",
            }
        )
    return rows


def points_rows() -> Rows:
    """Return sixty members who earn every month and redeem now and then."""
    dice = Random(5)
    rows: Rows = []
    for member in range(60):
        for place in range(-15, 9):
            day = date(2026, 1, 9) + timedelta(days=30 * place)
            rows.append(
                {
                    "entry_id": f"e{member}-{place}",
                    "customer_id": f"L{member:03d}",
                    "happened_on": day,
                    "movement": "earned",
                    "points": dice.randint(50, 200),
                }
            )
            if dice.random() < 0.3:
                rows.append(
                    {
                        "entry_id": f"r{member}-{place}",
                        "customer_id": f"L{member:03d}",
                        "happened_on": day + timedelta(days=11),
                        "movement": "redeemed",
                        "points": dice.randint(20, 120),
                    }
                )
    return rows


def care_rows() -> dict[str, Rows]:
    """Return who is quiet (L000, L001), who has a birthday (L002), whose contract is due (L003), who was called often (L001)."""
    orders: Rows = [
        {
            "order_id": f"o{member}-{number}",
            "customer_id": f"L{member:03d}",
            "ordered_on": date(2026, 3, 1) + timedelta(days=10 * number),
            "revenue_minor": 9_900,
        }
        for member in (0, 1)
        for number in range(8)
    ]
    tiers: Rows = [
        {
            "customer_id": f"L{member:03d}",
            "assessed_on": date(2026, 9, 1),
            "tier": "A",
            "value_minor": 1,
            "orders": 8,
            "policy": "p",
        }
        for member in range(12)
    ]
    return {
        "orders": orders,
        "tiers": tiers,
        "customers": [{"customer_id": "L002", "birthday": "10-12"}],
        "contracts": [
            {
                "contract_id": "k3",
                "customer_id": "L003",
                "started_on": date(2025, 11, 1),
                "period_months": 12,
                "fee_minor": 120_000,
                "plan": "pro",
            }
        ],
        "contacts": [
            {
                "contact_id": f"c{number}",
                "customer_id": "L001",
                "contacted_on": date(2026, 9, 28),
                "channel": "phone",
                "purpose": "care",
            }
            for number in range(4)
        ],
    }


def open_service(root: Path, settings: str) -> Book:
    """Make the company in a folder, its facts loaded."""
    book = create_book(root=root, settings=read_settings(settings))
    contacts, surveys, costs = service_rows()
    care = care_rows()
    levels: Rows = [
        {
            "customer_id": f"L{member:03d}",
            "since_on": date(2025, 1, 1),
            "level": "gold" if member % 3 else "silver",
            "ends_on": ENDS.get(member),
        }
        for member in range(40)
    ]
    levels.append({"customer_id": "L006", "since_on": date(2026, 10, 21), "level": "gold", "ends_on": None})
    for table, rows in (
        (SERVICE_CONTACTS, contacts),
        (SURVEYS, [*surveys, *nps_rows()]),
        (COST_ENTRIES, costs),
        (POINTS, points_rows()),
        (MEMBERSHIPS, levels),
        (ORDERS, care["orders"]),
        (TIER_ASSIGNMENTS, care["tiers"]),
        (CUSTOMERS, care["customers"]),
        (CONTRACTS, care["contracts"]),
        (CONTACTS, care["contacts"]),
    ):
        load(book, table, rows)
    return book


def fill_loyal(root: Path, settings: str, *, shop: Path) -> None:
    """Lay what this company's facts come to beside another, open an improvement, and take a call on."""
    from fenhao.books.care import CareOutcome, operations as care
    from fenhao.books.improvements import Aim, Measure, Source, Wanted, operations as improvements
    from fenhao.books.people.models import User
    from fenhao.engine.metrics import Where
    from fenhao.runs.book import open_book

    made, book = open_service(shop, settings), open_book(root=root)
    stamp = stamp_now(book)
    told = list_care(book=made, at=AT, engine=Engine.duckdb, advance=say_nothing)
    for name, value in (
        (
            "satisfaction",
            measure_satisfaction(book=made, at=AT, engine=Engine.duckdb, advance=say_nothing),
        ),
        ("points", measure_points(book=made, at=AT, engine=Engine.duckdb, advance=say_nothing)),
        ("care", told),
    ):
        keep(book=book, name=name, value=value, stamp=stamp, at=AT)
    people = {each.username: each.pk for each in User.objects.all()}
    by, at = people["service"], datetime(2026, 4, 3, tzinfo=UTC)
    wanted = Wanted(
        title="电话回访改为当天完成",
        note="九月三位贬损者都提到等待过久",
        source=Source.survey,
        source_ref="shop/nps-9",
        owner=by,
        due_on=date(2026, 12, 31),
        aim=Aim(Measure.cost, Where("A", "benefits")),
        baseline_month="2026-01",
        expected=10_000,
    )
    opened = improvements.open_item(wanted, book=book, key="improve-1", by=by, at=at)
    assert opened.passed, opened
    step = improvements.add_task(
        opened.number,
        title="排出回访班次",
        owner=by,
        due_on=date(2026, 5, 1),
        key="improve-2",
        by=by,
        at=at,
    )
    assert step.passed, step
    call = next(each for each in told.calls if each.reason.value == "birthday")
    asked = care.Call(call.ref, call.reason.value, call.customer_id, call.contacts)
    done = care.record_outcome(
        asked,
        CareOutcome.reached,
        channel="phone",
        on=date(2026, 10, 5),
        note="客户很高兴",
        today=date(2026, 10, 5),
        key="care-1",
        by=by,
        at=AT,
    )
    assert done.passed, done
