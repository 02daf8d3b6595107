"""What ``fenhao service complaints`` and ``capacity`` print for people."""

from fractions import Fraction

from fenhao.engine.service.costing import Difference, Modelled, Waiting
from fenhao.interfaces.cli._service_told import NONE, Told, factor, hours, minutes, percent
from fenhao.runs.service import ComplaintCost, ServiceCapacity, ToolEffect, View


def basis(told: Told, found: ComplaintCost) -> dict[str, str]:
    """Return what stands on every report about complaints: parameters, clock and cap."""
    held = found.policy
    return {
        "clock": told.frame.word(f"service_costing.clock.{held.clock.value}"),
        "growth": f"{float(held.growth):g}",
        "cap": f"{float(held.cap):g}",
        "from": str(found.capped_from) if found.capped_from is not None else NONE,
        "low": f"{float(held.reputation_low):g}",
        "mid": f"{float(held.reputation_mid):g}",
        "high": f"{float(held.reputation_high):g}",
        "base": told.money(found.base_minor),
        "source": told.frame.word(f"service_costing.base.{found.base_source}"),
        "currency": told.currency,
    }


def show_complaints(told: Told, found: ComplaintCost, *, most: int) -> None:
    """Print what complaints cost, booked and modelled apart."""
    booked = (
        ("traced_complaints", found.traced_minor),
        ("untraced_complaints", found.untraced_minor),
        ("nobodys_complaints", found.nobodys_minor),
        ("booked", found.booked_minor),
    )
    title = told.word("booked_title", {"period": found.label, "currency": told.currency})
    told.table(title, ("where", "amount"), ((told.word(name), told.money(minor)) for name, minor in booked))
    told.frame.print("cli.service_cost.handling", {"amount": told.money(found.handling_minor)})
    views = (
        ("now", found.now),
        ("tomorrow", found.tomorrow),
        ("at_deadline", found.at_deadline),
        ("settled", found.settled),
    )
    told.table(
        told.word("modelled_title", {"currency": told.currency}),
        ("when", "complaints", "recovery", "low", "mid", "high"),
        ((told.word(name), *_view(told, view)) for name, view in views),
    )
    told.frame.print("cli.service_cost.basis", basis(told, found))
    told.frame.print("cli.service_cost.apart")
    _listed(told, found, most=most)


def _listed(told: Told, found: ComplaintCost, *, most: int) -> None:
    told.table(
        told.word("complaints_title", {"day": found.as_of.isoformat()}),
        (
            "ticket",
            "opened",
            *(f"days_{clock.value}" for clock in (found.policy.clock, found.policy.clock.other)),
            "factor",
            "escalated",
            "booked",
            "handled",
            "recovery",
            "mid",
            "tomorrow",
            "at_deadline",
        ),
        (
            (
                each.ref,
                each.opened_on.isoformat(),
                f"{each.days}{'' if each.is_open else ' ✓'}",
                str(each.other_days),
                factor(each.now.factor) + ("!" if each.now.capped else ""),
                told.word("yes") if each.escalated else "",
                told.money(each.booked_minor),
                told.money(each.handling_minor),
                told.about(each.now.recovery),
                told.about(each.now.mid),
                _total(told, each.tomorrow),
                _total(told, each.at_deadline),
            )
            for each in found.complaints[:most]
        ),
        texts=2,
    )


def _total(told: Told, held: Modelled | None) -> str:
    return told.about(held.mid) if held is not None else NONE


def _view(told: Told, view: View) -> tuple[str, ...]:
    return (
        f"{view.complaints:,}",
        *(told.about(each) for each in (view.recovery, view.low, view.mid, view.high)),
    )


def show_capacity(told: Told, found: ServiceCapacity) -> None:
    """Print what resources were used for, and what cannot be told because nothing of it is loaded."""
    for rows, shown in (
        (found.staff, _staff),
        (found.seats, _seats),
        (found.tiers, _tiers),
        (found.waiting, _waiting),
    ):
        if rows:
            shown(told, found)
    for gap in found.unknown:
        told.frame.print(f"service_costing.unknown.{gap}")
    held = found.rework
    facts = {
        "days": str(held.within_days),
        "repeated": f"{held.repeated:,}",
        "contacts": f"{held.contacts:,}",
        "repeated_cost": told.money(held.repeated_minor),
        "reopened": f"{held.reopened:,}",
        "tickets": f"{held.tickets:,}",
        "reopened_cost": told.money(held.reopened_minor),
    }
    told.frame.print("cli.service_cost.rework", facts)


