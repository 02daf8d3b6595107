"""Small rows between Python and the warehouse: givens in, results out."""

from collections.abc import Sequence

import pyarrow as pa

from fenhao.engine.relation import Model, Table, Value
from fenhao.warehouse import Session, arrow_schema

Row = dict[str, Value]


def given(table: Table, rows: Sequence[Sequence[Value]]) -> pa.Table:
    """Return rows, each in the order of the table's columns, in the form in which a session takes them."""
    schema = arrow_schema(table.columns)
    columns = [pa.array([row[at] for row in rows], field.type) for at, field in enumerate(schema)]
    return pa.Table.from_arrays(columns, schema=schema)


def rows_of(session: Session, relation: Model) -> list[Row]:
    """Return the rows of a small relation in the order of its key."""
    rows: list[Row] = session.fetch(relation.name).to_pylist()
    return rows


def number(row: Row, name: str) -> int:
    """Return a whole number of a row; null counts as nothing."""
    held = row[name]
    assert held is None or isinstance(held, int), (name, held)
    return held or 0


def text(row: Row, name: str) -> str:
    """Return a text of a row; null is the empty text."""
    held = row[name]
    assert held is None or isinstance(held, str), (name, held)
    return held or ""
