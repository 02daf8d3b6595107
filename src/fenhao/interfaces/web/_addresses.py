"""Addresses that a page writes by the hundred, each worked out once."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


@lru_cache(maxsize=8192)
def line_address(number: int) -> str:
    """Return where a budget line's own page is."""
    return reverse("web:line", kwargs={"line": number})


@lru_cache(maxsize=8)
def _entries(_prefix: str) -> tuple[str, str]:
    """Return what stands before and after the number of an entry in its address."""
    before, _, after = reverse("web:entry", kwargs={"number": 0}).rpartition("0")
    return before, after


def entry_address(number: int) -> str:
    """Return where an entry's own page is."""
    before, after = _entries(get_script_prefix())
    return f"{before}{number}{after}"
