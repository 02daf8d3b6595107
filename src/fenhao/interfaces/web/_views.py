"""The row of kept filters above a page.

Any page with a filter has one: ``view_bar`` into its facts as ``bar``, the template ``web/views.html`` above its form, its
name in ``VIEW_PAGES``; when the bar ``opens`` with a filter, the page leads there.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from fenhao.books.database import Session
from fenhao.books.people.operations import VIEW_PAGES, SavedView, plain_query, views_of
from fenhao.interfaces.web._surroundings import Surroundings

EVERYTHING = "all"
"""What an address says that wants the page without a filter, also where it opens with one."""


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
    assert page in VIEW_PAGES, "a page that keeps filters is one of these"
    shown = plain_query(query or request.GET.urlencode())
    kept = views_of(session, page=page, user=here.reader.id) if here.reader.id is not None else ()
    address = reverse(f"web:{page}")
    tabs = tuple(Tab(each, f"{address}?{each.query}", plain_query(each.query) == shown) for each in kept)
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
