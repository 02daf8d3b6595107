"""The same figures are the same drawing: charts that were drawn lately are not drawn again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec

Given = ParamSpec("Given")
DRAWINGS = 256
"""How many drawings of each kind of chart are kept."""


def remembered(draw: Callable[Given, str]) -> Callable[Given, str]:
    """Return the drawing of a chart with a memory; a list that it is given counts by what is in it."""

    @lru_cache(maxsize=DRAWINGS)
    def kept(given: tuple[object, ...], named: tuple[tuple[str, object], ...]) -> str:
        """Draw it."""
        return draw(*given, **dict(named))  # type: ignore[arg-type] # what it was given, lists as tuples

    @wraps(draw)
    def drawn(*args: Given.args, **kwargs: Given.kwargs) -> str:
        """Return the drawing."""
        told = tuple(_fixed(each) for each in args)
        named = tuple((name, _fixed(each)) for name, each in kwargs.items())
        return kept(told, named)

    return drawn


def _fixed(given: object) -> object:
    """Return what was given as something that can be remembered."""
    return tuple(given) if isinstance(given, list) else given
