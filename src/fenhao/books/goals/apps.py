"""The app of goals."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Goals."""

    name = "fenhao.books.goals"
    label = "goals"
