"""Service in plain Python: what contacts and tickets cost by, what surveys add up to, points and care."""

from collections import Counter, defaultdict
from datetime import date

from tests.oracle.case import Case, Cell, Row, Rows
from tests.oracle.ledger import day_of, text_of, whole

SCALES = {"csat": (1, 2, 4, 5), "nps": (0, 6, 9, 10), "ces": (1, 3, 5, 7)}
"""Lowest score, highest bad one, lowest good one, highest."""


def found_of(case: Case, row: Row) -> Row:
    """Return the ticket that a row names, of its own source; a row of nothings for none."""
    for ticket in case.facts["tickets"]:
        if (ticket["source"], ticket["ticket_id"]) == (row["source"], row["ticket_id"]):
            return ticket
    return dict.fromkeys(case.facts["tickets"][0] if case.facts["tickets"] else row)


def first_of(*cells: Cell) -> str:
    """Return the first cell that is not empty, '' for none."""
    return text_of(next((each for each in cells if each is not None), None))


def costing(case: Case, entries: Rows) -> dict[str, Rows]:
    """Return service_cost_cells, service_contact_rows, service_ticket_rows and complaint_entries."""
    chart = {row["cost_type"]: row for row in case.chart}
    cells: dict[tuple[Cell, ...], list[int]] = defaultdict(list)
    for entry in entries:
        branch = chart[entry["cost_type"]]["category"] if entry["cost_type"] in chart else ""
        key = (
            entry["cost_type"],
            branch,
            text_of(entry["department"]),
            text_of(entry["channel"]),
            int(entry["customer_id"] is not None),
        )
        cells[key].append(whole(entry["amount_minor"]))
    names = ("cost_type", "category", "department", "channel", "traced")
    return {
        "service_cost_cells": [
            {**dict(zip(names, key, strict=True)), "amount_minor": sum(amounts), "entries": len(amounts)}
            for key, amounts in cells.items()
        ],
        "service_contact_rows": _contacts(case),
        "service_ticket_rows": [
            _ticket(case, row)
            for row in case.facts["tickets"]
            if day_of(row["opened_on"]) < case.end
            and (day_of(row["opened_on"]) >= case.start or row["kind"] == "complaint")
        ],
        "complaint_entries": [
            {
                name: text_of(entry[name]) if name == "customer_id" else entry[name]
                for name in (
                    "subledger",
                    "source",
                    "entry_id",
                    "occurred_on",
                    "cost_type",
                    "customer_id",
                    "amount_minor",
                )
            }
            for entry in entries
            if entry["cost_type"] in chart and chart[entry["cost_type"]]["purpose"] == "complaint"
        ],
    }


def _contacts(case: Case) -> Rows:
    """Return the period's contacts, and tickets that stand for one."""
    rows: Rows = []
    for row in case.facts["service_contacts"]:
        if not case.start <= day_of(row["happened_on"]) < case.end:
            continue
        ticket = found_of(case, row)
        rows.append(
            {
                **{
                    name: row[name]
                    for name in ("source", "contact_id", "happened_on", "happened_at", "channel")
                },
                **{name: row[name] for name in ("handle_seconds", "wait_seconds")},
                **{name: text_of(row[name]) for name in ("ticket_id", "outcome", "team", "tier")},
                "customer_id": first_of(row["customer_id"], ticket.get("customer_id")),
                "category": first_of(row["category"], ticket.get("category")),
                "kind": text_of(ticket.get("kind")),
            }
        )
    told = {(row["source"], row["ticket_id"]) for row in case.facts["service_contacts"]}
    for row in case.facts["tickets"]:
        alone = (row["source"], row["ticket_id"]) not in told and row["handle_seconds"] is not None
        if alone and case.start <= day_of(row["opened_on"]) < case.end:
            rows.append(
                {
                    **{name: row[name] for name in ("source", "ticket_id", "channel", "handle_seconds")},
                    **{
                        name: text_of(row[name])
                        for name in ("customer_id", "category", "kind", "team", "tier")
                    },
                    "contact_id": "",
                    "happened_on": row["opened_on"],
                    "happened_at": row["opened_at"],
                    "wait_seconds": None,
                    "outcome": "handed_over" if row["handed_over"] else "",
                }
            )
    return rows


