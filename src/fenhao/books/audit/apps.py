"""The app of audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, append-only."""

    name = "fenhao.books.audit"
    label = "audit"
