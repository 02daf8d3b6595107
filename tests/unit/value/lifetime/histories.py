"""Histories with known answers: published data kept beside the tests, and customers drawn from a model's own laws."""

import csv
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import PurchaseCounts, bg_bb, gamma_gamma

DATA = Path(__file__).parents[3] / "data" / "lifetime"


def table(name: str) -> dict[str, np.ndarray]:
    """Return a file's columns of whole numbers."""
    with (DATA / name).open(newline="") as file:
        lines = list(csv.DictReader(file))
    return {key: np.array([int(line[key]) for line in lines], dtype=np.int64) for key in lines[0]}


def cdnow() -> PurchaseCounts:
    """Return the 39 weeks to which the published fits belong."""
    columns = table("cdnow_counts.csv")
    return counted(*(columns[key] for key in ("frequency", "recency_days", "age_days", "customers")))


def cdnow_after() -> tuple[PurchaseCounts, np.ndarray]:
    """Return triples, not all distinct, and what their customers bought in the 39 weeks after."""
    columns = table("cdnow_counts.csv")
    names = ("frequency", "recency_days", "age_days", "customers")
    return PurchaseCounts(*(columns[key] for key in names)), columns["orders_after"]


def cdnow_spend() -> gamma_gamma.SpendCounts:
    """Return repeat purchases and their sums in dollars."""
    columns = table("cdnow_spend.csv")
    return gamma_gamma.SpendCounts(columns["purchases"], columns["spend_minor"] / 100, columns["customers"])


def donations() -> bg_bb.OccasionCounts:
    """Return the donors of 1996 to 2001."""
    columns = table("donations.csv")
    return bg_bb.OccasionCounts(*(columns[key] for key in ("purchases", "last", "occasions", "customers")))


def counted(
    frequency: np.ndarray, recency: np.ndarray, age: np.ndarray, customers: np.ndarray | None = None
) -> PurchaseCounts:
    """Return distinct triples of histories given one by one, or of triples given more than once."""
    held = np.ones(len(age), dtype=np.int64) if customers is None else customers
    triples, at = np.unique(np.stack([frequency, recency, age]), axis=1, return_inverse=True)
    weights = np.bincount(at.reshape(-1), weights=held).astype(np.int64)
    return PurchaseCounts(triples[0], triples[1], triples[2], weights)


def drawn_leaving_after_purchases(
    *, customers: int, theta: tuple[float, float, float, float], days: int, leaves_at_first: bool, seed: int
) -> PurchaseCounts:
    """Return customers drawn from BG/NBD, or from MBG/NBD where they may leave at the first purchase; alpha in days."""
    r, alpha, a, b = theta
    chance = Generator(PCG64(seed))
    age = chance.integers(days // 2, days + 1, customers)
    pace = chance.gamma(r, 1 / alpha, customers)
    leaving = chance.beta(a, b, customers)
    clock = np.zeros(customers)
    seen_days = np.zeros(customers, dtype=np.int64)
    frequency = np.zeros(customers, dtype=np.int64)
    there = np.flatnonzero(chance.random(customers) >= leaving) if leaves_at_first else np.arange(customers)
    while len(there):
        clock[there] += chance.exponential(1.0, len(there)) / pace[there]
        there = there[clock[there] < age[there]]
        day = np.ceil(clock[there]).astype(np.int64)
        frequency[there] += day > seen_days[there]
        seen_days[there] = day
        there = there[chance.random(len(there)) >= leaving[there]]
    return counted(frequency, seen_days, age)


def drawn_leaving_any_time(
    *, customers: int, theta: tuple[float, float, float, float], days: int, seed: int
) -> PurchaseCounts:
    """Return customers drawn from Pareto/NBD; alpha and beta in days."""
    r, alpha, s, beta = theta
    chance = Generator(PCG64(seed))
    age = chance.integers(days // 2, days + 1, customers)
    pace = chance.gamma(r, 1 / alpha, customers)
    end = np.minimum(chance.exponential(1.0, customers) / chance.gamma(s, 1 / beta, customers), age)
    clock = np.zeros(customers)
    seen_days = np.zeros(customers, dtype=np.int64)
    frequency = np.zeros(customers, dtype=np.int64)
    there = np.arange(customers)
    while len(there):
        clock[there] += chance.exponential(1.0, len(there)) / pace[there]
        there = there[clock[there] < end[there]]
        day = np.ceil(clock[there]).astype(np.int64)
        frequency[there] += day > seen_days[there]
        seen_days[there] = day
    return counted(frequency, seen_days, age)


def drawn_on_after(
    *,
    customers: int,
    theta: tuple[float, float, float, float],
    days: int,
    after: int,
    sway: float,
    seed: int,
) -> tuple[PurchaseCounts, np.ndarray, np.ndarray]:
    """Return customers drawn from BG/NBD who first bought within ``days``, what they bought in the days after, and purchases by day.

    From the day on which ``days`` end each customer's pace is moved by a factor of its own, of mean one and deviation ``sway``.
    """
    r, alpha, a, b = theta
    chance = Generator(PCG64(seed))
    born = chance.integers(0, days // 2, customers)
    pace = chance.gamma(r, 1 / alpha, customers)
    moved = pace * (chance.gamma(1 / sway**2, sway**2, customers) if sway else 1.0)
    leaving = chance.beta(a, b, customers)
    clock = born.astype(np.float64)
    last_day, last_seen = born.copy(), born.copy()
    frequency, days_after = np.zeros(customers, dtype=np.int64), np.zeros(customers, dtype=np.int64)
    by_day = np.bincount(born, minlength=days + after + 1)
    there = np.arange(customers)
    while len(there):
        wait = chance.exponential(1.0, len(there))
        at = clock[there] + wait / pace[there]
        # what of the wait is left at the turn is waited at the pace moved
        turned = (
            np.maximum(clock[there], days)
            + (wait - np.maximum(days - clock[there], 0) * pace[there]) / moved[there]
        )
        clock[there] = np.where(at <= days, at, turned)
        there = there[clock[there] <= days + after]
        day = np.ceil(clock[there]).astype(np.int64)
        new = day > last_day[there]
        whose = there[new]
        by_day += np.bincount(day[new], minlength=days + after + 1)
        seen = day[new] <= days
        frequency[whose] += seen
        days_after[whose] += ~seen
        last_seen[whose[seen]] = day[new][seen]
        last_day[there] = np.maximum(last_day[there], day)
        there = there[chance.random(len(there)) >= leaving[there]]
    keys = np.stack([frequency, last_seen - born, days - born, days_after])
    rows, held = np.unique(keys, axis=1, return_counts=True)
    return PurchaseCounts(rows[0], rows[1], rows[2], held.astype(np.int64)), rows[3], by_day
