"""What a reader of a report must know: what it assumed, and what it left out."""

from collections.abc import Mapping

from fenhao.engine import allocation, waste
from fenhao.runs.book import Row, number, rows_of
from fenhao.runs.report._period import Workings
from fenhao.runs.report._results import Remark

_OUTSIDE = (
    "tickets",
    "ticket_events",
    "service_contacts",
    "surveys",
    "staff_time",
    "points",
    "memberships",
    "work_logs",
    "tool_usage",
)
"""Facts that no figure of a report is made of."""


def assumptions(workings: Workings) -> tuple[Remark, ...]:
    """Return what the figures take for given."""
    period = workings.span.period
    found = [
        *_notes(workings, assumed=True),
        _remark("assumed.civil_days", {"time_zone": workings.book.settings.time_zone}),
        _remark("assumed.tier_then", {}),
    ]
    if workings.closing is None:
        found.append(_remark("assumed.no_tiers", {}))
    else:
        found.append(_remark("assumed.closing_tiers", {"day": workings.closing.assessed_on.isoformat()}))
        first = workings.assessments[0].assessed_on
        if first > period.start:
            found.append(_remark("assumed.opening_tiers", {"day": first.isoformat()}))
    late = [each for each in workings.assessments if each.late and each.assessed_on <= period.end]
    if late:
        found.append(
            _remark("assumed.late_orders", {"day": late[0].assessed_on.isoformat(), "count": str(len(late))})
        )
    orders = _orders(workings)
    if number(orders, "without_margin"):
        found.append(_remark("assumed.margin_is_revenue", {"count": str(number(orders, "without_margin"))}))
    found.extend(
        _remark(
            "assumed.over_capacity",
            {
                "pool": pool.pool_id,
                "used": str(pool.used_seconds),
                "capacity": str(pool.capacity_seconds),
            },
        )
        for pool in workings.pools
        if pool.over_capacity
    )
    return tuple(found)


def left_out(workings: Workings) -> tuple[Remark, ...]:
    """Return what the figures do not hold though somebody might expect it."""
    found = _notes(workings, assumed=False)
    orders = _orders(workings)
    if number(orders, "anonymous_orders"):
        found.append(
            _remark(
                "left_out.anonymous_orders",
                {
                    "count": str(number(orders, "anonymous_orders")),
                    "amount_minor": str(number(orders, "anonymous_revenue_minor")),
                },
            )
        )
    unjudged = [row for row in rows_of(workings.session, waste.CAMPAIGN_RESULTS) if not row["judged"]]
    if unjudged:
        found.append(_remark("left_out.campaigns_running", {"count": str(len(unjudged))}))
    outside = [each for each in workings.snapshot.tables if each.table in _OUTSIDE and each.rows]
    if outside:
        found.append(_remark("left_out.tables", {"tables": ", ".join(each.table for each in outside)}))
    return tuple(found)


def _notes(workings: Workings, *, assumed: bool) -> list[Remark]:
    """Return what the company itself wants every reader to know."""
    return [
        _remark("company_note", {"zh": note.zh, "en": note.en})
        for note in workings.book.notes
        if note.assumed == assumed
    ]


def _orders(workings: Workings) -> Row:
    rows = rows_of(workings.session, allocation.ORDER_TOTALS)
    assert len(rows) == 1, rows
    return rows[0]


def _remark(code: str, details: Mapping[str, str]) -> Remark:
    return Remark(code, tuple(sorted(details.items())))
