"""The app of outgoing."""

from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    """Channels, choices, and messages on their way out."""

    name = "fenhao.books.outgoing"
    label = "outgoing"
