"""The app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their templates and their one style sheet."""

    name = "fenhao.interfaces.web"
    label = "web"

    def ready(self) -> None:
        """Let sessions carry how their person likes the pages."""
        from fenhao.interfaces.web._liked import carry_from_sign_in

        carry_from_sign_in()
