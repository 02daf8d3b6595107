"""Contracts, their renewals and what serving them cost; in plain Python, by stepping from renewal to renewal."""

from datetime import date

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
