"""The site: settings, wiring, and which database the books are in. Django loads on first use."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fenhao.site._command import main
    from fenhao.site._configure import BOOKS_FILE, configure, migrate

__all__ = ["BOOKS_FILE", "configure", "main", "migrate"]

_HOMES = {
    "BOOKS_FILE": "fenhao.site._configure",
    "configure": "fenhao.site._configure",
    "migrate": "fenhao.site._configure",
    "main": "fenhao.site._command",
}


def __getattr__(name: str) -> object:
    """Return a name of the site from its module, imported on first use: most commands need no database."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fenhao.site' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
