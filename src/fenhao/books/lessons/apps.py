"""The app of lessons."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Lessons."""

    name = "fenhao.books.lessons"
    label = "lessons"