def _ticket(case: Case, row: Row) -> Row:
    """Return a ticket with what became of it: its history wins."""
    events = [
        each
        for each in case.facts["ticket_events"]
        if (each["source"], each["ticket_id"]) == (row["source"], row["ticket_id"])
    ]

    def last(*names: str) -> Cell:
        """Return the last moment of an event of these names."""
        return max((each["happened_at"] for each in events if each["event"] in names), default=None)  # type: ignore[type-var]

    def is_before(one: Cell, other: Cell) -> bool:
        """Whether a moment is none or lies before another."""
        return one is None or one < other  # type: ignore[operator]

    replies = [each["happened_at"] for each in events if each["event"] == "agent_replied"]
    ended, solved, again = last("resolved", "closed"), last("resolved"), last("reopened")
    if again is not None and is_before(ended, again):
        resolved: Cell = None
    elif solved is not None and (again is None or not is_before(solved, again)):
        resolved = solved
    else:
        resolved = ended if ended is not None else row["resolved_at"]
    reopened = sum(1 for each in events if each["event"] == "reopened")
    escalated = any(each["event"] == "escalated" for each in events) or bool(row["escalated"])
    return {
        **{name: row[name] for name in ("source", "ticket_id", "opened_on", "opened_at", "channel", "kind")},
        **{name: text_of(row[name]) for name in ("customer_id", "category", "team", "tier")},
        "first_response_at": min(replies) if replies else row["first_response_at"],  # type: ignore[type-var]
        "resolved_at": resolved,
        "reopened": reopened or (row["reopened"] or 0),
        "escalated": int(escalated),
    }


def satisfaction(case: Case, *, days: Rows, months: Rows, since_on: date, until_on: date) -> dict[str, Rows]:
    """Return survey_counts, survey_answers, service_cells, service_channel_cost and renewal_cells."""
    month_of = {row["day_on"]: whole(row["month_no"]) for row in days}
    surveys: Counter[tuple[Cell, ...]] = Counter()
    answers: Rows = []
    for row in case.facts["surveys"]:
        if row["kind"] not in SCALES:
            continue
        ticket = found_of(case, row)
        channel, team = (first_of(row[name], ticket.get(name)) for name in ("channel", "team"))
        low, _, _, high = SCALES[text_of(row["kind"])]
        stated = tuple(
            other if own is None else own
            for own, other in ((row["scale_low"], low), (row["scale_high"], high))
        )
        answer = 0 if row["score"] is None else 1 if stated == (low, high) else 2
        if row["asked_on"] in month_of:
            surveys[
                row["kind"], text_of(row["question"]), month_of[row["asked_on"]], text_of(row["tier"]), channel, team,
                answer, whole(row["score"]) if answer == 1 else 0,
            ] += 1  # fmt: skip
        if (
            row["score"] is not None
            and row["answered_on"] is not None
            and since_on <= day_of(row["answered_on"]) <= until_on
        ):
            answers.append(
                {
                    "survey_id": f"{row['source']}/{row['survey_id']}",
                    **{
                        name: text_of(row[name])
                        for name in ("customer_id", "ticket_id", "question", "text", "tier")
                    },
                    **{name: row[name] for name in ("kind", "score", "answered_on")},
                    "channel": channel,
                    "team": team,
                }
            )
    names = ("kind", "question", "month_no", "tier", "channel", "team", "answer", "score")
    cost: Counter[tuple[str, int]] = Counter()
    serves = {row["cost_type"] for row in case.chart if row["purpose"] == "service"}
    for row in case.facts["cost_entries"]:
        if row["cost_type"] in serves and row["occurred_on"] in month_of:
            cost[text_of(row["channel"]), month_of[row["occurred_on"]]] += whole(row["amount_minor"])
    return {
        "survey_counts": [
            {**dict(zip(names, key, strict=True)), "surveys": count} for key, count in surveys.items()
        ],
        "survey_answers": answers,
        "service_channel_cost": [
            {"channel": channel, "month_no": month, "cost_minor": minor}
            for (channel, month), minor in cost.items()
        ],
        **_cells(case, month_of, months, until_on=until_on),
    }


