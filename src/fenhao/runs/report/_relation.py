"""Any relation of a period as a table: for a reader who wants to go on with figures in a notebook."""

from datetime import datetime

import pyarrow as pa

from fenhao.engine import allocation, facts, ledger, value, waste
from fenhao.engine.relation import Relation
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.report._period import ROWS_MAX, work_out
from fenhao.warehouse import Engine, open_session

_FACTS = tuple(table.name for table in facts.TABLES)
_RELATIONS: tuple[Relation, ...] = (
    *ledger.RELATIONS,
    *allocation.BEFORE_POOLS,
    *allocation.AFTER_POOLS,
    *value.RELATIONS,
    *waste.RELATIONS,
)
_WORKED_OUT = tuple(each.name for each in _RELATIONS)


def relation_names() -> tuple[str, ...]:
    """Return the names that ``relation_rows`` knows: the facts as they were loaded, then what is worked out."""
    return tuple(dict.fromkeys((*_FACTS, *_WORKED_OUT)))


def relation_rows(
    *, book: Book, name: str, label: str, at: datetime, engine: Engine, advance: Advance
) -> pa.Table:
    """Return a relation's rows in the order of its key; docs/models.md tells what each holds.

    A fact is returned whole, whatever the period, which may then be empty. Trouble ``relation.unknown`` for any other
    name, and ``relation.needs_period`` for a relation that is worked out when no period is named.
    """
    if name in _FACTS:
        with open_session(book.warehouse.snapshot(), engine=engine) as session:
            return session.fetch(name)
    if name not in _WORKED_OUT:
        raise Trouble("relation.unknown", {"name": name, "names": ", ".join(relation_names())})
    if not label:
        raise Trouble("relation.needs_period", {"name": name})
    with work_out(
        book=book, label=label, at=at, engine=engine, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        return workings.session.fetch(name)
