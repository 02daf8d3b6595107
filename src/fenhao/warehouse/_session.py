"""One engine with one snapshot open: relations are handed in or defined, and their rows read."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self

import pyarrow as pa

from fenhao.engine.facts import table
from fenhao.engine.relation import Column, Cut, Division, Kind, Model, Table, Value, column
from fenhao.warehouse._snapshot import PinnedTable, Snapshot
from fenhao.warehouse._text import ModelBroken, check_reads, checked_name
from fenhao.warehouse._types import cast_table, stored_columns


class Engine(Enum):
    """What computes: the embedded engine, Apache Spark, or Sail, which speaks Spark's protocol without Java."""

    duckdb = "duckdb"
    spark = "spark"
    sail = "sail"


class EngineFailed(Exception):
    """The engine could not compute a relation; the message is the engine's own."""


@dataclass(frozen=True, slots=True)
class Known:
    """A relation that the session can read: its grain and its columns."""

    key: tuple[str, ...]
    columns: tuple[Column, ...]


class Session(ABC):
    """One engine and one snapshot. Use it as a context manager; its temporary relations end with it.

    The snapshot's facts are there by their names; an empty ``Snapshot(())`` has none, so that they can be given.
    What is defined may read what is there before it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._known: dict[str, Known] = {}
        self._cuts: dict[str, tuple[Cut, ...]] = {}
        self._unopened: dict[str, PinnedTable | tuple[Model, Mapping[str, Value]]] = {}
        for pinned in snapshot.tables:
            fact = table(pinned.table)
            self._known[fact.name] = Known(("source", *fact.key), stored_columns(fact))
            self._unopened[fact.name] = pinned

    def give(self, relation: Table, rows: pa.Table) -> None:
        """Hand in the rows of a small relation; ValueError when they lack a declared column or do not fit it."""
        self._new(relation.name)
        given = cast_table(rows, relation.columns)
        for each in relation.columns:
            if each.needed and given.column(each.name).null_count:
                raise ValueError(f"rows for {relation.name} have an empty {each.name}")
        self._give(relation.name, relation.columns, given)
        self._known[relation.name] = Known(relation.key, relation.columns)

    def define(self, relation: Model | Division, parameters: Mapping[str, Value]) -> None:
        """Make the relation readable under its name; a model waits until something reads it, a division is computed now.

        Parameters that the relation does not declare are passed over, so one mapping serves a whole graph. ModelBroken
        when it reads other relations than it declares. When it is read, ModelBroken for columns other than it
        declares, EngineFailed when the engine refuses.
        """
        absent = [name for name in relation.reads if name not in self._known]
        if absent:
            raise ModelBroken(f"{relation.name} reads {absent}, which are not there yet")
        self._new(relation.name)
        if isinstance(relation, Model):
            check_reads(relation)
            self._known[relation.name] = Known(relation.key, relation.columns)
            self._unopened[relation.name] = (relation, dict(parameters))
            return
        self._new(by_party_name(relation))
        self._open(relation.reads)
        self._cuts[relation.name] = self._divide(relation)
        self._known[relation.name] = Known(("pool_id", "party_id"), DIVIDED)
        self._known[by_party_name(relation)] = Known(("party_id",), DIVIDED_BY_PARTY)

    def fetch(self, name: str, limit: int = -1) -> pa.Table:
        """Return the relation's rows in the order of its key, all of them unless a limit is given."""
        known = self._known[name]
        self._open((name,))
        return self._fetch(name, known, limit)

    def cuts(self, name: str) -> tuple[Cut, ...]:
        """Return how each pool of a division was cut; KeyError for one that was not defined."""
        return self._cuts[name]

    def stream(self, name: str) -> pa.RecordBatchReader:
        """Return the relation's rows in no order, batch by batch; the session stays open until the reader is spent."""
        known = self._known[name]
        self._open((name,))
        return self._stream(name, known)

    def count(self, name: str) -> int:
        """Return how many rows the relation has."""
        self._open((checked_name(name),))
        return self._count(name)

    @abstractmethod
    def close(self) -> None:
        """End the session and drop what it computed; closing twice is allowed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, names: Iterable[str]) -> None:
        """Make facts and models readable to the engine when they are first asked for: most sessions read few of them."""
        for name in names:
            waiting = self._unopened.pop(name, None)
            if isinstance(waiting, PinnedTable):
                self._fact(waiting, self._known[name].columns)
            elif waiting is not None:
                model, parameters = waiting
                self._open(model.reads)
                self._define(model, parameters)

    def _new(self, name: str) -> None:
        if checked_name(name) in self._known:
            raise ValueError(f"{name} is already there")

    @abstractmethod
    def _fact(self, pinned: PinnedTable, columns: tuple[Column, ...]) -> None: ...

    @abstractmethod
    def _give(self, name: str, columns: tuple[Column, ...], rows: pa.Table) -> None: ...

    @abstractmethod
    def _define(self, model: Model, parameters: Mapping[str, Value]) -> None: ...

    @abstractmethod
    def _divide(self, division: Division) -> tuple[Cut, ...]: ...

    @abstractmethod
    def _stream(self, name: str, known: Known) -> pa.RecordBatchReader: ...

    @abstractmethod
    def _fetch(self, name: str, known: Known, limit: int) -> pa.Table: ...

    @abstractmethod
    def _count(self, name: str) -> int: ...


def by_party_name(division: Division) -> str:
    """Return the name under which a division's sums by party are read."""
    return f"{division.name}_by_party"


_party = column("party_id", Kind.text, "who bears the share")
_amount = column("amount_minor", Kind.money, "the share")
DIVIDED = (column("pool_id", Kind.text, "the pool"), _party, _amount)
DIVIDED_BY_PARTY = (_party, _amount)
