"""The mart on disk: one file of DuckDB, written once and then only read.

It holds each customer under an address of its own (``ref``), what happened to each, and the list of customers once more in
each order that a reader may ask for. A page of a list then reads a piece of one table, and a customer's page the few rows that
lie side by side: both cost the same few milliseconds among a thousand customers and among a million.
"""

import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import duckdb
import pyarrow as pa

Cell = int | float | str | bool | date | None
MartRow = dict[str, Cell]

SORTS = (
    "customer_id",
    "tier",
    "orders",
    "revenue_minor",
    "cost_minor",
    "profit_minor",
    "last_on",
    "clv_net_minor",
)
"""The columns in whose order the list is kept."""
_MAY_BE_EMPTY = ("last_on", "clv_net_minor")
_LISTED = (
    "ref, customer_id, tier, segment, since_on, orders, revenue_minor, margin_minor, direct_minor, allocated_minor, cost_minor,"
    " profit_minor, profit_rank, last_on, alive, clv_net_minor, clv_net_low_minor, clv_net_high_minor"
)
_SUMMED = ("orders", "revenue_minor", "margin_minor", "direct_minor", "allocated_minor", "profit_minor")
_WINDOW, _WIDER = 512, 16
_SCORES = (
    "customer_id VARCHAR, alive DOUBLE, orders_expected DOUBLE, orders_low BIGINT, orders_high BIGINT, order_value_minor BIGINT,"
    " order_margin_minor BIGINT, order_served_minor BIGINT, clv_gross_minor BIGINT, clv_gross_low_minor BIGINT,"
    " clv_gross_high_minor BIGINT, clv_net_minor BIGINT, clv_net_low_minor BIGINT, clv_net_high_minor BIGINT"
)
_DECISIONS = (
    "customer_id VARCHAR, tier VARCHAR, reason VARCHAR, value_minor BIGINT, revenue_minor BIGINT, net_minor BIGINT,"
    " orders BIGINT, quiet_days BIGINT, place BIGINT, awake BIGINT, tier_before VARCHAR, since_before DATE, stays BOOLEAN"
)


class Comparison(Enum):
    """How a column is compared; an empty cell passes none of them."""

    equals = "="
    below = "<"
    at_most = "<="
    at_least = ">="


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must satisfy to be listed."""

    column: str
    test: Comparison
    value: int | str | date


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a list, and the place behind the last of them; None at the end of the list."""

    rows: tuple[MartRow, ...]
    after: int | None


