"""What ``fenhao service`` prints for people: booked money exact, estimates marked as such."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from rich.table import Table

from fenhao.engine.service.costing import NextPoints
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import share_text
from fenhao.kernel import grouped_text
from fenhao.runs.service import Outcome, ServiceCost, Share

BY = ("channel", "team", "tier", "category", "customer", "ticket")
NONE = "–"
_MINUTE, _HOUR = 60, 3600


class Told:
    """Writes figures as this book's people read them."""

    def __init__(self, frame: Frame, *, digits: int, currency: str) -> None:
        self.frame, self.digits, self.currency = frame, digits, currency

    def money(self, minor: int) -> str:
        """Return a booked amount."""
        return grouped_text(minor, digits=self.digits)

    def about(self, minor: float | Fraction) -> str:
        """Return an estimate, to the minor unit: it is never added to booked money."""
        exact = Fraction(minor)
        whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
        return "≈" + grouped_text(-whole if exact < 0 else whole, digits=self.digits)

    def rate(self, minor: Fraction | None) -> str:
        """Return an exact rate or average to the minor unit; a dash for none."""
        return self.about(minor).removeprefix("≈") if minor is not None else NONE

    def word(self, code: str, details: Mapping[str, str] | None = None) -> str:
        """Return a message of this command."""
        return self.frame.word(f"cli.service_cost.{code}", details)

    def named(self, subject: str, code: str) -> str:
        """Return the word of a channel, tier or other code; the code itself where it has none."""
        return self.frame.named(subject, code)

    def table(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1
    ) -> None:
        """Print a table; all but the first ``texts`` columns are numbers."""
        table = Table(box=None, header_style="bold", title=title, title_justify="left")
        for place, name in enumerate(columns):
            table.add_column(self.word(name), justify="left" if place < texts else "right")
        for row in rows:
            table.add_row(*row)
        self.frame.out.print(table)


def percent(share: Fraction | None) -> str:
    """Return a share in percent to one decimal; a dash for none."""
    if share is None:
        return NONE
    return share_text(share, decimals=1)


def minutes(seconds: int | Fraction) -> str:
    """Return seconds as minutes to one decimal."""
    tenths = Fraction(seconds) * 10 / _MINUTE
    whole = (2 * abs(tenths.numerator) + tenths.denominator) // (2 * tenths.denominator)
    return f"{'-' if tenths < 0 and whole else ''}{whole // 10:,}.{whole % 10}"


def hours(seconds: int | Fraction) -> str:
    """Return seconds as hours to one decimal."""
    return minutes(Fraction(seconds) / _MINUTE)


def factor(value: float) -> str:
    """Return a factor: 12.8×."""
    return f"{value:,.1f}×"


def _team(told: Told, code: str) -> str:
    """Return a team by its name, that of a channel where one answers for itself."""
    name = told.named("service_team", code)
    return name if name != code else told.named("service_channel", code)


def show_cost(told: Told, found: ServiceCost, outcomes: Sequence[Outcome], *, by: str) -> None:
    """Print the cost of service."""
    top = (
        ("traced", found.traced_minor),
        ("used", found.used_minor),
        ("idle", found.idle_minor),
        ("unallocated", found.unallocated_minor),
        ("ledger", found.ledger_minor),
    )
    title = told.word("cost_title", {"period": found.label, "currency": told.currency})
    told.table(title, ("where", "amount"), ((told.word(name), told.money(minor)) for name, minor in top))
    _BY[by](told, found)
    for team in found.teams:
        if team.over_capacity:
            facts = {"team": _team(told, team.team), "hours": hours(-team.idle_seconds)}
            told.frame.print("cli.service_cost.over_capacity", facts)
        elif team.team and not team.capacity_seconds and team.amount_minor:
            told.frame.print("cli.service_cost.no_capacity", {"team": _team(told, team.team)})
    share = {
        "share": percent(found.mix.share),
        "goal": percent(found.goal),
        "solved": f"{found.mix.solved:,}",
        "contacts": f"{found.mix.contacts:,}",
        "bounced": f"{found.mix.handed_over:,}",
    }
    told.frame.print("cli.service_cost.share", share)
    if found.next:
        _next(told, found.next)
    for outcome in outcomes:
        told.frame.print(*_outcome(told, outcome))
    counted = {"unmeasured": f"{found.contacts - found.measured:,}", "contacts": f"{found.contacts:,}"}
    told.frame.print("cli.service_cost.measured", counted)
    if found.nobodys:
        told.frame.print("cli.service_cost.nobodys", {"count": f"{found.nobodys:,}"})


