"""What the pages of service cost say: tables of cells, each with the way to what is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fenhao.interfaces.charts import Part, Stack, stacks
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._value_shown import minor_text, named
from fenhao.interfaces.words import say
from fenhao.runs import ComplaintCost, ServiceCost, View, expectations

LISTED = 30
"""How many complaints and tickets a page lists: the open and the dearest ones; the command lists all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what it says, and where it leads."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of the page; all but the first column are numbers."""

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(
    names: Names, title: str, heads: Sequence[str], rows: Sequence[Sequence[str | Cell]], *, note: str = ""
) -> Shown:
    """Return a table of the page; ``title`` and ``heads`` are codes of words."""
    cells = tuple(tuple(each if isinstance(each, Cell) else Cell(each) for each in row) for row in rows)
    return Shown(
        say(f"web.service_money.{title}", {}, names.lang),
        note,
        tuple(say(f"cli.service_cost.{each}", {}, names.lang) for each in heads),
        cells,
    )


def _teams(names: Names, found: ServiceCost) -> list[tuple[str, ...]]:
    """Return the teams' rows."""
    money = names.figures(0)
    return [
        (
            each.team or say("cli.service_cost.nobody", {}, names.lang),
            *(
                money.plain(minor)
                for minor in (each.amount_minor, each.used_minor, each.idle_minor, each.unallocated_minor)
            ),
            hours(each.capacity_seconds),
            hours(each.used_seconds),
            hours(each.idle_seconds) if each.capacity_seconds else "--",
            minor_text(names, each.rate_minor),
        )
        for each in found.teams
    ]


def _channels(names: Names, found: ServiceCost) -> list[tuple[str, ...]]:
    """Return the channels' rows."""
    money = names.figures(0)
    return [
        (
            named(names, "service_channel", each.channel),
            money.count(each.contacts),
            hours(each.seconds),
            money.plain(each.minor),
            minor_text(names, Fraction(each.minor, each.contacts)),
            money.count(each.handed_over),
            minor_text(names, Fraction(each.both_minor, each.handed_over)) if each.handed_over else "--",
        )
        for each in found.channels
    ]


def _points(names: Names, found: ServiceCost) -> list[tuple[str, ...]]:
    """Return what one point more would do, a channel a row."""
    return [
        (
            named(names, "service_channel", each.channel),
            f"{float(each.moved):,.1f}",
            hours(each.freed_seconds),
            *(
                "≈" + minor_text(names, minor)
                for minor in (each.freed_minor, each.added_minor, each.net_minor)
            ),
        )
        for each in found.next
    ]


def _tiers(names: Names, found: ServiceCost) -> list[tuple[str, ...]]:
    """Return the tiers' rows."""
    money = names.figures(0)
    return [
        (
            names.tier(each.code),
            money.count(each.customers),
            money.count(each.contacts),
            money.plain(each.minor),
            minor_text(names, Fraction(each.minor, each.contacts)),
        )
        for each in found.tiers
    ]


def _over(names: Names, found: ServiceCost) -> list[str]:
    """Return a sentence for each team that worked more than its capacity."""
    return [
        say(
            "cli.service_cost.over_capacity",
            {"team": each.team, "hours": hours(-each.idle_seconds)},
            names.lang,
        )
        for each in found.teams
        if each.over_capacity
    ]


