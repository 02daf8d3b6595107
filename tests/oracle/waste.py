"""Campaigns, the three rules and their sums in plain Python; counted once by looking at every earlier finding."""

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.case import Case, Cell, Row, Rows
from tests.oracle.ledger import day_of, summed, text_of, whole

KEY = ("subledger", "source", "entry_id")


def campaign_results(case: Case, entries: Rows) -> Rows:
    """Return campaigns that overlap the period or cost something in it."""
    first: dict[Cell, Row] = {}
    for row in sorted(case.facts["campaigns"], key=lambda row: text_of(row["source"])):
        first.setdefault(row["campaign_id"], row)
    rows: Rows = []
    for campaign, row in first.items():
        spent = [whole(entry["amount_minor"]) for entry in entries if entry["campaign_id"] == campaign]
        overlaps = day_of(row["starts_on"]) < case.end and day_of(row["ends_on"]) >= case.start
        if not spent and not overlaps:
            continue
        members = [
            member
            for member in case.facts["campaign_members"]
            if member["campaign_id"] == campaign and day_of(member["invited_on"]) <= case.as_of_on
        ]
        invited = {member["customer_id"] for member in members}
        joined = {
            member["customer_id"]
            for member in members
            if member["participated_on"] is not None and day_of(member["participated_on"]) <= case.as_of_on
        }
        judged = day_of(row["ends_on"]) <= case.as_of_on
        low = (
            judged
            and bool(invited)
            and Fraction(len(joined), len(invited)) < case.waste_policy.participation_min
        )
        kept = {name: row[name] for name in ("campaign_id", "name", "kind", "starts_on", "ends_on")}
        rows.append(
            kept
            | {
                "invited": len(invited),
                "participated": len(joined),
                "cost_minor": sum(spent),
                "entries": len(spent),
                "judged": judged,
                "low": low,
            }
        )
    return rows


def found(rule: str, entry: Row, *, found_on: date, evidence: str) -> Row:
    """Return a finding of a ledger entry."""
    return {
        "rule": rule,
        **{name: entry[name] for name in KEY},
        "found_on": found_on,
        "customer_id": text_of(entry["customer_id"]),
        "campaign_id": text_of(entry["campaign_id"]),
        "tier": entry["tier"],
        "amount_minor": entry["amount_minor"],
        "evidence": evidence,
    }


def unanswered_wake_ups(case: Case, entries: Rows) -> Rows:
    """Return wake-ups sent after too many earlier ones of which each was still unanswered the day before."""
    wake_ups = sorted(
        (row for row in case.facts["contacts"] if row["purpose"] == "wake_up"),
        key=lambda row: (day_of(row["contacted_on"]), text_of(row["source"]), text_of(row["contact_id"])),
    )
    answers = [
        (row["customer_id"], day_of(row["responded_on"]))
        for row in case.facts["contacts"]
        if row["responded_on"] is not None
    ]
    answers += [
        (row["customer_id"], day_of(row["ordered_on"]))
        for row in case.facts["orders"]
        if whole(row["revenue_minor"]) >= 0
    ]
    by_key = {tuple(entry[name] for name in KEY): entry for entry in entries}
    rows: Rows = []
    for at, sent in enumerate(wake_ups):
        entry = by_key.get(("contacts", sent["source"], sent["contact_id"]))
        earlier = [row for row in wake_ups[:at] if row["customer_id"] == sent["customer_id"]]
        streak = sum(
            not any(
                who == sent["customer_id"]
                and day_of(row["contacted_on"]) <= day < day_of(sent["contacted_on"])
                for who, day in answers
            )
            for row in earlier
        )
        if entry is not None and streak >= case.waste_policy.wake_ups_unanswered_max:
            evidence = f"unanswered={streak}"
            rows.append(
                found("unanswered_wake_up", entry, found_on=day_of(entry["occurred_on"]), evidence=evidence)
            )
    return rows


