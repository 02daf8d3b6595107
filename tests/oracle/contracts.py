"""Contracts, their renewals and what serving them cost; in plain Python, by stepping from renewal to renewal."""

from calendar import monthrange
from datetime import date, timedelta

from tests.oracle.buying import contracts_begun, served
from tests.oracle.case import Case, Row, Rows
from tests.oracle.ledger import day_of, text_of, whole


def _months(start: date, day: date) -> int:
    """Return the whole months of the calendar from one day to another."""
    months = 0
    while True:
        year, month = divmod(start.year * 12 + start.month - 1 + months + 1, 12)
        if (year, month + 1, start.day) > (day.year, day.month, day.day):
            return months
        months += 1


def _behind(row: Row, day: date) -> int:
    """Return the renewals that have come by a day on which the contract is in force."""
    return _months(day_of(row["started_on"]), day) // whole(row["period_months"])


def _fee_days(row: Row, until_on: date) -> list[date]:
    """Return the first day of each period begun by a day: a day that its month lacks is the first of the next one."""
    start, end = day_of(row["started_on"]), row["ended_on"]
    last = until_on if end is None else min(until_on, day_of(end))
    days: list[date] = []
    while True:
        year, month = divmod(start.year * 12 + start.month - 1 + len(days) * whole(row["period_months"]), 12)
        days_there = monthrange(year, month + 1)[1]
        if start.day <= days_there:
            day = date(year, month + 1, start.day)
        else:
            day = date(year, month + 1, days_there) + timedelta(days=1)
        if day > last:
            return days
        days.append(day)


def contract_fees(case: Case, *, observed_on: date, before_on: date) -> Rows:
    """Return the relation of that name."""
    rows: Rows = []
    begun = [
        row
        for row in case.facts["contracts"]
        if whole(row["fee_minor"]) > 0
        and any(
            (row["source"], row["contract_id"]) == (each["source"], each["contract_id"])
            for each in contracts_begun(case, observed_on=observed_on)
        )
    ]
    for row in begun:
        mine = [
            f"{each['source']}/{each['contract_id']}/"
            for each in begun
            if each["customer_id"] == row["customer_id"]
        ]
        orders = [
            each
            for each in case.facts["orders"]
            if each["customer_id"] == row["customer_id"] and day_of(each["ordered_on"]) <= observed_on
        ]
        own = [
            each
            for each in orders
            if not any(text_of(each["order_id"]).startswith(begins) for begins in mine)
        ]
        days = _fee_days(row, observed_on)
        names = ("customer_id", "started_on", "period_months", "fee_minor", "margin_minor")
        held: Row = {name: row[name] for name in names}
        rows.append(
            {"fee_id": f"{row['source']}/{row['contract_id']}"}
            | held
            | {
                "fees": len(days),
                "fees_before": len([day for day in days if day <= before_on]),
                "own_orders": len(own),
                "orders_after": len([each for each in orders if day_of(each["ordered_on"]) > before_on]),
            }
        )
    return rows


def contracts(case: Case, *, observed_on: date, until_on: date) -> dict[str, Rows]:
    """Return customer_channels, contract_history and contract_totals."""
    channels: dict[str, str] = {}
    for row in case.facts["customers"]:
        customer, channel = text_of(row["customer_id"]), text_of(row["acquisition_channel"])
        named = [each for each in (channels.get(customer, ""), channel) if each]
        channels[customer] = min(named, default="")
    begun = contracts_begun(case, observed_on=observed_on)
    rows: Rows = []
    for row in begun:
        end = None if row["ended_on"] is None else day_of(row["ended_on"])
        lost = end is not None and end <= observed_on
        behind = _behind(row, end if lost and end else observed_on)
        due = 0 if lost else _behind(row, until_on) - behind
        came = 0 if lost else _behind(row, min(end or until_on, until_on)) - behind
        rows.append(
            {
                "contract_id": f"{row['source']}/{row['contract_id']}",
                "customer_id": row["customer_id"],
                "plan": row["plan"],
                "channel": channels.get(text_of(row["customer_id"]), ""),
                "started_on": row["started_on"],
                "period_months": row["period_months"],
                "is_lost": int(lost),
                "renewals": behind + lost,
                "due_after": due,
                "renewed_after": came,
                "margin_minor": row["margin_minor"],
            }
        )
    holders = {row["customer_id"] for row in rows}
    cost = served(case, observed_on=observed_on)
    totals: Row = {
        "contracts": len(rows),
        "passed_over": len(
            [row for row in case.facts["contracts"] if day_of(row["started_on"]) <= observed_on]
        )
        - len(rows),
        "customers": len(holders),
        "lost": sum(whole(row["is_lost"]) for row in rows),
        "months": sum(
            (whole(row["renewals"]) + 1 - whole(row["is_lost"])) * whole(row["period_months"]) for row in rows
        ),
        "served_minor": sum(each["served_minor"] for customer, each in cost.items() if customer in holders),
    }
    return {
        "customer_channels": [{"customer_id": key, "channel": channels[key]} for key in channels],
        "contract_history": rows,
        "contract_totals": [totals],
    }
