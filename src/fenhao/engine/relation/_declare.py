"""How a relation is declared: its grain, its columns and their units, and what it reads.

The engine declares; the warehouse alone opens an engine and runs what is declared here.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from importlib.resources import files

Value = int | str | date | None


class Kind(Enum):
    """What a column holds. The warehouse knows the storage type of each on every engine."""

    text = "text"
    day = "day"  # a civil day in the company's time zone
    instant = "instant"  # an aware moment, stored in UTC
    money = "money"  # whole minor units of the book's currency, 64 bit; sums are 128 bit
    count = "count"  # a whole number, 64 bit
    flag = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``needed`` means never null; ``note`` gives meaning, unit and sign."""

    name: str
    kind: Kind
    needed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value bound when a model runs; written ``$name`` in its SQL."""

    name: str
    kind: Kind
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A relation whose rows are handed in: a fact of the warehouse, or a small given of one run.

    ``key`` is the grain: the columns that identify a row (for facts: within one source).
    """

    name: str
    note: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A named SELECT in the DuckDB dialect.

    It may select, join, group and sum money. It may not divide or average it: that is a Division.
    ``keep`` asks the warehouse to compute the rows once because several relations read them; ``in_parts`` lets it compute those
    of a kept model a part of the first key column's values at a time, where all at once would not fit into memory.
    """

    name: str
    sql: str
    note: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...]
    reads: tuple[str, ...]
    keep: bool
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """An exact division of amounts among parties, by ``kernel.split`` with parties in id order.

    Reads ``amounts`` (pool_id, driver, amount_minor) and ``weights`` (driver, party_id, weight: whole, not
    negative; a party that is absent weighs nothing). Gives the relation ``name`` with the grain
    (pool_id, party_id) and the column amount_minor, and ``{name}_by_party`` with the grain party_id and the
    column amount_minor, which an engine computes without building the first. For each pool with any weight
    ``sum(amount_minor)`` is the pool's amount. A pool without weight gives no row: the caller has already put
    it aside as unallocated.
    """

    name: str
    note: str
    amounts: str
    weights: str

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the names of the two relations that the division reads."""
        return (self.amounts, self.weights)


@dataclass(frozen=True, slots=True)
class Cut:
    """How one pool of a division was divided: enough to tell any party's share without the shares of the others.

    ``amount`` carries its sign; ``units`` is the driver's whole weight. Every party gets its part floored, and one unit more
    where its remainder is above ``remainder``, or equal to it and its id is not behind ``last`` (None: whatever its id).
    ``remainder`` is None where nothing was left over.
    """

    pool_id: str
    driver: str
    amount: int
    units: int
    remainder: int | None
    last: str | None

    def share(self, *, party: str, weight: int) -> int:
        """Return what a party of that weight got of the pool, as the engine divided it."""
        if weight <= 0:
            return 0
        base, rest = divmod(abs(self.amount) * weight, self.units)
        more = self.remainder is not None and (
            rest > self.remainder or (rest == self.remainder and (self.last is None or party <= self.last))
        )
        return (base + more) * (-1 if self.amount < 0 else 1)


Relation = Table | Model | Division


def column(name: str, kind: Kind, note: str, *, needed: bool = True) -> Column:
    """Return a column that is never null unless ``needed`` is false."""
    return Column(name, kind, needed, note)


def model(
    *,
    package: str,
    name: str,
    note: str,
    key: tuple[str, ...],
    columns: tuple[Column, ...],
    reads: tuple[str, ...],
    parameters: tuple[Parameter, ...] = (),
    keep: bool = False,
    in_parts: bool = False,
) -> Model:
    """Return the model whose SQL stands in ``models/<name>.sql`` of ``package``."""
    sql = files(package).joinpath("models", f"{name}.sql").read_text(encoding="utf-8")
    return Model(name, sql, note, key, columns, parameters, reads, keep, in_parts)
