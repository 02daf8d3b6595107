"""The tables as they are written and sealed."""

from fenhao.books.database import Table

LOAD = Table(
    "postings_load",
    (("batch", "text"), ("state", "text"), ("outside", "text"), ("by", "bigint"), ("at", "timestamptz")),
)
SHEET = Table(
    "postings_sheet",
    (
        ("batch", "text"),
        ("key", "text"),
        ("undoes", "text"),
        ("month", "text"),
        ("occurred_on", "date"),
        ("tier", "text"),
        ("category", "text"),
        ("fixed", "boolean"),
        ("cost_type", "text"),
        ("campaign", "text"),
        ("amount_minor", "bigint"),
        ('"rows"', "bigint"),
        ("at", "timestamptz"),
    ),
)
PUBLICATION = Table(
    "postings_publication",
    (
        ("first_id", "bigint"),
        ("last_id", "bigint"),
        ("state", "text"),
        ("batch", "text"),
        ('"rows"', "bigint"),
        ("amount_minor", "bigint"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
ASSERTION = Table(
    "postings_assertion",
    (
        ("subject", "text"),
        ('"on"', "date"),
        ("amount_minor", "bigint"),
        ("currency", "text"),
        ("note", "text"),
        ("withdraws_id", "bigint"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)

SEALED: tuple[Table, ...] = (LOAD, SHEET, PUBLICATION, ASSERTION)
"""The tables that the audit seals."""
