"""What a driver is."""

from dataclasses import dataclass

from fenhao.engine.relation import Column, Kind, Model, column


@dataclass(frozen=True, slots=True)
class Driver:
    """What indirect cost follows.

    ``relation`` gives (customer_id, weight): one row per customer that weighs anything, weights whole and above
    zero. Its total is the number of units that a time-driven pool charges.
    """

    name: str
    name_zh: str
    name_en: str
    counts_zh: str
    counts_en: str
    relation: Model


def weight_columns(note: str) -> tuple[Column, ...]:
    """Return the columns of every driver's relation; ``note`` says what the weight counts."""
    return (
        column("customer_id", Kind.text, "a customer of the report"),
        column("weight", Kind.count, f"{note}; above zero"),
    )
