"""The app of proposals."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Proposals."""

    name = "fenhao.books.proposals"
    label = "proposals"
