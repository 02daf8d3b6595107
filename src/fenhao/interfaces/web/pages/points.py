"""Points as a liability: what members hold, how much of it nobody will redeem, and what the rest costs: an estimate."""

from dataclasses import replace
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.loyalty import BreakageVerdict
from fenhao.interfaces.charts import Line, lines
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.names import masked
from fenhao.interfaces.report import estimate_shown, survey_percent
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, minor_text, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.runs.loyalty import Member, Points, PointsSum, kept_points, loyalty_rules, work_points
from fenhao.runs.mart import customer_ref

WORK = "points"
MEMBERS_SHOWN = 20


@for_readers(Right.see)
def points(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show where points stand."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_points(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    facts: dict[str, object] = {**result.facts, "title": say("web.points.title_none", {}, names.lang)}
    if found is not None:
        facts |= _told(names, found)
    return shown(request, here, "web/points.html", facts)


@require_POST
@for_readers(MAY_WORK)
def points_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work points out behind the page."""
    back = reverse("web:points")

    def work(errand: Errand) -> None:
        """Work them out."""
        work_points(book=here.book, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: Points) -> dict[str, object]:
    """Return what the page shows."""
    write = names.figures(found.full_minor)
    told = found.breakage
    rates = [
        survey_percent(told.rate(each)) for each in (told.redeemed_high, told.redeemed_mid, told.redeemed_low)
    ]
    is_found = told.verdict is BreakageVerdict.found
    facts = {
        "points": f"{found.total.outstanding:,}",
        "mid": names.figures(0).spoken(estimate_shown(found.mid)),
        "low": names.figures(0).spoken(estimate_shown(found.low)),
        "high": names.figures(0).spoken(estimate_shown(found.high)),
        "members": f"{found.members:,}",
    }
    rules = loyalty_rules(names.here.book).points
    return {
        "title": say("web.points.title" if is_found else "web.points.title_unknown", facts, names.lang),
        "eyebrow": say(
            "web.points.eyebrow",
            {"day": found.as_of.isoformat(), "company": names.here.book.settings.company},
            names.lang,
        ),
        "found": found,
        "likely": {
            name: estimate_shown(value)
            for name, value in (("low", found.low), ("mid", found.mid), ("high", found.high))
        },
        "write": write,
        "unit": write.unit,
        "rates": rates if is_found else [],
        "verdict": say(
            f"breakage.{told.verdict.value}",
            {"cohorts": str(told.cohorts), "months": str(told.horizon)},
            names.lang,
        ),
        "bounded": say(
            "web.points.bounded" if told.is_bounded else "web.points.unbounded",
            {"months": str(told.horizon)},
            names.lang,
        )
        if is_found
        else "",
        "unit_cost": minor_text(names, found.unit_cost_minor * 100),
        "currency_unit": names.figures(0).unit,
        "life": found.life_months,
        "rules_changed": (rules.life_months, rules.unit_cost * 10**names.here.book.digits)
        != (found.life_months, found.unit_cost_minor),
        "cohorts": [(names.period(each.name), each, _used(each)) for each in reversed(found.cohorts)],
        "levels": [(each.name or say("web.points.no_level", {}, names.lang), each) for each in found.levels],
        "members": [_member(each) for each in found.largest[:MEMBERS_SHOWN]],
        "wide": _picture(names, found, width=1100),
        "small": _picture(names, found, width=340),
    }


def _used(cohort: PointsSum) -> str:
    """Return which share of the points of a month was redeemed."""
    return survey_percent(float(Fraction(cohort.redeemed, cohort.earned))) if cohort.earned else "--"


def _member(each: Member) -> tuple[str, str, Member]:
    """Return a member: its page, its id masked, and what it holds."""
    ref = reverse("web:customer", kwargs={"ref": customer_ref(each.customer_id)})
    return ref, masked(each.customer_id), each


def _picture(names: Names, found: Points, *, width: int) -> SafeString | str:
    """Return the points outstanding by the month in which they were earned."""
    held = [each for each in found.cohorts if each.outstanding][-24:]
    if not held:
        return ""
    voice = names.voice(names.figures(0))

    def text(value: int) -> str:
        """Return points as people read them."""
        return f"{value:,}"

    labels = [names.month(each.name) for each in held]
    titles = tuple(f"{names.period(each.name)} {each.outstanding:,}" for each in held)
    series = Line(
        say("web.points.outstanding", {}, names.lang),
        "actual",
        tuple(each.outstanding for each in held),
        titles,
    )
    caption = say("web.points.chart", {}, names.lang)
    drawn = lines(
        labels,
        [series],
        [],
        replace(voice, amount=text, short=text),
        width=width,
        height=200,
        caption=caption,
    )
    return mark_safe(drawn)  # noqa: S308 - our own SVG
