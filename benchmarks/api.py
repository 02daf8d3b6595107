"""Facts a second through the API, and how long a check takes: ``python -m benchmarks.api [rows] [checks]``.

One process serves a new company on a port of this machine; the client of another process would cost the same here, so it runs in
this one. Times are by wall clock over the socket, beside the processor time of server and client together.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fenhao.client import Client, types
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import read_settings
from fenhao.runs import create_book
from fenhao.site import configure, migrate

AT = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "benchmark-".ljust(43, "x")
BATCH = 50_000


def made(root: Path) -> None:
    """Make a company with one funded line a month, and a person with a token."""
    create_book(root=root, settings=read_settings('[company]\nname = "Bench"\ncurrency = "CNY"\n'))
    os.environ.update(FENHAO_BOOK_ROOT=str(root), FENHAO_HOSTS="127.0.0.1", FENHAO_INSECURE="1")
    os.environ["FENHAO_API_PER_MINUTE"] = "1000000"
    configure(root)
    migrate()
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund
    from fenhao.books.journal import open_year
    from fenhao.books.people import Role
    from fenhao.books.people.operations import SCOPES, add_first, issue_token

    open_year(FiscalCalendar(), 2026)
    legs = [Leg(date(2026, month, 1), "A", "benefits", 10**9) for month in range(1, 13)]
    assert fund(key="year", legs=legs, currency="CNY", by=None, at=AT).passed
    user = add_first(
        username="fin", email="", password="", roles=(Role.administrator, Role.finance), at=AT, key="fin"
    )
    issue_token(
        user_id=user.id,
        name="bench",
        scopes=frozenset(SCOPES),
        secret=SECRET,
        by=user.id,
        at=AT,
        expires_at=datetime(2199, 1, 1, tzinfo=UTC),
    )


def entries(rows: int) -> Iterator[dict[str, str | int | bool | None]]:
    """Yield cost entries over a year."""
    for number in range(rows):
        day = date(2026, 1, 1) + timedelta(days=number % 365)
        yield {
            "entry_id": f"E{number}",
            "occurred_on": day.isoformat(),
            "cost_type": "coupons",
            "amount_minor": 100 + number % 9000,
            "customer_id": f"C{number % 50_000}",
        }


def measured(client: Client, rows: int, checks: int) -> None:
    """Post, check, and say what it took."""
    wall, busy = time.perf_counter(), time.process_time()
    done = client.post_facts("cost_entries", entries(rows), upload="bench", batch_rows=BATCH)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    assert done.taken == rows, done
    print(f"facts  {rows:,} rows in {wall:.1f} s: {rows / wall:,.0f}/s; {busy:.1f} s of processor")
    part: types.Part = {"occurred_on": "2026-06-05", "amount_minor": 100, "category": "benefits", "tier": "A"}

    def check(_: str) -> str:
        return client.post_check({"parts": [part]})["verdict"]

    def hold(key: str) -> str:
        body: types.Hold = {"parts": [part], "hold_until": "2198-01-01T00:00:00Z"}
        return client.post_hold(body, key=key)["verdict"]

    for name, ask in (("check", check), ("hold", hold)):
        took = []
        busy = time.process_time()
        for number in range(checks):
            begun = time.perf_counter()
            assert ask(f"{name}-{number}") == "committed"
            took.append((time.perf_counter() - begun) * 1000)
        busy = time.process_time() - busy
        took.sort()
        p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
        print(f"{name:6} p50 {p50:.1f} ms  p99 {p99:.1f} ms; {busy / checks * 1000:.1f} ms of processor each")


def main() -> int:
    """Serve, ask, tell."""
    given = [int(each) for each in sys.argv[1:]]
    rows, checks = [*given, *(200_000, 500)[len(given) :]]
    with tempfile.TemporaryDirectory() as folder:
        made(Path(folder) / "book")
        from django.core.wsgi import get_wsgi_application
        from waitress.server import BaseWSGIServer, create_server

        server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
        assert isinstance(server, BaseWSGIServer), "one address has one socket"
        threading.Thread(target=server.run, daemon=True).start()
        client = Client(f"http://127.0.0.1:{server.getsockname()[1]}", token=SECRET, timeout=300)
        assert [each["name"] for each in client.get_facts()]
        measured(client, rows, checks)
        server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
