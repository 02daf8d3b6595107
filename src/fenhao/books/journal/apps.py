"""The app of journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Commands, entries, periods."""

    name = "fenhao.books.journal"
    label = "journal"
