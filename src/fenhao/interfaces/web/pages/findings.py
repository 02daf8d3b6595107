"""The weekly list of ineffective spend: week by week its share of cost, and a week by rule and owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.database import Session, read
from fenhao.books.findings import WeekRow, operations as books, week_costs, weekly
from fenhao.books.people import Right, usernames
from fenhao.interfaces.charts import Column, bullet, columns
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as company_time
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.report import found_in_year, newest_year
from fenhao.warehouse import Engine

NOBODY = "-"
"""How a query names cases that nobody answers for."""
WORK = "findings"
"""What bringing the cases up to date is called among long work."""
WEEKS_WIDE, WEEKS_NARROW = 26, 12
"""How many weeks the chart shows on a screen and on a phone."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Cases added up; ``cost_minor`` is all cost of the same weeks, 0 where it is not known."""

    name: str
    owner: str
    href: str
    cases: int
    counted: int
    open: int
    accepted: int
    dismissed: int
    recovered: int
    cost_minor: int
    target: Fraction
    picture: SafeString
    week_on: date | None = None

    @property
    def share(self) -> Fraction | None:
        """What counts and was not dismissed among all cost."""
        return share(self.counted - self.dismissed, self.cost_minor) if self.cost_minor > 0 else None

    @property
    def missed(self) -> bool:
        """Whether that is above the target."""
        return self.share is not None and self.share > self.target


