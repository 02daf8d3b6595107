"""Decisions per second and their p99, beside what the same database does bare in the same run.

``python -m benchmarks.control [sqlite|postgresql] [seconds] [entries]``; with a number of entries, these are put in first
and a large document is measured against them. The bare database does the least that a durable decision
needs: one journal insert, one conditional update of one balance, one commit, in one transaction; a batch is a thousand of
them in one. Each figure is given once by wall clock and once by this process's processor time a decision.
"""

import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from fenhao.books.budgets import Act, Ask, Leg, Request
from fenhao.kernel import FiscalCalendar
from fenhao.site import configure, migrate

AT = datetime(2026, 5, 15, 9, tzinfo=UTC)
LINES = 64
CLIENTS = (1, 8, 32)
BATCH = 1000
_BODY = "x" * 250
Poster = Callable[[list[tuple[str, int]]], None]
"""Posts (key, line) rows in one transaction."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement."""

    name: str
    per_second: float
    p50_ms: float
    p99_ms: float
    processor_us: float

    def line(self) -> str:
        """The figure as a line of text."""
        return (
            f"{self.name:44} {self.per_second:9.0f}/s  p50 {self.p50_ms:8.2f} ms  p99 {self.p99_ms:8.2f} ms"
            f"  {self.processor_us:7.0f} us of processor"
        )


def leg(line: int, amount: int = 7) -> Leg:
    """Return a spend on one of the lines."""
    return Leg(date(2026, 5, 10), "A", f"c{line}", amount)


def measure(
    name: str, *, clients: int, seconds: float, each: int, once: Callable[[int, int], None]
) -> Figure:
    """Run ``once(client, turn)`` on many threads for that long; each call does ``each`` decisions."""
    spans: list[float] = []
    end = time.perf_counter() + seconds

    def go(client: int) -> None:
        own = []
        turn = 0
        while time.perf_counter() < end:
            begin = time.perf_counter()
            once(client, turn)
            own.append(time.perf_counter() - begin)
            turn += 1
        spans.extend(own)

    threads = [threading.Thread(target=go, args=(client,)) for client in range(clients)]
    begin, processor = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - begin, time.process_time() - processor
    spans.sort()
    done = len(spans) * each
    at = [spans[int(len(spans) * share)] * 1000 for share in (0.5, 0.99)]
    figure = Figure(name, done / took, at[0], at[1], used / done * 1e6)
    print(figure.line(), flush=True)
    return figure


def measure_books(seconds: float) -> dict[str, Figure]:
    """Measure the books: single decisions, batches, a check, a document of a thousand lines."""
    from fenhao.books.budgets import operations as books  # once the site is configured

    found: dict[str, Figure] = {}
    for clients in CLIENTS:
        for place, name in (("hot line", 1), ("64 lines", LINES)):

            def once(client: int, turn: int, *, spread: int = name, tag: str = f"{clients}-{name}") -> None:
                line = (client * 7 + turn) % spread
                key = f"{tag}-{client}-{turn}"
                assert books.spend(key=key, legs=[leg(line)], currency="EUR", by=1, at=AT).passed

            label = f"books, {clients} clients, {place}"
            found[label] = measure(label, clients=clients, seconds=seconds, each=1, once=once)

    def batch(client: int, turn: int) -> None:
        asks = [
            Ask(Request(Act.spend, f"b{client}-{turn}-{n}", (leg(n % LINES),), "EUR"), 1, AT)
            for n in range(BATCH)
        ]
        assert all(each.passed for each in books.post(asks))

    def document(client: int, turn: int) -> None:
        legs = [leg(n % LINES) for n in range(BATCH)]
        assert books.spend(key=f"d{client}-{turn}", legs=legs, currency="EUR", by=1, at=AT).passed

    def check(_client: int, turn: int) -> None:
        assert books.check(Request(Act.spend, "", (leg(turn % LINES),), "EUR"), at=AT).passed

    for label, each, once_more in (
        ("books, batches of 1,000 requests", BATCH, batch),
        ("books, documents of 1,000 legs", BATCH, document),
        ("books, check", 1, check),
    ):
        found[label] = measure(label, clients=1, seconds=seconds, each=each, once=once_more)
    return found


def add_history(entries: int) -> None:
    """Put so many entries on the lines in bulk, and add the balances up from all of them."""
    from fenhao.books.budgets._structure import FOLD_INTO_BALANCES
    from fenhao.books.database import Session, write

    def work(session: Session) -> None:
        """Insert, then add up."""
        session.run(
            "INSERT INTO journal_command (key, act, body, verdict, answer, at) VALUES ('history', 'fact', '', 'recorded',"
            " '', ?)",
            (AT,),
        )
        numbers = (
            "SELECT n FROM generate_series(1, ?::bigint) AS s (n)"
            if session.on_postgresql
            else "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?) SELECT n FROM s"
        )
        session.run(
            "INSERT INTO journal_entry (command_id, kind, line_id, period, belongs_to, occurred_on, cost_type, customer,"
            " campaign, amount_minor, currency, funded_minor, reserved_minor, actual_minor, batch, at)"
            " SELECT c.id, 'fact', l.id, l.period, l.period, ?, '', '', '', 1, 'EUR', 0, 0, 1, '', c.at"
            f" FROM ({numbers}) AS s JOIN budgets_line l ON l.category = 'c' || (s.n % {LINES})"
            " JOIN journal_command c ON c.key = 'history'",
            (date(2026, 5, 10), entries),
        )
        session.run(FOLD_INTO_BALANCES, (0, 0))

    begin = time.perf_counter()
    write(work)
    print(f"{entries:,} entries added in {time.perf_counter() - begin:.0f} s", flush=True)


