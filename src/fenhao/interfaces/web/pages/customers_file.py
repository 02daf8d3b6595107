"""Customers that pass a filter as a file: a workbook whose total is the page's, or CSV; ids as they are only on record."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from fenhao.books.people import Right
from fenhao.books.people.operations import take_personal
from fenhao.interfaces.names import masked
from fenhao.interfaces.report import customer_csv, customer_sheet, list_workbook
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._customers import asked_of, called, without
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.runs.mart import ListedCustomer, open_mart

SHEET_ROWS = 1_000_000
"""A sheet holds no more rows; a CSV file holds them all."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_readers(Right.see)
def customers_file(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Return the file: masked for who follows the link, ids as they are for who sends the form and has the right."""
    mart, form = open_mart(here.book), str(here.place["form"])
    plain = request.method == "POST"
    if mart is None or form not in ("xlsx", "csv") or (plain and not here.reader.may(Right.see_personal)):
        raise Http404
    asked = asked_of(here, request.GET)
    if plain:
        count = mart.sums(asked.wanted).customers
        told = request.GET.copy()
        if begins := told.get("q", "").strip():
            told["q"] = masked(begins)  # whoever reads the trail sees ids masked, also how one begins
        take_personal(what=without(told, "after"), customers=count, by=acting(here), at=here.at)
    title = say("web.customers.list_title", {"period": mart.facts.stamp.label}, here.lang)
    rows = mart.every(asked.wanted, sort=asked.sort, descending=asked.descending)
    answer: HttpResponseBase
    if form == "csv":
        lines = customer_csv(here.lang, rows, lambda each: called(each, plain=plain), digits=here.book.digits)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(_workbook(here, rows, title, plain=plain), content_type=WORKBOOK)
    answer["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=f"{title}.{form}")
    )
    return answer


def _workbook(here: Surroundings, rows: Iterator[ListedCustomer], title: str, *, plain: bool) -> bytes:
    """Return the list as a workbook."""
    sheet = customer_sheet(
        here.lang, islice(rows, SHEET_ROWS), lambda each: called(each, plain=plain), title=title
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        list_workbook(
            path,
            [sheet],
            title=title,
            company=here.book.settings.company,
            digits=here.book.digits,
            made=here.at,
        )
        return path.read_bytes()
