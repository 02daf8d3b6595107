"""The report of a month, quarter or year: read from what is kept, made anew behind the page, handed out as PDF and Excel."""

from dataclasses import replace

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.period import (
    PeriodRead,
    period_pdf,
    period_report,
    period_sheets,
    print_period,
    read_period,
    report_word,
    span_of,
)
from fenhao.interfaces.web._files import workbook_answer
from fenhao.interfaces.web._fragments import fragment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as company_time
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.report import keep_period_cost, kept_period_cost, period_cost
from fenhao.warehouse import Engine


@for_readers(Right.see)
def report(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the report of the period asked for, otherwise of the last month that is over."""
    found = read(lambda session: read_period(session, here, request.GET.get("period", "")))
    if found is None:
        return shown(request, here, "web/report_empty.html", {})
    names, label = Names(here), found.span.label
    making, paper = standing(here, _making(label)), standing(here, _paper(label, here.lang))
    if making.said:  # it may have ended since the cost was read
        found = replace(found, kept=kept_period_cost(here.book, label))
    told = period_report(names, found)
    return shown(
        request,
        here,
        "web/report.html",
        {
            "report": told,
            "tables": [
                (each, table, fragment("report_rows", names, table=table)) for each, table in told.shown()
            ],
            "chart": mark_safe(told.chart),  # noqa: S308 - our own SVG
            "label": label,
            "years": [
                (names.period(each.label), f"?period={each.label}", each.label == found.year.label)
                for each in found.years
            ],
            "periods": _periods(names, found),
            "cost": found.cost,
            "stale": found.kept is not None and found.kept.stale,
            "making": making,
            "paper": paper,
            "work": making if making.errand else paper,
            "may_stop": True,
            "query": urlencode({"period": label}),
        },
    )


@require_POST
@for_readers(Right.see)
def report_make(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work the cost of a period out behind the page, and keep it."""
    label = _label(here, request.POST.get("period", ""))

    def work(errand: Errand) -> Told:
        """Work it out; what was kept before stays until this is whole."""
        found = period_cost(
            book=here.book, label=label, at=company_time(), engine=Engine.duckdb, advance=errand.advance
        )
        keep_period_cost(here.book, found, at=company_time())
        return lambda names: (Said("success", report_word(names, "made", {"entries": f"{found.entries:,}"})),)

    typed = {"key": request.POST.get("key", "")}
    begin(here, _making(label), work, right=Right.see, back=_page(label), typed=typed)
    return HttpResponseRedirect(_page(label))


@require_POST
@for_readers(Right.see)
def report_print(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Make the PDF of a period behind the page, in the reader's language."""
    label = _label(here, request.POST.get("period", ""))
    link = f"{request.scheme}://{request.get_host()}"

    def work(errand: Errand) -> Told:
        """Read the report as the page does, and set it on paper."""
        print_period(here, label, link=link, advance=errand.advance)
        href = f"{reverse('web:report_pdf')}?{urlencode({'period': label})}"
        return lambda names: (Said("success", report_word(names, "printed", {}), href),)

    typed = {"key": request.POST.get("key", "")}
    begin(here, _paper(label, here.lang), work, right=Right.see, back=_page(label), typed=typed)
    return HttpResponseRedirect(_page(label))


@for_readers(Right.see)
def report_pdf(request: HttpRequest, here: Surroundings) -> FileResponse:
    """Hand the PDF out that was made last for this period and language."""
    label = _label(here, request.GET.get("period", ""))
    path = period_pdf(here, label)
    if not path.is_file():
        raise Http404
    name = f"fenhao-{label}-{here.lang}.pdf"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@for_readers(Right.see)
def report_workbook(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Hand the page's figures out as a workbook with formulas."""
    label = _label(here, request.GET.get("period", ""))
    made = period_sheets(here, label)
    if made is None:
        raise Http404
    return workbook_answer(made, f"fenhao-{label}-{here.lang}.xlsx")


def _label(here: Surroundings, asked: str) -> str:
    """Return the label of a year, quarter or month; nothing else has a report."""
    span = span_of(here, asked)
    if span is None:
        raise Http404
    return span.label


def _page(label: str) -> str:
    """Return the address of a period's report."""
    return f"{reverse('web:report')}?{urlencode({'period': label})}"


def _making(label: str) -> str:
    """Return what working a period's cost out is called among long work."""
    return f"report-{label}"


def _paper(label: str, lang: str) -> str:
    """Return what making its PDF is called."""
    return f"paper-{label}-{lang}"


def _periods(names: Names, found: PeriodRead) -> list[tuple[str, str, bool]]:
    """Return the year, its quarters and months, each with the way to it."""
    calendar, year = names.here.book.calendar, found.year
    spans = (
        year,
        *calendar.within(year.period, Grain.quarter),
        *calendar.within(year.period, Grain.month),
    )
    return [
        (
            say("web.report.whole_year", {}, names.lang)
            if each is year
            else names.month(each.label)
            if each.label[5:].isdecimal()
            else each.label[5:],
            f"?period={each.label}",
            each.label == found.span.label,
        )
        for each in spans
    ]
