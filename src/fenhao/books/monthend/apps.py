"""The app of monthend."""

from django.apps import AppConfig


class MonthendConfig(AppConfig):
    """Proposals and closing rules."""

    name = "fenhao.books.monthend"
    label = "monthend"
