"""The app of gates."""

from django.apps import AppConfig


class GatesConfig(AppConfig):
    """Tiers in force, customer facts, checkpoints."""

    name = "fenhao.books.gates"
    label = "gates"
