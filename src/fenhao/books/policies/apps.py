"""The app of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Versions of the written files."""

    name = "fenhao.books.policies"
    label = "policies"
