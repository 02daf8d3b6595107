"""The app of findings."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Cases."""

    name = "fenhao.books.findings"
    label = "findings"
