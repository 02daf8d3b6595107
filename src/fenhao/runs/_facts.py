"""Small rows between Python and the warehouse: givens in, results out."""

from collections.abc import Sequence

import pyarrow as pa

from fenhao.engine.relation import Kind, Model, Table, Value
from fenhao.warehouse import Session

Row = dict[str, Value]

_ARROW = {
    Kind.text: pa.string(),
    Kind.day: pa.date32(),
    Kind.instant: pa.timestamp("us", tz="UTC"),
    Kind.money: pa.int64(),
    Kind.count: pa.int64(),
    Kind.flag: pa.bool_(),
}


def given(table: Table, rows: Sequence[Sequence[Value]]) -> pa.Table:
    """Return rows, each in the order of the table's columns, in the form in which a session takes them."""
    schema = pa.schema([(each.name, _ARROW[each.kind]) for each in table.columns])
    columns = [pa.array([row[at] for row in rows], schema.field(at).type) for at in range(len(table.columns))]
    return pa.Table.from_arrays(columns, schema=schema)


def rows_of(session: Session, relation: Model) -> list[Row]:
    """Return the rows of a small relation, ordered by its key so that results are the same every time."""
    fetched = session.fetch(relation.name)
    ordered = fetched.sort_by([(name, "ascending") for name in relation.key]) if relation.key else fetched
    rows: list[Row] = ordered.to_pylist()
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
