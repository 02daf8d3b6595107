"""A batch of raw rows to canonical columns, by the mapping; and everything that is wrong with each row."""

from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors._reading import Problem, arrow_type
from fenhao.connectors.files._cells import (
    Cells,
    are_clocks,
    problem,
    read_count,
    read_flag,
    read_money,
    read_seconds,
    read_text,
)
from fenhao.connectors.files._codes import (
    is_known,
    is_listed,
    meant,
    read_currency,
    read_known,
    read_listed,
    with_codes,
)
from fenhao.connectors.files._headers import (
    MINOR,
    friendly,
    is_duration,
    names_length,
    plain,
    seconds_a_unit,
    unit,
)
from fenhao.connectors.files._mapping import ColumnMapping
from fenhao.connectors.files._settings import ReadSettings
from fenhao.connectors.files._times import Clock
from fenhao.engine.relation import Column, Kind, Table
from fenhao.kernel import Trouble

STRANGE_MAX = 200
"""How many words that are none of a short list are counted one by one."""
_STRANGE = ("load.unknown_cost_type", "load.unknown_code")


@dataclass(frozen=True, slots=True)
class Field:
    """How one canonical column is filled: from the header at ``place`` (-1: from no header), a constant, a default.

    ``minor`` says that the cells are whole minor units; ``unit`` is the unit word of the header, ``seconds`` those that a
    cell of 1 stands for where the column holds a length of time.
    """

    column: Column
    place: int
    minor: bool
    unit: str
    seconds: int
    constant: str
    default: str


@dataclass(frozen=True, slots=True)
class Converted:
    """Canonical columns of a batch, and the problems of the rows that have any, by their place in the batch."""

    columns: tuple[pa.Array, ...]
    problems: dict[int, tuple[Problem, ...]]


