"""What the pages of service cost say: tables of cells, each with the way to what is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fenhao.interfaces.charts import Part, Stack, stacks
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.web._customers import customer_href
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._value_shown import minor_text, named
from fenhao.interfaces.words import knows, say
from fenhao.runs.service import ServiceCost, ServiceCostCell, expectations

CUSTOMERS_SHOWN = 20
"""How many of the dearest customers the page lists."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what it says, and where it leads."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of the page: words to the left, numbers to the right. ``name`` is the anchor that leads to it."""

    name: str
    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The heads, each with the class of its column."""
        return tuple(zip(self.heads, self._css, strict=True))

    @property
    def lines(self) -> tuple[tuple[tuple[Cell, str], ...], ...]:
        """The rows, each cell with the class of its column."""
        return tuple(tuple(zip(row, self._css, strict=True)) for row in self.rows)

    @property
    def _css(self) -> tuple[str, ...]:
        """The class of each column: '' of words, which are the first and those in which nothing holds a digit."""
        texts = [[row[place].text for row in self.rows] for place in range(len(self.heads))]
        return tuple(
            "" if not place or (any(column) and _are_words(column)) else "num"
            for place, column in enumerate(texts)
        )


def _are_words(texts: Sequence[str]) -> bool:
    """Whether a column says something, and never in digits."""
    return set(texts) != {"--"} and not any(each.isdecimal() for text in texts for each in text)


def table(
    names: Names, title: str, heads: Sequence[str], rows: Sequence[Sequence[str | Cell]], *, note: str = ""
) -> Shown:
    """Return a table of the page; ``title`` and ``heads`` are codes of words."""
    cells = tuple(tuple(each if isinstance(each, Cell) else Cell(each) for each in row) for row in rows)
    return Shown(
        title,
        say(f"web.service_money.{title}", {}, names.lang),
        note,
        tuple(say(f"cli.service_cost.{each}", {}, names.lang) for each in heads),
        cells,
    )


def team_name(names: Names, team: str) -> str:
    """Return what a team is called: by the word for teams, or for the channel that answers by itself; else its own code."""
    for subject in ("service_team", "service_channel"):
        if knows(f"{subject}.{team}"):
            return say(f"{subject}.{team}", {}, names.lang)
    return team or say("cli.service_cost.nobody", {}, names.lang)


def _cells(names: Names, found: ServiceCost) -> list[tuple[str | Cell, ...]]:
    """Return what the ledger's cost of service is made of: each cost type leads to its entries, and their sum is its own."""
    money, types = names.figures(0), type_names(names.here.book.chart, lang=names.lang)
    held: dict[str, list[ServiceCostCell]] = {}
    for each in found.cells:
        held.setdefault(each.cost_type, []).append(each)
    rows: list[tuple[str | Cell, ...]] = []
    for cost_type, cells in held.items():
        asked = {"period": found.label, "by": "cost_type", "code": cost_type}
        behind = f"{reverse('web:report_behind')}?{urlencode(asked)}"
        teams = {team_name(names, each.team): None for each in cells if not each.traced}
        rows.append(
            (
                types.get(cost_type, cost_type),
                " · ".join(teams) or "--",
                money.count(sum(each.entries for each in cells)),
                money.plain(sum(each.amount_minor for each in cells if each.traced)),
                Cell(money.plain(sum(each.amount_minor for each in cells)), behind),
            )
        )
    return rows


def _teams(names: Names, found: ServiceCost) -> list[tuple[str | Cell, ...]]:
    """Return the teams' rows."""
    money = names.figures(0)
    return [
        (
            team_name(names, each.team),
            Cell(money.plain(each.amount_minor), "#cells"),
            Cell(money.plain(each.used_minor), "#channels"),
            *(money.plain(minor) for minor in (each.idle_minor, each.unallocated_minor)),
            hours(each.capacity_seconds),
            hours(each.used_seconds),
            hours(each.idle_seconds) if each.capacity_seconds else "--",
            minor_text(names, each.rate_minor),
        )
        for each in found.teams
    ]


def _channels(names: Names, found: ServiceCost) -> list[tuple[str | Cell, ...]]:
    """Return the channels' rows."""
    money = names.figures(0)
    listed = reverse("web:service_tickets")
    return [
        (
            Cell(
                named(names, "service_channel", each.channel),
                f"{listed}?{urlencode({'channel': each.channel})}",
            ),
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


def _dearest(names: Names, found: ServiceCost) -> list[tuple[str | Cell, ...]]:
    """Return the customers that took most of the teams' time; each leads to its page."""
    money = names.figures(0)
    return [
        (
            Cell(masked(each.code), customer_href(each.code)),
            names.tier(each.tier) if each.tier else "--",
            money.count(each.contacts),
            money.count(each.tickets),
            hours(each.seconds),
            money.plain(each.minor),
        )
        for each in found.customers[:CUSTOMERS_SHOWN]
    ]


def _tiers(names: Names, found: ServiceCost) -> list[tuple[str | Cell, ...]]:
    """Return the tiers' rows."""
    money = names.figures(0)
    return [
        (
            Cell(
                names.tier(each.code),
                f"{reverse('web:customers')}?{urlencode({'tier': each.code})}" if each.code else "",
            ),
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
            {"team": team_name(names, each.team), "hours": hours(-each.idle_seconds)},
            names.lang,
        )
        for each in found.teams
        if each.over_capacity
    ]


def _cost_tables(names: Names, found: ServiceCost) -> list[Shown]:
    """Return the tables of the page, what is worked out first, the ledger behind it last."""
    return [
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
        table(
            names,
            "dearest",
            ("customer", "tier", "contacts", "tickets", "used_hours", "cost"),
            _dearest(names, found),
        ),
        table(
            names,
            "cells",
            ("cost_type", "teams", "entries", "traced", "amount"),
            _cells(names, found),
            note=say("web.service_money.cells_note", {}, names.lang),
        ),
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
        ("ledger", found.ledger_minor, "#cells"),
        ("traced", found.traced_minor, "#cells"),
        ("used", found.used_minor, "#channels"),
        ("idle", found.idle_minor, "#teams"),
        ("unallocated", found.unallocated_minor, "#teams"),
    )
    counted = {
        "unmeasured": money.count(found.contacts - found.measured),
        "contacts": money.count(found.contacts),
    }
    return {
        "title": say("web.service_cost.title", title, names.lang),
        "kpis": [
            (say(f"cli.service_cost.{name}", {}, names.lang), money.plain(minor), href)
            for name, minor, href in sums
        ],
        "wide": _picture(names, found, 720),
        "small": _picture(names, found, 340),
        "tables": _cost_tables(names, found),
        "outcomes": _outcomes(names, found),
        "notes": [
            *_over(names, found),
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
            team_name(names, each.team),
            tuple(
                Part(minor, f"{team_name(names, each.team)} {name} {write.exact(minor)}", "")
                for name, minor in zip(
                    called, (each.used_minor, each.idle_minor, each.unallocated_minor), strict=True
                )
            ),
        )
        for each in found.teams
    ]
    caption = say("web.service_cost.chart", {}, names.lang)
    return mark_safe(stacks(items, called, names.voice(write), width=width, height=150, caption=caption))  # noqa: S308 - our own SVG


def hours(seconds: int | Fraction) -> str:
    """Return seconds as hours to one decimal."""
    return f"{float(seconds) / 3600:,.1f}"
