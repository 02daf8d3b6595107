"""The six roles."""

from django.db import models


class Role(models.TextChoices):
    """The six roles."""

    finance = "finance"
    operations = "operations"
    customer_service = "customer_service"
    management = "management"
    administrator = "administrator"
    auditor = "auditor"  # reads everything, changes nothing
