"""What the page of service resources says: staff time, seats, tiers served, waiting and rework."""

from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.engine.service.costing import Waiting
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_money import Cell, hours, table
from fenhao.interfaces.web._value_shown import named
from fenhao.interfaces.words import say
from fenhao.runs.service import ServiceCapacity

_TITLES = {
    (True, True): "title",
    (True, False): "title_time",
    (False, True): "title_seats",
    (False, False): "title_unknown",
}
"""The headline by whether it is known what paid time went for, and which seats were used."""


def capacity_shown(names: Names, found: ServiceCapacity) -> dict[str, object]:
    """Return what resources are used for in words and tables."""
    money = names.figures(0)

    held = found.rework
    rework = {
        "days": str(held.within_days),
        "repeated": money.count(held.repeated),
        "contacts": money.count(held.contacts),
        "repeated_cost": money.plain(held.repeated_minor),
        "reopened": money.count(held.reopened),
        "tickets": money.count(held.tickets),
        "reopened_cost": money.plain(held.reopened_minor),
    }
    title = {
        "seats": money.spoken(sum(each.idle_minor for each in found.seats)),
        "paperwork": money.spoken(sum(each.paperwork_minor for each in found.staff)),
    }
    return {
        "title": say(f"web.service_capacity.{_TITLES[found.logged, bool(found.seats)]}", title, names.lang),
        "tables": [
            table(
                names,
                "staff",
                (
                    "team",
                    "staff",
                    "paid_hours",
                    "customer_hours",
                    "paperwork_hours",
                    "paperwork_share",
                    "customer_cost",
                    "paperwork_cost",
                    "other_cost",
                ),
                _staff(names, found),
            ),
            table(
                names,
                "seats",
                ("tool", "seats", "seats_used", "seats_share", "used", "idle"),
                _seats(names, found),
            ),
            table(
                names,
                "served",
                ("tier", "customers", "cost", "value", "cost_share", "value_share", "index", "verdict"),
                _tiers(names, found),
                note=say("web.service_money.served_note", {"period": found.tiers_label}, names.lang),
            ),
            table(
                names,
                "waiting",
                ("channel", "contacts", "median", "ninth", "tickets", "first_median", "first_ninth"),
                _waits(names, found),
            ),
        ],
        "notes": [
            *(say(f"service_costing.unknown.{gap}", {}, names.lang) for gap in found.unknown),
            say("cli.service_cost.rework", rework, names.lang),
        ],
    }


def _staff(names: Names, found: ServiceCapacity) -> list[tuple[str, ...]]:
    """Return the teams' rows."""
    money = names.figures(0)
    return [
        (
            each.team,
            str(each.staff),
            hours(each.paid_seconds),
            hours(each.customer_seconds),
            hours(each.paperwork_seconds),
            _share(names, each.paperwork_share),
            *(money.plain(minor) for minor in (each.customer_minor, each.paperwork_minor, each.other_minor)),
        )
        for each in found.staff
    ]


def _seats(names: Names, found: ServiceCapacity) -> list[tuple[str, ...]]:
    """Return the tools' rows."""
    money = names.figures(0)
    return [
        (
            each.tool,
            money.count(each.seats),
            money.count(each.used),
            _share(names, each.share),
            money.plain(each.used_minor),
            money.plain(each.idle_minor),
        )
        for each in found.seats
    ]


def _tiers(names: Names, found: ServiceCapacity) -> list[tuple[str | Cell, ...]]:
    """Return the tiers' rows."""
    money = names.figures(0)
    return [
        (
            Cell(
                names.tier(each.tier),
                f"{reverse('web:customers')}?{urlencode({'tier': each.tier})}" if each.tier else "",
            ),
            money.count(each.customers),
            money.plain(each.cost_minor),
            money.plain(each.value_minor),
            _share(names, each.cost_share),
            _share(names, each.value_share),
            f"{float(each.index):.2f}" if each.index is not None else "--",
            say(f"service_costing.served.{each.verdict.value}", {}, names.lang),
        )
        for each in found.tiers
    ]


def _waits(names: Names, found: ServiceCapacity) -> list[tuple[str, ...]]:
    """Return the channels' rows."""
    money = names.figures(0)
    return [
        (
            named(names, "service_channel", each.channel),
            money.count(each.contacts.count),
            *_waited(each.contacts),
            money.count(each.tickets.count),
            *_waited(each.tickets),
        )
        for each in found.waiting
    ]


def _share(names: Names, value: Fraction | None) -> str:
    """Return a share in percent."""
    return names.figures(0).percent_short(value) if value is not None else "--"


def _waited(held: Waiting) -> tuple[str, str]:
    """Return the wait in the middle and of nine in ten; dashes where nobody's is known."""
    return (_minutes(held.median_seconds), _minutes(held.ninth_seconds)) if held.count else ("--", "--")


def _minutes(seconds: int | Fraction) -> str:
    """Return seconds as minutes to one decimal."""
    return f"{float(seconds) / 60:,.1f}"
