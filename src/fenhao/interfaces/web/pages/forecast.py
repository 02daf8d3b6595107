"""Cost ahead: where the year will end beside its budget, every line with its interval, and what earlier forecasts missed."""

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.budgets.operations import line_budgets
from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.engine.forecast import YearEnd
from fenhao.interfaces.charts import Fan, Line, lines as drawn
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.report import change_text, survey_percent
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import NO_TIER, ledger_address
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, months, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.planning import (
    CostScope,
    Forecast,
    ForecastPoint,
    PartForecast,
    PastForecast,
    Step,
    kept_forecast,
    work_forecast,
    year_ends,
    year_foretold,
)

WORK = "forecast"
_HISTORY = 24
_LIKELY = 0.5
_GROWTH = range(-90, 501)


@dataclass(frozen=True, slots=True)
class Row:
    """A line, tier or the whole as a reader sees it."""

    part: PartForecast
    name: str
    href: str
    chosen: bool
    basis: str
    error: str
    end: YearEnd | None
    chance: str
    likely: bool
    spent_href: str


@dataclass(frozen=True, slots=True)
class Point:
    """A step ahead as a reader sees it; ``state`` says where what came lies: in80, in95, out, or nothing yet."""

    name: str
    told: ForecastPoint
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class Past:
    """A forecast that was made, and what became of it."""

    made: PastForecast
    name: str
    href: str
    error: str
    whole: str
    inside: tuple[str, str]


