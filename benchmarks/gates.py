"""What the gate costs: checks one by one with a policy in force, and carrying tiers, spend and wake-ups over.

``python benchmarks/gates.py --customers 2000000`` makes books in a folder of its own on SQLite, or in the empty database
that ``--url`` names, and prints what it measured.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fenhao.engine.waste import WakeUp, WakeUps
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import read_policies
from fenhao.site import configure, migrate

NOW = datetime(2026, 5, 15, 9, tzinfo=UTC)
PORTION = 20_000


def names(customers: int) -> Iterator[Sequence[str]]:
    """Yield the customers in portions."""
    for start in range(0, customers, PORTION):
        yield [f"c{each:08}" for each in range(start, min(start + PORTION, customers))]


def publish(customers: int, *, batch: str, since: date) -> None:
    """Carry everybody over; a tenth has an unanswered wake-up."""
    from fenhao.books.gates._publish import OrdersRow, publish_orders, publish_tiers, publish_wake_ups

    until, last = NOW.date() - timedelta(days=1), date(2026, 5, 2)
    sent = WakeUps((WakeUp(until, "k1"),))
    begun = time.perf_counter()
    tiers = publish_tiers(
        ([(name, "ABCD"[int(name[-1]) % 4]) for name in each] for each in names(customers)),
        batch=batch,
        since=since,
        at=NOW,
    )
    between = time.perf_counter()
    orders = publish_orders(
        ([OrdersRow(name, 40_000, 4, last) for name in each] for each in names(customers)), as_of=until
    )
    after = time.perf_counter()
    woken = publish_wake_ups(
        ([(name, sent) for name in each if name.endswith("7")] for each in names(customers)), as_of=until
    )
    ended = time.perf_counter()
    print(
        f"{batch}: {tiers:,} tiers in {between - begun:.1f} s, {orders:,} customers in {after - between:.1f} s,"
        f" {woken:,} wake-ups in {ended - after:.1f} s"
    )


def checks(customers: int, *, rounds: int, label: str) -> None:
    """Print the median and the 99th of so many checks of one benefit each."""
    from fenhao.books.budgets import Act, Leg, Request, operations as books

    took = []
    for each in range(rounds):
        name = f"c{each * 7919 % customers:08}"
        leg = Leg(
            NOW.date(), "A", "coupons", 100, customer=name, benefit_type="coupons", channel="sms",
            purpose="wake_up",
        )  # fmt: skip
        begun = time.perf_counter()
        books.check(Request(Act.spend, "", (leg,), "EUR"), at=NOW)
        took.append(time.perf_counter() - begun)
    took.sort()
    print(f"{label}: median {took[rounds // 2] * 1000:.2f} ms, p99 {took[rounds * 99 // 100] * 1000:.2f} ms")


def main() -> int:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--customers", type=int, default=200_000)
    words.add_argument("--rounds", type=int, default=2_000)
    words.add_argument("--url", default="")
    told = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="fenhao-gates-") as folder:
        configure(told.url or f"sqlite:///{Path(folder) / 'books.sqlite3'}")
        migrate()
        from fenhao.books import database
        from fenhao.books.budgets import Leg, operations as books
        from fenhao.books.gates import operations as gates
        from fenhao.books.journal import open_year

        open_year(FiscalCalendar(), 2026)
        leg = Leg(NOW.date(), "A", "coupons", 10**9)
        books.fund(key="f", legs=[leg], currency="EUR", by=None, at=NOW)
        publish(told.customers, batch="first", since=date(2026, 1, 1))
        publish(told.customers, batch="again", since=date(2026, 4, 1))
        checks(told.customers, rounds=told.rounds, label="check without a gate policy")
        gates.set_policy(read_policies("").gates, by=None, at=NOW)
        checks(told.customers, rounds=told.rounds, label="check with the gate")
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
