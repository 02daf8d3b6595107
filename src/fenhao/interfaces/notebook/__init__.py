"""The library's face: a company's book in a notebook or a script, without a server."""

from fenhao.interfaces.notebook._book import Book, Clock, create_book, open_book
from fenhao.interfaces.notebook._picture import Picture

__all__ = ["Book", "Clock", "Picture", "create_book", "open_book"]
