"""Reservations that went on under another number, so that a document which names the earlier one still means the money."""

from collections.abc import Collection, Sequence
from typing import cast

from fenhao.books.database import Session, Table

CARRIED = Table("journal_carried", (("earlier", "bigint"), ("later", "bigint")))


def carry(session: Session, pairs: Sequence[tuple[int, int]]) -> None:
    """Remember under which later number each earlier commitment goes on."""
    session.insert(CARRIED, list(pairs))


def carried_to(session: Session, commitments: Collection[int]) -> dict[int, int]:
    """Return the number under which each of these went on last; those that never did are not in it."""
    found: dict[int, int] = {}
    asked = {each: each for each in commitments}
    while asked:
        condition, values = session.among("earlier", sorted(asked))
        rows = session.rows(f"SELECT earlier, later FROM journal_carried WHERE {condition}", values)
        asked = {cast("int", later): asked[cast("int", earlier)] for earlier, later in rows}
        found.update({first: later for later, first in asked.items()})
    return found
