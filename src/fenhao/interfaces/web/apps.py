"""The app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their templates and their one style sheet."""

    name = "fenhao.interfaces.web"
    label = "web"
