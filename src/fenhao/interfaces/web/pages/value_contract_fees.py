"""The fees of contracts that fell due, as a file that loads as orders."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.people.operations import take_personal
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._files import saved_as
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.runs.value import write_fees
from fenhao.warehouse import Engine


@require_POST
@for_readers(Right.see_personal)
def value_contracts_fees(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Return the fees as a file, which names customers: for whoever may see that, and on record. Without any, say so."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fees.csv"
        try:
            told = write_fees(
                book=here.book,
                path=path,
                on=None,
                with_orders="with_orders" in request.POST,
                at=here.at,
                engine=Engine.duckdb,
            )
        except Trouble as trouble:
            if trouble.code != "contracts.none":
                raise
            told = None
        if told is None or not told.fees:
            return HttpResponseRedirect(f"{reverse('web:value_contracts')}?nothing=1#fees")
        take_personal(what="contract fees", customers=told.customers, by=acting(here), at=here.at)
        name = f"{say('web.contracts.fees_file', {}, here.lang)} {told.observed_on.isoformat()}.csv"
        return saved_as(HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8"), name)