class MartDraft:
    """A mart being written: take what relations give, then ``finish``. Nobody reads it before."""

    def __init__(self, folder: Path, *, memory_limit: str = "1GB") -> None:
        self.folder = folder
        self._spill = folder / "spill"
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "temp_directory": str(self._spill),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        }
        self._connection = duckdb.connect(str(folder / FILE), config=config)
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute(f"CREATE TEMP TABLE scores ({_SCORES})")
        self._connection.execute(f"CREATE TEMP TABLE decisions ({_DECISIONS})")

    def take(self, name: str, rows: pa.RecordBatchReader) -> None:
        """Take all rows of a relation: ``records``, ``events`` or ``found``."""
        self._connection.register("given_rows", rows)
        self._connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given_rows")
        self._connection.unregister("given_rows")

    def score(self, rows: pa.Table) -> None:
        """Take the estimates of some customers."""
        self._add("scores", _SCORES, rows)

    def decide(self, rows: pa.RecordBatchReader) -> None:
        """Take what the closing assessment looked at and why it gave each tier."""
        self._add("decisions", _DECISIONS, rows)

    def _add(self, name: str, declared: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        self._connection.register("given_rows", rows)
        columns = ", ".join(each.split()[0] for each in declared.split(", "))
        self._connection.execute(f"INSERT INTO {name} SELECT {columns} FROM given_rows")
        self._connection.unregister("given_rows")

    def finish(self) -> tuple[MartRow, ...]:
        """Put everything in order; return the sums by tier and segment."""
        for statement in _statements():
            self._connection.execute(statement)
        found = _rows(
            self._connection.execute(
                f"SELECT tier, segment, {_sums()} FROM customers GROUP BY 1, 2 ORDER BY 1, 2"
            )
        )
        self.close()
        return found

    def close(self) -> None:
        """End the writing; closing twice is allowed."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)


FILE = "customers.duckdb"


class MartFile:
    """A finished mart, open for reading by any number of threads."""

    def __init__(self, folder: Path) -> None:
        # One thread: a page asks for little, and what two threads would save is less than what they cost to start.
        self._connection = duckdb.connect(
            str(folder / FILE), read_only=True, config={"threads": 1, "memory_limit": "256MB"}
        )
        self._lock = threading.Lock()
        (counted,) = self._rows("SELECT count(*) AS customers FROM customers", ())
        self.customers = int(str(counted["customers"]))

    def customer(self, ref: str) -> MartRow | None:
        """Return everything of one customer; None when there is nobody of that address."""
        found = self._rows("SELECT * FROM customers WHERE ref = ?", (ref,))
        return found[0] if found else None

    def named(self, refs: Sequence[str]) -> tuple[MartRow, ...]:
        """Return these customers as a list shows them, in no order."""
        marks = ", ".join("?" for _ in refs)
        return self._rows(f"SELECT {_LISTED} FROM customers WHERE ref IN ({marks})", refs) if refs else ()

    def page(
        self, where: Sequence[Condition], *, sort: str, descending: bool, after: int | None, limit: int
    ) -> Listed:
        """Return the next rows in an order of SORTS; empty cells come last either way."""
        table, backwards = f"by_{sort}", descending
        if descending and sort in _MAY_BE_EMPTY:
            table, backwards = f"by_{sort}_down", False
        found: list[MartRow] = []
        start = (
            (after if backwards else after + 1) if after is not None else self.customers if backwards else 0
        )
        window = _WINDOW
        # The order is that of the table, so a window of places is a few blocks; few hits widen it.
        while len(found) < limit + 1 and (start > 0 if backwards else start < self.customers):
            end = max(0, start - window) if backwards else start + window
            low, high = (end, start) if backwards else (start, end)
            tests, values = _where(where)
            found += self._rows(
                f"SELECT pos, {_LISTED} FROM {table} WHERE pos >= ? AND pos < ?{tests}"
                f" ORDER BY pos {'DESC' if backwards else ''} LIMIT {limit + 1 - len(found)}",
                (low, high, *values),
            )
            start, window = end, window * _WIDER
        more = len(found) > limit
        return Listed(tuple(found[:limit]), int(str(found[limit - 1]["pos"])) if more else None)

    def rows(self, where: Sequence[Condition], *, sort: str, descending: bool) -> Iterator[MartRow]:
        """Yield all rows of a list, for a file that holds them all."""
        after: int | None = None
        while True:
            part = self.page(where, sort=sort, descending=descending, after=after, limit=10_000)
            yield from part.rows
            if part.after is None:
                return
            after = part.after

    def sums(self, where: Sequence[Condition]) -> MartRow:
        """Return how many customers satisfy the conditions, and their sums."""
        tests, values = _where(where)
        (found,) = self._rows(f"SELECT {_sums()} FROM customers WHERE TRUE{tests}", values)
        return found

    def events(self, number: int, *, kind: str, skip: int, limit: int) -> tuple[MartRow, ...]:
        """Return what happened to a customer, newest first; of one kind when it is named."""
        one = " AND kind = ?" if kind else ""
        return self._rows(
            f"SELECT * FROM timeline WHERE no = ?{one}"
            f" ORDER BY happened_on DESC, kind, source, record_id LIMIT {limit} OFFSET {skip}",
            (number, kind) if kind else (number,),
        )

    def event_counts(self, number: int) -> tuple[MartRow, ...]:
        """Return how many rows of each kind a customer has."""
        return self._rows(
            "SELECT kind, count(*) AS events FROM timeline WHERE no = ? GROUP BY 1 ORDER BY 1", (number,)
        )

    def direct(self, number: int, *, start: date, end: date) -> tuple[MartRow, ...]:
        """Return a customer's direct cost of a period by cost type."""
        return self._rows(
            "SELECT cost_type, CAST(sum(amount_minor) AS BIGINT) AS amount_minor, count(*) AS entries FROM timeline"
            " WHERE no = ? AND cost_type IS NOT NULL AND happened_on >= ? AND happened_on < ? GROUP BY 1 ORDER BY 1",
            (number, start, end),
        )

    def found(self, number: int) -> tuple[MartRow, ...]:
        """Return what the rules found about a customer, newest first."""
        return self._rows(
            "SELECT * FROM findings WHERE no = ? ORDER BY found_on DESC, rule, subledger, source, entry_id",
            (number,),
        )

    def _rows(self, sql: str, values: Sequence[Cell]) -> tuple[MartRow, ...]:
        with self._lock:
            cursor = self._connection.cursor()
        try:
            return _rows(cursor.execute(sql, list(values)))
        finally:
            cursor.close()

    def close(self) -> None:
        """End the reading."""
        self._connection.close()


def _statements() -> Iterable[str]:
    """Yield what brings the taken rows into the order in which they are read."""
    yield (
        "CREATE TABLE customers AS SELECT row_number() OVER (ORDER BY ref) - 1 AS no, * FROM ("
        "SELECT left(sha256('customer:' || r.customer_id), 16) AS ref, r.*,"
        " CASE WHEN r.profit_minor < 0 THEN 'loss' WHEN r.profit_rank * 5 <= count(*) OVER () THEN 'top' ELSE 'middle' END"
        " AS segment, s.* EXCLUDE (customer_id), d.reason, d.value_minor AS window_value_minor,"
        " d.revenue_minor AS window_revenue_minor, d.net_minor AS window_net_minor, d.orders AS window_orders, d.quiet_days,"
        " d.place, d.awake, d.tier_before, d.since_before, d.stays FROM records AS r"
        " LEFT JOIN scores AS s ON s.customer_id = r.customer_id"
        # a policy that was changed after the assessment would tell of a tier that nobody was given
        " LEFT JOIN decisions AS d ON d.customer_id = r.customer_id AND d.tier = r.tier) AS joined ORDER BY ref"
    )
    for sort in SORTS:
        for name, way in ((sort, "ASC"), (f"{sort}_down", "DESC")):
            if way == "ASC" or sort in _MAY_BE_EMPTY:
                ties = "" if sort in ("customer_id", "tier") else "DESC"
                order = f"{sort} {way} NULLS LAST, profit_rank {ties}"
                yield (
                    f"CREATE TABLE by_{name} AS SELECT row_number() OVER (ORDER BY {order}) - 1 AS pos, {_LISTED}"
                    " FROM customers ORDER BY pos"
                )
    yield (
        "CREATE TABLE timeline AS SELECT c.no, e.* EXCLUDE (customer_id) FROM events AS e"
        " JOIN customers AS c ON c.customer_id = e.customer_id"
        " ORDER BY c.no, e.happened_on DESC, e.kind, e.source, e.record_id"
    )
    yield (
        "CREATE TABLE findings AS SELECT c.no, f.* EXCLUDE (customer_id) FROM found AS f"
        " JOIN customers AS c ON c.customer_id = f.customer_id ORDER BY c.no"
    )


def _sums() -> str:
    """Return what is summed, as select items in the order in which sums are told."""
    added = ", ".join(f"CAST(coalesce(sum({each}), 0) AS BIGINT) AS {each}" for each in _SUMMED)
    width = "CAST(clv_net_high_minor - clv_net_low_minor AS HUGEINT)"
    estimated = (
        "CAST(coalesce(sum(clv_net_minor), 0) AS BIGINT) AS clv_net_minor,"
        f" CAST(coalesce(sum({width} * {width}), 0) AS HUGEINT) AS clv_squares"
    )
    return f"count(*) AS customers, {added}, count(clv_net_minor) AS scored, {estimated}"


def _where(conditions: Sequence[Condition]) -> tuple[str, tuple[Cell, ...]]:
    """Return conditions as the rest of a WHERE, and their values."""
    tests = "".join(f" AND {each.column} {each.test.value} ?" for each in conditions)
    return tests, tuple(each.value for each in conditions)


def _rows(cursor: duckdb.DuckDBPyConnection) -> tuple[MartRow, ...]:
    names = [each[0] for each in cursor.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
