"""The help desk of the example company: forty generated tickets, their clocks run, laid beside a book that loaded none."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from fenhao.engine.facts import SERVICE_CONTACTS, TICKET_EVENTS, TICKETS
from fenhao.profiles import read_settings
from fenhao.runs.book import create_book, say_nothing
from fenhao.runs.planning import months_with_facts
from fenhao.runs.service import ServiceWish, assess_service, make_service, resolution_days, work_service
from fenhao.warehouse import Engine
from tests.faces.web.customers import PEOPLE, load

AT = datetime(2026, 10, 5, 6, tzinfo=UTC)
OPEN, LATE = "H1", "H2"
"""A ticket whose clock stands still, and one that is overdue."""


def fill_service(root: Path, settings: str, *, shop: Path) -> None:
    """Make tickets in a book of their own, run their clocks, and lay the rows beside the company."""
    book = create_book(root=shop, settings=read_settings(settings))
    wish = ServiceWish(
        tickets=60,
        customers=tuple(f"K{number}" for number in range(1, PEOPLE)),
        starts_at=datetime(2026, 8, 1, tzinfo=UTC),
        ends_at=AT,
        time_zone="Asia/Shanghai",
        seed=4,
    )
    made = make_service(wish)
    own = {
        "opened_on": datetime(2026, 9, 28, tzinfo=UTC).date(),
        "opened_at": datetime(2026, 9, 28, 2, tzinfo=UTC),
        "channel": "phone",
        "kind": "complaint",
        "priority": "high",
        "category": "delivery",
        "subject": "包裹未收到",
        "text": "已经第三次了，包裹还没收到。",
        "team": "complaints",
        "agent": "C01",
        "customer_id": "K2",
    }
    days = {name: rows.to_pylist() for name, rows in made.items()}
    for row in days["tickets"]:
        row["opened_on"] = row["opened_at"].date()
    for row in (*days["ticket_events"], *days["service_contacts"]):
        row["happened_on"] = row["happened_at"].date()
    days["tickets"] += [{"ticket_id": OPEN, **own}, {"ticket_id": LATE, **own, "priority": "urgent"}]
    moment = datetime(2026, 9, 28, 3, tzinfo=UTC)
    days["ticket_events"] += [
        {"ticket_id": OPEN, "happened_on": moment.date(), "happened_at": moment, "event": event}
        for event in ("agent_replied", "waiting_customer")
    ]
    for table in (TICKETS, TICKET_EVENTS, SERVICE_CONTACTS):
        load(book, table, days[table.name])
    assess_service(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)
    for label in months_with_facts(book=book, until=book.today(AT))[-1:]:
        work_service(book=book, label=label, deadlines=resolution_days(book), at=AT, advance=say_nothing)
    shutil.copytree(shop / "results", root / "results", dirs_exist_ok=True)
