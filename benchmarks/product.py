"""The product's own way through each step: its relations, in its sessions, read through its front doors."""

import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pyarrow.compute as pc

from benchmarks.data import AT, YEAR
from fenhao.engine import allocation, ledger, value, waste
from fenhao.engine.relation import Relation, Table, Value
from fenhao.runs.book import Book, open_book, say_nothing
from fenhao.runs.report import build_report
from fenhao.warehouse import Engine, Session, open_session

START, END = date(YEAR, 1, 1), date(YEAR + 1, 1, 1)
LAST = END - timedelta(days=1)
Answer = dict[str, list[int]]


def needed(relations: Sequence[Relation], *wanted: str) -> list[Relation]:
    """Return, in order, the relations that the wanted ones rest on, and these."""
    names = set(wanted)
    for relation in reversed(relations):
        if relation.name in names and not isinstance(relation, Table):
            names |= set(relation.reads)
    return [relation for relation in relations if relation.name in names]


def given(session: Session, table: Table, rows: Sequence[Sequence[Value]]) -> None:
    """Hand in a small table."""
    import pyarrow as pa

    columns = [pa.array([row[place] for row in rows]) for place in range(len(table.columns))]
    session.give(table, pa.table(dict(zip([each.name for each in table.columns], columns, strict=True))))


def parameters(book: Book) -> dict[str, Value]:
    """Return what the year's report binds."""
    return {
        "period_start": START,
        "period_end": END,
        "closing_on": END,
        "as_of_on": LAST,
        "rows_max": 50,
        **waste.waste_parameters(book.policies.waste),
    }


def opened(book: Book, *wanted: str) -> Session:
    """Return a session in which the wanted relations are defined, and no other but those they rest on."""
    session = open_session(book.warehouse.snapshot())
    day_rows = []
    for count in range((END - START).days):
        day = START + timedelta(days=count)
        day_rows.append((day, day.strftime("%Y-%m"), date(YEAR, (day.month - 1) // 3 * 3 + 1, 1)))
    given(session, ledger.DAYS, day_rows)
    given(session, ledger.CHART, ledger.chart_rows(book.chart))
    given(session, waste.ENTITLEMENTS, waste.entitlement_rows(book.policies.waste))
    relations: list[Relation] = [
        *ledger.RELATIONS,
        *allocation.BEFORE_POOLS,
        *allocation.AFTER_POOLS,
        *value.RELATIONS,
        *waste.RELATIONS,
    ]
    bound = parameters(book)
    for relation in needed(relations, *wanted):
        if relation.name == allocation.POOL_SHARES.name:
            place_pools(book, session)
        if relation.name == waste.LARGEST_FINDINGS.name:
            bound["floor_minor"] = session.fetch(waste.LARGEST_FLOOR.name)["floor_minor"][0].as_py()
        if not isinstance(relation, Table):
            session.define(relation, bound)
    return session


def place_pools(book: Book, session: Session) -> None:
    """Place the pools and hand in the part that is allocated."""
    costs, usage = session.fetch("pool_costs"), session.fetch("driver_totals")
    placed = allocation.place_pools(
        costs=[
            allocation.PoolAmount(pool, amount)
            for pool, amount in zip(
                costs["pool_id"].to_pylist(), costs["amount_minor"].to_pylist(), strict=True
            )
        ],
        rules=book.policies.pools,
        usage=[
            allocation.DriverUsage(driver, units, count)
            for driver, units, count in zip(
                *(usage[name].to_pylist() for name in ("driver", "units", "customers")), strict=True
            )
        ],
        days=(END - START).days,
        year_days=(END - START).days,
    )
    given(session, allocation.POOL_AMOUNTS, allocation.pool_amount_rows(placed))


def start(_: Book) -> Answer:
    """Do nothing: what starting Python and opening the book costs is in every other step too."""
    return {}


def rollup(book: Book) -> Answer:
    """Roll the ledger up by day and month, and read the cells of the report."""
    with opened(book, "cost_cells", "line_days") as session:
        cells = session.fetch("cost_cells")
        return {
            "cells": [len(cells), pc.sum(cells["amount_minor"]).as_py(), pc.sum(cells["entries"]).as_py()],
        }


def customers(book: Book) -> Answer:
    """Work out each customer's cost: direct traced, pools allocated."""
    with opened(book, "pool_costs", "driver_totals", "pool_shares", "customer_cost") as session:
        found = session.fetch("customer_cost")
        return fingerprint(found["allocated_minor"].to_numpy(), found["profit_minor"].to_numpy())


def fingerprint(allocated: object, profit: object) -> Answer:
    """Return sums that change when two customers' cents are exchanged; both in the order of ids."""
    import numpy as np

    cents, gains = np.asarray(allocated), np.asarray(profit)
    weight = np.arange(len(cents)) % 1009
    return {
        "allocated": [int(cents.sum()), int((cents * weight).sum())],
        "profit": [int(gains.sum()), int((gains * weight).sum())],
    }


def tiers(book: Book) -> Answer:
    """Assess all customers at the year's end, looking at the quarter before."""
    bound = value.tier_parameters(
        book.policies.tiers, assessed_on=END, previous_on=date(YEAR, 10, 1), unit_minor=100
    )
    with open_session(book.warehouse.snapshot()) as session:
        given(session, ledger.CHART, ledger.chart_rows(book.chart))
        for relation in value.ASSESSMENT_RELATIONS:
            session.define(relation, bound)
        counts: dict[str, int] = dict.fromkeys("ABCD", 0)
        for batch in session.stream("tiers"):
            for found in pc.value_counts(batch.column(batch.schema.get_field_index("tier"))).to_pylist():
                counts[found["values"]] += found["counts"]
    return {tier: [count] for tier, count in counts.items()}


def findings(book: Book) -> Answer:
    """Find ineffective spend by every rule, by week, and its largest rows."""
    with opened(book, "waste_rules", "waste_weeks", "largest_floor", "largest_findings") as session:
        session.fetch("waste_weeks")
        session.fetch("largest_findings")
        return {
            row["rule"]: [row[name] for name in ("findings", "found_minor", "counted_minor")]
            for row in session.fetch("waste_rules").to_pylist()
        }


def report(book: Book) -> Answer:
    """Make the year's whole report, as ``fenhao report`` does before it is drawn."""
    made = build_report(book=book, label=str(YEAR), at=AT, engine=Engine.duckdb, advance=say_nothing)
    return {"total": [made.totals.total_minor, made.totals.entries]}


STEPS = {
    "start": start,
    "roll-up": rollup,
    "customers": customers,
    "tiers": tiers,
    "findings": findings,
    "report": report,
}


def main() -> None:
    """Run one step and print its answer."""
    step, folder = sys.argv[1:]
    print(json.dumps(STEPS[step](open_book(root=Path(folder)))))


if __name__ == "__main__":
    main()