def cost_shown(names: Names, found: ServiceCost) -> dict[str, object]:
    """Return the cost of service in words, picture and tables."""
    money = names.figures(0)
    share = money.percent_short(found.mix.share) if found.mix.share is not None else "--"
    title = {
        "used": money.spoken(found.used_minor),
        "idle": money.spoken(found.idle_minor),
        "share": share,
        "goal": money.percent_short(found.goal),
    }
    sums = (
        ("ledger", found.ledger_minor),
        ("traced", found.traced_minor),
        ("used", found.used_minor),
        ("idle", found.idle_minor),
        ("unallocated", found.unallocated_minor),
    )
    counted = {
        "unmeasured": money.count(found.contacts - found.measured),
        "contacts": money.count(found.contacts),
    }
    return {
        "title": say("web.service_cost.title", title, names.lang),
        "kpis": [
            (say(f"cli.service_cost.{name}", {}, names.lang), money.plain(minor), reverse("web:ledger"))
            for name, minor in sums
        ],
        "wide": _picture(names, found, 720),
        "small": _picture(names, found, 340),
        "tables": [
            table(
                names,
                "teams",
                (
                    "team",
                    "ledger",
                    "used",
                    "idle",
                    "unallocated",
                    "capacity_hours",
                    "used_hours",
                    "idle_hours",
                    "rate",
                ),
                _teams(names, found),
            ),
            table(
                names,
                "channels",
                ("channel", "contacts", "used_hours", "cost", "each", "handed_over", "both_each"),
                _channels(names, found),
            ),
            table(
                names,
                "next",
                ("channel", "moved", "freed_hours", "freed", "added", "net"),
                _points(names, found),
                note=say("cli.service_cost.idle_first", {}, names.lang),
            ),
            table(names, "tiers", ("tier", "customers", "contacts", "cost", "each"), _tiers(names, found)),
        ],
        "notes": [
            *_over(names, found),
            *(_outcomes(names, found)),
            say("cli.service_cost.measured", counted, names.lang),
        ],
    }


def _outcomes(names: Names, found: ServiceCost) -> list[str]:
    """Return each stated expectation with what this period says of it."""
    money, told = names.figures(0), []
    for each in expectations(book=names.here.book, found=found):
        stated, realised = each.stated, each.realised
        facts = {
            "base": names.period(stated.base.label),
            "channel": named(names, "service_channel", stated.stated.channel),
            "points": money.percent_short(stated.stated.points),
            "expected": "≈" + minor_text(names, stated.stated.freed_minor),
        }
        if realised is None:
            told.append(say("cli.service_cost.expected", facts, names.lang))
            continue
        facts |= {
            "moved": money.percent_short(realised.moved_points),
            "freed": "≈" + minor_text(names, realised.freed_minor),
            "fell": money.plain(realised.ledger_minor),
            "idle": money.plain(realised.idle_minor),
            "verdict": say(f"service_costing.confirmed.{realised.verdict.value}", {}, names.lang),
        }
        told.append(say("cli.service_cost.realised", facts, names.lang))
    return told


def _picture(names: Names, found: ServiceCost, width: int) -> SafeString:
    """Return the teams' cost as columns of what was used, idle and unallocated."""
    write = names.figures(max((abs(each.amount_minor) for each in found.teams), default=0))
    called = [say(f"cli.service_cost.{name}", {}, names.lang) for name in ("used", "idle", "unallocated")]
    items = [
        Stack(
            each.team or "--",
            tuple(
                Part(minor, f"{each.team} {name} {write.exact(minor)}", "")
                for name, minor in zip(
                    called, (each.used_minor, each.idle_minor, each.unallocated_minor), strict=True
                )
            ),
        )
        for each in found.teams
    ]
    caption = say("web.service_cost.chart", {}, names.lang)
    return mark_safe(stacks(items, called, names.voice(write), width=width, height=150, caption=caption))  # noqa: S308 - our own SVG


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
        "source": say(
            f"service_costing.base.{'written' if found.base_written else 'average'}", {}, names.lang
        ),
        "currency": found.currency,
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
            money.plain(each.booked_minor + each.handling_minor),
            _about(names, each.now.recovery),
            _about(names, each.now.mid),
            _about(names, each.tomorrow.mid) if each.tomorrow else "--",
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
        "recovery": _about(names, found.now.recovery),
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
                ("ticket", "opened", "days", "other_days", "factor", "booked", "recovery", "mid", "tomorrow"),
                _listed(names, found),
                note=say("cli.service_cost.complaints_title", {"day": found.as_of.isoformat()}, names.lang),
            ),
        ],
        "notes": [say("cli.service_cost.apart", {}, names.lang)],
    }


def hours(seconds: int | Fraction) -> str:
    """Return seconds as hours to one decimal."""
    return f"{float(seconds) / 3600:,.1f}"