def _cells(case: Case, month_of: dict[Cell, int], months: Rows, *, until_on: date) -> dict[str, Rows]:
    """Return service_cells and renewal_cells."""
    held: dict[tuple[str, str, int], Rows] = defaultdict(list)
    for row in case.facts["service_contacts"]:
        if row["happened_on"] in month_of:
            held[text_of(row["tier"]), text_of(row["channel"]), month_of[row["happened_on"]]].append(row)
    renewals: Rows = []
    for (tier, channel, month), rows in held.items():
        days = next(each for each in months if each["month_no"] == month)
        last, later = day_of(days["last_on"]), day_of(days["later_on"])
        served = {row["customer_id"] for row in rows} - {None}
        there = [
            each
            for each in case.facts["contracts"]
            if each["customer_id"] in served
            and day_of(each["started_on"]) <= last
            and (each["ended_on"] is None or day_of(each["ended_on"]) > last)
        ]
        if later <= until_on and there:
            kept = [each for each in there if each["ended_on"] is None or day_of(each["ended_on"]) > later]
            renewals.append(
                {"tier": tier, "channel": channel, "month_no": month, "held": len(there), "kept": len(kept)}
            )
    return {
        "service_cells": [
            {
                "tier": tier,
                "channel": channel,
                "month_no": month,
                "contacts": len(rows),
                "customers": len({row["customer_id"] for row in rows} - {None}),
                "seconds": sum(whole(row["handle_seconds"] or 0) for row in rows),
            }
            for (tier, channel, month), rows in held.items()
        ],
        "renewal_cells": renewals,
    }


def loyalty(
    case: Case, *, wanted: tuple[str, ...], on: date, since_on: date, orders_min: int, times: tuple[int, int]
) -> dict[str, Rows]:
    """Return points_moves, member_levels and the care relations; ``times`` are parts and of how many."""
    levels: dict[Cell, Row] = {}
    for row in case.facts["memberships"]:
        before = levels.get(row["customer_id"])
        if day_of(row["since_on"]) <= on and (
            before is None
            or (row["since_on"], text_of(row["level"])) > (before["since_on"], text_of(before["level"]))
        ):
            levels[row["customer_id"]] = row
    assessed = [day_of(row["assessed_on"]) for row in case.facts["tier_assignments"]]
    tiers: dict[Cell, Cell] = {}
    for row in sorted(case.facts["tier_assignments"], key=lambda row: day_of(row["assessed_on"])):
        if day_of(row["assessed_on"]) <= on:
            tiers[row["customer_id"]] = row["tier"]
    assert len(assessed) == len(
        set(zip(assessed, (row["customer_id"] for row in case.facts["tier_assignments"]), strict=True))
    )
    born = _born(case, tiers, wanted=wanted)
    called: Counter[tuple[Cell, Cell]] = Counter()
    for row in case.facts["contacts"]:
        if since_on < day_of(row["contacted_on"]) <= on and row["purpose"] in (
            "care",
            "marketing",
            "wake_up",
        ):
            called[row["customer_id"], row["contacted_on"]] += 1
    return {
        "points_moves": [
            {
                **{
                    name: row[name]
                    for name in ("customer_id", "happened_on", "movement", "points", "expires_on")
                },
                "entry_id": f"{row['source']}/{row['entry_id']}",
            }
            for row in case.facts["points"]
            if day_of(row["happened_on"]) <= on and row["points"] != 0
        ],
        "member_levels": [
            {"customer_id": customer, "level": row["level"]}
            for customer, row in levels.items()
            if row["ends_on"] is None or day_of(row["ends_on"]) >= on
        ],
        "care_tiers": [{"customer_id": customer, "tier": tier} for customer, tier in tiers.items()],
        "care_quiet": _quiet(case, tiers, wanted=wanted, on=on, orders_min=orders_min, times=times),
        "care_birthdays": [
            {"customer_id": customer, "birthday": day, "tier": tiers[customer]}
            for customer, day in born.items()
        ],
        "care_contracts": [
            {
                "contract_id": f"{row['source']}/{row['contract_id']}",
                **{name: row[name] for name in ("customer_id", "started_on", "period_months", "fee_minor")},
                "plan": text_of(row["plan"]),
                "tier": text_of(tiers.get(row["customer_id"])),
            }
            for row in case.facts["contracts"]
            if day_of(row["started_on"]) <= on
            and (row["ended_on"] is None or day_of(row["ended_on"]) > on)
            and whole(row["period_months"]) >= 3
        ],
        "care_memberships": _ending(case, tiers, on=on),
        "care_contacts": [
            {"customer_id": customer, "contacted_on": day, "contacts": count}
            for (customer, day), count in called.items()
        ],
    }


