"""The app of the watch."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """The watch."""

    name = "fenhao.books.watch"
    label = "watch"
