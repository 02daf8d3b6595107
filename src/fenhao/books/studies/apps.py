"""The app of studies."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    """Studies."""

    name = "fenhao.books.studies"
    label = "studies"