def measure_history(entries: int, seconds: float) -> None:
    """Measure a document of a thousand legs and a check against that many entries."""
    from fenhao.books.budgets import operations as books

    add_history(entries)

    def document(client: int, turn: int) -> None:
        legs = [leg(n % LINES) for n in range(BATCH)]
        assert books.spend(key=f"h{client}-{turn}", legs=legs, currency="EUR", by=1, at=AT).passed

    def check(_client: int, turn: int) -> None:
        assert books.check(Request(Act.spend, "", (leg(turn % LINES),), "EUR"), at=AT).passed

    measure("books, a document against them", clients=1, seconds=seconds, each=1, once=document)
    measure("books, a check against them", clients=1, seconds=seconds, each=1, once=check)
    assert books.differences() == ()


def measure_bare(engine: str, target: str, seconds: float) -> None:
    """Measure the database's own ceiling, with a connection a client."""
    connect = _sqlite if engine == "sqlite" else _postgresql
    connect(target, make=True)
    for clients in CLIENTS:
        for place, spread in (("hot line", 1), ("64 lines", LINES)):
            open_ones = [connect(target, make=False) for _ in range(clients)]

            def once(
                client: int,
                turn: int,
                *,
                of: list[Poster] = open_ones,
                lines: int = spread,
                tag: str = f"{clients}-{spread}",
            ) -> None:
                of[client]([(f"{tag}-{client}-{turn}", (client * 7 + turn) % lines)])

            measure(f"bare, {clients} clients, {place}", clients=clients, seconds=seconds, each=1, once=once)
    one = connect(target, make=False)
    measure(
        "bare, batches of 1,000",
        clients=1,
        seconds=seconds,
        each=BATCH,
        once=lambda client, turn: one([(f"b{client}-{turn}-{n}", n % LINES) for n in range(BATCH)]),
    )


_TABLES = (
    "CREATE TABLE bare_journal (id {serial}, key text UNIQUE, body text, line bigint, amount bigint, at text)",
    "CREATE TABLE bare_balance (id bigint PRIMARY KEY, used bigint, room bigint, CHECK (used <= room))",
)


def _sqlite(path: str, *, make: bool) -> Poster:
    """Return what posts bare on SQLite, durably."""
    raw = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    if make:
        for table in _TABLES:
            raw.execute(table.format(serial="integer PRIMARY KEY AUTOINCREMENT"))
        raw.executemany("INSERT INTO bare_balance VALUES (?, 0, 1000000000000)", [(n,) for n in range(LINES)])

    def post(rows: list[tuple[str, int]]) -> None:
        raw.execute("BEGIN IMMEDIATE")
        for key, line in rows:
            raw.execute(
                "INSERT INTO bare_journal (key, body, line, amount, at) VALUES (?, ?, ?, 7, '2026-05-15')",
                (key, _BODY, line),
            )
            raw.execute("UPDATE bare_balance SET used = used + 7 WHERE id = ? AND used + 7 <= room", (line,))
        raw.execute("COMMIT")

    return post


def _postgresql(url: str, *, make: bool) -> Poster:
    """Return what posts bare on PostgreSQL: one statement, one round trip, durably."""
    raw = psycopg.connect(url, autocommit=True, prepare_threshold=1)
    if make:
        for table in _TABLES:
            raw.execute(table.format(serial="bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY").encode())
        raw.execute(b"INSERT INTO bare_balance SELECT n, 0, 1000000000000 FROM generate_series(0, 63) n")
    single = (
        b"WITH told AS (INSERT INTO bare_journal (key, body, line, amount, at) VALUES (%s, %s, %s, 7, '2026-05-15'))"
        b" UPDATE bare_balance SET used = used + 7 WHERE id = %s AND used + 7 <= room"
    )
    many = (
        b"WITH given AS (SELECT * FROM unnest(%s::text[], %s::bigint[]) g (key, line)), told AS (INSERT INTO"
        b" bare_journal (key, body, line, amount, at) SELECT key, %s, line, 7, '2026-05-15' FROM given)"
        b" UPDATE bare_balance b SET used = used + s.n * 7 FROM (SELECT line, count(*) n FROM given GROUP BY line) s"
        b" WHERE b.id = s.line AND used + s.n * 7 <= room"
    )

    def post(rows: list[tuple[str, int]]) -> None:
        if len(rows) == 1:
            raw.execute(single, (rows[0][0], _BODY, rows[0][1], rows[0][1]))
        else:
            raw.execute(many, ([key for key, _ in rows], [line for _, line in rows], _BODY))

    return post


def main() -> None:
    """Measure one database after the other, bare and books in turn."""
    engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3
    root = Path(tempfile.mkdtemp(prefix="fenhao-control-"))
    stop: Callable[[], None] = lambda: None  # noqa: E731
    if engine == "sqlite":
        url, target = f"sqlite:///{root / 'books.sqlite3'}", str(root / "bare.sqlite3")
    else:
        from tests.books.stage import postgres_server

        url, stop = postgres_server(root, durable=True)
        target = url
    configure(url)
    migrate()
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal import open_year
    from fenhao.books.people import Role, operations as people

    someone = people.add_user(by=None, username="bench", email="", password="x", at=AT).pk
    people.grant_role(user_id=someone, role=Role.finance, by=None, at=AT)
    assert someone == 1
    open_year(FiscalCalendar(), 2026)
    books.fund(key="f", legs=[leg(n, 10**13) for n in range(LINES)], currency="EUR", by=1, at=AT)
    print(engine)
    measure_bare(engine, target, seconds)
    measure_books(seconds)
    if len(sys.argv) > 3:
        measure_history(int(sys.argv[3]), seconds)
    stop()


if __name__ == "__main__":
    main()
