"""The app of care."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Care."""

    name = "fenhao.books.care"
    label = "care"
