"""The row of kept filters above a page.

Any page with a filter has one: ``view_bar`` into its facts as ``bar``, the template ``web/views.html`` above its form, its
name in ``PAGES``; when the bar ``opens`` with a filter, the page leads there.
"""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from fenhao.books.database import Session
from fenhao.books.people.operations import SavedView, views_of
from fenhao.interfaces.web._surroundings import Surroundings

PAGES = ("ledger", "lines", "cases", "requests", "customers")
"""The pages that keep filters, by the names of their addresses."""
EVERYTHING = "all"
"""What an address says that wants the page without a filter, also where it opens with one."""
_PASSING = (EVERYTHING, "after", "before", "total", "removed", "csrfmiddlewaretoken")
"""What an address carries that is no part of a filter."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A kept filter as a tab; ``here`` when the page shows it."""

    view: SavedView
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """The kept filters of a page for its reader, the filter it shows now, and a view just removed, to be undone.

    ``opens`` is the filter that a page asked for without any opens with; '' for none.
    """

    page: str
    address: str
    tabs: tuple[Tab, ...]
    query: str
    all_here: bool
    removed: str
    opens: str

    @property
    def own(self) -> Tab | None:
        """The reader's own view that the page shows."""
        return next((tab for tab in self.tabs if tab.here and tab.view.mine), None)

    @property
    def current(self) -> Tab | None:
        """The view that the page shows."""
        return next((tab for tab in self.tabs if tab.here), None)


def view_bar(
    session: Session, request: HttpRequest, here: Surroundings, page: str, *, query: str = ""
) -> Bar:
    """Return the kept filters of a page; ``query`` is the filter it shows, that of its address when it is left out."""
    assert page in PAGES, "a page that keeps filters is one of these"
    shown = canonical(query or request.GET.urlencode())
    kept = views_of(session, page=page, user=here.reader.id) if here.reader.id is not None else ()
    address = reverse(f"web:{page}")
    tabs = tuple(Tab(each, f"{address}?{each.query}", canonical(each.query) == shown) for each in kept)
    removed, asked = request.GET.get("removed", ""), request.GET or request.method != "GET"
    return Bar(
        page=page,
        address=address,
        tabs=tabs,
        query=shown,
        all_here=not shown,
        removed=removed if removed.isdecimal() else "",
        opens="" if asked else next((each.query for each in kept if each.opens and each.query), ""),
    )


def canonical(query: str) -> str:
    """Return a filter so that two that say the same are the same text."""
    told = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in sorted(told):
        values = [value for value in told.getlist(name) if value]
        if values and name not in _PASSING:
            kept.setlist(name, values)
    return kept.urlencode()
