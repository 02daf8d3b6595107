"""Making the mart anew until nothing has moved since it was begun: pages and machines have it made the same way."""

from datetime import UTC, datetime

from fenhao.interfaces.jobs._jobs import Told, sentence
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.mart import build_mart, drop_mart, open_mart
from fenhao.warehouse import Engine

_TIMES_MOST = 3


def renew_mart(*, book: Book, advance: Advance) -> Told:
    """Make it, and tell for how many customers; without any fact left there is no mart."""
    for again in range(_TIMES_MOST):
        try:
            stamp = build_mart(
                book=book, at=book.moment(datetime.now(UTC)), engine=Engine.duckdb, advance=advance
            )
        except Trouble as nothing:
            if nothing.code != "mart.no_facts":
                raise
            drop_mart(book=book)
            return sentence("success", "web.mart.emptied", {})
        made = open_mart(book)
        if made is None or not made.stale(book) or again == _TIMES_MOST - 1:
            details = {"label": stamp.label, "customers": f"{made.customers:,}" if made else "0"}
            return sentence("success", "web.mart.renewed", details)
    raise AssertionError("the last time ends it")
