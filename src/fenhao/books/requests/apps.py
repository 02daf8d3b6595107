"""The app of requests."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Requests."""

    name = "fenhao.books.requests"
    label = "requests"
