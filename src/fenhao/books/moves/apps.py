"""The app of moves."""

from django.apps import AppConfig


class MovesConfig(AppConfig):
    """Transfers and draws."""

    name = "fenhao.books.moves"
    label = "moves"
