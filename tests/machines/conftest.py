"""The machines use the books' stage."""

from tests.books.conftest import server, templates

__all__ = ["server", "templates"]
