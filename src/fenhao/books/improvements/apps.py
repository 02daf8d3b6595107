"""The app of improvements."""

from django.apps import AppConfig


class ImprovementsConfig(AppConfig):
    """Improvements."""

    name = "fenhao.books.improvements"
    label = "improvements"
