"""What service costs: teams, channels and self-service; complaints booked and modelled apart; what resources are used for."""

from collections.abc import Mapping
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.web._complaints_shown import complaints_shown
from fenhao.interfaces.web._effect_shown import effect_facts
from fenhao.interfaces.web._forms import Form, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_money import cost_shown
from fenhao.interfaces.web._service_use import capacity_shown
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import (
    MAY_WORK,
    Result,
    chosen_period,
    named,
    periods,
    result_of,
    value_of,
    work_out,
)
from fenhao.interfaces.words import say
from fenhao.kernel import Grain, Trouble
from fenhao.runs.service import (
    WINDOW_DAYS_MAX,
    ServiceCost,
    kept_capacity,
    kept_complaints,
    kept_service_cost,
    resolution_days,
    state_expectation,
    work_effect,
    work_service,
)

WORK, EFFECT = "service-money", "service-effect"
_PAGES = ("service_cost", "service_complaints", "service_capacity")


@for_readers(Right.see)
def service_cost(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what service cost by time."""
    names, label, form = Names(here), _label(request, here), posted(request, here)
    held = kept_service_cost(book=here.book, label=label) if label else None
    found = value_of(held)
    if request.method == "POST":
        if not here.reader.may(MAY_WORK) or found is None:
            raise Http404
        if _stated(form, found):
            told(request, here, "web.service_cost.stated")
            return HttpResponseRedirect(
                f"{reverse('web:service_cost')}?{urlencode({'period': label})}#expected"
            )
    facts: dict[str, object] = {}
    if found is not None:
        channels = [(each.channel, named(names, "service_channel", each.channel)) for each in found.next]
        facts = {**cost_shown(names, found), "expect": channels, "typed": form.typed}
    facts["problems"] = form.problems
    result = result_of(here, held, work=standing(here, WORK))
    return _page(request, names, "service_cost", label, result, facts)


@for_readers(Right.see)
def service_complaints(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what complaints cost, booked and modelled apart."""
    names, label = Names(here), _label(request, here)
    held = kept_complaints(book=here.book, label=label) if label else None
    found = value_of(held)
    facts = complaints_shown(names, found) if found is not None else {}
    return _page(
        request, names, "service_complaints", label, result_of(here, held, work=standing(here, WORK)), facts
    )


@for_readers(Right.see)
def service_capacity(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what the resources of service are used for."""
    names, label = Names(here), _label(request, here)
    held = kept_capacity(book=here.book, label=label) if label else None
    found = value_of(held)
    facts = dict(capacity_shown(names, found)) if found is not None else {}
    form, effect = posted(request, here), standing(here, EFFECT)
    if request.method == "POST":
        if not here.reader.may(MAY_WORK):
            raise Http404
        if _compared(form, label):
            return HttpResponseRedirect(f"{_capacity_address(label)}#effect")
    work = standing(here, WORK)
    facts |= {**effect_facts(names, typed=form.typed), "problems": form.problems}
    return _page(
        request,
        names,
        "service_capacity",
        label,
        result_of(here, held, work=effect if effect.errand or not (work.errand or work.said) else work),
        facts,
    )


@require_POST
@for_readers(MAY_WORK)
def service_money_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work all three out behind the page."""
    label = chosen_period(here, request.POST.get("period", ""), otherwise=Grain.month)
    page = request.POST.get("page", "")
    back = f"{reverse(f'web:{page if page in _PAGES else _PAGES[0]}')}?{urlencode({'period': label})}"

    def work(errand: Errand) -> None:
        """Work them out."""
        at = clock()
        due = resolution_days(here.book)
        work_service(book=here.book, label=label, deadlines=due, at=at, advance=errand.advance)

    if label:
        work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _stated(form: Form, found: ServiceCost) -> bool:
    """Keep the expectation that was typed; False when it cannot be one, the problems said in the form."""
    try:
        points = Fraction(form.text("points").rstrip("%％ ").strip()) / 100
    except (ValueError, ZeroDivisionError):
        points = Fraction(0)
    here = form.here
    try:
        state_expectation(
            book=here.book, found=found, channel=form.text("channel"), points=points, at=here.at
        )
    except Trouble as wrong:
        form.trouble(wrong, "points" if wrong.code == "service_cost.points" else "channel")
    return not form.problems


def _compared(form: Form, label: str) -> bool:
    """Send the comparison of a channel before and after a day off; False when what was typed does not hold."""
    here, day, days = form.here, form.day("day"), form.text("days")
    if day is None and not form.problems:
        form.wrong("web.service_capacity.no_day", "day")
    if not days.isdecimal() or not 1 <= int(days[:9]) <= WINDOW_DAYS_MAX:
        form.wrong("web.service_capacity.bad_days", "days", most=str(WINDOW_DAYS_MAX))
    if form.problems or day is None:
        return False
    channel = form.text("channel")

    def work(errand: Errand) -> None:
        """Compare."""
        work_effect(
            book=here.book, day=day, channel=channel, days=int(days), at=clock(), advance=errand.advance
        )

    work_out(here, EFFECT, work, back=f"{_capacity_address(label)}#effect", typed=dict(form.typed))
    return True


def _capacity_address(label: str) -> str:
    return f"{reverse('web:service_capacity')}?{urlencode({'period': label})}"


def _label(request: HttpRequest, here: Surroundings) -> str:
    return chosen_period(
        here, request.POST.get("period", request.GET.get("period", "")), otherwise=Grain.month
    )


def _page(
    request: HttpRequest, names: Names, page: str, label: str, result: Result, facts: Mapping[str, object]
) -> HttpResponse:
    """Return one of the three pages."""
    eyebrow = {"span": names.period(label) if label else "--", "unit": names.figures(0).unit}
    status = 422 if facts.get("problems") else 200
    frame = {
        **result.facts,
        "page": page,
        "page_title": say(f"web.page.{page}", {}, names.lang),
        "title": say(f"web.{page}.none", {}, names.lang),
        "eyebrow": say("web.overview.eyebrow", eyebrow, names.lang),
        "periods": periods(names.here),
        "label": label,
    }
    return shown(request, names.here, "web/service_money.html", {**frame, **facts}, status=status)
