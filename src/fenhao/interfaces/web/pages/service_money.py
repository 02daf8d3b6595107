"""What service costs: teams, channels and self-service; complaints booked and modelled apart; what resources are used for."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.interfaces.web._errands import Errand
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._service_money import complaints_shown, cost_shown
from fenhao.interfaces.web._service_use import capacity_shown
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import (
    MAY_WORK,
    Result,
    chosen_period,
    periods,
    result_of,
    value_of,
    work_out,
)
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs import (
    kept_capacity,
    kept_complaints,
    kept_service_cost,
    resolution_days,
    work_service,
)

WORK = "service-money"
_PAGES = ("service_cost", "service_complaints", "service_capacity")


@for_readers(Right.see)
def service_cost(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what service cost by time."""
    names, label = Names(here), _label(request, here)
    held = kept_service_cost(book=here.book, label=label) if label else None
    found = value_of(held)
    facts = cost_shown(names, found) if found is not None else {}
    return _page(
        request, names, "service_cost", label, result_of(here, held, work=standing(here, WORK)), facts
    )


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
    facts = capacity_shown(names, found) if found is not None else {}
    return _page(
        request, names, "service_capacity", label, result_of(here, held, work=standing(here, WORK)), facts
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


def _label(request: HttpRequest, here: Surroundings) -> str:
    return chosen_period(here, request.GET.get("period", ""), otherwise=Grain.month)


def _page(
    request: HttpRequest, names: Names, page: str, label: str, result: Result, facts: Mapping[str, object]
) -> HttpResponse:
    """Return one of the three pages."""
    eyebrow = {"span": names.period(label) if label else "--", "unit": names.figures(0).unit}
    frame = {
        **result.facts,
        "page": page,
        "page_title": say(f"web.page.{page}", {}, names.lang),
        "title": say(f"web.{page}.none", {}, names.lang),
        "eyebrow": say("web.overview.eyebrow", eyebrow, names.lang),
        "periods": periods(names.here),
        "label": label,
    }
    return shown(request, names.here, "web/service_money.html", {**frame, **facts})