@for_readers(Right.see)
def forecast(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the forecast asked for where it is kept, and offer to work it out where it is not."""
    names = Names(here)
    step = _step(request.GET.get("step", ""))
    until = request.GET.get("until", "")
    until = until if len(until) <= 10 and all(each.isalnum() or each == "-" for each in until) else ""
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_forecast(book=here.book, step=step, until=until)
    found, result = value_of(held), result_of(here, held, work=work)
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.forecast.title_none", {}, names.lang),
        "step": step.value,
        "steps": [(each.value, say(f"web.forecast.by_{each.value}", {}, names.lang)) for each in Step],
        "until": until,
        "untils": [(each, names.period(each)) for each in reversed(months(here))]
        if step is Step.month
        else [],
        "growth": found.forecast.growth_percent if found else 0,
    }
    if found is not None:
        chosen = _chosen(found.forecast, request.GET.get("tier", ""), request.GET.get("category", ""))
        facts |= _told(names, found.forecast, chosen, until=until)
        facts["past"] = [_past(names, each, step) for each in found.past]
    return shown(request, here, "web/forecast.html", facts)


@require_POST
@for_readers(MAY_WORK)
def forecast_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work a forecast out behind the page."""
    step = _step(request.POST.get("step", ""))
    until = request.POST.get("until", "") if step is Step.month else ""
    until = until if until in months(here) else ""
    typed = request.POST.get("growth", "0").strip().replace(chr(0x2212), "-")
    growth = int(typed) if typed.lstrip("-").isdecimal() and int(typed) in _GROWTH else 0
    back = f"{reverse('web:forecast')}?{urlencode({'step': step.value, 'until': until})}"

    def work(errand: Errand) -> None:
        """Work it out."""
        work_forecast(
            book=here.book,
            step=step,
            until=until,
            growth_percent=growth,
            at=clock(),
            advance=errand.advance,
        )

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _step(asked: str) -> Step:
    return Step(asked) if asked in {each.value for each in Step} else Step.month


def _chosen(found: Forecast, tier: str, category: str) -> PartForecast:
    """Return the part that the chart shows: a line, a tier, or the whole."""
    own = "" if tier == NO_TIER else tier
    line = found.of(CostScope.line, tier=own, category=category) if category else None
    group = found.of(CostScope.tier, tier=own) if tier else None
    return line or group or found.whole


def _told(names: Names, found: Forecast, chosen: PartForecast, *, until: str) -> dict[str, object]:
    """Return the forecast in words, picture and rows."""
    here = names.here
    ends: dict[tuple[str, str, str], YearEnd] = {}
    year = ""
    if found.step is Step.month:
        year = year_foretold(here.book, found)
        span = here.book.calendar.period(year).period
        labels = [each.label for each in here.book.calendar.within(span, Grain.month)]
        budgets = read(lambda session: line_budgets(session, labels, at=here.at))
        for part, end in year_ends(book=here.book, found=found, budgets=budgets):
            ends[part.part.value, part.tier, part.category] = end
    spent = _spent_months(names, found, year)
    rows = [_row(names, each, chosen, ends, spent, found, until) for each in (found.whole, *found.lines)]
    groups = [
        _row(names, each, chosen, ends, spent, found, until)
        for each in found.parts
        if each.part is CostScope.tier
    ]
    largest = max(point.highest_minor for point in chosen.points)
    write = names.figures(max(largest, *chosen.history_minor))
    near, far = map(survey_percent, found.covered) if found.covered else ("", "")
    return {
        "title": _message(names, found, ends, year),
        "eyebrow": say(
            "web.forecast.eyebrow",
            {
                "company": here.book.settings.company,
                "until": _called(names, found, found.until),
                "unit": names.figures(0).unit,
            },
            names.lang,
        ),
        "found": found,
        "year": names.period(year) if year else "",
        "rows": rows,
        "groups": groups,
        "over": [each for each in rows if each.likely],
        "chosen": next(each for each in (*rows, *groups) if each.chosen),
        "points": [_point(names, found, chosen, each) for each in chosen.points],
        "sum": chosen.sums[-1],
        "unit": write.unit,
        "money_unit": names.figures(0).unit,
        "covered": say(
            "web.forecast.covered", {"tried": str(found.tried), "near": near, "far": far}, names.lang
        )
        if found.covered
        else "",
        "short": found.steps_known < 2 * found.step.season + 2,
        "short_told": say("web.forecast.short", {"known": str(found.steps_known)}, names.lang),
        "wide": _picture(names, found, chosen, width=1100),
        "small": _picture(names, found, chosen, width=340),
    }


def _message(names: Names, found: Forecast, ends: dict[tuple[str, str, str], YearEnd], year: str) -> str:
    """Return the page's one sentence."""
    write = names.figures(0)
    whole = ends.get((CostScope.whole.value, "", ""))
    if whole is None:
        total = found.whole.sums[-1]
        facts = {
            "count": str(len(found.ahead)),
            "mid": write.spoken(total.mid_minor),
            "low": write.spoken(total.low_minor),
            "high": write.spoken(total.high_minor),
        }
        return say("web.forecast.title_weeks", facts, names.lang)
    facts = {
        "year": names.period(year),
        "mid": write.spoken(whole.end_minor),
        "low": write.spoken(whole.low_minor),
        "high": write.spoken(whole.high_minor),
        "budget": write.spoken(whole.budget_minor or 0),
        "over": str(sum((each.overrun or 0) > _LIKELY for key, each in ends.items() if key[0] == "line")),
    }
    gap = whole.gap_minor
    if gap is None:
        return say("web.forecast.title_free", facts, names.lang)
    return say(
        "web.forecast.title_above" if gap > 0 else "web.forecast.title_below",
        {**facts, "gap": write.spoken(abs(gap))},
        names.lang,
    )


def _spent_months(names: Names, found: Forecast, year: str) -> tuple[str, str] | None:
    """Return the first and last month of the year that is known; None where none is."""
    if not year:
        return None
    calendar = names.here.book.calendar
    span = calendar.period(year).period
    gone = [each for each in found.history if calendar.period(each).period.start in span]
    return (gone[0], gone[-1]) if gone else None


def _row(
    names: Names,
    part: PartForecast,
    chosen: PartForecast,
    ends: dict[tuple[str, str, str], YearEnd],
    spent: tuple[str, str] | None,
    found: Forecast,
    until: str,
) -> Row:
    """Return a part as a row."""
    end = ends.get((part.part.value, part.tier, part.category))
    query = {"step": found.step.value, "until": until}
    if part.part is not CostScope.whole:
        query |= {"tier": part.tier or NO_TIER, "category": part.category}
    href = ""
    if spent is not None:
        where = {"from_": spent[0], "to": spent[1]}
        if part.part is not CostScope.whole:
            where |= {"tier": part.tier, "category": part.category}
        href = ledger_address(**where)
    overrun = end.overrun if end else None
    return Row(
        part=part,
        name=_part_name(names, part),
        href=f"?{urlencode(query)}#chosen",
        chosen=part is chosen,
        basis=say(f"forecast_basis.{part.basis.value}", {}, names.lang),
        error="--" if part.error is None else survey_percent(part.error),
        end=end,
        chance="--" if overrun is None else survey_percent(overrun),
        likely=part.part is CostScope.line and overrun is not None and overrun > _LIKELY,
        spent_href=href,
    )


def _part_name(names: Names, part: PartForecast) -> str:
    """Return what a part is called."""
    if part.part is CostScope.whole:
        return say("forecast_scope.whole", {}, names.lang)
    tier = names.tier(part.tier)
    if part.part is CostScope.tier:
        return tier
    category = names.category(part.category) if part.category else "--"
    return f"{tier} · {category}" if part.tier else category


def _called(names: Names, found: Forecast, label: str) -> str:
    """Return a month by its name, a week by its first day."""
    return names.period(label) if found.step is Step.month else label


def _point(names: Names, found: Forecast, part: PartForecast, each: ForecastPoint) -> Point:
    """Return a step ahead with what came of it."""
    state, href = "", ""
    if each.actual_minor is not None:
        came = each.actual_minor
        inside = each.low_minor <= came <= each.high_minor
        state = "in80" if inside else "in95" if each.lowest_minor <= came <= each.highest_minor else "out"
        if found.step is Step.month:
            where = {"from_": each.label, "to": each.label}
            if part.part is not CostScope.whole:
                where |= {"tier": part.tier, "category": part.category}
            href = ledger_address(**where)
    return Point(_called(names, found, each.label), each, state, href)


def _past(names: Names, each: PastForecast, step: Step) -> Past:
    """Return a forecast that was made, as a row."""
    query = urlencode({"step": step.value, "until": each.until})
    off = each.whole_error
    return Past(
        made=each,
        name=names.period(each.until) if step is Step.month else each.until,
        href=f"?{query}",
        error="--" if each.error is None else survey_percent(each.error, decimals=1),
        whole="--" if off is None else change_text(Fraction(off).limit_denominator(10**12), decimals=1),
        inside=("--", "--")
        if each.inside is None
        else (survey_percent(each.inside[0]), survey_percent(each.inside[1])),
    )


def _picture(names: Names, found: Forecast, part: PartForecast, *, width: int) -> SafeString:
    """Return history, forecast with its two intervals, and what came since."""
    gone = min(_HISTORY if width > 400 else 6, len(part.history_minor))
    history = part.history_minor[len(part.history_minor) - gone :]
    points = part.points if width > 400 else part.points[:6]
    labels = [*found.history[len(found.history) - gone :], *(each.label for each in points)]
    came = [each.actual_minor for each in points]
    write = names.figures(max((*history, *(each.highest_minor for each in points)), default=0))
    named = [_called(names, found, each) for each in labels]
    actual = (*history, *came)
    ahead = (*[None] * (gone - 1), *history[-1:], *(each.mid_minor for each in points))
    blank: list[tuple[int, int] | None] = [None] * (gone - 1)
    last = [(history[-1], history[-1])] if history else []
    fans = [
        Fan((*blank, *last, *((each.lowest_minor, each.highest_minor) for each in points))),
        Fan((*blank, *last, *((each.low_minor, each.high_minor) for each in points))),
    ]

    def titles(values: tuple[int | None, ...]) -> tuple[str, ...]:
        """Return what each mark says."""
        return tuple(
            f"{name} {write.exact(value)}" if value is not None else ""
            for name, value in zip(named, values, strict=True)
        )

    series = [
        Line(say("report.actual", {}, names.lang), "actual", actual, titles(actual)),
        Line(say("web.forecast.forecast", {}, names.lang), "forecast", ahead, titles(ahead)),
    ]
    short = [names.month(each) if found.step is Step.month else each[5:] for each in labels]
    svg = drawn(
        short,
        series,
        fans,
        names.voice(write),
        width=width,
        height=260,
        caption=say("web.forecast.chart", {"part": _part_name(names, part)}, names.lang),
    )
    return mark_safe(svg)  # noqa: S308 - our own SVG
