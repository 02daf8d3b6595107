"""Customer bases that no textbook has: what is loaded, base by base. Each is some lines of orders that a company really may bring."""

from collections.abc import Callable
from datetime import date, timedelta

from numpy.random import PCG64, Generator

HEADER = "order_id,customer_id,ordered_on,revenue,margin\n"
FIRST = date(2022, 1, 1)
DAYS = 730

Order = tuple[str, int, float, float]
"""Customer, day since FIRST, revenue, margin."""


def _bought(*, customers: int, seed: int = 11) -> list[Order]:
    """Return purchases of customers who come at paces of their own and leave after some purchase."""
    chance = Generator(PCG64(seed))
    made: list[Order] = []
    for customer in range(customers):
        day = float(chance.integers(0, DAYS // 2))
        pace, leaving, level = chance.gamma(0.9, 1 / 40), chance.beta(0.6, 3.0), 30 + chance.gamma(3.0, 20.0)
        while day < DAYS:
            revenue = level * chance.gamma(5.0, 0.2)
            made.append((f"K{customer}", int(day), revenue, revenue * 0.4))
            if chance.random() < leaving:
                break
            day += 1 + chance.exponential() / pace
    return made


def _losing() -> list[Order]:
    return [(who, day, revenue, -0.1 * revenue) for who, day, revenue, _ in _bought(customers=300)]


def _returned() -> list[Order]:
    """Every third purchase comes back some days later, all of it."""
    bought = _bought(customers=300)
    back = [(who, min(day + 5, DAYS - 1), -revenue, -margin) for who, day, revenue, margin in bought[::3]]
    return bought + back


def _only_returns() -> list[Order]:
    return [(f"K{at}", at % DAYS, -20.0, -8.0) for at in range(200)]


def _more_returned_than_bought() -> list[Order]:
    bought = _bought(customers=300)
    return bought + [
        (who, min(day + 5, DAYS - 1), -3 * revenue, -3 * margin) for who, day, revenue, margin in bought
    ]


def _once() -> list[Order]:
    return [(f"K{at}", at % 300, 10.0 + at % 7, 4.0) for at in range(400)]


def _one_customer() -> list[Order]:
    return [("K1", day, 10.0, 4.0) for day in range(0, 400, 40)]


def _equal_spend() -> list[Order]:
    return [(who, day, 25.0, 10.0) for who, day, _, _ in _bought(customers=300)]


def _one_day() -> list[Order]:
    return [(f"K{at % 150}", 40, 10.0 + at % 9, 4.0) for at in range(400)]


def _three_each() -> list[Order]:
    chance = Generator(PCG64(3))
    return [
        (f"K{at}", int(day), 20.0 + float(chance.random()), 8.0)
        for at in range(2_000)
        for day in sorted(chance.choice(DAYS, 3, replace=False))
    ]


def _outlier() -> list[Order]:
    """One customer buys for a hundred million on a single day."""
    return [*_bought(customers=300), ("K1", 700, 100_000_000.0, 40_000_000.0)]


def _frequent_outlier() -> list[Order]:
    """One customer buys every day."""
    return [*_bought(customers=300), *(("DAILY", day, 30.0, 12.0) for day in range(DAYS))]


def _future() -> list[Order]:
    return [*_bought(customers=300), ("K1", 20_000, 10.0, 4.0), ("K2", 20_000, 10.0, 4.0)]


def _nothing() -> list[Order]:
    return []


def _free() -> list[Order]:
    return [(who, day, 0.0, 0.0) for who, day, _, _ in _bought(customers=300)]


BASES: dict[str, Callable[[], list[Order]]] = {
    "negative margins": _losing,
    "returns": _returned,
    "returns alone": _only_returns,
    "more returned than bought": _more_returned_than_bought,
    "one-time buyers alone": _once,
    "one customer": _one_customer,
    "no orders": _nothing,
    "equal spend": _equal_spend,
    "all on one day": _one_day,
    "exactly three orders": _three_each,
    "one huge order": _outlier,
    "one buys daily": _frequent_outlier,
    "dates in the future": _future,
    "no revenue": _free,
}


def orders_of(base: str) -> str:
    """Return a base's orders as a file to load."""
    lines = [
        f"O{at},{who},{FIRST + timedelta(days=day)},{revenue:.2f},{margin:.2f}\n"
        for at, (who, day, revenue, margin) in enumerate(BASES[base]())
    ]
    return HEADER + "".join(lines)
