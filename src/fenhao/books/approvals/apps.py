"""The app of approvals."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Routes, cases, answers."""

    name = "fenhao.books.approvals"
    label = "approvals"
