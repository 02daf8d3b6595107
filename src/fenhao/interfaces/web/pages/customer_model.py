"""How customers were valued: the model, its fit, its trial on days it had not seen, and what all of it takes for granted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.people import Right
from fenhao.interfaces.charts import Line, lines
from fenhao.interfaces.names import (
    apart_sentences,
    change_of,
    day_of,
    fit_name,
    fit_rows,
    off,
    season_sentences,
    trial_notes,
    trial_sentence,
    untold_sentences,
)
from fenhao.interfaces.web._customers import mart_facts, nobody_valued
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.runs.mart import open_mart
from fenhao.runs.value import FitTold, ValueTold


@dataclass(frozen=True, slots=True)
class FitRow:
    """A fit in words, its parameters with their standard errors, and in words what has no number; none where it was not found."""

    said: str
    found: bool
    parameters: Sequence[tuple[str, str, str]]
    untold: Sequence[str]


@dataclass(frozen=True, slots=True)
class BucketRow:
    """Customers of one frequency in the trial: how many, what came, what was expected, how many ended inside their range."""

    frequency: str
    customers: int
    actual: str
    expected: str
    inside: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """Where both sums stood on a day; ``held`` tells that the fit has not seen it."""

    on: str
    actual: str
    expected: str
    off: str
    held: bool


@for_readers(Right.see)
def customer_model(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show how the values of the mart were estimated; without a mart or a model, why there are none."""
    names, mart = Names(here), open_mart(here.book)
    told = mart.facts.value if mart is not None else None
    facts: dict[str, object] = {
        **mart_facts(here, mart),
        "none": "web.model.no_mart" if mart is None else nobody_valued(mart),
        "told": told,
    }
    if told is not None:
        facts |= {
            "title": _title(names, told),
            "log": _log(names, told),
            "fits": [_fit(names, each) for each in (*told.fits, *([told.spend] if told.spend else []))],
            "seasons": season_sentences(told.seasons, lang=names.lang) if told.seasons else [],
            "apart": apart_sentences(told.apart, lang=names.lang) if told.apart else [],
            "trial": trial_sentence(told.trial, lang=names.lang),
            "notes": trial_notes(told.trial, first_on=told.first_on, lang=names.lang),
            "course_wide": _course(names, told, width=860),
            "course_small": _course(names, told, width=340),
            "points": _points(told),
            "buckets": _buckets(told),
            "assumed": _assumed(names, told),
        }
    return shown(request, here, "web/customer_model.html", facts)


def _title(names: Names, told: ValueTold) -> str:
    """Return the page's one sentence: how far the estimates can be trusted."""
    details = {
        "model": fit_name(told.fit.model, told.fit.names, lang=names.lang),
        "miss": change_of(told.trial.miss, decimals=0),
    }
    if not told.scored:
        return say("web.model.title_none", details, names.lang)
    return say(f"web.model.title_{told.trial.verdict.value}", details, names.lang)


def _log(names: Names, told: ValueTold) -> list[str]:
    """Return what the order log held, and what of it was passed over."""
    details = {
        "first": told.first_on.isoformat(),
        "last": told.observed_on.isoformat(),
        "count": f"{told.customers:,}",
        "repeaters": f"{told.repeaters:,}",
        "purchases": f"{told.purchases:,}",
        "histories": f"{told.histories:,}",
    }
    passed = (
        ("merged", told.merged),
        ("in_future", told.orders_in_future),
        ("anonymous", told.orders_anonymous),
        ("returns", told.returns),
        ("without_margin", told.orders_without_margin),
    )
    contracted = {"count": f"{told.contracted:,}"}
    return [
        say("cli.value.log", details, names.lang),
        *([say("web.contracts.left_out", contracted, names.lang)] if told.contracted else []),
        *(say(f"cli.value.{code}", {"count": f"{count:,}"}, names.lang) for code, count in passed if count),
    ]


