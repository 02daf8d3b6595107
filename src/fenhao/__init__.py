"""Fenhao 分毫: what every customer costs and is worth, exact to the cent.

    >>> import fenhao
    >>> fenhao.__version__
    '0.1.0'

The names below load on first use, so that ``fenhao.kernel`` stays free of everything above it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenhao.interfaces.notebook import Book, create_book, open_book
    from fenhao.kernel import Money, Period, Trouble, split

__version__ = "0.1.0"

__all__ = ["Book", "Money", "Period", "Trouble", "create_book", "open_book", "split"]

_HOMES = {
    "Book": "fenhao.interfaces.notebook",
    "create_book": "fenhao.interfaces.notebook",
    "open_book": "fenhao.interfaces.notebook",
    "Money": "fenhao.kernel",
    "Period": "fenhao.kernel",
    "Trouble": "fenhao.kernel",
    "split": "fenhao.kernel",
}


def __getattr__(name: str) -> object:
    """Return a public name from its room, importing that room on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fenhao' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
