"""The site: settings, wiring, and which database the books are in."""

from fenhao.site._configure import BOOKS_FILE, configure, migrate

__all__ = ["BOOKS_FILE", "configure", "migrate"]
