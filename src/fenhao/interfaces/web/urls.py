"""Every page and its address, in the order of the navigation."""

from django.urls import path

from fenhao.interfaces.web._frame import Page
from fenhao.interfaces.web.pages import surface
from fenhao.interfaces.web.pages.approval import approval
from fenhao.interfaces.web.pages.inbox import count, inbox
from fenhao.interfaces.web.pages.lines import line, lines
from fenhao.interfaces.web.pages.overview import overview

app_name = "web"

NAVIGATION = (
    Page("overview", "", overview, "squares-2x2", ""),
    Page("inbox", "inbox/", inbox, "inbox", "", waiting=count),
    Page("lines", "lines/", lines, "table-cells", "budget"),
)
"""The pages that the navigation shows, each to those who may see it."""

urlpatterns = [
    *(path(page.path, page.view, name=page.name) for page in NAVIGATION),
    path("inbox/<int:case>/", approval, name="approval"),
    path("lines/<int:line>/", line, name="line"),
    path("style.css", surface.stylesheet, name="stylesheet"),
    path("icon.svg", surface.icon, name="icon"),
    path("preferences/", surface.preferences, name="preferences"),
]