def _quiet(
    case: Case,
    tiers: dict[Cell, Cell],
    *,
    wanted: tuple[str, ...],
    on: date,
    orders_min: int,
    times: tuple[int, int],
) -> Rows:
    """Return care_quiet."""
    bought: dict[Cell, set[date]] = defaultdict(set)
    for row in case.facts["orders"]:
        if (
            row["customer_id"] is not None
            and whole(row["revenue_minor"]) > 0
            and day_of(row["ordered_on"]) <= on
        ):
            bought[row["customer_id"]].add(day_of(row["ordered_on"]))
    quiet: Rows = []
    for customer, days in bought.items():
        first, last, pauses = min(days), max(days), len(days) - 1
        parts, of = times
        long = (on - last).days * pauses * of > (last - first).days * parts
        if pauses and len(days) >= orders_min and long and tiers.get(customer) in wanted:
            quiet.append(
                {
                    "customer_id": customer,
                    "tier": tiers[customer],
                    "orders": len(days),
                    "first_on": first,
                    "last_on": last,
                }
            )
    return quiet


def _ending(case: Case, tiers: dict[Cell, Cell], *, on: date) -> Rows:
    """Return care_memberships: the newest level of each member where it has begun, and all that say so end."""
    newest: dict[Cell, list[Row]] = defaultdict(list)
    for row in sorted(case.facts["memberships"], key=lambda row: day_of(row["since_on"])):
        same = [each for each in newest[row["customer_id"]] if each["since_on"] == row["since_on"]]
        newest[row["customer_id"]] = [*same, row]
    ending: Rows = []
    for customer, rows in newest.items():
        ends = [day_of(row["ends_on"]) for row in rows if row["ends_on"] is not None]
        if day_of(rows[0]["since_on"]) <= on and len(ends) == len(rows) and max(ends) >= on:
            ending.append(
                {
                    "customer_id": customer,
                    "since_on": rows[0]["since_on"],
                    "level": max(text_of(row["level"]) for row in rows),
                    "ends_on": max(ends),
                    "tier": text_of(tiers.get(customer)),
                }
            )
    return ending


def _born(case: Case, tiers: dict[Cell, Cell], *, wanted: tuple[str, ...]) -> dict[Cell, str]:
    """Return the birthdays that care_birthdays tells."""
    born: dict[Cell, str] = {}
    for row in case.facts["customers"]:
        if row["birthday"] is not None and tiers.get(row["customer_id"]) in wanted:
            told = text_of(row["birthday"])
            born[row["customer_id"]] = min(told, born.get(row["customer_id"], told))
    return born
