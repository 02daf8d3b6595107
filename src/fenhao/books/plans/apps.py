"""The app of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Versions, cells, comments."""

    name = "fenhao.books.plans"
    label = "plans"
