"""What ``fenhao service`` says to programs: a line of JSON for each thing, money in whole minor units, estimates named as such."""

from collections.abc import Sequence

from fenhao.engine.service.costing import Modelled, NextPoints
from fenhao.interfaces.cli._books import say_json
from fenhao.runs.service import ComplaintCost, Outcome, ServiceCapacity, ServiceCost, ToolEffect, View


def say_cost(found: ServiceCost, outcomes: Sequence[Outcome]) -> None:
    """Print the sums, then a line a team, channel, tier, category, customer, ticket and next point."""
    names = ("ledger", "traced", "used", "idle", "unallocated")
    say_json(
        {
            "what": "service_cost",
            "period": found.label,
            "currency": found.currency,
            **{f"{name}_minor": getattr(found, f"{name}_minor") for name in names},
            "contacts": found.contacts,
            "measured": found.measured,
            "without_team": found.nobodys,
            "demands": found.mix.contacts,
            "begun_digital": found.mix.begun,
            "handed_over": found.mix.handed_over,
            "abandoned": found.mix.abandoned,
            "solved_digital": found.mix.solved,
            "share": str(found.mix.share) if found.mix.share is not None else None,
            "goal": str(found.goal),
            "lost_handovers": found.lost_handovers,
            "tickets": found.tickets_served,
            "tickets_minor": found.tickets_minor,
        }
    )
    for team in found.teams:
        say_json(
            {
                "what": "team",
                "team": team.team,
                "ledger_minor": team.amount_minor,
                "used_minor": team.used_minor,
                "idle_minor": team.idle_minor,
                "unallocated_minor": team.unallocated_minor,
                "capacity_seconds": team.capacity_seconds,
                "used_seconds": team.used_seconds,
                "idle_seconds": team.idle_seconds,
                "over_capacity": team.over_capacity,
                "rate_minor_per_minute": str(team.rate_minor) if team.rate_minor is not None else None,
            }
        )
    for channel in found.channels:
        say_json(
            {
                "what": "channel",
                "channel": channel.channel,
                "digital": channel.digital,
                "contacts": channel.contacts,
                "measured": channel.measured,
                "seconds": channel.seconds,
                "cost_minor": channel.minor,
                "handed_over": channel.handed_over,
                "both_minor": channel.both_minor,
            }
        )
    _shares(found)
    for point in found.next:
        say_json({"what": "next_points", **_point(point)})
    for outcome in outcomes:
        say_json({"what": "expectation", **_outcome_facts(outcome)})


def _shares(found: ServiceCost) -> None:
    parts = (
        ("tier", found.tiers),
        ("category", found.categories),
        ("customer", found.customers),
        ("ticket", found.tickets),
    )
    for what, rows in parts:
        for each in rows:
            say_json(
                {
                    "what": what,
                    what: each.code,
                    "customers": each.customers,
                    "tickets": each.tickets,
                    "contacts": each.contacts,
                    "seconds": each.seconds,
                    "cost_minor": each.minor,
                }
            )


def _point(each: NextPoints) -> dict[str, object]:
    return {
        "channel": each.channel,
        "points": str(each.points),
        "moved": float(each.moved),
        "bounced": float(each.bounced),
        "freed_seconds": float(each.freed_seconds),
        "freed_minor_estimate": float(each.freed_minor),
        "added_minor_estimate": float(each.added_minor),
        "net_minor_estimate": float(each.net_minor),
    }


def _outcome_facts(outcome: Outcome) -> dict[str, object]:
    held = outcome.realised
    return {
        "base": outcome.stated.base.label,
        **_point(outcome.stated.stated),
        "verdict": held.verdict.value if held else None,
        "realised_freed_minor_estimate": float(held.freed_minor) if held else None,
        "ledger_fell_minor": held.ledger_minor if held else None,
        "idle_rose_minor": held.idle_minor if held else None,
    }