def low_participations(entries: Rows, campaigns: Rows) -> Rows:
    """Return every entry of a campaign in which too few took part."""
    low = {row["campaign_id"]: row for row in campaigns if row["low"]}
    return [
        found(
            "low_participation",
            entry,
            found_on=max(day_of(entry["occurred_on"]), day_of(low[entry["campaign_id"]]["ends_on"])),
            evidence=f"participated={low[entry['campaign_id']]['participated']} "
            f"invited={low[entry['campaign_id']]['invited']}",
        )
        for entry in entries
        if entry["campaign_id"] in low
    ]


def benefits_outside(case: Case, entries: Rows) -> Rows:
    """Return benefits that some tier is entitled to and this customer's known tier is not."""
    allowed = {(each.tier, each.benefit_type) for each in case.waste_policy.entitlements}
    ruled = {benefit for _, benefit in allowed}
    return [
        found(
            "benefit_outside_tier",
            entry,
            found_on=day_of(entry["occurred_on"]),
            evidence=f"benefit={entry['benefit_type']} tier={entry['tier']}",
        )
        for entry in entries
        if entry["subledger"] == "benefits"
        and entry["benefit_type"] in ruled
        and entry["tier"]
        and (entry["tier"], entry["benefit_type"]) not in allowed
    ]


def largest_floor(case: Case, entries: Rows, findings: Rows) -> int | None:
    """Return the last that is wanted of the largest entry of each day of each low campaign, or of the found wake-ups."""
    low = {row["campaign_id"] for row in findings if row["rule"] == "low_participation"}
    days: dict[tuple[Cell, Cell], int] = {}
    for row in entries:
        if row["campaign_id"] in low:
            day = (row["campaign_id"], row["occurred_on"])
            days[day] = max(days.get(day, whole(row["amount_minor"])), whole(row["amount_minor"]))
    wake_ups = [whole(row["amount_minor"]) for row in findings if row["rule"] == "unanswered_wake_up"]
    floors = [
        sorted(amounts, reverse=True)[case.rows_max - 1]
        for amounts in (list(days.values()), wake_ups)
        if len(amounts) >= case.rows_max > 0
    ]
    return max((each for each in floors if each > 0), default=None)


def waste(case: Case, entries: Rows) -> dict[str, Rows]:
    """Return every relation of waste."""
    campaigns = campaign_results(case, entries)
    rules = {
        "unanswered_wake_up": unanswered_wake_ups(case, entries),
        "low_participation": low_participations(entries, campaigns),
        "benefit_outside_tier": benefits_outside(case, entries),
    }
    counted: set[tuple[Cell, ...]] = set()
    findings: Rows = []
    for rows in rules.values():
        findings += [
            row | {"counted_minor": 0 if tuple(row[name] for name in KEY) in counted else row["amount_minor"]}
            for row in rows
        ]
        counted |= {tuple(row[name] for name in KEY) for row in rows}
    flat: Rows = [row | {"findings": 1, "found_minor": row["amount_minor"]} for row in findings]
    for row in flat:
        known_on = day_of(row["found_on"])
        row["week_on"] = known_on - timedelta(days=known_on.weekday())
    largest = sorted(
        findings,
        key=lambda row: (
            -whole(row["counted_minor"]),
            *(text_of(row[name]) for name in ("rule", *KEY)),
        ),
    )
    sums = ("findings", "found_minor", "counted_minor")
    return {
        "campaign_results": campaigns,
        **{f"found_{rule}": rows for rule, rows in rules.items()},
        "findings": findings,
        "waste_days": summed(flat, ("rule", "found_on"), sums),
        "waste_weeks": summed(flat, ("week_on", "rule"), ("findings", "counted_minor")),
        "waste_rules": summed(flat, ("rule",), sums),
        "largest_floor": [{"floor_minor": largest_floor(case, entries, findings)}],
        "largest_findings": largest[: case.rows_max],
    }
