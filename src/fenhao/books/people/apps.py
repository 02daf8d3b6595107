"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, roles, departments, cover, tokens."""

    name = "fenhao.books.people"
    label = "people"
