"""The app of sources."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """Sources."""

    name = "fenhao.books.sources"
    label = "sources"
