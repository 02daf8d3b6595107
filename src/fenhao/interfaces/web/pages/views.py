"""What people do with kept filters: keep, rename, remove and bring back, and let a page open with one."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from fenhao.books.people import Right
from fenhao.books.people.operations import (
    VIEW_PAGES,
    keep_view,
    open_with,
    plain_query,
    remove_view,
    rename_view,
    restore_view,
)
from fenhao.interfaces.web._acts import acting, attempt
from fenhao.interfaces.web._forms import Form, posted, told
from fenhao.interfaces.web._surroundings import Surroundings, for_readers


@for_readers(Right.see)
def views(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Do what a form of the view bar asks, and go back to its page."""
    form = posted(request, here)
    page = form.text("page")
    if request.method != "POST" or page not in VIEW_PAGES:
        raise Http404
    try:
        address = reverse(f"web:{page}")
    except NoReverseMatch:
        raise Http404 from None
    found = _Back(f"{address}?{plain_query(form.text('query'))}")
    outcome = attempt(here, lambda: _done(request, form, page, found))
    for reason in outcome.reasons:
        messages.error(request, reason)
    return HttpResponseRedirect(found.address)


class _Back:
    """Where to go when it is done."""

    def __init__(self, address: str) -> None:
        self.address = address if not address.endswith("?") else f"{address}all=1"


def _done(request: HttpRequest, form: Form, page: str, back: _Back) -> Sequence[str]:
    """Do it; nothing is returned but what went wrong, which the books raise."""
    here, act = form.here, form.text("act")
    by, at, number = acting(here), here.at, form.text("view")
    if act == "keep":
        name, shared = form.text("name"), form.text("shared") == "1"
        keep_view(page=page, name=name, query=plain_query(form.text("query")), shared=shared, by=by, at=at)
        told(request, here, "web.views.kept", name=name)
        return ()
    if act == "open_without":
        open_with(page=page, view=None, by=by, at=at)
        told(request, here, "web.views.opened_without")
        return ()
    if not number.isdecimal():
        raise Http404
    view = int(number)
    if act == "rename":
        rename_view(view=view, name=form.text("name"), shared=form.text("shared") == "1", by=by, at=at)
        told(request, here, "web.views.kept", name=form.text("name"))
    elif act == "remove":
        remove_view(view=view, by=by, at=at)
        back.address += f"&removed={view}"
    elif act == "restore":
        restore_view(view=view, by=by, at=at)
        told(request, here, "web.views.restored")
    elif act == "open_with":
        open_with(page=page, view=view, by=by, at=at)
        told(request, here, "web.views.opened", name=form.text("name"))
    else:
        raise Http404
    return ()
