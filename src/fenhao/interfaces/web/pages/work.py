"""Stopping work that is under way, and putting away what came of it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.interfaces.jobs import errand_name, find, forget, stop
from fenhao.interfaces.web._surroundings import Surroundings, for_readers


@require_POST
@for_readers(Right.see)
def work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Stop work or put away its outcome, for whoever could have begun it, and go back to its page."""
    name = str(here.place["name"])
    kept = find(here.book, name)
    if kept is None or not here.reader.may(Right(kept.right)):
        raise Http404
    if request.POST.get("act") == "stop":
        stop(errand_name(name))
    else:
        forget(here.book, name)
    return HttpResponseRedirect(kept.back)
