"""What the page of service resources says of a tool: a channel before and after the day on which it came, beside all others."""

from collections.abc import Mapping
from fractions import Fraction

from fenhao.engine.service.costing import Difference
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_money import Shown, hours, table
from fenhao.interfaces.web._value_shown import minor_text, named, value_of
from fenhao.interfaces.words import say
from fenhao.runs.book import Refused
from fenhao.runs.service import ToolEffect, Window, kept_effect, ticket_choices

_NONE = "--"


def effect_facts(names: Names, *, typed: Mapping[str, str]) -> dict[str, object]:
    """Return the last comparison in tables, why there is none, and what the form for another one offers."""
    held = kept_effect(book=names.here.book)
    found = value_of(held)
    refused = ""
    if held is not None and isinstance(held.value, Refused):
        refused = say(held.value.code, held.value.details, names.lang)
    channels = ticket_choices(names.here.book, ("channel",))["channel"]
    asked = typed or (
        {"day": found.day.isoformat(), "channel": found.channel, "days": str(_days(found.before))}
        if found
        else {"days": "60"}
    )
    return {
        "effects": _tables(names, found) if found else (),
        "effect_refused": refused,
        "effect_channels": [(each, named(names, "service_channel", each)) for each in channels],
        "asked": asked,
        "effect_stale": held is not None and held.stale,
    }


def _days(window: Window) -> int:
    return (window.end - window.start).days


def _tables(names: Names, found: ToolEffect) -> tuple[Shown, ...]:
    """Return both tables: the contacts of the two windows, and each measure of the channel and of the others."""
    money = names.figures(0)
    told = {"day": found.day.isoformat(), "channel": named(names, "service_channel", found.channel)}
    windows = [
        (
            f"{each.start} – {each.end}",
            money.count(each.contacts),
            hours(each.seconds),
            money.plain(each.minor),
            minor_text(names, Fraction(each.minor, each.contacts) if each.contacts else None),
        )
        for each in (found.before, found.after)
    ]
    measures = [
        (
            say(f"service_costing.measure.{each.measure}", {}, names.lang),
            *_sides(each.channel),
            _gap(each.others),
        )
        for each in found.measures
    ]
    return (
        table(
            names,
            "windows",
            ("when", "contacts", "used_hours", "cost", "each"),
            windows,
            note=say("cli.service_cost.effect_title", told, names.lang),
        ),
        table(
            names,
            "measures",
            ("measure", "before", "after", "difference", "interval", "others"),
            measures,
            note=say("cli.service_cost.no_proof", {}, names.lang),
        ),
    )


def _sides(held: Difference | None) -> tuple[str, str, str, str]:
    """Return a measure before and after, its difference, and the interval of that."""
    if held is None:
        return _NONE, _NONE, _NONE, _NONE
    return f"{held.before:,.2f}", f"{held.after:,.2f}", _signed(held.difference), _range(held)


def _gap(held: Difference | None) -> str:
    """Return by how much all other channels differ."""
    return f"{_signed(held.difference)} ({_range(held)})" if held is not None else _NONE


def _range(held: Difference) -> str:
    return f"{_signed(held.low)} … {_signed(held.high)}"


def _signed(value: float) -> str:
    return f"{value:+,.2f}".replace("-", "−")
