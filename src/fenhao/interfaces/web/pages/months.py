"""How a month is carried out and where it will end, and a year against its targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.database import Session, read
from fenhao.books.journal import Month, PeriodState, month_of, months
from fenhao.books.monthend import operations as books
from fenhao.books.monthend.operations import MonthStatus, YearEnd
from fenhao.books.people import Right
from fenhao.engine.budget import UTILISATION_TARGET, Execution, unused
from fenhao.interfaces.charts import bullet
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.lines import NOT_TIERED
from fenhao.interfaces.words import say

TABS = ("months", "month_transfers", "month_closing", "month_year")
"""The pages of a month, by the names of their addresses."""
_FULL = Fraction(5, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the month as a reader sees it; what it can spare is 0 where nothing lies unused.

    ``over_minor`` is by how much it will end above its funding, or did in a closed month; 0 when it does not.
    """

    tier: str
    category: str
    href: str
    told: Execution
    unused_minor: int
    over_minor: int
    picture: SafeString


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the year beside its target; ``met`` None where there is none."""

    name: str
    value: str
    met: bool | None


def chosen_month(request: HttpRequest, here: Surroundings, known: Sequence[Month]) -> Month | None:
    """Return the month that the address names, otherwise that of today, otherwise the last there is."""
    asked = request.GET.get("month", "")
    found = next((each for each in known if each.label == asked), None)
    return found or month_of(tuple(known), here.book.today(here.at)) or (known[-1] if known else None)


def surrounding(
    names: Names, known: Sequence[Month], chosen: Month, *, tab: str, month_in_title: bool = True
) -> dict[str, object]:
    """Return what every page of a month shows around its own: tabs, the months of the year, what and in which unit."""
    span = names.period(chosen.label) if month_in_title else names.period(str(chosen.fiscal_year))
    return {
        "tabs": [
            (
                say(f"web.month.tab_{each}", {}, names.lang),
                f"{reverse(f'web:{each}')}?month={chosen.label}",
                each == tab,
            )
            for each in TABS
        ],
        "months": [
            (names.month(each.label), f"?month={each.label}", each.label == chosen.label, each.state.value)
            for each in known
            if each.fiscal_year == chosen.fiscal_year
        ],
        "month": chosen,
        "eyebrow": say("web.overview.eyebrow", {"span": span, "unit": names.figures(0).unit}, names.lang),
    }


@for_readers(Right.see)
def month(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show how the lines of a month are carried out at the end of today, and where they will end."""

    def work(session: Session) -> tuple[tuple[Month, ...], Month | None, MonthStatus | None]:
        """Read the month."""
        known = months(session)
        chosen = chosen_month(request, here, known)
        if chosen is None:
            return known, None, None
        return known, chosen, books.status_within(session, chosen, on=here.book.today(here.at), at=here.at)

    known, chosen, told = read(work)
    names = Names(here)
    if chosen is None or told is None:
        return shown(request, here, "web/month_empty.html", {})
    rows = [_row(names, each, told) for each in told.lines]
    whole = next((each for each in told.sums if each.of == "total"), None)
    total = {
        "funded": sum(each.told.line.funded_minor for each in rows),
        "reserved": sum(each.told.line.reserved_minor for each in rows),
        "actual": sum(each.told.line.actual_minor for each in rows),
        "available": sum(each.told.line.available_minor for each in rows),
        "projected": sum(each.told.projected_minor for each in rows),
        "unused": sum(each.unused_minor for each in rows),
        "over": sum(each.over_minor for each in rows),
    }
    return shown(
        request,
        here,
        "web/month.html",
        {
            **surrounding(names, known, chosen, tab="months"),
            "title": _message(names, told, rows, total),
            "rows": rows,
            "total": total,
            "rate": whole.utilisation if whole else None,
            "projected_rate": share(total["projected"], total["funded"]),
            "target": UTILISATION_TARGET,
            "closed": told.state is PeriodState.closed,
        },
    )