def say_complaints(found: ComplaintCost) -> None:
    """Print booked sums, the model's sums with what they rest on, then a line a complaint."""
    held = found.policy
    say_json(
        {
            "what": "booked",
            "period": found.label,
            "currency": found.currency,
            "booked_minor": found.booked_minor,
            "traced_minor": found.traced_minor,
            "untraced_minor": found.untraced_minor,
            "nobodys_minor": found.nobodys_minor,
            "handling_minor": found.handling_minor,
        }
    )
    say_json(
        {
            "what": "basis",
            "clock": held.clock.value,
            "growth": float(held.growth),
            "cap": float(held.cap),
            "capped_from": found.capped_from,
            "reputation": [
                float(each) for each in (held.reputation_low, held.reputation_mid, held.reputation_high)
            ],
            "base_minor": found.base_minor,
            "base_written": found.base_written,
        }
    )
    for name in ("now", "tomorrow", "at_deadline", "settled"):
        view: View = getattr(found, name)
        say_json({"what": "modelled", "when": name, "complaints": view.complaints, **_model(view)})
    for each in found.complaints:
        say_json(
            {
                "what": "complaint",
                "ticket": each.ref,
                "opened_on": each.opened_on.isoformat(),
                "until_on": each.until_on.isoformat(),
                "open": each.is_open,
                "escalated": each.escalated,
                "days": each.days,
                "other_days": each.other_days,
                "booked_minor": each.booked_minor,
                "handling_minor": each.handling_minor,
                "factor": each.now.factor,
                "capped": each.now.capped,
                "now": _model(each.now),
                "tomorrow": _model(each.tomorrow),
                "deadline_on": each.deadline_on.isoformat() if each.deadline_on else None,
                "at_deadline": _model(each.at_deadline),
            }
        )


def _model(held: Modelled | View | None) -> dict[str, float]:
    """Return estimates in minor units; nothing for none."""
    if held is None:
        return {}
    return {f"{name}_estimate": getattr(held, name) for name in ("recovery", "low", "mid", "high")}


def say_capacity(found: ServiceCapacity) -> None:
    """Print a line a team, tool, tier and channel, and one for rework."""
    for team in found.staff:
        say_json(
            {
                "what": "staff",
                "team": team.team,
                "staff": team.staff,
                "paid_seconds": team.paid_seconds,
                "customer_seconds": team.customer_seconds,
                "paperwork_seconds": team.paperwork_seconds,
                "other_seconds": team.other_seconds,
                "overlogged_seconds": team.overlogged_seconds,
                "customer_minor": team.customer_minor,
                "paperwork_minor": team.paperwork_minor,
                "other_minor": team.other_minor,
            }
        )
    for tool in found.seats:
        say_json(
            {
                "what": "tool",
                "tool": tool.tool,
                "seats": tool.seats,
                "used": tool.used,
                "used_minor": tool.used_minor,
                "idle_minor": tool.idle_minor,
            }
        )
    for tier in found.tiers:
        say_json(
            {
                "what": "tier",
                "tier": tier.tier,
                "customers": tier.customers,
                "cost_minor": tier.cost_minor,
                "value_minor": tier.value_minor,
                "cost_share": str(tier.cost_share) if tier.cost_share is not None else None,
                "value_share": str(tier.value_share) if tier.value_share is not None else None,
                "verdict": tier.verdict.value,
            }
        )
    for channel in found.waiting:
        say_json(
            {
                "what": "waiting",
                "channel": channel.channel,
                "contacts": channel.contacts.count,
                "median_seconds": channel.contacts.median_seconds,
                "ninth_seconds": channel.contacts.ninth_seconds,
                "tickets": channel.tickets.count,
                "first_median_seconds": channel.tickets.median_seconds,
                "first_ninth_seconds": channel.tickets.ninth_seconds,
            }
        )
    held = found.rework
    say_json(
        {
            "what": "rework",
            "within_days": held.within_days,
            "contacts": held.contacts,
            "repeated": held.repeated,
            "repeated_minor": held.repeated_minor,
            "tickets": held.tickets,
            "reopened": held.reopened,
            "reopened_minor": held.reopened_minor,
        }
    )


def say_effect(found: ToolEffect) -> None:
    """Print a line a window and a line a measure."""
    for name, window in (("before", found.before), ("after", found.after)):
        say_json(
            {
                "what": "window",
                "when": name,
                "start": window.start.isoformat(),
                "end": window.end.isoformat(),
                "channel": found.channel,
                "contacts": window.contacts,
                "seconds": window.seconds,
                "cost_minor": window.minor,
            }
        )
    for each in found.measures:
        for side, held in (("channel", each.channel), ("others", each.others)):
            if held is not None:
                say_json(
                    {
                        "what": "difference",
                        "measure": each.measure,
                        "of": side,
                        "before": held.before,
                        "after": held.after,
                        "before_count": held.before_count,
                        "after_count": held.after_count,
                        "difference_estimate": held.difference,
                        "low_estimate": held.low,
                        "high_estimate": held.high,
                    }
                )