@for_readers(Right.see)
def findings(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show a fiscal year week by week, and one of its weeks by rule and owner."""
    names = Names(here)
    asked = request.GET.get("year", "")

    def work(session: Session) -> tuple[dict[str, dict[date, int]], str, tuple[WeekRow, ...], dict[int, str]]:
        """Read the year asked for, otherwise that of today, otherwise the newest."""
        costs = week_costs(session)
        current = here.book.calendar.containing(here.book.today(here.at), Grain.year).label
        year = next((each for each in (asked, current) if each in costs), max(costs, default=""))
        return costs, year, weekly(session, year=year) if year else (), usernames(session)

    costs, year, rows, people = read(work)
    under_work, may_refresh = standing(here, WORK), here.reader.may(Right.answer_finding)
    if not year:
        facts = {
            "work": under_work,
            "key": under_work.key,
            "may_refresh": may_refresh,
            "may_stop": may_refresh,
        }
        return shown(request, here, "web/findings_empty.html", facts)
    target = here.book.policies.waste.share_target
    whole = _sums(
        rows, (names.period(year), ""), cost=sum(costs[year].values()), target=target, asked={"year": year}
    )
    weeks = _weeks(names, rows, costs[year], target=target, year=year)
    chosen = _chosen(request, weeks)
    write = names.figures(max([abs(each.counted) for each in weeks], default=0))
    return shown(
        request,
        here,
        "web/findings.html",
        {
            "title": _message(names, whole, year),
            "eyebrow": say(
                "web.overview.eyebrow",
                {"span": names.period(year), "unit": names.figures(0).unit},
                names.lang,
            ),
            "year": year,
            "years": sorted(costs),
            "whole": whole,
            "target": target,
            "chart": _chart(names, write, weeks, year=year),
            "chart_unit": write.unit,
            "weeks": [each for each in reversed(weeks) if each.cases],
            "week": chosen,
            "parts": _parts(names, rows, chosen, people, year=year) if chosen else [],
            "work": under_work,
            "key": under_work.key,
            "may_refresh": may_refresh,
            "may_stop": may_refresh,
        },
    )


@require_POST
@for_readers(Right.answer_finding)
def refresh(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Bring the cases of a fiscal year up to what the facts show."""
    label = request.POST.get("year", "") or newest_year(here.book)
    if not label:
        messages.error(request, say("web.findings.no_facts", {}, here.lang))
        return HttpResponseRedirect(reverse("web:findings"))
    key = request.POST.get("key", "")

    def work(errand: Errand) -> Told:
        """Find, then compare."""
        at = company_time()
        found = found_in_year(
            book=here.book, label=label, at=at, engine=Engine.duckdb, advance=errand.advance
        )
        told = books.refresh(found, key=key, by=acting(here), at=at)
        counts = ("found", "new", "changed", "returned", "unchanged", "differing", "withdrawn")
        details = {"year": label, **{name: f"{getattr(told, name):,}" for name in counts}}
        return lambda names: (Said("success", say("cli.findings.refreshed", details, names.lang)),)

    typed = {"key": key, "year": label}
    begin(here, WORK, work, right=Right.answer_finding, back=reverse("web:findings"), typed=typed)
    return HttpResponseRedirect(reverse("web:findings"))


def _sums(
    rows: Sequence[WeekRow],
    called: tuple[str, str],
    *,
    cost: int,
    target: Fraction,
    asked: Mapping[str, str],
    week_on: date | None = None,
) -> Sums:
    """Return rows added up under a name and owner, with the way to their cases."""
    counted, dismissed = sum(each.counted_minor for each in rows), sum(each.dismissed_minor for each in rows)
    part = share(counted - dismissed, cost) if cost > 0 else None
    picture = bullet(
        part or Fraction(0),
        goal=target,
        full=target * 2 or Fraction(1),
        missed=part is not None and part > target,
        width=120,
        title=called[0],
    )
    return Sums(
        name=called[0],
        owner=called[1],
        href=f"{reverse('web:cases')}?{urlencode(asked)}",
        cases=sum(each.cases for each in rows),
        counted=counted,
        open=sum(each.open_minor for each in rows),
        accepted=sum(each.accepted_minor for each in rows),
        dismissed=dismissed,
        recovered=sum(each.recovered_minor for each in rows),
        cost_minor=cost,
        target=target,
        week_on=week_on,
        picture=mark_safe(picture),  # noqa: S308 - our own SVG
    )


def _weeks(
    names: Names, rows: Sequence[WeekRow], costs: Mapping[date, int], *, target: Fraction, year: str
) -> list[Sums]:
    """Return every week of the year that has cost or cases, oldest first."""
    by_week: dict[date, list[WeekRow]] = {each: [] for each in costs}
    for row in rows:
        by_week.setdefault(row.week_on, []).append(row)
    return [
        _sums(
            held,
            (say("web.findings.week_of", {"day": week_on.isoformat()}, names.lang), ""),
            cost=costs.get(week_on, 0),
            target=target,
            asked={"year": year, "week": week_on.isoformat()},
            week_on=week_on,
        )
        for week_on, held in sorted(by_week.items())
    ]


def _chosen(request: HttpRequest, weeks: Sequence[Sums]) -> Sums | None:
    """Return the week asked for, otherwise the newest with cases."""
    asked = request.GET.get("week", "")
    found = next((each for each in weeks if each.week_on and each.week_on.isoformat() == asked), None)
    return found or next((each for each in reversed(weeks) if each.cases), None)


def _parts(
    names: Names, rows: Sequence[WeekRow], week: Sums, people: Mapping[int, str], *, year: str
) -> list[Sums]:
    """Return the rows of one week, the largest first."""
    told = []
    for row in (each for each in rows if each.week_on == week.week_on):
        owner = people.get(row.owner or 0, "")
        asked = {
            "year": year,
            "week": row.week_on.isoformat(),
            "rule": row.rule,
            "owner": owner or NOBODY,
        }
        called = (names.word("rule", row.rule), owner)
        told.append(_sums([row], called, cost=week.cost_minor, target=week.target, asked=asked))
    return sorted(told, key=lambda each: (-each.counted, each.name, each.owner))


def _message(names: Names, whole: Sums, year: str) -> str:
    """Return the page's one sentence: the share of cost against its target, and what waits for an answer."""
    write = names.figures(abs(whole.counted))
    facts = {
        "year": names.period(year),
        "share": write.percent_beside(whole.share, whole.target),
        "target": write.percent_short(whole.target),
        "amount": write.spoken(whole.counted - whole.dismissed),
        "open": write.spoken(whole.open),
    }
    return say(f"web.findings.{'above' if whole.missed else 'within'}", facts, names.lang)


def _chart(names: Names, write: Figures, weeks: Sequence[Sums], *, year: str) -> SafeString:
    """Return the course of the year: each week's ineffective spend beside what the target lets it be."""
    items = [
        Column(
            label=f"{each.week_on:%m-%d}",
            actual=each.counted - each.dismissed,
            plan=each.cost_minor * each.target.numerator // each.target.denominator,
            forecast=False,
            title=f"{each.name} {write.exact(each.counted - each.dismissed)} {write.percent(each.share)}",
            href=f"?year={year}&week={each.week_on.isoformat()}",
        )
        for each in weeks
        if each.week_on
    ]
    voice = replace(names.voice(write), plan=say("web.findings.target", {}, names.lang))
    caption = say("web.findings.chart", {}, names.lang)
    drawn = [
        f'<div class="{css}">'
        f"{columns(items[-most:], voice, width=width, key=f'weeks-{width}', caption=caption)}</div>"
        for css, width, most in (("desk", 1140, WEEKS_WIDE), ("phone", 340, WEEKS_NARROW))
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - our own SVG, its words escaped where it is drawn
