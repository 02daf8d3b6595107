"""Addresses that a page writes by the hundred, each worked out once."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def line_address(number: int) -> str:
    """Return where a budget line's own page is."""
    return reverse("web:line", kwargs={"line": number})
