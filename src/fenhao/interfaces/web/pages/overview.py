"""The overview: one sentence, what is funded, held and spent by month, tier and category, and what crossed a mark."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.budgets.operations import LineStanding, alerts, month_standing
from fenhao.books.database import Session, read
from fenhao.books.journal import Month, month_of, months
from fenhao.books.people import Right
from fenhao.interfaces.charts import Column, bullet, columns
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

ALERTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """What stands under one name: funded, reserved, spent and left, and how far along it is."""

    name: str
    href: str
    funded: int
    reserved: int
    actual: int
    over: int
    picture: SafeString
    share: Fraction | None

    @property
    def left(self) -> int:
        """What is still free; negative when over."""
        return self.funded - self.reserved - self.actual


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert as a reader reads it."""

    text: str
    href: str
    at: str
    css: str


@for_readers(Right.see)
def overview(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show where the budget of the fiscal year stands at the month asked for, otherwise the month of today."""
    names = Names(here)
    everything, chosen, standing = _read(request, here)
    if chosen is None:
        return shown(request, here, "web/overview_empty.html", {})
    until = [month for month in everything if month.days.start <= chosen.days.start]
    labels = {month.label for month in until}
    so_far = [line for line in standing if line.key.period in labels]
    funded = sum(line.funded_minor for line in so_far)
    spent = sum(line.actual_minor for line in so_far)
    reserved = sum(line.reserved_minor for line in so_far)
    write = names.figures(max([funded, spent, *(abs(line.funded_minor) for line in so_far)], default=0))
    over = [line for line in so_far if line.available_minor < 0]
    return shown(
        request,
        here,
        "web/overview.html",
        {
            "title": _message(names, chosen.label, over=over, funded=funded, used=spent + reserved),
            "eyebrow": _eyebrow(names, until, write),
            "write": write,
            "months": [
                (names.month(each.label), f"?month={each.label}", each.label == chosen.label)
                for each in everything
            ],
            "kpis": _kpis(names, write, standing, so_far),
            "chart": _chart(names, write, everything, standing, until=labels),
            "tiers": _rows(write, so_far, "tier", lambda line: line.key.tier, names.tier),
            "categories": _rows(write, so_far, "category", lambda line: line.key.category, names.category),
            "alerts": [
                _notice(names, each.kind, each.balance, each.at.date().isoformat())
                for each in alerts(limit=ALERTS_SHOWN)
            ],
        },
    )


def _read(
    request: HttpRequest, here: Surroundings
) -> tuple[list[Month], Month | None, tuple[LineStanding, ...]]:
    """Return the months of the fiscal year, the month chosen, and the lines of the year."""

    def work(session: Session) -> tuple[list[Month], Month | None, tuple[LineStanding, ...]]:
        """Read all of it in one go."""
        known = months(session)
        asked = request.GET.get("month", "")
        chosen = next((each for each in known if each.label == asked), None)
        chosen = chosen or month_of(known, here.book.today(here.at)) or (known[-1] if known else None)
        if chosen is None:
            return [], None, ()
        year = [each for each in known if each.fiscal_year == chosen.fiscal_year]
        return year, chosen, month_standing(session, [each.label for each in year], at=here.at)

    return read(work)


def _message(names: Names, label: str, *, over: Sequence[LineStanding], funded: int, used: int) -> str:
    """Return the page's one sentence: how much is used, and what is over."""
    write = names.figures(max(abs(used), funded))
    facts = {
        "label": names.period(label),
        "used": write.spoken(used),
        "share": write.percent(share(used, funded)),
        "lines": str(len(over)),
    }
    if not over:
        return say("web.overview.within", facts, names.lang)
    worst = min(over, key=lambda line: line.available_minor)
    facts["worst"] = (
        f"{names.period(worst.key.period)} {names.tier(worst.key.tier)} {names.category(worst.key.category)}"
    )
    facts["by"] = write.spoken(-worst.available_minor)
    return say("web.overview.over", facts, names.lang)


def _eyebrow(names: Names, until: Sequence[Month], write: Figures) -> str:
    """Return what, when and in which unit."""
    span = (
        names.period(until[-1].label)
        if len(until) == 1
        else f"{names.period(until[0].label)} – {names.period(until[-1].label)}"
    )
    return say("web.overview.eyebrow", {"span": span, "unit": write.unit}, names.lang)


def _kpis(
    names: Names, write: Figures, year: Sequence[LineStanding], so_far: Sequence[LineStanding]
) -> list[dict[str, str]]:
    """Return the figures on top."""
    whole = sum(line.funded_minor for line in year)
    funded = sum(line.funded_minor for line in so_far)
    spent = sum(line.actual_minor for line in so_far)
    reserved = sum(line.reserved_minor for line in so_far)
    over = sum(1 for line in so_far if line.available_minor < 0)
    lines = reverse("web:lines")

    def kpi(code: str, value: str, note: str, css: str = "") -> dict[str, str]:
        """Return one figure with its name and what stands under it."""
        label = say(f"web.kpi.{code}", {}, names.lang)
        return {"label": label, "value": value, "note": note, "css": css, "href": lines}

    of_year = say("web.kpi.of_year", {"share": write.percent(share(spent + reserved, whole))}, names.lang)
    of_budget = say("web.kpi.of_budget", {"share": write.percent(share(spent, funded))}, names.lang)
    return [
        kpi("funded", write.amount(funded), say("web.kpi.year", {"amount": write.amount(whole)}, names.lang)),
        kpi("spent", write.amount(spent), of_budget),
        kpi("reserved", write.amount(reserved), of_year),
        kpi("left", write.amount(funded - spent - reserved), "", "bad" if funded < spent + reserved else ""),
        kpi(
            "over",
            str(over),
            say("web.kpi.lines", {"count": str(len(so_far))}, names.lang),
            "bad" if over else "",
        ),
    ]


def _chart(
    names: Names,
    write: Figures,
    everything: Sequence[Month],
    standing: Iterable[LineStanding],
    *,
    until: set[str],
) -> SafeString:
    """Return the months of the year, actual against budget; months to come have a budget alone."""
    sums = {month.label: [0, 0] for month in everything}
    for line in standing:
        sums[line.key.period][0] += line.actual_minor
        sums[line.key.period][1] += line.funded_minor
    items = [
        Column(
            label=names.month(label),
            actual=actual if label in until or actual else None,
            plan=plan,
            forecast=False,
            title=f"{names.period(label)} {write.exact(actual)} / {write.exact(plan)}",
            href=f"{reverse('web:lines')}?month={label}",
        )
        for label, (actual, plan) in sums.items()
    ]
    caption = say("web.overview.chart", {}, names.lang)
    drawn = [
        f'<div class="{css}">{columns(items, names.voice(write), width=width, key=f"year-{width}", caption=caption)}</div>'
        for css, width in (("desk", 720), ("phone", 340))
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - our own SVG, its words escaped where it is drawn


def _rows(
    write: Figures,
    lines: Sequence[LineStanding],
    filter_name: str,
    of: Callable[[LineStanding], str],
    called: Callable[[str], str],
) -> list[Row]:
    """Return one row a tier or category, in order of name code."""
    groups: dict[str, list[LineStanding]] = {}
    for line in lines:
        groups.setdefault(of(line), []).append(line)
    rows = []
    for code, held in sorted(groups.items(), key=lambda each: (each[0] == "", each[0])):
        funded = sum(line.funded_minor for line in held)
        used = sum(line.reserved_minor + line.actual_minor for line in held)
        part = share(used, funded)
        title = f"{called(code)} {write.percent(part)}"
        picture = bullet(
            part or Fraction(0),
            goal=Fraction(1),
            full=Fraction(5, 4),
            missed=used > funded,
            width=120,
            title=title,
        )
        rows.append(
            Row(
                name=called(code),
                href=f"{reverse('web:lines')}?{filter_name}={code or '-'}",
                funded=funded,
                reserved=sum(line.reserved_minor for line in held),
                actual=sum(line.actual_minor for line in held),
                over=sum(1 for line in held if line.available_minor < 0),
                picture=mark_safe(picture),  # noqa: S308 - our own SVG
                share=part,
            )
        )
    return rows


def _notice(names: Names, kind: str, balance: str, on: str) -> Notice:
    """Return an alert as a sentence with a way to its line."""
    level, horizon, label = (*balance.split("/", 3), "", "")[:3]
    href = f"{reverse('web:lines')}?month={label}" if level == "line" and horizon == "month" else ""
    return Notice(
        f"{names.balance(balance)} {names.word('alert', kind)}",
        href,
        on,
        "bad" if kind == "over" else "warned",
    )
