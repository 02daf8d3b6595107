"""The database servers: PostgreSQL itself, and MySQL by a stand-in that speaks its protocol; streamed, read only, lines that break."""

import asyncio
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from mysql_mimic import IdentityProvider, MysqlServer, NativePasswordAuthPlugin, Session, User
from mysql_mimic.errors import MysqlError

from tests.books.stage import postgres_server
from tests.faces.connectors.fetching import Bench, only, told

FEED = """
batch_rows = 4
[[shop.feeds]]
fact = "orders"
object = "sales"
cursor = "updated"
overlap = "1 minute"
columns = { order_id = "id", customer_id = "customer", ordered_on = "day", revenue = "100%" }
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    url, stop = postgres_server(Path(tempfile.mkdtemp(prefix="fenhao-postgres-")))
    yield url
    stop()


def test_postgresql_is_streamed_from_the_cursor_on(postgres: str, tmp_path: Path) -> None:
    parts = psycopg.conninfo.conninfo_to_dict(postgres)
    with psycopg.connect(postgres, autocommit=True) as link:
        link.execute("DROP TABLE IF EXISTS sales")
        link.execute(
            'CREATE TABLE sales (id bigint, customer text, day date, "100%" numeric(18,4), updated timestamptz)'
        )
        link.execute(
            "INSERT INTO sales SELECT n, 'K1', '2026-03-05', n + 0.1, '2026-04-01 10:00:00.123456+08'::timestamptz"
            " + n * interval '10 minutes' FROM generate_series(1, 9) n"
        )
    bench = Bench(tmp_path / "book", allowed=(str(parts["host"]),))
    bench.write(
        f'[shop]\nkind = "postgresql"\naddress = "{parts["host"]}"\ndatabase = "{parts["dbname"]}"\n'
        f'user = "{parts["user"]}"\n{FEED}'
    )
    secrets = {"password": str(parts.get("password") or "none")}
    first = only(bench.one("shop", secrets))
    assert (first.loaded, len(first.results)) == (9, 3)
    assert bench.rows("orders", "revenue_minor") == sorted((n * 100 + 10 for n in range(1, 10)), key=str)
    with psycopg.connect(postgres, autocommit=True) as link:
        link.execute("INSERT INTO sales VALUES (10, 'K1', '2026-03-05', 10.1, '2026-04-01 11:30:00+08')")
        again = only(bench.one("shop", secrets))
        assert (again.rows_read, again.loaded) == (2, 1), "a tie and a late row, and nothing before them"
        link.execute('ALTER TABLE sales RENAME COLUMN "100%" TO total')
        trouble = bench.one("shop", secrets).trouble
        assert trouble is not None and trouble.code == "sources.field_missing" and "total" in told(trouble)
        link.execute("DROP TABLE sales")
    trouble = bench.one("shop", secrets).trouble
    assert trouble is not None and trouble.code == "sources.question_refused"


class _Shop(Session):  # type: ignore[misc]
    """Answers as MySQL would, from a table in memory."""

    def __init__(self, sales: sqlite3.Connection, asked: list[str], refuse: list[int]) -> None:
        super().__init__()
        self._sales, self._asked, self._refuse = sales, asked, refuse

    async def query(self, expression, sql, _attrs):  # type: ignore[no-untyped-def]
        self._asked.append(sql)
        if "sales" not in sql:
            return [], []
        if "ORDER BY" in sql and self._refuse and self._refuse.pop():
            raise MysqlError("Server shutdown in progress", 1053)
        found = self._sales.execute(expression.sql(dialect="sqlite"))
        return found.fetchall(), [each[0] for each in found.description]


class _Reader(IdentityProvider):  # type: ignore[misc]
    """Knows one user and his password."""

    async def get_user(self, username: str) -> User | None:
        known = NativePasswordAuthPlugin.create_auth_string("hush")
        return User(name=username, auth_string=known, auth_plugin=NativePasswordAuthPlugin.name)


@pytest.fixture
def mysql() -> Iterator[tuple[int, sqlite3.Connection, list[str], list[int]]]:
    sales = sqlite3.connect(":memory:", check_same_thread=False)
    asked: list[str] = []
    refuse: list[int] = []
    loop = asyncio.new_event_loop()
    server = MysqlServer(session_factory=lambda: _Shop(sales, asked, refuse), identity_provider=_Reader())
    loop.run_until_complete(server.start_server(port=0, host="127.0.0.1"))
    port = server._server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield port, sales, asked, refuse

    async def end() -> None:
        server._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)

    asyncio.run_coroutine_threadsafe(end(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()
    sales.close()


def test_mysql_is_streamed_and_asked_again_when_the_line_breaks(
    mysql: tuple[int, sqlite3.Connection, list[str], list[int]], tmp_path: Path
) -> None:
    port, sales, asked, refuse = mysql
    sales.execute('CREATE TABLE sales (id INTEGER, customer TEXT, day TEXT, "100%" TEXT, updated TEXT)')
    sales.executemany(
        "INSERT INTO sales VALUES (?, 'K1', '2026-03-05', ?, ?)",
        [(n, f"{n}.10", f"2026-04-01 10:0{n}:00") for n in range(1, 10)],
    )
    bench = Bench(tmp_path / "book")
    bench.write(
        f'[shop]\nkind = "mysql"\naddress = "127.0.0.1:{port}"\ndatabase = "shop"\nuser = "reader"\n{FEED}'
    )
    refuse[:] = [0, 1]
    first = only(bench.one("shop", {"password": "hush"}))
    assert first.loaded == 9
    assert bench.waits, "it waited before it asked again"
    assert not any(each.upper().startswith(("INSERT", "UPDATE", "DELETE")) for each in asked)
    again = only(bench.one("shop", {"password": "hush"}))
    assert (again.rows_read, again.loaded) == (2, 0)
    refused = bench.one("shop", {"password": "wrong-secret"}).trouble
    assert (
        refused is not None
        and refused.code == "sources.not_signed_in"
        and "wrong-secret" not in told(refused)
    )
    assert only(bench.one("shop", {"password": "hush"}, afresh=True)).loaded == 0


def test_a_server_that_nobody_answers_at_is_given_up(tmp_path: Path) -> None:
    for kind, port in (("mysql", 9), ("postgresql", 9)):
        bench = Bench(tmp_path / kind)
        bench.write(
            f'[shop]\nkind = "{kind}"\naddress = "127.0.0.1:{port}"\ndatabase = "d"\nuser = "u"\n{FEED}'
        )
        trouble = bench.one("shop", {"password": "hush"}).trouble
        assert trouble is not None and trouble.code == "sources.line_lost"
        assert len(bench.waits) == bench.tries
        assert "hush" not in told(trouble)
        bench.allowed = ()
        trouble = bench.one("shop", {"password": "hush"}).trouble
        assert trouble is not None and trouble.code == "sources.private_address"
