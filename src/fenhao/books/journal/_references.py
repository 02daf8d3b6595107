"""Reservations by the numbers that other systems gave them: a source and its number mean one reservation for ever."""

from collections.abc import Collection
from typing import NamedTuple, cast

from fenhao.books.database import Session, Table

REFERENCE = Table("journal_reference", (("source", "text"), ("number", "text"), ("commitment_id", "bigint")))
SOURCE_MAX, NUMBER_MAX = 80, 120
"""How many characters a source and its number may have: the columns' lengths."""


class Reference(NamedTuple):
    """What another system calls a reservation: the system, and its own number."""

    source: str
    number: str

    @classmethod
    def read(cls, text: str) -> "Reference":
        """Return what ``source:number`` names; it is not sound where the text is nothing of the kind."""
        source, _, number = text.strip().partition(":")
        return cls(source.strip(), number.strip())

    @property
    def sound(self) -> bool:
        """Whether it can be kept: both are there, neither is too long, and it can be written as ``source:number``."""
        here = 0 < len(self.source) <= SOURCE_MAX and 0 < len(self.number) <= NUMBER_MAX
        return here and ":" not in self.source and "\x00" not in self.source + self.number

    def __str__(self) -> str:
        """Return it as people and commands write it."""
        return f"{self.source}:{self.number}"


def referenced(session: Session, wanted: Collection[Reference]) -> dict[Reference, int]:
    """Return which reservation each of these was given to; those that nobody used are not in it."""
    found: dict[Reference, int] = {}
    for source in sorted({each.source for each in wanted}):
        numbers = sorted({each.number for each in wanted if each.source == source})
        condition, values = session.among("number", numbers)
        for number, commitment in session.rows(
            f"SELECT number, commitment_id FROM journal_reference WHERE source = ? AND {condition}",
            (source, *values),
        ):
            found[Reference(source, str(number))] = cast("int", commitment)
    return found


def references_of(session: Session, commitments: Collection[int]) -> dict[int, Reference]:
    """Return what other systems call these reservations, one that month end carried on by what it was called before."""
    found: dict[int, Reference] = {}
    asked = {each: each for each in commitments}
    while asked:
        condition, values = session.among("commitment_id", sorted(asked))
        for commitment, source, number in session.rows(
            f"SELECT commitment_id, source, number FROM journal_reference WHERE {condition}", values
        ):
            found[asked.pop(cast("int", commitment))] = Reference(str(source), str(number))
        if asked:
            condition, values = session.among("later", sorted(asked))
            rows = session.rows(f"SELECT later, earlier FROM journal_carried WHERE {condition}", values)
            asked = {cast("int", earlier): asked[cast("int", later)] for later, earlier in rows}
    return found