class Converter:
    """Turns the raw rows of one file into the rows of one table."""

    def __init__(
        self,
        *,
        table: Table,
        headers: tuple[str, ...],
        mapping: ColumnMapping,
        settings: ReadSettings,
        serials: bool,
    ) -> None:
        self._table, self._settings = table, settings
        self._clock = Clock(
            zone=ZoneInfo(settings.time_zone), date_order=mapping.shape.date_order, serials=serials
        )
        self._fields = tuple(_field(column, headers, mapping) for column in table.columns)
        self._headers = dict(mapping.columns)
        self.minutes: dict[str, None] = {}
        """Headers whose bare numbers were taken for minutes since no unit is named, as they came."""
        self.strange: Counter[tuple[str, str]] = Counter()
        """How many rows each (column, word) that is none of a short list has turned away, of the first words."""
        self._own: dict[str, dict[str, str]] = {}
        """Column -> a word of the file -> what it stands for."""
        for column, word, meaning in mapping.words:
            self._own.setdefault(column, {})[plain(word)] = meaning
        currency = self._headers.get("currency")
        self._currency = headers.index(currency) if currency else -1
        self._marks = settings.currency
        """The currency whose marks amounts may carry; '' for any, where a person says that every row is in the book's own."""
        if said := dict(mapping.constants).get("currency"):
            if read_currency(pa.array([said]), settings.currency).problems:
                raise Trouble("load.constant_wrong", {"column": "currency", "value": said})
            self._marks = ""
        self._fixed = {
            (field.column.name, text): self._fixed_value(field, text)
            for field in self._fields
            for text in (field.constant, field.default)
            if text
        }
        for field in self._fields:
            for text in self._own.get(field.column.name, {}).values():
                self._fixed_value(field, text)

    def converted(self, columns: tuple[pa.Array, ...], rows: int) -> Converted:
        """Return the canonical columns of raw columns, each of ``rows`` cells."""
        found: dict[int, list[Problem]] = {}
        values: list[pa.Array] = []
        for field in self._fields:
            cells = self._column(field, columns, rows)
            values.append(cells.values)
            for row, wrong in cells.problems.items():
                found.setdefault(row, []).append(wrong)
                self._count_strange(wrong)
            if field.column.needed and cells.values.null_count:
                _blanks(field.column, cells, found)
        if self._currency >= 0:
            for row, wrong in read_currency(
                columns[self._currency], self._settings.currency
            ).problems.items():
                found.setdefault(row, []).append(wrong)
        self._across(dict(zip((f.column.name for f in self._fields), values, strict=True)), found)
        return Converted(tuple(values), {row: tuple(map(self._named, bad)) for row, bad in found.items()})

    def _count_strange(self, wrong: Problem) -> None:
        """Count a word that is none of its column's short list."""
        word = (wrong.column, wrong.value)
        if wrong.code in _STRANGE and (word in self.strange or len(self.strange) < STRANGE_MAX):
            self.strange[word] += 1

    def header(self, column: str) -> str:
        """Return the file's header of a canonical column, or the column's own name where it has none."""
        return self._headers.get(column, column)

    def _named(self, wrong: Problem) -> Problem:
        """Return a problem that speaks of the column by the file's own header, as the reader knows it."""
        told = dict(wrong.details) | {"column": self.header(wrong.column)}
        return Problem(wrong.column, wrong.value, wrong.code, tuple(told.items()))

    def _column(self, field: Field, columns: tuple[pa.Array, ...], rows: int) -> Cells:
        name = field.column.name
        if field.constant:
            return Cells(pa.repeat(self._fixed[name, field.constant], rows), {})
        if field.place < 0:
            cells = Cells(pa.nulls(rows, arrow_type(field.column)), {})
        else:
            cells = self._read(field, columns[field.place])
        if not field.default or not cells.values.null_count:
            return cells
        return Cells(pc.fill_null(cells.values, self._fixed[name, field.default]), cells.problems)

    def _read(self, field: Field, cells: pa.Array) -> Cells:
        name, kind = field.column.name, field.column.kind
        if kind is Kind.money:
            return read_money(
                friendly(field.column) if not field.minor else name,
                cells,
                digits=0 if field.minor else self._settings.digits,
                currency=self._marks,
                unit=field.unit,
            )
        if kind is Kind.day:
            return self._clock.days(name, cells)
        if kind is Kind.instant:
            return self._clock.instants(name, cells)
        if kind is Kind.count and is_duration(field.column):
            header = self._headers.get(name, "")
            if header and not names_length(header) and header not in self.minutes and not are_clocks(cells):
                self.minutes[header] = None
            return read_seconds(name, cells, each=field.seconds)
        if kind is Kind.count:
            return read_count(name, cells)
        if kind is Kind.flag:
            return read_flag(name, cells)
        if name in self._own:
            cells = meant(cells, self._own[name])
        if is_listed(self._table.name, name):
            return read_listed(self._table.name, name, cells, self._settings)
        if (self._table.name, name) == ("customers", "birthday"):
            return self._clock.birthdays(name, cells)
        texts = read_text(name, cells, is_id=name in self._table.key or name.endswith("_id"))
        if name == "benefit_type":
            return Cells(with_codes(texts.values, self._settings), texts.problems)
        return read_known(self._table.name, name, texts) if is_known(self._table.name, name) else texts

    def _fixed_value(self, field: Field, text: str) -> pa.Scalar:
        """Return a constant or default of the mapping; Trouble when it is none of its column's values."""
        cells = self._read(field, pa.array([text], pa.string()))
        if cells.problems or cells.values.null_count:
            raise Trouble("load.constant_wrong", {"column": field.column.name, "value": text})
        return cells.values[0]

    def _across(self, values: dict[str, pa.Array], found: dict[int, list[Problem]]) -> None:
        """Check what one column asks of another."""
        if self._table.name == "contacts":
            lone = pc.and_(pc.is_valid(values["cost_minor"]), pc.is_null(values["cost_type"]))
            for row in pc.indices_nonzero(lone).to_pylist():
                told = {wrong.column for wrong in found.get(row, [])}
                if "cost_type" not in told:
                    found.setdefault(row, []).append(problem("cost_type", "", "load.cost_type_needed"))
        if self._table.name == "campaigns":
            turned = pc.less(values["ends_on"], values["starts_on"])
            for row in pc.indices_nonzero(turned).to_pylist():
                ends = str(values["ends_on"][row].as_py())
                begins = str(values["starts_on"][row].as_py())
                found.setdefault(row, []).append(
                    problem("ends_on", ends, "load.ends_before_start", {"starts": begins})
                )


def _field(column: Column, headers: tuple[str, ...], mapping: ColumnMapping) -> Field:
    names = {friendly(column), column.name}

    def said(pairs: tuple[tuple[str, str], ...]) -> tuple[str, str]:
        return next(((name, text) for name, text in pairs if name in names), ("", ""))

    field, header = said(mapping.columns)
    constant, default = said(mapping.constants), said(mapping.defaults)
    spoken = field or constant[0] or default[0]
    return Field(
        column=column,
        place=headers.index(header) if header else -1,
        minor=column.kind is Kind.money and spoken.endswith(MINOR),
        unit=unit(header) if column.kind is Kind.money else "",
        seconds=seconds_a_unit(header) if header else 1,
        constant=constant[1],
        default=default[1],
    )


def _blanks(column: Column, cells: Cells, found: dict[int, list[Problem]]) -> None:
    for row in pc.indices_nonzero(pc.is_null(cells.values)).to_pylist():
        if row not in cells.problems:
            found.setdefault(row, []).append(problem(friendly(column), "", "load.value_missing"))
