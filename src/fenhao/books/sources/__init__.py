"""Systems that facts are fetched from: their sealed secrets, and what each run brought."""

from fenhao.books.sources._values import FetchRun

__all__ = ["FetchRun"]
