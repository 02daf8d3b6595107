"""What can be done with postings: post loads, publish entries, assert balances, hold everything together."""

from fenhao.books.postings._assert import (
    Asserted,
    assert_balance,
    asserted,
    failing,
    withdraw_assertion,
)
from fenhao.books.postings._exceptions import spend_exceptions
from fenhao.books.postings._held import posted_total, posting_differences, unposted
from fenhao.books.postings._post import PostedLoads, post_loads
from fenhao.books.postings._publish import Published, publication_differences, publish, runs, unpublished
from fenhao.books.postings._sheet import SheetRow, posting_of
from fenhao.books.postings._verify import seal_books, verify_books

__all__ = [
    "Asserted",
    "PostedLoads",
    "Published",
    "SheetRow",
    "assert_balance",
    "asserted",
    "failing",
    "post_loads",
    "posted_total",
    "posting_differences",
    "posting_of",
    "publication_differences",
    "publish",
    "runs",
    "seal_books",
    "spend_exceptions",
    "unposted",
    "unpublished",
    "verify_books",
    "withdraw_assertion",
]