def _fit(names: Names, fit: FitTold) -> FitRow:
    """Return a fit in words."""
    model = fit_name(fit.model, fit.names, lang=names.lang)
    if not fit.is_found:
        reason = names.word("fit_state", fit.state)
        return FitRow(
            say("cli.value.not_fitted", {"model": model, "reason": reason}, names.lang),
            found=False,
            parameters=(),
            untold=(),
        )
    details = {
        "model": model,
        "likelihood": f"{fit.log_likelihood:,.3f}".replace("-", "−"),
        "steps": str(fit.steps),
    }
    code = "cli.value.fitted" if fit.unit_days else "web.model.spend_fitted"
    return FitRow(
        say(code, details, names.lang),
        found=True,
        parameters=fit_rows(fit),
        untold=untold_sentences(fit, lang=names.lang),
    )


def _course(names: Names, told: ValueTold, *, width: int) -> SafeString:
    """Return the picture of purchases added up, those that came and those expected; empty where nothing was tracked."""
    course = told.trial.tracking
    if course is None:
        return SafeString("")
    days = [day_of(told.first_on, each.day) for each in course.points]
    actual = tuple(each.actual for each in course.points)
    expected = tuple(round(each.expected) for each in course.points)

    def text(value: int) -> str:
        """Return a number of purchases as it is read."""
        return f"{value:,}"

    series = [
        Line(
            name,
            scenario,
            values,
            tuple(f"{day} {name} {text(each)}" for day, each in zip(days, values, strict=True)),
        )
        for name, scenario, values in (
            (say("cli.value.actual", {}, names.lang), "actual", actual),
            (say("cli.value.expected", {}, names.lang), "forecast", expected),
        )
    ]
    # the first point lies so near the axis that its label would run into the next
    labels = [
        f"{'*' if each.day > course.seen_days else ''}{day[5:]}" if place else ""
        for place, (each, day) in enumerate(zip(course.points, days, strict=True))
    ]
    voice = replace(names.voice(names.figures(0)), amount=text, short=text)
    drawn = lines(
        labels,
        series,
        [],
        voice,
        width=width,
        height=260,
        caption=say("web.model.course", {}, names.lang),
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us; the chart escapes its words


def _points(told: ValueTold) -> list[PointRow]:
    """Return the course as rows."""
    course = told.trial.tracking
    if course is None:
        return []
    return [
        PointRow(
            day_of(told.first_on, each.day),
            f"{each.actual:,}",
            f"{each.expected:,.0f}",
            off(each.actual, each.expected),
            held=each.day > course.seen_days,
        )
        for each in course.points
    ]


def _buckets(told: ValueTold) -> list[BucketRow]:
    return [
        BucketRow(
            f"{each.frequency}{'+' if each.and_more else ''}",
            each.customers,
            f"{each.actual:,}",
            f"{each.expected:,.1f}",
            f"{each.inside / each.customers:.0%}",
        )
        for each in told.trial.buckets
    ]


def _assumed(names: Names, told: ValueTold) -> list[str]:
    """Return what the estimates take for granted, in sentences."""
    if not told.scored:
        return []
    write, lang = names.figures(0), names.lang
    reason = names.word("fit_state", told.spend.state) if told.spend else ""
    said = [
        say(
            "cli.value.orders",
            {
                "days": f"{told.span_days:,}",
                "orders": f"{told.orders_expected:,.0f}",
                "error": f"{2 * told.orders_error:,.0f}",
            },
            lang,
        ),
        say(f"spend_source.{told.spend_source}", {"reason": reason}, lang),
    ]
    if told.correlation is not None and told.spend_source != "none":
        code = "cli.value.leans" if told.leans else "cli.value.independent"
        said.append(say(code, {"correlation": f"{told.correlation:+.2f}".replace("-", "−")}, lang))
    if told.spend_source != "none":
        worth = {"gross": write.spoken(told.gross_minor), "net": write.spoken(told.net_minor)}
        said.append(say("cli.value.worth", worth, lang))
        said.append(
            say(
                "cli.value.assumed",
                {
                    "discount": f"{told.discount_yearly:.1%}",
                    "share": f"{told.margin_share:.1%}".replace("-", "−"),
                    "served": write.spoken(told.served_minor),
                    "draws": str(told.draws),
                },
                lang,
            )
        )
    return said
