"""Addresses: the pages, and signing in."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("fenhao.interfaces.web.urls")),
]

handler404 = "fenhao.interfaces.web.pages.surface.not_found"
handler500 = "fenhao.interfaces.web.pages.surface.failed"
handler403 = "fenhao.interfaces.web.pages.surface.refused"
