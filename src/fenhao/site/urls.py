"""Addresses: the pages, the API, and signing in."""

from django.urls import include, path, re_path

from fenhao.interfaces import api
from fenhao.interfaces.web.pages.surface import nowhere

CLOSED = r"^accounts/(signup|email|confirm-email|password/reset|password/set|login/code|3rdparty|social)(/|$)"
"""What the package for signing in brings and this application does not offer: administrators add people and set passwords."""

urlpatterns = [
    re_path(CLOSED, nowhere),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(api.urlpatterns())),
    path("", include("fenhao.interfaces.web.urls")),
]

handler404 = "fenhao.interfaces.web.pages.surface.not_found"
handler500 = "fenhao.interfaces.web.pages.surface.failed"
handler403 = "fenhao.interfaces.web.pages.surface.refused"
