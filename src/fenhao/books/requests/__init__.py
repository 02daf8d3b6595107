"""Requests: spend that waits for somebody's agreement while its money is held. Operations are in ``operations``."""

from fenhao.books.requests._values import (
    Part,
    Preview,
    RequestAnswer,
    RequestVerdict,
    RequestView,
    SpendRequest,
)

__all__ = ["Part", "Preview", "RequestAnswer", "RequestVerdict", "RequestView", "SpendRequest"]