@for_readers(Right.see)
def year(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a year against its targets, and its lines over all months."""

    def work(session: Session) -> tuple[tuple[Month, ...], Month | None, YearEnd | None]:
        """Read the year of the month asked for."""
        known = months(session)
        chosen = chosen_month(request, here, known)
        told = books.year_within(session, known, chosen.fiscal_year, at=here.at) if chosen else None
        return known, chosen, told

    known, chosen, told = read(work)
    names = Names(here)
    if chosen is None or told is None:
        return shown(request, here, "web/month_empty.html", {})
    return shown(
        request,
        here,
        "web/month_year.html",
        {
            **surrounding(names, known, chosen, tab="month_year", month_in_title=False),
            "months": _years(known, chosen),
            "title": _year_message(names, told),
            "measures": _measures(names, told),
            "rows": [
                (
                    *_named(names, each.name),
                    each,
                    _picture(
                        each.utilisation,
                        UTILISATION_TARGET,
                        title=" · ".join(_named(names, each.name)),
                        short_is_missed=True,
                    ),
                )
                for each in told.lines
            ],
            "total": {
                "baseline": sum(each.baseline_minor for each in told.lines),
                "funded": sum(each.funded_minor for each in told.lines),
                "actual": sum(each.actual_minor for each in told.lines),
            },
            "met": told.overruns_met and told.utilisation_met and told.deviation_met,
        },
    )


def _years(known: Sequence[Month], chosen: Month) -> list[tuple[str, str, bool, str]]:
    """Return the fiscal years there are, each with the way to it."""
    last = {each.fiscal_year: each.label for each in known}
    return [
        (str(number), f"?month={label}", number == chosen.fiscal_year, "open")
        for number, label in sorted(last.items())
    ]


def _row(names: Names, told: Execution, status: MonthStatus) -> Row:
    """Return a line of the month in words."""
    key, closed = told.line.key, status.state is PeriodState.closed
    over_minor = (
        told.line.actual_minor - told.line.funded_minor
        if closed
        else told.projected_minor - told.line.funded_minor
    )
    still = not (closed or told.line.is_reserve or told.line.locked)
    asked = {"month": status.month, "tier": key.tier or NOT_TIERED, "category": key.category}
    return Row(
        tier=names.tier(key.tier),
        category=names.category(key.category),
        href=f"{reverse('web:lines')}?{urlencode(asked)}",
        told=told,
        unused_minor=unused(told.line, status.days) if still else 0,
        over_minor=max(0, over_minor),
        picture=_picture(
            told.rate if closed else told.projected_rate,
            UTILISATION_TARGET,
            title=names.category(key.category),
            missed=over_minor > 0,
        ),
    )


def _picture(
    part: Fraction | None,
    goal: Fraction,
    *,
    title: str,
    missed: bool = False,
    short_is_missed: bool = False,
) -> SafeString:
    """Return a share as a bar with its goal."""
    short = short_is_missed and part is not None and part < goal
    drawn = bullet(part or Fraction(0), goal=goal, full=_FULL, missed=missed or short, width=120, title=title)
    return mark_safe(drawn)  # noqa: S308 - our own SVG


def _message(names: Names, told: MonthStatus, rows: Sequence[Row], total: dict[str, int]) -> str:
    """Return the page's one sentence: how far the month is, what it will come to or came to, and what is over."""
    closed = told.state is PeriodState.closed
    write = names.figures(max(total["projected"], total["funded"]))
    over = [each for each in rows if each.over_minor]
    worst = max(over, key=lambda each: each.over_minor, default=None)
    facts = {
        "month": names.period(told.month),
        "state": names.word("month_state", told.state.value),
        "gone": str(told.days.gone),
        "left": str(told.days.left),
        "share": write.percent(share(total["actual" if closed else "projected"], total["funded"])),
        "count": str(len(over)),
        "worst": f"{worst.tier} {worst.category}" if worst else "",
        "by": write.spoken(worst.over_minor) if worst else "",
    }
    return say(f"web.month.{'closed_' if closed else ''}{'over' if over else 'within'}", facts, names.lang)


def _year_message(names: Names, told: YearEnd) -> str:
    """Return the page's one sentence: how many targets the year meets so far."""
    measured = [
        met for met in (told.deviation_met, told.utilisation_met, told.overruns_met) if met is not None
    ]
    facts = {
        "year": names.period(str(told.fiscal_year)),
        "met": str(sum(measured)),
        "count": str(len(measured)),
    }
    return say("web.month.year_title", facts, names.lang)


def _measures(names: Names, told: YearEnd) -> list[Measure]:
    """Return the year's figures, those with a target first."""
    write = names.figures(0)
    found: list[tuple[str, str, bool | None]] = [
        ("deviation", write.percent(told.deviation), told.deviation_met),
        ("well_used", f"{told.well_used} / {len(told.lines)}", told.utilisation_met),
        ("overruns", str(told.overruns), told.overruns_met),
        ("utilisation_rate", write.percent(told.utilisation), None),
        ("deviation_by_line", write.percent(told.deviation_by_line), None),
        ("deviation_from_funding", write.percent(told.deviation_from_funding), None),
        ("deviation_by_line_from_funding", write.percent(told.deviation_by_line_from_funding), None),
    ]
    return [Measure(say(f"cli.month.{name}", {}, names.lang), value, met) for name, value, met in found]


def _named(names: Names, name: str) -> tuple[str, str]:
    """Return tier and category of an outcome's name, in words."""
    parts = name.split("/")
    tier, category = (parts[-2], parts[-1]) if len(parts) > 1 else ("", parts[-1])
    return names.tier(tier), names.category(category)
