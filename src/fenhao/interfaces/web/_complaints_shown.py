"""What the page of complaints says: booked cost, and apart from it what delay is modelled to cost, with its assumptions."""

from fractions import Fraction

from django.urls import reverse

from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_money import Cell, table
from fenhao.interfaces.web._value_shown import minor_text
from fenhao.interfaces.words import say
from fenhao.runs.service import ComplaintCost, View

LISTED = 30
"""How many complaints the page lists: the open and the dearest ones; the command lists all."""


def _basis(names: Names, found: ComplaintCost) -> str:
    """Return the assumptions that stand on every report: parameters, clock and cap."""
    money, policy = names.figures(0), found.policy
    basis = {
        "clock": say(f"service_costing.clock.{policy.clock.value}", {}, names.lang),
        "growth": f"{float(policy.growth):g}",
        "cap": f"{float(policy.cap):g}",
        "from": str(found.capped_from) if found.capped_from is not None else "--",
        "low": f"{float(policy.reputation_low):g}",
        "mid": f"{float(policy.reputation_mid):g}",
        "high": f"{float(policy.reputation_high):g}",
        "base": money.plain(found.base_minor),
        "source": say(f"service_costing.base.{found.base_source}", {}, names.lang),
        "currency": names.word("currency_name", found.currency),
    }
    return say("cli.service_cost.basis", basis, names.lang)


def _about(names: Names, minor: float) -> str:
    """Return an estimate, marked as one."""
    return "≈" + minor_text(names, Fraction(minor))


def _listed(names: Names, found: ComplaintCost) -> list[tuple[str | Cell, ...]]:
    """Return the complaints' rows."""
    money = names.figures(0)
    return [
        (
            Cell(each.ref, reverse("web:service_ticket", args=[each.ref])),
            each.opened_on.isoformat(),
            f"{each.days}{'' if each.is_open else ' ✓'}",
            str(each.other_days),
            f"{each.now.factor:,.1f}×{'!' if each.now.capped else ''}",
            say("cli.service_cost.yes", {}, names.lang) if each.escalated else "",
            money.plain(each.booked_minor),
            money.plain(each.handling_minor),
            _about(names, each.now.recovery),
            _about(names, each.now.mid),
            _about(names, each.tomorrow.mid) if each.tomorrow else "--",
            _about(names, each.at_deadline.mid) if each.at_deadline else "--",
        )
        for each in found.complaints[:LISTED]
    ]


def complaints_shown(names: Names, found: ComplaintCost) -> dict[str, object]:
    """Return what complaints cost in words and tables; booked and modelled money in tables of their own."""
    money = names.figures(0)

    def view(name: str, held: View) -> tuple[str, ...]:
        """Return one line of the model."""
        return (
            say(f"cli.service_cost.{name}", {}, names.lang),
            money.count(held.complaints),
            *(_about(names, each) for each in (held.recovery, held.low, held.mid, held.high)),
        )

    booked = [
        (say(f"cli.service_cost.{name}", {}, names.lang), money.plain(minor))
        for name, minor in (
            ("traced_complaints", found.traced_minor),
            ("untraced_complaints", found.untraced_minor),
            ("nobodys_complaints", found.nobodys_minor),
            ("booked", found.booked_minor),
        )
    ]
    printed = _basis(names, found)
    title = {
        "open": money.count(found.open),
        "booked": money.spoken(found.booked_minor),
        "recovery": f"≈{money.spoken(round(found.now.recovery))}",
    }
    return {
        "title": say("web.service_complaints.title", title, names.lang),
        "tables": [
            table(
                names,
                "booked",
                ("where", "amount"),
                booked,
                note=say(
                    "cli.service_cost.handling", {"amount": money.plain(found.handling_minor)}, names.lang
                ),
            ),
            table(
                names,
                "modelled",
                ("when", "complaints", "recovery", "low", "mid", "high"),
                [view("now", found.now), view("tomorrow", found.tomorrow), view("settled", found.settled)],
                note=printed,
            ),
            table(
                names,
                "complaints",
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
                _listed(names, found),
                note=say("cli.service_cost.complaints_title", {"day": found.as_of.isoformat()}, names.lang),
            ),
        ],
        "notes": [say("cli.service_cost.apart", {}, names.lang)],
    }
