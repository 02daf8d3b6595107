"""Customers that pass a filter as a file: a workbook whose total is the page's, or CSV; ids as they are only on record."""

from itertools import islice

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from fenhao.books.people import Right
from fenhao.books.people.operations import take_personal
from fenhao.interfaces.names import masked
from fenhao.interfaces.report import customer_csv, customer_sheet
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._customers import asked_of, called, without
from fenhao.interfaces.web._files import list_answer, saved_as
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.runs.mart import open_mart

SHEET_ROWS = 1_000_000
"""A sheet holds no more rows; a CSV file holds them all."""


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
    if form == "csv":
        lines = customer_csv(here.lang, rows, lambda each: called(each, plain=plain), digits=here.book.digits)
        return saved_as(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{title}.csv")
    sheet = customer_sheet(
        here.lang, islice(rows, SHEET_ROWS), lambda each: called(each, plain=plain), title=title
    )
    return list_answer(here, [sheet], title=title)