def _staff(told: Told, found: ServiceCapacity) -> None:
    told.table(
        told.word("staff_title", {"period": found.label, "currency": told.currency}),
        (
            "team",
            "staff",
            "paid_hours",
            "customer_hours",
            "paperwork_hours",
            "other_hours",
            "paperwork_share",
            "customer_cost",
            "paperwork_cost",
            "other_cost",
        ),
        (
            (
                each.team,
                str(each.staff),
                hours(each.paid_seconds),
                hours(each.customer_seconds),
                hours(each.paperwork_seconds),
                hours(each.other_seconds - each.overlogged_seconds),
                percent(each.paperwork_share),
                told.money(each.customer_minor),
                told.money(each.paperwork_minor),
                told.money(each.other_minor),
            )
            for each in found.staff
        ),
    )


def _seats(told: Told, found: ServiceCapacity) -> None:
    told.table(
        told.word("seats_title"),
        ("tool", "seats", "seats_used", "seats_share", "used", "idle"),
        (
            (
                each.tool,
                f"{each.seats:,}",
                f"{each.used:,}",
                percent(each.share),
                told.money(each.used_minor),
                told.money(each.idle_minor),
            )
            for each in found.seats
        ),
    )


def _tiers(told: Told, found: ServiceCapacity) -> None:
    told.table(
        told.word("tiers_title", {"period": found.tiers_label or NONE}),
        ("tier", "customers", "cost", "value", "cost_share", "value_share", "index", "verdict"),
        (
            (
                told.named("tier", each.tier),
                f"{each.customers:,}",
                told.money(each.cost_minor),
                told.money(each.value_minor),
                percent(each.cost_share),
                percent(each.value_share),
                f"{float(each.index):.2f}" if each.index is not None else NONE,
                told.frame.word(f"service_costing.served.{each.verdict.value}"),
            )
            for each in found.tiers
        ),
    )


def _waiting(told: Told, found: ServiceCapacity) -> None:
    told.table(
        told.word("waiting_title"),
        ("channel", "contacts", "median", "ninth", "tickets", "first_median", "first_ninth"),
        (
            (
                told.named("service_channel", each.channel),
                f"{each.contacts.count:,}",
                *_waited(each.contacts),
                f"{each.tickets.count:,}",
                *_waited(each.tickets),
            )
            for each in found.waiting
        ),
    )


def _waited(held: Waiting) -> tuple[str, str]:
    """Return the wait in the middle and of nine in ten, in minutes; dashes where nobody's is known."""
    return (minutes(held.median_seconds), minutes(held.ninth_seconds)) if held.count else (NONE, NONE)


def show_effect(told: Told, found: ToolEffect) -> None:
    """Print a channel before and after a day."""
    day = {"day": found.day.isoformat(), "channel": told.named("service_channel", found.channel)}
    told.table(
        told.word("effect_title", day),
        ("when", "contacts", "minutes", "cost", "each"),
        (
            (
                f"{window.start} – {window.end}",
                f"{window.contacts:,}",
                minutes(window.seconds),
                told.money(window.minor),
                told.rate(Fraction(window.minor, window.contacts)),
            )
            for window in (found.before, found.after)
        ),
    )
    told.table(
        "",
        ("measure", "before", "after", "difference", "interval", "others"),
        (
            (
                told.frame.word(f"service_costing.measure.{each.measure}"),
                *_sides(each.channel),
                _gap(each.others),
            )
            for each in found.measures
        ),
    )
    told.frame.print("cli.service_cost.no_proof")


def _sides(held: Difference | None) -> tuple[str, str, str, str]:
    if held is None:
        return NONE, NONE, NONE, NONE
    return (
        f"{held.before:,.2f}",
        f"{held.after:,.2f}",
        f"{held.difference:+,.2f}",
        f"{held.low:+,.2f} … {held.high:+,.2f}",
    )


def _gap(held: Difference | None) -> str:
    return f"{held.difference:+,.2f}" if held is not None else NONE
