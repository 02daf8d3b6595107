"""Early warnings of the example company: a year of generated service, looked at in a book of its own and laid beside the company."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from fenhao.engine.facts import SERVICE_CONTACTS, TICKET_EVENTS, TICKETS
from fenhao.profiles import read_settings
from fenhao.runs.book import create_book, say_nothing
from fenhao.runs.loyalty import work_warnings
from fenhao.runs.service import ServiceWish, make_service
from tests.faces.web.customers import PEOPLE, load

AT = datetime(2026, 10, 5, 6, tzinfo=UTC)
_TICKETS = 1_800


def fill_warned(root: Path, settings: str, *, shop: Path) -> None:
    """Work warnings out from a year of tickets of the company's customers, and lay them beside it."""
    book = create_book(root=shop, settings=read_settings(settings))
    wish = ServiceWish(
        tickets=_TICKETS,
        customers=tuple(f"K{number}" for number in range(1, PEOPLE)),
        starts_at=datetime(2025, 9, 1, tzinfo=UTC),
        ends_at=AT,
        time_zone="Asia/Shanghai",
        seed=7,
    )
    days = {name: rows.to_pylist() for name, rows in make_service(wish).items()}
    for row in days["tickets"]:
        row["opened_on"] = row["opened_at"].date()
    for row in (*days["ticket_events"], *days["service_contacts"]):
        row["happened_on"] = row["happened_at"].date()
    for table in (TICKETS, TICKET_EVENTS, SERVICE_CONTACTS):
        load(book, table, days[table.name])
    work_warnings(book=book, at=AT, advance=say_nothing)
    (root / "results").mkdir(exist_ok=True)
    for name in ("service-warnings.json", "service_warnings.parquet"):
        shutil.copy(shop / "results" / name, root / "results" / name)