def _channels(told: Told, found: ServiceCost) -> None:
    told.table(
        "",
        ("channel", "contacts", "minutes", "cost", "each", "handed_over", "both_each"),
        (
            (
                told.named("service_channel", each.channel),
                f"{each.contacts:,}",
                minutes(each.seconds),
                told.money(each.minor),
                told.rate(Fraction(each.minor, each.contacts)),
                f"{each.handed_over:,}",
                told.rate(Fraction(each.both_minor, each.handed_over)) if each.handed_over else NONE,
            )
            for each in found.channels
        ),
    )


def _teams(told: Told, found: ServiceCost) -> None:
    told.table(
        "",
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
        (
            (
                each.team or told.word("nobody"),
                told.money(each.amount_minor),
                told.money(each.used_minor),
                told.money(each.idle_minor),
                told.money(each.unallocated_minor),
                hours(each.capacity_seconds) if each.capacity_seconds else NONE,
                hours(each.used_seconds),
                hours(each.idle_seconds) if each.capacity_seconds else NONE,
                told.rate(each.rate_minor),
            )
            for each in found.teams
        ),
    )


def _shares(
    heading: str, subject: str, rows: Callable[[ServiceCost], Sequence[Share]]
) -> Callable[[Told, ServiceCost], None]:
    """Return what prints contacts added up by a code."""

    def show(told: Told, found: ServiceCost) -> None:
        """Print them."""
        told.table(
            "",
            (heading, "customers", "tickets", "contacts", "minutes", "cost", "each"),
            (
                (
                    told.named(subject, each.code) if subject else each.code or NONE,
                    f"{each.customers:,}",
                    f"{each.tickets:,}",
                    f"{each.contacts:,}",
                    minutes(each.seconds),
                    told.money(each.minor),
                    told.rate(Fraction(each.minor, each.contacts)),
                )
                for each in rows(found)
            ),
        )

    return show


_BY: dict[str, Callable[[Told, ServiceCost], None]] = {
    "channel": _channels,
    "team": _teams,
    "tier": _shares("tier", "tier", lambda found: found.tiers),
    "category": _shares("category", "", lambda found: found.categories),
    "customer": _shares("customer", "", lambda found: found.customers),
    "ticket": _shares("ticket", "", lambda found: found.tickets),
}


def _next(told: Told, points: Sequence[NextPoints]) -> None:
    told.table(
        told.word("next_title"),
        ("channel", "moved", "freed_hours", "freed", "added", "net"),
        (
            (
                told.named("service_channel", each.channel),
                f"{float(each.moved):,.1f}",
                hours(each.freed_seconds),
                told.about(each.freed_minor),
                told.about(each.added_minor),
                told.about(each.net_minor),
            )
            for each in points
        ),
    )
    told.frame.print("cli.service_cost.idle_first")


def _outcome(told: Told, outcome: Outcome) -> tuple[str, dict[str, str]]:
    """Return the sentence that holds an expectation against the period."""
    stated, realised = outcome.stated, outcome.realised
    facts = {
        "base": stated.base.label,
        "channel": told.named("service_channel", stated.stated.channel),
        "points": percent(stated.stated.points),
        "expected": told.about(stated.stated.freed_minor),
    }
    if realised is None:
        return "cli.service_cost.expected", facts
    facts |= {
        "moved": percent(realised.moved_points),
        "freed": told.about(realised.freed_minor),
        "fell": told.money(realised.ledger_minor),
        "idle": told.money(realised.idle_minor),
        "verdict": told.frame.word(f"service_costing.confirmed.{realised.verdict.value}"),
    }
    return "cli.service_cost.realised", facts
