"""The app of budgets."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """Lines, balances, control."""

    name = "fenhao.books.budgets"
    label = "budgets"
